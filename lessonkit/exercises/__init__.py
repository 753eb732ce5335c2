"""Exercises that answer at once, say what went wrong, and leave the answer to the student.

    check("mse", my_mse)                  what is right, or which idea is missing
    mine("mse", my_mse)                   your own function, kept for the next notebooks
    ask("above-the-line")                 a question with buttons
    recall("02_surface")                  two questions about the notebooks before
    predict("which-line", "a", sure="not") a guess first, then the truth over it
    progress()                            what is done
    quiz(seed=7)                          ten questions at the end
    diagnose(my_walk, bowl, 0.1)          why a walk blew up, or crept, or stood still

All else in this folder is private to it. Checking needs numpy only: what draws or has buttons is
loaded when it is first asked for. No file here has the name of a function above, since importing
`lessonkit.exercises.check` would put the file in the place of the function.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lessonkit.exercises.build import mine
from lessonkit.exercises.checks import check
from lessonkit.exercises.diagnosis import Diagnosis, diagnose
from lessonkit.exercises.feedback import Feedback, Verdict

if TYPE_CHECKING:
    from lessonkit.exercises.prediction_panel import predict
    from lessonkit.exercises.progress_panel import progress
    from lessonkit.exercises.question_panel import ask
    from lessonkit.exercises.quiz_panel import quiz, recall

__all__ = [
    "Diagnosis",
    "Feedback",
    "Verdict",
    "ask",
    "check",
    "diagnose",
    "mine",
    "predict",
    "progress",
    "quiz",
    "recall",
]

_LATER = {
    "ask": "question_panel",
    "predict": "prediction_panel",
    "progress": "progress_panel",
    "quiz": "quiz_panel",
    "recall": "quiz_panel",
}


def __getattr__(name: str) -> Any:
    """Load what has buttons when it is first asked for."""
    if name in _LATER:
        return getattr(import_module(f"lessonkit.exercises.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
