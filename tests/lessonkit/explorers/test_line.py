"""The first panel shows the line that its sliders say."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessonkit import load_columns
from lessonkit.explorers import LineExplorer
from lessonkit.explorers.cars_view import TOP
from lessonkit.explorers.line import OUR_CAR
from lessonkit.figures import xy

X, Y = load_columns("engine_size", "price")


def make():
    return LineExplorer(X, Y)


@settings(max_examples=40)
@given(st.floats(0, 320), st.floats(-20_000, 20_000))
@example(0, -20_000)
@example(320, 20_000)
@example(0, 20_000)
@example(320, -20_000)
def test_the_line_is_where_the_sliders_say(panel, slope, intercept):
    panel.set(slope=slope, intercept=intercept)
    ends, heights = panel.cars.line.get_xdata(), panel.cars.line.get_ydata()
    np.testing.assert_allclose(heights, slope * ends + intercept)
    assert ends[0] < X.min()
    assert ends[1] > X.max()
    outside = bool(heights.min() > TOP or heights.max() < 0)
    assert panel.cars.sign.get_visible() == outside
    assert ("the picture;" in panel.pictures[0].alt) == outside
    assert xy(panel.dot) == pytest.approx(np.array([[OUR_CAR, slope * OUR_CAR + intercept]]))
    assert panel.pictures[0].full_draws == 1


def test_it_says_the_line_and_the_price_of_our_car(panel):
    panel.set(slope=162.38, intercept=-7914.1)
    assert repr(panel) == (
        "Your line: price = 162.38 * engine_size - 7,914.1\n"
        "Our car of 150 cubic inches: 16,443 USD\n"
        "Is your line good? How would you know?"
    )


def test_a_price_a_hair_below_zero_is_zero(panel):
    panel.set(slope=0, intercept=-0.3)
    assert "Our car of 150 cubic inches: 0 USD\n" in repr(panel)


def test_it_gives_no_score(panel):
    assert "MSE" not in repr(panel)
    assert "cost" not in repr(panel)
