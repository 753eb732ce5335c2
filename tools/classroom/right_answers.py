"""What a notebook's panel must show after each move, found without hub, server or browser.

    python tools/classroom/right_answers.py 01_cost.ipynb 10

It runs in the students' Python. The notebook's cells run in a fresh kernel, then its first slider
is set by code, to as many values as were asked for. Printed are, as JSON, the values, and what
the panel says and shows after each.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

MOVES = """
import base64, hashlib, json, random
from ipywidgets import Widget, widget_serialization

def _view():
    models = Widget.get_manager_state()["state"].values()
    return {
        "words": sorted(
            m["state"].get("value", "") for m in models if m["model_name"] == "HTMLModel"
        ),
        "pictures": sorted(
            hashlib.sha256(base64.b64decode(m["buffers"][0]["data"])).hexdigest()
            for m in models if m["model_name"] == "ImageModel"
        ),
    }

_slider = next(
    widget_serialization["from_json"]("IPY_MODEL_" + key, None)
    for key, model in Widget.get_manager_state()["state"].items()
    if model["model_name"] in ("FloatSliderModel", "IntSliderModel")
)
_steps = round((_slider.max - _slider.min) / _slider.step)
_moves, _views = [], []
for _step in random.Random(0).sample(range(_steps), COUNT):
    _moves.append(_slider.min + _step * _slider.step)
    _slider.value = _moves[-1]
    _views.append(_view())
print(json.dumps({"moves": _moves, "views": _views}))
"""


def main() -> None:
    path, count = sys.argv[1:]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(MOVES.replace("COUNT", count)))
    client = NotebookClient(
        notebook,
        timeout=120,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(Path(path).parent)}},
    )
    client.execute()
    print(notebook.cells[-1].outputs[-1].text)


if __name__ == "__main__":
    main()
