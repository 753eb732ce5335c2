"""The pictures of notebooks 2 and 3: each fact is read back and worked out by hand."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from lessonkit import LineCost, descend, load_columns, standardize
from lessonkit import figures as f
from lessonkit.figures import cost_surface, gradient

ENGINE_SIZE, PRICE = load_columns("engine_size", "price")
X, Y = standardize(ENGINE_SIZE), standardize(PRICE)
RAW, ROUND = LineCost(ENGINE_SIZE, PRICE), LineCost(X, Y)


def test_each_line_has_its_letter_among_the_cars_and_on_the_map():
    lines = {"A": (60, 0), "B": (100, 4000)}
    picture = f.show_lines_and_places(ENGINE_SIZE, PRICE, RAW, lines)
    assert picture.facts == {"letters": ["A", "B"]}
    assert "lines A, B." in picture.alt


@pytest.mark.parametrize("a", [(60, 0), (110.5, 1500), (100, 4000), (162, -7914)], ids=str)
def test_letters_of_lines_and_places_that_are_close_stay_apart(monkeypatch, a):
    drawn = []
    monkeypatch.setattr(cost_surface, "show", lambda figure, *_: drawn.append(figure))
    f.show_lines_and_places(ENGINE_SIZE, PRICE, RAW, {"A": a, "B": (100, 4000), "C": (162, -7914)})
    drawn[0].draw_without_rendering()
    for ax in drawn[0].axes:
        boxes = [letter.get_window_extent() for letter in ax.texts]
        assert len(boxes) == 3
        assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_the_bowl_is_cut_off_where_it_says():
    picture = f.show_bowl(RAW)
    assert f"cut off at a cost of {picture.facts['brim'] / 1e6:.0f} million" in picture.alt


def test_each_turn_leads_to_the_lowest_slope_then_the_lowest_intercept():
    lines = f.show_turns(RAW, (60, 0), turns=2).facts["lines"]
    assert lines[0] == [60, 0]
    for (_, old), (slope, intercept) in pairwise(lines):
        assert slope == pytest.approx(np.sum(ENGINE_SIZE * (PRICE - old)) / np.sum(ENGINE_SIZE**2))
        assert intercept == pytest.approx(np.mean(PRICE - slope * ENGINE_SIZE))


def test_rings_are_as_long_as_the_curvatures_make_them():
    facts = f.show_valley_and_bowl(RAW, ROUND).facts
    mean = ENGINE_SIZE.mean()
    small, large = np.linalg.eigvalsh([[np.mean(ENGINE_SIZE**2), mean], [mean, 1]])
    assert facts["raw"] == pytest.approx(np.sqrt(large / small), rel=1e-6)
    assert facts["standardized"] == pytest.approx(1)


@pytest.mark.parametrize(("w", "b"), [(0, 0), (1.5, 1)])
def test_the_tangent_has_the_slope_along_the_weight(w, b):
    slope = -2 * np.mean(X * (Y - w * X - b))
    assert f.show_tangent(ROUND, w, b).facts["slope"] == pytest.approx(slope)


def test_a_tangent_touches_its_point_with_its_slope():
    tangent = gradient._draw_tangent(f.new_figure()[1][0], 2.0, 5.0, slope=-3.0)
    (left, low), (right, high) = f.xy(tangent)
    assert ((left + right) / 2, (low + high) / 2) == (2.0, 5.0)
    assert (high - low) / (right - left) == pytest.approx(-3.0)


@pytest.mark.parametrize(("w", "b"), [(0, 1), (2, -1), (0.5, -0.5)])
def test_the_steepest_of_the_small_steps_is_the_one_nearest_to_the_gradient(w, b):
    facts = f.show_circle_of_steps(ROUND, w, b).facts
    residuals = Y - w * X - b
    along = -2 * np.array([np.mean(X * residuals), np.mean(residuals)])
    assert facts["steps"] == 36
    assert facts["gradient"] == pytest.approx(np.degrees(np.arctan2(*along[::-1])) % 360)
    assert abs(facts["uphill"] - facts["gradient"]) <= 5
    assert (facts["downhill"] - facts["uphill"]) % 360 == 180


def test_the_line_gets_the_slope_of_its_weight_in_dollars():
    walk = descend(ROUND, (0, 0), 0.1, max_iter=60)
    lines = {steps: walk.points[steps].tolist() for steps in (0, 3, 60)}
    slopes = f.show_learning_line(ENGINE_SIZE, PRICE, lines).facts["slopes"]
    assert list(slopes) == [0, 3, 60]
    for steps, slope in slopes.items():
        expected = lines[steps][0] * PRICE.std() / ENGINE_SIZE.std()
        assert slope == pytest.approx(expected, abs=1e-9)
