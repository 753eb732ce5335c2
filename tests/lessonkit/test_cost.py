"""The cost of a line: exact, convex, and its gradient true to a finite difference."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from lessonkit import LinearCost, LineCost, load_columns, standardize
from lessonkit import cost as cost_module

ENGINE_SIZE, PRICE = load_columns("engine_size", "price")
CARS = LineCost(ENGINE_SIZE, PRICE)
FEATURES = np.column_stack(
    load_columns("engine_size", "horsepower", "curb_weight", "width", "highway_mpg")
)

slopes = st.floats(-1e4, 1e4)
intercepts = st.floats(-1e6, 1e6)
EPSILON = Fraction(np.finfo(float).eps)


def exact_mse(x, y, slope, intercept):
    slope, intercept = Fraction(slope), Fraction(intercept)
    residuals = [Fraction(b) - slope * Fraction(a) - intercept for a, b in zip(x, y, strict=True)]
    return sum(r * r for r in residuals) / len(residuals)


@pytest.mark.parametrize(("slope", "intercept"), [(50, 0), (162, -7914), (-300, 5e5), (0, 0)])
def test_cost_of_the_cars_is_exact_to_the_last_digits(slope, intercept):
    exact = exact_mse(ENGINE_SIZE.tolist(), PRICE.tolist(), slope, intercept)
    assert CARS.cost(slope, intercept) == pytest.approx(float(exact), rel=1e-14)


@given(shift=st.sampled_from([0.0, 1e4, 1e8]), tilt=st.floats(-5, 5), lift=st.floats(-1e4, 1e4))
def test_cost_is_exact_far_from_zero(shift, tilt, lift):
    """The error stays within the rounding of `slope * x_mean`, which no formula can avoid."""
    x = ENGINE_SIZE + shift
    cost = LineCost(x, PRICE)
    slope = cost.minimum.slope + tilt
    intercept = cost.minimum.intercept - tilt * float(x.mean()) + lift
    exact = exact_mse(x.tolist(), PRICE.tolist(), slope, intercept)
    rounding = 8 * EPSILON * (abs(Fraction(slope)) * Fraction(x.mean()) + Fraction(PRICE.mean()))
    mean_residual = abs(Fraction(lift)) + rounding
    allowed = 2 * mean_residual * rounding + 40 * EPSILON * exact
    assert abs(Fraction(cost.cost(slope, intercept)) - exact) <= allowed


@given(slopes, intercepts)
def test_cost_is_never_below_its_minimum(slope, intercept):
    assert CARS.cost(slope, intercept) >= CARS.minimum.cost


@given(slopes, intercepts, slopes, intercepts, st.floats(0, 1))
def test_a_chord_never_dips_below_the_surface(slope_a, intercept_a, slope_b, intercept_b, t):
    a, b = CARS.cost(slope_a, intercept_a), CARS.cost(slope_b, intercept_b)
    between = CARS.cost(t * slope_a + (1 - t) * slope_b, t * intercept_a + (1 - t) * intercept_b)
    assert between <= (t * a + (1 - t) * b) * (1 + 1e-9)


@given(slopes, intercepts)
def test_gradient_equals_a_finite_difference(slope, intercept):
    """A central difference of a quadratic has no error but rounding."""
    step = 1.0
    by_slope = (CARS.cost(slope + step, intercept) - CARS.cost(slope - step, intercept)) / 2
    by_intercept = (CARS.cost(slope, intercept + step) - CARS.cost(slope, intercept - step)) / 2
    rounding = 1e-15 * CARS.cost(slope, intercept) + 1e-6
    assert CARS.gradient(slope, intercept) == (
        pytest.approx(by_slope, rel=1e-9, abs=rounding),
        pytest.approx(by_intercept, rel=1e-9, abs=rounding),
    )


@given(slopes, intercepts)
def test_gradient_equals_the_formula_of_the_lesson(slope, intercept):
    residuals = PRICE - (slope * ENGINE_SIZE + intercept)
    d_slope = -2 / len(PRICE) * np.sum(ENGINE_SIZE * residuals)
    d_intercept = -2 / len(PRICE) * np.sum(residuals)
    scale = 2 * np.mean(np.abs(ENGINE_SIZE * residuals))
    assert CARS.gradient(slope, intercept) == pytest.approx(
        (d_slope, d_intercept), abs=1e-13 * scale
    )


def test_minimum_equals_numpy_least_squares():
    slope, intercept = np.polyfit(ENGINE_SIZE, PRICE, 1)
    assert (CARS.minimum.slope, CARS.minimum.intercept) == pytest.approx((slope, intercept))


def test_curvature_is_the_change_of_the_gradient():
    at = np.array(CARS.gradient(3.0, 5.0))
    by_slope = np.array(CARS.gradient(4.0, 5.0)) - at
    by_intercept = np.array(CARS.gradient(3.0, 6.0)) - at
    assert CARS.curvature == pytest.approx(np.column_stack([by_slope, by_intercept]))


def test_many_lines_at_once_cost_what_each_costs_alone():
    slope, intercept = np.linspace(-10, 300, 7)[:, None], np.linspace(-9e3, 9e3, 5)
    grid = CARS.cost(slope, intercept)
    assert grid.shape == (7, 5)
    assert grid[3, 2] == CARS.cost(float(slope[3, 0]), float(intercept[2]))
    assert CARS.cost([1, 2], 0).tolist() == [CARS.cost(1, 0), CARS.cost(2, 0)]


def test_a_cost_too_large_to_hold_is_infinite():
    assert CARS.cost(1e300, 0) == np.inf
    assert CARS.cost(np.array([1e300, 0]), 0)[0] == np.inf
    assert LinearCost(FEATURES, PRICE).cost(*[1e300] * 6) == np.inf


def test_linear_cost_of_one_feature_is_line_cost():
    plane = LinearCost(ENGINE_SIZE[:, None], PRICE)
    assert plane.cost(50.0, 0.0) == pytest.approx(CARS.cost(50, 0), rel=1e-13)
    assert plane.gradient(50.0, 0.0) == pytest.approx(CARS.gradient(50, 0), rel=1e-12)
    assert plane.curvature == pytest.approx(CARS.curvature, rel=1e-13)
    assert plane.n == CARS.n == len(PRICE)
    assert plane.minimum.cost == pytest.approx(CARS.minimum.cost, rel=1e-13)


@given(st.lists(st.floats(-100, 100), min_size=6, max_size=6))
def test_linear_cost_and_gradient_equal_the_definition(parameters):
    x, y = standardize(FEATURES), standardize(PRICE)
    model = LinearCost(x, y)
    residuals = y - x @ parameters[:-1] - parameters[-1]
    assert model.cost(*parameters) == pytest.approx(np.mean(residuals**2), rel=1e-11)
    by_hand = [*(-2 * x.T @ residuals / len(y)), -2 * residuals.mean()]
    assert model.gradient(*parameters) == pytest.approx(by_hand, rel=1e-9, abs=1e-9)


def test_linear_cost_wants_one_number_per_parameter():
    with pytest.raises(ValueError, match="parameters: got 2 numbers, expected 5 weights"):
        LinearCost(FEATURES, PRICE).cost(1.0, 2.0)


def test_collinear_features_and_other_rows_are_refused():
    with pytest.raises(ValueError, match="X, y: expected one y for each row of X, got 159 rows"):
        LinearCost(FEATURES, PRICE[:-1])
    with pytest.raises(ValueError, match="X: its 2 columns are collinear"):
        LinearCost(np.column_stack([ENGINE_SIZE, 2 * ENGINE_SIZE]), PRICE)


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        ([1, np.nan, 3], [1, 2, 3], ValueError, r"x: x\[1\] is nan"),
        ([1, 2, 3], [1, 2, np.inf], ValueError, r"y: y\[2\] is inf"),
        ([], [], ValueError, "x: expected at least two values, got 0"),
        ([1], [1], ValueError, "x: expected at least two values, got one"),
        ([2, 2, 2], [1, 2, 3], ValueError, "x: its values are all the same, or too close"),
        ([1e-200, 2e-200], [1, 2], ValueError, "x: its values are all the same, or too close"),
        ([1, 2], [1e200, 2], ValueError, r"y: y\[0\] is 1e\+200; expected a number below 1e150"),
        ([10**400, 2], [1, 2], ValueError, r"x: the number at x\[0\] is too large"),
        ([[1], [2]], [1, 2], ValueError, r"x: expected the shape \(n,\), got \(2, 1\)"),
        ([1, 2, 3], [1, 2], ValueError, "x, y: expected one y for each row of x"),
        ([[1], [2, 3]], [1, 2], ValueError, "x: its rows have different lengths"),
        (["1", "2"], [1, 2], TypeError, r"x: expected a number, got '1' at x\[0\]"),
        ([1, "2"], [1, 2], TypeError, r"x: expected a number, got '2' at x\[1\]"),
        ([1, 2], [None, 2], TypeError, r"y: expected a number, got None at y\[0\]"),
        ([True, False], [1, 2], TypeError, r"x: expected a number, got True at x\[0\]"),
        ([1j, 2], [1, 2], TypeError, r"x: expected a number, got 1j at x\[0\]"),
        ({1, 2}, [1, 2], TypeError, r"x: expected a number or an array of numbers, got \{1, 2\}"),
        (np.array(["2026-01-01", "2026-01-02"], "M8[ns]"), [1, 2], TypeError, "x: .* got dates"),
        (pd.Series(["1", "2"]), [1, 2], TypeError, r"x: expected a number, got '1' at x\[0\]"),
        (pd.Series([1, pd.NA], dtype="Int64"), [1, 2], ValueError, r"x: x\[1\] is nan"),
        (pd.Series([1, pd.NA]), [1, 2], TypeError, r"x: expected a number, got <NA> at x\[1\]"),
        (scipy.sparse.csr_array([[1, 2]]), [1, 2], TypeError, "x: .* got <Compressed Sparse Row"),
        (np.ma.masked_array([1, 2], [1, 0]), [1, 2], ValueError, "x: some values are masked"),
        (pd.Series([1, 2]), pd.Series([1, 2], [1, 0]), ValueError, r"x, y: their row labels \(ind"),
        (pd.Series([1, 2], [7, 8]), pd.Series([1, 2]), ValueError, r"as in y\.loc\[x\.index\]"),
    ],
)
def test_bad_data_get_their_own_error(x, y, error, message):
    with pytest.raises(error, match=message):
        LineCost(x, y)


@pytest.mark.parametrize(
    "x",
    [
        (1, 2, 4),
        [Fraction(1), Decimal(2), 4],
        np.array([1, 2, 4], dtype=object),
        np.array([1, 2, 4], dtype=np.float16),
        np.ma.masked_array([1, 2, 4], False),
        pd.Series([1, 2, 4], dtype="Int64"),
        pd.Series([1, 2, 4], dtype="category"),
        pd.Series([1, 2, 4], index=[7, 8, 9]),
    ],
    ids=lambda x: f"{type(x).__name__} {getattr(x, 'dtype', '')}",
)
def test_numbers_count_however_they_are_kept(x):
    assert LineCost(x, [1, 2, 3]).minimum == LineCost([1, 2, 4], [1, 2, 3]).minimum
    table = pd.DataFrame({"feature": x})
    assert LinearCost(table, [1, 2, 3]).X.tolist() == [[1], [2], [4]]


def test_labels_of_a_table_must_match_too():
    table = pd.DataFrame({"feature": [1, 2, 4]}, index=[2, 1, 0])
    with pytest.raises(ValueError, match="X, y: their row labels"):
        LinearCost(table, pd.Series([1, 2, 3]))


@pytest.mark.parametrize("wrong", ["steep", None, True, [1, "2"], np.datetime64("2026")])
def test_parameters_that_are_not_numbers_are_refused(wrong):
    for method in (CARS.cost, CARS.gradient):
        with pytest.raises(TypeError, match="intercept: expected "):
            method(1.0, wrong)
        with pytest.raises(TypeError, match="slope: expected "):
            method(wrong, 1)
    model = LinearCost([[1], [2]], [1, 2])
    for method in (model.cost, model.gradient):
        with pytest.raises(TypeError, match="parameters: expected a number, got "):
            method(1, wrong)


def test_a_parameter_that_is_nan_has_no_cost():
    assert np.isnan(CARS.cost(np.nan, 0))
    assert np.isnan(LinearCost([[1], [2]], [1, 2]).cost(np.nan, 0))


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=50, unique=True))
def test_standardized_values_have_mean_0_and_deviation_1(values):
    scaled = standardize(values)
    assert scaled.mean() == pytest.approx(0, abs=1e-12)
    assert scaled.std() == pytest.approx(1)


def test_standardize_works_column_by_column():
    assert standardize(FEATURES)[:, 0] == pytest.approx(standardize(ENGINE_SIZE), abs=1e-14)


def test_standardize_refuses_what_has_no_spread():
    with pytest.raises(ValueError, match="values: a column is constant"):
        standardize([[3, 1], [3, 2]])
    with pytest.raises(ValueError, match=r"values: expected the shape \(n,\), got \(2, 2, 2\)"):
        standardize(np.ones((2, 2, 2)))


def test_the_lowest_model_of_several_features_is_that_of_the_normal_equations():
    with_ones = np.column_stack([FEATURES, np.ones(len(PRICE))])
    *weights, intercept = np.linalg.lstsq(with_ones, PRICE)[0]
    lowest = LinearCost(FEATURES, PRICE).minimum
    np.testing.assert_allclose(lowest.weights, weights)
    assert lowest.intercept == pytest.approx(intercept)


def test_centered_values_have_no_mean_left_however_far_from_zero():
    values = 1e8 + np.random.default_rng(0).random(159)
    centered, mean = cost_module._center(values)
    first_try = values - np.mean(values)
    assert abs(np.mean(centered)) < abs(np.mean(first_try)) / 2
    assert mean == pytest.approx(float(sum(map(Fraction, values)) / 159), rel=1e-16)
