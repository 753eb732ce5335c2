"""Questions about notebook 2: the cost surface."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "a-point",
        "What is one point on the cost surface?",
        "One line through the data, with its cost as the height.",
        "Its place is a slope and an intercept, its height the cost.",
        "One car.",
        "All the cars together give the height at *every* point.",
        "One step of the walk.",
        "A step leads from one point to the next.",
        "One residual.",
        "A point gathers the residuals of all cars, for one line.",
    ),
    question(
        "why-standardize",
        "Why is a feature standardized before gradient descent?",
        "It turns a thin valley into a round bowl, where one learning rate suits all directions.",
        "The walk then needs neither to creep nor to bounce.",
        "It makes the predictions better than those of the best line.",
        "The best line stays the best line; only the way to it gets shorter.",
        "It removes the local minima.",
        "The cost of a line has no false minima in any units.",
    ),
)
