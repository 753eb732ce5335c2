"""The checkers, one for each exercise."""

from collections.abc import Callable, Sequence
from typing import Any

from lessonkit.exercises._check import check, check_by_hand
from lessonkit.exercises._choice import check_choice
from lessonkit.exercises._feedback import Feedback
from lessonkit.exercises._line import LINE, MSE, TWO_COSTS
from lessonkit.exercises._minima import MINIMA, VALLEYS
from lessonkit.exercises._readings import READINGS
from lessonkit.exercises._scaling import SCALE, STANDARDIZE
from lessonkit.exercises._steps import GRADIENT, STEP, STOP, WALK

__all__ = [
    "EXERCISES",
    "check_gradient",
    "check_line",
    "check_minima",
    "check_mse",
    "check_reading",
    "check_scale",
    "check_standardize",
    "check_step",
    "check_stop",
    "check_two_costs",
    "check_valleys",
    "check_walk",
]

EXERCISES = {
    exercise.name: exercise
    for exercise in (
        LINE, TWO_COSTS, MSE, STANDARDIZE, GRADIENT, STEP, WALK, STOP, VALLEYS, MINIMA, SCALE
    )
}  # fmt: skip
"""Every exercise with a right answer to compute, by name, in the order of the lesson."""

Function = Callable[..., Any]


def check_line(function: Function) -> Feedback:
    """Check a function of (slope, intercept, engine_size) that returns the predicted price."""
    return check(LINE, function)


def check_two_costs(cost_80: float | None, cost_90: float | None) -> Feedback:
    """Check the mean squared errors, found by hand, of the lines of slope 80 and 90."""
    return check_by_hand(TWO_COSTS, cost_80, cost_90)


def check_mse(function: Function) -> Feedback:
    """Check a function of (slope, intercept, x, y) that returns the mean squared error."""
    return check(MSE, function)


def check_standardize(function: Function) -> Feedback:
    """Check a function of (x) that returns the standardized values."""
    return check(STANDARDIZE, function)


def check_gradient(function: Function) -> Feedback:
    """Check a function of (w, b, x, y) that returns both partial derivatives of the cost."""
    return check(GRADIENT, function)


def check_step(function: Function) -> Feedback:
    """Check a function of (cost, w, b, learning_rate) that returns the weights after one step."""
    return check(STEP, function)


def check_walk(function: Function) -> Feedback:
    """Check a function of (cost, w, b, learning_rate, steps) that returns the costs on the way."""
    return check(WALK, function)


def check_stop(function: Function) -> Feedback:
    """Check a function of (costs, tol, max_iter) that says whether it is time to stop."""
    return check(STOP, function)


def check_valleys(local: Sequence[float] | None, lowest: float | None) -> Feedback:
    """Check the local minima, left to right, and the global minimum, both found by eye."""
    return check_by_hand(VALLEYS, local, lowest)


def check_minima(function: Function) -> Feedback:
    """Check a function of (values) that returns the values of the local minima, left to right."""
    return check(MINIMA, function)


def check_scale(function: Function) -> Feedback:
    """Check a function of (X_train, X_test) that returns both, scaled without a leak."""
    return check(SCALE, function)


def check_reading(name: str, answer: str | None = None) -> Feedback:
    """Check the answer to a question about a picture; without one, ask the question.

    Parameters
    ----------
    name : str
        The question, such as "same-ring".
    answer : str, optional
        The letter of an option.

    Raises
    ------
    ValueError
        If there is no such question.
    """
    if name not in READINGS:
        raise ValueError(f"name: there is no question {name!r}; choose from {', '.join(READINGS)}.")
    return check_choice(READINGS[name], answer)
