"""The pictures of the cost surface: lines and their places, the bowl, and a thin valley."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost
from lessonkit.figures.drawing import draw_cars, draw_contours, draw_line, draw_path, draw_point
from lessonkit.picture import (
    BLUE,
    FONT_SIZE,
    INK,
    ORANGE,
    PAPER,
    PURPLE,
    VERMILLION,
    Picture,
    add_legend,
    label,
    new_figure,
    our_style,
    show,
    xy,
)
from lessonkit.words import compact

__all__ = ["show_bowl", "show_lines_and_places", "show_turns", "show_valley_and_bowl"]

Array = NDArray[np.float64]

SLOPES, INTERCEPTS = np.linspace(0, 320, 81), np.linspace(-30000, 15000, 81)
"""The stretch of the map, in USD per cubic inch and in USD."""
RIM: dict[str, Any] = {"markeredgecolor": PAPER, "markeredgewidth": 1.5}
"""Lets a mark stand out from the dark map, in gray as well."""
LOOKS = ((VERMILLION, "-", (12, -10)), (PURPLE, "--", (12, 10)), (BLUE, ":", (-22, -6)))
"""Color and dash of each line, and where its letter stands beside its place: apart if all three
are at one."""
BRIM = 120e6
"""Where the bowl is cut off, in USD squared: a higher wall would hide its floor."""
TURN = np.linspace(0, 2 * np.pi, 181)


@our_style()
def show_lines_and_places(
    x: ArrayLike, y: ArrayLike, bowl: LineCost, lines: Mapping[str, tuple[float, float]]
) -> Picture:
    """Show lines among the cars, and beside them the place of each line on the map of the bowl.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    bowl : LineCost
        Their cost.
    lines : dict of str to pair of float
        Up to three lines by their letter: slope in USD per cubic inch, intercept in USD.

    Returns
    -------
    Picture
        Its facts: `letters`, those on the map.
    """
    figure, (scatter, plan) = new_figure(2, width=9, height=4.2)
    draw_cars(scatter, x, y, color=INK, alpha=0.3)
    draw_contours(plan, bowl, SLOPES, INTERCEPTS)
    ends, names = {}, []
    for (letter, place), (color, dash, shift) in zip(lines.items(), LOOKS, strict=False):
        line = draw_line(scatter, *place, color=color, linestyle=dash, linewidth=3)
        ends[letter] = xy(line)[-1], color
        dot = draw_point(plan, *place, marker="o", markersize=12, color=color, **RIM)
        names.append(_name(plan, xy(dot)[0], letter, INK, shift))
    gap, lowest = 0.08 * np.ptp(scatter.get_ylim()), -np.inf
    for letter, ((right, height), color) in sorted(ends.items(), key=lambda one: one[1][0][1]):
        lowest = max(height, lowest + gap)
        _name(scatter, np.array([right, lowest]), letter, color, (10, 0))
    layout: Any = figure.get_layout_engine()
    layout.set(wspace=0.06)
    alt = (
        f"Left: the cars and lines {', '.join(names)}. Right: the map of the bowl, on which each "
        "of these lines is one place."
    )
    return show(figure, alt, {"letters": names})


@our_style()
def show_bowl(bowl: LineCost) -> Picture:
    """Show the bowl from the side, cut off at the top, with its rings on the floor.

    Parameters
    ----------
    bowl : LineCost
        The cost of a line over the cars, in USD squared.

    Returns
    -------
    Picture
        Its facts: `brim`, the cost at which it is cut off.
    """
    ax: Any  # matplotlib's three-dimensional axes carry no types
    figure, (ax,) = new_figure(bowl_at=0, width=8, height=5.5)
    slope, intercept, lowest = bowl.minimum
    # Rings around the lowest point: in these coordinates the bowl is round, so its rim is smooth.
    radius, angle = np.meshgrid(np.sqrt(BRIM - lowest) * np.linspace(0, 1, 25), TURN)
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle)])
    away = np.tensordot(np.linalg.inv(np.linalg.cholesky(bowl.curvature / 2)).T, ring, axes=1)
    slopes, intercepts = slope + away[0], intercept + away[1]
    heights = np.asarray(bowl.cost(slopes, intercepts))
    floor = -0.7 * BRIM
    look: dict[str, Any] = {"cmap": "viridis", "alpha": 0.85, "linewidth": 0, "antialiased": True}
    ax.plot_surface(slopes, intercepts, heights, rcount=90, ccount=25, **look)
    for step in (6, 12, 18, 24):
        line = slopes[:, step], intercepts[:, step]
        ax.plot(*line, heights[:, step], color=PAPER, linewidth=1)
        ax.plot(*line, np.full(len(TURN), floor), color=INK, linewidth=1.4)
    draw_point(ax, slope, intercept, floor, markersize=16)
    ax.plot([slope, slope], [intercept, intercept], [floor, lowest], color=INK, linestyle=":")
    ax.set(xlabel="slope", ylabel="intercept", zlabel="cost (MSE)", zlim=(floor, BRIM))
    ax.view_init(elev=24, azim=-58)
    ax.set_zticks(np.linspace(0, BRIM, 3))
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_tick_params(labelsize=FONT_SIZE - 3)
        axis.labelpad = 10
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(4))
    for axis in (ax.yaxis, ax.zaxis):
        axis.set_major_formatter(FuncFormatter(compact))
    ax.zaxis.set_tick_params(pad=6)
    ax.zaxis.labelpad = 16
    ax.set_box_aspect(None, zoom=1.0)
    alt = (
        f"One smooth bowl without bumps, cut off at a cost of {BRIM / 1e6:.0f} million. On the "
        "floor below it lie its rings, long and slanted, around a star at the best line."
    )
    return show(figure, alt, {"brim": BRIM})


@our_style()
def show_turns(
    bowl: LineCost,
    start: tuple[float, float],
    turns: int,
    guess: tuple[float, float] | None = None,
) -> Picture:
    """Show a walk along the axes: the best slope, then the best intercept, again and again.

    Parameters
    ----------
    bowl : LineCost
        The cost of a line over the cars, in USD squared.
    start : pair of float
        Slope in USD per cubic inch and intercept in USD.
    turns : int
        How often each of the two moves.
    guess : pair of float, optional
        Between which slopes somebody expects the line after one turn.

    Returns
    -------
    Picture
        Its facts: `lines`, slope and intercept at the start and after each turn.
    """
    corners = [start]
    (along, _), (_, upward) = bowl.curvature
    for _ in range(turns):
        slope, intercept = corners[-1]
        slope -= bowl.gradient(slope, intercept)[0] / along
        corners.append((slope, intercept))
        corners.append((slope, intercept - bowl.gradient(slope, intercept)[1] / upward))
    figure, (ax,) = new_figure(height=5)
    draw_contours(ax, bowl, SLOPES, INTERCEPTS)
    path = draw_path(ax, corners, label="the walk", markersize=4)
    path.set_path_effects([withStroke(linewidth=3, foreground=PAPER)])
    bottom = draw_point(ax, *bowl.minimum[:2], label="best line", **RIM)
    listed: list[Artist] = [path, bottom]
    if guess is not None:
        look: dict[str, Any] = {"color": ORANGE, "linewidth": 3, "hatch": "//", "fill": False}
        listed.append(ax.axvspan(*guess, **look, label="your guess"))
    add_legend(ax, listed)
    lines = xy(path)[::2].tolist()
    alt = (
        f"The map of the bowl, and a walk of {turns} turns along its axes: small corners, from "
        f"slope {lines[0][0]:.0f} to {lines[-1][0]:.0f}; the best line has "
        f"{xy(bottom)[0, 0]:.0f}."
    )
    if guess is not None:
        slopes = " to ".join(dict.fromkeys(f"{slope:.0f}" for slope in guess))
        alt += f" Your guess after one turn: slope {slopes}."
    return show(figure, alt, {"lines": lines})


@our_style()
def show_valley_and_bowl(raw: LineCost, standardized: LineCost) -> Picture:
    """Show the map of the raw bowl beside the standardized one, each in true proportions.

    Parameters
    ----------
    raw, standardized : LineCost
        The cost in raw units, and after both columns are standardized.

    Returns
    -------
    Picture
        Its facts: `raw` and `standardized`, how many times as long as wide a ring is.
    """
    figure, (left, right) = new_figure(2, width=9, height=4.6)
    around = np.linspace(-250, 250, 201)
    slope, intercept, _ = raw.minimum
    draw_contours(left, raw, slope + around, intercept + around)
    draw_contours(right, standardized, np.linspace(-1, 3, 101), np.linspace(-2, 2, 101))
    ratios = {}
    for ax, bowl, title in ((left, raw, "raw"), (right, standardized, "standardized")):
        draw_point(ax, *bowl.minimum[:2], **RIM)
        ratios[title] = float(np.sqrt(np.linalg.cond(bowl.curvature)))
        long = "as" if ratios[title] < 1.01 else f"{ratios[title]:.0f} times as"
        ax.set_title(f"{title}:\neach ring is {long} long as wide")
        ax.set_aspect("equal")
    first, second = (ax.get_title().replace("\n", " ") for ax in (left, right))
    alt = f"Two maps. Left, {first}; it looks like stripes. Right, {second}."
    return show(figure, alt, ratios)


def _name(ax: Axes, place: Array, letter: str, color: str, shift: tuple[float, float]) -> str:
    """Write a letter beside a place; return it."""
    look: dict[str, Any] = {"color": color, "fontsize": FONT_SIZE + 4, "fontweight": "bold"}
    return label(ax, letter, place, shift, va="center", **look).get_text()
