"""The exercises as students find them: each in its notebook, unanswered, with its hints folded."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from lessonkit.exercises.course import ASKED, EXERCISES, PREDICTIONS, READINGS, WHERE
from lessonkit.exercises.lesson import my_logistic

FOLDER = Path(__file__).parents[3] / "notebooks"
NOTEBOOKS = {path.stem: nbformat.read(path, 4) for path in sorted(FOLDER.glob("*.ipynb"))}
# Where to look, how to go about it, all but the last step. Markdown within HTML needs an empty line
# before it.
HINTS = "\n\n".join(f"<details><summary>Hint {rung}</summary>\n\n(.+)" for rung in (1, 2, 3))
HINTS += "\n</details>" * 3


def code_cell(notebook, call):
    (cell,) = [
        cell
        for cell in NOTEBOOKS[notebook].cells
        if cell.cell_type == "code" and f"\n{call}" in f"\n{cell.source}"
    ]
    return cell


def shown(cell):
    return cell.outputs[-1].data["text/plain"]


@pytest.mark.parametrize("name", EXERCISES)
def test_each_exercise_stands_in_its_notebook_unanswered(name):
    cell = code_cell(WHERE[name], f'check("{name}", ')
    assert shown(cell).startswith(f"○ {name}: not answered yet")


@pytest.mark.parametrize("name", READINGS)
def test_each_question_about_a_picture_is_asked_in_full(name):
    cell = code_cell(WHERE[name], f'ask("{name}")')
    assert shown(cell).splitlines()[:-1] == list(READINGS[name].lines)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_each_prediction_stands_in_its_notebook_and_reveals_nothing(name):
    cell = code_cell(WHERE[name], f'predict("{name}"')
    assert shown(cell).endswith("No guess yet. Choose, say how sure you are, and commit.")


@pytest.mark.parametrize("name", EXERCISES)
def test_three_hints_lie_within_each_other_and_none_is_the_solution(name):
    (cell,) = [cell for cell in NOTEBOOKS[WHERE[name]].cells if cell.id == f"{name}-hints"]
    hints = re.fullmatch(HINTS, cell.source)
    assert hints
    code = re.findall(r"`([^`]+)`", " ".join(hints.groups()))
    assert not any("return" in span for span in code)


@pytest.mark.parametrize("pair", [[4, 4], [3], [3, 12], [3, 5, 8], ["3", "5"], []])
def test_a_pair_that_is_not_two_digits_is_told_so(pair):
    known = {
        "load_digits": load_digits,
        "my_logistic": my_logistic,
        "np": np,
        "train_test_split": train_test_split,
    }
    source = code_cell("07_beyond", "images, names =").source
    assert "pair = [3, 5]" in source
    said = f"pair: got {pair}, expected two different digits, such as [3, 5]"
    with pytest.raises(ValueError, match=re.escape(said)):
        exec(source.replace("pair = [3, 5]", f"pair = {pair}"), known)


def test_the_quiz_and_the_progress_close_the_last_notebook():
    assert "0 of 10 answered right." in shown(code_cell("06_sklearn", "questions"))
    assert "Your progress" in shown(code_cell("06_sklearn", "progress("))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_each_notebook_asks_something(notebook):
    assert 2 <= sum(WHERE[name] == notebook for name in ASKED) <= 8
