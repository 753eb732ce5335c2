"""Questions about notebook 0: a line that predicts."""

from lessonkit.exercises.question import question

QUESTIONS = (
    question(
        "the-slope",
        "A line predicts the price of a car: 120 * engine_size - 2,000. What does the 120 say?",
        "One cubic inch more adds 120 USD to the predicted price.",
        "The slope is counted once for each cubic inch.",
        "A car without an engine would be predicted to cost 120 USD.",
        "That is what the intercept says, and here it is below zero.",
        "A car with twice the engine costs 120 USD more.",
        "Twice the engine is many cubic inches more, and each adds its own part.",
    ),
    question(
        "the-vertical-gap",
        "A car lies 3,000 USD above your line. What is its residual?",
        "3,000 USD: the price minus the prediction.",
        "What the car costs beyond the line's prediction, with its sign.",
        "-3,000 USD: the prediction minus the price.",
        "The lesson subtracts the other way round, so above the line is positive.",
        "The shortest way from the dot to the line.",
        "A prediction is wrong in the price only, so the gap is measured upwards.",
    ),
)
