"""What students guess before the key pictures, and the truth drawn over the guess."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import LineCost, standardize
from lessonkit.data import load_columns
from lessonkit.descent import descend
from lessonkit.exercises._choice import Choice, Option
from lessonkit.figures import (
    BLUE,
    ORANGE,
    VERMILLION,
    Picture,
    add_legend,
    draw_cars,
    draw_line,
    draw_path,
    draw_point,
    draw_valleys,
    new_figure,
    show,
)
from lessonkit.minima import BumpyCurve

__all__ = ["PREDICTIONS", "RATES", "Prediction"]


@dataclass(frozen=True)
class Prediction:
    """Something to guess before it is shown.

    Attributes
    ----------
    name : str
        What `predict` calls it.
    asks : tuple of Choice
        The questions, one guess each.
    draw : callable
        `draw(letters)` draws the truth over the guesses.
    """

    name: str
    asks: tuple[Choice, ...]
    draw: Callable[[Sequence[str]], Picture]

    @property
    def notebook(self) -> str:
        """Where it stands, such as "01_cost"."""
        return self.asks[0].notebook


LINES = {"a": (50, 0), "b": (162, -7914)}
WHICH_LINE = Choice(
    "which-line",
    "01_cost",
    "Which line fits the cars better?",
    {
        "a": Option(
            f"slope {LINES['a'][0]}, intercept {LINES['a'][1]}",
            "Look at the cars with large engines: this line is far below nearly all of them.",
        ),
        "b": Option(
            f"slope {LINES['b'][0]}, intercept {LINES['b'][1]}",
            "It runs through the middle of the cars, for small engines and for large ones.",
        ),
    },
    "b",
)


def _draw_lines(letters: Sequence[str]) -> Picture:
    engine_size, price = load_columns("engine_size", "price")
    cost = LineCost(engine_size, price)
    figure, (ax,) = new_figure()
    draw_cars(ax, engine_size, price, label=None)
    words = []
    for letter, color, dash in (("a", VERMILLION, "--"), ("b", BLUE, "-")):
        label = f"{letter}: cost {cost.cost(*LINES[letter]) / 1e6:.1f} million USD²"
        label += " (your guess)" if letter == letters[0] else ""
        width = 5 if letter == letters[0] else 2.5
        draw_line(ax, *LINES[letter], color=color, linestyle=dash, linewidth=width, label=label)
        words.append(label)
    add_legend(ax)
    return show(figure, f"The cars and the two lines. {'; '.join(words)}.")


RATES = (0.001, 0.1, 0.9)
STEPS = 60
SHAPES = {
    "a": "falls so slowly that it is still high at the end",
    "b": "falls quickly, then levels off",
    "c": "goes up and down",
    "d": "climbs",
}
_CREEPS = "Steps as short as these have hardly left the start."
_CALM = "This rate is well below the limit, so each step goes down, and far enough to arrive."
_LEAPS = (
    "This rate makes the weight leap across the bottom and back, but below the limit of this "
    "problem each leap ends closer than it began. So the *cost* falls in every step, just as with "
    "0.1."
)


def _how_does_it_run(rate: float, right: str, why: str) -> Choice:
    return Choice(
        "three-rates",
        "04_learning_rate",
        f"Learning rate {rate:g}: how does the cost run over {STEPS} steps?",
        {letter: Option(shape, why) for letter, shape in SHAPES.items()},
        right,
    )


THREE_RATES = tuple(
    _how_does_it_run(rate, right, why)
    for rate, right, why in zip(RATES, "abb", (_CREEPS, _CALM, _LEAPS), strict=True)
)


def _sketch(letter: str) -> NDArray[np.float64]:
    """Return a curve of a shape over all the steps, from the start at 1."""
    step = np.arange(STEPS + 1)
    curves = {
        "a": 1 - step / 350,
        "b": 0.3 + 0.7 * np.exp(-step / 6),
        "c": 0.75 + 0.25 * np.cos(step / 3),
        "d": 1 + (step / 65) ** 2,
    }
    return np.asarray(curves[letter])


def _draw_rates(letters: Sequence[str]) -> Picture:
    cost = LineCost(*map(standardize, load_columns("engine_size", "price")))
    figure, axes = new_figure(len(RATES), width=12, height=4.2)
    words = []
    for ax, rate, letter in zip(axes, RATES, letters, strict=True):
        walk = descend(cost, (0, 0), rate, max_iter=STEPS)
        ax.plot(_sketch(letter), color=ORANGE, linestyle="--", linewidth=4, label="your sketch")
        (truth,) = ax.plot(walk.costs, color=BLUE, linewidth=2.5, label="the run")
        ax.set(title=f"learning rate {rate:g}", xlabel="iteration", ylim=(0, 1.9))
        end = float(np.asarray(truth.get_ydata())[-1])
        words.append(f"{rate:g}: you sketched one that {SHAPES[letter]}; the run ends at {end:.2f}")
    axes[0].set_ylabel("cost (MSE)")
    add_legend(axes[0], loc="lower left")
    return show(figure, f"Three runs over your sketches. {'. '.join(words)}.")


START = -3
WHICH_VALLEY = Choice(
    "which-valley",
    "05_minima",
    f"A walker starts at w = {START}, with a learning rate of 0.1. Where does the walk end?",
    {
        "a": Option(
            "A",
            "The hilltop between A and B lies to the left of this start: A is uphill from here.",
        ),
        "b": Option(
            "B", "The ground falls from the start to the right, and B is where it stops falling."
        ),
        "c": Option(
            "C",
            (
                "C is the lowest valley of all, but a walker who feels only the ground underfoot "
                "does not know that. To get there it would have to climb."
            ),
        ),
        "d": Option("D", "Two hills stand between the start and D, and the walk never climbs."),
    },
    "b",
)


def _draw_valley(letters: Sequence[str]) -> Picture:
    curve = BumpyCurve()
    walk = descend(curve, [START], 0.1, max_iter=200)
    at = walk.points[:, 0]
    end = at[-1]
    figure, (ax,) = new_figure()
    draw_valleys(ax, curve)
    valley = {one.letter.lower(): one for one in curve.valleys}[letters[0]]
    guess = draw_point(
        ax, valley.bottom, valley.cost, marker="o", markersize=24, markerfacecolor="none",
        markeredgecolor=ORANGE, markeredgewidth=4, label="your guess",
    )  # fmt: skip
    path = draw_path(ax, np.column_stack([at, curve.cost(at)]), label="the walk")
    bottom = draw_point(ax, end, walk.costs[-1], label="where it ends")
    add_legend(ax, [guess, path, bottom], loc="upper center")
    reached = min(curve.valleys, key=lambda one: abs(one.bottom - end)).letter
    return show(
        figure,
        f"Your guess: valley {valley.letter}. The walk from w = {at[0]:.0f} ends at w = {end:.2f}, "
        f"in valley {reached}.",
    )


PREDICTIONS = {
    prediction.name: prediction
    for prediction in (
        Prediction("which-line", (WHICH_LINE,), _draw_lines),
        Prediction("three-rates", THREE_RATES, _draw_rates),
        Prediction("which-valley", (WHICH_VALLEY,), _draw_valley),
    )
}
"""The predictions by name, in the order of the lesson."""
