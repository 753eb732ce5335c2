"""A figure that follows: right to the pixel, and idle where nothing changed."""

import io
import re
from xml.etree import ElementTree

import ipywidgets as widgets
import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from lessonkit import live as live_module
from lessonkit.live import LiveFigure

HEIGHTS = st.tuples(st.floats(-2, 3), st.floats(-2, 3))
few = settings(max_examples=20)


class Scene:
    """Two axes; in each something still and something that moves."""

    def __init__(self):
        self.figure = Figure(figsize=(3, 2), layout="constrained")
        self.left, self.right = self.figure.subplots(1, 2)
        self.cars = self.left.scatter([0, 0.5, 1], [0, 1, 0.5], label="cars")
        self.left.set(xlim=(0, 1), ylim=(0, 1), ylabel="price")
        (self.line,) = self.left.plot([0, 1], [0, 1], linewidth=3, alpha=0.6, zorder=10)
        self.right.set(xlim=(-2, 3), ylim=(-2, 3))
        (self.dot,) = self.right.plot([0], [1], "s", zorder=10)
        self.word = self.right.text(0, 0, "here", zorder=11)

    def place(self, heights):
        self.line.set_ydata(heights)
        self.dot.set_data([heights[0]], [heights[1]])
        self.word.set_position(heights)

    @property
    def moving(self):
        return self.line, self.dot, self.word


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def live(scene):
    live = LiveFigure(scene.figure, alt="a line and a dot")
    live.move(*scene.moving)
    live.refresh()
    yield live
    live.close()


def still(live):
    """What the image holds."""
    return np.asarray(Image.open(io.BytesIO(live.image.value)).convert("RGBA"))


def moved(live):
    """What lies over it: an SVG, read as a page that declares no other names would be."""
    source = live.overlay.value.replace("<svg", '<svg xmlns:xlink="http://www.w3.org/1999/xlink"')
    return ElementTree.fromstring(source)


def points(element):
    """Corners of a path without curves, in points from the upper left."""
    found = re.findall(r"[ML] (\S+) (\S+)", element.get("d") or "")
    return np.array(found, dtype=float).reshape(-1, 2)


@few
@given(st.lists(HEIGHTS, min_size=1, max_size=4))
def test_a_moved_picture_is_what_matplotlib_draws_whole(path):
    moved, still = Scene(), Scene()
    live = LiveFigure(moved.figure)
    live.move(*moved.moving)
    live.refresh()
    for heights in path:
        moved.place(heights)
        live.refresh()
    assert live.full_draws == 1

    still.place(path[-1])
    for artist in still.moving:
        artist.set_in_layout(False)
    still.figure.dpi = moved.figure.dpi
    canvas = FigureCanvasAgg(still.figure)
    canvas.draw()
    np.testing.assert_array_equal(live.pixels(), np.asarray(canvas.buffer_rgba()))
    live.close()


@few
@given(HEIGHTS)
def test_the_overlay_holds_what_moved_where_it_belongs(heights):
    scene = Scene()
    live = LiveFigure(scene.figure)
    live.move(*scene.moving)
    scene.place(heights)
    live.refresh()
    line = moved(live).find("g/svg/path")
    assert line.get("style").startswith("fill: none; stroke: #1f77b4; stroke-opacity: 0.6")
    pixels = scene.left.transData.transform(np.column_stack([[0, 1], heights]))
    size = scene.figure.bbox.size
    expected = (pixels * [1, -1] + [0, size[1]]) * 72 / scene.figure.dpi
    drawn = points(line)
    inside = np.polyfit(*expected.T, 1)  # what is far outside is cut off
    np.testing.assert_allclose(drawn[:, 1], np.polyval(inside, drawn[:, 0]), atol=1e-3)
    if all(0 <= height <= 1 for height in heights):
        np.testing.assert_allclose(drawn, expected, atol=1e-3)
    live.close()


def test_the_image_holds_all_the_rest(live, scene):
    for artist in scene.moving:
        artist.set_visible(False)
    live.refresh()
    np.testing.assert_array_equal(still(live), live.pixels())
    assert moved(live).findall(".//path") == []


def test_the_overlay_is_as_large_as_the_image_and_knows_no_other_part_of_the_page(live, scene):
    width, height = scene.figure.get_size_inches() * 72
    assert moved(live).get("viewBox") == f"0 0 {width:g} {height:g}"
    assert "<style" not in live.overlay.value


def test_two_views_of_one_picture_share_no_id_and_each_clips_what_it_shows(live, scene):
    """Equal ids would lead both to the first view, which clips nothing while it is hidden."""
    live.move(scene.left.imshow(np.eye(3), extent=(0, 1, 0, 1)))
    live.move(scene.right.scatter(range(9), range(9)))
    scene.dot.set_data(range(9), range(9))
    scene.word.set_clip_on(True)
    live.refresh()
    for reference in (" id=", "url(", 'href="#'):
        assert reference not in live.overlay.value
    boxes = {
        tuple(float(clip.get(side)) for side in ("x", "y", "width", "height"))
        for clip in moved(live).findall("g/svg")
    }
    height = scene.figure.get_figheight() * 72
    in_points = [np.multiply(ax.bbox.bounds, 72 / scene.figure.dpi) for ax in scene.figure.axes]
    expected = [(x, height - y - tall, wide, tall) for x, y, wide, tall in in_points]
    np.testing.assert_allclose(sorted(boxes), sorted(expected), rtol=1e-4, atol=1e-3)


def test_the_image_holds_no_image_that_moves():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    fog = axes.imshow(np.zeros((2, 2)))
    live = LiveFigure(figure)
    live.move(fog)
    live.refresh()
    with_fog = still(live)
    fog.set_visible(False)
    live.invalidate()
    live.refresh()
    np.testing.assert_array_equal(still(live), with_fog)
    live.close()


def test_what_lies_higher_is_drawn_later_in_whatever_order_it_was_given():
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    high = axes.text(0.5, 0.5, "above", zorder=3, color="red")
    low = axes.text(0.5, 0.5, "below", zorder=2, color="blue")
    live = LiveFigure(figure)
    live.move(high)
    live.move(low)
    live.refresh()
    drawn = live.overlay.value
    assert drawn.index("#0000ff") < drawn.index("#ff0000")
    live.close()


def test_closing_closes_every_widget_and_its_layout():
    before = set(widgets.widgets.widget._instances)
    LiveFigure(Figure()).close()
    assert set(widgets.widgets.widget._instances) == before


def test_the_browser_is_told_of_the_description_beside_which_it_shows_a_name(live):
    assert live.image.get_state()["description"] == ""


def test_an_artist_that_begins_to_move_leaves_the_still_parts(live, scene):
    without = still(live)
    label = scene.left.text(0.5, 0.9, "new")
    live.refresh()
    assert not np.array_equal(still(live), without)
    live.move(label)
    live.refresh()
    np.testing.assert_array_equal(still(live), without)


def test_where_the_axes_lie_does_not_depend_on_what_moves():
    places = []
    for words in ("short", "a word that reaches far out of its axes"):
        scene = Scene()
        scene.word.set_text(words)
        live = LiveFigure(scene.figure)
        live.move(*scene.moving)
        live.refresh()
        places.append(scene.right.get_position().bounds)
        live.close()
    assert places[0] == places[1]


def test_arranging_alone_draws_the_still_parts(live):
    live.arrange()
    live.refresh()
    assert live.full_draws == 2


def test_looking_at_the_pixels_of_a_move_does_not_count_as_showing_it(live, scene):
    scene.line.set_ydata([1, 0])
    live.pixels()
    assert live.refresh()


def test_a_move_encodes_no_picture(live, scene, monkeypatch):
    monkeypatch.setattr(live_module, "_png", lambda _: pytest.fail("the still parts did not move"))
    scene.line.set_ydata([1, 0])
    assert live.refresh()


def test_the_picture_has_the_class_that_the_panels_style_speaks_of(live):
    assert "lessonkit-picture" in live.widget._dom_classes


def test_nothing_is_sent_where_nothing_changed(live, scene):
    sent = []
    live.image.observe(sent.append, "value")
    live.overlay.observe(sent.append, "value")
    assert not live.refresh()
    scene.line.set_ydata([0, 1])
    assert not live.refresh()
    assert sent == []
    scene.line.set_ydata([1, 0])
    assert live.refresh()
    assert [change.owner for change in sent] == [live.overlay]
    assert live.full_draws == 1


def test_looking_at_the_pixels_does_not_count_as_showing_them(live, scene):
    image, overlay = still(live), live.overlay.value
    scene.line.set_ydata([1, 0])
    pixels = live.pixels()
    scene.left.set_ylabel("cost")  # the axes stay where they are, and so does the line
    assert not np.array_equal(live.pixels(), pixels)
    assert live.refresh()
    assert live.overlay.value != overlay
    assert not np.array_equal(still(live), image)


def test_a_still_part_that_changes_is_drawn_anew(live, scene):
    before = live.pixels()
    scene.left.set_ylim(0, 2)
    assert live.refresh()
    assert live.full_draws == 2
    scene.left.set_ylim(0, 1)
    live.refresh()
    np.testing.assert_array_equal(live.pixels(), before)


def test_a_change_that_matplotlib_does_not_see_needs_a_word(live, scene):
    scene.cars.get_offsets()[0] = [0.8, 0.2]
    assert not live.refresh()
    live.invalidate()
    assert live.refresh()


def test_a_hidden_artist_is_gone_and_costs_nothing(live, scene):
    for artist in scene.moving:
        artist.set_visible(False)
    assert live.refresh()
    assert not any(artist.stale for artist in scene.moving)
    without = live.pixels()
    scene.line.set_ydata([1, 0])
    live.refresh()
    np.testing.assert_array_equal(live.pixels(), without)


def test_resizing_keeps_the_picture_whole(live, scene):
    scene.figure.set_size_inches(4, 3)
    assert live.refresh()
    assert still(live).shape[:2] == (3 * 144, 4 * 144)
    assert moved(live).get("viewBox") == f"0 0 {4 * 72} {3 * 72}"
    assert live.widget.layout.width == f"{4 * 96}px"
    scene.figure.dpi = 96
    assert live.refresh()
    assert still(live).shape[:2] == (3 * 96, 4 * 96)
    assert moved(live).get("viewBox") == f"0 0 {4 * 72} {3 * 72}"
    scene.place((1, 0))
    assert live.refresh()
    assert scene.figure.dpi == 96


def test_the_layout_is_frozen_until_it_is_asked_for(live, scene):
    before = scene.left.get_position().bounds
    scene.left.set_ylabel("a label\nof several\nlines")
    live.refresh()
    assert scene.left.get_position().bounds == before
    live.arrange()
    live.refresh()
    assert scene.left.get_position().bounds != before
    scene.left.set_ylabel("")
    live.refresh()
    assert scene.left.get_position().bounds != before


def test_the_words_follow_even_where_the_picture_does_not(live):
    words = 'the same line, "<" said otherwise'
    live.alt = words
    assert live.refresh()
    assert moved(live).get("aria-label") == words
    assert moved(live).get("role") == "img"
    assert live.image.tooltip == "Background of the next picture: what no slider moves"


def test_an_error_in_drawing_is_not_half_a_picture_afterwards(live, scene, monkeypatch):
    before = live.overlay.value, live.pixels()

    def fail(_renderer):
        raise RuntimeError("no ink")

    scene.word.set_text("there")
    with monkeypatch.context() as broken:
        broken.setattr(scene.word, "draw", fail)
        with pytest.raises(RuntimeError, match="no ink"):
            live.refresh()
        assert live.overlay.value == before[0]
    assert live.refresh()
    assert live.overlay.value != before[0]
    scene.word.set_text("here")
    live.refresh()
    assert live.overlay.value == before[0]
    np.testing.assert_array_equal(live.pixels(), before[1])


def test_a_picture_is_drawn_with_the_settings_it_was_made_with(monkeypatch):
    pictures = []
    for color in ("black", "red"):
        live = LiveFigure(Figure(figsize=(2, 2)))
        live.figure.subplots()
        monkeypatch.setitem(matplotlib.rcParams, "xtick.color", color)
        pictures.append(live.pixels())
        live.close()
        monkeypatch.undo()
    np.testing.assert_array_equal(*pictures)
