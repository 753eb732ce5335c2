"""Notebook 2: the cost surface, and why features are standardized."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lessonkit.cost import LineCost
from lessonkit.data import load_columns
from lessonkit.exercises.exercise import Array, Exercise, Flaws, Kind
from lessonkit.exercises.question import Prediction, question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "02_surface"

SAME_RING = question(
    "same-ring",
    "Look at the map of the bowl. Two points lie on the same ring. What do their lines share?",
    "The slope.",
    "The slope is how far to the right a point lies.",
    "The cost.",
    "A ring joins points of equal height, and height is cost.",
    "Everything: they are the same line.",
    "A point *is* a line, so two points are two lines, even if they are equally wrong.",
    right="b",
)


SHARES = {"a": (1, 1), "b": (0.95, 1), "c": (0, 2 / 3)}


def _draw_turns(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    bowl = LineCost(*load_columns("engine_size", "price"))
    low, high = (share * bowl.minimum.slope for share in SHARES[letters[0]])
    return figures.show_turns(bowl, (60, 0), turns=3, guess=(low, high))


_IN_TURNS = question(
    "",
    "After one turn, first the slope and then the intercept: how good is the line?",
    "It is the best line: both numbers are as good as they get.",
    "The slope was the best one for the *old* intercept. Once the intercept has moved, another "
    "slope is better.",
    "Nearly the best: its slope is within 5 % of the best one.",
    "In a long, slanted valley one turn does not get far: the slope is 100, the best one 162.",
    "Far off: its slope is below two thirds of the best one.",
    "The valley is long and slanted. Along the axes the walk meets its wall at once.",
    right="c",
)
IN_TURNS = Prediction("in-turns", (_IN_TURNS,), _draw_turns)

SAMPLE = (
    "The standard deviation is the sample's, divided by n - 1. The lesson and `StandardScaler` use "
    "the population's, divided by n. Beware: numpy's `.std()` divides by n, pandas' by n - 1. Both "
    "take `ddof`."
)


def _standardize(flaws: Flaws, x: Array) -> Array:
    middle = np.median(x) if "median" in flaws else 0 if "not centered" in flaws else x.mean()
    spread = x.std(ddof=1 if "sample" in flaws else 0)
    if "by the mean" in flaws:
        spread = x.mean()
    if "swapped" in flaws:
        middle, spread = x.std(), x.mean()
    if "variance" in flaws:
        spread = spread**2
    if "not scaled" in flaws:
        spread = 1.0
    if "range" in flaws:
        spread = np.ptp(x)
    if "largest" in flaws:
        spread = x.max()
    if "to 0 and 1" in flaws:
        middle, spread = x.min(), np.ptp(x)
    if "bracket" in flaws:
        return np.asarray(x - middle / spread)
    if "backwards" in flaws:
        return np.asarray((middle - x) / spread)
    if "first only" in flaws:
        return np.asarray((x - middle) / spread)[:1]
    if "rounded mean" in flaws:
        middle = np.trunc(middle)
    return np.asarray((x - middle) / spread)


def _some_columns() -> list[tuple[Array]]:
    random = np.random.default_rng(159)
    whole = [
        random.choice(np.arange(-9, 20), size=random.integers(3, 6), replace=False)
        for _ in range(6)
    ]
    others = [
        np.array([0.5, -1.25, 2.75, 0.5]),
        np.array([97, 122, 326, 109, 183, 97]),
        np.array([0.0031, 0.0052, 0.0017]),
        np.array([7.5, -2.5]),
        random.normal(size=40).round(3),
    ]
    return [(column,) for column in (*whole, *others)]


STANDARDIZE = Exercise(
    name="standardize",
    kind=Kind.ARRAY,
    parameters=("x",),
    solve=_standardize,
    flaws={
        "sample": SAMPLE,
        "not centered": "The values are not centered: their mean is not at 0.",
        "not scaled": "The values are not scaled: their spread is what it was.",
        "variance": "It is divided by the variance. The standard deviation is its square root, and "
        "only that has the unit of the values.",
        "range": (
            "It is divided by the range from smallest to largest, not by the standard deviation."
        ),
        "largest": "It is divided by the largest value, so one odd car decides for all. "
        "Which number says how far *all* the values spread?",
        "to 0 and 1": (
            "The values are squeezed between 0 and 1. That is another way of scaling: here the "
            "mean goes to 0 and the standard deviation to 1."
        ),
        "median": "The median goes to 0. Standardizing moves the mean there.",
        "backwards": "The signs are reversed: values above the mean should be positive.",
        "first only": "Only the first value is there. A `return` inside a loop ends the function "
        "in its first turn; how far is it indented?",
        "by the mean": "It is divided by the mean. Which number says how far the values spread?",
        "swapped": "The mean and the standard deviation have changed places.",
        "rounded mean": "The mean lost its decimals before it was subtracted.",
        "bracket": "A bracket is missing: division comes before subtraction.",
    },
    onward="`StandardScaler` does just this, column by column.",
    cases=[(np.array([1, 2, 6]),), (np.array([2, 4, 4, 4, 5, 5, 7, 9]),), *_some_columns()],
)

ASKED = (SAME_RING, IN_TURNS, STANDARDIZE)
