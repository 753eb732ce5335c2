"""The walk downhill: what it keeps, when it stops, and the laws of its learning rate."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit import (
    BumpyCurve,
    LinearCost,
    LineCost,
    descend,
    learning_rate_limit,
    load_columns,
    standardize,
)

BOWL = LineCost(*map(standardize, load_columns("engine_size", "price")))
starts = st.tuples(st.floats(-10, 10), st.floats(-10, 10))


def test_it_keeps_the_start_every_step_and_every_cost():
    walk = descend(BOWL, (3, -1), 0.1, max_iter=7)
    assert (walk.iterations, walk.learning_rate) == (7, 0.1)
    assert descend(BOWL, (3, -1), 0.1).iterations == 60
    assert walk.points.shape == (8, 2)
    assert walk.points[0].tolist() == [3, -1]
    assert walk.costs.tolist() == [BOWL.cost(*point) for point in walk.points.tolist()]


def test_a_step_moves_both_parameters_from_the_same_point():
    tilted = LineCost([0, 1, 5], [1, 0, 2])
    walk = descend(tilted, (2, 3), 0.01, max_iter=1)
    d_slope, d_intercept = tilted.gradient(2.0, 3.0)
    assert walk.points[1] == pytest.approx([2 - 0.01 * d_slope, 3 - 0.01 * d_intercept])


@given(starts, st.floats(1e-6, 0.999))
def test_a_step_below_the_limit_never_raises_the_cost(start, fraction):
    for bowl in (BOWL, LineCost([0, 1, 5], [1, 0, 2])):
        walk = descend(bowl, start, fraction * learning_rate_limit(bowl), max_iter=20)
        assert np.all(np.diff(walk.costs) <= 1e-12 * walk.costs[:-1])


@given(st.floats(1.001, 50))
def test_a_step_above_the_limit_raises_the_cost(fraction):
    walk = descend(BOWL, (0, 0), fraction * learning_rate_limit(BOWL), max_iter=20)
    assert np.all(np.diff(walk.costs) > 0)


@given(st.floats(0.001, 1.2))
def test_each_step_multiplies_the_distance_to_the_bottom_by_the_same_factor(learning_rate):
    walk = descend(BOWL, (0, 0), learning_rate, max_iter=10)
    distance = walk.points[:, 0] - BOWL.minimum.slope
    expected = (1 - 2 * learning_rate) ** np.arange(11) * distance[0]
    assert distance == pytest.approx(expected, abs=1e-12)


def test_it_stops_at_the_cap():
    walk = descend(BOWL, (0, 0), 0.001, max_iter=5)
    assert (walk.iterations, walk.stopped) == (5, "max_iter")
    assert walk.why == "Stopped after 5 steps: it reached the cap on iterations."
    assert "after 1 step:" in descend(BOWL, (0, 0), 0.001, max_iter=1).why


def test_it_stops_after_the_first_step_that_improves_by_less_than_the_tolerance():
    walk = descend(BOWL, (0, 0), 0.1, max_iter=1000, tol=1e-4)
    improvements = -np.diff(walk.costs)
    assert walk.stopped == "tol"
    assert improvements[-1] < 1e-4 <= improvements[:-1].min()
    assert "improved by less than the tolerance" in walk.why


def test_it_goes_on_at_an_improvement_of_just_the_tolerance():
    valley = LineCost([-1, 1], [-1, 1])
    first_gain = -np.diff(descend(valley, (0, 0), 0.25, max_iter=1).costs)[0]
    assert descend(valley, (0, 0), 0.25, max_iter=9, tol=first_gain).iterations > 1


@pytest.mark.parametrize("learning_rate", [1.01, 50, 1e10, 1e300])
def test_divergence_is_kept_up_to_overflow(learning_rate):
    walk = descend(BOWL, (0, 0), learning_rate, max_iter=100_000)
    assert walk.stopped == "overflow"
    assert np.isfinite(walk.points).all()
    assert np.isfinite(walk.costs).all()
    assert walk.why.endswith("it diverged until the numbers were too large to hold.")


def test_several_features_and_a_bumpy_curve_can_be_descended():
    columns = load_columns("engine_size", "horsepower", "price")
    model = LinearCost(standardize(np.column_stack(columns[:2])), standardize(columns[2]))
    walk = descend(model, (0, 0, 0), 0.1, max_iter=2000)
    assert walk.points[-1] == pytest.approx([*model.minimum.weights, model.minimum.intercept])
    assert descend(model, (0, 0, 0), 0.9, max_iter=9999).stopped == "overflow"
    curve = BumpyCurve()
    walk = descend(curve, [-4.9], 0.05, max_iter=500)
    assert walk.points[-1, 0] == pytest.approx(curve.valleys[0].bottom)


def test_limit_is_2_over_the_largest_curvature():
    bowl = LineCost([-3, 3], [0, 1])
    assert learning_rate_limit(bowl) == pytest.approx(2 / 18)
    columns = load_columns("engine_size", "horsepower", "price")
    two_features = LinearCost(standardize(np.column_stack(columns[:2])), standardize(columns[2]))
    correlation = np.corrcoef(columns[0], columns[1])[0, 1]
    assert learning_rate_limit(two_features) == pytest.approx(1 / (1 + correlation))


def test_limit_needs_a_bowl():
    with pytest.raises(TypeError, match="cost: expected a bowl"):
        learning_rate_limit(BumpyCurve())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"learning_rate": 0}, ValueError, "learning_rate: got 0, expected a number above zero"),
        ({"learning_rate": -0.1}, ValueError, "learning_rate: got -0.1"),
        ({"learning_rate": math.nan}, ValueError, "learning_rate: got nan"),
        ({"learning_rate": "fast"}, TypeError, "learning_rate: expected a number, got 'fast'"),
        ({"max_iter": 0}, ValueError, "max_iter: got 0, expected at least 1"),
        ({"max_iter": 2.5}, TypeError, "max_iter: expected a whole number, got 2.5"),
        ({"max_iter": True}, TypeError, "max_iter: expected a whole number, got True"),
        ({"tol": -1e-4}, ValueError, "tol: got -0.0001"),
        ({"tol": math.inf}, ValueError, "tol: got inf"),
        ({"start": (0, math.inf)}, ValueError, "start: got inf"),
        ({"start": ("a", 0)}, TypeError, "start: expected a number, got 'a'"),
        ({"start": ()}, ValueError, "start: it is empty"),
    ],
)
def test_bad_arguments_get_their_own_error(arguments, error, message):
    usual = {"start": (0, 0), "learning_rate": 0.1, "max_iter": 5, "tol": None}
    with pytest.raises(error, match=message):
        descend(BOWL, **(usual | arguments))


def test_no_tolerance_at_all_is_a_tolerance():
    walk = descend(BOWL, (0, 0), 0.5, max_iter=9, tol=0)
    assert walk.iterations == 9


class Own:
    """A student's own cost: lowest at 1, or at 1 and 2."""

    def __init__(self, cost=None, gradient=None):
        self.cost = cost or (lambda *point: sum((p - i) ** 2 for i, p in enumerate(point, 1)))
        self.gradient = gradient or (lambda *point: [2 * (p - i) for i, p in enumerate(point, 1)])


@pytest.mark.parametrize(
    "kind",
    [list, tuple, np.array, lambda s: np.array(s)[:, None], lambda s: [np.float32(n) for n in s]],
)
def test_a_gradient_is_any_sequence_of_numbers(kind):
    own = Own(gradient=lambda w, b: kind([2 * (w - 1), 2 * (b - 2)]))
    walk = descend(own, np.zeros(2), 0.25, max_iter=40)
    assert walk.points[-1] == pytest.approx([1, 2])
    assert walk.points.dtype == walk.costs.dtype == float


@pytest.mark.parametrize("kind", [float, int, np.float64, np.array, lambda slope: (slope,)])
def test_a_gradient_of_one_parameter_may_be_a_number(kind):
    own = Own(gradient=lambda w: kind(2 * (w - 1)))
    assert descend(own, 5, 0.5, max_iter=3).points[-1] == pytest.approx([1])


@pytest.mark.parametrize(
    "cost",
    [
        lambda w: (w - 1) ** 2,  # plain numbers raise OverflowError
        lambda w: np.float64(w) ** 2,  # numpy's become infinite
        lambda w: np.float64(w) ** 4 - np.float64(w) ** 3,  # infinity minus infinity
    ],
)
def test_an_own_cost_that_diverges_ends_as_overflow(cost):
    own = Own(cost, lambda w: 1e9 * (w - 1))
    walk = descend(own, [3.0], 1.5, max_iter=10_000)
    assert walk.stopped == "overflow"
    assert np.isfinite(walk.costs).all()
    assert walk.iterations > 3


@pytest.mark.parametrize(
    ("own", "error", "message"),
    [
        (lambda w, b: w + b, TypeError, "cost: function has no method cost; expected an object"),
        (Own(lambda *_: None), TypeError, r"cost: cost\(0, 0\): expected a number .* got None"),
        (Own(lambda *_: math.nan), ValueError, r"cost: cost\(0, 0\): it is nan. Is there a nan in"),
        (Own(lambda *_: "1"), TypeError, r"cost: cost\(0, 0\): expected a number .* got '1'"),
        (Own(lambda *_: 1j), TypeError, r"cost: cost\(0, 0\): expected a number .* got 1j"),
        (Own(lambda *_: [1, 2]), ValueError, r"cost: cost\(0, 0\): expected 1 number, got 2"),
        (Own(lambda *_: math.inf), ValueError, "start: the cost there is inf; expected a finite"),
        (Own(gradient=lambda *_: None), TypeError, r"cost: gradient\(0, 0\): .* got None"),
        (
            Own(gradient=lambda *_: (1.0,)),
            ValueError,
            r"gradient\(0, 0\): expected 2 numbers, got 1",
        ),
        (Own(gradient=lambda *_: 1.0), ValueError, r"gradient\(0, 0\): expected 2 numbers, got 1"),
        (Own(gradient=lambda *_: (1, math.nan)), ValueError, r"gradient\(0, 0\): it is nan"),
        (
            Own(gradient=lambda *_: ("a", 1)),
            TypeError,
            r"gradient\(0, 0\): expected a number, got 'a'",
        ),
    ],
)
def test_an_own_cost_that_cannot_be_descended_is_named(own, error, message):
    with pytest.raises(error, match=message):
        descend(own, (0, 0), 0.1, max_iter=3)


def test_a_gradient_that_becomes_nan_on_the_way_is_named():
    own = Own(gradient=lambda w: [math.nan if w < -0.5 else 1])
    with pytest.raises(ValueError, match=r"cost: gradient\(-0.6\): it is nan"):
        descend(own, 0, 0.1)
