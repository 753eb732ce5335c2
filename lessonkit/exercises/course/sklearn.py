"""Notebook 6: the same walk in scikit-learn, with a test set that stays unseen."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.exercises.course.surface import SAMPLE
from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.question import Option, Question

NOTEBOOK = "06_sklearn"
Array = NDArray[Any]

ON_THE_DIAGONAL = Question(
    name="on-the-diagonal",
    question="Look at the two models' predictions. A dot lies on the dashed line. What does it "
    "say?",
    options={
        "a": Option(
            "Both models predict this car's true price.",
            "The true price is not in the picture. What is to the right, and what upwards?",
        ),
        "b": Option(
            "Both models predict the same price for this car.",
            "To the right is one prediction, upwards the other. They may both be wrong.",
        ),
        "c": Option(
            "Both models have the same weights.",
            "Different weights can agree on one car. Same weights would put *every* dot there.",
        ),
    },
    right="b",
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
    center = 0 if "not centered" in flaws else rows.mean(axis=axis)
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
    kind=Kind.TABLES,
    parameters=("X_train", "X_test"),
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
        "not centered": "The columns are scaled but not centered.",
        "swapped": "The two tables have changed places: training rows first.",
    },
    hints=(
        "Which rows may the scaler look at? Only those the model may learn from.",
        "Take the means and the standard deviations once, column by column. Use them twice.",
        (
            "`scaler = StandardScaler().fit(X_train)` has looked at the right rows. It now has to "
            "transform both tables; it must not be fitted again."
        ),
    ),
    cases=[(np.array([[1, 10], [3, 30]]), np.array([[2, 40], [5, 20]])), *_some_tables()],
    frames=True,
)

ASKED = (ON_THE_DIAGONAL, SCALE)
