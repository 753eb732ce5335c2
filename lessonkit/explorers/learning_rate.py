"""The panel of the learning rate: cost and weight side by side, and the limit of the problem."""

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from matplotlib.collections import LineCollection
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LinearCost, LineCost, standardize
from lessonkit.descent import Descent, descend, learning_rate_limit
from lessonkit.explorers.controls import LogNumber, Menu, Whole
from lessonkit.explorers.panel import Panel
from lessonkit.explorers.tracks import FASTEST, SLOWEST, Ruler, Track
from lessonkit.live import LiveFigure
from lessonkit.picture import FONT_SIZE, PURPLE, new_figure, xy
from lessonkit.words import counted, multiplier, number, rate_limit, without_noise

__all__ = ["LearningRateExplorer"]

Array = NDArray[np.float64]

LENGTHS = (60, 200, 1000)
"""Iterations that the pictures have room for: the shortest that holds the cap."""

SAME = 1e-9
"""Relative difference below which two numbers differ by rounding alone."""

NOTHING = "nothing"
LESSON: Mapping[str, Any] = {
    "compare_with": NOTHING,
    "cap": 60,
    "tolerance": 1e-4,
    "scaling": "standardized",
    "features": "one",
}

RATES: Mapping[str, Mapping[str, Any]] = {
    **{
        f"rate {rate:g}": {"learning_rate": rate} for rate in (0.001, 0.1, 0.5, 0.9, 0.999, 1, 1.01)
    },
    "0.1 beside 0.9": {"learning_rate": 0.1, "compare_with": "0.9"},
    "0.9, five features": {"learning_rate": 0.9, "features": "five"},
}

NEAR = 1.01
"""A walk has arrived when its cost is at most this many times the lowest."""

GOAL = 20
"""Steps in which to arrive with five standardized features; the best rate takes a few less."""


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
    scaling : {"raw", "centered", "standardized"}
        How the features are prepared; "standardized" applies to the prices, too.
    features : {"one", "five"}
        Engine size alone, or all five.
    best : tuple of int and float, or None
        The fewest steps in which a walk with five standardized features has arrived since the
        panel was made or reset, and its learning rate.
    tried : int
        How many learning rates were tried there.

    Raises
    ------
    ValueError, TypeError
        If the data are not finite numbers of these shapes, or a control gets a value that it
        cannot take.
    """

    learning_rate = LogNumber(0.1, SLOWEST, FASTEST, step=0.05)
    compare_with = Menu(NOTHING, [NOTHING, "0.001", "0.1", "0.5", "0.9", "0.999", "1.0", "1.01"])
    cap = Whole(60, 1, LENGTHS[-1], unit="iterations")
    tolerance = LogNumber(1e-4, 1e-6, 1e6, step=0.25)
    scaling = Menu("standardized", ["raw", "centered", "standardized"])
    features = Menu("one", ["one", "five"])

    lines = 6
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        name: {**LESSON, **state} for name, state in RATES.items()
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, X: ArrayLike, /, **state: Any) -> None:
        self.problems = _problems(x, y, X)
        super().__init__(**state)

    @property
    def problem(self) -> "_Problem":
        """The problem that is chosen."""
        return self.problems[self.scaling, self.features]

    def begin(self) -> None:
        """Forget the best rate so far, and which rates were tried."""
        self.best: tuple[int, float] | None = None
        self._tried: set[float] = set()

    @property
    def tried(self) -> int:
        """How many learning rates were tried with five standardized features."""
        return len(self._tried)

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the two pictures side by side and the ruler of learning rates below them."""
        self._frame: tuple[str, str, int] | None = None
        self._listed: list[str] | None = None
        # Room for the widest ticks of every problem: an automatic layout would depend on the states
        # before this one.
        grid: dict[str, Any] = {"height_ratios": (6.5, 1), "wspace": 0.21, "hspace": 0.45}
        grid |= {"left": 0.075, "right": 0.975, "bottom": 0.24, "top": 0.975}
        figure, (left, right, below) = new_figure("12;33", width=10, height=3.9, **grid)
        figure.set_layout_engine("none")
        self.costs, self.weights, self.ruler = Track(left), Track(right), Ruler(below)
        self.others = LineCollection([], colors=PURPLE, linestyles=":", linewidths=1.5)
        right.add_collection(self.others, autolim=False)
        self._keys = {
            "your rate": self.costs.walks[0],
            "second rate": self.costs.walks[1],
            "other weights": self.others,
            "tolerance stops": self.costs.tolerance,
            "cap stops": self.costs.cap,
            "bottom": self.costs.bottom,
        }
        picture = LiveFigure(figure)
        picture.move(self.others, *self.costs.artists, *self.weights.artists, *self.ruler.marks)
        return [picture]

    # After each change.

    def follow(self) -> None:
        """Walk, and show both walks, where the rules stop the first, and the rate on its ruler."""
        self._arrange()
        compared = self.compare_with != NOTHING
        self.walk = self._descend(self.learning_rate)
        self.second = self._descend(float(self.compare_with)) if compared else None
        self.stop = self._tolerance_stop(self.walk)
        walks = [walk for walk in (self.walk, self.second) if walk is not None]
        self.costs.follow([walk.costs for walk in walks], self.stop)
        self.weights.follow([walk.points[:, 0] for walk in walks], self.stop)
        self.others.set_segments(self.weights.segments(self.walk.points[:, :-1].T))
        self.ruler.follow([walk.learning_rate for walk in walks])
        self._list_drawn()
        self._keep_score()
        self.pictures[0].alt = self._alt()

    def _descend(self, rate: float) -> Descent:
        return descend(self.problem.cost, self.problem.start, rate, self.cap)

    def _arrange(self) -> None:
        """Fit the frames to the problem and the cap; only then are still parts drawn anew."""
        length = next(length for length in LENGTHS if self.cap <= length)
        frame = self.scaling, self.features, length
        if frame == self._frame:
            return
        self._frame = frame
        problem, in_usd = self.problem, self.scaling != "standardized"
        self.costs.fit(length, (0, problem.top), problem.lowest, unit=1e6 if in_usd else 1)
        self.costs.ax.set_ylabel("cost (million USD²)" if in_usd else "cost (MSE)")
        self.weights.fit(length, problem.w_span, problem.bottom[0])
        one = "w (USD/inch³)" if in_usd else "weight w"
        self.weights.ax.set_ylabel(one if self.features == "one" else "w of engine size")
        self.ruler.fit(problem.limit)

    def _list_drawn(self) -> None:
        """List in the legend what is drawn; only the menus change that, so it is a still part."""
        drawn = {"second rate": self.second is not None, "other weights": self.features == "five"}
        listed = [key for key in self._keys if drawn.get(key, True)]
        if listed == self._listed:
            return
        self._listed = listed
        figure = self.pictures[0].figure
        for legend in figure.legends[:]:
            legend.remove()
        look: dict[str, Any] = {"ncols": len(listed), "columnspacing": 1.2, "handletextpad": 0.5}
        look |= {"loc": "lower center", "frameon": False, "fontsize": FONT_SIZE - 1}
        legend = figure.legend([self._keys[key] for key in listed], listed, **look)
        for handle in filter(None, legend.legend_handles):
            handle.set_visible(True)

    def _keep_score(self) -> None:
        """Count a walk that is one of the goal's, and keep it if it is the best so far."""
        if (self.features, self.scaling) != ("five", "standardized"):
            return
        self._tried.add(self.learning_rate)
        near = np.flatnonzero(self.walk.costs <= NEAR * self.problem.lowest)
        if len(near) and (self.best is None or near[0] < self.best[0]):
            self.best = int(near[0]), self.learning_rate

    def _tolerance_stop(self, walk: Descent) -> int | None:
        """Return the iteration after which the tolerance stops the walk, if the cap lets it."""
        small = np.flatnonzero(-np.diff(walk.costs) < self.tolerance)
        return int(small[0]) + 1 if len(small) else None

    # In words.

    def readout(self) -> str:
        """Say how the rate compares with the limit, where the walk is, and what stops it."""
        lines = [self._against_limit(), self._place(), self._bottom(), self._stopping()]
        if self.second:
            lines.append(self._comparison(self.second))
        return "\n".join([*lines, self._goal()])

    def _against_limit(self) -> str:
        rate, limit = self.walk.learning_rate, self.problem.limit
        return (
            f"Learning rate {rate:g}: {rate / limit:.4g} times the limit of this problem, "
            f"{rate_limit(limit)}. {self._character()}."
        )

    def _place(self) -> str:
        w, b = without_noise(self.walk.points[-1])[[0, -1]]
        return (
            f"After {counted(self.walk.iterations, 'iteration')}: "
            f"w = {number(w)}, b = {number(b)}, "
            f"cost {number(self.walk.costs[-1], 4)}; {self._progress()}."
        )

    def _bottom(self) -> str:
        w, b = self.problem.bottom[[0, -1]]
        return (
            f"The bottom: w = {number(w)}, b = {number(b)}, cost {number(self.problem.lowest, 4)}. "
            f"Each step, distance times {self._factors()}."
        )

    def _character(self) -> str:
        ratio = self.walk.learning_rate / self.problem.limit
        if ratio > 1 + SAME:
            return "It diverges"
        if ratio > 1 - SAME:
            return "It bounces forever"
        return "It overshoots" if ratio > 0.5 + SAME else "It does not overshoot"

    def _progress(self) -> str:
        start, end = self.walk.costs[[0, -1]]
        if end > start * (1 + SAME):
            return "higher than the start"
        return f"{100 * (start - end) / (start - self.problem.lowest):z.1f}% of the way down"

    def _factors(self) -> str:
        """Return what a step does to the distance, along the steepest and the flattest way."""
        factors = 1 - self.walk.learning_rate * self.problem.curvatures
        steep, flat = (float(factor) for factor in factors[[-1, 0]])
        if np.isclose(self.problem.curvatures[0], self.problem.curvatures[-1]):
            return multiplier(steep)
        flattest = "almost 1" if 1 - flat < SAME else multiplier(flat)
        return f"{multiplier(steep)} to {flattest}"

    def _stopping(self) -> str:
        walk = self.walk
        end = "overflow" if walk.stopped == "overflow" else "cap"
        tolerance = f"tolerance {self.tolerance:.4g} {self._by_tolerance()}"
        return f"Stops: {tolerance}; {end} after {walk.iterations:,}."

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

    def _goal(self) -> str:
        best = "none has arrived"
        if self.best:
            best = f"best: {counted(self.best[0], 'step')} at {self.best[1]:.3g}"
        reached = " reached" if self.best and self.best[0] <= GOAL else ""
        return (
            f"Goal{reached}: five features, within 1 % of the lowest cost in {GOAL} steps. "
            f"Tried {self.tried}; {best}."
        )

    def _alt(self) -> str:
        rate, limit = self.ruler.words()
        second = f"Dashed, a second walk at {self.compare_with}. " if self.second else ""
        return (
            f"The cost goes {self.costs.words()}, the weight {self.weights.words()}. "
            f"{self._marks()}{second}"
            f"Below, a ruler of learning rates: {rate}, with the limit at {limit}."
        )

    def _marks(self) -> str:
        """Say what is marked on the curves, as drawn: on either, for one may leave its picture."""
        said = []
        for rule, mark in (("tolerance", "a square"), ("cap", "a diamond")):
            places = np.vstack([xy(getattr(one, rule)) for one in (self.costs, self.weights)])
            if len(places):
                after = counted(int(places[0, 0]), "iteration")
                said.append(f"{mark} marks where the {rule} stops the walk, after {after}")
        words = "; ".join(said)
        return f"{words[0].upper()}{words[1:]}. " if said else ""


class _Problem:
    """A cost from which the walk starts at zero, and the frames that its walks fit in."""

    def __init__(self, cost: LineCost | LinearCost) -> None:
        self.cost = cost
        self.limit = learning_rate_limit(cost)
        self.curvatures = np.linalg.eigvalsh(cost.curvature)
        self.bottom: Array = np.hstack(cost.minimum[:2])
        self.lowest = cost.minimum.cost
        self.start = [0.0] * len(self.bottom)
        self.top = 1.5 * float(cost.cost(*self.start))
        # The largest swings that any walk makes without diverging.
        swings = descend(cost, self.start, self.limit * (1 - SAME), LENGTHS[-1])
        seen = np.append(swings.points[:, :-1], self.bottom[0])
        air = 0.1 * float(np.ptp(seen))
        self.w_span = float(seen.min()) - air, float(seen.max()) + air


def _problems(x: ArrayLike, y: ArrayLike, X: ArrayLike) -> dict[tuple[str, str], _Problem]:
    """Return the problem of each scaling, of one feature and of five."""
    if np.shape(X)[1:] != (5,):
        raise ValueError(f"X: expected the shape (n, 5), got {np.shape(X)}.")
    one, five = LineCost(x, y), LinearCost(X, y)
    scales = ("raw", np.asarray), ("centered", _centered), ("standardized", standardize)
    problems = {}
    for scaling, scale in scales:
        prices = standardize(one.y) if scaling == "standardized" else one.y
        problems[scaling, "one"] = _Problem(LineCost(scale(one.x), prices))
        problems[scaling, "five"] = _Problem(LinearCost(scale(five.X), prices))
    return problems


def _centered(values: Array) -> Array:
    return np.asarray(values - values.mean(axis=0))
