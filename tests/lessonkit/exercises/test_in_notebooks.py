"""The exercises as students find them: each in its notebook, unanswered, with its hints folded."""

from pathlib import Path

import nbformat
import pytest

from lessonkit.exercises._checks import EXERCISES
from lessonkit.exercises._hints import HINTS, folded
from lessonkit.exercises._predictions import PREDICTIONS
from lessonkit.exercises._readings import READINGS

FOLDER = Path(__file__).parents[3] / "notebooks"
NOTEBOOKS = {path.stem: nbformat.read(path, 4) for path in sorted(FOLDER.glob("*.ipynb"))}


def code_cell(notebook, call):
    (cell,) = [
        cell
        for cell in NOTEBOOKS[notebook].cells
        if cell.cell_type == "code" and f"\n{call}" in f"\n{cell.source}"
    ]
    return cell


def shown(cell):
    return cell.outputs[-1].data["text/plain"]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda one: one.name)
def test_each_exercise_stands_in_its_notebook_unanswered(exercise):
    cell = code_cell(exercise.notebook, f"check_{exercise.name.replace('-', '_')}(")
    assert shown(cell).startswith(f"○ {exercise.name}: not answered yet")


@pytest.mark.parametrize("question", READINGS.values(), ids=lambda one: one.name)
def test_each_question_about_a_picture_stands_in_its_notebook(question):
    cell = code_cell(question.notebook, f'check_reading("{question.name}"')
    assert shown(cell).splitlines()[1:-1] == list(question.lines)


@pytest.mark.parametrize("prediction", PREDICTIONS.values(), ids=lambda one: one.name)
def test_each_prediction_stands_in_its_notebook_and_reveals_nothing(prediction):
    cell = code_cell(prediction.notebook, f'predict("{prediction.name}"')
    assert shown(cell).endswith("No guess yet. Commit to one, and the truth is drawn over it.")


@pytest.mark.parametrize("name", HINTS)
def test_the_folded_hints_are_those_that_hint_opens(name):
    (cell,) = [
        cell for cell in NOTEBOOKS[EXERCISES[name].notebook].cells if cell.id == f"{name}-hints"
    ]
    assert cell.source == folded(name)


def test_the_quiz_and_the_progress_close_the_last_notebook():
    assert "0 of 10 answered right." in shown(code_cell("06_sklearn", "questions"))
    assert "Your progress" in shown(code_cell("06_sklearn", "progress("))


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_each_notebook_has_two_to_four_exercises(notebook):
    every = [*EXERCISES.values(), *READINGS.values(), *PREDICTIONS.values()]
    assert 2 <= sum(one.notebook == notebook for one in every) <= 4
