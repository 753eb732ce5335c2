"""Questions about notebook 4: the learning rate."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "rate-of-0.9",
        "On the standardized cars, what does a learning rate of 0.9 do?",
        "The weight leaps across the bottom and back, and the cost falls all the same.",
        "Each leap ends closer than it began, so long as the rate stays below the limit of 1.",
        "The cost climbs: 0.9 is too large.",
        "That happens above the limit of the problem, and here the limit is 1.",
        "The cost goes up and down in turn.",
        "The *weight* goes back and forth. Every step of the cost goes down.",
    ),
    question(
        "the-limit",
        "What decides how large a learning rate may be?",
        "The curvature of the cost, so the data and their units.",
        "The limit is 2 divided by the largest curvature; it belongs to the problem.",
        "Nothing: anything below 1 works.",
        "In raw units even a ten-thousandth is too much for these cars.",
        "The number of iterations.",
        "More steps do not help a walk that diverges.",
    ),
)
