"""The pictures of the gradient: a tangent, a circle of steps, and the line that learns."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from lessonkit.cost import LineCost
from lessonkit.figures.drawing import draw_cars, draw_point, draw_slice
from lessonkit.picture import (
    BLUE,
    GREEN,
    INK,
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
from lessonkit.words import counted

__all__ = ["show_circle_of_steps", "show_learning_line", "show_tangent"]


@our_style()
def show_tangent(bowl: LineCost, w: float, b: float) -> Picture:
    """Show the cost against w while b stays, and the tangent at one w.

    Parameters
    ----------
    bowl : LineCost
        The cost over standardized columns.
    w, b : float
        The place, without units.

    Returns
    -------
    Picture
        Its facts: `slope`, of the tangent.
    """
    figure, (ax,) = new_figure()
    draw_slice(ax, bowl, np.linspace(-0.8, 2.4, 161), b, label="cost")
    slope = float(bowl.gradient(w, b)[0])
    tangent = _draw_tangent(ax, w, float(bowl.cost(w, b)), slope)
    draw_point(ax, w, float(bowl.cost(w, b)), marker="o", markersize=11, label="you are here")
    ax.set_xlabel("weight w")
    add_legend(ax, loc="upper center")
    run, rise = xy(tangent)[1] - xy(tangent)[0]
    alt = f"Cost against weight, a U. At w = {w:g} its tangent has the slope {rise / run:.3f}."
    return show(figure, alt, {"slope": float(rise / run)})


@our_style()
def show_circle_of_steps(bowl: LineCost, w: float, b: float, length: float = 0.01) -> Picture:
    """Show what a tiny step in each of 36 directions does to the cost.

    Parameters
    ----------
    bowl : LineCost
        The cost over standardized columns.
    w, b : float
        Where all the steps begin, without units.
    length : float, default 0.01
        How long each step is.

    Returns
    -------
    Picture
        Its facts: `steps`; `uphill` and `downhill`, the directions of the steepest step up and
        down in degrees, counted from the direction of w towards that of b; and `gradient`, the
        direction of the gradient.
    """
    degrees = np.arange(0, 360, 10)
    turn = np.radians(degrees)
    changes = bowl.cost(w + length * np.cos(turn), b + length * np.sin(turn)) - bowl.cost(w, b)
    along_w, along_b = bowl.gradient(w, b)
    gradient = float(np.degrees(np.arctan2(along_b, along_w)) % 360)
    figure, (ax,) = new_figure()
    (dots,) = ax.plot(degrees, changes, "o", color=BLUE, markersize=8)
    ax.axhline(0, color=INK, linewidth=1)
    for direction, color, dash, name in (
        (gradient, PURPLE, "--", "the gradient"),
        ((gradient + 180) % 360, GREEN, "-", "against it"),
    ):
        ax.axvline(direction, color=color, linestyle=dash, linewidth=2.5)
        above: Any = ("data", "axes fraction")
        label(ax, f"{name}: {direction:.0f}°", (direction, 1), (0, 4), xycoords=above)
    ax.set(xlabel="direction of the step (degrees)", ylabel="change of the cost")
    ax.set_xticks(range(0, 361, 60))
    points = xy(dots)
    up, down = (points[place, 0] for place in (points[:, 1].argmax(), points[:, 1].argmin()))
    alt = (
        f"The change of the cost for {len(points)} directions, a wave. It is highest at {up:.0f} "
        f"degrees, lowest at {down:.0f}. Lines mark the gradient, {gradient:.0f} degrees, and the "
        "direction against it."
    )
    facts = {"steps": len(points), "uphill": up, "downhill": down, "gradient": gradient}
    return show(figure, alt, facts)


@our_style()
def show_learning_line(
    x: ArrayLike,
    y: ArrayLike,
    lines: Mapping[int, Sequence[float]],
    guess: float | None = None,
) -> Picture:
    """Show the line through the cars after some numbers of steps.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    lines : dict of int to pair of float
        By the number of steps: w and b on the standardized columns.
    guess : float, optional
        Which share of the last slope somebody expects before the last step.

    Returns
    -------
    Picture
        Its facts: `slopes`, in USD per cubic inch, by the number of steps.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    figure, (ax,) = new_figure(height=5)
    draw_cars(ax, x, y, color=INK, alpha=0.25)
    ends = np.array([x.min(), x.max()])
    slopes, shades = {}, np.linspace(0.3, 1, len(lines))
    for (steps, (w, b)), shade in zip(lines.items(), shades, strict=True):
        slope = w * y.std() / x.std()
        prices = y.mean() + b * y.std() + slope * (ends - x.mean())
        (line,) = ax.plot(ends, prices, color=VERMILLION, alpha=shade, linewidth=1 + 3 * shade)
        (left, low), (right, high) = xy(line)
        slopes[steps] = float((high - low) / (right - left))
        label(ax, counted(steps, "step"), (right, high), (6, 0))
    ax.set_xlim(right=ends[1] + 0.16 * np.ptp(ends))
    said = ", ".join(
        f"{slope:.0f} after {counted(steps, 'step')}" for steps, slope in slopes.items()
    )
    alt = f"The cars and {len(slopes)} lines that get steeper: slope {said}."
    if guess is not None:
        slope = guess * slopes[max(slopes)]
        prices = y.mean() + slope * (ends - x.mean())
        ax.plot(ends, prices, color=BLUE, linestyle="--", linewidth=3)
        label(ax, "your guess", (ends[0], prices[0]), (-6, 0), color=BLUE)
        ax.set_xlim(left=ends[0] - 0.22 * np.ptp(ends))
        alt += f" Your guess, dashed: {slope:.0f}."
    return show(figure, alt, {"slopes": slopes})


def _draw_tangent(ax: Axes, at: float, height: float, slope: float) -> Line2D:
    """Draw a piece of the tangent to a curve at one of its points."""
    sides = np.array([-0.35, 0.35])
    look: dict[str, Any] = {"color": INK, "linestyle": "--", "linewidth": 2, "label": "tangent"}
    (tangent,) = ax.plot(at + sides, height + slope * sides, **look)
    return tangent
