"""Questions about notebook 6: the same walk in scikit-learn."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "leak",
        "Why is the scaler fitted on the training rows only?",
        "Because the test rows stand for cars that nobody has seen yet.",
        "What the scaler learns from them would be unknown for a new car.",
        "Because the test rows have other units.",
        "They have the same units, and are scaled by the same means and spreads.",
        "Because the test rows need no scaling.",
        "They do: the model's weights belong to scaled features.",
    ),
    question(
        "closed-form",
        "`LinearRegression` has no learning rate. Why not?",
        "It computes where every derivative is zero, without walking there.",
        "For a line this place has a formula. For most models there is none.",
        "It chooses the learning rate by itself.",
        "It takes no steps at all, so there is nothing to choose.",
        "It tries every line and keeps the best.",
        "There are infinitely many lines. The place of the best one can be computed.",
    ),
)
