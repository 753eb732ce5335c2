"""What the notebooks derive in the open equals what lessonkit gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit import LinearCost, LineCost, descend, load_columns, standardize
from tests.notebooks.cells import function_in
from tools.quantities import FEATURES

ENGINE_SIZE, PRICE = load_columns("engine_size", "price")
RAW = LineCost(ENGINE_SIZE, PRICE)
X, Y = standardize(ENGINE_SIZE), standardize(PRICE)
ROUND = LineCost(X, Y)

raw_mse = function_in("01_cost", "mse", "mse", np=np, engine_size=ENGINE_SIZE, price=PRICE)
round_mse = function_in("03_gradient", "cost", "mse", np=np, x=X, y=Y)
gradient = function_in("03_gradient", "gradient", "gradient", np=np, x=X, y=Y)
feel = function_in(
    "03_gradient", "finite-difference", "feel", np=np, x=X, y=Y, tiny=1e-6, mse=round_mse
)
fit_by_descent = function_in("06_sklearn", "the-loop", "fit_by_descent", np=np)

weights = st.floats(-10, 10)


@given(slope=st.floats(-1000, 1000), intercept=st.floats(-1e5, 1e5))
def test_mse_of_the_first_notebook(slope, intercept):
    assert raw_mse(slope, intercept) == pytest.approx(RAW.cost(slope, intercept), rel=1e-12)


@given(w=weights, b=weights)
def test_mse_of_the_gradient_notebook(w, b):
    assert round_mse(w, b) == pytest.approx(ROUND.cost(w, b), rel=1e-12)


@given(w=weights, b=weights)
def test_gradient(w, b):
    assert gradient(w, b) == pytest.approx(ROUND.gradient(w, b), rel=1e-12, abs=1e-12)


@given(w=weights, b=weights)
def test_finite_difference(w, b):
    assert feel(w, b) == pytest.approx(gradient(w, b), abs=1e-6)


@pytest.mark.parametrize("learning_rate", [0.001, 0.1])
def test_the_whole_loop_is_descend(learning_rate):
    features = np.column_stack(load_columns(*FEATURES)).astype(float)
    loop_weights, bias = fit_by_descent(features, PRICE, learning_rate, max_iter=200)
    walk = descend(LinearCost(standardize(features), PRICE), [0] * 6, learning_rate, max_iter=200)
    np.testing.assert_allclose([*loop_weights, bias], walk.points[-1], rtol=1e-9)


@pytest.mark.parametrize(("cell", "name"), [("nowhere", "mse"), ("mse", "nothing")])
def test_missing_function_is_an_error(cell, name):
    with pytest.raises(LookupError, match="01_cost: "):
        function_in("01_cost", cell, name)
