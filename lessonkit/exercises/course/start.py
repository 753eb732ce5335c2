"""Notebook 0: a line that predicts."""

from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.question import Option, Question

NOTEBOOK = "00_start"

ABOVE_THE_LINE = Question(
    name="above-the-line",
    question="Look at the cars and your line. A dot lies far above the line. What does it say?",
    options={
        "a": Option(
            "The car costs more than the line predicts.",
            "Upwards is the price, so the car's price is higher than the line's at this size.",
        ),
        "b": Option(
            "The car costs less than the line predicts.",
            "Upwards is the price. Compare the height of the dot with that of the line.",
        ),
        "c": Option(
            "The car has a larger engine than the line predicts.",
            "The line predicts prices, not engines: the engine size is what it starts from.",
        ),
    },
    right="a",
)


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
    kind=Kind.NUMBER,
    parameters=("slope", "intercept", "engine_size"),
    solve=_line,
    flaws={
        "swapped": "Slope and intercept have changed places. Which of them is counted once for "
        "every cubic inch, and which only once?",
        "no intercept": "The intercept is left out: your line always starts at zero.",
        "minus": "The intercept is subtracted. A negative intercept already has its own minus.",
        "added": "The slope is added. It says how many dollars *each* cubic inch adds.",
        "bracket": "The intercept is multiplied by the slope as well. It is in dollars already.",
    },
    hints=(
        "Say it in words first: which of the two numbers is counted once for every cubic inch?",
        "The slope belongs to each cubic inch, the intercept to the car as a whole.",
        "The first blank is multiplied by the engine size; the second blank is added once.",
    ),
    cases=[(2, 3, 5), (1, 0, 4), (0, 7, 9), (-3, 10, 2), (4, -6, 11), (120, -2000, 150)],
)

ASKED = (ABOVE_THE_LINE, LINE)
