"""The panel of the cost shows what can be worked out by hand from every car."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessonkit import LineCost, load_columns
from lessonkit.explorers import CostExplorer
from lessonkit.explorers.cost import GOAL, LETTER_GAP, TOP_COST
from lessonkit.figures import xy

X, Y = load_columns("engine_size", "price")
SLOPES, INTERCEPTS = st.floats(0, 320), st.floats(-20_000, 20_000)
LINES = st.tuples(SLOPES, INTERCEPTS)

# Every example draws a picture.
few = settings(max_examples=15)


def extremes(test):
    """Try the corners of the sliders, too."""
    for slope in (0.0, 320.0):
        for intercept in (-20_000.0, 20_000.0):
            test = example(slope=slope, intercept=intercept)(test)
    return few(test)


def mse(slope, intercept):
    return np.mean((Y - slope * X - intercept) ** 2)


def corners_of(path):
    """Four corners of each polygon of a joined path; after them comes what closes it."""
    return path.vertices.reshape(-1, 5, 2)[:, :4]


def make():
    return CostExplorer(X, Y)


@extremes
@given(slope=SLOPES, intercept=INTERCEPTS)
def test_the_line_and_every_gap_follow(panel, slope, intercept):
    panel.set(slope=slope, intercept=intercept)
    ends = xy(panel.cars.line)
    np.testing.assert_allclose(ends[:, 1], slope * ends[:, 0] + intercept)
    gaps = panel.gaps.get_paths()[0].vertices.reshape(-1, 3, 2)
    np.testing.assert_allclose(gaps[:, 0], np.column_stack([X, slope * X + intercept]))
    np.testing.assert_allclose(gaps[:, 1], np.column_stack([X, Y]))
    assert np.all(np.isnan(gaps[:, 2])), "a break after each"


@extremes
@given(slope=SLOPES, intercept=INTERCEPTS)
def test_the_cost_is_said_and_the_dot_stands_at_it(panel, slope, intercept):
    panel.set(slope=slope, intercept=intercept)
    cost = mse(slope, intercept)
    said = float(repr(panel).split("Cost (MSE): ")[1].split(" USD²")[0].replace(",", ""))
    assert said == pytest.approx(cost, rel=1e-7)
    dot = xy(panel.dot)[0]
    assert dot == pytest.approx([slope, min(cost, TOP_COST)])
    assert (panel.dot.get_marker() == "^") == (cost > TOP_COST) == ("(▲)" in repr(panel))
    assert ("above the picture." in panel.pictures[0].alt) == (cost > TOP_COST)


@few
@given(INTERCEPTS)
def test_the_slice_is_the_cost_of_every_slope_at_this_intercept(panel, intercept):
    panel.intercept = intercept
    curve = xy(panel.curve)
    assert (curve[0, 0], curve[-1, 0]) == (0, 320)
    np.testing.assert_allclose(curve[:, 1], [mse(slope, intercept) for slope in curve[:, 0]])
    lowest = float(repr(panel).split("lowest at slope ")[1].split(". You")[0])
    assert lowest == pytest.approx((X @ (Y - intercept)) / (X @ X), abs=0.051)


@extremes
@given(slope=SLOPES, intercept=INTERCEPTS)
def test_the_strip_cuts_the_cost_into_the_shares_of_the_cars(panel, slope, intercept):
    panel.set(slope=slope, intercept=intercept)
    by_tint = [corners_of(path) for path in panel.strip.get_paths()]
    assert [len(pieces) for pieces in by_tint] == [2, 1, 78, 78]
    corners = np.concatenate(by_tint)
    corners = corners[np.lexsort((corners[:, 1, 0], corners[:, 0, 0]))]
    widths = corners[:, 1, 0] - corners[:, 0, 0]
    squares = (Y - slope * X - intercept) ** 2
    np.testing.assert_allclose(widths, np.sort(100 * squares / squares.sum())[::-1], atol=1e-9)
    np.testing.assert_allclose(corners[1:, 0, 0], corners[:-1, 1, 0])
    assert corners[-1, 1, 0] == pytest.approx(100)
    places = [mark.get_position()[0] for mark in panel.marks]
    assert np.all(np.diff(places) > LETTER_GAP - 1e-9)
    assert max(places) < 100


@extremes
@given(slope=SLOPES, intercept=INTERCEPTS)
def test_the_letters_stand_at_the_costliest_cars_and_say_their_shares(panel, slope, intercept):
    panel.set(slope=slope, intercept=intercept)
    squares = (Y - slope * X - intercept) ** 2
    shares = 100 * squares / squares.sum()
    for name, share in zip(panel.names, np.sort(shares)[::-1], strict=False):
        here = (name.xy[0] == X) & (name.xy[1] == Y)
        assert shares[here].max() == pytest.approx(share)
        assert f"{name.get_text()} {share:.1f} %" in repr(panel)
        place = f"{name.get_text()} at {name.xy[0]:g} cubic inches and {name.xy[1]:,g} USD"
        assert place in panel.pictures[0].alt
    half = int(repr(panel).split(" of 159 cars carry half")[0].split()[-1])
    largest = np.cumsum(np.sort(shares)[::-1])
    assert largest[half - 1] >= 50 - 1e-9
    assert half == 1 or largest[half - 2] < 50 + 1e-9


@extremes
@given(slope=SLOPES, intercept=INTERCEPTS)
def test_squares_are_as_wide_on_the_screen_as_their_residuals_are_long(panel, slope, intercept):
    panel.set(slope=slope, intercept=intercept, squares=True)
    assert panel.boxes.get_visible()
    to_screen = panel.cars.ax.transData.transform
    filled, hollow = map(corners_of, panel.boxes.get_paths())
    np.testing.assert_array_equal(filled, hollow[panel.ranks[: len(panel.letters)]])
    corners = np.array([to_screen(square) for square in hollow])
    heights = corners[:, 1, 1] - corners[:, 0, 1]
    widths = corners[:, 2, 0] - corners[:, 1, 0]
    np.testing.assert_allclose(widths, -heights, atol=1e-6)
    np.testing.assert_allclose(corners[:, 2] - corners[:, 1], corners[:, 3] - corners[:, 0])
    residuals = Y - slope * X - intercept
    scale = panel.cars.ax.bbox.height / np.diff(panel.cars.ax.get_ylim())
    np.testing.assert_allclose(heights, residuals * scale, atol=1e-6)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0.048, "at the bottom"),
        (0.052, "0.1 to the right of it"),
        (0.6, "0.6 to the right of it"),
        (-0.052, "0.1 to the left of it"),
    ],
)
def test_the_slice_says_how_far_its_bottom_is(panel, distance, words):
    panel.intercept = 1000
    panel.slope = panel._lowest_slope() + distance
    assert f"You are {words}." in repr(panel)


def test_squares_are_squares_from_the_first_moment():
    panel = CostExplorer(X, Y, squares=True)
    first = [path.vertices for path in panel.boxes.get_paths()]
    panel.slope = 100
    panel.slope = 50
    for before, path in zip(first, panel.boxes.get_paths(), strict=True):
        np.testing.assert_allclose(before, path.vertices)
    panel.close()


def test_the_switch_hides_the_squares(panel):
    assert not panel.boxes.get_visible()
    without = panel.pictures[0].pixels()
    panel.squares = True
    assert np.any(panel.pictures[0].pixels() != without)
    assert "with its square" in panel.pictures[0].alt
    panel.squares = False
    assert np.array_equal(panel.pictures[0].pixels(), without)


@few
@given(st.lists(LINES, min_size=1, max_size=4))
def test_the_best_so_far_is_the_cheapest_line_since_the_reset(panel, lines):
    panel.reset()
    tried = [(50, 0), *lines]
    for slope, intercept in lines:
        panel.set(slope=slope, intercept=intercept)
    best = min(tried, key=lambda line: mse(*line))
    assert panel.best.cost == pytest.approx(mse(*best))
    assert mse(*panel.best[:2]) == pytest.approx(panel.best.cost)
    assert xy(panel.best_level)[:, 1] == pytest.approx([panel.best.cost] * 2)
    ends = xy(panel.best_line)
    np.testing.assert_allclose(ends[:, 1], panel.best.slope * ends[:, 0] + panel.best.intercept)


def test_the_goal_is_a_cost_and_the_score_counts_the_moves_until_it(panel):
    assert "Goal: a cost below 10.1 million (0 moves so far)." in repr(panel)
    panel.slope = 160
    panel.squares = True  # no move of the line
    panel.slope = 160
    assert "Goal: a cost below 10.1 million (1 move so far)." in repr(panel)
    assert panel.best.cost >= GOAL
    panel.intercept = -7600
    assert panel.best.cost < GOAL
    for slope in (160, 100, 160):
        panel.slope = slope
        assert "Goal reached in 2 moves: a cost below 10.1 million." in repr(panel)
    panel.reset()
    assert "Goal: a cost below 10.1 million (0 moves so far)." in repr(panel)


def test_no_preset_reaches_the_goal(panel):
    for name in panel.presets:
        panel.preset(name)
    assert panel.goal_after is None


@pytest.mark.parametrize(("x", "y"), [([1, 2], [3, 5]), ([100, 150, 200], [8000, 12000, 16000])])
def test_a_perfect_line_has_no_shares_to_show(x, y):
    best = LineCost(x, y).minimum
    panel = CostExplorer(x, y, slope=best.slope, intercept=best.intercept)
    assert "Cost (MSE): 0 USD²" in repr(panel)
    assert "A 0.0 %, B 0.0 %" in repr(panel)
    panel.close()


def test_a_slice_that_is_lowest_a_hair_below_zero_is_lowest_at_zero(panel):
    # On a slice at an intercept the lowest slope is sum(x * (y - intercept)) / sum(x ** 2).
    panel.intercept = (np.sum(X * Y) + 0.02 * np.sum(X**2)) / np.sum(X)
    assert -0.05 < panel._lowest_slope() < 0
    assert "lowest at slope 0.0. You" in repr(panel)


def test_reset_forgets_the_best(panel):
    panel.set(slope=162, intercept=-7914)
    assert "Best so far: 10,023,135, with 162 * engine_size - 7,914." in repr(panel)
    panel.reset()
    assert "Best so far: 51,743,975, with 50 * engine_size + 0." in repr(panel)


def test_the_best_line_of_all_may_be_set_to_its_last_digit(panel):
    best = panel.cost.minimum
    panel.set(slope=best.slope, intercept=best.intercept)
    assert (panel.slope, panel.intercept) == best[:2]
    assert panel.best == pytest.approx(best)
    assert "You are at the bottom." in repr(panel)


def test_the_presets_are_the_lines_of_the_notebook(panel):
    for name, cost in {
        "50 and 0": mse(50, 0),
        "140 and -5,000": mse(140, -5000),
        "180 and -10,000": mse(180, -10_000),
        "flat line": mse(0, 11_446),
    }.items():
        panel.preset(name)
        assert f"Cost (MSE): {cost:,.0f} USD²" in repr(panel)
    assert panel.cost_now == pytest.approx(Y.var(), rel=1e-6)
