"""The panel of minima: walks, the ends of all starts, and the chord."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lessonkit import BumpyCurve, LineCost, descend, learning_rate_limit, load_columns, standardize
from lessonkit.explorers import MinimaExplorer
from lessonkit.explorers.landscape import HIGH, LOW, NOWHERE, STARTS
from lessonkit.explorers.minima import STEPS
from lessonkit.figures import xy

X, Y = load_columns("engine_size", "price")
BUMPS, CARS = BumpyCurve(), LineCost(standardize(X), standardize(Y))
COSTS = {"bumpy curve": BUMPS.cost, "bowl": lambda weight: CARS.cost(weight, 0.0)}

several = settings(max_examples=15)
curves = st.sampled_from(["bumpy curve", "bowl"])
weights = st.sampled_from([LOW, HIGH]) | st.floats(LOW, HIGH)
rates = st.sampled_from([1e-3, 1.0, 100.0]) | st.floats(1e-3, 100)
steps = st.integers(0, STEPS)


def make():
    made = MinimaExplorer(X, Y)
    # Read here are the artists and the words; that they are drawn is proved for every panel.
    for picture in made.pictures:
        picture.refresh = lambda: False
    return made


def filled(panel) -> dict[str, float]:
    """Width of the bars in each row, by the row's name."""
    names = [label.get_text() for label in panel.rows.get_yticklabels()]
    widths = dict.fromkeys(names, 0.0)
    for path in panel.bars.get_paths():
        left, top = path.vertices.min(axis=0)
        widths[names[int(top)]] += path.vertices[:, 0].max() - left
    return widths


def thickness(panel, start: float) -> float:
    """Height of the bar over a start."""
    (path,) = [
        p for p in panel.bars.get_paths() if p.get_extents().x0 <= start < p.get_extents().x1
    ]
    return path.get_extents().height


@several
@given(curves, weights, rates, steps)
@example("bowl", HIGH, 100.0, STEPS)
@example("bumpy curve", LOW, 100.0, STEPS)
def test_the_walk_drawn_is_the_walk_taken(panel, curve, start, rate, taken):
    panel.set(curve=curve, start=start, learning_rate=rate, steps=taken)
    if curve == "bowl":
        points = descend(CARS, (start, 0.0), rate, max_iter=STEPS).points[: taken + 1, 0]
    else:
        points = descend(BUMPS, [start], rate, max_iter=STEPS).points[: taken + 1, 0]
    assert len(points) == taken + 1
    np.testing.assert_allclose(xy(panel.path)[:, 0], points, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(xy(panel.path)[:, 1], COSTS[curve](points), rtol=1e-9)
    assert tuple(xy(panel.first)[0]) == tuple(xy(panel.path)[0])
    assert tuple(xy(panel.now)[0]) == tuple(xy(panel.path)[-1])
    assert list(panel.here.get_xdata()) == list(panel.drop.get_xdata()) == [start, start]
    outside = not LOW <= points[-1] <= HIGH
    assert panel.sign.get_visible() == outside
    assert ("left the picture" in repr(panel)) == outside
    if outside:
        assert ("◀" in panel.sign.get_text()) == (points[-1] < LOW)


@pytest.mark.parametrize("start", [-4, -3, -1, 1, 3, 5])
def test_each_gentle_walk_of_the_lesson_ends_in_its_own_valley(panel, start):
    panel.set(start=start, steps=STEPS)
    own = next(valley for valley in BUMPS.valleys if valley.left <= start <= valley.right)
    assert xy(panel.now)[0, 0] == pytest.approx(own.bottom, abs=1e-3)
    assert f"ends in valley {own.letter}. Every start ends in its own valley" in repr(panel)
    kind = "the global minimum" if own.letter == "C" else "a local minimum, not the global one"
    assert f"level: valley {own.letter}, {kind}" in repr(panel)


@several
@given(
    st.integers(0, len(STARTS) - 1),
    # In between, some walks are chaotic, and rounding decides where they end.
    st.floats(-3, -0.22).map(lambda power: 10**power) | st.floats(20.5, 100),
)
@example(20, 0.9)
@example(110, 1.0)
@example(110, 0.2)
def test_a_long_walk_ends_where_its_row_says(panel, place, rate):
    start, curve = float(STARTS[place]), BUMPS
    panel.set(start=start, learning_rate=rate)
    # Short steps take long: as many as bring the slowest walk to rest from a hair off a hilltop.
    long = 300 if rate > 0.25 else int(100 / rate)
    walk = descend(curve, [start], rate, max_iter=long).points[-50:, 0]
    row = panel.ends[place]
    held = [v for v in curve.valleys if (v.left <= walk.min()) and (walk.max() <= v.right)]
    if row == NOWHERE:
        assert not held
        assert "from here ends in no valley" in repr(panel)
    else:
        assert [valley.letter for valley in held] == ["ABCD"[row]]
        assert f"from here ends in valley {held[0].letter}" in repr(panel)
        bounces = np.ptp(walk) > 1e-2
        assert ("never at rest" in repr(panel)) == (thickness(panel, start) < 0.5)
        assert ("never at rest" in repr(panel)) >= bounces


@several
@given(st.floats(-3, 2).map(lambda power: 10**power))
@example(1.0)
@example(0.999)
@example(1.01)
def test_the_bowl_holds_every_walk_below_the_limit_and_none_from_it_on(panel, rate):
    # The limit itself is 1 but for its rounding.
    assume(rate == 1 or abs(rate - 1) > 1e-9)
    panel.set(curve="bowl", learning_rate=rate)
    assert learning_rate_limit(CARS) == pytest.approx(1)
    whole = pytest.approx(HIGH - LOW, abs=0.1)
    expected = {"bowl": whole, "none": 0} if rate < 1 else {"bowl": 0, "none": whole}
    assert filled(panel) == expected


def test_rows_are_filled_by_the_valleys_where_steps_are_short(panel):
    assert set(filled(panel)) == {"A", "B", "C", "D", "none"}
    for valley in BUMPS.valleys:
        assert filled(panel)[valley.letter] == pytest.approx(valley.right - valley.left, abs=0.1)
    assert filled(panel)["none"] == 0


def test_long_jumps_throw_walks_into_another_valley(panel):
    panel.preset("rate 0.9")
    widths = filled(panel)
    assert widths["A"] == 0
    assert widths["B"] == pytest.approx(BUMPS.valleys[1].right - LOW, abs=0.1)
    assert "ends in valley B" in repr(panel)
    assert "of starts end in another valley" in repr(panel)


def test_a_walk_that_never_rests_is_said_and_drawn_thin(panel):
    assert thickness(panel, 0.5) == pytest.approx(1)
    panel.preset("rate 0.6")
    assert thickness(panel, 0.5) < 0.5
    assert "bouncing, never at rest" in repr(panel)


@pytest.mark.parametrize(
    "state", [MinimaExplorer.presets["rate 1.05 on the bowl"], {"learning_rate": 25, "start": 1}]
)
def test_divergence_is_said(panel, state):
    panel.set(**state)
    assert "it diverges" in repr(panel)
    assert "100% of starts end in no valley" in repr(panel)
    assert panel.sign.get_visible()
    assert "outside of the picture" in panel.pictures[0].alt


@several
@given(weights, weights)
@example(-4.0, -4.0)
def test_no_chord_of_the_bowl_dips_below_it(panel, start, end):
    panel.set(curve="bowl", chord=True, start=start, chord_end=end)
    assert np.isnan(xy(panel.bump)[:, 1]).all()
    said = "no length" if start == end else "0% of the curve is above it"
    assert said in repr(panel)


@several
@given(weights, weights)
def test_the_chord_joins_its_ends_and_marks_what_is_above(panel, start, end):
    panel.set(chord=True, start=start, chord_end=end)
    ends = np.array([start, end])
    np.testing.assert_allclose(xy(panel.stick), np.column_stack([ends, BUMPS.cost(ends)]))
    along, heights = xy(panel.bump).T
    if start != end:
        share = (along - start) / (end - start)
        stick = BUMPS.cost(start) + share * (BUMPS.cost(end) - BUMPS.cost(start))
        np.testing.assert_array_equal(np.isfinite(heights), BUMPS.cost(along) - stick > 1e-9 * 5)
    assert ("so this curve is not convex" in repr(panel)) == np.isfinite(heights).any()


def test_a_chord_from_hilltop_to_hilltop_has_nothing_above(panel):
    panel.set(chord=True, start=BUMPS.valleys[2].bottom, chord_end=BUMPS.valleys[2].bottom + 0.5)
    assert "0% of the curve is above it. Is it so for every chord?" in repr(panel)


def test_without_the_switch_there_is_no_chord(panel):
    assert not panel.stick.get_visible()
    assert not panel.bump.get_visible()
    assert "hord" not in repr(panel)


def test_the_alt_text_has_the_numbers_drawn(panel):
    panel.preset("chord on the bowl")
    weight, cost = xy(panel.now)[0]
    alt = panel.pictures[0].alt
    assert f"at w {weight:.3f}, cost {cost:.3f}" in alt
    assert "Chord from -4 to 5" in alt


def test_a_negative_correlation_fits_the_picture():
    panel = MinimaExplorer(X, -Y, curve="bowl")
    bottom, top = panel.hills.get_ylim()
    assert bottom < LineCost(standardize(X), -standardize(Y)).cost(HIGH, 0) < top
    panel.close()


def test_a_constant_column_is_refused():
    for sizes, prices in ([[1, 1, 1], [1, 2, 3]], [[1, 2, 3], [1, 1, 1]]):
        with pytest.raises(ValueError, match="constant"):
            MinimaExplorer(sizes, prices)


@pytest.mark.parametrize("curve", ["bowl", "bumpy curve"])
def test_a_chord_between_tiny_weights_is_said_in_one_short_line(panel, curve):
    panel.set(curve=curve, chord=True, start=-1.2345678e-129, chord_end=-2.3456789e-128)
    assert all(len(line) < 110 for line in repr(panel).splitlines())


@pytest.mark.parametrize(
    ("rate", "words"),
    [(19.5, "its steps are too long for this curve"), (20.5, "every step lands farther out")],
)
def test_a_walk_off_the_bumps_diverges_only_beyond_the_limit_of_their_bowl(panel, rate, words):
    """Far out the bumps do not matter: the gradient grows by 1/10, so the limit is 20."""
    panel.set(start=6, learning_rate=rate, steps=1)
    assert words in repr(panel)


def test_another_curve_is_laid_out_anew_and_a_walk_is_not(panel, monkeypatch):
    arranged = []
    monkeypatch.setattr(panel.pictures[0], "arrange", lambda: arranged.append(panel.curve))
    panel.steps = 3
    panel.curve = "bowl"
    panel.steps = 4
    assert arranged == ["bowl"]
    monkeypatch.undo()
    panel.reset()


def test_the_goal_is_to_escape_from_valley_a_with_a_small_rate():
    panel = MinimaExplorer(X, Y)
    assert "Goal: escape from valley A." in repr(panel)
    panel.set(start=1, learning_rate=0.1)  # ends in C, but did not begin in A
    assert panel.best is None
    panel.set(start=-4, learning_rate=1)
    panel.learning_rate = 0.9
    panel.learning_rate = 1
    assert "Escaped from valley A. Smallest learning rate so far: 0.9." in repr(panel)
    panel.set(curve="bowl", learning_rate=0.5)  # its walk ends where it began
    assert panel.best == 0.9
    panel.reset()
    assert panel.best is None
    panel.close()


def test_a_walk_that_leaves_without_diverging_is_not_said_to_diverge(panel):
    panel.set(start=1, learning_rate=10, steps=1)
    assert panel.sign.get_visible()
    assert "diverges" not in repr(panel)


def test_a_hilltop_is_level_and_no_minimum(panel):
    panel.set(start=BUMPS.valleys[0].right, steps=0)
    assert "hilltop: the ground is level, but this is not a minimum" in repr(panel)
