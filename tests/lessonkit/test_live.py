"""A figure that follows: right to the pixel, and idle where nothing changed."""

import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from lessonkit.live import LiveFigure

HEIGHTS = st.tuples(st.floats(-2, 3), st.floats(-2, 3))
few = settings(max_examples=20, deadline=None)


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


def shown(live):
    return np.asarray(Image.open(io.BytesIO(live.image.value)).convert("RGBA"))


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
def test_the_image_holds_the_pixels(heights):
    scene = Scene()
    live = LiveFigure(scene.figure)
    live.move(*scene.moving)
    scene.place(heights)
    live.refresh()
    np.testing.assert_array_equal(shown(live), live.pixels())
    live.close()


def test_nothing_is_sent_where_nothing_changed(live, scene):
    sent = []
    live.image.observe(sent.append, "value")
    assert not live.refresh()
    scene.line.set_ydata([0, 1])
    assert not live.refresh()
    assert sent == []
    scene.line.set_ydata([1, 0])
    assert live.refresh()
    assert len(sent) == 1
    assert live.full_draws == 1


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
    assert shown(live).shape[:2] == (3 * 144, 4 * 144)
    scene.figure.dpi = 96
    assert live.refresh()
    assert shown(live).shape[:2] == (3 * 96, 4 * 96)
    scene.place((1, 0))
    assert live.refresh()
    np.testing.assert_array_equal(shown(live), live.pixels())


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


def test_the_words_follow_even_where_the_pixels_do_not(live):
    live.alt = "the same line, said otherwise"
    assert not live.refresh()
    assert live.image.tooltip == "the same line, said otherwise"


def test_an_error_in_drawing_is_not_half_a_picture_afterwards(live, scene, monkeypatch):
    before = live.pixels()

    def fail(_renderer):
        raise RuntimeError("no ink")

    scene.word.set_text("there")
    with monkeypatch.context() as broken:
        broken.setattr(scene.word, "draw", fail)
        with pytest.raises(RuntimeError, match="no ink"):
            live.refresh()
        np.testing.assert_array_equal(shown(live), before)
    scene.word.set_text("here")
    live.refresh()
    np.testing.assert_array_equal(shown(live), before)


@pytest.mark.parametrize("density", [0, -1, float("nan"), float("inf")])
def test_density_is_a_positive_number(density):
    with pytest.raises(ValueError, match=re.escape("density must be a positive number, got")):
        LiveFigure(Figure(), density=density)
