"""The panel of the minima: where walks end, on a bowl and on a bumpy curve, and a chord."""

from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from lessonkit.descent import descend
from lessonkit.explorers.controls import LogNumber, Menu, Number, Switch, Whole
from lessonkit.explorers.landscape import HIGH, LOW, NOWHERE, STARTS, BowlSlice, Landscape
from lessonkit.explorers.off_picture import new_sign, show_sign
from lessonkit.explorers.panel import Panel
from lessonkit.figures import draw_path
from lessonkit.live import LiveFigure
from lessonkit.minima import BumpyCurve, Valley
from lessonkit.picture import (
    BLUE,
    FONT_SIZE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SKY_BLUE,
    VERMILLION,
    new_figure,
    xy,
)
from lessonkit.words import counted, number, percent

__all__ = ["MinimaExplorer"]

Array = NDArray[np.float64]

STEPS = 60
TICKS = {"bumpy curve": range(6), "bowl": range(0, 51, 10)}
"""Ticks of the cost; the last is the top of the picture."""
COLORS = (SKY_BLUE, ORANGE, GREEN, PURPLE)
GRAY = "#777777"
REST, BOUNCE = (0.0, 1.0), (0.36, 0.64)
"""How much of its row a bar fills: all for walks that come to rest, less for walks that bounce."""
LEVEL = 0.01
"""A gradient smaller than this is called level."""
TRAP = "A"
"""The valley from which a walk should escape."""
EACH_IN_ITS_OWN = "Every start ends in its own valley"


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
    curve = Menu("bumpy curve", ["bumpy curve", "bowl"])
    chord = Switch(False, label="chord from the start")
    chord_end = Number(3, LOW, HIGH, step=0.1, label="chord to")

    _bumps: ClassVar = {"curve": "bumpy curve", "learning_rate": 0.1, "steps": 30, "chord": False}
    _bowl: ClassVar = _bumps | {"curve": "bowl"}
    presets: ClassVar = {
        "rate 0.9": _bumps | {"start": -4, "learning_rate": 0.9, "steps": 10},
        "rate 0.6": _bumps | {"start": 0.5, "learning_rate": 0.6},
        "rate 1.05 on the bowl": _bowl | {"start": 2, "learning_rate": 1.05, "steps": 20},
        "chord on the bumps": _bumps | {"start": -4, "chord": True, "chord_end": 1.5},
        "chord on the bowl": _bowl | {"start": -4, "chord": True, "chord_end": 5},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.landscapes = {
            "bumpy curve": Landscape(BumpyCurve(), escape=20),
            "bowl": Landscape(BowlSlice(x, y), escape=1),
        }
        super().__init__(**state)

    def begin(self) -> None:
        """Forget the smallest learning rate that escaped."""
        self.best: float | None = None

    @property
    def landscape(self) -> Landscape:
        """The curve on the screen, with the ends of its walks."""
        return self.landscapes[self.curve]

    # Drawn once; the curve and its valleys again for the other curve.

    def draw(self) -> list[LiveFigure]:
        """Draw the walk above; below it, in a row for each valley, the starts that end there."""
        figure, (hills, ends) = new_figure("1;2", width=8.4, height=3.9, height_ratios=(2.3, 1))
        for ax in (hills, ends):
            ax.set_xlim(LOW, HIGH)
        self.hills, self.rows = hills, ends
        picture = LiveFigure(figure)
        picture.move(*self._draw_walk(hills), *self._draw_ends(ends))
        # Outside the axes, for a walk may pass anywhere inside.
        look: dict[str, Any] = {"ncols": 3, "frameon": False, "fontsize": FONT_SIZE - 1}
        keys = [self.first, self.path, self.now]
        figure.legend(handles=keys, loc="outside upper center", **look)
        self.still: list[Any] = []
        self.drawn = ""
        return [picture]

    def _draw_walk(self, ax: Axes) -> list[Any]:
        ax.set(ylabel="cost")
        ax.tick_params(labelbottom=False)
        self.drop = ax.axvline(0, color=INK, linestyle=":", linewidth=1.5)
        look: dict[str, Any] = {"color": BLUE, "linestyle": "--", "linewidth": 2, "marker": "s"}
        (self.stick,) = ax.plot([], [], markersize=8, label="chord", **look)
        (self.bump,) = ax.plot([], [], color=BLUE, linewidth=6, alpha=0.6, solid_capstyle="butt")
        self.path = draw_path(ax, np.zeros((1, 2)), label="walk")
        self.first = _mark(ax, markersize=13, markerfacecolor=PAPER, label="start")
        self.now = _mark(ax, markersize=11, markerfacecolor=VERMILLION, label="now")
        self.sign = new_sign(ax, y=0.7)
        walk = [self.path, self.first, self.now, self.sign]
        return [self.drop, self.stick, self.bump, *walk]

    def _draw_ends(self, ax: Axes) -> list[Any]:
        ax.set(xlabel="weight w", ylabel="ends in")
        ax.tick_params(left=False)
        self.bars = PolyCollection([], zorder=2, linewidths=0)
        ax.add_collection(self.bars, autolim=False)
        self.here = ax.axvline(0, color=INK, linestyle=":", linewidth=1.5)
        return [self.bars, self.here]

    def _draw_landscape(self) -> None:
        for artist in self.still:
            artist.remove()
        landscape, ax = self.landscape, self.hills
        weights = np.linspace(LOW, HIGH, 400)
        heights = landscape.cost(weights)
        ticks = TICKS[self.curve]
        bottom, top = -0.2 * ticks[-1], ticks[-1]
        self.still = [*ax.plot(weights, heights, color=INK, linewidth=2.5, zorder=2)]
        bold: dict[str, Any] = {"color": INK, "fontweight": "bold", "fontsize": FONT_SIZE + 3}
        bold |= {"ha": "center", "va": "bottom"}
        for valley, color in zip(landscape.valleys, COLORS, strict=False):
            self.still.append(ax.axvspan(valley.left, valley.right, color=color, alpha=0.22, lw=0))
            self.still.append(ax.text(valley.bottom, -0.19 * top, valley.letter, **bold))
        ax.set(ylim=(bottom, top), yticks=list(ticks))
        names = [*(valley.letter for valley in landscape.valleys), "none"]
        self.rows.set_ylim(len(names), 0)
        self.rows.set_yticks(np.arange(len(names)) + 0.5, names)
        self.drawn = self.curve
        self.pictures[0].arrange()

    # After each change.

    def follow(self) -> None:
        """Walk, place the chord, and fill the rows of ends."""
        if self.curve != self.drawn:
            self._draw_landscape()
        self._place_walk()
        self._place_chord()
        self._place_ends()
        if self._escapes() and self.learning_rate < (self.best or np.inf):
            self.best = self.learning_rate
        self.pictures[0].alt = self._alt()

    def _place_walk(self) -> None:
        walk = descend(self.landscape, [self.start], self.learning_rate, max_iter=STEPS)
        weights, costs = walk.points[: self.steps + 1, 0], walk.costs[: self.steps + 1]
        self.path.set_data(weights, costs)
        self.first.set_data(weights[:1], costs[:1])
        self.now.set_data(weights[-1:], costs[-1:])
        for line in (self.drop, self.here):
            line.set_xdata([self.start, self.start])
        side = self._side()
        if side == "left":
            self.sign.set(x=0.02, ha="left")
        elif side == "right":
            self.sign.set(x=0.98, ha="right")
        signs = {"left": "◀ the walk is out there", "right": "the walk is out there ▶"}
        show_sign(self.sign, signs.get(side, ""))

    def _place_chord(self) -> None:
        self.stick.set_visible(self.chord)
        self.bump.set_visible(self.chord)
        weights = np.linspace(self.start, self.chord_end, 401)
        heights = np.asarray(self.landscape.cost(weights))
        chord = np.linspace(heights[0], heights[-1], len(weights))
        # Rounding lifts a curve above its chord by less than this.
        above = heights > chord + 1e-9 * TICKS[self.curve][-1]
        self.stick.set_data(weights[[0, -1]], heights[[0, -1]])
        self.bump.set_data(weights, np.where(above, heights, np.nan))

    def _place_ends(self) -> None:
        """Draw one bar for each run of starts with the same end."""
        landscape, half = self.landscape, (STARTS[1] - STARTS[0]) / 2
        self.ends = landscape.ends(self.learning_rate)
        none = len(landscape.valleys)
        fills = [REST if rest else BOUNCE for rest in landscape.rests(self.learning_rate)] + [REST]
        runs = np.split(np.arange(len(STARTS)), np.flatnonzero(np.diff(self.ends)) + 1)
        rows = [int(self.ends[run[0]]) % (none + 1) for run in runs]
        self.bars.set_verts(
            [
                _rectangle(STARTS[run[0]] - half, STARTS[run[-1]] + half, row, fills[row])
                for run, row in zip(runs, rows, strict=True)
            ]
        )
        self.bars.set_facecolor([[*COLORS[:none], GRAY][row] for row in rows])

    def _end(self) -> int:
        """Return the place of the valley in which a long walk from this start ends."""
        return int(self.ends[np.abs(STARTS - self.start).argmin()])

    def _escapes(self) -> bool:
        """Tell whether the walk begins in the trap and ends in another valley."""
        letters = [valley.letter for valley in self.landscape.valleys]
        begins = letters[int(self.landscape.own(np.array([self.start]))[0])]
        end = self._end()
        return begins == TRAP and end != NOWHERE and letters[end] != TRAP

    # In words.

    def readout(self) -> str:
        """Say where the walk is, what kind of place it is, where walks end, and the goal."""
        lines = [f"{self._settings()}. {self._where()}.", self._what(), self._ends_in_words()]
        lines.append(self._goal())
        return "\n".join([*lines, self._chord_in_words()] if self.chord else lines)

    def _side(self) -> str:
        """Return on which side the walk has left the picture: "left", "right" or ""."""
        weight = xy(self.now)[0, 0]
        return "left" if weight < LOW else "right" if weight > HIGH else ""

    def _settings(self) -> str:
        return (
            f"{self.curve.capitalize()}, start {self.start:g}, learning rate {self.learning_rate:g}"
        )

    def _where(self) -> str:
        weight, cost = map(number, xy(self.now)[0])
        return f"After {counted(self.steps, 'step')}: w {weight}, cost {cost}"

    def _what(self) -> str:
        landscape, weight = self.landscape, float(xy(self.now)[0, 0])
        if self._side():
            away = "every step lands farther out: it diverges"
            back = "its steps are too long for this curve"
            return (
                f"The walk has left the picture to the {self._side()}; "
                f"{away if self.learning_rate > landscape.escape else back}."
            )
        slope = float(landscape.gradient(weight))
        valley = landscape.valleys[int(landscape.own(np.array([weight]))[0])]
        if abs(slope) >= LEVEL:
            return (
                f"It stands in {self._name(valley)}, where the gradient is {number(slope)}: "
                "not level."
            )
        if abs(weight - valley.bottom) > 0.1:
            return "It stands on a hilltop: the ground is level, but this is not a minimum."
        lowest = min(landscape.valleys, key=lambda valley: valley.cost)
        if valley is lowest:
            return f"The ground is level: {self._name(valley)}, the global minimum."
        return (
            f"The ground is level: {self._name(valley)}, a local minimum, not the global one. "
            f"Valley {lowest.letter} goes down to {number(lowest.cost)}."
        )

    def _ends_in_words(self) -> str:
        here = self._end()
        if here == NOWHERE:
            mine = "in no valley"
        else:
            mine = f"in {self._name(self.landscape.valleys[here])}"
            if not self.landscape.rests(self.learning_rate)[here]:
                mine += ", bouncing, never at rest"
        return f"A long walk from here ends {mine}. {self._all_ends()}."

    def _name(self, valley: Valley) -> str:
        return "the bowl" if self.curve == "bowl" else f"valley {valley.letter}"

    def _goal(self) -> str:
        if self.best is None:
            return f"Goal: escape from valley {TRAP}."
        return f"Escaped from valley {TRAP}. Smallest learning rate so far: {self.best:g}."

    def _all_ends(self) -> str:
        nowhere = np.mean(self.ends == NOWHERE)
        elsewhere = np.mean(self.ends != self.landscape.own(STARTS)) - nowhere
        if not elsewhere and not nowhere:
            return "So does every start" if self.curve == "bowl" else EACH_IN_ITS_OWN
        if not elsewhere:
            return f"{percent(nowhere)} of starts end in no valley"
        others = f"{percent(elsewhere)} of starts end in another valley"
        return f"{others}, {percent(nowhere)} in none" if nowhere else others

    def _chord_in_words(self) -> str:
        if self.start == self.chord_end:
            return "The chord has no length: move one of its ends."
        share = float(np.mean(np.isfinite(xy(self.bump)[:, 1])))
        ends = f"Chord from {self.start:g} to {self.chord_end:g}: {percent(share)} of the curve"
        if share:
            return f"{ends} is above it, so this curve is not convex."
        if self.curve == "bowl":
            return f"{ends} is above it, as always: the bowl is convex."
        return f"{ends} is above it. Is it so for every chord?"

    def _alt(self) -> str:
        weight, cost = map(number, xy(self.now)[0])
        letters = ", ".join(valley.letter for valley in self.landscape.valleys)
        lettered = "" if self.curve == "bowl" else f", its valleys lettered ({letters})"
        outside = "outside of the picture " if self._side() else ""
        chord = f" {self._chord_in_words()}" if self.chord else ""
        return (
            f"The {self.curve}{lettered}. "
            f"A walk of {counted(len(xy(self.path)) - 1, 'step')} "
            f"begins at w {xy(self.first)[0, 0]:g} "
            f"and stands {outside}at w {weight}, cost {cost}. "
            f"{self._ends_in_words()}{chord}"
        )


def _rectangle(left: float, right: float, row: int, fill: tuple[float, float]) -> Array:
    top, bottom = row + fill[0], row + fill[1]
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)])


def _mark(ax: Axes, **style: Any) -> Line2D:
    (dot,) = ax.plot([0], [0], "o", markeredgecolor=INK, markeredgewidth=2, zorder=5, **style)
    return dot
