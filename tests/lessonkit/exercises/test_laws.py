"""What holds of every checker, whatever an answer returns."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonkit import LineCost
from lessonkit.exercises import check
from lessonkit.exercises.judge import judge_function
from lessonkit.exercises.values import equal, numbers
from tests.lessonkit.exercises.written import FUNCTIONS, returning

several = settings(max_examples=30)  # for each exercise


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_the_right_answer_passes(exercise):
    assert check(exercise.name, exercise.answer).passed


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
@several
@given(data=st.data())
def test_no_function_that_differs_in_one_case_is_passed(exercise, data):
    """Bend the right answer in one place of one case by any amount that is no rounding."""
    which = data.draw(st.integers(0, len(exercise.cases) - 1), label="case")
    place = data.draw(st.integers(0, 20), label="place")
    by = data.draw(st.floats(1e-3, 1e6) | st.floats(-1e6, -1e-3), label="by")
    calls = iter(range(10**6))

    def bent(*arguments):
        answer = exercise.answer(*arguments)
        return disturbed(answer, place, by) if next(calls) == which else answer

    assert not judge_function(without_curve(exercise), bent).passed


def without_curve(exercise):
    """Leave the picture out: it takes its time, and only the words matter here."""
    return replace(exercise, curve=None)


def disturbed(answer, place, by):
    """Change one number of an answer, keeping its kind."""
    if isinstance(answer, bool):
        return not answer
    if isinstance(answer, tuple | list):
        parts = list(answer)
        parts[place % len(parts)] = disturbed(parts[place % len(parts)], place, by)
        return type(answer)(parts)
    changed = np.array(answer, dtype=float)
    scale = np.abs(changed).max() or 1.0
    changed.flat[place % changed.size] += by * scale
    return changed if changed.ndim else float(changed)


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
@several
@given(length=st.integers(0, 4))
def test_no_answer_of_another_length_is_passed(exercise, length):
    assert not judge_function(without_curve(exercise), returning([1.0] * length)).passed


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats()
    | st.text(max_size=3)
    | st.complex_numbers()
    | st.just(...)
    | st.just(np.float64(2))
    | st.just(np.array([]))
    | st.just(pd.Series(["a", None]))
    | st.just(pd.DataFrame())
    | st.just(LineCost([1, 2], [3, 4])),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.sets(st.integers()),
    max_leaves=6,
)


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
@several
@given(value=anything)
def test_whatever_is_returned_gets_feedback_and_no_error(exercise, value):
    feedback = judge_function(without_curve(exercise), returning(value))
    assert not feedback.passed
    assert repr(feedback)
    assert feedback._repr_html_()


@given(first=anything, second=anything)
def test_whatever_is_entered_on_paper_gets_feedback_and_no_error(first, second):
    for name in ("two-costs", "valleys"):
        assert repr(check(name, first, second))


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5))
def test_equal_values_are_equal_in_whatever_container(values):
    array = numbers(np.array(values))
    assert equal(numbers(values), array)
    assert equal(numbers(tuple(values)), array)
    assert equal(numbers(pd.Series(values)), array)
    assert not equal(numbers([*values, 0]), array)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (1e9, 1e9 * (1 + 9e-5), True),
        (1e9, 1e9 * (1 + 2e-4), False),
        (1e-12, 2e-12, False),
        (0.0, 9e-5, True),
        (0.0, 2e-4, False),
        ([100.0, 0.0], [100.0, 9e-5], True),
        ([100.0, 0.0], [100.0, 2e-4], False),
    ],
)
def test_numbers_are_equal_up_to_a_ten_thousandth(first, second, same):
    assert equal(numbers(second), numbers(first)) == same
