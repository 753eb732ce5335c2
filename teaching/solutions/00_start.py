"""Answers to the exercises of notebook 0."""

from lessonkit.exercises import check_line, check_reading


def my_line(slope, intercept, engine_size):
    """Return the predicted price in USD."""
    return slope * engine_size + intercept


FEEDBACK = [
    check_reading("above-the-line", "a"),
    check_line(my_line),
]
