"""The pictures of notebook 5 show what their facts and words say."""

import numpy as np
import pytest

from lessonkit import BumpyCurve, LineCost, load_columns, local_minima
from lessonkit.figures import (
    minima,
    new_figure,
    show_chords,
    show_costs_of_slopes,
    show_valleys,
    xy,
)

BOWL = LineCost(*load_columns("engine_size", "price"))


def test_the_lowest_of_the_dots_is_told():
    slopes = np.linspace(0, 320, 9)
    picture = show_costs_of_slopes(slopes, BOWL.cost(slopes, -7914))
    assert picture.facts == {"minima": 1, "at": 160, "lowest": BOWL.cost(160.0, -7914.0)}
    assert "9 dots" in picture.alt
    assert "slope 160" in picture.alt


def test_the_local_minima_of_a_sweep_are_ringed():
    values = [3, 1, 1, 8, 6, 5, 2, 6, 4, 3]
    dots, rings = minima._draw_sweep(new_figure()[1][0], range(10), values)
    assert xy(dots)[:, 1].tolist() == values
    assert xy(rings).tolist() == [[m.start, m.value] for m in local_minima(values)]


def test_the_walker_stands_on_the_curve():
    picture = show_valleys(BumpyCurve(), walker=-3)
    assert picture.facts["letters"] == ["A", "B", "C", "D"]
    assert picture.facts["cost"] == pytest.approx(BumpyCurve().cost(-3))
    assert "walker stands on it at w = -3" in picture.alt


def test_only_the_bumpy_curve_is_above_its_chord():
    facts = show_chords(BOWL, -7914, BumpyCurve()).facts
    assert facts["above_bowl"] == 0
    weights = np.linspace(-2, 2, 10_001)
    heights = BumpyCurve().cost(weights)
    chord = np.interp(weights, weights[[0, -1]], heights[[0, -1]])
    assert facts["above_bumps"] == pytest.approx(np.mean(heights > chord), abs=0.01)
