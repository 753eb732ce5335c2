"""Questions about notebook 3: the gradient and the step."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "update-rule",
        "The gradient along `w` is negative. What does a step of gradient descent do to `w`?",
        "It makes `w` larger.",
        "The cost falls as `w` grows, and subtracting something negative adds.",
        "It makes `w` smaller.",
        "That would be a step *with* the gradient, uphill. Look at the minus in the rule.",
        "Nothing: a negative gradient means that the bottom is reached.",
        "At the bottom the gradient is zero.",
    ),
    question(
        "simultaneous",
        "Why are both derivatives taken before either weight moves?",
        "So that both say how the ground slopes at the same place.",
        "The gradient belongs to one place; half a step further it is another.",
        "Because it is quicker.",
        "It takes as long either way; it is about where the ground is felt.",
        "So that the learning rate is used only once.",
        "It is used once for each weight in any case.",
    ),
)
