"""The panel of the surface: three views of one line, and fog over what was not felt."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessonkit import LineCost, load_columns, standardize
from lessonkit.explorers import SurfaceExplorer
from lessonkit.explorers.cost_map import ASPECT, BOWL_CELLS, MAP_CELLS, REACH, CostMap
from lessonkit.explorers.surface import GOAL
from lessonkit.figures import xy

X, Y = load_columns("engine_size", "price")
SLOPES, INTERCEPTS = st.floats(0, 320), st.floats(-30_000, 15_000)
LINES = st.tuples(SLOPES, INTERCEPTS)
SCALES = st.sampled_from(["raw", "standardized"])
WINDOWS = {"raw": ((0, 320), (-30_000, 15_000)), "standardized": ((-1.96, 3.64), (-4, 4))}

# Every example draws pictures.
few = settings(max_examples=15)


def extremes(test):
    """Try the corners of the sliders in both scales, too."""
    for scale in WINDOWS:
        for slope in (0.0, 320.0):
            for intercept in (-30_000.0, 15_000.0):
                test = example(scale=scale, slope=slope, intercept=intercept)(test)
    return few(test)


def make():
    return SurfaceExplorer(X, Y)


def place_of(scale, slope, intercept):
    """Where a line stands, worked out from what it predicts for two cars."""
    if scale == "raw":
        return slope, intercept
    at_mean, one_up = (
        (slope * size + intercept - Y.mean()) / Y.std() for size in (X.mean(), X.mean() + X.std())
    )
    return one_up - at_mean, at_mean


def mse(scale, slope, intercept):
    x, y = (X, Y) if scale == "raw" else (standardize(X), standardize(Y))
    return np.mean((y - slope * x - intercept) ** 2)


def number(words):
    return float(words.replace(",", ""))


@extremes
@given(scale=SCALES, slope=SLOPES, intercept=INTERCEPTS)
def test_one_line_three_views(panel, scale, slope, intercept):
    panel.set(scale=scale, slope=slope, intercept=intercept)
    ends = xy(panel.cars.line)
    np.testing.assert_allclose(ends[:, 1], slope * ends[:, 0] + intercept)
    place = place_of(scale, slope, intercept)
    on_map = [np.clip(one, *ends) for one, ends in zip(place, WINDOWS[scale], strict=True)]
    assert xy(panel.cost_map.dot)[0] == pytest.approx(on_map)
    in_bowl = np.ravel(panel.cost_map.ball.get_data_3d())
    assert in_bowl == pytest.approx([*on_map, mse(scale, *on_map)])


@extremes
@given(scale=SCALES, slope=SLOPES, intercept=INTERCEPTS)
def test_the_words_say_where_and_how_high(panel, scale, slope, intercept):
    panel.set(scale=scale, slope=slope, intercept=intercept)
    stand, ground, *_ = repr(panel).splitlines()
    place = place_of(scale, slope, intercept)
    cost = mse(scale, *place)
    tolerance = {"rel": 1e-5, "abs": 6e-5}
    assert number(stand.split("slope ")[1].split(", ")[0]) == pytest.approx(place[0], **tolerance)
    said = number(stand.split("intercept ")[1].split(". Cost")[0].split(" (")[0])
    assert said == pytest.approx(place[1], **tolerance)
    assert number(stand.split("(MSE): ")[1][:-1]) == pytest.approx(cost, **tolerance)
    assert ground.endswith(
        {"raw": "(condition number 248,536).", "standardized": "(condition number 1)."}[scale]
    )


@extremes
@given(scale=SCALES, slope=SLOPES, intercept=INTERCEPTS)
def test_feet_feel_how_the_cost_changes(panel, scale, slope, intercept):
    panel.set(scale=scale, slope=slope, intercept=intercept)
    step = {"raw": 1, "standardized": 0.1}[scale]
    w, b = place_of(scale, slope, intercept)
    underfoot = repr(panel).splitlines()[2]
    felt = [part.split("by ")[1].split(" (") for part in underfoot.split(", intercept +")]
    for (said, way), there in zip(felt, ((w + step, b), (w, b + step)), strict=True):
        change = mse(scale, *there) - mse(scale, w, b)
        assert number(said) == pytest.approx(change, rel=1e-6, abs=1 if scale == "raw" else 1e-4)
        assert way.startswith("down" if said[0] == "-" else "up")


@pytest.mark.parametrize(
    ("name", "cost"),
    [("line A", "38,107,621"), ("line B", "33,651,428"), ("line C", "10,023,135")],
)
def test_the_lines_of_the_notebook_are_presets(panel, name, cost):
    panel.preset(name)
    assert f"Cost (MSE): {cost}." in repr(panel)


def test_the_ground_at_line_a_falls_as_the_notebook_says(panel):
    panel.preset("line A")
    assert "slope + 1 changes the cost by -1,197,129 (down)" in repr(panel)
    assert "intercept + 1 by -8,583 (down)" in repr(panel)


@pytest.mark.parametrize(
    ("intercept", "slope", "marker", "words"),
    [(15_000, 320, "^", "▲ above the map"), (-30_000, 0, "v", "▼ below the map")],
)
def test_a_line_beyond_the_map_is_signed_at_its_edge(panel, intercept, slope, marker, words):
    panel.set(scale="standardized", intercept=intercept, slope=slope)
    assert panel.cost_map.dot.get_marker() == panel.cost_map.ball.get_marker() == marker
    assert words in repr(panel)
    assert words[2:] in panel.pictures[0].alt
    panel.scale = "raw"
    assert panel.cost_map.dot.get_marker() == "o"
    assert words not in repr(panel)


def test_the_standardized_map_and_bowl_have_one_scale_to_all_sides(panel):
    panel.scale = "standardized"
    plan = panel.cost_map.plan
    right, up = np.diff(plan.transData.transform([[0, 0], [1, 1]]), axis=0)[0]
    assert right == pytest.approx(up, rel=0.01)
    spans = np.ptp(panel.bowl.get_xlim()), np.ptp(panel.bowl.get_ylim())
    assert spans[0] / spans[1] == pytest.approx(ASPECT)


@pytest.mark.parametrize("scale", ["raw", "standardized"])
def test_one_ground_is_shown_and_the_other_hidden(panel, scale):
    panel.set(scale=scale, fog=True)
    for name, ground in panel.cost_maps.items():
        shown = name == scale
        artists = (ground.plan, ground.dot, ground.ball, ground.fog, ground.patches)
        assert [artist.get_visible() for artist in artists] == [shown] * 5
        assert not ground.sheet.get_visible()
    panel.fog = False
    for name, ground in panel.cost_maps.items():
        assert ground.sheet.get_visible() == (name == scale)
        assert not ground.fog.get_visible()
        assert not ground.patches.get_visible()
    slopes, intercepts = WINDOWS[scale]
    for axes in (panel.cost_map.plan, panel.bowl):
        assert axes.get_xlim() == pytest.approx(slopes)
        assert axes.get_ylim() == pytest.approx(intercepts)
    highest = max(mse(scale, w, b) for w in slopes for b in intercepts)
    assert panel.bowl.get_zlim() == pytest.approx((0, highest))


def felt_by_hand(scale, lines, cells, reach=REACH):
    """Which cells have their middle near a visited place or a point of the way to it."""
    slopes, intercepts = (
        low + (high - low) * (np.arange(cells) + 0.5) / cells for low, high in WINDOWS[scale]
    )
    w, b = np.meshgrid(slopes, intercepts)
    width, height = (np.ptp(ends) for ends in WINDOWS[scale])
    felt = np.zeros((cells, cells), dtype=bool)
    for start, end in zip(lines[:1] + lines, lines, strict=False):
        for way in zip(*np.linspace(start, end, 41).T.tolist(), strict=True):
            here = place_of(scale, *way)
            felt |= np.hypot((w - here[0]) / width, (b - here[1]) / height) <= reach
    return felt


@few
@given(SCALES, st.lists(LINES, max_size=3))
def test_the_fog_lifts_where_the_walker_has_been_and_on_the_way(panel, scale, lines):
    panel.reset()
    panel.set(scale=scale, fog=True)
    for slope, intercept in lines:
        panel.set(slope=slope, intercept=intercept)
    lines = [(60.0, 0.0), *lines]
    felt = np.asarray(panel.cost_map.fog.get_array(), dtype=bool)
    patches = ~np.ma.getmaskarray(panel.cost_map.patches.get_array())
    for found, cells in ((felt, MAP_CELLS), (patches.reshape(BOWL_CELLS, -1), BOWL_CELLS)):
        # A little more than by hand, where only some points of the way are tried.
        assert np.all(found >= felt_by_hand(scale, lines, cells, REACH - 1e-9))
        assert np.all(found <= felt_by_hand(scale, lines, cells, REACH + 0.02))
    percent = f"{100 * felt.mean():.0f} %"
    assert f"you have felt {percent} of the map" in repr(panel)
    for picture in panel.pictures:
        assert picture.alt.endswith(f"fog hides all but {percent}.")


@pytest.mark.parametrize("scale", ["raw", "standardized"])
def test_a_jump_feels_only_where_it_lands(panel, scale):
    panel.set(scale=scale, fog=True)
    panel.preset("line B")
    felt = felt_by_hand(scale, [(60, 0)], MAP_CELLS) | felt_by_hand(scale, [(100, 4000)], MAP_CELLS)
    assert np.array_equal(panel.cost_map.felt, felt)
    panel.set(slope=105)
    ways = felt | felt_by_hand(scale, [(100, 4000), (105, 4000)], MAP_CELLS, REACH + 0.01)
    assert np.all(panel.cost_map.felt <= ways)


@given(SLOPES, INTERCEPTS)
def test_the_ground_underfoot_is_always_felt_on_the_raw_map(panel, slope, intercept):
    ground = panel.cost_maps["raw"]
    ground.forget()
    ground.walk(slope, intercept)
    assert ground.felt.any()
    assert ground._felt_patches.any()


def test_ground_has_the_color_of_its_cost_felt_or_in_sight(panel):
    for scale, ground in panel.cost_maps.items():
        w, b = (np.linspace(*ends, BOWL_CELLS + 1) for ends in WINDOWS[scale])
        costs = np.array([[mse(scale, one, other) for one in w] for other in b])
        of_patches = (costs[:-1, :-1] + costs[:-1, 1:] + costs[1:, :-1] + costs[1:, 1:]) / 4
        heights = ground.sheet.get_array()
        np.testing.assert_allclose(heights, of_patches.ravel())
        assert (
            ground.patches.get_clim() == ground.sheet.get_clim() == (heights.min(), heights.max())
        )


def test_fog_hides_the_ground_in_both_pictures(panel):
    in_sight = [picture.pixels() for picture in panel.pictures]
    panel.fog = True
    for picture, before in zip(panel.pictures, in_sight, strict=True):
        assert np.mean(np.any(picture.pixels() != before, axis=2)) > 0.05
    panel.fog = False
    for picture, before in zip(panel.pictures, in_sight, strict=True):
        assert np.array_equal(picture.pixels(), before)


@pytest.mark.parametrize("scale", ["raw", "standardized"])
def test_what_lies_over_the_bowl_is_what_a_whole_drawing_would_put_there(panel, scale):
    panel.set(scale=scale, fog=True)
    for slope in range(0, 321, 80):
        panel.set(slope=slope, intercept=15_000 - 140 * slope)
    for picture in panel.pictures:
        quick = picture.overlay.value
        picture.invalidate()
        picture.refresh()
        assert picture.overlay.value == quick


@pytest.mark.parametrize("turned", [{"turn": -180, "tilt": 0}, {"turn": 120}, {}], ids=str)
def test_fog_over_a_bowl_that_turned_is_as_if_it_had_always_stood_so(panel, turned):
    state = {"slope": 0, "intercept": -30_000, "fog": True, **turned}
    panel.set(**state)
    panel.begin()
    panel.set(slope=0)
    panel._refresh()
    other = SurfaceExplorer(X, Y, **state)
    for mine, theirs in zip(panel.pictures, other.pictures, strict=True):
        assert np.array_equal(mine.pixels(), theirs.pixels())
    other.close()


@few
@given(SCALES, st.booleans(), st.floats(-180, 180), st.floats(0, 90))
def test_turning_redraws_the_bowl_alone(panel, scale, fog, turn, tilt):
    panel.set(scale=scale, fog=fog)
    flat, bowl = panel.pictures
    before = flat.full_draws, bowl.full_draws
    turned = (turn, tilt) != (panel.turn, panel.tilt)
    panel.set(turn=turn, tilt=tilt)
    assert (flat.full_draws, bowl.full_draws) == (before[0], before[1] + turned)
    assert (panel.bowl.azim, panel.bowl.elev) == (turn, tilt)
    assert f"{tilt + 0.0:g} degrees above" in bowl.alt
    assert f"turned to {turn + 0.0:g} degrees" in bowl.alt


def test_the_words_in_sight_name_the_lowest_ground(panel):
    for scale in ("raw", "standardized"):
        panel.scale = scale
        lowest = number(repr(panel).splitlines()[3].split("down to a cost of ")[1][:-1])
        x, y = (X, Y) if scale == "raw" else (standardize(X), standardize(Y))
        assert lowest == pytest.approx(LineCost(x, y).minimum.cost, rel=1e-3)


@pytest.fixture
def walker():
    panel = SurfaceExplorer(X, Y)
    for picture in panel.pictures:
        picture.refresh = lambda: False  # only the words are read
    yield panel
    panel.close()


def test_the_score_is_the_least_of_the_map_felt_on_a_walk_in_fog(walker):
    assert "Goal: a walk from Reset in the fog to a cost below 10,100,000." in repr(walker)
    walker.fog = True
    for slope, intercept in [(60, 3000), (100, 3000), (100, 0), (162, 0), (162, -7914)]:
        assert walker.best is None
        walker.set(slope=slope, intercept=intercept)
    felt = walker.cost_map.percent_felt
    assert repr(walker).endswith(f"Least of the map felt so far: {felt:.0f} %.")
    walker.set(slope=200)
    walker.set(slope=162)
    assert walker.cost_map.percent_felt > felt == walker.best
    walker.reset()
    walker.fog = True
    walker.set(slope=162, intercept=-7914)
    assert walker.best == walker.cost_map.percent_felt < felt


@pytest.mark.parametrize("turns", [("slope", "intercept"), ("intercept", "slope")], ids=str)
def test_the_goal_is_near_for_who_follows_the_word_down(walker, turns):
    """One key press at a time: each slider in turn, until its "down" becomes "up" or back."""
    walker.fog = True
    presses = 0
    while walker.best is None:
        for name in turns:
            way = underfoot(walker)[name]
            while underfoot(walker)[name] == way and walker.best is None:
                step = walker.controls()[name].step
                walker.set(**{name: walker.state[name] + (step if way == "down" else -step)})
                presses += 1
        assert presses <= 60
    assert walker.best < 10


def underfoot(walker):
    """Return what the readout says of one more unit of each number: "down" or "up"."""
    slope, intercept = repr(walker).splitlines()[2].split(", intercept + ")
    return {"slope": slope.split("(")[1][:-1], "intercept": intercept.split("(")[1].rstrip(").")}


def test_what_is_seen_without_fog_or_reached_by_a_preset_does_not_count(walker):
    walker.set(slope=162, intercept=-7914)
    walker.fog = True
    assert walker.best is None
    walker.reset()
    walker.fog = True
    walker.preset("line C")
    assert walker.best is None


@given(st.lists(LINES, min_size=1, max_size=5))
def test_felt_ground_only_grows(panel, lines):
    for ground in panel.cost_maps.values():
        for line in lines:
            before = ground.felt.copy()
            ground.walk(*line)
            assert np.all(ground.felt >= before)


def test_reset_lets_the_fog_fall(panel):
    start = panel.cost_map.felt.copy()
    panel.set(slope=200)
    panel.set(slope=60, fog=True)
    assert panel.cost_map.felt.sum() > start.sum()
    panel.reset()
    assert np.array_equal(panel.cost_map.felt, start)
    assert not panel.fog


def test_a_map_that_nobody_has_walked_on_is_not_felt():
    cost_map = CostMap(LineCost(X, Y), (0, 1), (0, 1), place_of=lambda *line: line, step=1)
    assert cost_map.percent_felt == 0
    cost_map.felt[: MAP_CELLS // 2] = True
    assert cost_map.percent_felt == 50


def goal(walker):
    return repr(walker).splitlines()[-1].split(": ")[1].split(". ")[0]


def test_the_goal_is_one_cost_in_both_scales(walker):
    walker.scale = "standardized"
    said = number(goal(walker).split("below ")[1].rstrip("."))
    assert said == pytest.approx(GOAL / Y.var(), rel=1e-3)
