"""What a notebook's panel must show after each move, found without hub, server or browser.

    python tools/classroom/right_answers.py 01_cost.ipynb slope 0.0 40.0 ...

It runs in the students' Python, in the notebook's folder. The notebook's cells run in a fresh
kernel, then its slider is set by code. Printed is, as JSON, what the panel says and shows each
time.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

MOVES = """
import base64, hashlib, json
import ipywidgets
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

def _slider(name):
    for key, model in Widget.get_manager_state()["state"].items():
        if "Slider" in model["model_name"] and model["state"].get("description") == name:
            return widget_serialization["from_json"]("IPY_MODEL_" + key, None)

_views = []
for _value in VALUES:
    _slider(NAME).value = _value
    _views.append(_view())
print(json.dumps(_views))
"""


def main() -> None:
    path, name, *values = sys.argv[1:]
    notebook = nbformat.read(path, as_version=4)
    source = MOVES.replace("VALUES", str([float(v) for v in values])).replace("NAME", repr(name))
    notebook.cells.append(nbformat.v4.new_code_cell(source))
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
