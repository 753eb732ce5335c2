"""The panel of the learning rate: cost and weight side by side, and the limit of the problem."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LinearCost, LineCost, standardize
from lessonkit.descent import Descent, descend, learning_rate_limit
from lessonkit.explorers.controls import Choice, LogNumber, Whole
from lessonkit.explorers.panel import Panel
from lessonkit.figures import (
    FONT_SIZE,
    INK,
    ORANGE,
    PURPLE,
    RUNS,
    VERMILLION,
    YELLOW,
    new_figure,
    xy,
)
from lessonkit.live import LiveFigure
from lessonkit.words import counted, number, without_noise

__all__ = ["LearningRateExplorer"]

Floats = NDArray[np.float64]

SLOWEST, FASTEST = 1e-8, 100.0
"""Ends of the ruler: in raw units with five features the limit is 1.6e-07."""

LENGTHS = (60, 200, 1000)
"""Iterations that the pictures have room for: the shortest that holds the cap."""

SAME = 1e-9
"""Relative difference below which two numbers differ by rounding alone."""

# The second walk stays visible where it coincides with the first: wider, hollow marks.
LOOKS: tuple[dict[str, Any], ...] = (
    {**RUNS[0], "markersize": 4},
    {**RUNS[1], "markersize": 8, "markerfacecolor": "none"},
)

NOTHING = "nothing"
LESSON: Mapping[str, Any] = {
    "compare_with": NOTHING,
    "cap": 60,
    "tolerance": 1e-4,
    "scaling": "standardized",
    "features": "one",
}

RATES: Mapping[str, Mapping[str, Any]] = {
    "0.001: creeps": {"learning_rate": 0.001},
    "0.1: arrives": {"learning_rate": 0.1},
    "0.5: one single step": {"learning_rate": 0.5},
    "0.9: zigzags": {"learning_rate": 0.9},
    "0.999: just below the limit": {"learning_rate": 0.999},
    "1.0: bounces for ever": {"learning_rate": 1.0},
    "1.01: diverges": {"learning_rate": 1.01},
    "0.1 and 0.9: the same curve": {"learning_rate": 0.1, "compare_with": "0.9"},
    "0.9 with five features": {"learning_rate": 0.9, "features": "five"},
}


class LearningRateExplorer(Panel):
    """A walk at one learning rate, or two: its costs, its weights, and where it stops.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    X : array-like, shape (n, 5)
        Five features of the same cars, engine size first, unscaled.
    **state
        First values of the controls.

    Attributes
    ----------
    learning_rate : float
        From 1e-8 to 100.
    compare_with : str
        A second learning rate, or "nothing".
    cap : int
        The largest number of iterations, from 1 to 1,000.
    tolerance : float
        The smallest improvement of the cost that is worth another step, from 1e-6 to 1e6.
    scaling : {"raw", "centred", "standardized"}
        What is done to the features first; standardized, the prices are, too.
    features : {"one", "five"}
        Engine size alone, or all five.

    Raises
    ------
    ValueError, TypeError
        If the data are not finite numbers of these shapes, or a control gets a value that it
        cannot take.
    """

    learning_rate = LogNumber(0.1, SLOWEST, FASTEST, step=0.05)
    compare_with = Choice(NOTHING, [NOTHING, "0.001", "0.1", "0.5", "0.9", "0.999", "1.0", "1.01"])
    cap = Whole(60, 1, LENGTHS[-1], unit="iterations")
    tolerance = LogNumber(1e-4, 1e-6, 1e6, step=0.25)
    scaling = Choice("standardized", ["raw", "centred", "standardized"])
    features = Choice("one", ["one", "five"])

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        name: {**LESSON, **state} for name, state in RATES.items()
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, X: ArrayLike, /, **state: Any) -> None:
        self.bowls = _bowls(x, y, X)
        super().__init__(**state)

    def draw(self) -> list[LiveFigure]:
        """Draw the two pictures side by side and the ruler of learning rates below them."""
        self._frame: tuple[str, str, int] | None = None
        figure, (left, right, below) = new_figure(3, width=10, height=4.2)
        # Room for the widest ticks of every problem: an automatic layout would depend on the way
        # there, too.
        figure.set_layout_engine("none")
        grid = figure.add_gridspec(
            2, 2, height_ratios=(6.5, 1),
            left=0.075, right=0.975, bottom=0.225, top=0.975, wspace=0.21, hspace=0.43,
        )  # fmt: skip
        places = grid[0, 0], grid[0, 1], grid[1, :]
        for ax, place in zip((left, right, below), places, strict=True):
            ax.set_subplotspec(place)
        self.costs, self.weights = _Track(left), _Track(right)
        self.others = LineCollection([], colors=PURPLE, linestyles=":", linewidths=1.5)
        right.add_collection(self.others, autolim=False)
        self.ruler = _Ruler(below)
        keys = {
            "your rate": self.costs.walks[0],
            "second rate": self.costs.walks[1],
            "other weights": self.others,
            "tolerance stops": self.costs.tolerance,
            "cap stops": self.costs.cap,
            "bottom": self.costs.bottom,
        }
        figure.legend(
            list(keys.values()), list(keys),
            loc="lower center", ncols=6, frameon=False, fontsize=FONT_SIZE - 1,
            columnspacing=1.2, handletextpad=0.5,
        )  # fmt: skip
        view = LiveFigure(figure)
        view.move(self.others, *self.costs.artists, *self.weights.artists, *self.ruler.artists)
        return [view]

    def follow(self) -> None:
        """Walk, and show both walks, where the rules stop the first, and the rate on its ruler."""
        self._arrange()
        self.walk = self._descend(self.learning_rate)
        self.second = (
            None if self.compare_with == NOTHING else self._descend(float(self.compare_with))
        )
        self.stop = self._tolerance_stop(self.walk)
        walks = [walk for walk in (self.walk, self.second) if walk is not None]
        self.costs.follow([walk.costs for walk in walks], self.stop)
        self.weights.follow([walk.points[:, 0] for walk in walks], self.stop)
        self.others.set_segments(self.weights.segments(self.walk.points[:, :-1].T))
        self.ruler.follow([walk.learning_rate for walk in walks])
        self.pictures[0].alt = self._alt()

    def readout(self) -> str:
        """Say how the rate stands to the limit, where the walk is, and what stops it."""
        lines = [self._against_limit(), self._place(), self._bottom(), self._stopping()]
        return "\n".join([*lines, self._comparison(self.second)] if self.second else lines)

    @property
    def bowl(self) -> "_Bowl":
        """The problem that is chosen."""
        return self.bowls[self.scaling, self.features]

    def _descend(self, rate: float) -> Descent:
        return descend(self.bowl.cost, self.bowl.start, rate, self.cap)

    def _arrange(self) -> None:
        """Fit the frames to the problem and the cap; only then are still parts drawn anew."""
        length = next(length for length in LENGTHS if self.cap <= length)
        frame = self.scaling, self.features, length
        if frame == self._frame:
            return
        self._frame = frame
        bowl = self.bowl
        money = self.scaling != "standardized"
        self.costs.fit(
            length, (0, bowl.top), bowl.lowest,
            "cost (million USD²)" if money else "cost (MSE)", 1e6 if money else 1,
        )  # fmt: skip
        names = {"one": "w (USD/inch³)" if money else "weight w", "five": "w of engine size"}
        self.weights.fit(length, bowl.w_span, bowl.bottom[0], names[self.features], 1)
        self.ruler.fit(bowl.limit)

    def _tolerance_stop(self, walk: Descent) -> int | None:
        """Return the iteration after which the tolerance stops the walk, if the cap lets it."""
        small = np.flatnonzero(-np.diff(walk.costs) < self.tolerance)
        return int(small[0]) + 1 if len(small) else None

    def _against_limit(self) -> str:
        rate, limit = self.walk.learning_rate, self.bowl.limit
        return (
            f"Learning rate {rate:g}: {rate / limit:.4g} times the limit of this problem, "
            f"{_rate(limit)}. {self._character()}."
        )

    def _place(self) -> str:
        w, b = without_noise(self.walk.points[-1])[[0, -1]]
        return (
            f"After {counted(self.walk.iterations, 'iteration')}: "
            f"w = {number(w)}, b = {number(b)}, "
            f"cost {number(self.walk.costs[-1], 4)}; {self._progress()}."
        )

    def _bottom(self) -> str:
        w, b = self.bowl.bottom[[0, -1]]
        return (
            f"The bottom: w = {number(w)}, b = {number(b)}, cost {number(self.bowl.lowest, 4)}. "
            f"Each step, the distance times {self._factors()}."
        )

    def _character(self) -> str:
        ratio = self.walk.learning_rate / self.bowl.limit
        if ratio > 1 + SAME:
            return "It diverges"
        if ratio > 1 - SAME:
            return "It bounces for ever"
        return "It zigzags" if ratio > 0.5 + SAME else "It does not overshoot"

    def _progress(self) -> str:
        start, end = self.walk.costs[[0, -1]]
        if end > start * (1 + SAME):
            return "higher than the start"
        return f"{100 * (start - end) / (start - self.bowl.lowest):z.1f}% of the way down"

    def _factors(self) -> str:
        """Return what a step does to the distance, along the steepest and the flattest way."""
        factors = 1 - self.walk.learning_rate * self.bowl.curvatures
        steep, flat = (float(factor) for factor in factors[[-1, 0]])
        if np.isclose(self.bowl.curvatures[0], self.bowl.curvatures[-1]):
            return _factor(steep)
        return f"{_factor(steep)} to {'almost 1' if 1 - flat < 5e-7 else _factor(flat)}"

    def _stopping(self) -> str:
        walk = self.walk
        end = "overflow" if walk.stopped == "overflow" else "cap"
        tolerance = f"tolerance {self.tolerance:.4g} {self._by_tolerance()}"
        return f"Stops: {tolerance}; {end} after {walk.iterations}."

    def _by_tolerance(self) -> str:
        if self.stop is None:
            return "not met yet"
        before, after = self.walk.costs[[self.stop - 1, self.stop]]
        rose = ", as the cost rose" if after > before * (1 + SAME) else ""
        w = number(self.walk.points[self.stop, 0])
        return f"after {counted(self.stop, 'iteration')} (w = {w}){rose}"

    def _comparison(self, second: Descent) -> str:
        stop = self._tolerance_stop(second)
        stopped = "not met yet" if stop is None else f"after {counted(stop, 'iteration')}"
        first = self.walk.costs
        same = len(first) == len(second.costs) and np.allclose(first, second.costs, rtol=SAME)
        return (
            f"Second rate {second.learning_rate:g}: w = {number(second.points[-1, 0])}, "
            f"cost {number(second.costs[-1], 4)}; tolerance {stopped}."
            f"{' The cost curve is the same.' if same else ''}"
        )

    def _alt(self) -> str:
        rate, limit = self.ruler.words()
        second = f" Dashed, a second walk at {self.compare_with}." if self.second else ""
        return (
            f"The cost goes {self.costs.words()}, the weight {self.weights.words()}.{second} "
            f"Below, a ruler of learning rates: {rate}, with the limit at {limit}."
        )


class _Bowl:
    """A cost from which the walk starts at zero, and the frames that its walks fit in."""

    def __init__(self, cost: LineCost | LinearCost) -> None:
        self.cost = cost
        self.limit = learning_rate_limit(cost)
        self.curvatures = np.linalg.eigvalsh(cost.curvature)
        self.bottom: Floats = np.hstack(cost.minimum[:2])
        self.lowest = cost.minimum.cost
        self.start = [0.0] * len(self.bottom)
        self.top = 1.5 * float(cost.cost(*self.start))
        # The largest swings that any walk makes without diverging.
        swings = descend(cost, self.start, self.limit * (1 - SAME), LENGTHS[-1])
        seen = np.append(swings.points[:, :-1], self.bottom[0])
        air = 0.1 * float(np.ptp(seen))
        self.w_span = float(seen.min()) - air, float(seen.max()) + air


class _Track:
    """What one or two walks do, iteration by iteration, up to where they leave the picture."""

    def __init__(self, ax: Axes) -> None:
        self.ax = ax
        ax.set_xlabel("iteration")
        ax.yaxis.set_major_locator(MaxNLocator(5))
        self.bottom = ax.axhline(0, color=INK, linestyle=":", linewidth=1.5)
        self.walks = [ax.plot([], [], linewidth=1.5, **look)[0] for look in LOOKS]
        self.tolerance, self.cap = (
            ax.plot([], [], marker=marker, markersize=14, color=color, markeredgecolor=INK,
                    alpha=0.9, linestyle="none", zorder=5)[0]
            for marker, color in (("s", YELLOW), ("D", ORANGE))
        )  # fmt: skip
        self.cap.set_markersize(10)
        self.sign = ax.text(
            0.99, 0.7, "", transform=ax.transAxes, ha="right", va="center", fontsize=FONT_SIZE,
            bbox={"facecolor": "white", "edgecolor": VERMILLION, "boxstyle": "round"}, zorder=7,
        )  # fmt: skip
        self.artists = *self.walks, self.tolerance, self.cap, self.sign

    def fit(
        self, length: int, span: tuple[float, float], bottom: float, name: str, unit: float
    ) -> None:
        """Make room for so many iterations and this span of values."""
        self.span = span
        self.ax.set(xlim=(-0.03 * length, 1.03 * length), ylim=span, ylabel=name)
        self.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / unit:g}"))
        self.bottom.set_ydata([bottom, bottom])

    def follow(self, walks: Sequence[Floats], stop: int | None) -> None:
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
        gone = end < len(first)
        self.sign.set_visible(gone)
        if gone:
            arrow = "▲" if first[end] > self.span[1] else "▼"
            self.sign.set_text(f"{arrow} off the picture from iteration {end}")

    def segments(self, rows: Floats) -> list[Floats]:
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

    def _exit(self, values: Floats) -> int:
        """Return the first place that is outside the picture, or the number of places."""
        low, high = self.span
        outside = np.flatnonzero((values < low) | (values > high))
        return int(outside[0]) if len(outside) else len(values)

    def _clip(self, values: Floats) -> Floats:
        """Keep values near enough for drawing; in the picture the line looks the same."""
        low, high = self.span
        return np.clip(values, low - 1e3 * (high - low), high + 1e3 * (high - low))


class _Ruler:
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
        self.names = [
            ax.text(
                1, 0.5, words, ha=side, va="center", fontsize=FONT_SIZE - 1, zorder=3,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            )
            for words, side in (("limit  ", "right"), ("  diverges", "left"))
        ]  # fmt: skip
        self.artists = [
            ax.plot(
                [], [], zorder=5, clip_on=False,
                **{**look, "linestyle": "none", "markersize": size},
            )[0]
            for look, size in zip(LOOKS, (11, 14), strict=True)
        ]  # fmt: skip

    def fit(self, limit: float) -> None:
        """Mark the limit of a problem."""
        self.limit.set_xdata([limit, limit])
        self.beyond.set_x(limit)
        self.beyond.set_width(FASTEST - limit)
        for name in self.names:
            name.set_x(limit)

    def follow(self, rates: Sequence[float]) -> None:
        """Mark the learning rates."""
        for mark in self.artists:
            mark.set_visible(False)
        for mark, rate in zip(self.artists, rates, strict=False):
            mark.set_visible(True)
            mark.set_data([rate], [0])  # on the rule itself, below the words

    def words(self) -> tuple[str, str]:
        """Say the first rate and the limit, as drawn."""
        return f"{xy(self.artists[0])[0, 0]:g}", _rate(xy(self.limit)[0, 0])


def _bowls(x: ArrayLike, y: ArrayLike, X: ArrayLike) -> dict[tuple[str, str], _Bowl]:
    """Return the problem of each scaling, of one feature and of five."""
    if np.shape(X)[1:] != (5,):
        raise ValueError(f"X: expected the shape (n, 5), got {np.shape(X)}.")
    one, five = LineCost(x, y), LinearCost(X, y)
    scalings: dict[str, tuple[Callable[[Floats], Floats], Floats]] = {
        "raw": (lambda values: values, one.y),
        "centred": (lambda values: values - values.mean(axis=0), one.y),
        "standardized": (standardize, standardize(one.y)),
    }
    bowls = {}
    for scaling, (scale, prices) in scalings.items():
        bowls[scaling, "one"] = _Bowl(LineCost(scale(one.x), prices))
        bowls[scaling, "five"] = _Bowl(LinearCost(scale(five.X), prices))
    return bowls


def _rate(rate: float) -> str:
    """Write a limit as the lesson does."""
    return f"{rate:.4e}" if rate < 0.01 else f"{rate:.4f}"


def _factor(factor: float) -> str:
    return f"{factor:.1e}" if abs(factor) >= 1e4 else f"{round(factor, 6):z.6g}"
