"""Questions about notebook 5: local and global minima."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "convex",
        "What does it promise that the cost of a line is convex?",
        "Every local minimum is a global one: there are no false bottoms.",
        "So a walk that goes down far enough ends as low as one can get.",
        "There is exactly one best line.",
        "For that it must be *strictly* convex. Collinear features give many best lines.",
        "Any learning rate reaches the bottom.",
        "A walk with too large a rate leaves even the roundest bowl.",
        "The lowest cost is zero.",
        "The lowest point can lie high: no line passes through all the cars.",
    ),
    question(
        "one-start",
        "A walk on a bumpy cost has arrived in a valley. What is known about this valley?",
        "It is a local minimum; another may be lower.",
        "A walk that only goes down does not see beyond the next hill.",
        "It is the global minimum, since the walk goes down in every step.",
        "Down from where it started: another start may lead into a lower valley.",
        "It is the valley that is nearest to the bottom of the bowl.",
        "The ground decides which valley it is: the walk goes down from its start.",
    ),
)
