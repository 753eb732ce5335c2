"""Honest answers pass in every style, and each misconception is told as what it is."""

import runpy
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from lessonkit.exercises import check, record
from lessonkit.exercises.course import EXERCISES
from lessonkit.exercises.progress_panel import Progress
from lessonkit.exercises.values import equal, numbers
from tests.lessonkit.exercises.honest import HONEST
from tests.lessonkit.exercises.written import answer, every
from tests.lessonkit.exercises.wrong import WRONG

ROOT = Path(__file__).parents[3]
SOLUTIONS = sorted((ROOT / "teaching" / "solutions").glob("*.py"))


def test_each_notebook_has_a_file_of_model_solutions():
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert [file.stem for file in SOLUTIONS] == [file.stem for file in notebooks]


@pytest.mark.parametrize("file", SOLUTIONS, ids=lambda file: file.stem)
def test_every_model_solution_is_right_and_none_is_missing(file):
    answers = runpy.run_path(str(file))["FEEDBACK"]
    assert [answer.name for answer in answers if not answer.passed] == []
    assert Progress(file.stem).remaining == []


def test_the_model_solutions_do_everything_there_is():
    for file in SOLUTIONS:
        runpy.run_path(str(file))
    assert Progress().remaining == []
    assert len(record.done()) == len(Progress().done)


@pytest.mark.parametrize(("name", "body"), every(HONEST))
def test_a_right_answer_passes_in_whatever_style(name, body):
    feedback = check(name, answer(name, body))
    assert feedback.passed, feedback


@pytest.mark.parametrize(("name", "entry"), every(WRONG))
def test_a_wrong_answer_is_told_what_is_wrong_with_it(name, entry):
    flaws, body = entry
    feedback = check(name, answer(name, body))
    assert not feedback.passed
    assert list(feedback.lines) == [EXERCISES[name].flaws[flaw] for flaw in flaws.split("; ")]


def test_every_flaw_that_a_checker_knows_is_fed_to_it_as_code():
    for name, exercise in EXERCISES.items():
        if not exercise.by_hand:
            fed = {flaw for flaws, _ in WRONG[name] for flaw in flaws.split("; ")}
            assert fed == set(exercise.flaws), name


@pytest.mark.parametrize(
    ("values", "flaw"),
    [
        ((0, 7_250_000), "sum"),
        ((0, 1500), "absolute"),
        ((0, -1500), "signed"),
        ((0, 2_250_000), "square of the mean"),
        ((0, 1554.56), "root"),
        ((0, 1_208_333.33), "half"),
        ((0, 3_625_000), "n - 1"),
        ((2_416_666.67, 0), "swapped"),
        ((0, -41_083_333.33), "squared apart"),
    ],
)
def test_costs_found_on_paper_are_told_what_went_wrong(values, flaw):
    assert check("two-costs", *values).lines == (EXERCISES["two-costs"].flaws[flaw],)


def test_costs_found_on_paper_may_be_rounded_but_not_wrong():
    for passed in (2_416_666.67, 2_416_667):
        assert check("two-costs", 0, passed).passed
    for failed in (2_416_668, 2_416_667.19):
        assert not check("two-costs", 0, failed).passed


@pytest.mark.parametrize(
    ("local", "lowest", "flaws"),
    [
        ([1, 2], 1, ["edges"]),
        ([2, 3], 1, ["plateaus"]),
        ([2], 1, ["edges", "plateaus"]),
        ([1, 1, 2, 3], 1, ["twice"]),
        ([1], 1, ["global only"]),
        ([3, 8, 6], 1, ["maxima"]),
        ([1, 6, 9], 1, ["positions"]),
        ([3, 1, 2, 3], 1, ["left edge"]),
        ([1, 2, 3], 3, ["counted"]),
        ([1, 2, 3], 2, ["not the lowest"]),
        ([2], 2, ["edges", "plateaus", "not the lowest"]),
    ],
)
def test_minima_found_by_eye_are_told_what_went_wrong(local, lowest, flaws):
    feedback = check("valleys", local, lowest)
    assert not feedback.passed
    assert list(feedback.lines) == [EXERCISES["valleys"].flaws[flaw] for flaw in flaws]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda one: one.name)
def test_no_flaw_gives_the_right_answer_and_no_two_give_the_same(exercise):
    def answers(*flaws):
        return [numbers(exercise.solve(frozenset(flaws), *case)) for case in exercise.cases]

    def same(first, second):
        return all(equal(a, b, exercise.near) for a, b in zip(first, second, strict=True))

    with np.errstate(invalid="ignore"):
        known = {flaw: answers(flaw) for flaw in exercise.flaws}
    assert [flaw for flaw in known if same(known[flaw], answers())] == []
    pairs = combinations(known, 2)
    assert [pair for pair in pairs if same(known[pair[0]], known[pair[1]])] == []
