"""The one verb that checks every answer, and the one place where a right one is recorded."""

from typing import Any

from lessonkit.exercises import record
from lessonkit.exercises.course import CHECKED
from lessonkit.exercises.exercise import Exercise
from lessonkit.exercises.feedback import Feedback
from lessonkit.exercises.judge import judge_by_hand, judge_function
from lessonkit.exercises.question import judge_choice


def check(name: str, *answers: Any) -> Feedback:
    """Check an answer, and say what is right or which idea is missing.

    Parameters
    ----------
    name : str
        The exercise or the question, such as "mse" or "above-the-line".
    *answers
        Your function, without parentheses; or the letter of an option; or the values that you
        found by hand, in their order. `None` is not answered yet.

    Returns
    -------
    Feedback
        What there is to say; a notebook shows it.

    Raises
    ------
    TypeError
        If `name` is not text, or there are too many or too few answers.
    ValueError
        If there is no exercise and no question of that name.
    """
    if not isinstance(name, str):
        raise TypeError(
            'name: expected the name of an exercise in quotes, as in `check("mse", my_mse)`, got '
            f"{type(name).__name__}."
        )
    if name not in CHECKED:
        raise ValueError(f"name: there is no {name!r}; choose from {', '.join(CHECKED)}.")
    asked = CHECKED[name]
    wanted = asked.parts if isinstance(asked, Exercise) and asked.by_hand else ("your answer",)
    given = answers or (None,) * len(wanted)
    if len(given) != len(wanted):
        raise TypeError(
            f"answers: {name!r} takes {len(wanted)} ({', '.join(wanted)}), got {len(given)}."
        )
    if not isinstance(asked, Exercise):
        feedback = judge_choice(asked, *given)
    elif asked.by_hand:
        feedback = judge_by_hand(asked, given)
    else:
        feedback = judge_function(asked, *given)
    if feedback.passed:
        record.add(name)
    return feedback
