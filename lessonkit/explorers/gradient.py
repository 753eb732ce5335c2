"""The panel of the gradient: with each step of the walk the line through the cars learns."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MultipleLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost, standardize
from lessonkit.descent import descend
from lessonkit.explorers.cars_view import CarsView
from lessonkit.explorers.controls import LogNumber, Number, Whole
from lessonkit.explorers.off_picture import new_sign, show_sign, show_walk_off
from lessonkit.explorers.panel import Panel
from lessonkit.figures import draw_contours, draw_path, draw_point
from lessonkit.live import LiveFigure
from lessonkit.picture import BLUE, FONT_SIZE, GREEN, INK, PAPER, PURPLE, new_figure, xy
from lessonkit.words import counted, line, number, without_noise

__all__ = ["GradientExplorer"]

Array = NDArray[np.float64]

STEPS = 60
W_SPAN, B_SPAN, TOP = (-1.2, 2.8), (-1.6, 1.6), 6.0
"""The map, and the highest cost in the picture: every start and what a step from it can show."""

ARROW_SCALE = 0.25
"""Length of a drawn gradient for each unit of it: in full it would not fit from a far start."""

LEAST = 0.3
"""Least length of a drawn gradient: near the bottom the dot would hide it."""
HEAD, FULL = 18, 0.25
"""Size of an arrow's head, and the length below which an arrow has a smaller one."""
SHORTEST = 0.01
"""An arrow shorter than this would be a dot."""
LEVEL = 5e-4
"""A gradient smaller than this is zero in the digits that are shown."""
RIM: list[AbstractPathEffect] = [withStroke(linewidth=5, foreground=PAPER)]
"""A white rim, by which arrows and the dot are seen on the map in gray, too."""
FAR = 0.5
"""How far from the bottom a walk must start for its steps to count."""


class GradientExplorer(Panel):
    """A walk down the standardized bowl, step by step, and the line that it learns.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD; the panel standardizes them.
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
        f"rate {rate:g}, step {step}": {
            "start_w": 0,
            "start_b": 0,
            "learning_rate": rate,
            "step": step,
        }
        for rate, step in [(0.1, 0), (0.1, 60), (0.75, 1), (1.1, 4)]
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.raw = LineCost(x, y)
        self.cost = LineCost(standardize(x), standardize(y))
        super().__init__(**state)

    def begin(self) -> None:
        """Forget the fewest steps so far."""
        self.best: int | None = None

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the cars, the bowl from above, and to the right a slice over the loss curve."""
        figure, (scatter, above, slice_, costs) = new_figure(
            "123;124", width=10.4, height=3.9, width_ratios=(1, 1.15, 0.9)
        )
        scatter.set_title("the line")
        self.cars = CarsView(scatter, self.raw, linewidth=3)
        moving = [*self.cars.moving, *self._draw_map(above)]
        self.slice = _Slice(slice_)
        moving += [*self.slice.artists, *self._draw_losses(costs)]
        keys = {
            "walk": self.path,
            "here": self.here,
            "next step lands": self.landing,
            "bottom": self.bottom,
            "gradient (× ¼)": _key(self.gradient_arrow),
            "tangent": self.slice.tangent,
        }
        look: dict[str, Any] = {"ncols": 6, "frameon": False, "fontsize": FONT_SIZE - 1}
        figure.legend([*keys.values()], [*keys], loc="outside lower center", **look)
        picture = LiveFigure(figure)
        picture.move(*moving)
        return [picture]

    def _draw_map(self, ax: Axes) -> list[Artist]:
        draw_contours(ax, self.cost, np.linspace(*W_SPAN, 81), np.linspace(*B_SPAN, 81))
        ax.set(xlabel="w", ylabel="b", title="the map", aspect="equal")
        ax.yaxis.set_major_locator(MultipleLocator(1))
        self.bottom = draw_point(ax, *self.cost.minimum[:2])
        self.path = draw_path(ax, [(0, 0)])
        self.here = draw_point(ax, 0, 0, marker="o", markersize=10)
        self.here.set_path_effects(RIM)
        self.gradient_arrow = _arrow(ax, PURPLE, linestyle="--")
        self.step_arrow = _arrow(ax, GREEN)
        self.landing = _landing(ax)
        self.sign = new_sign(ax, y=0.9)
        arrows = [self.gradient_arrow, self.step_arrow]
        return [self.path, self.here, *arrows, self.landing, self.sign]

    def _draw_losses(self, ax: Axes) -> list[Artist]:
        ax.set(
            title="loss curve", xlabel="iteration", ylabel="cost", xlim=(0, STEPS), ylim=(0, TOP)
        )
        (self.losses,) = ax.plot([], [], color=BLUE, linewidth=2.5)
        self.loss = draw_point(ax, 0, 0, marker="o", markersize=8)
        self.loss_sign = new_sign(ax, y=0.8)
        return [self.losses, self.loss, self.loss_sign]

    # After each change.

    def follow(self) -> None:
        """Move the line, the walk, the arrows, the slice and the loss curve."""
        walk = descend(self.cost, (self.start_w, self.start_b), self.learning_rate, STEPS + 1)
        self.point, self.next_point = map(without_noise, walk.points[self.step : self.step + 2])
        self.cost_now, self.next_cost = walk.costs[self.step : self.step + 2]
        self.gradient = without_noise(np.array(self.cost.gradient(*self.point)))
        if self._at_bottom() and np.linalg.norm(walk.points[0] - self.cost.minimum[:2]) >= FAR:
            self.best = min(self.step, self.step if self.best is None else self.best)
        self.cars.place(*self._line())
        self._place_walk(walk.points[: self.step + 1])
        self._place_losses(walk.costs[: self.step + 1])
        self.slice.follow(self.cost, self.point, self.next_point[0], self.gradient[0])
        self.pictures[0].alt = self._alt()

    def _line(self) -> tuple[float, float]:
        """Return the line's slope in USD per cubic inch and its intercept in USD."""
        x, y = self.raw.x, self.raw.y
        w, b = self.point
        slope = float(w * y.std() / x.std())
        return slope, float(y.mean() + b * y.std() - slope * x.mean())

    def _place_walk(self, points: Array) -> None:
        inside = _inside(points)
        on_map = bool(inside[-1])
        # Up to the first point off the map: those after it are even farther away.
        self.path.set_data(*points[: len(points) if on_map else int(np.argmin(inside)) + 1].T)
        self.here.set_data(*self.point[:, np.newaxis])
        self.here.set_visible(on_map)
        self.landing.set_data(*self.next_point[:, np.newaxis])
        self.landing.set_visible(on_map and bool(_inside(self.next_point[np.newaxis])[0]))
        length = float(np.linalg.norm(self.gradient))
        uphill = max(ARROW_SCALE, LEAST / max(length, LEVEL)) * self.gradient
        sloping = on_map and not self._at_bottom()
        _point(self.gradient_arrow, self.point, self.point + uphill, sloping)
        _point(self.step_arrow, self.point, self.next_point, on_map)
        show_walk_off(self.sign, self.point, W_SPAN, B_SPAN)

    def _place_losses(self, costs: Array) -> None:
        # What is far above the picture is cut, since it could not be drawn.
        self.losses.set_data(np.arange(len(costs)), np.minimum(costs, 1e3 * TOP))
        self.loss.set_data([self.step], costs[-1:])
        self.loss.set_visible(bool(costs[-1] <= TOP))
        show_sign(self.loss_sign, "▲ it climbed out" if costs[-1] > TOP else "")

    def _at_bottom(self) -> bool:
        return bool(np.abs(self.gradient).max() < LEVEL)

    # In words.

    def readout(self) -> str:
        """Say the line, the walk, the gradient in two ways, the update in numbers, the goal."""
        w, b = map(number, self.point)
        grad_w, grad_b = map(number, self.gradient)
        new_w, new_b = map(number, self.next_point)
        felt_w, felt_b = map(number, without_noise(self._felt()))
        rate = f"{self.learning_rate:g}"
        return (
            f"Step {self.step} of {STEPS}: cost {number(self.cost_now, 4)} "
            f"(bottom {number(self.cost.minimum.cost, 4)}). {self._line_in_words()}\n"
            f"Gradient by formula: w {grad_w}, b {grad_b}. "
            f"By finite difference: w {felt_w}, b {felt_b}.\n"
            f"New w = {w} - {rate} * ({grad_w}) = {new_w}\n"
            f"New b = {b} - {rate} * ({grad_b}) = {new_b}   "
            "(first both gradients, then both weights)\n"
            f"{self._verdict()} {self._goal()}"
        )

    def _line_in_words(self) -> str:
        slope, intercept = self._line()
        if max(abs(slope), abs(intercept)) >= 1e6:
            return "The line is far off."
        return f"Line: price = {line(round(slope), round(intercept))}."

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
        if self._at_bottom():
            return "The gradient is zero to these digits: this is the bottom."
        climb = self.next_cost - self.cost_now
        after = f"by {abs(climb):.4g}, to {number(self.next_cost, 4)}"
        # A relative difference this small is rounding.
        if abs(climb) < 1e-9 * self.cost_now:
            return "The next step lands as high as it began: it bounces forever."
        if climb < 0:
            return f"The next step lowers the cost {after}."
        return f"The next step overshoots: it raises the cost {after}."

    def _goal(self) -> str:
        if self.best is None:
            return "Goal: reach the bottom."
        return f"Fewest steps to the bottom: {self.best}."

    def _alt(self) -> str:
        w, b = map(number, self.point)
        beside = f"Left, the cars with {self.cars.words()}."
        if not self.here.get_visible():
            return f"{beside} The walk has left the map of the bowl: it is at w = {w}, b = {b}."
        taken = len(xy(self.path)) - 1
        return (
            f"{beside} The bowl from above and a walk of {counted(taken, 'step')}, now at "
            f"w = {w}, b = {b}. A slice along w with a tangent of slope "
            f"{number(self.slice.slope)}, and a loss curve that ends at "
            f"{number(xy(self.losses)[-1, 1], 4)}."
        )


class _Slice:
    """A slice through the bowl along w: curve, tangent, the place, and where the step lands."""

    def __init__(self, ax: Axes) -> None:
        self._ends = np.linspace(*W_SPAN, 81)
        self._sides = 0.16 * np.ptp(self._ends) * np.array([-1, 1])
        ax.set(xlabel="w", ylabel="cost", title="along w, b stays", xlim=W_SPAN, ylim=(0, TOP))
        ax.xaxis.set_major_locator(MultipleLocator(1))
        (self.curve,) = ax.plot([], [], color=BLUE, linewidth=2)
        (self.tangent,) = ax.plot([], [], color=INK, linestyle="--", linewidth=2, zorder=3)
        self.here = draw_point(ax, 0, 0, marker="o", markersize=10)
        self.landing = _landing(ax)
        self.sign = new_sign(ax, y=0.8)
        self.artists = self.curve, self.tangent, self.here, self.landing, self.sign

    def follow(self, cost: LineCost, point: Array, next_w: float, slope: float) -> None:
        """Show the slice at this b, the tangent here, and where the next w lies on the curve."""
        w, b = point
        heights = np.asarray(cost.cost(self._ends, b))
        height, landing = float(cost.cost(w, b)), float(cost.cost(next_w, b))
        self.curve.set_data(self._ends, np.minimum(heights, 1e3 * TOP))
        self.tangent.set_data(w + self._sides, height + slope * self._sides)
        self.here.set_data([w], [height])
        self.landing.set_data([next_w], [landing])
        seen = _on_slice(w, height)
        for artist in (self.tangent, self.here):
            artist.set_visible(seen)
        self.landing.set_visible(seen and _on_slice(next_w, landing))
        show_walk_off(self.sign, (w, height), W_SPAN, (0, TOP))

    @property
    def slope(self) -> float:
        """Slope of the tangent as drawn."""
        (left, low), (right, high) = xy(self.tangent)
        return float((high - low) / (right - left))


def _on_slice(w: float, height: float) -> bool:
    return bool(height <= TOP and W_SPAN[0] <= w <= W_SPAN[1])


def _inside(points: Array) -> NDArray[np.bool_]:
    """Return which points are on the map."""
    low, high = np.transpose([W_SPAN, B_SPAN])
    return np.asarray(np.all((low <= points) & (points <= high), axis=1))


def _arrow(ax: Axes, color: str, **style: Any) -> FancyArrowPatch:
    look: dict[str, Any] = {"arrowstyle": "-|>", "linewidth": 2.5, "zorder": 6, "color": color}
    arrow = FancyArrowPatch((0, 0), (1, 1), shrinkA=0, shrinkB=0, **look, **style)
    arrow.set_path_effects(RIM)
    ax.add_patch(arrow)
    return arrow


def _landing(ax: Axes) -> Line2D:
    """Draw the hollow dot of where the next step lands."""
    look: dict[str, Any] = {"color": "none", "markeredgecolor": GREEN, "markeredgewidth": 3}
    return draw_point(ax, 0, 0, marker="o", markersize=11, zorder=7, **look)


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


def _key(arrow: FancyArrowPatch) -> Line2D:
    """Return what stands for an arrow in a legend."""
    look: dict[str, Any] = {"color": arrow.get_edgecolor(), "linestyle": arrow.get_linestyle()}
    return Line2D([], [], linewidth=2.5, **look)
