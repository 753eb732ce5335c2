"""The pictures of the minima: a sweep of slopes, a bumpy curve with a walker, and chords."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost
from lessonkit.figures.drawing import draw_point, draw_valleys
from lessonkit.minima import BumpyCurve, local_minima
from lessonkit.picture import BLUE, VERMILLION, Picture, label, new_figure, our_style, show, xy
from lessonkit.words import compact, percent

__all__ = ["show_chords", "show_costs_of_slopes", "show_valleys"]

Array = NDArray[np.float64]


@our_style()
def show_costs_of_slopes(slopes: ArrayLike, costs: ArrayLike) -> Picture:
    """Show the costs of some slopes as dots, with a ring around each local minimum.

    Parameters
    ----------
    slopes : array-like, shape (n,)
        In USD per cubic inch, from left to right.
    costs : array-like, shape (n,)
        Their costs, in USD squared.

    Returns
    -------
    Picture
        Its facts: `minima`, how many local minima there are; `at` and `lowest`, the slope and the
        cost of the lowest dot.
    """
    figure, (ax,) = new_figure()
    dots, rings = _draw_sweep(ax, slopes, costs)
    ax.set(xlabel="slope (USD per cubic inch)", ylabel="cost (MSE)")
    minima, points = xy(rings), xy(dots)
    at, lowest = points[points[:, 1].argmin()].tolist()
    label(ax, "local minimum", (at, lowest), (0, 24), color=VERMILLION)
    alt = f"{len(points)} dots of cost against slope, a U. The lowest dot is at slope {at:.0f}."
    return show(figure, alt, {"minima": len(minima), "at": at, "lowest": lowest})


@our_style()
def show_valleys(curve: BumpyCurve, walker: float) -> Picture:
    """Show the bumpy curve with its valleys lettered, and a walker who stands on it.

    Parameters
    ----------
    curve : BumpyCurve
    walker : float
        The weight at which the walker stands.

    Returns
    -------
    Picture
        Its facts: `letters`, of the valleys from left to right, and `cost`, the walker's.
    """
    figure, (ax,) = new_figure()
    _, letters = draw_valleys(ax, curve, bands=False)
    names = [letter.get_text() for letter in letters]
    dot = draw_point(ax, walker, float(curve.cost(walker)), marker="o", markersize=13)
    weight, cost = xy(dot)[0].tolist()
    label(ax, "the walker", (weight, cost), (10, 10))
    alt = (
        f"A curve of cost against weight with valleys {', '.join(names)}. "
        f"A walker stands on it at w = {weight:g}."
    )
    return show(figure, alt, {"letters": names, "cost": cost})


@our_style()
def show_chords(bowl: LineCost, intercept: float, curve: BumpyCurve) -> Picture:
    """Show a chord of the bowl beside a chord of the bumpy curve.

    Parameters
    ----------
    bowl : LineCost
        The cost of a line over the cars, in USD squared.
    intercept : float
        Where to cut the bowl, in USD.
    curve : BumpyCurve

    Returns
    -------
    Picture
        Its facts: `above_bowl` and `above_bumps`, the share of each curve that is above its chord.
    """
    figure, (left, right) = new_figure(2, width=9, height=4.4)
    above_bowl = _draw_chord(
        left, lambda slope: bowl.cost(slope, intercept) / 1e6, np.linspace(40, 300, 201)
    )
    above_bumps = _draw_chord(right, curve.cost, np.linspace(-2, 2, 201))
    left.set(xlabel="slope (USD per cubic inch)", ylabel="cost (million USD²)")
    right.set(xlabel="weight w", ylabel="cost")
    titles = (
        f"the bowl:\n{percent(above_bowl)} above the chord",
        f"the bumpy curve:\n{percent(above_bumps)} above the chord",
    )
    left.set_title(titles[0])
    right.set_title(titles[1])
    first, second = (title.replace("\n", " ") for title in titles)
    alt = f"Two curves, each with a chord. Left, {first}. Right, {second}."
    return show(figure, alt, {"above_bowl": above_bowl, "above_bumps": above_bumps})


def _draw_sweep(ax: Axes, x: ArrayLike, values: ArrayLike) -> tuple[Line2D, Line2D]:
    """Draw values as dots, with a ring at each local minimum: at the first place of a plateau."""
    x, values = np.asarray(x, dtype=float), np.asarray(values, dtype=float)
    (dots,) = ax.plot(x, values, "o", color=BLUE, markersize=7)
    lowest = [minimum.start for minimum in local_minima(values.tolist())]
    ring: dict[str, Any] = {"marker": "o", "markersize": 16, "markerfacecolor": "none"}
    ring |= {"markeredgecolor": VERMILLION, "markeredgewidth": 2.5, "linestyle": "none"}
    (rings,) = ax.plot(x[lowest], values[lowest], **ring)
    ax.yaxis.set_major_formatter(FuncFormatter(compact))
    return dots, rings


def _draw_chord(ax: Axes, cost: Callable[[Array], Any], weights: Array) -> float:
    """Draw a curve and the chord between its ends; return the share of it above the chord."""
    heights = np.asarray(cost(weights))
    (surface,) = ax.plot(weights, heights, color=BLUE, linewidth=2.5)
    look: dict[str, Any] = {"color": VERMILLION, "linestyle": "--", "marker": "o"}
    (chord,) = ax.plot(weights[[0, -1]], heights[[0, -1]], **look)
    straight = np.interp(weights, *xy(chord).T)
    above = xy(surface)[:, 1] > straight + 1e-9 * np.ptp(heights)
    where = above if above.any() else ~above
    ax.fill_between(weights, heights, straight, where=where, color=BLUE, alpha=0.15, hatch="//")
    middle = float(np.mean(weights))
    label(ax, "chord", (middle, np.interp(middle, *xy(chord).T)), (0, 6), color=VERMILLION)
    return float(np.mean(above))
