"""The pictures of the learning rate: what they say is what the walks do."""

import numpy as np
import pytest

from lessonkit import LinearCost, LineCost, descend, learning_rate_limit, load_columns, standardize
from lessonkit import figures as f
from lessonkit.figures import learning_rate

ENGINE_SIZE, CURB_WEIGHT, PRICE = load_columns("engine_size", "curb_weight", "price")
RAW = LineCost(ENGINE_SIZE, PRICE)
BOWL = LineCost(standardize(ENGINE_SIZE), standardize(PRICE))
X = standardize(np.column_stack([ENGINE_SIZE, CURB_WEIGHT]))
TWO = LinearCost(X, standardize(PRICE))


def test_two_rates_may_share_their_costs_and_not_their_weights():
    picture = f.show_walks(BOWL, [0.001, 0.1, 0.9], 60)
    ends, furthest = picture.facts["ends"], picture.facts["furthest"]
    assert ends[0.9] == pytest.approx(ends[0.1]) == pytest.approx(BOWL.minimum.cost)
    assert ends[0.001] == descend(BOWL, (0, 0), 0.001, 60).costs[-1]
    assert furthest[0.1] < BOWL.minimum.slope < furthest[0.9]
    assert "0.9: the last cost is 0.29, the largest weight 1.51" in picture.alt


def test_the_curves_of_each_walk_look_different_in_three_ways():
    _, (ax,) = f.new_figure()
    walks = {f"{rate}": descend(BOWL, (0, 0), rate).costs for rate in (0.001, 0.1, 0.9)}
    curves = learning_rate._draw_runs(ax, walks)
    for look in ("get_color", "get_linestyle", "get_marker", "get_markersize"):
        assert len({getattr(curve, look)() for curve in curves}) == 3
    for curve, (name, costs) in zip(curves, walks.items(), strict=True):
        assert f.xy(curve)[:, 1].tolist() == costs.tolist()
        assert curve.get_label() == name


@pytest.mark.parametrize(("rate", "crossings"), [(0.1, 0), (0.5, 0), (0.9, 5), (1.01, 5)])
def test_a_hop_crosses_the_bottom_above_half_the_limit(rate, crossings):
    picture = f.show_hops(BOWL, [rate], steps=5)
    assert picture.facts["crossings"] == {rate: crossings}
    assert picture.facts["ends"][rate] == descend(BOWL, (0, 0), rate, 5).points[-1, 0]


def test_a_loss_curve_that_leaves_the_picture_is_said_to():
    curves = {rate: descend(TWO, (0, 0, 0), rate, 20).costs for rate in (0.01, 0.3, 1)}
    picture = f.show_loss_curves(curves, TWO.minimum.cost)
    assert picture.facts["ends"][0.3] == curves[0.3][-1]
    assert picture.facts["ends"][1] > 1.4 * curves[1][0]
    assert picture.alt.endswith("1: from 1.00 out of the picture.")


@pytest.mark.parametrize(("rate", "parts"), [(0.1, 2), (0.9, 2), (0.001, 0), (1.01, 0), (5, 0)])
def test_only_a_curve_that_flattens_has_a_steep_wall_and_a_flat_bottom(rate, parts):
    _, (ax,) = f.new_figure()
    (line,) = ax.plot(descend(BOWL, (0, 0), rate, 60).costs)
    learning_rate._name_parts(ax, line)
    assert len(ax.texts) == parts


def test_names_of_curves_that_end_close_together_stay_apart():
    _, (ax,) = f.new_figure()
    lines = [ax.plot([0, 1], [1, end])[0] for end in (0.20, 0.21, 0.9, 5)]
    learning_rate._name_curves(ax, lines, ["a", "b", "c", "d"], top=1.4)
    places = {text.get_text(): text.xy[1] for text in ax.texts}
    assert places["b"] - places["a"] >= 0.07 * 1.4
    assert places["c"] == 0.9
    assert places["d ▲"] == 1.4


def test_walks_in_the_valley_creep_or_zigzag():
    limit = learning_rate_limit(TWO)
    slow, middle, fast = 0.02, 0.3, 0.98 * limit
    facts = f.show_valley(TWO, [slow, middle, fast], steps=40).facts
    assert facts["crossings"][slow] == 0
    assert facts["crossings"][fast] == 40
    assert facts["left"][middle] < 0.1 < min(facts["left"][slow], facts["left"][fast])
    end = descend(TWO, (0, 0, TWO.minimum.intercept), middle, 40).points[-1, :2]
    best = TWO.minimum.weights
    left = np.linalg.norm(end - best) / np.linalg.norm(best)
    assert facts["left"][middle] == pytest.approx(left)


@pytest.mark.parametrize("rate", [0.001, 0.1, 0.9])
def test_the_slope_after_many_steps_is_that_of_the_walk(rate):
    for bowl in (BOWL, RAW):
        share = rate * learning_rate_limit(bowl)
        walk = descend(bowl, (0, 0), share, 50)
        slopes = learning_rate.slopes_after(bowl, share, np.arange(51))
        assert slopes == pytest.approx(walk.points[:, 0], rel=1e-6, abs=1e-6)


def test_steps_until_arrival_are_the_first_within_a_hundredth():
    few = LineCost([1, 2, 3, 4], [3, 4, 8, 9])  # raw, but not as slow as the cars
    picture = f.show_arrivals(few, BOWL)
    rate = 0.95 * learning_rate_limit(few)
    for name, bowl, at in (("raw", few, rate), ("standardized", BOWL, 0.1)):
        steps = picture.facts[name]
        far = np.abs(descend(bowl, (0, 0), at, steps).points[:, 0] - bowl.minimum.slope)
        assert np.flatnonzero(far <= 0.01 * bowl.minimum.slope).tolist() == [steps]
    assert f"raw after {picture.facts['raw']:,}" in picture.alt
