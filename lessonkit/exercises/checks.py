"""The one verb that checks an exercise, and records a right answer."""

from typing import Any

from lessonkit.exercises import record
from lessonkit.exercises.course import EXERCISES
from lessonkit.exercises.feedback import Feedback
from lessonkit.exercises.judge import judge_by_hand, judge_function


def check(name: str, *answers: Any) -> Feedback:
    """Check an answer, and say what is right or which idea is missing.

    Parameters
    ----------
    name : str
        The exercise, such as "mse".
    *answers
        Your function, without parentheses; or the values that you found by hand, in their order.
        `None` is not answered yet.

    Returns
    -------
    Feedback
        What there is to say; a notebook shows it.

    Raises
    ------
    TypeError
        If `name` is not text, or there are too many or too few answers.
    ValueError
        If there is no exercise of that name. Questions with options are for `ask`.
    """
    if not isinstance(name, str):
        raise TypeError(
            'name: expected the name of an exercise in quotes, as in `check("mse", my_mse)`, got '
            f"{type(name).__name__}."
        )
    if name not in EXERCISES:
        known = ", ".join(EXERCISES)
        raise ValueError(f"name: there is no exercise {name!r}; choose from {known}.")
    asked = EXERCISES[name]
    wanted = asked.parts if asked.by_hand else ("your answer",)
    given = answers or (None,) * len(wanted)
    if len(given) != len(wanted):
        raise TypeError(
            f"answers: {name!r} takes {len(wanted)} ({', '.join(wanted)}), got {len(given)}."
        )
    feedback = judge_by_hand(asked, given) if asked.by_hand else judge_function(asked, *given)
    if feedback.passed:
        record.add(name)
    return feedback
