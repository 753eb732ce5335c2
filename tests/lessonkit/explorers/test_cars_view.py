"""The cars and the line that several panels share, and how they write numbers."""

import numpy as np
import pytest

from lessonkit import LineCost, load_columns
from lessonkit.explorers.cars_view import TOP, CarsView
from lessonkit.figures import new_figure, xy

CARS = LineCost(*load_columns("engine_size", "price"))


@pytest.fixture
def cars():
    return CarsView(new_figure()[1][0], CARS)


def test_the_frame_holds_every_car_and_ends_on_tens(cars):
    assert xy(cars.dots).tolist() == np.column_stack([CARS.x, CARS.y]).tolist()
    left, right = cars.ax.get_xlim()
    assert (left, right) == tuple(cars.ends) == (50, 270)
    assert left < CARS.x.min()
    assert CARS.x.max() < right
    assert cars.ax.get_ylim() == (0, TOP) == (0, 42_000)
    assert CARS.y.max() < TOP
    assert cars.ax.get_ylabel() == "price (1,000 USD)"
    assert cars.ax.yaxis.get_major_formatter()(42_000) == "42"


@pytest.mark.parametrize(
    ("line", "arrow", "words"),
    [
        ((0, 0), "", "a line from 0 USD on the left to 0 USD on the right"),
        ((0, -0.3), "▼", "a line from 0 USD on the left to 0 USD on the right, below the picture"),
        ((0, TOP), "", "a line from 42,000 USD on the left to 42,000 USD on the right"),
        ((-1, 50), "", "a line from 0 USD on the left to -220 USD on the right"),
        (
            (1, TOP - 49),
            "▲",
            "a line from 42,001 USD on the left to 42,221 USD on the right, above the picture",
        ),
        (
            (1, -271),
            "▼",
            "a line from -221 USD on the left to -1 USD on the right, below the picture",
        ),
    ],
)
def test_a_line_outside_is_signed_and_said(cars, line, arrow, words):
    cars.place(*line)
    assert cars.words() == words
    assert cars.sign.get_visible() == bool(arrow)
    if arrow:
        assert cars.sign.get_text().startswith(arrow)
        x, y = cars.sign.get_position()
        assert x == 0.5
        # At the edge behind which the line is, and wholly inside.
        assert abs(y - (arrow == "▲")) < 0.15
        cars.ax.figure.draw_without_rendering()
        frame = cars.ax.get_window_extent()
        sign = cars.sign.get_bbox_patch().get_window_extent()
        assert frame.y0 <= sign.y0 < sign.y1 <= frame.y1
