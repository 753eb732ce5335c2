"""What pictures are made of: each function draws one thing into the axes `ax`.

It returns the artists that it made, so that words beside a picture can speak of what is drawn.
`**style` changes the look, as the keywords of matplotlib's own functions do.
"""

from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost
from lessonkit.minima import BumpyCurve
from lessonkit.picture import (
    BLUE,
    COST_MAP,
    FONT_SIZE,
    GREEN,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    SKY_BLUE,
    VERMILLION,
)
from lessonkit.words import compact, thousands

__all__ = ["draw_agreement", "draw_cars", "draw_contours", "draw_line", "draw_path", "draw_point"]
__all__ += ["draw_residuals", "draw_slice", "draw_valleys", "residual_segments", "surface"]


def draw_cars(ax: Axes, x: ArrayLike, y: ArrayLike, **style: Any) -> PathCollection:
    """Draw each car as a dot, engine size in cubic inches to the right, price in USD upwards.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes and prices.
    """
    look: dict[str, Any] = {"s": 28, "color": BLUE, "alpha": 0.65, "linewidths": 0, "label": "cars"}
    dots = ax.scatter(x, y, **(look | style))
    ax.set(xlabel="engine size (cubic inches)", ylabel="price (1,000 USD)")
    ax.yaxis.set_major_formatter(FuncFormatter(thousands))
    return dots


def draw_line(
    ax: Axes, slope: float, intercept: float, x: Sequence[float] | None = None, **style: Any
) -> Line2D:
    """Draw the line `slope * x + intercept`.

    Parameters
    ----------
    slope, intercept : float
        In units of the upward axis per unit of the other, and of the upward axis.
    x : pair of float, optional
        Where it begins and ends; by default the present limits of the axes.
    """
    ends = np.array(ax.get_xlim() if x is None else x, dtype=float)
    look: dict[str, Any] = {"color": VERMILLION, "linewidth": 2.5, "label": "line"}
    (line,) = ax.plot(ends, slope * ends + intercept, **(look | style))
    if x is None:
        ax.set_xlim(ends[0], ends[1])
    return line


def draw_residuals(
    ax: Axes, x: ArrayLike, y: ArrayLike, slope: float, intercept: float
) -> LineCollection:
    """Draw every residual as the vertical gap between a car and the line.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        The cars.
    slope, intercept : float
        The line.

    Returns
    -------
    matplotlib.collections.LineCollection
        One segment per car, from the line to the car.
    """
    look: dict[str, Any] = {"colors": ORANGE, "linewidths": 1.4, "zorder": 1}
    segments = list(residual_segments(x, y, slope, intercept))
    gaps = LineCollection(segments, label="residuals", **look)
    ax.add_collection(gaps)
    return gaps


def residual_segments(
    x: ArrayLike, y: ArrayLike, slope: float, intercept: float
) -> NDArray[np.float64]:
    """Return the ends of every residual: shape (n, 2, 2), first on the line, then at the car."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    on_line = np.column_stack([x, slope * x + intercept])
    return np.stack([on_line, np.column_stack([x, y])], axis=1)


def draw_slice(
    ax: Axes, cost: LineCost, slopes: ArrayLike, intercept: float, **style: Any
) -> Line2D:
    """Draw a slice through the bowl: the cost of many slopes at one intercept.

    Parameters
    ----------
    cost : LineCost
    slopes : array-like, shape (n,)
    intercept : float
        The one intercept of all these lines.
    """
    look: dict[str, Any] = {"color": BLUE, "linewidth": 2, "label": f"intercept {intercept:,.0f}"}
    (curve,) = ax.plot(slopes, cost.cost(slopes, intercept), **(look | style))
    ax.set(xlabel="slope", ylabel="cost (MSE)")
    ax.yaxis.set_major_formatter(FuncFormatter(compact))
    return curve


def draw_contours(
    ax: Axes, cost: LineCost, slopes: ArrayLike, intercepts: ArrayLike
) -> QuadContourSet:
    """Draw the bowl from above: evenly spaced rings of equal cost, darker where it is lower.

    Parameters
    ----------
    cost : LineCost
    slopes, intercepts : array-like, shape (n,) and (m,)
        The stretch of the surface to draw, to the right and upwards.

    Returns
    -------
    matplotlib.contour.QuadContourSet
        The filled rings.
    """
    heights = surface(cost, slopes, intercepts)
    low, high = heights.min(), heights.max()
    rings = low + (high - low) * np.linspace(0, 1, 13) ** 2
    filled = ax.contourf(slopes, intercepts, heights, levels=rings, cmap=COST_MAP, alpha=0.85)
    ax.contour(slopes, intercepts, heights, levels=rings, colors=PAPER, linewidths=0.8)
    ax.set(xlabel="slope", ylabel="intercept")
    ax.yaxis.set_major_formatter(FuncFormatter(compact))
    return filled


def surface(cost: LineCost, slopes: ArrayLike, intercepts: ArrayLike) -> NDArray[np.float64]:
    """Return the cost over a grid: shape (number of intercepts, number of slopes)."""
    slopes, intercepts = np.asarray(slopes, dtype=float), np.asarray(intercepts, dtype=float)
    return np.asarray(cost.cost(slopes[np.newaxis, :], intercepts[:, np.newaxis]))


def draw_point(ax: Axes, *position: float, **style: Any) -> Line2D:
    """Draw one marked point, two- or three-dimensional: a star unless told otherwise.

    Parameters
    ----------
    *position : float
        Two coordinates, or three in a three-dimensional axes.
    """
    look: dict[str, Any] = {"marker": "*", "markersize": 17, "color": ORANGE, "zorder": 5}
    look |= {"markeredgecolor": INK, "linestyle": "none"}
    (point,) = ax.plot(*([value] for value in position), **(look | style))
    return point


def draw_path(ax: Axes, points: ArrayLike, **style: Any) -> Line2D:
    """Draw a walk seen from above, a dot at every point it stood on.

    Parameters
    ----------
    points : array-like, shape (n, 2)
        Such as `Descent.points`.
    """
    look: dict[str, Any] = {"color": VERMILLION, "marker": "o", "markersize": 5}
    look |= {"linewidth": 1.5, "zorder": 4}
    (path,) = ax.plot(*np.transpose(points), **(look | style))
    return path


def draw_valleys(ax: Axes, curve: BumpyCurve, *, bands: bool = True) -> tuple[Line2D, list[Text]]:
    """Draw the bumpy curve with its valleys lettered.

    Parameters
    ----------
    curve : BumpyCurve
    bands : bool, default True
        Whether to color the stretch of each valley, from hilltop to hilltop.

    Returns
    -------
    line : matplotlib.lines.Line2D
    letters : list of matplotlib.text.Text
    """
    weights = np.linspace(curve.low, curve.high, 400)
    (line,) = ax.plot(weights, curve.cost(weights), color=INK, linewidth=2.5, label="cost")
    letters = []
    bold: dict[str, Any] = {"fontsize": FONT_SIZE + 5, "fontweight": "bold"}
    bold |= {"ha": "center", "va": "top"}
    for valley, color in zip(curve.valleys, cycle([SKY_BLUE, ORANGE, GREEN, PURPLE]), strict=False):
        if bands:
            ax.axvspan(valley.left, valley.right, color=color, alpha=0.22, linewidth=0)
        letters.append(ax.text(valley.bottom, valley.cost - 0.35, valley.letter, **bold))
    ax.set(xlabel="weight w", ylabel="cost", xlim=(curve.low, curve.high), ylim=(0, 5))
    return line, letters


def draw_agreement(ax: Axes, first: ArrayLike, second: ArrayLike) -> PathCollection:
    """Draw two models' predictions against each other; on the dashed line they agree.

    Parameters
    ----------
    first, second : array-like, shape (n,)
        Their predictions for the same cars, in USD, to the right and upwards.
    """
    both = np.concatenate([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
    ends = [both.min(), both.max()]
    ax.plot(ends, ends, color=INK, linestyle="--", linewidth=1.5, label="equal")
    dots = ax.scatter(first, second, s=45, color=BLUE, alpha=0.7, linewidths=0, label="test cars")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(thousands))
    ax.set_aspect("equal")
    return dots
