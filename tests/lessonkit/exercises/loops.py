"""Loops of gradient descent as learners write them: broken ones with their cause, sound ones."""

import functools

import numpy as np

from lessonkit import LinearCost, LineCost, descend, load_columns, standardize
from lessonkit.exercises.lesson import my_walk

SIZE, PRICE = load_columns("engine_size", "price")
FEATURES = np.column_stack(load_columns("engine_size", "horsepower", "curb_weight"))
RAW = LineCost(SIZE, PRICE)
ROUND = LineCost(standardize(SIZE), standardize(PRICE))
THREE = LinearCost(standardize(FEATURES), standardize(PRICE))
RAW_THREE = LinearCost(FEATURES, PRICE)


def walking(step):
    """Return the lesson's loop around a step (gradient, w, b, learning_rate) -> w, b."""

    def my_walk(cost, w, b, learning_rate, steps):
        costs = [cost.cost(w, b)]
        for _ in range(steps):
            w, b = step(cost.gradient, w, b, learning_rate)
            costs.append(cost.cost(w, b))
        return costs

    return my_walk


def stepping(rule):
    """Return the lesson's loop around a rule (parameter, derivative, learning_rate)."""

    @walking
    def step(gradient, w, b, rate):
        dw, db = gradient(w, b)
        return rule(w, dw, rate), rule(b, db, rate)

    return step


def fitting(slopes, start=(0.0, 0.0)):
    """Return a loop over x and y around a gradient (x, y, w, b) -> dw, db."""

    def fit(x, y, learning_rate, steps):
        (w, b), costs = start, []
        for _ in range(steps):
            costs.append(np.mean((w * x + b - y) ** 2))
            dw, db = slopes(x, y, w, b)
            w, b = w - learning_rate * dw, b - learning_rate * db
        return costs

    return fit


def mean_slopes(x, y, w, b):
    off = w * x + b - y
    return 2 * np.mean(off * x), 2 * np.mean(off)


right = fitting(mean_slopes)
uphill = stepping(lambda p, d, rate: p + rate * d)
no_rate = stepping(lambda p, d, _rate: p - d)


@walking
def uphill_in_b(gradient, w, b, rate):
    dw, db = gradient(w, b)
    return w - rate * dw, b + rate * db


@walking
def w_first(gradient, w, b, rate):
    w -= rate * gradient(w, b)[0]
    b -= rate * gradient(w, b)[1]
    return w, b


@walking
def b_first(gradient, w, b, rate):
    b = b - rate * gradient(w, b)[1]
    return w - rate * gradient(w, b)[0], b


@walking
def replaced(gradient, w, b, rate):
    dw, db = gradient(w, b)
    w =- rate * dw  # fmt: skip
    b =- rate * db  # fmt: skip
    return w, b


@walking
def swapped(gradient, w, b, rate):
    db, dw = gradient(w, b)
    return w - rate * dw, b - rate * db


@walking
def b_forgotten(gradient, w, b, rate):
    return w - rate * gradient(w, b)[0], b


@walking
def kept_nowhere(gradient, w, b, rate):
    w - rate * gradient(w, b)[0]
    return w, b


def once(cost, w, b, learning_rate, steps):
    dw, db = cost.gradient(w, b)
    costs = [cost.cost(w, b)]
    for _ in range(steps):
        w, b = w - learning_rate * dw, b - learning_rate * db
        costs.append(cost.cost(w, b))
    return costs


def begins_again(cost, w, b, learning_rate, steps):
    costs = [cost.cost(w, b)]
    for _ in range(steps):
        dw, db = cost.gradient(w, b)
        costs.append(cost.cost(w - learning_rate * dw, b - learning_rate * db))
    return costs


def whole_array(x, y, learning_rate, steps):
    theta = np.array([0, 0])
    for _ in range(steps):
        off = theta[0] + theta[1] * x - y
        step0, step1 = learning_rate * 2 * off.mean(), learning_rate * 2 * (off * x).mean()
        theta[0], theta[1] = theta[0] - step0, theta[1] - step1
    return theta


def whole_array_in_place(x, y, learning_rate, steps):
    theta = np.array([0, 0])
    for _ in range(steps):
        off = theta[0] + theta[1] * x - y
        theta -= learning_rate * np.array([off.mean(), (off * x).mean()])
    return theta


def summed(x, y, learning_rate, steps):
    w = b = 0.0
    for _ in range(steps):
        dw = db = 0.0
        for one_x, one_y in zip(x, y, strict=True):
            dw += -2 * one_x * (one_y - (w * one_x + b))
            db += -2 * (one_y - (w * one_x + b))
        w, b = w - learning_rate * dw, b - learning_rate * db
    return w, b


def summed_table(X, y, learning_rate, steps):
    weights, bias, costs = np.zeros(X.shape[1]), 0.0, []
    for _ in range(steps):
        off = X @ weights + bias - y
        costs.append((off**2).sum() / 2)
        weights, bias = weights - learning_rate * X.T @ off, bias - learning_rate * off.sum()
    return weights, bias, costs


def minus_with_error(x, y, w, b):
    error = y - (w * x + b)
    return np.mean(x * error), np.mean(error)


def without_bracket(x, y, w, b):
    error = y - w * x + b
    return -2 * np.mean(x * error), -2 * np.mean(error)


def w_for_both(x, y, w, b):
    error = w * x + b - y
    return 2 * np.mean(error * x), 2 * np.mean(error * x)


def by_columns(x, y, w, b):
    X = np.column_stack([x, np.ones(len(x))])
    return X.T @ (X @ [w, b] - y) / X.shape[1]


def squared(x, y, w, b):
    error = w * x + b - y
    return np.mean(error**2 * x), np.mean(error**2)


def without_x(x, y, w, b):
    error = w * x + b - y
    return 2 * np.mean(error), 2 * np.mean(error)


def column(x, y, learning_rate, steps):
    x, w, b, costs = x.reshape(-1, 1), 0.0, 0.0, []
    for _ in range(steps):
        off = w * x + b - y
        costs.append(np.mean(off**2))
        w, b = w - learning_rate * 2 * np.mean(off * x), b - learning_rate * 2 * np.mean(off)
    return costs


def row_by_row(x, y, learning_rate, steps):
    w, b, costs = 0.0, 0.0, []
    for _ in range(steps):
        for one_x, one_y in zip(x, y, strict=True):
            off = one_y - w * one_x - b
            w, b = w + learning_rate * off * one_x, b + learning_rate * off
        costs.append(np.mean((y - w * x - b) ** 2))
    return costs


def plain_numbers(x, y, learning_rate, steps):
    x, y, w, b, costs = x.tolist(), y.tolist(), 0, 0, []
    for _ in range(steps):
        errors = [w * one_x + b - one_y for one_x, one_y in zip(x, y, strict=True)]
        costs.append(sum(error**2 for error in errors) / len(x))
        w -= learning_rate * 2 / len(x) * sum(e * one for e, one in zip(errors, x, strict=True))
        b -= learning_rate * 2 / len(x) * sum(errors)
    return costs


def silent(cost, w, b, learning_rate, steps):
    for _ in range(steps):
        dw, db = cost.gradient(w, b)
        w, b = w - learning_rate * dw, b - learning_rate * db


def hole(x):
    x = np.array(x, dtype=float)
    x[3] = np.nan
    return x


def with_other_data(x, y, learning_rate, steps):
    return right(hole(x), y, learning_rate, steps)


BROKEN = {
    "uphill": ("wrong-sign", uphill, ROUND, 0.1),
    "uphill, its costs": ("wrong-sign", uphill(ROUND, 0, 0, 0.1, 60), ROUND, 0.1),
    "minus with the error": ("wrong-sign", fitting(minus_with_error), ROUND, 0.1),
    "uphill in b": ("wrong-sign", uphill_in_b, ROUND, 0.1),
    "w first": ("not-simultaneous", w_first, ROUND, 0.1),
    "b first": ("not-simultaneous", b_first, ROUND, 0.1),
    "=- for -=": ("overwritten", replaced, ROUND, 0.1),
    "no rate": ("rate-misplaced", no_rate, ROUND, 0.1),
    "no rate, its costs": ("rate-misplaced", no_rate(RAW, 0, 0, 0.1, 9), RAW, 0.1),
    "rate around all": ("rate-misplaced", stepping(lambda p, d, rate: rate * (p - d)), ROUND, 0.1),
    "divided by the rate": (
        "rate-misplaced",
        stepping(lambda p, d, rate: p - d / rate),
        ROUND,
        0.1,
    ),
    "a rate of its own": (
        "rate-misplaced",
        stepping(lambda p, d, _rate: p - 0.0123 * d),
        ROUND,
        0.1,
    ),
    "int()": ("integers", stepping(lambda p, d, rate: int(p - rate * d)), RAW, 1e-5),
    "// 1": ("integers", stepping(lambda p, d, rate: (p - rate * d) // 1), RAW, 1e-5),
    "array of integers": ("integers", whole_array, RAW, 1e-5),
    "array of integers, in place": ("integers", whole_array_in_place, ROUND, 0.1),
    "swapped": ("mixed-up", swapped, ROUND, 0.1),
    "b forgotten": ("one-parameter", b_forgotten, ROUND, 0.1),
    "kept nowhere": ("stands-still", kept_nowhere, ROUND, 0.1),
    "gradient above the loop": ("gradient-once", once, ROUND, 0.1),
    "begins again": ("starts-again", begins_again, ROUND, 0.1),
    "a sum": ("sum", summed, ROUND, 0.1),
    "a sum over a table": ("sum", summed_table, THREE, 0.1),
    "no bracket": ("formula", fitting(without_bracket), ROUND, 0.1),
    "error squared": ("formula", fitting(squared), ROUND, 0.1),
    "x forgotten": ("formula", fitting(without_x), ROUND, 0.1),
    "w's derivative for both": ("mixed-up", fitting(w_for_both), ROUND, 0.1),
    "divided by columns": ("sum", fitting(by_columns), ROUND, 0.1),
    "a column and an array": ("shapes", column, ROUND, 0.1),
    "row by row": ("row-by-row", row_by_row, RAW, 0.01),
    "returns nothing": ("no-costs", silent, ROUND, 0.1),
    "raw features": ("unscaled", right, (SIZE, PRICE), 0.01),
    "raw features, plain numbers that overflow": ("unscaled", plain_numbers, RAW, 0.1),
    "raw features, my_walk": ("unscaled", my_walk, (SIZE, PRICE), 0.1),
    "rate of 1.01, my_walk": ("rate-above-limit", my_walk, ROUND, 1.01),
    "raw features, its costs": ("unscaled", right(SIZE, PRICE, 0.01, 60), RAW, 0.01),
    "raw features, creeping": ("unscaled", right, RAW, 5e-5),
    "raw table": ("unscaled", descend(RAW_THREE, [0] * 4, 0.1), RAW_THREE, None),
    "rate of 3": ("rate-above-limit", right, ROUND, 3),
    "rate of 1.01": ("rate-above-limit", descend(ROUND, (0, 0), 1.01), ROUND, None),
    "rate of 1": ("rate-at-limit", right, ROUND, 1.0),
    "rate of 0.001": ("slow", right, ROUND, 0.001),
    "rate of 0.001, its costs": ("slow", right(ROUND.x, ROUND.y, 0.001, 60), ROUND, 0.001),
    "a hole in x": ("nan-data", right, (hole(SIZE), PRICE), 0.1),
    "a hole in other data": ("nan-data", with_other_data, ROUND, 0.1),
    "nan from the start": ("nan-data", [np.nan] * 60, ROUND, 0.1),
}


in_one_line = stepping(lambda p, d, rate: p - rate * d)
other_start = fitting(mean_slopes, start=(3.0, -2.0))
plus_minus = stepping(lambda p, d, rate: p + rate * -d)


def while_loop(cost, w, b, learning_rate, steps):
    costs, taken = [cost.cost(w, b)], 0
    while taken < steps:
        gradient = np.array(cost.gradient(w, b))
        w, b = np.array([w, b]) - learning_rate * gradient
        taken += 1
        costs += [cost.cost(w, b)]
    return np.array(costs)


def start_left_out(cost, w, b, learning_rate, steps):
    return while_loop(cost, w, b, learning_rate, steps)[1:]


def half_mean(x, y, w, b):
    error = y - (w * x + b)
    return -np.mean(x * error), -np.mean(error)


def half_costs(x, y, learning_rate, steps):
    return [cost / 2 for cost in right(x, y, learning_rate, steps)]


def root_costs(x, y, learning_rate, steps):
    return np.sqrt(right(x, y, learning_rate, steps))


def with_ones(x, y, learning_rate, steps):
    X, theta = np.column_stack([np.ones(len(y)), x]), np.zeros((x.size // len(y) + 1, 1))
    for _ in range(steps):
        theta -= learning_rate * 2 / len(y) * X.T @ (X @ theta - y[:, None])
    return theta


def in_float32(x, y, learning_rate, steps):
    return right(x.astype(np.float32), y.astype(np.float32), learning_rate, steps)


def stops_early(x, y, learning_rate, steps):
    costs = right(x, y, learning_rate, steps)
    small = [i for i in range(1, len(costs)) if costs[i - 1] - costs[i] < 1e-6]
    return costs[: small[0]] if small else costs


def momentum(x, y, learning_rate, steps):
    ends = [momentum_end(x, y, learning_rate, taken) for taken in range(steps)]
    return [np.mean((w * x + b - y) ** 2) for w, b in ends]


def momentum_end(x, y, learning_rate, steps):
    at, speed = np.zeros(2), np.zeros(2)
    for _ in range(steps):
        speed = 0.5 * speed - learning_rate * np.array(mean_slopes(x, y, *at))
        at = at + speed
    return at


def schedule(x, y, learning_rate, steps):
    w, b, costs = 0.0, 0.0, []
    for step in range(steps):
        dw, db = mean_slopes(x, y, w, b)
        rate = learning_rate / (1 + 0.01 * step)
        w, b = w - rate * dw, b - rate * db
        costs.append(np.mean((w * x + b - y) ** 2))
    return costs


class Model:
    def fit(self, X, y, learning_rate=0.1, steps=60):
        self.weights, self.bias = np.zeros(X.shape[1]), 0.0
        for _ in range(steps):
            off = y - X @ self.weights - self.bias
            self.weights += learning_rate * 2 / len(y) * X.T @ off
            self.bias += learning_rate * 2 * off.mean()
        return self.weights, self.bias


SOUND = {
    "lesson": (in_one_line, ROUND, 0.1),
    "my_walk": (my_walk, ROUND, 0.1),
    "two signs": (plus_minus, ROUND, 0.9),
    "while": (while_loop, ROUND, 0.3),
    "start left out": (start_left_out, ROUND, 0.3),
    "2 / n": (right, ROUND, 0.1),
    "1 / n": (fitting(half_mean), ROUND, 0.1),
    "1 / n at a rate of 1": (fitting(half_mean), ROUND, 1.0),
    "half costs": (half_costs, ROUND, 0.1),
    "root costs": (root_costs, ROUND, 0.1),
    "plain numbers": (plain_numbers, ROUND, 0.1),
    "with ones": (with_ones, ROUND, 0.1),
    "with ones, a table": (with_ones, THREE, 0.1),
    "float32": (in_float32, ROUND, 0.1),
    "stops early": (stops_early, ROUND, 0.1),
    "momentum": (momentum, ROUND, 0.1),
    "momentum, its end": (momentum_end, ROUND, 0.1),
    "schedule": (schedule, ROUND, 0.1),
    "other start": (other_start, ROUND, 0.1),
    "class": (Model().fit, THREE, 0.1),
    "partial": (functools.partial(right), ROUND, 0.1),
    "a sum at a small rate": (summed, ROUND, 0.001),
    "a sum over a table at a small rate": (summed_table, THREE, 0.001),
    "row by row at a small rate": (row_by_row, ROUND, 0.002),
    "the data": (right, (ROUND.x, ROUND.y), 0.1),
    "costs": (while_loop(ROUND, 0, 0, 0.3, 60), ROUND, 0.3),
    "costs in four digits": (np.round(while_loop(ROUND, 0, 0, 0.3, 60), 4), ROUND, 0.3),
    "costs from another start": (other_start(ROUND.x, ROUND.y, 0.1, 60), ROUND, 0.1),
    "descend": (descend(THREE, [1, 2, 3, 4], 0.1, max_iter=200), THREE, None),
}
