"""The panel of the gradient: one step of the walk at a time, both weights at once."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text
from matplotlib.ticker import MultipleLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost, standardize
from lessonkit.descent import descend
from lessonkit.explorers.controls import LogNumber, Number, Whole
from lessonkit.explorers.off_picture import arrow_to, new_sign, show_sign
from lessonkit.explorers.panel import Panel
from lessonkit.figures import draw_contours, draw_path, draw_point
from lessonkit.live import LiveFigure
from lessonkit.picture import BLUE, FONT_SIZE, GREEN, INK, PURPLE, new_figure, xy
from lessonkit.words import counted, number, without_noise

__all__ = ["GradientExplorer"]

Array = NDArray[np.float64]

STEPS = 60
W_SPAN, B_SPAN, TOP = (-1.2, 2.8), (-1.6, 1.6), 6.0
"""The map, and the highest cost in the picture: every start and what a step from it can show."""

ARROW_SCALE = 0.25
"""Length of a drawn gradient for each unit of it: in full it would not fit from a far start."""

HEAD, FULL = 18, 0.25
"""Size of an arrow's head, and the length below which an arrow has a smaller one."""
SHORTEST = 0.01
"""An arrow shorter than this would be a dot."""


class GradientExplorer(Panel):
    """A walk down the standardized bowl, step by step, with the update rule in numbers.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes and prices; the panel standardizes them.
    **state
        First values of the controls.

    Attributes
    ----------
    start_w, start_b : float
        Where the walk begins, from -1 to 2.6 and from -1.4 to 1.4.
    learning_rate : float
        From 0.001 to 2.
    step : int
        How many steps the walk has taken, from 0 to 60.

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not two rows of finite numbers of the same length, or a control gets a
        value that it cannot take.
    """

    start_w = Number(0, -1, 2.6, step=0.1)
    start_b = Number(1, -1.4, 1.4, step=0.1)
    learning_rate = LogNumber(0.1, 0.001, 2, step=0.05)
    step = Whole(0, 0, STEPS, play=0.4)

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        name: {"start_w": 0, "start_b": 0, "learning_rate": rate, "step": step}
        for name, rate, step in [
            ("the lesson's first step", 0.1, 0),
            ("sixty steps", 0.1, 60),
            ("0.5: the bottom in one step", 0.5, 1),
            ("0.75: to the other side", 0.75, 1),
            ("1.1: too long a step", 1.1, 4),
        ]
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cost = LineCost(standardize(x), standardize(y))
        super().__init__(**state)

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the bowl from above, and the two slices through the place where the walk stands."""
        figure, (above, *sides) = new_figure(3, width=10, height=3.5)
        self.ends = np.linspace(*W_SPAN, 81), np.linspace(*B_SPAN, 81)
        moving = self._draw_map(above)
        self.slices = [_Slice(*parts) for parts in zip(sides, "wb", self.ends, strict=True)]
        keys = {
            "walk": self.path,
            "here": self.here,
            "bottom": self.bottom,
            "gradient (× ¼)": _key(self.gradient_arrow),
            "next step": _key(self.step_arrow),
            "tangent": self.slices[0].tangent,
        }
        look: dict[str, Any] = {"ncols": 6, "frameon": False, "fontsize": FONT_SIZE - 1}
        figure.legend([*keys.values()], [*keys], loc="outside lower center", **look)
        picture = LiveFigure(figure)
        picture.move(*moving, *self.slices[0].artists, *self.slices[1].artists)
        return [picture]

    def _draw_map(self, ax: Axes) -> list[Artist]:
        draw_contours(ax, self.cost, *self.ends)
        ax.set(xlabel="w", ylabel="b", title="from above", aspect="equal")
        ax.yaxis.set_major_locator(MultipleLocator(1))
        self.bottom = draw_point(ax, *self.cost.minimum[:2])
        self.path = draw_path(ax, [(0, 0)])
        self.here = draw_point(ax, 0, 0, marker="o", markersize=10)
        self.gradient_arrow = _arrow(ax, PURPLE, linestyle="--")
        self.step_arrow = _arrow(ax, GREEN)
        self.sign = new_sign(ax, y=0.9)
        return [self.path, self.here, self.gradient_arrow, self.step_arrow, self.sign]

    # After each change.

    def follow(self) -> None:
        """Move the walk, the arrows and the slices."""
        walk = descend(self.cost, (self.start_w, self.start_b), self.learning_rate, STEPS + 1)
        self.point, self.next_point = map(without_noise, walk.points[self.step : self.step + 2])
        self.cost_now, self.next_cost = walk.costs[self.step : self.step + 2]
        self.gradient = without_noise(np.array(self.cost.gradient(*self.point)))
        self._place_walk(walk.points[: self.step + 1])
        for axis, one in enumerate(self.slices):
            line = np.repeat(self.point[:, np.newaxis], len(self.ends[axis]), axis=1)
            line[axis] = self.ends[axis]
            heights = np.asarray(self.cost.cost(*line))
            step = self.point[axis], self.next_point[axis]
            one.follow(heights, step, self.cost_now, self.gradient[axis])
        self.pictures[0].alt = self._alt()

    def _place_walk(self, points: Array) -> None:
        inside = _inside(points)
        on_map = bool(inside[-1])
        # Up to the first point off the map: those after it are even farther away.
        self.path.set_data(*points[: len(points) if on_map else int(np.argmin(inside)) + 1].T)
        self.here.set_data(*self.point[:, np.newaxis])
        self.here.set_visible(on_map)
        _point(self.gradient_arrow, self.point, self.point + ARROW_SCALE * self.gradient, on_map)
        _point(self.step_arrow, self.point, self.next_point, on_map)
        _warn(self.sign, self.point, W_SPAN, B_SPAN)

    # In words.

    def readout(self) -> str:
        """Say where the walk stands, the gradient in two ways, and the update rule in numbers."""
        w, b = map(number, self.point)
        grad_w, grad_b = map(number, self.gradient)
        new_w, new_b = map(number, self.next_point)
        felt_w, felt_b = map(number, without_noise(self._felt()))
        rate = f"{self.learning_rate:g}"
        return (
            f"Step {self.step} of {STEPS}, learning rate {rate}: w = {w}, b = {b}, "
            f"cost {number(self.cost_now, 4)} (bottom {number(self.cost.minimum.cost, 4)}).\n"
            f"Gradient by formula: w {grad_w}, b {grad_b}. "
            f"By finite difference: w {felt_w}, b {felt_b}.\n"
            f"New w = {w} - {rate} * ({grad_w}) = {new_w}\n"
            f"New b = {b} - {rate} * ({grad_b}) = {new_b}   "
            "(first both gradients, then both weights)\n"
            f"{self._verdict()}"
        )

    def _felt(self) -> list[float]:
        """Return the gradient by finite difference."""
        # Relative to the place: far out, a smaller difference would be lost in rounding.
        tiny = 1e-4 * max(1.0, float(np.abs(self.point).max()))
        return [
            float(self.cost.cost(*(self.point + nudge)) - self.cost.cost(*(self.point - nudge)))
            / (2 * tiny)
            for nudge in tiny * np.eye(2)
        ]

    def _verdict(self) -> str:
        if np.abs(self.gradient).max() < 5e-4:
            return "To these digits the gradient is zero: the bottom, where a step leads nowhere."
        climb = self.next_cost - self.cost_now
        after = f"by {abs(climb):.4g}, to {number(self.next_cost, 4)}"
        # A relative difference this small is rounding.
        if abs(climb) < 1e-9 * self.cost_now:
            return "The next step lands as high as it began: it bounces forever."
        if climb < 0:
            return f"The next step lowers the cost {after}."
        return f"The next step is too long: it raises the cost {after}."

    def _alt(self) -> str:
        w, b = map(number, self.point)
        if not self.here.get_visible():
            return f"The walk has left the map of the bowl: it stands at w = {w}, b = {b}."
        slopes = " and ".join(f"{number(one.slope)} along {one.name}" for one in self.slices)
        taken = len(xy(self.path)) - 1
        return (
            f"The bowl from above and a walk of {counted(taken, 'step')}, now at w = {w}, b = {b}; "
            f"beside it the slices along w and b, with tangents of slope {slopes}."
        )


class _Slice:
    """A slice through the bowl along one weight: curve, tangent, the place and the step."""

    def __init__(self, ax: Axes, name: str, ends: Array) -> None:
        self.name = name
        self._ends = ends
        self._sides = 0.16 * np.ptp(ends) * np.array([-1, 1])
        other = {"w": "b", "b": "w"}[name]
        ax.set(xlabel=name, title=f"along {name}, {other} stays", xlim=ends[[0, -1]], ylim=(0, TOP))
        ax.set_ylabel("cost (MSE)" if name == "w" else "")
        ax.xaxis.set_major_locator(MultipleLocator(1))
        (self.curve,) = ax.plot([], [], color=BLUE, linewidth=2)
        (self.tangent,) = ax.plot([], [], color=INK, linestyle="--", linewidth=2, zorder=3)
        self.here = draw_point(ax, 0, 0, marker="o", markersize=10)
        self.step_arrow = _arrow(ax, GREEN)
        self.sign = new_sign(ax, y=0.9)
        walk = self.curve, self.tangent, self.here
        self.artists: tuple[Artist, ...] = *walk, self.step_arrow, self.sign

    def follow(self, heights: Array, step: tuple[float, float], cost: float, slope: float) -> None:
        """Show the slice's heights, and a step from one weight to the next at this cost."""
        here, there = step
        seen = bool(cost <= TOP and self._ends[0] <= here <= self._ends[-1])
        self.curve.set_data(self._ends, np.minimum(heights, 1e3 * TOP))
        self.tangent.set_data(here + self._sides, cost + slope * self._sides)
        self.here.set_data([here], [cost])
        for artist in (self.tangent, self.here):
            artist.set_visible(seen)
        _point(self.step_arrow, (here, cost), (there, cost), seen)
        _warn(self.sign, (here, cost), self._ends[[0, -1]], (0, TOP))

    @property
    def slope(self) -> float:
        """Slope of the tangent as drawn."""
        (left, low), (right, high) = xy(self.tangent)
        return float((high - low) / (right - left))


def _inside(points: Array) -> NDArray[np.bool_]:
    """Return which points are on the map."""
    low, high = np.transpose([W_SPAN, B_SPAN])
    return np.asarray(np.all((low <= points) & (points <= high), axis=1))


def _arrow(ax: Axes, color: str, **style: Any) -> FancyArrowPatch:
    look: dict[str, Any] = {"arrowstyle": "-|>", "linewidth": 2.5, "zorder": 6, "color": color}
    arrow = FancyArrowPatch((0, 0), (1, 1), shrinkA=0, shrinkB=0, **look, **style)
    ax.add_patch(arrow)
    return arrow


def _point(
    arrow: FancyArrowPatch, tail: Iterable[float], head: Iterable[float], seen: bool
) -> None:
    """Let an arrow point from tail to head, or hide it."""
    (x, y), (x_head, y_head) = tail, head
    length = math.hypot(x_head - x, y_head - y)
    shown = seen and length >= SHORTEST
    arrow.set_visible(shown)
    if shown:
        arrow.set_positions((x, y), (x_head, y_head))
        arrow.set_mutation_scale(HEAD * min(1, length / FULL))


def _warn(sign: Text, place: Iterable[float], *spans: Iterable[float]) -> None:
    """Say where a place outside the picture lies, or hide the sign."""
    arrow = arrow_to(place, *spans)
    show_sign(sign, arrow and f"{arrow} the walk is off there")


def _key(arrow: FancyArrowPatch) -> Line2D:
    """Return what stands for an arrow in a legend."""
    look: dict[str, Any] = {"color": arrow.get_edgecolor(), "linestyle": arrow.get_linestyle()}
    return Line2D([], [], linewidth=2.5, **look)
