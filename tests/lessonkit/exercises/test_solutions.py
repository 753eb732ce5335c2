"""Right answers pass: the instructors' model solutions, and other styles of writing them."""

import runpy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler

from lessonkit.exercises import (
    _progress,
    check_gradient,
    check_line,
    check_minima,
    check_mse,
    check_scale,
    check_standardize,
    check_step,
    check_stop,
    check_walk,
)
from lessonkit.exercises._overview import Progress

SOLUTIONS = sorted((Path(__file__).parents[3] / "teaching" / "solutions").glob("*.py"))
NOTEBOOKS = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


def test_each_notebook_has_a_file_of_model_solutions():
    assert [file.stem for file in SOLUTIONS] == [file.stem for file in NOTEBOOKS]


@pytest.mark.parametrize("file", SOLUTIONS, ids=lambda file: file.stem)
def test_every_model_solution_is_right_and_none_is_missing(file):
    answers = runpy.run_path(str(file))["FEEDBACK"]
    assert [answer.name for answer in answers if not answer.passed] == []
    assert Progress(file.stem).remaining == []


def test_the_model_solutions_do_everything_there_is():
    for file in SOLUTIONS:
        runpy.run_path(str(file))
    assert Progress().remaining == []
    assert len(_progress.done()) == len(Progress().done)


def line_with_a_sum(slope, intercept, engine_size):
    return sum([intercept, engine_size * slope])


def line_by_polyval(slope, intercept, engine_size):
    return np.polyval([slope, intercept], engine_size)


def mse_with_a_loop(slope, intercept, x, y):
    total = 0
    for i in range(len(x)):
        residual = y[i] - (slope * x[i] + intercept)
        total += residual**2
    return total / len(x)


def mse_of_a_comprehension(slope, intercept, x, y):
    return sum((b - slope * a - intercept) ** 2 for a, b in zip(x, y, strict=True)) / len(y)


def mse_with_numpy(slope, intercept, x, y):
    residuals = np.asarray(y) - (slope * np.asarray(x) + intercept)
    return residuals @ residuals / residuals.size


def mse_with_pandas_frame(slope, intercept, x, y):
    cars = pd.DataFrame({"x": x, "y": y})
    cars["predicted"] = slope * cars["x"] + intercept
    return ((cars["y"] - cars["predicted"]) ** 2).mean()


def mse_with_series_methods(slope, intercept, x, y):
    return y.sub(x.mul(slope).add(intercept)).pow(2).mean()


def mse_with_sklearn(slope, intercept, x, y):
    from sklearn.metrics import mean_squared_error

    return mean_squared_error(y, slope * x + intercept)


def standardize_with_a_loop(x):
    mean = sum(x) / len(x)
    spread = (sum((value - mean) ** 2 for value in x) / len(x)) ** 0.5
    scaled = np.zeros(len(x))
    for i, value in enumerate(x):
        scaled[i] = (value - mean) / spread
    return scaled


def standardize_with_series(x):
    x = pd.Series(x)
    return (x - x.mean()) / x.std(ddof=0)


def standardize_with_series_methods(x):
    return x.sub(x.mean()).div(x.std(ddof=0))


def standardize_with_sklearn(x):
    return StandardScaler().fit_transform(x.reshape(-1, 1)).ravel()


def gradient_with_a_loop(w, b, x, y):
    grad_w = grad_b = 0
    for i in range(len(x)):
        miss = w * x[i] + b - y[i]
        grad_w += 2 * x[i] * miss
        grad_b += 2 * miss
    return grad_w / len(x), grad_b / len(x)


def gradient_as_an_array(w, b, x, y):
    table = np.column_stack([x, np.ones(len(x))])
    return 2 / len(y) * table.T @ (table @ [w, b] - y)


def gradient_with_pandas(w, b, x, y):
    cars = pd.DataFrame({"x": x, "y": y})
    residuals = cars["y"] - w * cars["x"] - b
    return [-2 * (cars["x"] * residuals).mean(), -2 * residuals.mean()]


def step_with_arrays(cost, w, b, learning_rate):
    return np.array([w, b]) - learning_rate * np.array(cost.gradient(w, b))


def step_with_names(cost, w, b, learning_rate):
    along_w, along_b = cost.gradient(w, b)
    new_w = w - learning_rate * along_w
    new_b = b - learning_rate * along_b
    return [new_w, new_b]


def walk_with_while(cost, w, b, learning_rate, steps):
    costs = []
    while len(costs) <= steps:
        costs.append(float(cost.cost(w, b)))
        w, b = step_with_arrays(cost, w, b, learning_rate)
    return np.array(costs)


def walk_by_the_package(cost, w, b, learning_rate, steps):
    from lessonkit import descend

    return descend(cost, (w, b), learning_rate, max_iter=steps).costs


def stop_with_ifs(costs, tol, max_iter):
    if len(costs) > max_iter:
        return True
    if costs[-1] > costs[-2]:
        return True
    return costs[-2] - costs[-1] < tol


def stop_with_numpy(costs, tol, max_iter):
    return np.any([-np.diff(costs)[-1] < tol, len(costs) - 1 >= max_iter])


def minima_with_a_loop(values):
    found = []
    start = 0
    while start < len(values):
        stop = start
        while stop + 1 < len(values) and values[stop + 1] == values[start]:
            stop += 1
        left_is_higher = start == 0 or values[start - 1] > values[start]
        right_is_higher = stop == len(values) - 1 or values[stop + 1] > values[stop]
        if left_is_higher and right_is_higher:
            found.append(values[start])
        start = stop + 1
    return found


def minima_with_numpy(values):
    values = np.asarray(values)
    floors = values[np.append(True, np.diff(values) != 0)]
    falls = np.append(True, np.diff(floors) < 0)
    rises = np.append(np.diff(floors) > 0, True)
    return floors[falls & rises]


def minima_with_pandas(values):
    floors = pd.Series(values)
    floors = floors[floors != floors.shift()]
    higher_before = floors.shift(fill_value=floors.max() + 1) > floors
    higher_after = floors.shift(-1, fill_value=floors.max() + 1) > floors
    return floors[higher_before & higher_after].tolist()


def minima_of_pairs(values):
    fenced = [float("inf"), *(a for a, b in pairwise([*values, None]) if a != b), float("inf")]
    return [b for a, b, c in zip(fenced, fenced[1:], fenced[2:], strict=False) if a > b < c]


def scale_with_pandas(X_train, X_test):
    mean, spread = X_train.mean(), X_train.std(ddof=0)
    return (X_train - mean) / spread, (X_test - mean) / spread


def scale_with_numpy(X_train, X_test):
    X_train, X_test = np.asarray(X_train), np.asarray(X_test)
    mean, spread = X_train.mean(axis=0), X_train.std(axis=0)
    return (X_train - mean) / spread, (X_test - mean) / spread


def scale_column_by_column(X_train, X_test):
    scaled_train, scaled_test = X_train.astype(float), X_test.astype(float)
    for column in X_train.columns:
        mean, spread = X_train[column].mean(), X_train[column].std(ddof=0)
        scaled_train[column] = (X_train[column] - mean) / spread
        scaled_test[column] = (X_test[column] - mean) / spread
    return scaled_train, scaled_test


def scale_of_array_columns(X_train, X_test):
    mean = [X_train[:, j].mean() for j in range(X_train.shape[1])]
    spread = [X_train[:, j].std() for j in range(X_train.shape[1])]
    return [(X_train - mean) / spread, (X_test - mean) / spread]


def scale_in_two_steps(X_train, X_test):
    scaler = StandardScaler()
    return scaler.fit_transform(X_train), scaler.transform(X_test)


STYLES = {
    check_line: [line_with_a_sum, line_by_polyval],
    check_mse: [
        mse_with_a_loop,
        mse_of_a_comprehension,
        mse_with_numpy,
        mse_with_pandas_frame,
        mse_with_series_methods,
        mse_with_sklearn,
    ],
    check_standardize: [
        standardize_with_a_loop,
        standardize_with_series,
        standardize_with_series_methods,
        standardize_with_sklearn,
    ],
    check_gradient: [gradient_with_a_loop, gradient_as_an_array, gradient_with_pandas],
    check_step: [step_with_arrays, step_with_names],
    check_walk: [walk_with_while, walk_by_the_package],
    check_stop: [stop_with_ifs, stop_with_numpy],
    check_minima: [minima_with_a_loop, minima_with_numpy, minima_with_pandas, minima_of_pairs],
    check_scale: [
        scale_with_pandas,
        scale_with_numpy,
        scale_column_by_column,
        scale_of_array_columns,
        scale_in_two_steps,
    ],
}


@pytest.mark.parametrize(
    ("checker", "function"),
    [(checker, function) for checker, functions in STYLES.items() for function in functions],
    ids=lambda one: one.__name__,
)
def test_a_right_answer_passes_in_whatever_style(checker, function):
    assert checker(function).passed
