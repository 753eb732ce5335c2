"""The panel of the learning rate shows the walk of the lesson, and where each rule stops it."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonkit import LinearCost, descend, load_columns, standardize
from lessonkit.explorers import LearningRateExplorer, two_models
from lessonkit.explorers.learning_rate import LENGTHS, NOTHING
from lessonkit.explorers.tracks import FASTEST, SLOWEST
from lessonkit.figures import xy
from lessonkit.words import number

FEATURES = np.column_stack(load_columns(*two_models.FEATURES))
(PRICE,) = load_columns("price")
CONTROLS = LearningRateExplorer.controls()
STATES = st.fixed_dictionaries(
    {
        "learning_rate": st.floats(np.log10(SLOWEST), np.log10(FASTEST)).map(
            lambda power: min(max(10**power, SLOWEST), FASTEST)
        ),
        "compare_with": st.sampled_from(CONTROLS["compare_with"].options),
        "cap": st.integers(1, 200) | st.sampled_from([201, LENGTHS[-1]]),
        "tolerance": st.floats(-6, 6).map(lambda power: min(max(10**power, 1e-6), 1e6)),
        "scaling": st.sampled_from(CONTROLS["scaling"].options),
        "features": st.sampled_from(CONTROLS["features"].options),
    }
)


MARKS = {"tolerance": "square", "cap": "diamond"}


def any_state(test):
    """Prove it for many states."""
    return settings(max_examples=20)(given(STATES)(test))


def problem(panel):
    X = FEATURES[:, :1] if panel.features == "one" else FEATURES
    if panel.scaling == "raw":
        return LinearCost(X, PRICE)
    if panel.scaling == "centered":
        return LinearCost(X - X.mean(axis=0), PRICE)
    return LinearCost(standardize(X), standardize(PRICE))


def problem_limit(panel):
    return 2 / np.linalg.eigvalsh(problem(panel).curvature)[-1]


def walk(panel, rate=None, **rules):
    cost = problem(panel)
    start = [0] * len(cost.curvature)
    return descend(cost, start, rate or panel.learning_rate, **({"max_iter": panel.cap} | rules))


def in_frame(values, span):
    outside = np.flatnonzero((values < span[0]) | (values > span[1]))
    return values[: outside[0]] if len(outside) else values


def assert_shows(track, line, values):
    """A curve shows the values up to where they leave the picture, and one beyond."""
    drawn, inside = xy(line), in_frame(values, track.span)
    assert drawn[:, 0].tolist() == list(range(len(drawn)))
    assert len(drawn) == min(len(inside) + 1, len(values))
    np.testing.assert_allclose(
        drawn[: len(inside), 1], inside, rtol=1e-6, atol=1e-9 * np.ptp(track.span)
    )
    assert len(inside) == len(values) or len(in_frame(drawn[:, 1], track.span)) == len(inside)


def make():
    panel = LearningRateExplorer(FEATURES[:, 0], PRICE, FEATURES)
    # Read here are the artists and the words; that they are drawn is proved for every panel.
    for picture in panel.pictures:
        picture.refresh = lambda: False
    return panel


@any_state
def test_cost_and_weight_are_those_of_the_walk(panel, state):
    panel.set(**state)
    mine = walk(panel)
    assert_shows(panel.costs, panel.costs.walks[0], mine.costs)
    assert_shows(panel.weights, panel.weights.walks[0], mine.points[:, 0])
    others = panel.others.get_segments()
    assert len(others) == (4 if panel.features == "five" else 0)
    assert panel.others.axes is panel.weights.ax
    for place, other in enumerate(others):
        assert len(other) == len(xy(panel.weights.walks[0]))
        inside = in_frame(mine.points[: len(other), place + 1], panel.weights.span)
        np.testing.assert_allclose(
            other[: len(inside), 1], inside, rtol=1e-6, atol=1e-9 * np.ptp(panel.weights.span)
        )


@any_state
def test_the_second_rate_walks_beside_the_first(panel, state):
    panel.set(**state)
    compared = panel.compare_with != NOTHING
    for track in (panel.costs, panel.weights):
        assert track.walks[1].get_visible() == compared
    assert panel.ruler.marks[1].get_visible() == compared
    assert ("Dashed" in panel.pictures[0].alt) == ("Second rate" in repr(panel)) == compared
    if compared:
        rate = float(panel.compare_with)
        assert_shows(panel.costs, panel.costs.walks[1], walk(panel, rate).costs)
        assert_shows(panel.weights, panel.weights.walks[1], walk(panel, rate).points[:, 0])
        assert xy(panel.ruler.marks[1])[0, 0] == rate


@any_state
def test_the_limit_and_the_rate_stand_on_the_ruler(panel, state):
    panel.set(**state)
    limit = problem_limit(panel)
    np.testing.assert_allclose(xy(panel.ruler.limit)[:, 0], limit, rtol=1e-9)
    assert panel.ruler.beyond.get_x() == pytest.approx(limit)
    assert panel.ruler.beyond.get_x() + panel.ruler.beyond.get_width() == pytest.approx(FASTEST)
    assert xy(panel.ruler.marks[0])[0, 0] == panel.learning_rate
    first = repr(panel).splitlines()[0]
    said = float(first.split("this problem, ")[1].split(". ")[0])
    assert said == pytest.approx(limit, rel=5e-4)
    assert ("diverges" in first) == (panel.learning_rate > limit * (1 + 1e-9))


@any_state
def test_both_stopping_rules_are_marked_and_said(panel, state):
    panel.set(**state)
    capped, patient = walk(panel), walk(panel, tol=panel.tolerance)
    stops = next(line for line in repr(panel).splitlines() if line.startswith("Stops: "))
    met = patient.stopped == "tol"
    assert panel.stop == (patient.iterations if met else None)
    assert ("not met yet" in stops) == (not met)
    if met:
        assert f"after {patient.iterations:,} iteration" in stops.split(";")[0]
    assert stops.endswith(f" after {capped.iterations:,}.")
    marked = dict.fromkeys(MARKS)
    for track, values in ((panel.costs, capped.costs), (panel.weights, capped.points[:, 0])):
        seen = len(in_frame(values, track.span))
        for rule, place in (("tolerance", panel.stop), ("cap", capped.iterations)):
            mark = getattr(track, rule)
            if place is None or place >= seen:
                assert len(xy(mark)) == 0
            else:
                np.testing.assert_allclose(xy(mark), [[place, values[place]]], rtol=1e-6, atol=1e-9)
                marked[rule] = place
    for rule, place in marked.items():
        words = f"a {MARKS[rule]} marks where the {rule} stops the walk, after"
        alt = panel.pictures[0].alt.lower()
        assert (words in alt) == (place is not None)
        assert place is None or re.search(rf"{words} {place:,} iterations?[;.]", alt)


@any_state
def test_what_leaves_the_picture_is_signed_and_said(panel, state):
    panel.set(**state)
    mine = walk(panel)
    for track, values in ((panel.costs, mine.costs), (panel.weights, mine.points[:, 0])):
        end = len(in_frame(values, track.span))
        assert end == len(values) or panel.learning_rate >= 0.999 * problem_limit(panel)
        assert track.sign.get_visible() == (end < len(values))
        assert ("out of the picture" in track.words()) == (end < len(values))
        if end < len(values):
            arrow = "▲" if values[end] > track.span[1] else "▼"
            assert track.sign.get_text() == f"{arrow} off the picture from iteration {end}"
        assert track.words() in panel.pictures[0].alt


@pytest.mark.parametrize(
    ("rate", "character"),
    [
        (0.5, "It does not overshoot"),
        (0.51, "It overshoots"),
        (0.99, "It overshoots"),
        (1, "It bounces forever"),
        (1.01, "It diverges"),
        (1.5, "It diverges"),
        (100, "It diverges"),
    ],
)
def test_each_rate_has_its_character(panel, rate, character):
    panel.learning_rate = rate
    assert repr(panel).splitlines()[0].endswith(f" {character}.")


def test_a_walk_that_rises_a_little_is_higher_than_its_start(panel):
    panel.learning_rate = 1.001
    assert 1 < panel.walk.costs[-1] < 1.5
    assert "; higher than the start." in repr(panel)


def test_a_walk_that_bounces_does_not_rise_when_it_stops(panel):
    panel.preset("rate 1")
    assert "tolerance 0.0001 after 1 iteration (w = 1.683); cap" in repr(panel)


@pytest.mark.parametrize("features", ["one", "five"])
@pytest.mark.parametrize("scaling", ["raw", "centered", "standardized"])
def test_the_picture_has_room_for_every_weight_of_a_walk_below_the_limit(panel, scaling, features):
    panel.set(scaling=scaling, features=features, cap=1000)
    panel.learning_rate = 0.999 * problem_limit(panel)
    low, high = panel.weights.span
    weights = walk(panel).points[:, :-1]
    assert low < weights.min()
    assert weights.max() < high


def test_the_two_curves_of_the_lesson_are_one_and_their_weights_two(panel):
    panel.preset("0.1 beside 0.9")
    costs, weights = (track.walks for track in (panel.costs, panel.weights))
    np.testing.assert_allclose(xy(costs[0]), xy(costs[1]), atol=1e-12)
    assert np.abs(xy(weights[0]) - xy(weights[1])).max() > 1
    panel.compare_with = "0.5"
    assert "the same" not in repr(panel)


def test_a_walk_that_rises_by_rounding_alone_is_nowhere_on_its_way_down(panel):
    panel.learning_rate = 1 + 1e-13
    assert panel.walk.costs[-1] > panel.walk.costs[0]
    assert "; 0.0% of the way down." in repr(panel)


def test_costs_in_money_are_counted_in_millions(panel):
    panel.scaling = "raw"
    axes = panel.costs.ax
    assert axes.get_ylabel() == "cost (million USD²)"
    assert [axes.yaxis.get_major_formatter()(value) for value in (0, 5e7, 2e8)] == [
        "0",
        "50",
        "200",
    ]
    panel.scaling = "standardized"
    assert axes.get_ylabel() == "cost (MSE)"
    assert axes.yaxis.get_major_formatter()(0.4) == "0.4"


def test_frames_change_in_coarse_jumps(panel):
    for cap, length in ((1, 60), (60, 60), (61, 200), (200, 200), (201, 1000), (1000, 1000)):
        panel.cap = cap
        assert panel.costs.ax.get_xlim() == pytest.approx((-0.03 * length, 1.03 * length))


def test_bad_data_is_refused():
    x = FEATURES[:, 0]
    with pytest.raises(ValueError, match=r"X: expected the shape \(n, 5\), got \(159, 4\)"):
        LearningRateExplorer(x, PRICE, FEATURES[:, :4])
    with pytest.raises(ValueError, match="X, y: expected one y for each row"):
        LearningRateExplorer(x, PRICE, FEATURES[1:])


def test_the_goal_keeps_the_rate_that_arrives_in_the_fewest_steps(panel):
    assert repr(panel).endswith("Tried 0; none has arrived.")
    lowest = LinearCost(standardize(FEATURES), standardize(PRICE)).minimum.cost
    panel.features = "five"
    for rate, reached in ((0.1, False), (0.2, True), (0.15, True)):
        panel.learning_rate = rate
        assert ("Goal reached" in repr(panel)) == reached
    steps, rate = panel.best
    costs = walk(panel, rate).costs
    assert costs[steps] <= 1.01 * lowest < costs[steps - 1]
    assert repr(panel).endswith(f"Tried 3; best: {steps} steps at {rate:g}.")
    panel.reset()
    assert (panel.best, panel.tried) == (None, 0)


def test_only_five_standardized_features_count_for_the_goal(panel):
    for state in ({"learning_rate": 0.5}, {"features": "five", "scaling": "centered"}):
        panel.set(**state)
    assert (panel.best, panel.tried) == (None, 0)


@any_state
def test_the_legend_lists_a_second_rate_and_other_weights_where_they_are_drawn(panel, state):
    panel.set(**state)
    (legend,) = panel.pictures[0].figure.legends
    listed = {text.get_text() for text in legend.get_texts()}
    assert ("second rate" in listed) == panel.costs.walks[1].get_visible()
    assert ("other weights" in listed) == (len(panel.others.get_segments()) > 0)
    assert {"your rate", "tolerance stops", "cap stops", "bottom"} <= listed
    assert all(handle.get_visible() for handle in legend.legend_handles)


@pytest.mark.parametrize(("rate", "iterations"), [(0.001, 836), (0.1, 19), (0.9, 19)])
def test_the_tolerance_stops_where_the_lesson_says(panel, rate, iterations):
    panel.set(learning_rate=rate, cap=1000)
    assert f"tolerance 0.0001 after {iterations} iterations" in repr(panel)
    assert xy(panel.costs.tolerance)[0, 0] == iterations


@pytest.mark.parametrize(
    ("scaling", "features", "limit"),
    [
        ("raw", "one", "6.6059e-05"),
        ("centered", "one", "1.0846e-03"),
        ("standardized", "one", "1.0000"),
        ("standardized", "five", "0.2414"),
    ],
)
def test_the_limits_of_the_lesson(panel, scaling, features, limit):
    panel.set(scaling=scaling, features=features)
    assert f"the limit of this problem, {limit}." in repr(panel)
    assert f"the limit at {limit}." in panel.pictures[0].alt


def test_rounding_that_a_diverging_walk_blows_up_is_not_said(panel):
    panel.preset("0.9, five features")
    assert "b = 0.000, cost 1.3e+97" in repr(panel)


def test_a_panel_can_start_with_five_features():
    panel = LearningRateExplorer(FEATURES[:, 0], PRICE, FEATURES, features="five", cap=10)
    assert "After 10 iterations" in repr(panel)
    panel.reset()
    assert panel.features == "five"
    panel.close()


@pytest.mark.parametrize("scaling", ["raw", "centered", "standardized"])
def test_five_features_have_four_other_weights_and_one_bottom(panel, scaling):
    panel.set(
        features="five", scaling=scaling, learning_rate=0.1 * panel.problems[scaling, "five"].limit
    )
    mine = walk(panel)
    others = panel.others.get_segments()
    np.testing.assert_allclose([other[:, 1] for other in others], mine.points[:, 1:5].T)
    assert panel.others.axes is panel.weights.ax
    slopes, intercept, cost = problem(panel).minimum
    bottom = repr(panel).splitlines()[2]
    assert bottom.startswith(
        f"The bottom: w = {number(slopes[0])}, b = {number(intercept)}, cost {number(cost, 4)}. "
    )
