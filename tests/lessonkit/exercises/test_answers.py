"""Honest answers pass in every style, and each misconception is told as what it is."""

import runpy
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from lessonkit.exercises import check, limits, record
from lessonkit.exercises.course import EXERCISES
from lessonkit.exercises.progress_panel import Progress
from lessonkit.exercises.values import equal, numbers
from tests.lessonkit.exercises.written import answers, given

ROOT = Path(__file__).parents[3]
SOLUTIONS = sorted((ROOT / "teaching" / "solutions").glob("*.py"))


def test_each_notebook_has_a_file_of_model_solutions():
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert [file.stem for file in SOLUTIONS] == [file.stem for file in notebooks]


def test_every_model_solution_is_right_and_none_is_missing():
    for file in SOLUTIONS:
        answers = runpy.run_path(str(file))["FEEDBACK"]
        assert [answer.name for answer in answers if not answer.passed] == []
        assert Progress(file.stem).remaining == []
    assert Progress().remaining == []
    assert len(record.done()) == len(Progress().done)


ANSWERS = [(name, *entry) for name in EXERCISES for entry in answers(name)]


@pytest.mark.parametrize(("name", "what", "body"), ANSWERS)
def test_an_answer_is_judged_as_its_table_says(name, what, body, monkeypatch):
    if "had not finished" in what:
        monkeypatch.setattr(limits, "SECONDS", 0.3)
    feedback = check(name, *given(name, body))
    assert feedback.passed == (what == "right"), feedback
    if what.startswith('"'):
        assert any(what.strip('"') in line for line in feedback.lines), feedback
    elif what not in ("right", "refused"):
        flaws = EXERCISES[name].flaws
        assert set(feedback.lines) == {flaws[flaw] for flaw in what.split("; ")}


@pytest.mark.parametrize("name", EXERCISES)
def test_each_exercise_is_tried_with_many_right_answers_and_near_misses(name):
    right = [what == "right" for what, _ in answers(name)]
    assert right.count(True) >= 12
    assert right.count(False) >= 12


@pytest.mark.parametrize("name", EXERCISES)
def test_every_flaw_that_a_checker_knows_is_fed_to_it_as_code(name):
    fed = {flaw for what, _ in answers(name) for flaw in what.split("; ")}
    assert set(EXERCISES[name].flaws) <= fed


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda one: one.name)
def test_no_flaw_gives_the_right_answer_and_no_two_give_the_same(exercise):
    def values(*flaws):
        return [numbers(exercise.solve(frozenset(flaws), *case)) for case in exercise.cases]

    def same(first, second):
        return all(equal(a, b, exercise.near) for a, b in zip(first, second, strict=True))

    with np.errstate(all="ignore"):
        known = {flaw: values(flaw) for flaw in exercise.flaws}
    assert [flaw for flaw in known if same(known[flaw], values())] == []
    pairs = [pair for pair in combinations(known, 2) if same(known[pair[0]], known[pair[1]])]
    assert [pair for pair in pairs if exercise.flaws[pair[0]] != exercise.flaws[pair[1]]] == []
