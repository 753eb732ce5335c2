"""Questions about the pictures of the lesson."""

from lessonkit.exercises._choice import Choice, Option

__all__ = ["READINGS"]

_ALL = (
    Choice(
        "above-the-line",
        "00_start",
        "Look at the cars and your line. A dot lies far above the line. What does it say?",
        {
            "a": Option(
                "The car costs more than the line predicts.",
                "Upwards is the price, so the car's price is higher than the line's at this size.",
            ),
            "b": Option(
                "The car costs less than the line predicts.",
                "Upwards is the price. Compare the height of the dot with that of the line.",
            ),
            "c": Option(
                "The car has a larger engine than the line predicts.",
                "The line predicts prices, not engines: the engine size is what it starts from.",
            ),
        },
        "a",
    ),
    Choice(
        "longest-gap",
        "01_cost",
        (
            "Look at the picture of the residuals. One gap is twice as long as another. How much "
            "more does it add to the cost?"
        ),
        {
            "a": Option(
                "Twice as much.",
                "So it would be with absolute values. What happens to a residual before the mean?",
            ),
            "b": Option("Four times as much.", "Twice the gap, squared, is four times the square."),
            "c": Option(
                "It depends on whether the car lies above or below the line.",
                "A square has no sign: a miss upwards counts like a miss downwards.",
            ),
        },
        "b",
    ),
    Choice(
        "same-ring",
        "02_surface",
        "Look at the map of the bowl. Two points lie on the same ring. What do their lines share?",
        {
            "a": Option("The slope.", "The slope is how far to the right a point lies."),
            "b": Option("The cost.", "A ring joins points of equal height, and height is cost."),
            "c": Option(
                "Everything: they are the same line.",
                "A point *is* a line, so two points are two lines, even if they are equally wrong.",
            ),
        },
        "b",
    ),
    Choice(
        "which-way",
        "03_gradient",
        (
            "Look at the tangent to the bowl. Now stand to the *right* of the bottom. What are the "
            "sign of the slope there, and the way of the next step?"
        ),
        {
            "a": Option(
                "Positive, so the step goes right.",
                "The sign is right. But where a cost rises to the right, which way is down?",
            ),
            "b": Option(
                "Negative, so the step goes right.",
                "Right of the bottom the ground rises as `w` grows. What sign has a rising slope?",
            ),
            "c": Option(
                "Positive, so the step goes left.",
                "The ground rises to the right, and against the gradient is to the left.",
            ),
        },
        "c",
    ),
    Choice(
        "two-pictures",
        "04_learning_rate",
        (
            "Look at the costs and the weights side by side. The cost falls in every step. What "
            "does that say about the weight?"
        ),
        {
            "a": Option(
                "It comes closer to the bottom in every step, always from the same side.",
                (
                    "Closer it comes. But the cost alone does not tell on which side of the bottom "
                    "it is."
                ),
            ),
            "b": Option(
                "It comes closer to the bottom, from one side or by leaps across it.",
                (
                    "A lower cost is a shorter distance on this bowl. Only the weight shows the "
                    "zigzag."
                ),
            ),
            "c": Option(
                "It cannot overshoot.",
                "It can: as long as it lands closer than it was, the cost falls all the same.",
            ),
        },
        "b",
    ),
    Choice(
        "on-the-diagonal",
        "06_sklearn",
        "Look at the two models' predictions. A dot lies on the dashed line. What does it say?",
        {
            "a": Option(
                "Both models predict this car's true price.",
                "The true price is not in the picture. What is to the right, and what upwards?",
            ),
            "b": Option(
                "Both models predict the same price for this car.",
                "To the right is one prediction, upwards the other. They may both be wrong.",
            ),
            "c": Option(
                "Both models have the same weights.",
                "Different weights can agree on one car. Same weights would put *every* dot there.",
            ),
        },
        "b",
    ),
)

READINGS = {question.name: question for question in _ALL}
"""The questions by name, in the order of the lesson."""
