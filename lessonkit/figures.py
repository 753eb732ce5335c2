"""Pictures: each function draws one thing into an axes and returns the artists it made.

Figures live outside pyplot: nothing global changes, nothing piles up, and importing this is
quick. Colours are those of Okabe and Ito, which colour-blind people can tell apart; a dash, a
marker or a letter always says the same thing as the colour.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator, StrMethodFormatter
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost
from lessonkit.descent import Descent
from lessonkit.minima import BumpyCurve, local_minima

BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
INK = "#222222"
PAPER = "#FFFFFF"

RUNS: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": VERMILLION, "linestyle": "--", "marker": "s"},
    {"color": GREEN, "linestyle": "-.", "marker": "^"},
    {"color": SKY_BLUE, "linestyle": ":", "marker": "D"},
)
"""Looks of several runs in one picture: colour, dash and marker differ together."""

COST_MAP = "cividis"
FONT_SIZE = 13
WIDTH_PX = 760
"""Width at which a notebook shows a picture, in CSS pixels; it is stored twice as fine."""

_STYLE: dict[Any, Any] = {
    "font.size": FONT_SIZE,
    "axes.labelsize": FONT_SIZE,
    "axes.titlesize": FONT_SIZE + 1,
    "xtick.labelsize": FONT_SIZE - 1,
    "ytick.labelsize": FONT_SIZE - 1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


@dataclass(frozen=True)
class Picture:
    """A finished picture with words for those who cannot see it.

    Attributes
    ----------
    png : bytes
        The picture.
    alt : str
        What it shows, in one or two sentences.
    width : int
        Width on the page, in CSS pixels.
    """

    png: bytes
    alt: str
    width: int

    def __repr__(self) -> str:
        """Return the words, which stand for the picture where there is none."""
        return self.alt

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data = {"image/png": self.png, "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": self.width}}


def new_figure(
    columns: int = 1, *, width: float = 8.0, height: float = 4.5, bowl_at: int | None = None
) -> tuple[Figure, list[Axes]]:
    """Make a figure with its axes side by side, outside pyplot.

    Parameters
    ----------
    columns : int, default 1
        Number of axes.
    width, height : float
        Size in inches; text is set for 8 inches.
    bowl_at : int, optional
        The place of the axes that is three-dimensional.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        From left to right.
    """
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
        FigureCanvasAgg(figure)
        axes = [
            figure.add_subplot(1, columns, i + 1, projection="3d" if i == bowl_at else None)
            for i in range(columns)
        ]
    return figure, axes


def show(figure: Figure, alt: str) -> Picture:
    """Turn a figure into a picture that a notebook shows and keeps.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure from `new_figure`.
    alt : str
        What it shows, in one or two sentences, for those who cannot see it.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `alt` says nothing.
    """
    if not alt.strip():
        raise ValueError("alt: it is empty; say in a sentence what the picture shows.")
    buffer = io.BytesIO()
    scale = WIDTH_PX / 8.0
    figure.savefig(buffer, format="png", dpi=2 * scale, metadata={"Software": None})
    return Picture(buffer.getvalue(), alt, round(scale * figure.get_figwidth()))


def xy(artist: Line2D | PathCollection) -> NDArray[np.float64]:
    """Return what an artist shows, so that words beside a picture speak of the picture itself.

    Parameters
    ----------
    artist : matplotlib.lines.Line2D or matplotlib.collections.PathCollection
        A line or dots.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        Its points in data units.
    """
    if isinstance(artist, Line2D):
        return np.array(artist.get_xydata(), dtype=float)
    return np.array(artist.get_offsets(), dtype=float)


def draw_cars(ax: Axes, x: ArrayLike, y: ArrayLike, **style: Any) -> PathCollection:
    """Draw each car as a dot, engine size in cubic inches to the right, price in USD upwards.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : array-like, shape (n,)
        Engine sizes and prices.
    **style
        Changes to the look, as for `Axes.scatter`.

    Returns
    -------
    matplotlib.collections.PathCollection
    """
    look: dict[str, Any] = {"s": 28, "color": BLUE, "alpha": 0.65, "linewidths": 0, "label": "cars"}
    dots = ax.scatter(x, y, **(look | style))
    ax.set(xlabel="engine size (cubic inches)", ylabel="price (USD)")
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    return dots


def draw_line(
    ax: Axes, slope: float, intercept: float, x: Sequence[float] | None = None, **style: Any
) -> Line2D:
    """Draw the line `slope * x + intercept`.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    slope, intercept : float
        In units of the upward axis per unit of the other, and of the upward axis.
    x : pair of float, optional
        Where it begins and ends; by default the present limits of the axes.
    **style
        Changes to the look, as for `Axes.plot`.

    Returns
    -------
    matplotlib.lines.Line2D
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
    ax : matplotlib.axes.Axes
    x, y : array-like, shape (n,)
        The cars.
    slope, intercept : float
        The line.

    Returns
    -------
    matplotlib.collections.LineCollection
        One segment per car, from the line to the car.
    """
    gaps = LineCollection(
        list(residual_segments(x, y, slope, intercept)),
        colors=ORANGE,
        linewidths=1.4,
        label="residuals",
        zorder=1,
    )
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
    ax : matplotlib.axes.Axes
    cost : LineCost
    slopes : array-like, shape (n,)
        The slopes, in order.
    intercept : float
        The one intercept of all these lines.
    **style
        Changes to the look, as for `Axes.plot`.

    Returns
    -------
    matplotlib.lines.Line2D
        Its points are (slope, cost).
    """
    look: dict[str, Any] = {"color": BLUE, "linewidth": 2, "label": f"intercept {intercept:,.0f}"}
    (curve,) = ax.plot(slopes, cost.cost(slopes, intercept), **(look | style))
    _label_cost(ax, "slope")
    return curve


def draw_contours(
    ax: Axes, cost: LineCost, slopes: ArrayLike, intercepts: ArrayLike, levels: int = 12
) -> QuadContourSet:
    """Draw the bowl from above: lines of equal cost, darker where it is lower.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    cost : LineCost
    slopes, intercepts : array-like, shape (n,) and (m,)
        The stretch of the surface to draw, to the right and upwards.
    levels : int, default 12
        Number of lines; their spacing grows with the square root of the height, so that a
        bowl shows evenly spaced rings.

    Returns
    -------
    matplotlib.contour.QuadContourSet
        The filled rings.
    """
    heights = surface(cost, slopes, intercepts)
    low, high = heights.min(), heights.max()
    rings = low + (high - low) * np.linspace(0, 1, levels + 1) ** 2
    filled = ax.contourf(slopes, intercepts, heights, levels=rings, cmap=COST_MAP, alpha=0.85)
    ax.contour(slopes, intercepts, heights, levels=rings, colors=PAPER, linewidths=0.8)
    ax.set(xlabel="slope", ylabel="intercept")
    ax.yaxis.set_major_formatter(FuncFormatter(_compact))
    return filled


def draw_bowl(
    ax: Axes3D, cost: LineCost, slopes: ArrayLike, intercepts: ArrayLike, mesh: int = 40
) -> Poly3DCollection:
    """Draw the cost surface in three dimensions.

    Parameters
    ----------
    ax : mpl_toolkits.mplot3d.Axes3D
    cost : LineCost
    slopes, intercepts : array-like, shape (n,) and (m,)
        The stretch of the surface to draw.
    mesh : int, default 40
        Number of patches along each side; fewer draw faster.

    Returns
    -------
    mpl_toolkits.mplot3d.art3d.Poly3DCollection
    """
    grid = np.meshgrid(slopes, intercepts)
    sheet = ax.plot_surface(
        *grid,
        surface(cost, slopes, intercepts),
        cmap=COST_MAP,
        rcount=mesh,
        ccount=mesh,
        linewidth=0.2,
        edgecolor=PAPER,
        alpha=0.9,
        antialiased=True,
    )
    ax.set(xlabel="slope", ylabel="intercept", zlabel="cost (MSE)")
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.labelpad = 10
        axis.set_major_locator(MaxNLocator(4))
        axis.set_tick_params(labelsize=FONT_SIZE - 3)
    ax.zaxis.set_tick_params(pad=9)
    ax.zaxis.labelpad = 20
    for axis in (ax.yaxis, ax.zaxis):
        axis.set_major_formatter(FuncFormatter(_compact))
    ax.set_box_aspect(None, zoom=0.9)
    return sheet


def surface(cost: LineCost, slopes: ArrayLike, intercepts: ArrayLike) -> NDArray[np.float64]:
    """Return the cost over a grid: shape (number of intercepts, number of slopes)."""
    slopes, intercepts = np.asarray(slopes, dtype=float), np.asarray(intercepts, dtype=float)
    return np.asarray(cost.cost(slopes[np.newaxis, :], intercepts[:, np.newaxis]))


def draw_point(ax: Axes, *position: float, **style: Any) -> Line2D:
    """Draw one marked point, two- or three-dimensional: a star unless told otherwise.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    *position : float
        Two coordinates, or three in a three-dimensional axes.
    **style
        Changes to the look, as for `Axes.plot`.

    Returns
    -------
    matplotlib.lines.Line2D
    """
    look: dict[str, Any] = {
        "marker": "*",
        "markersize": 17,
        "color": ORANGE,
        "markeredgecolor": INK,
    }
    look |= {"linestyle": "none", "zorder": 5}
    (point,) = ax.plot(*([value] for value in position), **(look | style))
    return point


def draw_tangent(
    ax: Axes, at: float, height: float, slope: float, reach: float = 0.35, **style: Any
) -> Line2D:
    """Draw a piece of the tangent to a curve.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    at, height : float
        The point where it touches the curve.
    slope : float
        Its slope.
    reach : float, default 0.35
        How far it goes to either side.
    **style
        Changes to the look, as for `Axes.plot`.

    Returns
    -------
    matplotlib.lines.Line2D
    """
    sides = np.array([-reach, reach])
    look: dict[str, Any] = {"color": INK, "linestyle": "--", "linewidth": 2, "label": "tangent"}
    (tangent,) = ax.plot(at + sides, height + slope * sides, **(look | style))
    return tangent


def draw_path(ax: Axes, points: ArrayLike, **style: Any) -> Line2D:
    """Draw a walk seen from above, a dot at every point it stood on.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    points : array-like, shape (n, 2)
        Such as `Descent.points`.
    **style
        Changes to the look, as for `Axes.plot`.

    Returns
    -------
    matplotlib.lines.Line2D
    """
    look: dict[str, Any] = {
        "color": VERMILLION,
        "marker": "o",
        "markersize": 5,
        "linewidth": 1.5,
        "zorder": 4,
    }
    (path,) = ax.plot(*np.transpose(points), **(look | style))
    return path


def draw_costs(ax: Axes, walks: Mapping[str, Descent]) -> list[Line2D]:
    """Draw the cost after each iteration, one curve per walk.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    walks : mapping of str to Descent
        The walks by the name that the legend gives them.

    Returns
    -------
    list of matplotlib.lines.Line2D
        In the order of the walks; the points are (iteration, cost).
    """
    curves = _draw_runs(ax, {name: walk.costs for name, walk in walks.items()})
    _label_cost(ax, "iteration")
    return curves


def draw_weights(ax: Axes, walks: Mapping[str, Descent], parameter: int = 0) -> list[Line2D]:
    """Draw one weight after each iteration, one curve per walk.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    walks : mapping of str to Descent
        The walks by the name that the legend gives them.
    parameter : int, default 0
        Which parameter: 0 is the first weight, the slope of a line.

    Returns
    -------
    list of matplotlib.lines.Line2D
        In the order of the walks; the points are (iteration, weight).
    """
    curves = _draw_runs(ax, {name: walk.points[:, parameter] for name, walk in walks.items()})
    ax.set(xlabel="iteration", ylabel="weight w")
    return curves


def _draw_runs(ax: Axes, series: Mapping[str, NDArray[np.float64]]) -> list[Line2D]:
    """Draw curves that stay apart even where they coincide: later ones have hollow, wider marks."""
    curves = []
    for place, ((name, values), look) in enumerate(zip(series.items(), cycle(RUNS), strict=False)):
        (curve,) = ax.plot(
            values,
            **look,
            label=name,
            linewidth=1.5,
            markersize=3 + 2 * place,
            markerfacecolor="none" if place else look["color"],
            markevery=max(1, len(values) // 60),
        )
        curves.append(curve)
    return curves


def draw_sweep(ax: Axes, x: ArrayLike, values: ArrayLike) -> tuple[Line2D, Line2D]:
    """Draw a sweep as joined dots and ring its local minima.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, values : array-like, shape (n,)
        Where each value was taken, and the values.

    Returns
    -------
    dots, rings : matplotlib.lines.Line2D
        The sweep, and its local minima (the first position of a plateau).
    """
    x, values = np.asarray(x, dtype=float), np.asarray(values, dtype=float)
    (dots,) = ax.plot(x, values, color=BLUE, marker="o", markersize=7, linewidth=1.5, label="sweep")
    lowest = [minimum.start for minimum in local_minima(values.tolist())]
    (rings,) = ax.plot(
        x[lowest],
        values[lowest],
        linestyle="none",
        marker="o",
        markersize=16,
        markerfacecolor="none",
        markeredgecolor=VERMILLION,
        markeredgewidth=2.5,
        label="local minimum",
    )
    ax.yaxis.set_major_formatter(FuncFormatter(_compact))
    return dots, rings


def draw_valleys(ax: Axes, curve: BumpyCurve, *, bands: bool = True) -> tuple[Line2D, list[Text]]:
    """Draw the bumpy curve with its valleys lettered.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    curve : BumpyCurve
    bands : bool, default True
        Whether to colour the stretch of each valley, from hilltop to hilltop.

    Returns
    -------
    line : matplotlib.lines.Line2D
        The curve.
    letters : list of matplotlib.text.Text
        The letters, from left to right.
    """
    weights = np.linspace(curve.low, curve.high, 400)
    (line,) = ax.plot(weights, curve.cost(weights), color=INK, linewidth=2.5, label="cost")
    letters = []
    for valley, color in zip(curve.valleys, cycle([SKY_BLUE, ORANGE, GREEN, PURPLE]), strict=False):
        if bands:
            ax.axvspan(valley.left, valley.right, color=color, alpha=0.22, linewidth=0)
        letters.append(
            ax.text(
                valley.bottom, valley.cost - 0.35, valley.letter, ha="center", va="top",
                fontsize=FONT_SIZE + 5, fontweight="bold",
            )
        )  # fmt: skip
    ax.set(xlabel="weight w", ylabel="cost", xlim=(curve.low, curve.high), ylim=(0, 5))
    return line, letters


def draw_agreement(ax: Axes, first: ArrayLike, second: ArrayLike) -> tuple[PathCollection, Line2D]:
    """Draw two models' predictions against each other; on the dashed line they agree.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    first, second : array-like, shape (n,)
        Their predictions for the same cars, in USD, to the right and upwards.

    Returns
    -------
    dots : matplotlib.collections.PathCollection
    diagonal : matplotlib.lines.Line2D
    """
    both = np.concatenate([np.asarray(first, dtype=float), np.asarray(second, dtype=float)])
    ends = [both.min(), both.max()]
    (diagonal,) = ax.plot(ends, ends, color=INK, linestyle="--", linewidth=1.5, label="equal")
    dots = ax.scatter(first, second, s=45, color=BLUE, alpha=0.7, linewidths=0, label="test cars")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.set_aspect("equal")
    return dots, diagonal


def _compact(value: float, _position: int | None = None) -> str:
    """Write large numbers short, so that an axis has room for large letters."""
    size = abs(value)
    if size >= 1e12:
        text = f"{value:.0e}"
    elif size >= 1e6:
        text = f"{value / 1e6:,.0f} M"
    else:
        text = f"{value:,.0f}" if size >= 1e3 else f"{value:g}"
    return text.replace("-", "\N{MINUS SIGN}")  # as matplotlib writes its own ticks


def _label_cost(ax: Axes, xlabel: str) -> None:
    ax.set(xlabel=xlabel, ylabel="cost (MSE)")
    ax.yaxis.set_major_formatter(FuncFormatter(_compact))


def add_legend(ax: Axes, artists: Sequence[Artist] | None = None, **style: Any) -> Legend:
    """Add a legend in the lesson's size, where it covers least.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    artists : sequence of matplotlib.artist.Artist, optional
        What to list; by default everything that has a label.
    **style
        Changes, as for `Axes.legend`.

    Returns
    -------
    matplotlib.legend.Legend
    """
    look: dict[str, Any] = {
        "fontsize": FONT_SIZE - 1,
        "frameon": True,
        "framealpha": 0.9,
        "edgecolor": "none",
    }
    if artists is not None:
        style["handles"] = list(artists)
    return ax.legend(**(look | style))
