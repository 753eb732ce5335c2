"""The panel of the fifth step: where walks end, on a bowl and on a bumpy curve, and a chord."""

from functools import lru_cache
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost, standardize
from lessonkit.descent import descend
from lessonkit.explorers.controls import Choice, LogNumber, Number, Switch, Whole
from lessonkit.explorers.panel import Panel
from lessonkit.figures import (
    BLUE,
    FONT_SIZE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SKY_BLUE,
    VERMILLION,
    add_legend,
    draw_path,
    new_figure,
    xy,
)
from lessonkit.live import LiveFigure
from lessonkit.minima import BumpyCurve, Valley
from lessonkit.words import counted, number

__all__ = ["MinimaExplorer"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

LOW, HIGH = BumpyCurve.low, BumpyCurve.high
STEPS = 60
STARTS = np.linspace(LOW, HIGH, 221)
"""Starts whose end is shown: two for each step of the slider."""
LONG, WATCHED = 300, 50
"""Steps of a long walk, and its last ones: the valley that holds all of these is its end."""
FAR = 1e3
"""A weight from where no walk comes back in time."""
NOWHERE = -1

COLORS = (SKY_BLUE, ORANGE, GREEN, PURPLE)
GREY = "#777777"
REST, BOUNCE = (0.0, 1.0), (0.36, 0.64)
"""How much of its row a bar fills: all for walks that come to rest, less for walks that bounce."""
LEVEL = 0.01
"""A gradient smaller than this is called level."""


class MinimaExplorer(Panel):
    """A walk on the bowl of the cars or on a bumpy curve, and the valley where each start ends.

    The bowl is the cost of a line against its slope, both columns standardized, at the best
    intercept, which is zero: so both curves have one weight and learning rates of the same size.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    **state
        First values of the controls.

    Attributes
    ----------
    start : float
        The weight where the walk begins, from -5 to 6, without unit.
    learning_rate : float
        From 0.001 to 100.
    steps : int
        Steps walked so far, from 0 to 60.
    curve : {"bumpy curve", "bowl"}
    chord : bool
        Whether a chord joins the curve at `start` and at `chord_end`.
    chord_end : float
        The weight of the chord's other end, from -5 to 6.

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not two rows of finite numbers of the same length, or one of them is
        constant, or a control gets a value that it cannot take.
    """

    start = Number(-4, LOW, HIGH, step=0.1)
    learning_rate = LogNumber(0.1, 1e-3, 100, step=0.05)
    steps = Whole(30, 0, STEPS, play=0.2)
    curve = Choice("bumpy curve", ["bumpy curve", "bowl"])
    chord = Switch(False, label="chord from the start")
    chord_end = Number(3, LOW, HIGH, step=0.1, label="chord to")

    _bumps: ClassVar = {"curve": "bumpy curve", "learning_rate": 0.1, "steps": 30, "chord": False}
    _bowl: ClassVar = _bumps | {"curve": "bowl"}
    presets: ClassVar = {
        "long jumps": _bumps | {"start": -4, "learning_rate": 0.9, "steps": 10},
        "never at rest": _bumps | {"start": 0.5, "learning_rate": 0.6},
        "off the bowl": _bowl | {"start": 2, "learning_rate": 1.05, "steps": 20},
        "chord on the bumps": _bumps | {"start": -4, "chord": True, "chord_end": 1.5},
        "chord on the bowl": _bowl | {"start": -4, "chord": True, "chord_end": 5},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.grounds = {
            "bumpy curve": _Ground(BumpyCurve(), escape=20, top=5, ticks=range(6)),
            "bowl": _Ground(_Bowl(x, y), escape=1, top=50, ticks=range(0, 51, 10)),
        }
        super().__init__(**state)

    def draw(self) -> list[LiveFigure]:
        """Draw the walk above; below it, in a row for each valley, the starts that end there."""
        figure, (hills, ends) = new_figure(2, width=8.4, height=3.9)
        grid = figure.add_gridspec(2, 1, height_ratios=(2.3, 1))
        for ax, place in zip((hills, ends), (grid[0], grid[1]), strict=True):
            ax.set_subplotspec(place)
            ax.set_xlim(LOW, HIGH)
        self.hills, self.rows = hills, ends
        self.view = LiveFigure(figure)
        self.view.move(*self._draw_walk(hills), *self._draw_ends(ends))
        self.still: list[Any] = []
        self.shown = ""
        return [self.view]

    def follow(self) -> None:
        """Walk, place the chord, and fill the rows of ends."""
        if self.curve != self.shown:
            self._draw_ground()
        self._place_walk()
        self._place_chord()
        self._place_ends()
        self.view.alt = self._alt()

    def readout(self) -> str:
        """Say where the walk is, what kind of place it is, where walks end, and the chord."""
        lines = [
            f"{self.curve.capitalize()}, {self._settings()}. {self._where()}",
            self._what(),
            self._ends_in_words(),
        ]
        if self.chord:
            lines.append(self._chord_in_words())
        return "\n".join(lines)

    @property
    def ground(self) -> "_Ground":
        """The curve that is walked on."""
        return self.grounds[self.curve]

    # Once, and once more for the other curve.

    def _draw_walk(self, ax: Axes) -> list[Any]:
        ax.set(ylabel="cost")
        ax.tick_params(labelbottom=False)
        self.drop = ax.axvline(0, color=INK, linestyle=":", linewidth=1.5)
        (self.stick,) = ax.plot(
            [], [], color=BLUE, linestyle="--", linewidth=2, marker="s", markersize=8, label="chord"
        )
        (self.bump,) = ax.plot([], [], color=BLUE, linewidth=6, alpha=0.6, solid_capstyle="butt")
        self.path = draw_path(ax, np.zeros((1, 2)), label="walk")
        self.first = _mark(ax, markersize=13, markerfacecolor=PAPER, label="start")
        self.now = _mark(ax, markersize=11, markerfacecolor=VERMILLION, label="now")
        self.sign = ax.text(
            0, 0, "", transform=ax.transAxes, color=INK, fontsize=FONT_SIZE, va="center", zorder=6,
            bbox={"facecolor": PAPER, "edgecolor": VERMILLION, "boxstyle": "round"},
        )  # fmt: skip
        add_legend(ax, [self.first, self.path, self.now], loc="upper center", ncols=3)
        return [
            self.drop, self.stick, self.bump, self.path, self.first, self.now, self.sign,
        ]  # fmt: skip

    def _draw_ends(self, ax: Axes) -> list[Any]:
        ax.set(xlabel="weight w", ylabel="ends in")
        ax.tick_params(left=False)
        self.bars = PolyCollection([], zorder=2, linewidths=0)
        ax.add_collection(self.bars, autolim=False)
        self.here = ax.axvline(0, color=INK, linestyle=":", linewidth=1.5)
        return [self.bars, self.here]

    def _draw_ground(self) -> None:
        for artist in self.still:
            artist.remove()
        ground, ax = self.ground, self.hills
        weights = np.linspace(LOW, HIGH, 400)
        self.still = [*ax.plot(weights, ground.cost(weights), color=INK, linewidth=2.5, zorder=2)]
        for valley, color in zip(ground.valleys, COLORS, strict=False):
            self.still.append(ax.axvspan(valley.left, valley.right, color=color, alpha=0.22, lw=0))
            self.still.append(
                ax.text(
                    valley.bottom, -0.11 * ground.top, valley.letter, color=INK, ha="center",
                    va="bottom", fontsize=FONT_SIZE + 3, fontweight="bold",
                )
            )  # fmt: skip
        ax.set(ylim=(-0.12 * ground.top, ground.top), yticks=list(ground.ticks))
        names = [*(valley.letter for valley in ground.valleys), "none"]
        self.rows.set_ylim(len(names), 0)
        self.rows.set_yticks(np.arange(len(names)) + 0.5, names)
        self.shown = self.curve
        self.view.arrange()

    # After each change.

    def _place_walk(self) -> None:
        ground = self.ground
        walk = descend(ground, [self.start], self.learning_rate, max_iter=STEPS)
        weights, costs = walk.points[: self.steps + 1, 0], walk.costs[: self.steps + 1]
        self.path.set_data(weights, costs)
        self.first.set_data(weights[:1], costs[:1])
        self.now.set_data(weights[-1:], costs[-1:])
        for line in (self.drop, self.here):
            line.set_xdata([self.start, self.start])
        weight = xy(self.now)[0, 0]
        self.sign.set_visible(self._outside())
        if weight < LOW:
            self._place_sign("◀ the walk is out there", 0.02, "left")
        elif weight > HIGH:
            self._place_sign("the walk is out there ▶", 0.98, "right")

    def _place_sign(self, words: str, x: float, side: Literal["left", "right"]) -> None:
        self.sign.set_text(words)
        self.sign.set_position((x, 0.7))
        self.sign.set_horizontalalignment(side)

    def _place_chord(self) -> None:
        self.stick.set_visible(self.chord)
        self.bump.set_visible(self.chord)
        weights = np.linspace(self.start, self.chord_end, 401)
        heights = self.ground.cost(weights)
        chord = np.linspace(heights[0], heights[-1], len(weights))
        # Rounding lifts a curve above its chord by less than this.
        above = heights > chord + 1e-9 * self.ground.top
        self.stick.set_data(weights[[0, -1]], heights[[0, -1]])
        self.bump.set_data(weights, np.where(above, heights, np.nan))

    def _place_ends(self) -> None:
        """Draw one bar for each run of starts with the same end."""
        ground, half = self.ground, (STARTS[1] - STARTS[0]) / 2
        self.ends = ground.ends(self.learning_rate)
        none = len(ground.valleys)
        fills = [REST if rest else BOUNCE for rest in ground.rests(self.learning_rate)] + [REST]
        runs = np.split(np.arange(len(STARTS)), np.flatnonzero(np.diff(self.ends)) + 1)
        rows = [int(self.ends[run[0]]) % (none + 1) for run in runs]
        self.bars.set_verts(
            [
                _rectangle(STARTS[run[0]] - half, STARTS[run[-1]] + half, row, fills[row])
                for run, row in zip(runs, rows, strict=True)
            ]
        )
        self.bars.set_facecolor([[*COLORS[:none], GREY][row] for row in rows])

    def _outside(self) -> bool:
        weight = xy(self.now)[0, 0]
        return bool(not LOW <= weight <= HIGH)

    # In words.

    def _settings(self) -> str:
        return f"start {self.start:g}, learning rate {self.learning_rate:g}"

    def _where(self) -> str:
        weight, cost = xy(self.now)[0]
        return f"After {counted(self.steps, 'step')}: w {number(weight)}, cost {number(cost)}."

    def _what(self) -> str:
        ground = self.ground
        weight = float(xy(self.now)[0, 0])
        if self._outside():
            away = "every step lands farther out: it diverges"
            back = "its steps are too long for this curve"
            return (
                f"The walk has left the picture to the {'left' if weight < LOW else 'right'}; "
                f"{away if self.learning_rate > ground.escape else back}."
            )
        slope = float(ground.gradient(weight))
        valley = ground.valleys[int(ground.own(np.array([weight]))[0])]
        if abs(slope) >= LEVEL:
            return (
                f"It stands in valley {valley.letter}, where the gradient is {number(slope)}: "
                "not level."
            )
        if abs(weight - valley.bottom) > 0.1:
            return "It stands on a hilltop: the ground is level, and yet it is no minimum."
        lowest = min(ground.valleys, key=lambda valley: valley.cost)
        if valley is lowest:
            return f"The ground is level: valley {valley.letter}, the global minimum."
        return (
            f"The ground is level: valley {valley.letter}, a local minimum, not the global one. "
            f"Valley {lowest.letter} goes down to {number(lowest.cost)}."
        )

    def _ends_in_words(self) -> str:
        here = int(self.ends[np.abs(STARTS - self.start).argmin()])
        if here == NOWHERE:
            mine = "in no valley"
        else:
            mine = f"in valley {self.ground.valleys[here].letter}"
            if not self.ground.rests(self.learning_rate)[here]:
                mine += ", bouncing, never at rest"
        return f"A long walk from here ends {mine}; {self._all_ends()}."

    def _all_ends(self) -> str:
        nowhere = np.mean(self.ends == NOWHERE)
        elsewhere = np.mean(self.ends != self.ground.own(STARTS)) - nowhere
        parts = {"in another": elsewhere, "in none": nowhere}
        if not elsewhere and not nowhere:
            return "every start, in its own"
        return ", ".join(
            f"{_percent(part)} of starts {where}" for where, part in parts.items() if part
        )

    def _chord_in_words(self) -> str:
        if self.start == self.chord_end:
            return "The chord has no length: move one of its ends."
        share = float(np.mean(np.isfinite(xy(self.bump)[:, 1])))
        ends = f"Chord from {self.start:g} to {self.chord_end:g}: {_percent(share)} of the curve"
        if share:
            return f"{ends} is above it, so this curve is not convex."
        if self.curve == "bowl":
            return f"{ends} is above it, as always: the bowl is convex."
        return f"{ends} is above it. Is it so for every chord?"

    def _alt(self) -> str:
        weight, cost = xy(self.now)[0]
        letters = ", ".join(valley.letter for valley in self.ground.valleys)
        outside = "outside of the picture " if self._outside() else ""
        chord = [self._chord_in_words()] if self.chord else []
        return " ".join(
            [
                f"The {self.curve}, its valleys lettered ({letters}).",
                f"A walk of {counted(len(xy(self.path)) - 1, 'step')}",
                f"begins at w {xy(self.first)[0, 0]:g}",
                f"and stands {outside}at w {number(weight)}, cost {number(cost)}.",
                self._ends_in_words(),
                *chord,
            ]
        )


class _Curve(Protocol):
    def cost(self, weight: Any) -> Any: ...

    def gradient(self, weight: Any) -> Any: ...

    @property
    def valleys(self) -> list[Valley]: ...


class _Bowl:
    """The cost of the standardized cars against the slope, at the best intercept: zero."""

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self._line = LineCost(standardize(x), standardize(y))

    def cost(self, weight: Any) -> Any:
        return self._line.cost(weight, 0.0)

    def gradient(self, weight: Any) -> Any:
        return self._line.gradient(weight, 0.0)[0]

    @property
    def valleys(self) -> list[Valley]:
        best = self._line.minimum
        return [Valley("A", LOW, HIGH, best.slope, best.cost)]


class _Ground:
    """A curve to walk on, and how the picture shows it.

    Parameters
    ----------
    curve : _Curve
    escape : float
        The learning rate above which every step lands farther out.
    top : float
        Of the picture.
    ticks : iterable of int
        Of the cost.
    """

    def __init__(self, curve: _Curve, escape: float, top: float, ticks: range) -> None:
        self.cost, self.gradient = curve.cost, curve.gradient
        self.valleys = curve.valleys
        self.escape, self.top, self.ticks = escape, top, ticks
        self._edges = np.array([LOW, *(valley.right for valley in self.valleys)])
        self._bends = self._bend(np.array([valley.bottom for valley in self.valleys]))
        self._steepest = float(np.max(self._bend(np.linspace(LOW, HIGH, 1001))))
        self.ends = lru_cache(maxsize=128)(self._ends)

    def rests(self, rate: float) -> list[bool]:
        """Say for each valley whether a walk comes to rest at its bottom."""
        # At the limit itself a walk bounces for ever; it is known up to rounding.
        return [bool(rate * bend < 2 - 1e-9) for bend in self._bends]

    def own(self, weights: Array) -> Places:
        """Return the valley in which each weight lies."""
        return np.clip(np.searchsorted(self._edges, weights, "right") - 1, 0, len(self.valleys) - 1)

    def _ends(self, rate: float) -> Places:
        """Return for each of `STARTS` the valley that holds a long walk, or `NOWHERE`."""
        # Steps this short keep the order of all starts: none crosses a bottom or a hilltop.
        if rate * self._steepest < 0.99:
            return self.own(STARTS)
        if len(self.valleys) == 1:
            return np.full(len(STARTS), 0 if self.rests(rate)[0] else NOWHERE)
        weights, watched = STARTS, []
        for _ in range(LONG):
            weights = weights - rate * self.gradient(weights)
            weights = np.where(np.abs(weights) < FAR, weights, np.nan)
            watched.append(weights)
        lowest, highest = np.min(watched[-WATCHED:], axis=0), np.max(watched[-WATCHED:], axis=0)
        valley = self.own(lowest)
        held = (lowest >= LOW) & (highest <= HIGH) & (self.own(highest) == valley)
        return np.where(held, valley, NOWHERE)

    def _bend(self, weights: Array) -> Array:
        """Return the second derivative of the cost."""
        step = 1e-3
        rise = self.gradient(weights + step) - self.gradient(weights - step)
        return np.asarray(rise / (2 * step))


def _rectangle(left: float, right: float, row: int, fill: tuple[float, float]) -> Array:
    top, bottom = row + fill[0], row + fill[1]
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _percent(share: float) -> str:
    """Return a share in whole percent; what is not zero is not called so."""
    return "under 1%" if 0 < share < 0.01 else f"{share:.0%}"


def _mark(ax: Axes, **style: Any) -> Line2D:
    (dot,) = ax.plot([0], [0], "o", markeredgecolor=INK, markeredgewidth=2, zorder=5, **style)
    return dot
