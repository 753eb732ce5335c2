"""Questions about notebook 0: a line that predicts."""

from typing import TYPE_CHECKING

from lessonkit.exercises.question import question

if TYPE_CHECKING:
    from lessonkit.figures import Picture


def _gaps() -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    x, y = 2.0, 5.0
    ends = {"K": ((x + y) / 2, (x + y) / 2), "L": (x, x), "M": (y, y)}  # on the line y = x
    figure, (ax,) = figures.new_figure(width=5, height=4)
    ax.plot([0, 7], [0, 7], color=figures.BLUE, linewidth=2.5)
    for letter, (right, up) in ends.items():
        ax.plot([x, right], [y, up], color=figures.VERMILLION, linestyle="--", linewidth=2)
        middle = (x + right) / 2, (y + up) / 2
        figures.label(ax, letter, middle, (5, 5))
    ax.plot(x, y, "o", color=figures.INK, markersize=10)
    ax.set(xlabel="engine size", ylabel="price", xticks=[], yticks=[], aspect="equal")
    words = "K takes the shortest way, L goes straight down, M goes straight to the right"
    return figures.show(figure, f"A car above a line, and three gaps from car to line: {words}.")


QUESTIONS = (
    question(
        "the-slope",
        "A line predicts prices in USD. What does the 120 say?",
        "One cubic inch more adds 120 USD to the prediction.",
        "The slope is counted once for each cubic inch.",
        "A car with an engine of size zero would cost 120 USD.",
        "That is what the other number says: -2,000 USD.",
        "A car with a larger engine costs 120 USD more.",
        "Only if it is larger by just one cubic inch. Ten of them add ten times as much.",
        code="price = 120 * engine_size - 2000",
    ),
    question(
        "the-residual",
        "A car costs 9,000 USD, and the line predicts 12,000 USD. What is its residual?",
        "-3,000 USD: the line is too high there.",
        "A residual is price minus prediction. It is negative below the line.",
        "3,000 USD: the line is too high there.",
        "Too high is right. But price minus prediction is below zero.",
        "3,000 USD: the line is too low there.",
        "The prediction is above the price, so the line is too high.",
    ),
    question(
        "the-gap",
        "Which of the three gaps is the residual of the car?",
        "L: straight up or down to the line.",
        "The line predicts a price, so its miss is measured along the price.",
        "K: the shortest way to the line.",
        "That one mixes dollars and cubic inches. A residual is in dollars alone.",
        "M: straight to the right, to the line.",
        "That is a miss in engine size. The line predicts the price.",
        draw=_gaps,
    ),
)
