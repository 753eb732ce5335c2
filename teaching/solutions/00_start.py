"""Answers to the exercises of notebook 0."""

from lessonkit.exercises import ask, check


def my_line(slope, intercept, engine_size):
    """Return the predicted price in USD."""
    return slope * engine_size + intercept


FEEDBACK = [
    ask("above-the-line", "a"),
    check("line", my_line),
]
