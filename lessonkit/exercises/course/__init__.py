"""What the lesson asks: one file for each notebook.

Each file lists its exercises, questions and predictions in `ASKED`, in the order of its notebook.
A new one needs nothing else here.
"""

from lessonkit.exercises.course import (
    beyond,
    cost,
    gradient,
    learning_rate,
    minima,
    sklearn,
    start,
    surface,
)
from lessonkit.exercises.exercise import Exercise
from lessonkit.exercises.question import Prediction, Question

_FILES = (start, cost, surface, gradient, learning_rate, minima, sklearn, beyond)

ASKED: dict[str, Exercise | Question | Prediction] = {
    one.name: one for file in _FILES for one in file.ASKED
}
"""Everything that the notebooks ask, by name, in the order of the lesson."""

WHERE = {one.name: file.NOTEBOOK for file in _FILES for one in file.ASKED}
"""The notebook in which it stands, such as "01_cost"."""

EXERCISES = {name: one for name, one in ASKED.items() if isinstance(one, Exercise)}
READINGS = {name: one for name, one in ASKED.items() if isinstance(one, Question)}
PREDICTIONS = {name: one for name, one in ASKED.items() if isinstance(one, Prediction)}
