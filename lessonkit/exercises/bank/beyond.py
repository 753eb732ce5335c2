"""Questions about notebook 7: logistic regression, mini-batches, momentum, a schedule."""

from typing import TYPE_CHECKING

import numpy as np

from lessonkit.exercises.question import question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lessonkit.figures import Picture

STEPS, RATE = 80, 0.6


def noisy_costs(*, shrinks: bool) -> "NDArray[np.float64]":
    """Return the costs of a walk whose every step follows the slope of a few examples only."""
    noise = np.random.default_rng(0).normal(size=STEPS)
    w, costs = 4.0, [8.0]
    for turn in range(STEPS):
        rate = RATE / (1 + turn / 10) if shrinks else RATE
        w -= rate * (w + noise[turn])
        costs.append(w**2 / 2)
    return np.array(costs)


def _two_walks() -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    figure, axes = figures.new_figure(2, width=7, height=3)
    for ax, name, shrinks in zip(axes, "KL", (False, True), strict=True):
        ax.plot(noisy_costs(shrinks=shrinks), color=figures.BLUE, linewidth=1.5)
        ax.set(title=name, xlabel="step", ylabel="cost", ylim=(0, 3), yticks=[])
    return figures.show(
        figure,
        "Two loss curves. Both fall fast. Then K goes up and down without end, and L goes up and "
        "down less and less.",
    )


QUESTIONS = (
    question(
        "a-score",
        "What does this line make of a score?",
        "A probability, between zero and one.",
        "A score of zero becomes a half; the larger the score, the closer it comes to one.",
        "A zero or a one, whichever is nearer.",
        "It rounds nothing. The model says one where this number is above a half.",
        "The loss of the image, if it is a one.",
        "That is minus the logarithm of what this line gives.",
        code="p = 1 / (1 + exp(-score))",
    ),
    question(
        "loss-or-count",
        "Why does the walk go down the log loss, and not down the number of wrong answers?",
        "The count has no slope to follow.",
        "A small change of a weight leaves the count as it is, nearly always.",
        "The count is known only at the end.",
        "It can be counted after each step.",
        "The loss reaches zero, the count does not.",
        "It is the other way round: the count can reach zero, the log loss never does.",
    ),
    question(
        "a-few-cars",
        "A step looks at a mini-batch and not at all cars. How does it differ?",
        "It costs less and is less exact.",
        "A few cars are quickly looked at, but their slope is not that of all cars.",
        "It is shorter, so the walk gets calmer.",
        "It is about as long, and the few cars make the walk jump about.",
        "It is better, for it picks the best cars.",
        "It draws its cars at random.",
    ),
    question(
        "calmer",
        "Both walks look at the same few examples in each step. What is different in L?",
        "Its learning rate shrinks.",
        "The noise of a step is as large as the learning rate lets it be.",
        "It adds momentum to its steps.",
        "Momentum keeps old steps, and their noise with them.",
        "It stops after the first steps.",
        "It goes on to the end: its curve still moves a little.",
        draw=_two_walks,
    ),
    question(
        "on-the-floor",
        "This adds momentum. What happens to the steps along the floor of a long valley?",
        "They get longer.",
        "The old step points the same way as the new one, so they add up.",
        "They get shorter.",
        "They would if the old step pointed the other way, as it may across the valley.",
        "They stay as they were.",
        "Only if the old step is zero. A part of it is added each time.",
        code="step = momentum * step - learning_rate * grad\nw = w + step",
    ),
)
