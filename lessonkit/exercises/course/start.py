"""Notebook 0: a line that predicts."""

import math

from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.question import question

NOTEBOOK = "00_start"

WHOLE = (
    "The decimals are cut off or rounded. Leave out `int`, `//` and `round`: small numbers would "
    "vanish."
)

ABOVE_THE_LINE = question(
    "above-the-line",
    "Look at the cars and your line. A dot lies far above the line. What does it say?",
    "The car costs more than the line predicts.",
    "Upwards is the price, so the car's price is higher than the line's at this size.",
    "The car costs less than the line predicts.",
    "Upwards is the price. Compare the height of the dot with that of the line.",
    "The car has a larger engine than the line predicts.",
    "The line predicts prices, not engines: the engine size is what it starts from.",
)


def _line(flaws: Flaws, slope: float, intercept: float, engine_size: float) -> float:
    if "swapped" in flaws:
        slope, intercept = intercept, slope
    if "minus" in flaws:
        intercept = -intercept
    price = slope * engine_size + (0 if "no intercept" in flaws else intercept)
    if "added" in flaws:
        price = slope + engine_size + intercept
    if "no slope" in flaws:
        price = engine_size + intercept
    if "bracket" in flaws:
        price = slope * (engine_size + intercept)
    for flaw, cut in (("whole", int), ("floor", math.floor), ("rounded", round)):
        price = cut(price) if flaw in flaws else price
    return price


LINE = Exercise(
    name="line",
    kind=Kind.NUMBER,
    parameters=("slope", "intercept", "engine_size"),
    solve=_line,
    flaws={
        "swapped": "Slope and intercept have changed places. Which of them is counted once for "
        "every cubic inch, and which only once?",
        "no intercept": "The intercept is left out: your line always starts at zero.",
        "minus": "The intercept is subtracted. A negative intercept already has its own minus.",
        "no slope": "The slope is left out: it says how many dollars *each* cubic inch adds.",
        "added": "The slope is added. It says how many dollars *each* cubic inch adds.",
        "bracket": "The intercept is multiplied by the slope as well. It is in dollars already.",
        "whole": WHOLE,
        "floor": WHOLE,
        "rounded": WHOLE,
    },
    onward="This is your first model: with two good numbers it predicts the price of any car.",
    cases=[
        (2, 3, 5),
        (1, 0, 4),
        (0, 7, 9),
        (-3, 10, 2),
        (4, -6, 11),
        (120, -2000, 150),
        (0.5, -1.3, 2.5),
        (-2.25, -0.4, 1.7),
        (162.4, -7914.3, 326),
        (0.0131, 0.0047, 0.23),
    ],
)

ASKED = (ABOVE_THE_LINE, LINE)
