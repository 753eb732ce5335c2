"""What every student must see: what the same notebook shows without a hub."""

import base64
import random
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from lessonkit.server import RUN_IT, WIDGET_VIEW

SET_SLIDER = """
from ipywidgets import widget_serialization
widget_serialization["from_json"]("IPY_MODEL_{slider}", None).value = {value}
"""


@dataclass
class Lesson:
    """A notebook as it is after a run without a hub.

    Attributes
    ----------
    views : list of tuple of float and list
        Values of the notebook's first slider, and what all widgets show at each, as `view` has it.
    """

    path: Path
    right: NotebookNode
    views: list[tuple[float, list[Any]]]

    @classmethod
    def of(cls, path: Path, moves: int = 10) -> "Lesson":
        """Run a notebook, and move its first slider, if it has one."""
        notebook = nbformat.read(path, as_version=4)
        places = {"metadata": {"path": str(path.parent)}}
        client = NotebookClient(notebook, resources=places, extra_arguments=["--log-level=ERROR"])
        views = []
        # A home of its own, of somebody who comes for the first time.
        with tempfile.TemporaryDirectory() as home, client.setup_kernel(env={"HOME": home}):
            for number, cell in enumerate(notebook.cells):
                client.execute_cell(cell, number)
            for slider in sliders(client.widget_state)[:1]:
                state = client.widget_state[slider]
                steps = range(round((state["max"] - state["min"]) / state["step"]))
                for step in random.Random(0).sample(steps, min(moves, len(steps))):
                    value = state["min"] + step * state["step"]
                    code = SET_SLIDER.format(slider=slider, value=value)
                    client.execute_cell(nbformat.v4.new_code_cell(code), 0)
                    views.append((value, view(with_buffers(client))))
        return cls(path, notebook, views)

    def wrong(self, notebook: NotebookNode) -> list[str]:
        """Return the cells whose outputs are not the right ones, with what they show instead."""
        pairs = zip(self.right.cells, notebook.cells, strict=True)
        return [
            f"{cell.id}: {str(plain(cell.outputs))[:200]}"
            for right, cell in pairs
            if cell.cell_type == "code" and plain(cell.outputs) != plain(right.outputs)
        ]


def plain(outputs: Iterable[NotebookNode]) -> list[Any]:
    """Return what outputs say and show, streams in one piece each, however they were sent.

    A widget's view, and the line that the server puts in its place when it saves, do not count.
    """
    streams: dict[str, str] = {}
    found: list[Any] = []
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
        elif output.output_type == "error":
            found.append((output.ename, output.evalue))
        elif output != RUN_IT:
            data = output.data.items()
            found.append({kind: value for kind, value in data if kind != WIDGET_VIEW})
    return [*found, streams]


def sliders(widgets: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the ids of the sliders, in the order in which they were made."""
    kinds = ("FloatSliderModel", "IntSliderModel")
    return [name for name, state in widgets.items() if state.get("_model_name") in kinds]


def view(widgets: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """Return the words, SVG included, and the pictures of widgets."""
    values = [(state.get("_model_name"), state.get("value")) for state in widgets.values()]
    kinds = ("HTMLModel", "ImageModel")
    return [sorted(value for kind, value in values if kind == wanted) for wanted in kinds]


def with_buffers(client: NotebookClient) -> dict[str, dict[str, Any]]:
    """Return the states of a notebook's widgets, with their pictures in place."""
    states = {name: dict(state) for name, state in client.widget_state.items()}
    for name, buffers in client.widget_buffers.items():
        for (key,), buffer in buffers.items():
            states[name][key] = base64.b64decode(buffer["data"])
    return states
