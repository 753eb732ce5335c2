"""The instructors' answers, by the numbers of the tasks, are what the panels say."""

import re

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from lessonkit import BumpyCurve, explorers, load_automobiles, load_columns
from lessonkit.explorers.landscape import STARTS
from tools.guards import NOTEBOOKS, Document
from tools.quantities import FEATURES, quantities
from tools.rerun import ROOT

PAGE = (ROOT / "teaching/answers.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## Notebook (\d)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
CARS = load_columns("engine_size", "price")


def tasks(text: str) -> list[str]:
    """Return the numbers of a numbered list, where nothing is folded."""
    seen = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    return re.findall(r"^(\d+)\. ", seen, re.MULTILINE)


@pytest.mark.parametrize("number", SECTIONS)
def test_every_numbered_task_has_its_answer(number):
    cells = Document.load(NOTEBOOKS[int(number)]).cells("markdown")
    asked = tasks("\n".join(cell.source for cell in cells))
    assert asked
    assert tasks(SECTIONS[number]) == asked


def test_no_notebook_is_left_out():
    assert list(SECTIONS) == [str(number) for number in range(len(NOTEBOOKS))]


def test_exercises_by_hand_have_their_names():
    names = {cell.id for path in NOTEBOOKS for cell in Document.load(path).cells("code")}
    named = re.findall(r"^\*\*[\w ]+\*\* \(`([\w-]+)`\)", PAGE, re.MULTILINE)
    assert named == ["two-costs", "valleys"]
    assert set(named) <= names


# Tried in the panels themselves.


def test_0_what_the_lines_say_to_our_car():
    panel = explorers.LineExplorer(*CARS)
    for preset, price in [("140 and -5,000", "16,000"), ("180 and -10,000", "17,000")]:
        panel.preset(preset)
        assert f"150 cubic inches: {price} USD" in repr(panel)


def test_1_two_moves_reach_the_goal_and_eleven_cars_carry_half():
    panel = explorers.CostExplorer(*CARS)
    panel.set(slope=160)
    panel.set(intercept=-7600)
    assert "Goal reached in 2 moves" in repr(panel)
    panel.preset("flat line")
    assert f"{quantities['half_of_flat']} of 159 cars carry half" in repr(panel)


def test_2_the_line_stays_and_a_few_percent_are_felt():
    panel = explorers.SurfaceExplorer(*CARS)
    panel.set(scale="standardized")
    assert "the same line and a round bowl" in repr(panel)
    panel.reset()
    panel.set(fog=True)
    for slope in range(65, 105, 5):
        panel.set(slope=slope)
    assert "slope + 1 changes the cost by +" in repr(panel)
    for turn in range(1, 15):
        panel.set(intercept=-500 * turn)
        panel.set(slope=100 + 4 * turn)
    assert "Least of the map felt so far: 7 %" in repr(panel)


def test_3_one_step_then_past_the_bottom_then_away():
    panel = explorers.GradientExplorer(*CARS)
    panel.preset("rate 0.1, step 0")
    assert "New w = 0.000 - 0.1 * (-1.683) = 0.168" in repr(panel)
    panel.preset("rate 0.75, step 1")
    assert "Gradient by formula: w 0.841" in repr(panel), "on the right of the bottom"
    panel.preset("rate 1.1, step 4")
    assert "it raises the cost" in repr(panel)
    panel.set(learning_rate=0.5, step=1)
    assert "this is the bottom" in repr(panel)


def test_4_fewest_steps_and_what_the_rates_do():
    panel = explorers.LearningRateExplorer(*CARS, np.column_stack(load_columns(*FEATURES)))
    panel.set(features="five", learning_rate=0.2)
    assert f"best: {quantities['steps_five_features']} steps at 0.2" in repr(panel)
    for rate, said in [(0.999, "overshoots"), (1, "bounces forever"), (1.01, "diverges")]:
        panel.set(features="one", learning_rate=rate)
        assert said in repr(panel)
    panel.set(learning_rate=0.001)
    assert "tolerance 0.0001 not met yet; cap after 60" in repr(panel)
    panel.set(cap=836)
    assert "tolerance 0.0001 after 836 iterations (w = 0.684)" in repr(panel)
    panel.set(scaling="raw", learning_rate=6e-5, cap=60)
    assert "w = 100.064, b = -2.682" in repr(panel)


def test_5_where_the_walks_end():
    panel = explorers.MinimaExplorer(*CARS)
    ends = {0.9: "valley B", 0.84: "valley B", 0.8: "no valley", 0.6: "valley A"}
    for rate, end in {**ends, 1: "valley C", 1.2: "no valley"}.items():
        panel.set(start=-4, learning_rate=rate)
        assert f"ends in {end}" in repr(panel)
    letters = np.array([valley.letter for valley in panel.landscape.valleys])
    own = letters[panel.landscape.own(STARTS)]
    assert set(letters[panel.landscape.ends(0.9)][own == "A"]) == {"B"}
    assert not any(panel.landscape.rests(0.9))
    assert set(letters[panel.landscape.ends(1)]) == {"C"}
    panel.preset("rate 0.6")
    assert "ends in valley C, bouncing" in repr(panel)
    assert 2 / BumpyCurve().curvature(BumpyCurve().valley(1.5).bottom) < 0.6
    panel.preset("rate 1.05 on the bowl")
    assert "100% of starts end in no valley" in repr(panel)
    panel.preset("chord on the bumps")
    assert "is above it, so this curve is not convex" in repr(panel)
    panel.preset("chord on the bowl")
    assert "0% of the curve is above it" in repr(panel)


def test_6_what_the_presets_do():
    panel = explorers.SklearnExplorer(np.column_stack(load_columns(*FEATURES)), CARS[1])
    panel.set(epochs=1)
    assert "Below zero" in repr(panel)
    panel.preset("eta0 0.01, 39 epochs")
    assert "Farthest weight: curb_weight" in repr(panel)
    for preset in ("eta0 0.0003", "eta0 3"):
        panel.preset(preset)
        assert "Below zero" in repr(panel)
    panel.set(eta0=0.03, epochs=3)
    assert f"test R² {quantities['tuned_r2']:.3f}" in repr(panel)


def test_7_what_the_panel_of_batches_says():
    panel = explorers.BatchExplorer(
        np.column_stack(load_columns("engine_size", "curb_weight")), CARS[1]
    )
    panel.preset("all cars, rate 0.6")
    assert "it climbs" in repr(panel)
    panel.momentum = 0.3
    assert "Your best: 0.41 %" in repr(panel)
    assert "Reached" in repr(panel)
    panel.preset("16 cars, rate 0.4")
    assert "on average 18.77 %" in repr(panel)
    panel.shrinks = True
    assert "on average 1.14 %" in repr(panel)
    panel.preset("1 car, rate 0.02")
    assert "on average 13.31 %" in repr(panel)


@pytest.mark.parametrize("size", [200, 600])
def test_6_the_line_answers_where_no_car_is_near(size, capsys):
    cells = Document.load(NOTEBOOKS[6]).notebook.cells
    source = next(cell.source for cell in cells if cell.id == "our-car")
    table = load_automobiles()
    known = {"np": np, "df": table, "LinearRegression": LinearRegression}
    known |= {"X": table[list(FEATURES)].to_numpy(), "y": table["price"].to_numpy()}
    exec(source.replace("size = 150", f"size = {size}"), known)
    assert f"0 cars between {size - 10} and {size + 10}" in capsys.readouterr().out
