"""Questions about notebook 1: the cost of a line."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "why-a-cost",
        "What does a model need a cost for?",
        "To compare candidates: one number says how wrong each of them is.",
        "A search needs to know which of two candidates is better.",
        "To say what the model costs to train.",
        "The cost measures how wrong the predictions are, not time or money.",
        "To predict prices.",
        "The line predicts prices; the cost judges the line.",
    ),
    question(
        "double-the-data",
        "Every car is listed twice. What happens to the mean squared error of a line?",
        "It stays as it is.",
        "Twice the sum over twice the number is the same mean.",
        "It doubles.",
        "The *sum* doubles. What does the mean divide by?",
        "It becomes four times as large.",
        "Squares make a residual twice as long count four times; here no residual changes.",
    ),
)
