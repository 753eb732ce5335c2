"""What lessonkit says was shown in a notebook was, and the two agree."""

import inspect
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit import (
    BumpyCurve,
    LinearCost,
    LineCost,
    descend,
    learning_rate_limit,
    load_columns,
    local_minima,
    standardize,
)
from lessonkit.exercises import lesson
from lessonkit.exercises.lesson import my_fit
from tools.notebooks import read
from tools.quantities import FEATURES
from tools.rerun import ROOT

SHOWN = re.compile(r"(?:[Ss]hown|derived)\s+in\s+notebook\s+(\d),\s+cell\s+([a-z0-9-]+)")
CELLS = {
    (path.name[1], cell.id): cell.source
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for cell in read(path).cells
    if cell.cell_type == "code"
}


def run(cell: tuple[str, str], **known: Any) -> dict[str, Any]:
    """Run a cell, and return the names that it defines."""
    exec(CELLS[cell], known)
    return known


def hand_out(_name: str, function: Any) -> Any:
    """Stand in for `mine`."""
    return function


def cells_named(shown: Any) -> list[tuple[str, str]]:
    return SHOWN.findall(inspect.getdoc(shown) or "")


ENGINE_SIZE, PRICE = load_columns("engine_size", "price")
X, Y = standardize(ENGINE_SIZE), standardize(PRICE)
RAW, ROUND = LineCost(ENGINE_SIZE, PRICE), LineCost(X, Y)
MINE = {name: function for name, function in vars(lesson).items() if name.startswith("my_")}
CARS = {"np": np, **MINE, "engine_size": ENGINE_SIZE, "price": PRICE, "x": X, "y": Y}
LESSONKIT = {"LineCost": LineCost, "descend": descend, "standardize": standardize}

(mse_cell, squares_cell) = cells_named(LineCost.cost)
(gradient_cell,) = cells_named(LineCost.gradient)
mse = run(mse_cell, **CARS)["mse"]
feel = run(("3", "finite-difference"), **CARS)["feel"]
several = run(
    cells_named(LinearCost)[0],
    load_columns=load_columns,
    LinearCost=LinearCost,
    learning_rate_limit=learning_rate_limit,
    **CARS,
    **LESSONKIT,
)
weights = st.floats(-10, 10)


@given(slope=st.floats(-1000, 1000), intercept=st.floats(-1e5, 1e5))
def test_mean_squared_error(slope, intercept):
    assert mse(slope, intercept) == pytest.approx(RAW.cost(slope, intercept), rel=1e-12)


def test_sum_of_squares():
    squares = run(squares_cell, bowl=RAW, **CARS)["by_squares"]
    assert squares == pytest.approx(RAW.cost(50, 0), rel=1e-12)


@given(w=weights, b=weights)
def test_gradient(w, b):
    assert lesson.my_gradient(w, b, X, Y) == pytest.approx(
        ROUND.gradient(w, b), rel=1e-12, abs=1e-12
    )


@given(w=weights, b=weights)
def test_finite_difference(w, b):
    assert feel(w, b) == pytest.approx(ROUND.gradient(w, b), abs=1e-6)


def test_formula_beside_finite_difference(capsys):
    run(gradient_cell, feel=feel, mine=hand_out, **CARS)
    for row in capsys.readouterr().out.splitlines()[1:]:
        _, along_w, along_b = row.split("|")
        for formula, felt in (along_w.split(), along_b.split()):
            assert formula == felt


def test_standardize():
    (cell,) = cells_named(standardize)
    shown = run(cell, mine=hand_out, LineCost=LineCost, bowl=RAW, **CARS)
    assert shown["my_standardize"](PRICE) == pytest.approx(standardize(PRICE), abs=1e-12)
    assert shown["round_condition"] == pytest.approx(1)


def test_loop_of_sixty_steps():
    (cell,) = cells_named(descend)
    end = run(cell, alpha=0.1, **CARS)
    walk = descend(ROUND, (0, 0), 0.1, max_iter=60)
    assert (end["w"], end["b"]) == pytest.approx(tuple(walk.points[-1]), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("learning_rate", [0.001, 0.1])
def test_the_whole_loop(learning_rate):
    features = np.column_stack(load_columns(*FEATURES)).astype(float)
    loop_weights, bias = my_fit(features, PRICE, learning_rate, steps=200)
    walk = descend(LinearCost(standardize(features), PRICE), [0] * 6, learning_rate, max_iter=200)
    np.testing.assert_allclose([*loop_weights, bias], walk.points[-1], rtol=1e-9)


def test_learning_rate_limit():
    (cell,) = cells_named(learning_rate_limit)
    costs = run(cell, costs={}, **CARS)["costs"]
    limit = learning_rate_limit(ROUND)
    assert np.ptp(costs[limit]) == pytest.approx(0, abs=1e-12)
    assert all(np.diff(costs[0.999 * limit]) < 0)
    assert all(np.diff(costs[1.01 * limit]) > 0)


@given(st.lists(weights, min_size=3, max_size=3))
def test_cost_of_several_features(parameters):
    model = LinearCost(several["features"], several["y"])
    *some, b = parameters
    assert several["mse"](some, b) == pytest.approx(model.cost(*parameters), rel=1e-11)


def test_bumpy_curve():
    (cell,) = cells_named(BumpyCurve)
    at = np.linspace(BumpyCurve.low, BumpyCurve.high, 101)
    assert run(cell, np=np)["bumpy"](at) == pytest.approx(BumpyCurve().cost(at), rel=1e-12)


def test_rule_of_local_minima(capsys):
    (cell,) = cells_named(local_minima)
    run(cell)
    assert "[2, 1, 1, 3] -> value 1 at position 1 (" in capsys.readouterr().out


def test_every_cell_that_a_docstring_names_exists():
    named = {
        cell
        for path in (ROOT / "lessonkit").rglob("*.py")
        for cell in SHOWN.findall(path.read_text(encoding="utf-8"))
    }
    assert len(named) >= 9
    assert named <= CELLS.keys()
