"""Answers to the exercises of notebook 2."""

from lessonkit.exercises import check_reading, check_standardize


def my_standardize(x):
    """Return the values, shifted and scaled."""
    centred = x - x.mean()
    return centred / x.std()


FEEDBACK = [
    check_reading("same-ring", "b"),
    check_standardize(my_standardize),
]
