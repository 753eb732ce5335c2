"""Answers to the exercises of notebook 2."""

from lessonkit.exercises import ask, check, predict


def my_standardize(x):
    """Return the values, shifted and scaled."""
    centered = x - x.mean()
    return centered / x.std()


PREDICTED = [predict("in-turns", "c")]
FEEDBACK = [
    ask("same-ring", "b"),
    check("standardize", my_standardize),
]
