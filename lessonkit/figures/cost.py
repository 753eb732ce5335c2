"""The pictures of the cost: lines to compare, residuals, squares, and what squaring does."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import ArrayLike

from lessonkit.figures.drawing import draw_cars, draw_line, draw_residuals
from lessonkit.picture import (
    BLUE,
    FONT_SIZE,
    INK,
    ORANGE,
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

__all__ = [
    "show_absolute_and_squared",
    "show_misses",
    "show_residuals",
    "show_squares",
    "show_two_lines",
]

_SQUARE: dict[str, Any] = {"facecolor": (ORANGE, 0.3), "edgecolor": ORANGE, "linewidth": 1.5}


@our_style()
def show_two_lines(
    x: ArrayLike,
    y: ArrayLike,
    first: tuple[float, float],
    second: tuple[float, float],
    notes: tuple[str, str] = ("", ""),
) -> Picture:
    """Show the cars and two lines, each with its numbers at its end.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    first, second : pair of float
        Slope in USD per cubic inch and intercept in USD.
    notes : pair of str, optional
        More to write at the end of each line.

    Returns
    -------
    Picture
        Its facts: `cars`, and `ends`, the price that each line gives to the largest engine.
    """
    figure, (ax,) = new_figure()
    dots = draw_cars(ax, x, y, color=INK, alpha=0.35)
    span = [float(np.min(x)), float(np.max(x))]
    dashed = draw_line(ax, *first, span, color=VERMILLION, linestyle="--")
    solid = draw_line(ax, *second, span, color=BLUE)
    ends = [float(xy(line)[-1, 1]) for line in (dashed, solid)]
    words = []
    for line, numbers, note, end in zip((dashed, solid), (first, second), notes, ends, strict=True):
        words.append(f"slope {numbers[0]:g},\nintercept {numbers[1]:,g}\n{note}".strip())
        _name_end(ax, line, words[-1], above=end == max(ends))
    ax.set_xlim(right=span[1] + 0.35 * (span[1] - span[0]))
    said = "; ".join(name.replace("\n", " ") for name in words)
    alt = f"{len(xy(dots))} cars and two lines through them, one dashed, one solid: {said}."
    return show(figure, alt, {"cars": len(xy(dots)), "ends": ends})


@our_style()
def show_residuals(x: ArrayLike, y: ArrayLike, slope: float, intercept: float) -> Picture:
    """Show the cars, a line, and the gap from each car to the line.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    slope, intercept : float
        The line, in USD per cubic inch and in USD.

    Returns
    -------
    Picture
        Its facts: `cars`, and `longest`, the longest gap in USD.
    """
    figure, (ax,) = new_figure()
    draw_cars(ax, x, y)
    draw_line(ax, slope, intercept)
    gaps = draw_residuals(ax, x, y, slope, intercept).get_segments()
    add_legend(ax)
    longest = max(abs(float(car[1] - on_line[1])) for on_line, car in gaps)
    alt = f"{len(gaps)} cars, a line, and a gap from each to it; the longest is {longest:,.0f} USD."
    return show(figure, alt, {"cars": len(gaps), "longest": longest})


@our_style()
def show_squares(x: ArrayLike, y: ArrayLike, slope: float, intercept: float) -> Picture:
    """Show the square of each residual, and beside them their average square.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD, of a few cars.
    slope, intercept : float
        The line, in USD per cubic inch and in USD.

    Returns
    -------
    Picture
        Its facts: `areas`, of the squares in USD squared, in the order of the cars; `mean`, the
        area of the average square; and `width`, how wide that one is in USD.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    on_line = slope * x + intercept
    figure, (scatter, average) = new_figure(2, width=9, height=5, width_ratios=(3, 1))
    draw_cars(scatter, x, y, s=70, alpha=1, zorder=4)
    low, high = min(0, *y, *on_line) - 1500, max(*y, *on_line) + 3000
    scatter.set(xlim=(min(x) - 30, max(x) + 30), ylim=(low, high))
    draw_line(scatter, slope, intercept)
    average.set(ylim=(low, high), title="average square")
    average.axis("off")
    figure.draw_without_rendering()  # a square is a square only once the axes have their shape
    squares = [
        _draw_square(scatter, at, said, price - said, left=price > said)
        for at, said, price in zip(x, on_line, y, strict=True)
    ]
    areas = [float(square.get_height() ** 2) for square in squares]
    width = float(np.sqrt(np.mean(areas)))
    corner = 0.5 - _as_wide(average, width) / 2, (low + high - width) / 2
    _draw_square(average, *corner, width, hatch="//")
    words = ", ".join(f"{np.sqrt(area):,.0f}" for area in areas)
    alt = (
        f"{counted(len(areas), 'car')}, a line, and a square on each residual: {words} USD wide. "
        f"Beside them the average square, {width:,.0f} USD wide."
    )
    return show(figure, alt, {"areas": areas, "mean": float(np.mean(areas)), "width": width})


@our_style()
def show_misses(rows: Mapping[str, Sequence[float]]) -> Picture:
    """Show the squares of the misses of some lines, a row for each line.

    Parameters
    ----------
    rows : mapping of str to sequence of float
        The misses in USD, by what the row is called.

    Returns
    -------
    Picture
        Its facts: `means`, the mean area of each row in USD squared.
    """
    figure, (ax,) = new_figure(height=3.6)
    ax.axis("off")
    ax.set_aspect("equal")
    top, right, means = 0.0, 0.0, []
    for name, misses in rows.items():
        ax.text(0, top, name, va="bottom", fontsize=FONT_SIZE)
        squares, place = [], 0.0
        for miss in misses:
            squares.append(Rectangle((place, top - 500 - miss), miss, miss, **_SQUARE))
            ax.add_patch(squares[-1])
            place += miss + 500
        means.append(float(np.mean([square.get_height() ** 2 for square in squares])))
        right, top = max(right, place), top - max(misses) - 3000
    ax.set(xlim=(-200, right), ylim=(top + 2000, 1500))
    words = "; ".join(rows)
    return show(figure, f"Squares as wide as each miss, in rows. {words}.", {"means": means})


@our_style()
def show_absolute_and_squared(x: ArrayLike, y: ArrayLike) -> Picture:
    """Show the mean absolute error and the mean squared error of many slopes, at intercept zero.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD, of a few cars.

    Returns
    -------
    Picture
        Its facts: `corners`, how many the curve of the absolute errors has.
    """
    slopes = np.linspace(0, 200, 401)
    misses = np.asarray(y) - slopes[:, np.newaxis] * np.asarray(x)
    figure, (left, right) = new_figure(2, width=9, height=4)
    (absolute,) = left.plot(slopes, np.abs(misses).mean(axis=1), color=VERMILLION, linewidth=2.5)
    right.plot(slopes, (misses**2).mean(axis=1) / 1e6, color=BLUE, linewidth=2.5)
    left.set(xlabel="slope", ylabel="USD", title="mean absolute error")
    left.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    right.set(xlabel="slope", ylabel="million USD²", title="mean squared error")
    curve = xy(absolute)
    corners = curve[1:-1][np.abs(np.diff(curve[:, 1], 2)) > 1]
    left.plot(*corners.T, "o", ms=12, mfc="none", mec=INK, mew=2)
    alt = (
        f"Left, absolute errors: a curve with {len(corners)} corners, each in a ring. "
        "Right, squared errors: a smooth bowl."
    )
    return show(figure, alt, {"corners": len(corners)})


def _name_end(ax: Axes, line: Line2D, text: str, *, above: bool) -> None:
    va = "bottom" if above else "top"
    label(ax, text, xy(line)[-1], (8, 0), va=va, color=line.get_color())


def _draw_square(
    ax: Axes, x: float, y: float, height: float, *, left: bool = False, **style: Any
) -> Rectangle:
    """Draw a square that is one on the screen, to the left or the right, its size beside it."""
    across = _as_wide(ax, abs(height)) * (-1 if left else 1)
    square = Rectangle((x, y), across, height, **_SQUARE, **style)
    ax.add_patch(square)
    end = max(y, y + height) if left else min(y, y + height)
    label(ax, f"{abs(height):,.0f} USD", (x + across / 2, end), (0, 6 if left else -8))
    return square


def _as_wide(ax: Axes, height: float) -> float:
    """Return the width, in data units, that looks on the screen like a height."""
    (left, bottom), (right, top) = ax.transData.transform([[0, 0], [1, 1]])
    return float(height * (top - bottom) / (right - left))
