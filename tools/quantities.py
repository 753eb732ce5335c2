"""The one table of the lesson's figures: each as it is quoted, and how lessonkit gives it.

Unit tests prove each figure by itself, so that a failure says which quantity moved; guards prove
that its notebook shows it as an output and ties it in its prose; pages quote it by its name. The
answers to exercises are tied on the instructors' page instead.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import numpy as np

from lessonkit import (
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
COMPLETE_CARS, ALL_CARS = 159, 205
ANSWERS = "teaching/README.md"
"""The page for instructors: the answers to exercises stand there, and in no notebook."""


@dataclass(frozen=True)
class Quantity:
    """A figure of the lesson.

    Attributes
    ----------
    name : str
        Of the quantity.
    notebook : str
        Where it is shown: the name of a notebook, or `ANSWERS`.
    text : str
        As quoted.
    spec : str
        The format that writes it so.
    quantity : callable
        Computes it: a number, or a numpy scalar.
    """

    name: str
    notebook: str
    text: str
    spec: str
    quantity: Callable[[], Any]

    def computed(self) -> str:
        """Write the quantity as the lesson quotes it."""
        return format(self.quantity(), self.spec)


@cache
def column(name: str) -> np.ndarray:
    return load_columns(name)[0]


@cache
def raw() -> LineCost:
    return LineCost(column("engine_size"), column("price"))


@cache
def centred() -> LineCost:
    engine_size = column("engine_size")
    return LineCost(engine_size - engine_size.mean(), column("price"))


@cache
def standardized() -> LineCost:
    return LineCost(standardize(column("engine_size")), standardize(column("price")))


@cache
def five_features() -> LinearCost:
    features = standardize(np.column_stack(load_columns(*FEATURES)))
    return LinearCost(features, standardize(column("price")))


def r_squared() -> float:
    return 1 - raw().minimum.cost / float(np.var(column("price")))


@cache
def exercise_1() -> LineCost:
    return LineCost([100, 150, 200], [8000, 12000, 16000])


@cache
def walk(learning_rate: float) -> Descent:
    return descend(standardized(), (0, 0), learning_rate, max_iter=60)


@cache
def walk_until(learning_rate: float) -> Descent:
    return descend(standardized(), (0, 0), learning_rate, max_iter=2000, tol=1e-4)


def distance_factor(learning_rate: float) -> float:
    """Return what one step multiplies the distance to the bottom by."""
    bottom = standardized().minimum.slope
    start, after = walk(learning_rate).points[:2, 0] - bottom
    return float(after / start)


def sweep(place: int) -> float:
    return float(raw().cost(np.linspace(0, 320, 9)[place], -7914))


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
    ols = LinearRegression().fit(scaler.transform(X_train), y_train)
    sgd = SGDRegressor(max_iter=2000, random_state=42, eta0=0.01)
    sgd.fit(scaler.transform(X_train), y_train)
    return SimpleNamespace(
        ols_r2=ols.score(scaler.transform(X_test), y_test),
        sgd_r2=sgd.score(scaler.transform(X_test), y_test),
        epochs=sgd.n_iter_,
        max_iter=sgd.max_iter,
        patience=sgd.n_iter_no_change,
        tol=sgd.tol,
    )


QUANTITIES = [
    Quantity("cars", "00_start", "159", "d", lambda: len(column("price"))),
    Quantity("dropped_rows", "00_start", "46", "d", lambda: ALL_CARS - len(column("price"))),
    Quantity("price_mean", "00_start", "11,446", ",.0f", lambda: column("price").mean()),
    Quantity("price_min", "00_start", "5,118", ",.0f", lambda: column("price").min()),
    Quantity("price_max", "00_start", "35,056", ",.0f", lambda: column("price").max()),
    Quantity("engine_size_min", "00_start", "61", "d", lambda: column("engine_size").min()),
    Quantity("engine_size_max", "00_start", "258", "d", lambda: column("engine_size").max()),
    Quantity("mse_50_0", "01_cost", "51,743,975", ",.0f", lambda: raw().cost(50, 0)),
    Quantity("mse_162_7914", "01_cost", "10,023,135", ",.0f", lambda: raw().cost(162, -7914)),
    Quantity("best_slope", "01_cost", "162.38", ".2f", lambda: raw().minimum.slope),
    Quantity("best_intercept", "01_cost", "-7914.1", ".1f", lambda: raw().minimum.intercept),
    Quantity("best_cost", "01_cost", "10,020,972.66", ",.2f", lambda: raw().minimum.cost),
    Quantity("r_squared", "01_cost", "0.708", ".3f", r_squared),
    Quantity("r_squared_5", "01_cost", "0.70811", ".5f", r_squared),
    Quantity("exercise_1_at_80", ANSWERS, "0", ".0f", lambda: exercise_1().cost(80, 0)),
    Quantity("exercise_1_at_90", ANSWERS, "2,416,666.67", ",.2f", lambda: exercise_1().cost(90, 0)),
    Quantity(
        "condition_raw", "02_surface", "248,536", ",.0f", lambda: np.linalg.cond(raw().curvature)
    ),
    Quantity(
        "condition_standardized",
        "02_surface",
        "1",
        ".0f",
        lambda: np.linalg.cond(standardized().curvature),
    ),
    Quantity(
        "first_gradient", "03_gradient", "-1.683", ".3f", lambda: standardized().gradient(0, 0)[0]
    ),
    Quantity("learning_rate", "03_gradient", "0.1", ".1f", lambda: walk(0.1).learning_rate),
    Quantity("steps", "03_gradient", "60", "d", lambda: walk(0.1).iterations),
    Quantity("first_weight", "03_gradient", "0.168", ".3f", lambda: walk(0.1).points[1, 0]),
    Quantity("cost_at_start", "03_gradient", "1.000", ".3f", lambda: walk(0.1).costs[0]),
    Quantity("cost_after_1", "03_gradient", "0.745", ".3f", lambda: walk(0.1).costs[1]),
    Quantity("weight_after_60", "03_gradient", "0.841", ".3f", lambda: walk(0.1).points[-1, 0]),
    Quantity("intercept_after_60", "03_gradient", "0.000", "z.3f", lambda: walk(0.1).points[-1, 1]),
    Quantity("cost_after_60", "03_gradient", "0.2919", ".4f", lambda: walk(0.1).costs[-1]),
    Quantity(
        "correlation",
        "03_gradient",
        "0.8415",
        ".4f",
        lambda: np.corrcoef(column("engine_size"), column("price"))[0, 1],
    ),
    Quantity("slow_weight", "04_learning_rate", "0.095", ".3f", lambda: walk(0.001).points[-1, 0]),
    Quantity("slow_cost", "04_learning_rate", "0.8488", ".4f", lambda: walk(0.001).costs[-1]),
    Quantity("middle_weight", "04_learning_rate", "0.841", ".3f", lambda: walk(0.1).points[-1, 0]),
    Quantity("middle_cost", "04_learning_rate", "0.2919", ".4f", lambda: walk(0.1).costs[-1]),
    Quantity("fast_weight", "04_learning_rate", "0.841", ".3f", lambda: walk(0.9).points[-1, 0]),
    Quantity("fast_cost", "04_learning_rate", "0.2919", ".4f", lambda: walk(0.9).costs[-1]),
    Quantity("slow_stop", "04_learning_rate", "836", "d", lambda: walk_until(0.001).iterations),
    Quantity("middle_stop", "04_learning_rate", "19", "d", lambda: walk_until(0.1).iterations),
    Quantity("fast_stop", "04_learning_rate", "19", "d", lambda: walk_until(0.9).iterations),
    Quantity(
        "fast_stop_weight",
        "04_learning_rate",
        "0.854",
        ".3f",
        lambda: walk_until(0.9).points[-1, 0],
    ),
    Quantity("middle_factor", "04_learning_rate", "0.8", ".1f", lambda: distance_factor(0.1)),
    Quantity("fast_factor", "04_learning_rate", "-0.8", ".1f", lambda: distance_factor(0.9)),
    Quantity(
        "limit_raw", "04_learning_rate", "6.6059e-05", ".4e", lambda: learning_rate_limit(raw())
    ),
    Quantity(
        "limit_centred",
        "04_learning_rate",
        "1.0846e-03",
        ".4e",
        lambda: learning_rate_limit(centred()),
    ),
    Quantity(
        "limit_standardized",
        "04_learning_rate",
        "1.0",
        ".1f",
        lambda: learning_rate_limit(standardized()),
    ),
    Quantity(
        "limit_five_features",
        "04_learning_rate",
        "0.2414",
        ".4f",
        lambda: learning_rate_limit(five_features()),
    ),
    Quantity("cost_at_limit", "04_learning_rate", "1.0", ".1f", lambda: walk(1.0).costs[-1]),
    Quantity("cost_past_limit", "04_learning_rate", "7.91", ".2f", lambda: walk(1.01).costs[-1]),
    Quantity("steps_at_half", "04_learning_rate", "1", "d", lambda: steps_to_bottom(0.5)),
    *(
        Quantity(f"sweep_{slope}", "05_minima", text, ",.0f", partial(sweep, place))
        for place, (slope, text) in enumerate(
            {
                0: "409,131,032",
                40: "236,717,496",
                80: "112,742,240",
                120: "37,205,262",
                160: "10,106,565",
                200: "31,446,146",
                240: "101,224,007",
                280: "219,440,147",
                320: "386,094,566",
            }.items()
        )
    ),
    Quantity("local_minima", ANSWERS, "3", "d", lambda: len(exercise_3())),
    Quantity("global_minimum", ANSWERS, "1", ".0f", lambda: min(exercise_3())),
    Quantity("ols_r2", "06_sklearn", "0.793", ".3f", lambda: models().ols_r2),
    Quantity("sgd_r2", "06_sklearn", "0.795", ".3f", lambda: models().sgd_r2),
    Quantity("sgd_epochs", "06_sklearn", "39", "d", lambda: models().epochs),
    Quantity("sgd_max_iter", "06_sklearn", "2000", "d", lambda: models().max_iter),
    Quantity("sgd_patience", "06_sklearn", "5", "d", lambda: models().patience),
    Quantity("sgd_tol", "06_sklearn", "0.001", ".3f", lambda: models().tol),
]


def steps_to_bottom(learning_rate: float) -> int:
    """Return the first step of the walk that stands at the bottom."""
    excess = walk(learning_rate).costs - standardized().minimum.cost
    return int(np.argmax(excess < 1e-12))


class QuantityTable(Mapping[str, float]):
    """The quantities of the table by name, each computed when it is asked for."""

    def __init__(self, table: list[Quantity]) -> None:
        self._table = {figure.name: figure for figure in table}

    def __getitem__(self, name: str) -> float:
        value: float = self._table[name].quantity()
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


quantities = QuantityTable(QUANTITIES)
