"""Each of the lesson's figures follows from the data, in the digits in which it is quoted."""

from itertools import pairwise

import numpy as np
import pytest

from lessonkit import descend
from tools.quantities import (
    BY_NAME,
    QUANTITIES,
    exercise_3,
    five_features,
    quantities,
    raw,
    standardized,
    walk,
    walk_until,
)


@pytest.mark.parametrize("quantity", QUANTITIES, ids=lambda quantity: quantity.name)
def test_figure_holds(quantity):
    assert quantity.computed() == quantity.text


def test_names_are_unique():
    assert len(BY_NAME) == len(QUANTITIES)


def test_rate_09_falls_like_rate_01_though_its_weight_overshoots():
    middle, fast = walk(0.1), walk(0.9)
    np.testing.assert_allclose(fast.costs, middle.costs, rtol=1e-12)
    above = fast.points[1:21, 0] > standardized().minimum.slope
    assert all(here != there for here, there in pairwise(above))
    assert not (middle.points[1:21, 0] > standardized().minimum.slope).any()
    assert walk_until(0.9).points[-1, 0] > standardized().minimum.slope


@pytest.mark.parametrize("cost", [raw(), standardized()], ids=["raw", "standardized"])
def test_both_costs_have_the_same_best_line_in_other_units(cost):
    explained = 1 - cost.minimum.cost / np.var(cost.y)
    assert explained == pytest.approx(quantities["r_squared"], rel=1e-12)


def test_rate_1_bounces_forever():
    np.testing.assert_allclose(walk(1.0).costs, 1.0, rtol=1e-12)
    np.testing.assert_allclose(walk(1.0).points[::2, 0], 0, atol=1e-12)


def test_past_the_limit_every_step_climbs():
    with_five_features = descend(five_features(), [0] * 6, 0.9, max_iter=60)
    for one in (walk(1.01), with_five_features):
        assert (np.diff(one.costs) > 0).all()


def test_the_three_local_minima_of_the_list():
    assert exercise_3() == [1, 2, 3]
