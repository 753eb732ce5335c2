"""Exercises that answer at once, say what went wrong, and leave the answer to the student.

    check_mse(my_mse)                     what is right, or which idea is missing
    hint("mse")                           a hint, and with each call one more
    predict("which-line", "a")            a guess first, then the truth over it
    progress()                            what is done
    quiz(seed=7)                          ten questions at the end

Checking needs numpy only. What draws or has buttons is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lessonkit.exercises._checks import (
    check_gradient,
    check_line,
    check_minima,
    check_mse,
    check_reading,
    check_scale,
    check_standardize,
    check_step,
    check_stop,
    check_two_costs,
    check_valleys,
    check_walk,
)
from lessonkit.exercises._feedback import Feedback, Verdict
from lessonkit.exercises._hints import hint

if TYPE_CHECKING:
    from lessonkit.exercises._overview import progress
    from lessonkit.exercises._predict import predict
    from lessonkit.exercises._quiz import quiz

__all__ = [
    "Feedback",
    "Verdict",
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
    "hint",
    "predict",
    "progress",
    "quiz",
]

_LATER = {"predict": "_predict", "progress": "_overview", "quiz": "_quiz"}


def __getattr__(name: str) -> Any:
    """Load what has buttons when it is first asked for."""
    if name in _LATER:
        return getattr(import_module(f"lessonkit.exercises.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
