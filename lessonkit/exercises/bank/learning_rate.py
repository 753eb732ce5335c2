"""Questions about notebook 4: the learning rate."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from lessonkit.exercises.question import question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

STEPS = 60
SLOW, LARGE = 0.002, 1.01  # on a bowl whose limit is 1


def curve(rate: float) -> "np.ndarray":
    """Return the costs of a walk from 1 to a bottom at 0, on a bowl whose limit is 1."""
    return np.array((1 - 2 * rate) ** (2 * np.arange(STEPS + 1)))


def _loss_curve(rate: float) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    costs = curve(rate)
    figure, (ax,) = figures.new_figure(width=5, height=3.5)
    ax.plot(costs, color=figures.BLUE, linewidth=2.5)
    ax.set(xlabel="iteration", ylabel="cost", ylim=(0, None), yticks=[0])
    way = "falls a little, almost straight" if costs[-1] < costs[0] else "climbs faster and faster"
    return figures.show(figure, f"A loss curve over {len(costs) - 1} iterations. It {way}.")


QUESTIONS = (
    question(
        "rate-of-0.9",
        "One standardized feature, and a learning rate of 0.9. How does the walk go?",
        "`w` leaps across the bottom, and the cost falls.",
        "Below the limit, which is 1 here, each leap ends closer than it began.",
        "`w` leaps across the bottom, and the cost climbs.",
        "That happens above the limit, and here the limit is 1.",
        "`w` settles, and the cost goes up and down.",
        "It is the other way round: the *weight* goes back and forth.",
    ),
    question(
        "the-limit",
        "What decides how large a learning rate may be?",
        "The curvature of the cost: data and units.",
        "The limit is 2 divided by the largest curvature. It belongs to the problem.",
        "Nothing: any rate below 1 leads to the bottom.",
        "With these cars in their own units even 0.0001 is too large.",
        "The number of iterations to come.",
        "More iterations do not help a walk that diverges.",
    ),
    question(
        "slow-curve",
        "This is the loss curve of a walk. What do you change?",
        "The learning rate: a larger one.",
        "It creeps: each step gains little because it is so short.",
        "The learning rate: a smaller one.",
        "Then the steps would be shorter still.",
        "Nothing: the walk has converged.",
        "Then the curve would end level. It still falls.",
        draw=partial(_loss_curve, SLOW),
    ),
    question(
        "climbing-curve",
        "This is the loss curve of a walk. What do you change?",
        "The learning rate: a smaller one.",
        "It diverges: each step lands further out on the other side.",
        "The learning rate: a larger one.",
        "Then each step would land further out still.",
        "The number of iterations: let it settle.",
        "It does not settle. Every step makes it worse.",
        draw=partial(_loss_curve, LARGE),
    ),
    question(
        "how-many-costs",
        "How many values does `costs` hold at the end?",
        "61: the start, and one after each step.",
        "The first cost stands there before any step is taken.",
        "60: one after each step that is taken.",
        "The list is not empty when the loop begins.",
        "62: the start, each step, and the end.",
        "The end is where the last step leads: it is counted already.",
        code="costs = [my_mse(w, b, x, y)]\n"
        "for _ in range(60):\n"
        "    w, b = my_step(w, b, x, y, learning_rate)\n"
        "    costs.append(my_mse(w, b, x, y))",
    ),
    question(
        "tolerance",
        "The last step lowered the cost by less than the tolerance, and the walk stops. What is "
        "known?",
        "One step gained little; it may still be far.",
        "A walk that creeps gains little everywhere. Look at the loss curve.",
        "The bottom is reached, up to the tolerance.",
        "The tolerance is about the last step, not about what is left to go.",
        "The learning rate was neither too small nor too large.",
        "Too small a rate gains little in every step, so it stops early.",
    ),
)
