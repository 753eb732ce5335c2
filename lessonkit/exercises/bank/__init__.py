"""The bank: what the quiz and the openers of the notebooks ask, one file for each notebook."""

from lessonkit.exercises.bank import (
    beyond,
    cost,
    gradient,
    learning_rate,
    minima,
    sklearn,
    start,
    surface,
)
from lessonkit.exercises.question import Question

BANK: dict[str, tuple[Question, ...]] = {
    "00_start": start.QUESTIONS,
    "01_cost": cost.QUESTIONS,
    "02_surface": surface.QUESTIONS,
    "03_gradient": gradient.QUESTIONS,
    "04_learning_rate": learning_rate.QUESTIONS,
    "05_minima": minima.QUESTIONS,
    "06_sklearn": sklearn.QUESTIONS,
    "07_beyond": beyond.QUESTIONS,
}
"""The questions about each notebook, in the order of the lesson."""

OPTIONAL = "07_beyond"
"""The notebook that not everybody reads, so that the quiz over the whole lesson leaves it out."""
