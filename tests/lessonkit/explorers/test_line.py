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
