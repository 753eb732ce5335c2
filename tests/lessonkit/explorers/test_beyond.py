"""The panel beyond the line: walks with mini-batches, momentum and a rate that shrinks."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessonkit import LinearCost, descend, learning_rate_limit, load_columns, standardize
from lessonkit.explorers import BatchExplorer
from lessonkit.explorers.batches import PASSES, WALKS, Batches
from lessonkit.explorers.beyond import CARS, GOAL, HIGH
from lessonkit.figures import xy
from tools.site.states import values

X, PRICE = np.column_stack(load_columns("engine_size", "curb_weight")), load_columns("price")[0]
COST = LinearCost(standardize(X), standardize(PRICE))
BATCHES = Batches(COST)

several = settings(max_examples=15, deadline=None)
sizes = st.sampled_from([1, 2, 16, CARS - 1, CARS]) | st.integers(1, CARS)
rates = st.sampled_from([0.001, 10]) | st.floats(0.001, 10)
momenta = st.sampled_from([0, 0.9]) | st.floats(0, 0.9)


def make():
    return BatchExplorer(X, PRICE)


def by_hand(rows, rate, momentum, *, shrinks):
    """Walk as notebook 7 does, with these cars in each step."""
    w, step, path = np.zeros(2), np.zeros(2), [np.zeros(2)]
    for turn, some in enumerate(rows):
        grad = -2 * COST.X[some].T @ (COST.y[some] - COST.X[some] @ w) / len(some)
        passes = turn * len(some) / COST.n
        step = momentum * step - rate / (1 + passes if shrinks else 1) * grad
        w = w + step
        path.append(w)
    return np.array(path)


def average(batch_size, rate, momentum, *, shrinks):
    ends = BATCHES.walk(batch_size, rate, momentum, shrinks=shrinks)[-1]
    return BATCHES.excess(ends).mean()


@several
@given(size=sizes, rate=rates, momentum=momenta, shrinks=st.booleans())
@example(size=CARS, rate=0.6, momentum=0.0, shrinks=False)
def test_every_walk_is_the_loop_of_the_notebook_on_the_cars_drawn(size, rate, momentum, shrinks):
    walks = BATCHES.walk(size, rate, momentum, shrinks=shrinks)
    rows = BATCHES.rows(size)
    assert rows.shape == (BATCHES.steps(size), WALKS, size)
    for one in (0, WALKS - 1):
        path = by_hand(rows[: len(walks) - 1, one], rate, momentum, shrinks=shrinks)
        np.testing.assert_allclose(walks[:, one], path, rtol=1e-6, atol=1e-9)


def test_all_cars_without_momentum_is_gradient_descent():
    walks = BATCHES.walk(CARS, 0.3, 0, shrinks=False)
    points = descend(COST, (0, 0, 0), 0.3, max_iter=PASSES).points[:, :2]
    for one in range(WALKS):
        np.testing.assert_allclose(walks[:, one], points, atol=1e-12)


@given(sizes)
def test_the_cars_of_a_step_do_not_repeat_and_all_walks_draw_their_own(size):
    rows = BATCHES.rows(size)
    assert (np.diff(np.sort(rows[:3], axis=-1), axis=-1) > 0).all()
    assert BATCHES.steps(size) * size <= PASSES * CARS < (BATCHES.steps(size) + 1) * size
    assert len(np.unique(BATCHES.rows(1)[:40, :, 0], axis=1).T) == WALKS


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_excess_is_what_the_cost_says(one, two):
    above = 100 * (COST.cost(one, two, 0) - COST.minimum.cost) / COST.minimum.cost
    assert BATCHES.excess(np.array([one, two])) == pytest.approx(above, rel=1e-9, abs=1e-9)


@several
@given(size=sizes, rate=rates, momentum=momenta, shrinks=st.booleans())
@example(size=1, rate=1.0, momentum=0.9, shrinks=False)
@example(size=CARS, rate=1.0, momentum=0.0, shrinks=False)
def test_what_is_drawn_and_said_is_where_the_walks_end(panel, size, rate, momentum, shrinks):
    state = {"learning_rate": rate, "momentum": momentum, "shrinks": shrinks}
    panel.set(batch_size=size, **state)
    walks = BATCHES.walk(size, rate, momentum, shrinks=shrinks)
    near = np.clip(walks, -1e3, 1e3)
    np.testing.assert_array_equal(xy(panel.path), near[:, 0])
    np.testing.assert_array_equal(xy(panel.ends), near[-1])
    np.testing.assert_array_equal(xy(panel.end), near[-1, :1])
    left, right, low, high = *panel.valley.get_xlim(), *panel.valley.get_ylim()
    w1, w2 = walks[-1, 0]
    inside = left <= w1 <= right and low <= w2 <= high
    assert panel.off_map.get_visible() == (not inside)
    ends = BATCHES.excess(walks[-1])
    assert panel.off_curve.get_visible() == (ends[0] > HIGH)
    assert panel.average.get_visible() == (ends.mean() <= HIGH)
    assert ("it climbs" in repr(panel)) == (ends[0] > 425 and "Cut off" not in repr(panel))
    assert ("Cut off" in repr(panel)) == (len(walks) <= BATCHES.steps(size))


def test_the_best_average_is_kept_until_reset(panel):
    assert "Your best: 4.67 %" in repr(panel)
    panel.set(learning_rate=0.5, momentum=0.3)
    assert average(CARS, 0.5, 0.3, shrinks=False) < GOAL
    panel.set(learning_rate=1)
    assert "Your best: 0.41 % (159 cars, rate 0.5, momentum 0.3). Reached." in repr(panel)
    panel.reset()
    assert "Your best: 4.67 %" in repr(panel)


def test_momentum_raises_the_limit():
    """With a momentum m the limit is 1 + m times as high (Polyak's bound)."""
    limit = learning_rate_limit(COST)
    for momentum in (0.0, 0.3, 0.8):
        edge = (1 + momentum) * limit
        below, above = (
            by_hand([np.arange(CARS)] * 4000, rate * edge, momentum, shrinks=False)[-1]
            for rate in (0.99, 1.01)
        )
        assert BATCHES.excess(below) < 1
        assert BATCHES.excess(above) > 1e6


def test_sixty_four_cars_reach_the_goal_only_with_a_rate_that_shrinks():
    controls = BatchExplorer.controls()
    found = {
        shrinks
        for rate in values(controls["learning_rate"])
        for momentum in values(controls["momentum"])
        for shrinks in (False, True)
        if average(64, rate, momentum, shrinks=shrinks) <= GOAL
    }
    assert found == {True}


def test_fewer_cars_make_a_smaller_table():
    panel = BatchExplorer(X[:40], PRICE[:40])
    assert repr(panel).startswith("8 steps of 40 cars")
    panel.close()


def test_other_tables_are_refused():
    with pytest.raises(ValueError, match=r"X: expected 2 columns .*, got 3\."):
        BatchExplorer(np.column_stack([X, X[:, 0] ** 2]), PRICE)


def test_a_walk_whose_numbers_get_too_large_says_where_it_was_cut_off(panel):
    panel.set(batch_size=1, learning_rate=1, momentum=0.9)
    taken = len(xy(panel.path)) - 1
    assert f"Cut off before step {taken + 1:,} of {PASSES * CARS:,}:" in repr(panel)
    assert f" %. {WALKS} off the map." in repr(panel)
