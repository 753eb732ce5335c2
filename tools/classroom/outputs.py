"""Compare what a student got with what the notebook was saved with."""

import base64
import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from nbformat import NotebookNode
from PIL import Image

# What a browser shows in place of the picture and the words that stand beside it.
WIDGET = "application/vnd.jupyter.widget-view+json"
# Another processor may round a pixel's shade otherwise, which nobody can see.
SHADES = 2


def differences(saved: NotebookNode, got: NotebookNode) -> list[str]:
    """Say what differs between the outputs of two runs of a notebook.

    Parameters
    ----------
    saved, got : notebook
        With the same code cells.

    Returns
    -------
    list of str
        One sentence for each cell whose outputs differ; empty if all is right.
    """
    found = []
    for right, cell in zip(code_cells(saved), code_cells(got), strict=True):
        why = difference(right.outputs, cell.outputs)
        if why:
            found.append(f"{right.id}: {why}")
    return found


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return a notebook's code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def difference(saved: Sequence[NotebookNode], got: Sequence[NotebookNode]) -> str:
    """Say how the outputs of one cell differ; nothing if they do not."""
    left, right = list(parts(saved)), list(parts(got))
    names = [name for name, _ in left], [name for name, _ in right]
    if names[0] != names[1]:
        return f"expected {names[0] or 'nothing'}, got {names[1] or 'nothing'}"
    for (name, expected), (_, value) in zip(left, right, strict=True):
        if name == "image/png":
            if not same_picture(expected, value):
                return "another picture"
        elif value != expected:
            return f"another {name}: {value[:200]!r}"
    return ""


def parts(outputs: Sequence[NotebookNode]) -> Iterator[tuple[str, str]]:
    """Go through the parts of a cell's outputs: kind and text, streams in one piece each."""
    streams: dict[str, str] = {}
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] = streams.get(output.name, "") + output.text
        elif output.output_type == "error":
            yield "error", f"{output.ename}: {output.evalue}"
        else:
            yield from sorted(
                (kind, value)
                for kind, value in output.data.items()
                if kind != WIDGET and isinstance(value, str)
            )
    yield from sorted(streams.items())


def same_picture(saved: str, got: str) -> bool:
    """Return whether two PNG pictures, in base64, look the same."""
    if saved == got:
        return True
    left, right = pixels(saved), pixels(got)
    return left.shape == right.shape and int(np.abs(left - right).max(initial=0)) <= SHADES


def pixels(encoded: str) -> Any:
    """Return a picture's pixels."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
    return np.asarray(picture.convert("RGBA"), dtype=int)
