"""The panel of the gradient shows what can be worked out by hand from every car."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonkit import load_columns, standardize
from lessonkit.explorers import GradientExplorer
from lessonkit.explorers.gradient import ARROW_SCALE, B_SPAN, LEAST, STEPS, TOP, W_SPAN
from lessonkit.explorers.off_picture import arrow_to
from lessonkit.figures import xy

ENGINE_SIZE, PRICE = load_columns("engine_size", "price")
X, Y = standardize(ENGINE_SIZE), standardize(PRICE)
BEST = np.array([np.mean(X * Y), 0])
STATES = st.fixed_dictionaries(
    {
        "start_w": st.floats(-1, 2.6),
        "start_b": st.floats(-1.4, 1.4),
        "learning_rate": st.floats(0.001, 2),
        "step": st.integers(0, STEPS),
    }
)


def any_state(test):
    """Prove it for many states; each takes a picture, so not for too many."""
    return settings(max_examples=20)(given(STATES)(test))


def mse(w, b):
    return np.mean((Y - (w * X + b)) ** 2)


def gradient(w, b):
    residuals = Y - (w * X + b)
    return -2 * np.array([np.mean(X * residuals), np.mean(residuals)])


def place(panel, step):
    """Where the walk stands: on the round bowl each step multiplies the distance."""
    start = np.array([panel.start_w, panel.start_b])
    return BEST + (1 - 2 * panel.learning_rate) ** step * (start - BEST)


def inside(w, b):
    return W_SPAN[0] <= w <= W_SPAN[1] and B_SPAN[0] <= b <= B_SPAN[1]


def ends(arrow):
    return np.array(arrow._posA_posB)


def line(panel, beginning):
    return next(line for line in repr(panel).splitlines() if line.startswith(beginning))


def make():
    return GradientExplorer(ENGINE_SIZE, PRICE)


@any_state
def test_the_walk_is_shown_up_to_where_it_leaves_the_map(panel, state):
    panel.set(**state)
    places = np.array([place(panel, step) for step in range(panel.step + 1)])
    scale = max(1, np.abs(places).max())
    np.testing.assert_allclose(panel.point, places[-1], rtol=1e-7, atol=1e-9 * scale)
    drawn = xy(panel.path)
    np.testing.assert_allclose(drawn, places[: len(drawn)], rtol=1e-7, atol=1e-9)
    assert all(inside(*point) for point in drawn[:-1])
    assert len(drawn) == len(places) or not inside(*drawn[-1])


@any_state
def test_the_gradient_is_the_same_by_hand_by_formula_and_by_finite_difference(panel, state):
    panel.set(**state)
    by_hand = gradient(*panel.point)
    scale = max(1, np.abs(panel.point).max())
    np.testing.assert_allclose(panel.gradient, by_hand, rtol=1e-9, atol=1e-9 * scale)
    np.testing.assert_allclose(panel._felt(), by_hand, rtol=1e-6, atol=1e-8 * scale)


@any_state
def test_both_weights_move_at_once_by_the_update_rule(panel, state):
    panel.set(**state)
    here, there = panel.point, panel.next_point
    moved = here - panel.learning_rate * gradient(*here)
    np.testing.assert_allclose(there, moved, atol=1e-9 * max(1, np.abs(moved).max()))
    if state["step"] < STEPS:
        panel.step = state["step"] + 1
        assert panel.point.tolist() == there.tolist()


@any_state
def test_the_update_rule_is_said_with_the_numbers_of_this_step(panel, state):
    panel.set(**state)
    for axis, name in enumerate("wb"):
        words = line(panel, f"New {name} = ").split(" (first")[0].replace(",", "")
        old, rate, slope, new = (
            float(part)
            for part in words.replace("(", "").replace(")", "").split()
            if part[-1:].isdigit()
        )
        assert rate == pytest.approx(panel.learning_rate, rel=1e-5)
        for said, meant in [
            (old, panel.point[axis]),
            (slope, panel.gradient[axis]),
            (new, panel.next_point[axis]),
        ]:
            # Three digits after the point, or two in all for what is far off.
            assert said == pytest.approx(meant, abs=5.1e-4, rel=0.051)


@any_state
def test_the_slice_and_its_tangent_are_those_of_this_place(panel, state):
    panel.set(**state)
    w, b = panel.point
    ends = xy(panel.slice.curve)
    heights = np.array([mse(each, b) for each in ends[:, 0]])
    np.testing.assert_allclose(ends[:, 1], np.minimum(heights, 1e3 * TOP), atol=1e-9)
    seen = W_SPAN[0] <= w <= W_SPAN[1] and mse(w, b) <= TOP
    assert panel.slice.here.get_visible() == panel.slice.tangent.get_visible() == seen
    if seen:
        assert panel.slice.slope == pytest.approx(gradient(w, b)[0], abs=1e-9)
        np.testing.assert_allclose(xy(panel.slice.here)[0], [w, mse(w, b)], atol=1e-9)
        assert np.mean(xy(panel.slice.tangent), axis=0) == pytest.approx(xy(panel.slice.here)[0])


@any_state
def test_a_ring_stands_where_the_next_step_lands(panel, state):
    panel.set(**state)
    w, _ = panel.next_point
    on_map, on_curve = xy(panel.landing)[0], xy(panel.slice.landing)[0]
    assert on_map.tolist() == panel.next_point.tolist()
    assert on_curve == pytest.approx([w, mse(w, panel.point[1])])
    assert panel.landing.get_visible() == (inside(*panel.point) and inside(*panel.next_point))
    assert panel.landing.get_markerfacecolor() == "none"


@any_state
def test_arrows_point_up_the_gradient_and_down_the_step(panel, state):
    panel.set(**state)
    here = panel.point
    sloping = np.abs(panel.gradient).max() >= 5e-4
    assert panel.gradient_arrow.get_visible() == (inside(*here) and sloping)
    if panel.gradient_arrow.get_visible():
        drawn, size = np.diff(ends(panel.gradient_arrow), axis=0)[0], np.hypot(*panel.gradient)
        assert np.hypot(*drawn) == pytest.approx(max(LEAST, ARROW_SCALE * size))
        np.testing.assert_allclose(drawn / np.hypot(*drawn), panel.gradient / size, atol=1e-9)
    if panel.step_arrow.get_visible():
        np.testing.assert_allclose(ends(panel.step_arrow), [here, panel.next_point])


@any_state
def test_the_line_among_the_cars_is_the_one_at_this_place(panel, state):
    panel.set(**state)
    w, b = panel.point
    sizes, prices = xy(panel.cars.line).T
    expected = w * (sizes - ENGINE_SIZE.mean()) / ENGINE_SIZE.std() + b
    np.testing.assert_allclose(
        (prices - PRICE.mean()) / PRICE.std(), expected, atol=1e-9, rtol=1e-7
    )


@any_state
def test_the_loss_curve_has_the_cost_before_and_after_each_step(panel, state):
    panel.set(**state)
    iterations, costs = xy(panel.losses).T
    assert iterations.tolist() == list(range(panel.step + 1))
    expected = [mse(*place(panel, step)) for step in range(panel.step + 1)]
    np.testing.assert_allclose(costs, np.minimum(expected, 1e3 * TOP), rtol=1e-6, atol=1e-9)
    climbed = panel.cost_now > TOP
    assert panel.loss_sign.get_visible() == climbed == (not panel.loss.get_visible())


@any_state
def test_a_walk_off_the_map_is_signed_and_said(panel, state):
    panel.set(**state)
    off = not inside(*panel.point)
    assert panel.sign.get_visible() == off == ("left the map" in panel.pictures[0].alt)
    assert panel.here.get_visible() == (not off)
    gone = panel.cost_now > TOP or not W_SPAN[0] <= panel.point[0] <= W_SPAN[1]
    assert panel.slice.sign.get_visible() == gone


@pytest.mark.parametrize(
    ("point", "arrow"),
    [((9, 0), "▶"), ((-9, 0), "◀"), ((0, 9), "▲"), ((0, -9), "▼")],
)
def test_the_sign_points_to_where_the_walk_is(point, arrow):
    assert arrow_to(point, W_SPAN, B_SPAN) == arrow


def test_the_score_is_the_fewest_steps_to_the_bottom(panel):
    panel.set(start_w=0.8, step=60)
    assert "Fewest steps to the bottom: 60." in repr(panel)
    panel.set(learning_rate=0.45, step=4)
    assert "Fewest steps to the bottom: 4." in repr(panel)
    panel.step = 50
    assert "Fewest steps to the bottom: 4." in repr(panel)
    panel.reset()
    assert "Goal: reach the bottom." in repr(panel)


def test_a_walk_that_starts_at_the_bottom_does_not_count(panel):
    panel.set(start_w=BEST[0], start_b=0, step=0)
    assert "this is the bottom. Goal: reach the bottom." in repr(panel)


@pytest.mark.parametrize(
    ("rate_over_one", "words"), [(0.5, "it bounces forever"), (1.05, "it raises the cost by")]
)
def test_a_step_that_climbs_by_a_thousand_millionth_is_told_from_rounding(
    panel, rate_over_one, words
):
    """On the round bowl a rate of 1 + d raises the cost by 4 d of its height above the bottom."""
    panel.set(start_w=2.6, start_b=1.4, learning_rate=1, step=0)
    height = panel.cost_now - panel.cost.minimum.cost
    panel.learning_rate = 1 + rate_over_one * 1e-9 * panel.cost_now / (4 * height)
    assert words in repr(panel)


@pytest.mark.parametrize(("slope", "is_zero"), [(4.9e-4, True), (5.2e-4, False)])
def test_a_gradient_is_zero_where_its_three_digits_are(panel, slope, is_zero):
    panel.set(start_w=BEST[0] + slope / 2, start_b=0, step=0)
    assert ("w 0.000, b 0.000. By finite" in repr(panel)) == is_zero
    assert ("The gradient is zero to these digits" in repr(panel)) == is_zero


@pytest.mark.parametrize(("start", "weight"), [(2.6, W_SPAN[0] + 0.03), (-1, W_SPAN[1] - 0.02)])
def test_a_walk_that_is_just_inside_is_seen(panel, start, weight):
    jump = (weight - BEST[0]) / (start - BEST[0])
    panel.set(start_w=start, start_b=0, learning_rate=(1 - jump) / 2, step=1)
    assert panel.point[0] == pytest.approx(weight)
    assert panel.slice.here.get_visible()
    assert not panel.slice.sign.get_visible()


def test_rounding_that_a_diverging_walk_blows_up_is_not_said(panel):
    panel.set(start_w=0, start_b=0, learning_rate=2, step=STEPS)
    assert "The line is far off." in repr(panel)
    assert "b 0.000. By finite difference: w -7.1e+28, b 0.000." in repr(panel)


def test_data_that_are_standardized_already_give_the_same(panel):
    other = GradientExplorer(X, Y)
    # Only the line is said in the units of the data.
    mine, theirs = (repr(one).splitlines() for one in (panel, other))
    assert theirs[1:] == mine[1:]
    assert theirs[0] == mine[0].replace("17,305", "1")
    other.close()


def test_the_first_step_of_the_lesson(panel):
    panel.preset("rate 0.1, step 0")
    assert repr(panel) == (
        "Step 0 of 60: cost 1.0000 (bottom 0.2919). Line: price = 0 * engine_size + 11,446.\n"
        "Gradient by formula: w -1.683, b 0.000. By finite difference: w -1.683, b 0.000.\n"
        "New w = 0.000 - 0.1 * (-1.683) = 0.168\n"
        "New b = 0.000 - 0.1 * (0.000) = 0.000   (first both gradients, then both weights)\n"
        "The next step lowers the cost by 0.2549, to 0.7451. Goal: reach the bottom."
    )


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        (
            "rate 0.1, step 60",
            "cost 0.2919 (bottom 0.2919). Line: price = 162 * engine_size - 7,914",
        ),
        ("rate 0.1, step 60", "this is the bottom"),
        ("rate 0.75, step 1", "lowers the cost"),
        ("rate 1.1, step 4", "overshoots: it raises the cost"),
    ],
)
def test_presets_show_what_the_notebook_asks_about(panel, preset, words):
    panel.preset(preset)
    assert words in repr(panel)


def test_a_step_that_is_a_little_too_long_overshoots(panel):
    panel.set(start_w=0, start_b=0, learning_rate=1.1, step=0)
    assert "overshoots: it raises the cost by 0.3" in repr(panel)
