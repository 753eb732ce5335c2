"""The exercises on a line and its cost."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.exercises._exercise import Exercise, Flaws, Kind

__all__ = ["LINE", "MSE", "TWO_COSTS"]

Array = NDArray[Any]


def some_lines_and_cars(count: int) -> list[tuple[int, int, Array, Array]]:
    """Make up lines, each with a few points, in whole numbers small enough for paper."""
    random = np.random.default_rng(1985)
    cases = []
    for _ in range(count):
        slope, intercept = random.choice([-3, -2, 2, 3, 4, 5], size=2, replace=False)
        n = int(random.integers(3, 6))
        x = random.choice(np.arange(1, 10), size=n, replace=False)
        y = slope * x + intercept + random.choice([-4, -3, -1, 2, 5, 6], size=n, replace=False)
        cases.append((int(slope), int(intercept), x, y))
    return cases


def _line(flaws: Flaws, slope: float, intercept: float, engine_size: float) -> float:
    if "swapped" in flaws:
        slope, intercept = intercept, slope
    if "added" in flaws:
        return slope + engine_size + intercept
    if "bracket" in flaws:
        return slope * (engine_size + intercept)
    if "minus" in flaws:
        intercept = -intercept
    return slope * engine_size + (0 if "no intercept" in flaws else intercept)


LINE = Exercise(
    name="line",
    notebook="00_start",
    parameters=("slope", "intercept", "engine_size"),
    kind=Kind.NUMBER,
    solve=_line,
    flaws={
        "swapped": "Slope and intercept have changed places. Which of them is counted once for "
        "every cubic inch, and which only once?",
        "no intercept": "The intercept is left out: your line always starts at zero.",
        "minus": "The intercept is taken away. A negative intercept already brings its own minus.",
        "added": "The slope is added. It says how many dollars *each* cubic inch adds.",
        "bracket": "The intercept is multiplied by the slope as well. It is in dollars already.",
    },
    cases=[(2, 3, 5), (1, 0, 4), (0, 7, 9), (-3, 10, 2), (4, -6, 11), (120, -2000, 150)],
)


def _mse(flaws: Flaws, slope: float, intercept: float, x: Array, y: Array) -> Any:
    predicted = slope * x + (0 if "no intercept" in flaws else intercept)
    residuals = y - predicted
    if "absolute" in flaws:
        misses = np.abs(residuals)
    elif {"signed", "square of the mean"} & flaws:
        misses = residuals
    elif "squared apart" in flaws:
        misses = y**2 - predicted**2
    else:
        misses = residuals**2
    if "each" in flaws:
        return misses
    if "square of the mean" in flaws:
        return misses.mean() ** 2
    count = 1 if "sum" in flaws else len(x) - 1 if "n - 1" in flaws else len(x)
    cost = misses.sum() / count
    if "half" in flaws:
        cost = cost / 2
    return np.sqrt(cost) if "root" in flaws else cost


_MSE_FLAWS = {
    "sum": "This is the *sum* of the squares, not their *mean*. It would grow with every car, even "
    "if the line stayed as good as it is.",
    "absolute": "The misses are made positive with an absolute value. The lesson *squares* them: "
    "then a miss twice as large counts four times.",
    "signed": "The residuals are averaged with their signs, so a miss upwards cancels one "
    "downwards, and a poor line can look perfect.",
    "square of the mean": "The residuals are averaged first and squared after. By then the signs "
    "have cancelled. Which comes first?",
    "squared apart": "Prices and predictions are squared apart and then compared. First the "
    "difference, then the square.",
    "root": "A square root is taken at the end. That brings the unit back to dollars and is a "
    "number worth knowing, but its name is root mean squared error.",
    "half": "It is half of the mean. Some books halve the cost to make a formula shorter; this "
    "lesson does not.",
    "n - 1": "It is divided by one less than the number of cars. That is for estimating a spread "
    "from a sample; a mean divides by how many there are.",
    "each": "These are the misses, one for each car. A cost is *one* number for the whole line.",
    "no intercept": "The intercept plays no part in the prediction.",
}
_SLOPES = np.linspace(-1, 5, 61)


def _mse_curve(function: Callable[..., Any]) -> tuple[Any, Any]:
    x, y = np.array([1, 2, 4]), np.array([3, 4, 7])
    return _SLOPES, [function(slope, 0, x, y) for slope in _SLOPES.tolist()]


MSE = Exercise(
    name="mse",
    notebook="01_cost",
    parameters=("slope", "intercept", "x", "y"),
    kind=Kind.NUMBER,
    solve=_mse,
    flaws=_MSE_FLAWS,
    cases=[
        (2, 1, np.array([1, 2, 3]), np.array([4, 5, 9])),
        (2, 0, np.array([1, 2, 3]), np.array([2, 4, 6])),
        *some_lines_and_cars(10),
    ],
    curve=_mse_curve,
    curve_words="slope",
)


def _two_costs(flaws: Flaws) -> tuple[Any, Any]:
    engine_size, price = np.array([100, 150, 200]), np.array([8000, 12000, 16000])
    at_80, at_90 = (_mse(flaws, slope, 0, engine_size, price) for slope in (80, 90))
    return (at_90, at_80) if "swapped" in flaws else (at_80, at_90)


TWO_COSTS = Exercise(
    name="two-costs",
    notebook="01_cost",
    parameters=(),
    kind=Kind.PAIR,
    parts=("cost_80", "cost_90"),
    solve=_two_costs,
    flaws={
        **{name: said for name, said in _MSE_FLAWS.items() if name not in ("each", "no intercept")},
        "swapped": "The two costs have changed places. Which line passes through all three cars?",
    },
    cases=[()],
    by_hand=True,
    near=0.5,
)
