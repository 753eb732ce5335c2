"""Questions about notebook 5: local and global minima."""

from typing import TYPE_CHECKING

import numpy as np

from lessonkit.exercises.question import question
from lessonkit.minima import BumpyCurve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lessonkit.figures import Picture

START = 3.6
CHORD = (0.4, 2.8)


def dip(w: "float | NDArray[np.float64]") -> "NDArray[np.float64]":
    """Return a curve with one minimum, at zero, that bends the other way further out."""
    return np.asarray(1 - np.exp(-np.square(w)))


def _bumps() -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    bumpy = BumpyCurve()
    w = np.linspace(bumpy.low, bumpy.high, 221)
    figure, (ax,) = figures.new_figure(width=7, height=3.5)
    ax.plot(w, bumpy.cost(w), color=figures.BLUE, linewidth=2.5)
    for valley in bumpy.valleys:
        figures.label(ax, valley.letter, (valley.bottom, valley.cost), (0, -4))
    ax.plot(START, bumpy.cost(START), "o", color=figures.INK, markersize=10)
    ax.set(xlabel="w", ylabel="cost", ylim=(0, None), xticks=[], yticks=[])
    names = ", ".join(valley.letter for valley in bumpy.valleys)
    return figures.show(
        figure, f"A curve with the valleys {names}; C is the lowest. A dot on the slope between "
        f"the hilltop left of {bumpy.valley(START).letter} and its bottom."
    )  # fmt: skip


def _one_dip() -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    w = np.linspace(-3, 3, 121)
    figure, (ax,) = figures.new_figure(width=5, height=3.5)
    ax.plot(w, dip(w), color=figures.BLUE, linewidth=2.5)
    ends = np.array(CHORD)
    ax.plot(ends, dip(ends), "o--", color=figures.VERMILLION, linewidth=2)
    ax.set(xlabel="w", ylabel="cost", xticks=[], yticks=[])
    return figures.show(
        figure, "A curve with one dip, level far out. A chord joins a point near the bottom and "
        "one far out, and runs below the curve between them."
    )  # fmt: skip


QUESTIONS = (
    question(
        "convex",
        "The cost of a line is convex. What does this promise?",
        "There are no false bottoms.",
        "Every local minimum of a convex cost is a global one.",
        "Every learning rate leads to the bottom.",
        "A walk with too large a rate leaves even the roundest bowl.",
        "The cost at the bottom is zero.",
        "The bottom can lie high: no line passes through all the cars.",
    ),
    question(
        "one-start",
        "A walk on a bumpy cost has arrived in a valley. What is known about this valley?",
        "It is a local minimum; others may be lower.",
        "A walk that only goes down does not see beyond the next hill.",
        "It is the global minimum, as every step went down.",
        "Down from where it started. Another start may lead further down.",
        "Every other start leads there, too.",
        "A start beyond a hill leads into the valley there.",
    ),
    question(
        "from-the-dot",
        "A walk with a small learning rate starts at the dot. Where does it end?",
        "In D: downhill from the dot.",
        "The ground under the dot falls to the right, into D.",
        "In C: the lowest valley of all.",
        "To get there it would have to climb the hill between them.",
        "Beyond D: it rolls on.",
        "A walk has no momentum. Beyond the bottom the slope turns and leads back.",
        draw=_bumps,
    ),
    question(
        "one-dip",
        "Is this curve convex?",
        "No: a chord runs below the curve.",
        "Of a convex curve no chord runs below it. Further out this one bends the other way.",
        "Yes: it has one minimum and no other.",
        "A convex curve has no false bottoms, but not every curve without them is convex.",
        "Yes: the chord ends on the curve both times.",
        "Every chord does. What counts is what lies between.",
        draw=_one_dip,
    ),
    question(
        "which-model",
        "Which model's cost may have several valleys?",
        "That of a neural network.",
        "Its predictions bend as its weights change, so its cost is no simple bowl.",
        "That of a line through one feature.",
        "This one is convex: the cost is a bowl.",
        "That of a linear model of five features.",
        "More features make more directions, but it is a bowl all the same.",
    ),
)
