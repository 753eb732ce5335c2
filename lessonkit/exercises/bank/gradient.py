"""Questions about notebook 3: the gradient and the step."""

from typing import TYPE_CHECKING

import numpy as np

from lessonkit.exercises.question import question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

WEIGHT = -1.0  # where the tangent touches a bowl whose bottom is at zero


def _tangent() -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    w = np.linspace(-2, 2, 81)
    figure, (ax,) = figures.new_figure(width=5, height=3.5)
    ax.plot(w, w**2, color=figures.BLUE, linewidth=2.5)
    near = WEIGHT + np.array([-0.7, 0.7])
    ax.plot(near, WEIGHT**2 + 2 * WEIGHT * (near - WEIGHT), "--", color=figures.VERMILLION)
    ax.plot(WEIGHT, WEIGHT**2, "o", color=figures.INK, markersize=10)
    ax.set(xlabel="w", ylabel="cost", xticks=[], yticks=[])
    side = "left" if WEIGHT < 0 else "right"
    return figures.show(figure, f"A bowl with a dot {side} of its bottom, and the tangent there.")


QUESTIONS = (
    question(
        "plus-in-the-rule",
        "A program repeats this line. What does it do?",
        "It climbs: the cost grows.",
        "The gradient points uphill, and adding it goes that way.",
        "It descends: the cost falls.",
        "For that it has to go *against* the gradient, with a minus.",
        "It descends where the gradient is negative.",
        "There it makes `w` smaller, which is uphill, too.",
        code="w = w + learning_rate * grad_w",
    ),
    question(
        "one-after-the-other",
        "What is wrong with this step?",
        "`b` is moved by the slope at the new `w`.",
        "The gradient belongs to one place. Take both derivatives there, then move.",
        "The learning rate is used twice in one step.",
        "It is used once for each weight, as it should be.",
        "The gradient is computed twice, so the step is too long.",
        "That takes time, but it does not make a step longer.",
        code="w = w - learning_rate * my_gradient(w, b, x, y)[0]\n"
        "b = b - learning_rate * my_gradient(w, b, x, y)[1]",
    ),
    question(
        "where-w-stands",
        "Where does `w` stand after one step?",
        "At 1.4.",
        "1 - 0.1 * (-4): the cost falls as `w` grows, so `w` grows.",
        "At 0.6.",
        "The gradient is negative, and minus a negative number adds.",
        "At 5.0.",
        "The learning rate is left out: it makes the step shorter.",
        code="w = 1\nlearning_rate = 0.1\ngrad_w = -4",
    ),
    question(
        "on-the-left",
        "What is the slope at the dot, and where does the next step lead?",
        "Negative, so the step leads to the right.",
        "The cost falls to the right there, and down is where the step goes.",
        "Negative, so the step leads to the left.",
        "Negative is right. It says that the cost falls to the right.",
        "Positive, so the step leads to the left.",
        "From left to right the tangent falls, so its slope is negative.",
        draw=_tangent,
    ),
    question(
        "shorter-steps",
        "Why do the steps of a walk get shorter near the bottom?",
        "The gradient gets smaller there.",
        "A step is learning rate times gradient, and the ground gets level.",
        "The learning rate gets smaller there.",
        "It stays the same all the way. Something else in the step shrinks.",
        "The walk knows how near the bottom is.",
        "It knows only the slope under its feet.",
    ),
)
