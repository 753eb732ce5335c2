"""Notebook 1: the cost of a line."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import LineCost
from lessonkit.data import load_columns
from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.question import Option, Prediction, Question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "01_cost"
Array = NDArray[Any]

LINES = {"a": (50, 0), "b": (162, -7914)}


def _draw_lines(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    engine_size, price = load_columns("engine_size", "price")
    cost = LineCost(engine_size, price)
    figure, (ax,) = figures.new_figure()
    figures.draw_cars(ax, engine_size, price, label=None)
    words = []
    for letter, color, dash in (("a", figures.VERMILLION, "--"), ("b", figures.BLUE, "-")):
        label = f"{letter}: cost {cost.cost(*LINES[letter]) / 1e6:.1f} million USD²"
        label += " (your guess)" if letter == letters[0] else ""
        width = 5 if letter == letters[0] else 2.5
        look: dict[str, Any] = {"color": color, "linestyle": dash, "linewidth": width}
        figures.draw_line(ax, *LINES[letter], label=label, **look)
        words.append(label)
    figures.add_legend(ax)
    return figures.show(figure, f"The cars and the two lines. {'; '.join(words)}.")


_WHICH_FITS = Question(
    "Which line fits the cars better?",
    options={
        "a": Option(
            f"slope {LINES['a'][0]}, intercept {LINES['a'][1]}",
            "Look at the cars with large engines: this line is far below nearly all of them.",
        ),
        "b": Option(
            f"slope {LINES['b'][0]}, intercept {LINES['b'][1]}",
            "It runs through the middle of the cars, for small engines and for large ones.",
        ),
    },
    right="b",
)
WHICH_LINE = Prediction("which-line", (_WHICH_FITS,), _draw_lines)

LONGEST_GAP = Question(
    name="longest-gap",
    question="Look at the picture of the residuals. One gap is twice as long as another. How much "
    "more does it add to the cost?",
    options={
        "a": Option(
            "Twice as much.",
            "So it would be with absolute values. What happens to a residual before the mean?",
        ),
        "b": Option("Four times as much.", "Twice the gap, squared, is four times the square."),
        "c": Option(
            "It depends on whether the car lies above or below the line.",
            "A square has no sign: a residual above the line counts like one below it.",
        ),
    },
    right="b",
)


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


def _mse(flaws: Flaws, slope: float, intercept: float, x: Array, y: Array) -> Any:
    predicted = slope * x + (0 if "no intercept" in flaws else intercept)
    residuals = y - predicted
    if "absolute" in flaws:
        errors = np.abs(residuals)
    elif {"signed", "square of the mean"} & flaws:
        errors = residuals
    elif "squared apart" in flaws:
        errors = y**2 - predicted**2
    else:
        errors = residuals**2
    if "each" in flaws:
        return errors
    if "square of the mean" in flaws:
        return errors.mean() ** 2
    count = 1 if "sum" in flaws else len(x) - 1 if "n - 1" in flaws else len(x)
    cost = errors.sum() / count
    if "half" in flaws:
        cost = cost / 2
    return np.sqrt(cost) if "root" in flaws else cost


_MSE_FLAWS = {
    "sum": "This is the *sum* of the squares, not their *mean*. It would grow with every car, even "
    "if the line stayed as good as it is.",
    "absolute": "The residuals are made positive with an absolute value. The lesson *squares* "
    "them: then one twice as large counts four times.",
    "signed": "The residuals are averaged with their signs, so one above the line cancels "
    "one below it, and a poor line can look perfect.",
    "square of the mean": "The residuals are averaged first and squared afterwards. By then the "
    "signs have canceled. Which comes first?",
    "squared apart": "Prices and predictions are squared apart and then compared. First the "
    "difference, then the square.",
    "root": "A square root is taken at the end. That brings the unit back to dollars and is a "
    "number worth knowing, but its name is root mean squared error.",
    "half": "It is half of the mean. Some books halve the cost to make a formula shorter; this "
    "lesson does not.",
    "n - 1": "It is divided by one less than the number of cars. That is for estimating a spread "
    "from a sample; a mean divides by how many there are.",
    "each": "These are the residuals or their squares, one for each car. A cost is *one* "
    "number for the whole line.",
    "no intercept": "The intercept is left out of the prediction.",
}
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
    hints=(
        "Read the name backwards: error, squared, mean. That is the order of your lines.",
        "First `predicted`, from slope, intercept and `x`; then `residuals`, what is left of `y`.",
        (
            "With `squares = residuals**2` in hand, turn the many squares into one number that "
            "does not grow with the number of cars."
        ),
    ),
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
    kind=Kind.PAIR,
    parts=("cost_80", "cost_90"),
    solve=_two_costs,
    flaws={
        **{name: said for name, said in _MSE_FLAWS.items() if name not in ("each", "no intercept")},
        "swapped": "The two costs have changed places. Which line passes through all three cars?",
    },
    hints=(
        "Make a table with a row for each car: engine size, price, prediction, residual, square.",
        (
            "The prediction is the slope times the engine size. The residual is price minus "
            "prediction."
        ),
        "Square each residual and add the squares up. The mean is one division away.",
    ),
    cases=[()],
    near=0.5,
)

ASKED = (WHICH_LINE, LONGEST_GAP, TWO_COSTS, MSE)
