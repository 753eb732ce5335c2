"""Pictures show what they are given, and say so in words."""

import base64
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from lessonkit import BumpyCurve, LineCost, descend, load_columns, standardize
from lessonkit import figures as f
from lessonkit.picture import WIDTH_PX

ENGINE_SIZE, PRICE = load_columns("engine_size", "price")
CARS = LineCost(ENGINE_SIZE, PRICE)
BOWL = LineCost(standardize(ENGINE_SIZE), standardize(PRICE))
SLOPES, INTERCEPTS = np.linspace(0, 320, 33), np.linspace(-30000, 15000, 21)


@pytest.fixture
def ax():
    return f.new_figure()[1][0]


def test_a_picture_carries_its_words_for_the_eye_and_for_a_screen_reader():
    figure, _ = f.new_figure()
    picture = f.show(figure, 'A "frame", w < 2.')
    page = ElementTree.fromstring(picture._repr_html_())
    image, caption = page
    assert repr(picture) == image.get("alt") == caption.text == 'A "frame", w < 2.'
    assert caption.get("aria-hidden") == "true"  # or it would be read twice
    assert base64.b64decode(image.get("src").partition(";base64,")[2]) == picture.png
    assert image.get("width") == f"{WIDTH_PX}"


def test_only_in_a_hall_a_picture_fills_the_width(monkeypatch):
    picture = f.show(f.new_figure()[0], "An empty frame.")
    assert "100%; height: auto" not in picture._repr_html_()
    monkeypatch.setenv("LESSONKIT_SIZE", "hall")
    assert "width: 100%; height: auto; max-height: " in picture._repr_html_()


def test_the_same_figure_gives_the_same_bytes():
    pictures = [f.show(f.new_figure(2)[0], "two frames").png for _ in range(2)]
    assert pictures[0] == pictures[1]


def test_a_picture_without_words_is_refused():
    with pytest.raises(ValueError, match="alt: it is empty"):
        f.show(f.new_figure()[0], "  ")


def test_figures_stay_outside_pyplot_and_leave_the_settings_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    figure, axes = f.new_figure(3, bowl_at=1)
    assert isinstance(figure, Figure)
    assert [ax.name for ax in axes] == ["rectilinear", "3d", "rectilinear"]
    assert dict(matplotlib.rcParams) == before


def test_axes_stand_as_their_plan_says():
    figure, axes = f.new_figure("12;13", width_ratios=(3, 1))
    figure.set_layout_engine("none")
    tall, high, low = (ax.get_position() for ax in axes)
    assert tall.width == pytest.approx(3 * high.width)
    assert (tall.y0, tall.y1) == (low.y0, high.y1)
    assert low.y1 < high.y0


def test_cars_are_dots_at_their_size_and_price(ax):
    dots = f.draw_cars(ax, ENGINE_SIZE, PRICE)
    assert f.xy(dots).tolist() == np.column_stack([ENGINE_SIZE, PRICE]).tolist()
    assert "cubic inches" in ax.get_xlabel()
    assert "USD" in ax.get_ylabel()


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_every_point_of_a_line_is_on_it(slope, intercept):
    ax = f.new_figure()[1][0]
    points = f.xy(f.draw_line(ax, slope, intercept, x=(60, 260)))
    assert points[:, 0].tolist() == [60, 260]
    assert points[:, 1] == pytest.approx(slope * points[:, 0] + intercept)


def test_a_line_fills_the_axes_and_does_not_widen_them(ax):
    f.draw_cars(ax, ENGINE_SIZE, PRICE)
    before = ax.get_xlim()
    line = f.draw_line(ax, 162, -7914)
    assert tuple(f.xy(line)[:, 0]) == before == ax.get_xlim()


def test_residuals_are_the_gaps_whose_mean_square_is_the_cost(ax):
    gaps = np.array(f.draw_residuals(ax, ENGINE_SIZE, PRICE, 162, -7914).get_segments())
    assert (gaps[:, 0, 0] == gaps[:, 1, 0]).all()
    assert np.mean((gaps[:, 1, 1] - gaps[:, 0, 1]) ** 2) == pytest.approx(CARS.cost(162, -7914))


def test_a_slice_shows_the_cost_of_each_slope(ax):
    curve = f.draw_slice(ax, CARS, SLOPES, -7914)
    assert f.xy(curve)[:, 1].tolist() == CARS.cost(SLOPES, -7914).tolist()


def test_rings_show_the_whole_surface(ax):
    rings = f.draw_contours(ax, CARS, SLOPES, INTERCEPTS)
    heights = f.surface(CARS, SLOPES, INTERCEPTS)
    assert heights.shape == (21, 33)
    assert heights[20, 3] == CARS.cost(SLOPES[3], INTERCEPTS[20])
    assert rings.levels[[0, -1]] == pytest.approx([heights.min(), heights.max()])


def test_a_point_stands_where_it_is_put_in_two_and_three_dimensions():
    _, (plan, side) = f.new_figure(2, bowl_at=1)
    assert f.xy(f.draw_point(plan, 3, 4)).tolist() == [[3, 4]]
    assert [list(values) for values in f.draw_point(side, 3, 4, 5).get_data_3d()] == [[3], [4], [5]]


def test_a_path_shows_every_point_of_a_walk(ax):
    walk = descend(BOWL, (0, 0), 0.1, max_iter=9)
    assert f.xy(f.draw_path(ax, walk.points)).tolist() == walk.points.tolist()


def test_valleys_are_lettered_and_colored(ax):
    line, letters = f.draw_valleys(ax, BumpyCurve())
    assert [letter.get_text() for letter in letters] == ["A", "B", "C", "D"]
    assert len({band.get_facecolor() for band in ax.patches}) == 4
    heights = f.xy(line)
    assert heights[:, 1].tolist() == BumpyCurve().cost(heights[:, 0]).tolist()


def test_valleys_can_be_drawn_without_giving_their_stretches_away(ax):
    f.draw_valleys(ax, BumpyCurve(), bands=False)
    assert not ax.patches


def test_agreement_is_measured_from_the_diagonal(ax):
    dots = f.draw_agreement(ax, [1000.0, 3000.0], [1100.0, 2900.0])
    (diagonal,) = ax.lines
    assert f.xy(dots).tolist() == [[1000, 1100], [3000, 2900]]
    assert f.xy(diagonal).tolist() == [[1000, 1000], [3000, 3000]]


@pytest.mark.parametrize("shift", [(8, 0), (-8, 0), (0, 8), (0, -8), (8, 8)])
def test_words_stand_beside_their_place_and_not_on_it(ax, shift):
    ax.set(xlim=(0, 4), ylim=(0, 4))
    words = f.label(ax, "here", (1, 2), shift)
    ax.figure.draw_without_rendering()
    place, box = ax.transData.transform((1, 2)), words.get_window_extent()
    centers = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    assert not box.contains(*place)
    for side, center, at in zip(shift, centers, place, strict=True):
        assert np.sign(round((center - at) / 5)) == np.sign(side)


def test_a_legend_lists_what_has_a_label_or_what_it_is_given(ax):
    dots, line = f.draw_cars(ax, ENGINE_SIZE, PRICE), f.draw_line(ax, 162, -7914)
    assert [text.get_text() for text in f.add_legend(ax).get_texts()] == ["cars", "line"]
    assert [text.get_text() for text in f.add_legend(ax, [line]).get_texts()] == ["line"]
    assert dots.get_label() == "cars"


def test_the_palette_is_told_apart_by_the_color_blind():
    """Any two run colors stay far apart under the two common kinds of color blindness.

    Matrices for linear RGB of Machado, Oliveira and Fernandes (2009), severity 1.
    """
    matrices = {
        "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    }
    from matplotlib.colors import to_rgb

    rgb = np.array([to_rgb(look["color"]) for look in f.RUNS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    for matrix in matrices.values():
        seen = np.clip(linear @ np.transpose(matrix), 0, 1) ** (1 / 2.4)
        distances = np.linalg.norm(seen[:, None] - seen[None], axis=2)
        assert distances[np.triu_indices(len(seen), 1)].min() > 0.3
