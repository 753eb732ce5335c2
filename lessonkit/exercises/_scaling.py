"""The exercises on standardizing, also without leaking the test set."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.exercises._exercise import Exercise, Flaws, Kind

__all__ = ["SCALE", "STANDARDIZE"]

Array = NDArray[Any]

SAMPLE = (
    "The standard deviation is the sample's, divided by n - 1. The lesson and `StandardScaler` use "
    "the population's, divided by n. Beware: numpy's `.std()` divides by n, pandas' by n - 1. Both "
    "take `ddof`."
)


def _standardize(flaws: Flaws, x: Array) -> Array:
    middle = np.median(x) if "median" in flaws else 0 if "not centred" in flaws else x.mean()
    spread = x.std(ddof=1 if "sample" in flaws else 0)
    if "variance" in flaws:
        spread = spread**2
    if "not scaled" in flaws:
        spread = 1.0
    if "range" in flaws:
        spread = np.ptp(x)
    if "to 0 and 1" in flaws:
        middle, spread = x.min(), np.ptp(x)
    if "bracket" in flaws:
        return np.asarray(x - middle / spread)
    return np.asarray((x - middle) / spread)


def _some_columns() -> list[tuple[Array]]:
    random = np.random.default_rng(159)
    return [
        (random.choice(np.arange(-9, 20), size=random.integers(3, 6), replace=False),)
        for _ in range(10)
    ]


STANDARDIZE = Exercise(
    name="standardize",
    notebook="02_surface",
    parameters=("x",),
    kind=Kind.ARRAY,
    solve=_standardize,
    flaws={
        "sample": SAMPLE,
        "not centred": "The values are scaled but not centred: their mean is not at 0.",
        "not scaled": "The values are centred but not scaled: their spread is what it was.",
        "variance": "It is divided by the variance. The standard deviation is its square root, and "
        "only that has the unit of the values.",
        "range": (
            "It is divided by the range from smallest to largest, not by the standard deviation."
        ),
        "to 0 and 1": (
            "The values are squeezed between 0 and 1. That is another way of scaling: here the "
            "mean goes to 0 and the standard deviation to 1."
        ),
        "median": "The median goes to 0. Standardizing moves the mean there.",
        "bracket": "A bracket is missing: division comes before subtraction.",
    },
    cases=[(np.array([1, 2, 6]),), (np.array([2, 4, 4, 4, 5, 5, 7, 9]),), *_some_columns()],
)


def _scale(flaws: Flaws, X_train: Array, X_test: Array) -> tuple[Array, Array]:
    seen = X_test if "from the test rows" in flaws else X_train
    if "all rows" in flaws:
        seen = np.vstack([X_train, X_test])
    center, spread = _center_and_spread(flaws, seen)
    train, test = (X_train - center) / spread, (X_test - center) / spread
    if "apart" in flaws:
        center, spread = _center_and_spread(flaws, X_test)
        test = (X_test - center) / spread
    if "test as it was" in flaws:
        test = X_test
    return (test, train) if "swapped" in flaws else (train, test)


def _center_and_spread(flaws: Flaws, rows: Array) -> tuple[Any, Any]:
    axis = None if "one for all" in flaws else 0
    center = 0 if "not centred" in flaws else rows.mean(axis=axis)
    return center, rows.std(axis=axis, ddof=1 if "sample" in flaws else 0)


def _some_tables() -> list[tuple[Array, Array]]:
    random = np.random.default_rng(42)
    scales = np.array([1, 10])
    return [
        (
            scales * random.choice(np.arange(1, 9), size=(4, 2), replace=False),
            scales * random.choice(np.arange(1, 12), size=(3, 2), replace=False),
        )
        for _ in range(6)
    ]


SCALE = Exercise(
    name="scale",
    notebook="06_sklearn",
    parameters=("X_train", "X_test"),
    kind=Kind.TABLES,
    solve=_scale,
    flaws={
        "all rows": "The scaler has seen all rows, the test rows too. Something of them has leaked "
        "into the training: a test should stay unseen.",
        "apart": (
            "The test rows are scaled by their own mean and spread. A model that learned on one "
            "scale would be asked on another, and for a single new car there is no spread at all."
        ),
        "from the test rows": "Mean and spread come from the test rows. They should be unseen.",
        "test as it was": "The test rows are not scaled, so the model would meet other units.",
        "sample": SAMPLE,
        "one for all": (
            "One mean and one spread are used for the whole table. Each column has its own unit, "
            "so it needs its own (`axis=0`)."
        ),
        "not centred": "The columns are scaled but not centred.",
        "swapped": "The two tables have changed places: training rows first.",
    },
    cases=[(np.array([[1, 10], [3, 30]]), np.array([[2, 40], [5, 20]])), *_some_tables()],
    frames=True,
)
