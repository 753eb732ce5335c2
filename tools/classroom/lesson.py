"""What the class works on, and what every student must see."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from tools.classroom import environment
from tools.classroom.hub import PROJECT

EVERYTHING = """\
import matplotlib.pyplot
import pandas
import sklearn.linear_model
import sklearn.model_selection
import sklearn.preprocessing"""
MOVES = 10


@dataclass(frozen=True)
class Lesson:
    """A notebook with a slider.

    Attributes
    ----------
    path : path
        The notebook, with the outputs it was saved with.
    moves : list of float
        The values that its first slider is moved to.
    views : list of dict
        What the panel must say and show after each move.
    """

    path: Path
    moves: list[float]
    views: list[dict[str, Any]]

    @property
    def place(self) -> str:
        """Where the students have it."""
        return f"{PROJECT}/notebooks/{self.path.name}"

    @property
    def notebook(self) -> NotebookNode:
        """A copy of the notebook as it was saved."""
        notebook: NotebookNode = nbformat.read(self.path, as_version=4)
        return notebook


def find(name: str) -> Lesson:
    """Find a notebook and its right answers; they come from a kernel without a hub.

    Raises
    ------
    ValueError
        If there is no such notebook, or it has no slider.
    """
    path = environment.ROOT / "notebooks" / f"{name}.ipynb"
    if not path.is_file():
        raise ValueError(f"there is no {path}: name one, such as NOTEBOOK=01_cost")
    command = [str(environment.PYTHON), str(environment.HERE / "right_answers.py")]
    command += [str(path), str(MOVES)]
    with tempfile.TemporaryDirectory() as home:  # of somebody who comes for the first time
        run = subprocess.run(
            command, cwd=path.parent, env={**os.environ, "HOME": home},
            check=False, capture_output=True, text=True,
        )  # fmt: skip
    if run.returncode:
        raise ValueError(f"{path.name}: no right answers for its first slider:\n{run.stderr}")
    # Read from the disk once before anything is timed, as the lighter libraries just were.
    subprocess.run([str(environment.PYTHON), "-c", EVERYTHING], check=True)
    return Lesson(path, **json.loads(run.stdout))


def write_heavy(lesson: Lesson, folder: Path) -> Lesson:
    """Write the same notebook with everything imported at its top."""
    notebook = lesson.notebook
    notebook.cells.insert(0, nbformat.v4.new_code_cell(EVERYTHING, id="everything"))
    path = folder / f"{lesson.path.stem}_heavy.ipynb"
    nbformat.write(notebook, path)
    return Lesson(path, lesson.moves, lesson.views)
