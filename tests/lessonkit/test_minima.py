"""Local minima of lists, and the curve with several valleys."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit import BumpyCurve, local_minima

CURVE = BumpyCurve()


def test_a_plateau_counts_once_and_an_edge_counts():
    assert local_minima([3, 1, 1, 8, 6, 5, 2, 6, 4, 3]) == [(1, 3, 1), (6, 7, 2), (9, 10, 3)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5], [(0, 1, 5)]),
        ([4, 4, 4], [(0, 3, 4)]),
        ([1, 2, 3], [(0, 1, 1)]),
        ([2, 1, 1], [(1, 3, 1)]),
        ([3, 2, 2, 1], [(3, 4, 1)]),
        ([0, math.inf, 1], [(0, 1, 0), (2, 3, 1)]),
    ],
)
def test_small_lists(values, expected):
    assert local_minima(values) == expected


lists = st.lists(st.integers(-3, 3), min_size=1, max_size=30)


@given(lists)
def test_the_lowest_local_minimum_is_the_global_one(values):
    assert min(m.value for m in local_minima(values)) == min(values)


@given(lists)
def test_reading_backwards_finds_the_same_minima(values):
    mirrored = [
        (len(values) - m.stop, len(values) - m.start, m.value) for m in local_minima(values)
    ]
    assert local_minima(values[::-1]) == mirrored[::-1]


def test_nothing_and_not_a_number_are_refused():
    with pytest.raises(
        ValueError, match=r"values: expected a list of numbers, got the shape \(0,\)"
    ):
        local_minima([])
    with pytest.raises(ValueError, match=r"values: values\[1\] is nan"):
        local_minima([1, math.nan])
    with pytest.raises(TypeError, match=r"values: expected a number, got '3' at values\[1\]"):
        local_minima([1, "3"])
    with pytest.raises(
        ValueError, match=r"values: expected a list of numbers, got the shape \(1, 2\)"
    ):
        local_minima([[1, 2]])


def test_the_curve_is_as_high_as_its_formula_says():
    assert CURVE.cost(0.0) == 2 + 1 / 20 + 1
    assert CURVE.cost(np.pi / 4) == pytest.approx(2 + (np.pi / 4 - 1) ** 2 / 20)


def test_the_curve_has_four_lettered_valleys_and_the_third_is_lowest():
    valleys = CURVE.valleys
    assert [valley.letter for valley in valleys] == ["A", "B", "C", "D"]
    assert min(valleys, key=lambda valley: valley.cost).letter == "C"
    assert [v.right for v in valleys[:-1]] == [v.left for v in valleys[1:]]
    assert (valleys[0].left, valleys[-1].right) == (CURVE.low, CURVE.high)


def test_valleys_agree_with_the_local_minima_of_a_fine_sweep():
    weights = np.linspace(CURVE.low, CURVE.high, 100_001)
    found = [weights[m.start] for m in local_minima(CURVE.cost(weights))]
    assert [valley.bottom for valley in CURVE.valleys] == pytest.approx(found, abs=2e-4)


@given(st.floats(-20, 20))
def test_gradient_of_the_curve_equals_a_finite_difference(weight):
    step = 1e-5
    difference = (CURVE.cost(weight + step) - CURVE.cost(weight - step)) / (2 * step)
    assert CURVE.gradient(weight) == pytest.approx(difference, abs=1e-7)


@given(st.floats(-20, 20))
def test_curvature_of_the_curve_equals_a_finite_difference_of_its_gradient(weight):
    step = 1e-5
    difference = (CURVE.gradient(weight + step) - CURVE.gradient(weight - step)) / (2 * step)
    assert CURVE.curvature(weight) == pytest.approx(difference, abs=1e-7)


def test_a_weight_lies_in_the_valley_between_its_hilltops():
    for valley in CURVE.valleys:
        for weight in np.linspace(valley.left, valley.right, 7)[:-1]:
            assert CURVE.valley(weight) == valley
    assert [CURVE.valley(w).letter for w in (-99, CURVE.high, 99)] == ["A", "D", "D"]
