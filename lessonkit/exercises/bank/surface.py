"""Questions about notebook 2: the cost surface."""

from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.exercises.question import question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

MARKED = {"K": (0.4, -0.3), "L": (1.9, 0.2), "M": (0.9, 1.4)}
BOTTOM = (0.8, 0.0)


def height(w: Any, b: Any) -> Any:
    """Return the height of the bowl on the map, which is round."""
    return (w - BOTTOM[0]) ** 2 + (b - BOTTOM[1]) ** 2


def _map() -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    figure, (ax,) = figures.new_figure(width=5, height=4)
    w, b = np.meshgrid(np.linspace(-1.2, 2.8, 81), np.linspace(-1.8, 1.8, 81))
    ax.contour(w, b, height(w, b), levels=[0.1, 0.4, 0.9, 1.6, 2.5], colors=figures.BLUE)
    for letter, place in MARKED.items():
        ax.plot(*place, "o", color=figures.INK, markersize=9)
        figures.label(ax, letter, place, (8, 6))
    ax.set(xlabel="slope", ylabel="intercept", xticks=[], yticks=[], aspect="equal")
    inner = min(MARKED, key=lambda letter: height(*MARKED[letter]))
    steep = max(MARKED, key=lambda letter: MARKED[letter][0])
    lifted = max(MARKED, key=lambda letter: MARKED[letter][1])
    return figures.show(
        figure,
        f"Rings around a bottom, from above. {inner} lies between the innermost rings, {steep} far "
        f"to the right, {lifted} far up.",
    )


QUESTIONS = (
    question(
        "a-point",
        "What is one point on the cost surface?",
        "One line, with its cost as the height.",
        "Its place is a slope and an intercept, its height the cost.",
        "One car, with its price as the height.",
        "All the cars together give the height at *every* point.",
        "One step of the walk down to the bottom.",
        "A step leads from one point to the next.",
    ),
    question(
        "on-the-map",
        "Three lines are marked on this map of the cost. Which of them fits the cars best?",
        "K, nearest to the bottom.",
        "The rings join points of equal cost, and the innermost cost least.",
        "L, with the largest slope.",
        "A steeper line is not a better one: it lies on a ring further out.",
        "M, with the largest intercept.",
        "A higher line is not a better one: it lies on a ring further out.",
        draw=_map,
    ),
    question(
        "slanted-valley",
        "With the cars in their own units, the valley of the cost is slanted. Why?",
        "A steeper line fits well again once it is lowered.",
        "Tilted up and lowered, a line still passes through the middle of the cars.",
        "Larger engines cost more, so it slants upward.",
        "That says where the bottom lies, not how the valley runs through it.",
        "Slope and intercept are measured in different units.",
        "That makes the valley long and thin. It would not slant it.",
    ),
    question(
        "why-standardize",
        "Why are features standardized before gradient descent?",
        "One learning rate then suits all directions better.",
        "A thin valley becomes rounder. With a single feature it becomes a round bowl.",
        "The best line then predicts prices better than before.",
        "The best line stays the best line. Only the way to it gets shorter.",
        "The cost then has fewer false bottoms than before.",
        "The cost of a line has no false bottoms, in any units.",
    ),
    question(
        "standardized-value",
        "A car has a `z` of -2. What does this say?",
        "Its `x` is 2 standard deviations below the mean.",
        "The mean moves to 0, and the standard deviation becomes the unit.",
        "Its `x` is 2 below the mean, in the unit of `x`.",
        "Dividing by the standard deviation takes the unit away.",
        "Its `x` is the second lowest of all the cars.",
        "`z` is a distance from the mean, not a place in the order.",
        code="z = (x - x.mean()) / x.std()",
    ),
)
