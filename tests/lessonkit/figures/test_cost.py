"""The pictures of the cost say in their facts what can be worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonkit import figures as f
from lessonkit import load_columns

X, Y = load_columns("engine_size", "price")
few = settings(max_examples=5)
LINE = {"slope": st.floats(0, 320), "intercept": st.floats(-20_000, 20_000)}


@few
@given(**LINE)
def test_the_longest_gap_is_the_largest_residual(slope, intercept):
    picture = f.show_residuals(X, Y, slope, intercept)
    longest = np.max(np.abs(Y - slope * X - intercept))
    assert picture.facts == {"cars": len(X), "longest": pytest.approx(longest)}
    assert f"the longest is {longest:,.0f} USD" in picture.alt


@few
@given(**LINE, cars=st.lists(st.integers(0, len(X) - 1), min_size=1, max_size=6))
def test_each_square_has_the_area_of_its_residual_squared(slope, intercept, cars):
    picture = f.show_squares(X[cars], Y[cars], slope, intercept)
    areas = (Y[cars] - slope * X[cars] - intercept) ** 2
    assert picture.facts["areas"] == pytest.approx(areas, rel=1e-9, abs=1e-6)
    assert picture.facts["mean"] == pytest.approx(areas.mean(), rel=1e-9, abs=1e-6)
    assert picture.facts["width"] == pytest.approx(np.sqrt(areas.mean()), rel=1e-9, abs=1e-3)


def test_two_lines_end_at_their_prices_of_the_largest_engine():
    picture = f.show_two_lines(X, Y, (140, -5000), (180, -10_000), ("cheap", "dear"))
    largest = X.max()
    assert picture.facts["ends"] == pytest.approx([140 * largest - 5000, 180 * largest - 10_000])
    assert "slope 140, intercept -5,000 cheap; slope 180, intercept -10,000 dear" in picture.alt


def test_a_row_of_misses_has_the_mean_of_its_squares():
    picture = f.show_misses({"some": [3000, 1000], "one and none": [2000, 0]})
    assert picture.facts["means"] == pytest.approx([5e6, 2e6])
    assert "some; one and none" in picture.alt


@pytest.mark.parametrize("x", [[80, 120, 200], [50, 100], [100, 100, 150]])
def test_the_absolute_errors_have_a_corner_at_each_line_through_a_car(x):
    y = 10 * np.arange(1, len(x) + 1) * np.asarray(x)  # slopes 10, 20, 30: on the grid
    assert f.show_absolute_and_squared(x, y).facts == {"corners": len(x)}
