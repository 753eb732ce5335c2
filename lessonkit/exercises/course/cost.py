"""Notebook 1: the cost of a line."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.cost import LineCost
from lessonkit.data import load_columns
from lessonkit.exercises.cases import lines_and_cars
from lessonkit.exercises.course.start import WHOLE
from lessonkit.exercises.exercise import Array, Exercise, Flaws, Kind
from lessonkit.exercises.question import Option, Prediction, Question, question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "01_cost"

NO_BRACKET = (
    "The prediction lacks its brackets: in `y - slope * x + intercept` the intercept is added to "
    "the price instead of subtracted. Take away the prediction as a whole."
)
LAST = (
    "Only the last car counts. In a loop `total = ...` forgets what was there; `total += ...` adds "
    "to it."
)
FIRST = (
    "Only the first car counts. A `return` inside a loop ends the function in its first turn; how "
    "far is it indented?"
)
ALL_PAIRS = (
    "Every price is compared with the prediction of every car. That happens when one array has the "
    "shape `(n, 1)` and the other `(n,)`; both need the same shape."
)

LINES = {"a": (140, -5000), "b": (180, -10_000)}
MISSES = {"a": [2000] * 10, "b": [7000] + [0] * 9}  # USD, of ten cars


def _draw_lines(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    engine_size, price = load_columns("engine_size", "price")
    costs = {letter: LineCost(engine_size, price).cost(*line) for letter, line in LINES.items()}
    first, second = (
        f"cost {cost:,.0f}" + ("\n(your guess)" if letter == letters[0] else "")
        for letter, cost in costs.items()
    )
    return figures.show_two_lines(engine_size, price, LINES["a"], LINES["b"], (first, second))


_WHICH_FITS = Question(
    "Which line has the lower cost?",
    options={
        letter: Option(
            f"slope {LINES[letter][0]}, intercept {LINES[letter][1]:,}",
            f"Its cost is a little {way}, by so little that no eye can see it.",
        )
        for letter, way in (("a", "higher"), ("b", "lower"))
    },
    right="b",
)
WHICH_LINE = Prediction("which-line", (_WHICH_FITS,), _draw_lines)


def _draw_misses(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    rows = {}
    for letter, misses in MISSES.items():
        missed = np.count_nonzero(misses)
        name = f"{missed} missed by {max(misses):,} USD: MSE {np.mean(np.square(misses)):,.0f}"
        guess = {letter: " (your guess)", "c": " (your guess: the same)"}.get(letters[0], "")
        rows[f"{name}{guess}"] = misses
    return figures.show_misses(rows)


_WHICH_MISSES = question(
    "",
    "Ten cars. Which line has the lower MSE?",
    "The line that misses every car by 2,000 USD.",
    "Its ten squares together are smaller than the one huge square of the other line.",
    "The line that fits nine cars and misses one by 7,000 USD.",
    "The square of its one miss is larger than the ten squares of the other line together.",
    "Neither: both lines have the same MSE.",
    "Compare the areas: ten squares of the one line, and one square of the other.",
)
WHICH_MISSES = Prediction("misses", (_WHICH_MISSES,), _draw_misses)

LOWER_MSE = question(
    "lower-mse",
    "You have both costs. Which line fits better, and what does the lower MSE say?",
    "Slope 90, for a higher cost means that it explains more.",
    "The cost says how wrong a line is. Lower is better.",
    "Slope 80. It fits these three cars better.",
    "The cost judges a line by the cars that it was given, all of them together.",
    "Slope 80. It will price any other car better, too.",
    "The cost knows only the cars that it was given. Other cars can be quite different.",
    right="b",
)

LONGEST_GAP = question(
    "longest-gap",
    "Look at the pictures of the residuals. One gap is twice as long as another. How much does it "
    "add to the cost, compared with the other?",
    "Twice as much.",
    "That is true of absolute values. What happens to a residual before the mean?",
    "It depends on whether the car lies above or below the line.",
    "A square has no sign: a residual above the line counts like one below it.",
    "Four times as much.",
    "Twice the gap, squared, is four times the square.",
    right="c",
)

FRIENDS_BUG = question(
    "friends-bug",
    "The friend's function says that a poor line is perfect. Why?",
    "It squares too late: the residuals have canceled.",
    "The residuals above and below the line add up to zero, so their mean is zero, too.",
    "It subtracts in the wrong order: the prediction comes first.",
    "Look again: `y` comes first. And for a square the order makes no difference.",
    "It takes the mean, and a cost should be the sum.",
    "The sum of these residuals is zero, too. What should happen to each of them first?",
)


def _mse(flaws: Flaws, slope: float, intercept: float, x: Array, y: Array) -> Any:
    if "swapped" in flaws:
        slope, intercept = intercept, slope
    if "x and y" in flaws:
        x, y = y, x
    predicted = slope * x + (0 if "no intercept" in flaws else intercept)
    residuals = y - predicted
    if "no bracket" in flaws:
        residuals = y - slope * x + intercept
    if "all pairs" in flaws:
        residuals = np.subtract.outer(y, predicted).ravel()
    return _mean(flaws, _squared(flaws, residuals, y, predicted))


def _squared(flaws: Flaws, residuals: Array, y: Array, predicted: Array) -> Array:
    if "absolute" in flaws:
        return np.abs(residuals)
    if "variance" in flaws:
        residuals = residuals - residuals.mean()
    if "doubled" in flaws:
        return np.asarray(2 * residuals)
    if "squared apart" in flaws:
        return np.asarray(y**2 - predicted**2)
    return residuals if {"signed", "square of the mean"} & flaws else residuals**2


def _mean(flaws: Flaws, errors: Array) -> Any:
    if "each" in flaws:
        return errors
    if "square of the mean" in flaws:
        return errors.mean() ** 2
    if "median" in flaws:
        return np.median(errors)
    count = 1 if "sum" in flaws else len(errors) - 1 if "n - 1" in flaws else len(errors)
    kept = errors[-1:] if "last" in flaws else errors[:1] if "first" in flaws else errors
    cost = kept.sum() / count
    if "last divided" in flaws:
        cost = kept[:-1].sum() + kept[-1] / count
    if "half" in flaws:
        cost = cost / 2
    if "root" in flaws:
        cost = np.sqrt(cost)
    return np.floor(cost) if "whole" in flaws else cost


_MSE_FLAWS = {
    "sum": "This is the *sum* of the squares, not their *mean*. A sum grows with every car, even "
    "when the line fits just as well.",
    "absolute": "The residuals are made positive with an absolute value. The lesson *squares* "
    "them: then a residual twice as large counts four times.",
    "signed": "The residuals are averaged with their signs, so one above the line cancels "
    "one below it, and a poor line can look perfect.",
    "square of the mean": "The residuals are averaged first and squared afterwards. By then the "
    "signs have canceled. Which comes first?",
    "squared apart": "Prices and predictions are squared apart and then compared. First the "
    "difference, then the square.",
    "doubled": "The residuals are doubled: `*` multiplies. A square is `**2`.",
    "variance": "This is the variance: the mean of the residuals is taken away first, so a line "
    "that is too high everywhere looks perfect. Square the residuals as they are.",
    "median": "This is the median of the squares. MSE means their *mean*: add up and divide.",
    "root": "A square root is taken at the end. That number is useful, and it is in dollars, "
    "but it is the *root* mean squared error. Leave out the root.",
    "half": "It is half of the mean. Some books halve the cost to make a formula shorter; this "
    "lesson does not.",
    "n - 1": "It is divided by one less than the number of cars. That is for estimating a spread "
    "from a sample; a mean divides by how many there are.",
    "each": "These are the residuals or their squares, one for each car. A cost is *one* number "
    "for the whole line.",
    "no intercept": "The intercept is left out of the prediction.",
    "no bracket": NO_BRACKET,
    "last": LAST,
    "first": FIRST,
    "all pairs": ALL_PAIRS,
    "swapped": "Slope and intercept have changed places in the prediction.",
    "x and y": "`x` and `y` have changed places: the line predicts `y` from `x`.",
    "whole": WHOLE,
}
_ON_PAPER = (
    *("sum", "absolute", "signed", "square of the mean", "squared apart", "root", "half", "n - 1"),
    *("doubled", "variance"),
)
_SLOPES = np.linspace(-1, 5, 61)


def _mse_curve(function: Callable[..., Any]) -> tuple[Any, Any]:
    x, y = np.array([1, 2, 4]), np.array([3, 4, 7])
    return _SLOPES, [function(slope, 0, x, y) for slope in _SLOPES.tolist()]


MSE = Exercise(
    name="mse",
    kind=Kind.NUMBER,
    parameters=("slope", "intercept", "x", "y"),
    solve=_mse,
    flaws=_MSE_FLAWS,
    cases=[
        (2, 1, np.array([1, 2, 3]), np.array([4, 5, 9])),
        (2, 0, np.array([1, 2, 3]), np.array([2, 4, 6])),
        *lines_and_cars(),
    ],
    onward="This one number is what every step of the lesson makes smaller.",
    curve=_mse_curve,
    curve_words="slope",
)


def _two_costs(flaws: Flaws) -> tuple[Any, Any]:
    engine_size, price = np.array([100, 150, 200]), np.array([8000, 12000, 16000])
    at_80, at_90 = (_mse(flaws, slope, 0, engine_size, price) for slope in (80, 90))
    return (at_90, at_80) if "other order" in flaws else (at_80, at_90)


TWO_COSTS = Exercise(
    name="two-costs",
    kind=Kind.PAIR,
    parts=("cost_80", "cost_90"),
    solve=_two_costs,
    flaws={
        **{name: _MSE_FLAWS[name] for name in _ON_PAPER},
        "first": "Only the first car counts. The mean is that of all the squares.",
        "last": "Only the last car counts. The mean is that of all the squares.",
        "last divided": "Only the last square is divided. Put brackets around the sum.",
        "other order": "The two costs have changed places. Which line passes through all "
        "three cars?",
    },
    again="Write down each step of it.",
    onward="So a line that misses a little everywhere already costs millions of squared dollars.",
    cases=[()],
    near=0.7,  # rounded, or cut off
)

ASKED = (TWO_COSTS, LOWER_MSE, MSE, WHICH_LINE, LONGEST_GAP, WHICH_MISSES, FRIENDS_BUG)
