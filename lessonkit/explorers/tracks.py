"""What the panel of the learning rate draws: walks by iteration, and a ruler of learning rates."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import NDArray

from lessonkit.explorers.off_picture import new_sign, show_sign
from lessonkit.picture import FONT_SIZE, INK, ORANGE, PAPER, RUNS, VERMILLION, YELLOW, xy
from lessonkit.words import counted, number, rate_limit

__all__ = ["FASTEST", "SLOWEST", "Ruler", "Track"]

Array = NDArray[np.float64]

SLOWEST, FASTEST = 1e-8, 100.0
"""Ends of the ruler: in raw units with five features the limit is 1.6e-07."""

# The second walk stays visible where it coincides with the first: wider, hollow marks.
LOOKS: tuple[dict[str, Any], ...] = (
    {**RUNS[0], "markersize": 4},
    {**RUNS[1], "markersize": 8, "markerfacecolor": "none"},
)


class Track:
    """What one or two walks do, iteration by iteration, up to where they leave the picture."""

    def __init__(self, ax: Axes) -> None:
        self.ax = ax
        ax.set_xlabel("iteration")
        ax.yaxis.set_major_locator(MaxNLocator(5))
        self.bottom = ax.axhline(0, color=INK, linestyle=":", linewidth=1.5)
        self.walks = [ax.plot([], [], linewidth=1.5, **look)[0] for look in LOOKS]
        mark: dict[str, Any] = {"linestyle": "none", "markeredgecolor": INK, "zorder": 5}
        (self.tolerance,) = ax.plot([], [], "s", markersize=14, color=YELLOW, alpha=0.9, **mark)
        (self.cap,) = ax.plot([], [], "D", markersize=10, color=ORANGE, alpha=0.9, **mark)
        self.sign = new_sign(ax, 0.99, 0.7, ha="right")
        self.artists = *self.walks, self.tolerance, self.cap, self.sign

    def fit(self, length: int, span: tuple[float, float], bottom: float, unit: float = 1) -> None:
        """Make room for so many iterations and this span of values, counted in this unit."""
        self.span = span
        self.ax.set(xlim=(-0.03 * length, 1.03 * length), ylim=span)
        self.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit:g}"))
        self.bottom.set_ydata([bottom, bottom])

    def follow(self, walks: Sequence[Array], stop: int | None) -> None:
        """Show the walks, and where the tolerance and the cap stop the first."""
        for line in self.walks:
            line.set_visible(False)
        for line, values in zip(self.walks, walks, strict=False):
            shown = self._clip(values[: self._exit(values) + 1])
            line.set_visible(True)
            line.set_data(np.arange(len(shown)), shown)
            line.set_markevery(max(1, len(shown) // 60))
        first = walks[0]
        end = self._exit(first)
        for mark, place in ((self.tolerance, stop), (self.cap, len(first) - 1)):
            # Without a place, or with one outside, there is nothing to mark.
            marked = [] if place is None or place >= end else [place]
            mark.set_data(marked, first[marked])
        words = ""
        if end < len(first):
            arrow = "▲" if first[end] > self.span[1] else "▼"
            words = f"{arrow} off the picture from iteration {end}"
        show_sign(self.sign, words)

    def segments(self, rows: Array) -> list[Array]:
        """Return the rows after the first as curves, as long as that of the first is."""
        shown = rows[1:, : self._exit(rows[0]) + 1]
        iterations = np.broadcast_to(np.arange(shown.shape[1]), shown.shape)
        return list(np.stack([iterations, self._clip(shown)], axis=-1))

    def words(self) -> str:
        """Say where the first walk, as drawn, begins and ends."""
        (_, begin), (last, end) = xy(self.walks[0])[[0, -1]]
        leaves = self.sign.get_visible()
        where = "out of the picture" if leaves else f"to {number(end, 4)}"
        return f"from {number(begin, 4)} {where} in {counted(int(last), 'iteration')}"

    def _exit(self, values: Array) -> int:
        """Return the first place that is outside the picture, or the number of places."""
        low, high = self.span
        outside = np.flatnonzero((values < low) | (values > high))
        return int(outside[0]) if len(outside) else len(values)

    def _clip(self, values: Array) -> Array:
        """Keep values near enough for drawing; in the picture the line looks the same."""
        low, high = self.span
        return np.clip(values, low - 1e3 * (high - low), high + 1e3 * (high - low))


class Ruler:
    """The learning rates that the slider offers, with the limit of the problem."""

    def __init__(self, ax: Axes) -> None:
        ax.set(
            xscale="log", xlim=(SLOWEST, FASTEST), ylim=(0, 1), xlabel="learning rate", yticks=[]
        )
        ax.xaxis.set_major_locator(LogLocator(numticks=12))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.spines["left"].set_visible(False)
        self.beyond = ax.axvspan(
            1, FASTEST, facecolor="none", edgecolor=VERMILLION, hatch="///", linewidth=0
        )
        self.limit = ax.axvline(1, color=VERMILLION, linewidth=3)
        box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
        style: dict[str, Any] = {"va": "center", "fontsize": FONT_SIZE - 1, "zorder": 3}
        self.names = [
            ax.text(1, 0.5, words, ha=side, bbox=box, **style)
            for words, side in (("limit  ", "right"), ("  diverges", "left"))
        ]
        self.marks = [
            ax.plot([], [], clip_on=False, zorder=5, **look | {"linestyle": "none"})[0]
            for look in LOOKS
        ]
        for mark, size in zip(self.marks, (11, 14), strict=True):
            mark.set_markersize(size)

    def fit(self, limit: float) -> None:
        """Mark the limit of a problem."""
        self.limit.set_xdata([limit, limit])
        self.beyond.set_x(limit)
        self.beyond.set_width(FASTEST - limit)
        for name in self.names:
            name.set_x(limit)

    def follow(self, rates: Sequence[float]) -> None:
        """Mark the learning rates."""
        for mark in self.marks:
            mark.set_visible(False)
        for mark, rate in zip(self.marks, rates, strict=False):
            mark.set_visible(True)
            mark.set_data([rate], [0])  # on the rule itself, below the words

    def words(self) -> tuple[str, str]:
        """Say the first rate and the limit, as drawn."""
        return f"{xy(self.marks[0])[0, 0]:g}", rate_limit(xy(self.limit)[0, 0])
