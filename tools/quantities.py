"""The one table of the lesson's figures: each as it is quoted, and how lessonkit gives it.

Unit tests prove each by itself, so that a failure says which quantity moved; guards prove that its
notebook shows it as an output and ties it in its prose; pages quote it by its name. The answers to
exercises are tied on the instructors' page instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from lessonkit import (
    COLUMNS,
    Descent,
    LinearCost,
    LineCost,
    descend,
    learning_rate_limit,
    load_columns,
    local_minima,
    standardize,
)

FEATURES = ("engine_size", "horsepower", "curb_weight", "width", "highway_mpg")
ALL_CARS = 205
GUIDE = "teaching/README.md"
ANSWERS = "teaching/answers.md"  # the answers to exercises stand there, and in no notebook


@dataclass(frozen=True)
class Quantity:
    """A number that the lesson quotes."""

    notebook: str  # where it is shown: the name of a notebook, or a page for instructors
    name: str
    text: str  # as quoted
    spec: str  # the format that writes it so
    compute: Callable[[], Any]  # returns a number, or a numpy scalar

    def computed(self) -> str:
        """Write the quantity as the lesson quotes it."""
        return format(self.compute(), self.spec)


@cache
def column(name: str) -> np.ndarray:
    return load_columns(name)[0]


@cache
def raw() -> LineCost:
    return LineCost(column("engine_size"), column("price"))


@cache
def centered() -> LineCost:
    engine_size = column("engine_size")
    return LineCost(engine_size - engine_size.mean(), column("price"))


@cache
def standardized() -> LineCost:
    return LineCost(standardize(column("engine_size")), standardize(column("price")))


@cache
def five_features() -> LinearCost:
    features = standardize(np.column_stack(load_columns(*FEATURES)))
    return LinearCost(features, standardize(column("price")))


@cache
def two_features() -> LinearCost:
    features = standardize(np.column_stack(load_columns("engine_size", "curb_weight")))
    return LinearCost(features, standardize(column("price")))


def r_squared() -> float:
    return 1 - raw().minimum.cost / float(np.var(column("price")))


def misses(slope: float, intercept: float) -> np.ndarray:
    """Return how far each car is from a line, in USD."""
    return np.abs(column("price") - (slope * column("engine_size") + intercept))


def best_misses() -> np.ndarray:
    return misses(raw().minimum.slope, raw().minimum.intercept)


def correlation(second: str = "price") -> float:
    return float(np.corrcoef(column("engine_size"), column(second))[0, 1])


def condition(cost: Callable[[], LineCost | LinearCost]) -> float:
    return float(np.linalg.cond(cost().curvature))


def limit(cost: Callable[[], LineCost | LinearCost]) -> float:
    return learning_rate_limit(cost())


@cache
def exercise_1() -> LineCost:
    return LineCost([100, 150, 200], [8000, 12000, 16000])


@cache
def walk(learning_rate: float) -> Descent:
    return descend(standardized(), (0, 0), learning_rate, max_iter=60)


@cache
def walk_until(learning_rate: float) -> Descent:
    return descend(standardized(), (0, 0), learning_rate, max_iter=2000, tol=1e-4)


def weight(learning_rate: float, step: int = -1) -> float:
    return float(walk(learning_rate).points[step, 0])


def cost(learning_rate: float, step: int = -1) -> float:
    return float(walk(learning_rate).costs[step])


def stop(learning_rate: float) -> int:
    return walk_until(learning_rate).iterations


def distance_factor(learning_rate: float) -> float:
    """Return what one step multiplies the distance to the bottom by."""
    bottom = standardized().minimum.slope
    return (weight(learning_rate, 1) - bottom) / (weight(learning_rate, 0) - bottom)


def steps_to_bottom(learning_rate: float) -> int:
    """Return the first step of the walk that stands at the bottom."""
    excess = walk(learning_rate).costs - standardized().minimum.cost
    return int(np.argmax(excess < 1e-12))


def steps_to_arrive(cost: LineCost, learning_rate: float) -> int:
    """Return the first step of a walk from zero whose slope is within 1 % of the best one."""
    goal, slope, intercept, steps = cost.minimum.slope, 0.0, 0.0, 0
    while abs(slope - goal) > 0.01 * goal:
        along_slope, along_intercept = cost.gradient(slope, intercept)
        slope -= learning_rate * float(along_slope)
        intercept -= learning_rate * float(along_intercept)
        steps += 1
    return steps


@cache
def exercise_3() -> list[float]:
    return [minimum.value for minimum in local_minima([3, 1, 1, 8, 6, 5, 2, 6, 4, 3])]


@cache
def models() -> SimpleNamespace:
    """Fit the two models of the last notebook; the slowest of all, so once for all."""
    from sklearn.linear_model import LinearRegression, SGDRegressor
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    X_train, X_test, y_train, y_test = train_test_split(
        np.column_stack(load_columns(*FEATURES)), column("price"), test_size=0.25, random_state=42
    )
    scaler = StandardScaler().fit(X_train)
    train, test = (scaler.transform(X_train), y_train), (scaler.transform(X_test), y_test)
    ols = LinearRegression().fit(*train)
    sgd = SGDRegressor(max_iter=2000, random_state=42, eta0=0.01).fit(*train)
    scores = {"ols_r2": ols.score(*test), "sgd_r2": sgd.score(*test)}
    return SimpleNamespace(**scores, sgd=sgd, train=train, test=test)


def gains() -> np.ndarray:
    """Return the test R^2 of the walk minus that of the closed form, for 200 splits."""
    from lessonkit.explorers.two_models import gains_of_splits

    return gains_of_splits(200)


@cache
def gains_of_orders() -> np.ndarray:
    """Return the same on the lesson's split, for 100 orders in which the walk sees the cars."""
    from sklearn.linear_model import SGDRegressor

    split, scores = models(), []
    for seed in range(100):
        sgd = SGDRegressor(max_iter=2000, random_state=seed, eta0=0.01).fit(*split.train)
        scores.append(sgd.score(*split.test))
    return np.array(scores) - float(split.ols_r2)


def tuned_r2() -> float:
    """Return the test R^2 of the panel's walk with eta0 0.03 after 3 epochs."""
    from lessonkit.explorers.two_models import TwoModels

    two = TwoModels(np.column_stack(load_columns(*FEATURES)), column("price"))
    return two.r2(two.walk(0.03, 3)[-1])


def steps_of_five(learning_rate: float) -> int:
    """Return the first step of a walk from zero whose cost is within 1 % of the lowest."""
    five = five_features()
    costs = descend(five, [0] * 6, learning_rate, max_iter=60).costs
    return int(np.argmax(costs <= 1.01 * five.minimum.cost))


def cars_with_half() -> int:
    """Return how many cars carry half of the cost of the flat line at the mean price."""
    squares = np.sort((column("price") - column("price").mean()) ** 2)[::-1]
    return int(np.searchsorted(np.cumsum(squares), squares.sum() / 2)) + 1


@cache
def reading() -> SimpleNamespace:
    """Train the loop of the optional notebook on zeros and ones, and on three quarters of them."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    from lessonkit.exercises.lesson import my_logistic

    X, y = load_digits(n_class=2, return_X_y=True)
    X_train, X_test, y_train, y_test = train_test_split(X / 16, y, test_size=0.25, random_state=42)

    def right(steps: int) -> int:
        weights, bias = my_logistic(X / 16, y, 0.5, steps)
        return int(np.sum((X / 16 @ weights + bias > 0) == y))

    weights, bias = my_logistic(X_train, y_train, 0.5, 200)
    unseen = int(np.sum((X_test @ weights + bias > 0) == y_test))
    return SimpleNamespace(images=len(y), right=right, unseen=unseen)


SWEEP = {
    0: "409,131,032",
    40: "236,717,496",
    80: "112,742,240",
    120: "37,205,262",
    160: "10,106,565",
    200: "31,446,146",
    240: "101,224,007",
    280: "219,440,147",
    320: "386,094,566",
}
TABLE: dict[str, list[tuple[str, str, str, Callable[[], Any]]]] = {
    "00_start": [
        ("cars", "159", "d", lambda: len(column("price"))),
        ("columns", "26", "d", lambda: len(COLUMNS)),
        ("dropped_rows", "46", "d", lambda: ALL_CARS - len(column("price"))),
        ("price_mean", "11,446", ",.0f", lambda: column("price").mean()),
        ("price_min", "5,118", ",.0f", lambda: column("price").min()),
        ("price_max", "35,056", ",.0f", lambda: column("price").max()),
        ("engine_size_min", "61", "d", lambda: column("engine_size").min()),
        ("engine_size_max", "258", "d", lambda: column("engine_size").max()),
    ],
    "01_cost": [
        ("mse_50_0", "51,743,975", ",.0f", lambda: raw().cost(50, 0)),
        ("mse_162_7914", "10,023,135", ",.0f", lambda: raw().cost(162, -7914)),
        ("mse_140_5000", "10,543,237", ",.0f", lambda: raw().cost(140, -5000)),
        ("mse_180_10000", "10,307,489", ",.0f", lambda: raw().cost(180, -10_000)),
        ("rmse", "3,166", ",.0f", lambda: np.sqrt(np.mean(misses(162, -7914) ** 2))),
        ("mean_miss", "2,241", ",.0f", lambda: np.mean(misses(162, -7914))),
        ("median_miss", "1,601", ",.0f", lambda: np.median(misses(162, -7914))),
        ("best_slope", "162.38", ".2f", lambda: raw().minimum.slope),
        ("best_intercept", "-7914.1", ".1f", lambda: raw().minimum.intercept),
        ("best_cost", "10,020,972.66", ",.2f", lambda: raw().minimum.cost),
        ("r_squared", "0.708", ".3f", r_squared),
        ("r_squared_5", "0.70811", ".5f", r_squared),
    ],
    "02_surface": [
        ("condition_raw", "248,536", ",.0f", lambda: condition(raw)),
        ("condition_standardized", "1", ".0f", lambda: condition(standardized)),
        ("ring_raw", "499", ".0f", lambda: condition(raw) ** 0.5),
    ],
    "03_gradient": [
        ("first_gradient", "-1.683", ".3f", lambda: standardized().gradient(0, 0)[0]),
        ("learning_rate", "0.1", ".1f", lambda: walk(0.1).learning_rate),
        ("steps", "60", "d", lambda: walk(0.1).iterations),
        ("first_weight", "0.168", ".3f", lambda: weight(0.1, 1)),
        ("cost_at_start", "1.000", ".3f", lambda: cost(0.1, 0)),
        ("cost_after_1", "0.745", ".3f", lambda: cost(0.1, 1)),
        ("weight_after_60", "0.841", ".3f", lambda: weight(0.1)),
        ("intercept_after_60", "0.000", "z.3f", lambda: walk(0.1).points[-1, 1]),
        ("cost_after_60", "0.2919", ".4f", lambda: cost(0.1)),
        ("correlation", "0.8415", ".4f", correlation),
    ],
    "04_learning_rate": [
        ("slow_weight", "0.095", ".3f", lambda: weight(0.001)),
        ("slow_cost", "0.8488", ".4f", lambda: cost(0.001)),
        ("middle_weight", "0.841", ".3f", lambda: weight(0.1)),
        ("middle_cost", "0.2919", ".4f", lambda: cost(0.1)),
        ("fast_weight", "0.841", ".3f", lambda: weight(0.9)),
        ("fast_cost", "0.2919", ".4f", lambda: cost(0.9)),
        ("slow_stop", "836", "d", lambda: stop(0.001)),
        ("middle_stop", "19", "d", lambda: stop(0.1)),
        ("fast_stop", "19", "d", lambda: stop(0.9)),
        ("slow_stop_weight", "0.684", ".3f", lambda: walk_until(0.001).points[-1, 0]),
        ("middle_stop_weight", "0.829", ".3f", lambda: walk_until(0.1).points[-1, 0]),
        ("fast_stop_weight", "0.854", ".3f", lambda: walk_until(0.9).points[-1, 0]),
        ("middle_factor", "0.8", ".1f", lambda: distance_factor(0.1)),
        ("fast_factor", "-0.8", ".1f", lambda: distance_factor(0.9)),
        ("limit_raw", "6.6059e-05", ".4e", lambda: limit(raw)),
        ("limit_centered", "1.0846e-03", ".4e", lambda: limit(centered)),
        ("limit_standardized", "1.0", ".1f", lambda: limit(standardized)),
        ("limit_five_features", "0.2414", ".4f", lambda: limit(five_features)),
        ("condition_five_features", "56.1", ".1f", lambda: condition(five_features)),
        ("correlation_two_features", "0.889", ".3f", lambda: correlation("curb_weight")),
        ("condition_two_features", "17.0", ".1f", lambda: condition(two_features)),
        ("limit_two_features", "0.5295", ".4f", lambda: limit(two_features)),
        ("steps_raw", "477,171", ",d", lambda: steps_to_arrive(raw(), 0.95 * limit(raw))),
        ("steps_standardized", "21", "d", lambda: steps_to_arrive(standardized(), 0.1)),
        ("cost_at_limit", "1.0", ".1f", lambda: cost(1.0)),
        ("cost_past_limit", "7.91", ".2f", lambda: cost(1.01)),
        ("steps_at_half", "1", "d", lambda: steps_to_bottom(0.5)),
    ],
    "05_minima": [
        (f"sweep_{slope}", text, ",.0f", partial(lambda slope: raw().cost(slope, -7914), slope))
        for slope, text in SWEEP.items()
    ],
    "06_sklearn": [
        ("ols_r2", "0.793", ".3f", lambda: models().ols_r2),
        ("sgd_r2", "0.795", ".3f", lambda: models().sgd_r2),
        ("sgd_epochs", "39", "d", lambda: models().sgd.n_iter_),
        ("sgd_max_iter", "2000", "d", lambda: models().sgd.max_iter),
        ("sgd_patience", "5", "d", lambda: models().sgd.n_iter_no_change),
        ("sgd_tol", "0.001", ".3f", lambda: models().sgd.tol),
        ("splits", "200", "d", lambda: len(gains())),
        ("walk_better", "117", "d", lambda: np.count_nonzero(gains() > 0)),
        ("mean_gain", "0.005", ".3f", lambda: gains().mean()),
        ("our_car", "16,443", ",.0f", lambda: raw().minimum.slope * 150 + raw().minimum.intercept),
        ("best_rmse", "3,166", ",.0f", lambda: np.sqrt(np.mean(best_misses() ** 2))),
        ("best_mean_miss", "2,246", ",.0f", lambda: best_misses().mean()),
    ],
    "07_beyond": [
        ("images", "360", "d", lambda: reading().images),
        ("right_after_1", "358", "d", lambda: reading().right(1)),
        ("right_after_200", "360", "d", lambda: reading().right(200)),
        ("right_unseen", "90", "d", lambda: reading().unseen),
    ],
    ANSWERS: [
        ("exercise_1_at_80", "0", ".0f", lambda: exercise_1().cost(80, 0)),
        ("exercise_1_at_90", "2,416,666.67", ",.2f", lambda: exercise_1().cost(90, 0)),
        ("local_minima", "3", "d", lambda: len(exercise_3())),
        ("global_minimum", "1", ".0f", lambda: min(exercise_3())),
        ("half_of_flat", "11", "d", cars_with_half),
        ("steps_five_features", "16", "d", lambda: steps_of_five(0.2)),
        ("training_cars", "119", "d", lambda: len(models().train[1])),
        ("tuned_r2", "0.816", ".3f", tuned_r2),
    ],
    GUIDE: [
        ("orders", "100", "d", lambda: len(gains_of_orders())),
        ("orders_better", "77", "d", lambda: np.count_nonzero(gains_of_orders() > 0)),
    ],
}
QUANTITIES = [Quantity(notebook, *row) for notebook, rows in TABLE.items() for row in rows]
BY_NAME = {quantity.name: quantity for quantity in QUANTITIES}


class Computed(dict[str, float]):
    """The quantities' values by their names, each computed when it is first asked for."""

    def __missing__(self, name: str) -> float:
        self[name] = BY_NAME[name].compute()
        return self[name]


quantities = Computed()
