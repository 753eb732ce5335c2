"""Each of the lesson's figures follows from the data, in the digits in which it is quoted."""

from itertools import pairwise

import numpy as np
import pytest

from tools.quantities import (
    COMPLETE_CARS,
    QUANTITIES,
    Quantity,
    exercise_3,
    five_features,
    quantities,
    raw,
    standardized,
    walk,
    walk_until,
)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_figure_holds(quantity: Quantity):
    assert quantity.computed() == quantity.text


def test_names_are_unique():
    assert len(quantities) == len({quantity.name for quantity in QUANTITIES}) == len(QUANTITIES)


def test_no_complete_car_is_missing():
    assert quantities["cars"] == COMPLETE_CARS


def test_rate_09_falls_like_rate_01_though_its_weight_overshoots():
    middle, fast = walk(0.1), walk(0.9)
    np.testing.assert_allclose(fast.costs, middle.costs, rtol=1e-12)
    above = fast.points[1:21, 0] > standardized().minimum.slope
    assert all(here != there for here, there in pairwise(above))
    assert not (middle.points[1:21, 0] > standardized().minimum.slope).any()


def test_weight_at_the_fast_stop_is_on_the_far_side():
    assert walk_until(0.9).points[-1, 0] > standardized().minimum.slope


@pytest.mark.parametrize("cost", [raw(), standardized()], ids=["raw", "standardized"])
def test_both_costs_have_the_same_best_line_in_other_units(cost):
    explained = 1 - cost.minimum.cost / np.var(cost.y)
    assert explained == pytest.approx(quantities["r_squared"], rel=1e-12)


def test_rate_1_bounces_for_ever():
    np.testing.assert_allclose(walk(1.0).costs, 1.0, rtol=1e-12)
    np.testing.assert_allclose(walk(1.0).points[::2, 0], 0, atol=1e-12)


def test_cost_past_the_limit_climbs_at_every_step():
    assert (np.diff(walk(1.01).costs) > 0).all()


def test_rate_09_diverges_on_five_features():
    from lessonkit import descend

    walked = descend(five_features(), [0] * 6, 0.9, max_iter=60)
    assert (np.diff(walked.costs) > 0).all()


def test_the_three_local_minima_of_the_list():
    assert exercise_3() == [1, 2, 3]
