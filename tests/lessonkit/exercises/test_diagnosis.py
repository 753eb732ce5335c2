"""Each misconception, written as a student would, gets its own diagnosis."""
# ruff: noqa: ARG001 -- what is wrong with some functions is that they leave an argument out

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import StandardScaler

from lessonkit.exercises._check import check, check_by_hand
from lessonkit.exercises._checks import EXERCISES
from lessonkit.exercises._line import LINE, MSE, TWO_COSTS
from lessonkit.exercises._minima import MINIMA, VALLEYS
from lessonkit.exercises._scaling import SCALE, STANDARDIZE
from lessonkit.exercises._steps import GRADIENT, STEP, STOP, WALK
from lessonkit.exercises._values import equal, numbers

WRONG = []


def wrong(exercise, *flaws):
    """Note a wrong function, and the flaws that its checker must name."""

    def note(function):
        WRONG.append((exercise, flaws, function))
        return function

    return note


@wrong(LINE, "swapped")
def line_with_slope_and_intercept_swapped(slope, intercept, engine_size):
    return intercept * engine_size + slope


@wrong(LINE, "no intercept")
def line_without_intercept(slope, intercept, engine_size):
    return slope * engine_size


@wrong(LINE, "minus")
def line_that_subtracts_the_intercept(slope, intercept, engine_size):
    return slope * engine_size - intercept


@wrong(LINE, "added")
def line_that_adds_the_slope(slope, intercept, engine_size):
    return slope + engine_size + intercept


@wrong(LINE, "bracket")
def line_with_a_bracket_too_many(slope, intercept, engine_size):
    return slope * (engine_size + intercept)


@wrong(MSE, "sum")
def mse_as_a_sum(slope, intercept, x, y):
    return np.sum((y - slope * x - intercept) ** 2)


@wrong(MSE, "absolute")
def mse_of_absolute_values(slope, intercept, x, y):
    return np.mean(np.abs(y - slope * x - intercept))


@wrong(MSE, "sum", "absolute")
def mse_as_a_sum_of_absolute_values(slope, intercept, x, y):
    return sum(abs(b - slope * a - intercept) for a, b in zip(x, y, strict=True))


@wrong(MSE, "signed")
def mse_not_squared(slope, intercept, x, y):
    return np.mean(y - slope * x - intercept)


@wrong(MSE, "square of the mean")
def mse_squared_after_the_mean(slope, intercept, x, y):
    return np.mean(y - slope * x - intercept) ** 2


@wrong(MSE, "squared apart")
def mse_of_squares_apart(slope, intercept, x, y):
    return np.mean(y**2 - (slope * x + intercept) ** 2)


@wrong(MSE, "root")
def mse_with_a_root(slope, intercept, x, y):
    return np.sqrt(np.mean((y - slope * x - intercept) ** 2))


@wrong(MSE, "half")
def mse_halved(slope, intercept, x, y):
    return np.sum((y - slope * x - intercept) ** 2) / (2 * len(x))


@wrong(MSE, "n - 1")
def mse_divided_by_one_less(slope, intercept, x, y):
    return np.sum((y - slope * x - intercept) ** 2) / (len(x) - 1)


@wrong(MSE, "each")
def mse_of_each_car(slope, intercept, x, y):
    return (y - slope * x - intercept) ** 2


@wrong(MSE, "no intercept")
def mse_without_intercept(slope, intercept, x, y):
    return np.mean((y - slope * x) ** 2)


@wrong(GRADIENT, "uphill")
def gradient_with_the_residual_the_wrong_way_round(w, b, x, y):
    residuals = w * x + b - y
    return -2 * np.mean(x * residuals), -2 * np.mean(residuals)


@wrong(GRADIENT, "half")
def gradient_without_the_factor_2(w, b, x, y):
    residuals = y - (w * x + b)
    return -np.mean(x * residuals), -np.mean(residuals)


@wrong(GRADIENT, "uphill", "half")
def gradient_without_minus_2(w, b, x, y):
    residuals = y - (w * x + b)
    return np.mean(x * residuals), np.mean(residuals)


@wrong(GRADIENT, "sum")
def gradient_as_a_sum(w, b, x, y):
    residuals = y - (w * x + b)
    return -2 * np.sum(x * residuals), -2 * np.sum(residuals)


@wrong(GRADIENT, "x twice")
def gradient_of_the_intercept_multiplied_by_x(w, b, x, y):
    residuals = y - (w * x + b)
    return -2 * np.mean(x * residuals), -2 * np.mean(x * residuals)


@wrong(GRADIENT, "no x")
def gradient_without_x(w, b, x, y):
    residuals = y - (w * x + b)
    return -2 * np.mean(residuals), -2 * np.mean(residuals)


@wrong(GRADIENT, "squared")
def gradient_of_squared_residuals(w, b, x, y):
    residuals = y - (w * x + b)
    return -2 * np.mean(x * residuals**2), -2 * np.mean(residuals**2)


@wrong(GRADIENT, "each")
def gradient_of_each_car(w, b, x, y):
    residuals = y - (w * x + b)
    return -2 * x * residuals, -2 * residuals


@wrong(GRADIENT, "swapped")
def gradient_in_the_other_order(w, b, x, y):
    residuals = y - (w * x + b)
    return -2 * np.mean(residuals), -2 * np.mean(x * residuals)


@wrong(STEP, "uphill")
def step_uphill(cost, w, b, learning_rate):
    grad_w, grad_b = cost.gradient(w, b)
    return w + learning_rate * grad_w, b + learning_rate * grad_b


@wrong(STEP, "twice")
def step_with_the_learning_rate_twice(cost, w, b, learning_rate):
    grad_w, grad_b = cost.gradient(w, b)
    move_w, move_b = learning_rate * grad_w, learning_rate * grad_b
    return w - learning_rate * move_w, b - learning_rate * move_b


@wrong(STEP, "no rate")
def step_without_learning_rate(cost, w, b, learning_rate):
    grad_w, grad_b = cost.gradient(w, b)
    return w - grad_w, b - grad_b


@wrong(STEP, "in turn, w first")
def step_one_after_the_other(cost, w, b, learning_rate):
    w = w - learning_rate * cost.gradient(w, b)[0]
    b = b - learning_rate * cost.gradient(w, b)[1]
    return w, b


@wrong(STEP, "in turn, b first")
def step_intercept_first(cost, w, b, learning_rate):
    b = b - learning_rate * cost.gradient(w, b)[1]
    w = w - learning_rate * cost.gradient(w, b)[0]
    return w, b


@wrong(STEP, "uphill", "in turn, w first")
def step_uphill_one_after_the_other(cost, w, b, learning_rate):
    w += learning_rate * cost.gradient(w, b)[0]
    b += learning_rate * cost.gradient(w, b)[1]
    return w, b


@wrong(STEP, "only w")
def step_of_the_weight_alone(cost, w, b, learning_rate):
    return w - learning_rate * cost.gradient(w, b)[0], b


@wrong(STEP, "mixed up")
def step_with_the_derivatives_mixed_up(cost, w, b, learning_rate):
    grad_b, grad_w = cost.gradient(w, b)
    return w - learning_rate * grad_w, b - learning_rate * grad_b


@wrong(STEP, "change")
def step_that_returns_the_change(cost, w, b, learning_rate):
    grad_w, grad_b = cost.gradient(w, b)
    return -learning_rate * grad_w, -learning_rate * grad_b


def walk_with(turn, turns=lambda steps: steps, keep=lambda costs: costs):
    """Make a loop around a step; how many turns, and which costs are kept, can be wrong too."""

    def walk(cost, w, b, learning_rate, steps):
        costs = [cost.cost(w, b)]
        for _ in range(turns(steps)):
            w, b = turn(cost, w, b, learning_rate)
            costs.append(cost.cost(w, b))
        return keep(costs)

    return walk


def right_step(cost, w, b, learning_rate):
    grad_w, grad_b = cost.gradient(w, b)
    return w - learning_rate * grad_w, b - learning_rate * grad_b


wrong(WALK, "one short")(walk_with(right_step, turns=lambda steps: steps - 1))
wrong(WALK, "one more")(walk_with(right_step, turns=lambda steps: steps + 1))
wrong(WALK, "no start")(walk_with(right_step, keep=lambda costs: costs[1:]))
wrong(WALK, "last only")(walk_with(right_step, keep=lambda costs: [costs[-1]]))
wrong(WALK, "uphill")(walk_with(step_uphill))
wrong(WALK, "twice")(walk_with(step_with_the_learning_rate_twice))
wrong(WALK, "no rate")(walk_with(step_without_learning_rate))
wrong(WALK, "in turn, w first")(walk_with(step_one_after_the_other))
wrong(WALK, "in turn, b first")(walk_with(step_intercept_first))
wrong(WALK, "only w")(walk_with(step_of_the_weight_alone))
wrong(WALK, "one short", "uphill")(walk_with(step_uphill, turns=lambda steps: steps - 1))


@wrong(WALK, "late")
def walk_that_measures_before_the_step(cost, w, b, learning_rate, steps):
    costs = [cost.cost(w, b)]
    for _ in range(steps):
        costs.append(cost.cost(w, b))
        w, b = right_step(cost, w, b, learning_rate)
    return costs


@wrong(WALK, "felt once")
def walk_that_feels_the_ground_once(cost, w, b, learning_rate, steps):
    grad_w, grad_b = cost.gradient(w, b)
    costs = [cost.cost(w, b)]
    for _ in range(steps):
        w, b = w - learning_rate * grad_w, b - learning_rate * grad_b
        costs.append(cost.cost(w, b))
    return costs


@wrong(STOP, "reversed")
def stop_while_it_improves(costs, tol, max_iter):
    return costs[-2] - costs[-1] > tol or len(costs) - 1 >= max_iter


@wrong(STOP, "backwards")
def stop_with_the_sign_backwards(costs, tol, max_iter):
    return costs[-1] - costs[-2] < tol or len(costs) - 1 >= max_iter


@wrong(STOP, "level")
def stop_at_a_low_cost(costs, tol, max_iter):
    return costs[-1] < tol or len(costs) - 1 >= max_iter


@wrong(STOP, "from the start")
def stop_by_the_improvement_since_the_start(costs, tol, max_iter):
    return costs[0] - costs[-1] < tol or len(costs) - 1 >= max_iter


@wrong(STOP, "absolute")
def stop_by_the_absolute_change(costs, tol, max_iter):
    return abs(costs[-2] - costs[-1]) < tol or len(costs) - 1 >= max_iter


@wrong(STOP, "just the tolerance")
def stop_at_just_the_tolerance(costs, tol, max_iter):
    return costs[-2] - costs[-1] <= tol or len(costs) - 1 >= max_iter


@wrong(STOP, "start counts")
def stop_that_counts_the_start(costs, tol, max_iter):
    return costs[-2] - costs[-1] < tol or len(costs) >= max_iter


@wrong(STOP, "one late")
def stop_one_late(costs, tol, max_iter):
    return costs[-2] - costs[-1] < tol or len(costs) - 1 > max_iter


@wrong(STOP, "no cap")
def stop_without_cap(costs, tol, max_iter):
    return costs[-2] - costs[-1] < tol


@wrong(STOP, "no tolerance")
def stop_without_tolerance(costs, tol, max_iter):
    return len(costs) - 1 >= max_iter


@wrong(STOP, "both")
def stop_when_both_rules_say_so(costs, tol, max_iter):
    return costs[-2] - costs[-1] < tol and len(costs) - 1 >= max_iter


def inner(values):
    return zip(values, values[1:], values[2:], strict=False)


def fenced(values):
    return inner([np.inf, *values, np.inf])


def floors(values):
    return [v for i, v in enumerate(values) if i == 0 or values[i - 1] != v]


@wrong(MINIMA, "edges")
def minima_without_edges(values):
    return [b for a, b, c in inner(floors(values)) if a > b < c]


@wrong(MINIMA, "plateaus")
def minima_without_plateaus(values):
    return [b for a, b, c in fenced(values) if a > b < c]


@wrong(MINIMA, "edges", "plateaus")
def minima_lower_than_both_neighbours(values):
    return [b for a, b, c in inner(values) if a > b < c]


@wrong(MINIMA, "twice")
def minima_with_each_plateau_in_full(values):
    found = []
    for i, v in enumerate(values):
        before = next((u for u in values[i::-1] if u != v), np.inf)
        after = next((u for u in values[i:] if u != v), np.inf)
        found += [v] * (before > v < after)
    return found


@wrong(MINIMA, "ties")
def minima_not_higher_than_either_neighbour(values):
    return [b for a, b, c in fenced(values) if a >= b <= c]


@wrong(MINIMA, "edges", "ties")
def minima_not_higher_and_without_edges(values):
    return [b for a, b, c in inner(values) if a >= b <= c]


@wrong(MINIMA, "shoulder before")
def minima_with_a_tie_before(values):
    return [b for a, b, c in fenced(values) if a >= b < c]


@wrong(MINIMA, "shoulder after")
def minima_with_a_tie_after(values):
    return [b for a, b, c in fenced(values) if a > b <= c]


@wrong(MINIMA, "global only")
def minima_global_only(values):
    return [min(values)]


@wrong(MINIMA, "maxima")
def minima_upside_down(values):
    padded = [-np.inf, *floors(values), -np.inf]
    return [b for a, b, c in inner(padded) if a < b > c]


@wrong(MINIMA, "positions")
def minima_as_positions(values):
    starts = [i for i, v in enumerate(values) if i == 0 or values[i - 1] != v]
    heights = floors(values)
    found = [a > b < c for a, b, c in fenced(heights)]
    return [start for start, is_low in zip(starts, found, strict=True) if is_low]


@wrong(MINIMA, "distinct")
def minima_as_distinct_values(values):
    return list(dict.fromkeys(b for a, b, c in fenced(floors(values)) if a > b < c))


@wrong(MINIMA, "sorted")
def minima_in_order_of_size(values):
    return sorted(b for a, b, c in fenced(floors(values)) if a > b < c)


@wrong(STANDARDIZE, "sample")
def standardize_with_the_sample_deviation(x):
    return (x - x.mean()) / x.std(ddof=1)


@wrong(STANDARDIZE, "sample")
def standardize_with_the_default_of_pandas(x):
    x = pd.Series(x)
    return (x - x.mean()) / x.std()


@wrong(STANDARDIZE, "not centred")
def standardize_without_centring(x):
    return x / x.std()


@wrong(STANDARDIZE, "not scaled")
def standardize_without_scaling(x):
    return x - x.mean()


@wrong(STANDARDIZE, "variance")
def standardize_by_the_variance(x):
    return (x - x.mean()) / x.var()


@wrong(STANDARDIZE, "range")
def standardize_by_the_range(x):
    return (x - x.mean()) / (x.max() - x.min())


@wrong(STANDARDIZE, "to 0 and 1")
def standardize_to_0_and_1(x):
    return (x - x.min()) / (x.max() - x.min())


@wrong(STANDARDIZE, "median")
def standardize_around_the_median(x):
    return (x - np.median(x)) / x.std()


@wrong(STANDARDIZE, "bracket")
def standardize_without_a_bracket(x):
    return x - x.mean() / x.std()


@wrong(SCALE, "all rows")
def scale_fitted_on_all_rows(X_train, X_test):
    scaler = StandardScaler().fit(np.vstack([X_train, X_test]))
    return scaler.transform(np.asarray(X_train)), scaler.transform(np.asarray(X_test))


@wrong(SCALE, "apart")
def scale_fitted_twice(X_train, X_test):
    return StandardScaler().fit_transform(X_train), StandardScaler().fit_transform(X_test)


@wrong(SCALE, "from the test rows")
def scale_fitted_on_the_test_rows(X_train, X_test):
    scaler = StandardScaler().fit(X_test)
    return scaler.transform(X_train), scaler.transform(X_test)


@wrong(SCALE, "test as it was")
def scale_of_the_training_rows_alone(X_train, X_test):
    return StandardScaler().fit_transform(X_train), X_test


@wrong(SCALE, "sample")
def scale_with_the_default_of_pandas(X_train, X_test):
    mean, spread = X_train.mean(), X_train.std()
    return (X_train - mean) / spread, (X_test - mean) / spread


@wrong(SCALE, "all rows", "sample")
def scale_with_pandas_on_all_rows(X_train, X_test):
    together = pd.concat([X_train, X_test])
    mean, spread = together.mean(), together.std()
    return (X_train - mean) / spread, (X_test - mean) / spread


@wrong(SCALE, "one for all")
def scale_with_one_mean_for_the_table(X_train, X_test):
    X_train, X_test = X_train.to_numpy(), X_test.to_numpy()
    mean, spread = X_train.mean(), X_train.std()
    return (X_train - mean) / spread, (X_test - mean) / spread


@wrong(SCALE, "not centred")
def scale_without_centring(X_train, X_test):
    spread = X_train.std(ddof=0)
    return X_train / spread, X_test / spread


@wrong(SCALE, "swapped")
def scale_in_the_other_order(X_train, X_test):
    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_test), scaler.transform(X_train)


@pytest.mark.parametrize(
    ("exercise", "flaws", "function"),
    WRONG,
    ids=[f"{exercise.name}: {', '.join(flaws)}" for exercise, flaws, _ in WRONG],
)
def test_a_wrong_function_is_told_what_is_wrong_with_it(exercise, flaws, function):
    feedback = check(exercise, function)
    assert not feedback.passed
    assert list(feedback.lines) == [exercise.flaws[flaw] for flaw in flaws]


def test_every_flaw_that_a_checker_knows_is_fed_to_it_as_code():
    functions = [exercise for exercise in EXERCISES.values() if not exercise.by_hand]
    for exercise in functions:
        fed = {flaws[0] for one, flaws, _ in WRONG if one is exercise and len(flaws) == 1}
        assert fed == set(exercise.flaws), exercise.name


@pytest.mark.parametrize(
    ("values", "flaw"),
    [
        ((0, 7_250_000), "sum"),
        ((0, 1500), "absolute"),
        ((0, -1500), "signed"),
        ((0, 2_250_000), "square of the mean"),
        ((0, 1554.56), "root"),
        ((0, 1_208_333.33), "half"),
        ((0, 3_625_000), "n - 1"),
        ((2_416_666.67, 0), "swapped"),
        ((0, -41_083_333.33), "squared apart"),
    ],
)
def test_costs_found_on_paper_are_told_what_went_wrong(values, flaw):
    assert check_by_hand(TWO_COSTS, *values).lines == (TWO_COSTS.flaws[flaw],)


def test_costs_found_on_paper_may_be_rounded_but_not_wrong():
    assert check_by_hand(TWO_COSTS, 0, 2_416_666.67).passed
    assert check_by_hand(TWO_COSTS, 0, 2_416_667).passed
    assert not check_by_hand(TWO_COSTS, 0, 2_416_668).passed
    assert not check_by_hand(TWO_COSTS, 0, 2_416_667.19).passed


@pytest.mark.parametrize(
    ("local", "lowest", "flaws"),
    [
        ([1, 2], 1, ["edges"]),
        ([2, 3], 1, ["plateaus"]),
        ([2], 1, ["edges", "plateaus"]),
        ([1, 1, 2, 3], 1, ["twice"]),
        ([1], 1, ["global only"]),
        ([3, 8, 6], 1, ["maxima"]),
        ([1, 6, 9], 1, ["positions"]),
        ([3, 1, 2, 3], 1, ["left edge"]),
        ([1, 2, 3], 3, ["counted"]),
        ([1, 2, 3], 2, ["not the lowest"]),
        ([2], 2, ["edges", "plateaus", "not the lowest"]),
    ],
)
def test_minima_found_by_eye_are_told_what_went_wrong(local, lowest, flaws):
    feedback = check_by_hand(VALLEYS, local, lowest)
    assert not feedback.passed
    assert list(feedback.lines) == [VALLEYS.flaws[flaw] for flaw in flaws]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda one: one.name)
def test_no_flaw_gives_the_right_answer_and_no_two_give_the_same(exercise):
    def answers(*flaws):
        return [numbers(exercise.solve(frozenset(flaws), *case)) for case in exercise.cases]

    def same(first, second):
        return all(equal(a, b, exercise.near) for a, b in zip(first, second, strict=True))

    with np.errstate(invalid="ignore"):
        known = {flaw: answers(flaw) for flaw in exercise.flaws}
    assert [flaw for flaw in known if same(known[flaw], answers())] == []
    pairs = combinations(known, 2)
    assert [pair for pair in pairs if same(known[pair[0]], known[pair[1]])] == []
