"""Answers to the exercises of notebook 2."""

from lessonkit.exercises import ask, check


def my_standardize(x):
    """Return the values, shifted and scaled."""
    centered = x - x.mean()
    return centered / x.std()


FEEDBACK = [
    ask("same-ring", "b"),
    check("standardize", my_standardize),
]
