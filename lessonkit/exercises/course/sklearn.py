"""Notebook 6: the same walk in scikit-learn, with a test set that stays unseen."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.exercises.course.gradient import RATE_FLAWS, rate_of_step
from lessonkit.exercises.course.learning_rate import OFF_BY_ONE
from lessonkit.exercises.course.surface import SAMPLE
from lessonkit.exercises.exercise import Array, Exercise, Flaws, Kind
from lessonkit.exercises.question import Prediction, question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "06_sklearn"

ON_THE_DIAGONAL = question(
    "on-the-diagonal",
    "Look at the two models' predictions. A dot lies on the dashed line. What does it say?",
    "Both models predict this car's true price.",
    "The true price is not in the picture. What is to the right, and what upwards?",
    "Both models predict the same price.",
    "To the right is one prediction, upwards the other. They may both be wrong.",
    "Both models have the same weights.",
    "Different weights can agree on one car. Same weights would put *every* dot there.",
    right="b",
)

SPLITS = 60


def _draw_scores(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib
    from lessonkit.explorers.two_models import gains_of_splits  # noqa: PLC0415 -- scikit-learn

    guess = _WHICH_SCORES.options[letters[0]].text
    return figures.show_many_splits(gains_of_splits(SPLITS), f"Your guess: {guess}")


_WHICH_SCORES = question(
    "",
    "Which model scores better on cars that it has not seen?",
    "The closed form, on nearly every split",
    "It has the lowest cost on the *training* cars. On other cars nobody promises that.",
    "The walk, on nearly every split",
    "It is better on some splits and worse on others.",
    "Now the one, now the other",
    "The two models are so close that the choice of the test cars decides.",
    right="c",
)
WHICH_SCORES = Prediction("which-scores", (_WHICH_SCORES,), _draw_scores)

PROVES_LITTLE = question(
    "proves-little",
    "You tried many settings and kept the one with the best test score. Why does this score prove "
    "little?",
    "The walk never has a lower training cost than the closed form.",
    "True, but the score is about the test cars.",
    "The test cars were used to choose, so they are no longer unseen.",
    "Among many settings one fits these few cars best by chance. A last test needs other cars.",
    "The test cars cost more than those that the walk has learned from.",
    "They were drawn at random from the same cars, so their prices are alike.",
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
    if "as they were" in flaws:
        train, test = X_train, X_test
    return (test, train) if "swapped" in flaws else (train, test)


def _center_and_spread(flaws: Flaws, rows: Array) -> tuple[Any, Any]:
    axis = None if "one for all" in flaws else 0
    center = 0 if "not centered" in flaws else rows.mean(axis=axis)
    if "to 0 and 1" in flaws:
        return rows.min(axis=0), np.ptp(rows, axis=0)
    if "not scaled" in flaws:
        return center, 1
    spread = rows.std(axis=axis, ddof=1 if "sample" in flaws else 0)
    return center, np.where(spread == 0, np.nan, spread)  # scikit-learn, pandas and numpy differ


COLUMNS = ("engine_size", "horsepower", "curb_weight", "width", "highway_mpg")
_ON_PAPER = (
    np.array([[1, 10, 100, 2, 5], [3, 30, 300, 4, 9]]),
    np.array([[2, 40, 200, 2, 7], [5, 20, 100, 3, 5]]),
)


def _some_tables() -> list[tuple[Array, Array]]:
    random = np.random.default_rng(42)
    middle, spread = np.array([130, 100, 2500, 65.8, 31]), np.array([40, 38, 500, 2.1, 6.5])
    sizes = ((3, 2), (5, 3), (30, 10), (4, 4), (8, 5))
    cars = [middle + spread * random.normal(size=(sum(size), 5)) for size in sizes]
    tables = [
        (rows[:n].round(1), rows[n:].round(1)) for rows, (n, _) in zip(cars, sizes, strict=True)
    ]
    first, rest = tables[0]
    whole = random.integers(1, 30, size=(7, 5))
    return [*tables, (whole[:4], whole[4:]), (first, rest[:1]), (first / 1e4, rest / 1e4)]


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
        "as they were": "Both tables come back as they were. `transform` leaves its table as it is "
        "and returns a new one: give that a name.",
        "test as it was": "The test rows are not scaled, so the model would meet other units. (Was "
        "`X_train` overwritten before its mean was used a second time?)",
        "sample": SAMPLE,
        "one for all": (
            "One mean and one spread are used for the whole table. Each column has its own unit, "
            "so it needs its own (`axis=0`)."
        ),
        "not centered": "The columns are scaled but not centered.",
        "not scaled": "The columns are centered but not scaled.",
        "to 0 and 1": "The columns are squeezed between 0 and 1. Here the mean goes to 0 and the "
        "standard deviation to 1.",
        "swapped": "The two tables have changed places: training rows first.",
    },
    onward="A model that is tested like this will not be flattered by what it should not know.",
    cases=[_ON_PAPER, *_some_tables()],
    columns=COLUMNS,
)


def _fit(flaws: Flaws, X: Array, y: Array, learning_rate: float, steps: int) -> Any:
    Z = X if "not standardized" in flaws else _scale(flaws & {"sample", "one for all"}, X, X)[0]
    if "whole table" in flaws:  # once for each of its columns
        Z = np.tile(_scale(frozenset({"one for all"}), X, X)[0], X.shape[1])
        X = np.tile(X, X.shape[1])
    rate = rate_of_step(flaws, learning_rate)
    rate = rate / 2 if "half" in flaws else rate
    count = 1 if "sum" in flaws else len(y)
    # What is wrong with the gradient of the weights alone: the bias is given in the notebook.
    times = (-1 if "weights uphill" in flaws else 1) * (0.5 if "weights half" in flaws else 1)
    times = times * (len(y) if "weights sum" in flaws else 1)
    weights, bias = np.zeros(Z.shape[1]), 0.0
    for _ in range(steps + ("one more" in flaws) - ("one short" in flaws)):
        predicted = (X if "raw prediction" in flaws else Z) @ weights
        residuals = y - (predicted if "bias left out" in flaws else predicted + bias)
        slopes = (X if "raw gradient" in flaws else Z).T @ residuals
        if "one for all weights" in flaws:
            slopes = np.full_like(slopes, slopes.mean())
        weights = weights + times * rate * 2 * slopes / count
        if "no bias" not in flaws:
            bias = bias + rate * 2 * residuals.sum() / count
    return (bias, weights) if "swapped" in flaws else (weights, bias)


def _some_fits() -> list[tuple[Array, Array, float, int]]:
    random = np.random.default_rng(6)
    cases = []
    for columns, steps in [(2, 1), (2, 3), (3, 4), (1, 2), (3, 5)]:
        scales = np.array([1, 2, 3])[:columns]
        X = scales * random.choice(np.arange(1, 20), size=(5, columns), replace=False)
        cases.append((X, random.integers(1, 20, size=5), 0.1, steps))
    tables = _some_tables()[:3]
    return [*cases, *((X, random.normal(size=len(X)), 0.15, 6) for X, _ in tables)]


FIT = Exercise(
    name="fit",
    kind=Kind.ARRAY_AND_NUMBER,
    parameters=("X", "y", "learning_rate", "steps"),
    parts=("weights", "bias"),
    solve=_fit,
    flaws={
        "not standardized": "The features are used as they are. Standardize each column first: "
        "the weights then belong to standardized features.",
        "one for all": "One mean and one spread are used for the whole table. Each column has its "
        "own unit: standardize the columns one by one.",
        "whole table": "Each turn standardizes the whole table. Its column is called `column`: "
        "standardize that.",
        "raw prediction": "It predicts with the raw `X`. The weights belong to standardized "
        "features: `Z` has them.",
        "raw gradient": "The gradient is made with the raw `X`, and the predictions with `Z`. Both "
        "need the same features.",
        "bias left out": "The predictions leave out the bias.",
        "one for all weights": "It takes a mean over the features, too, so all weights get the "
        "same gradient. Each weight has its own.",
        "weights uphill": "The weights walk uphill: their gradient has the wrong sign. That of the "
        "bias shows the right one.",
        "weights sum": "The gradient of the weights is a sum over the cars: divide it by how many "
        "there are.",
        "weights half": "The factor 2 is missing in the gradient of the weights.",
        "sample": SAMPLE,
        **RATE_FLAWS,
        "sum": "The gradient is made of sums over the cars, not of means.",
        "half": "The factor 2 is missing in the gradient, so every step is half as long.",
        "no bias": "The bias never moves. It has a derivative of its own, as in `my_gradient`.",
        **OFF_BY_ONE,
        "swapped": "Weights and bias have changed places: the weights come first.",
    },
    onward="From one feature to any number: your own function now fits all the cars there are.",
    cases=[(np.array([[1], [3]]), np.array([2, 6]), 0.25, 1), *_some_fits()],
)

ASKED = (FIT, SCALE, WHICH_SCORES, ON_THE_DIAGONAL, PROVES_LITTLE)
