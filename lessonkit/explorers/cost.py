"""The panel of the cost: every residual, every share, and one number for all."""

from string import ascii_uppercase
from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost, Minimum
from lessonkit.explorers.cars_view import CarsView
from lessonkit.explorers.controls import Number, Switch
from lessonkit.explorers.panel import Panel
from lessonkit.figures import draw_line, draw_point, draw_residuals, draw_slice, residual_segments
from lessonkit.live import LiveFigure
from lessonkit.picture import (
    FONT_SIZE,
    GREEN,
    INK,
    ORANGE,
    SKY_BLUE,
    VERMILLION,
    add_legend,
    new_figure,
    xy,
)
from lessonkit.words import counted, eight_digits, line

__all__ = ["CostExplorer"]

Array = NDArray[np.float64]

GOAL = 10.1e6
"""The cost to get below in USD squared: the two good lines of the presets do not."""

TOP_COST = 250e6
"""Top of the slice in USD squared: high enough for a curve at every intercept."""

SIDES: tuple[dict[str, Any], ...] = (
    {"ha": "right", "va": "center", "xytext": (-6, 0)},
    {"ha": "left", "va": "center", "xytext": (6, 0)},
    {"ha": "left", "va": "bottom", "xytext": (4, 4)},
)
"""Where the letters of the three cars with the largest shares stand: apart even for neighbors."""

LETTER_GAP = 6.0
"""Least distance of two letters over the strip, in percent."""

_joined = Path.make_compound_path_from_polys  # one shape is faster than one for each car


class CostExplorer(Panel):
    """A line, its residuals, each car's share of the cost, and the cost as a slice.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    **state
        First values of the controls.

    Attributes
    ----------
    slope : float
        USD per cubic inch, from 0 to 320.
    intercept : float
        USD, from -20,000 to 20,000.
    squares : bool
        Whether every residual gets its square.
    best : Minimum
        The line of lowest cost since the panel was made or reset.
    moves : int
        How many times the line has moved since then.
    goal_after : int or None
        The moves until the cost was below the goal, if it was.

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not two rows of finite numbers of the same length, or a control gets a
        value that it cannot take.
    """

    slope = Number(50, 0, 320, step=2, unit="USD per cubic inch")
    intercept = Number(0, -20_000, 20_000, step=200, unit="USD")
    squares = Switch(False, label="draw the squares")

    presets: ClassVar = {
        "50 and 0": {"slope": 50, "intercept": 0},
        "140 and -5,000": {"slope": 140, "intercept": -5000},
        "180 and -10,000": {"slope": 180, "intercept": -10_000},
        "flat line": {"slope": 0, "intercept": 11_446},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cost = LineCost(x, y)
        self.letters = ascii_uppercase[: min(3, self.cost.n)]
        super().__init__(**state)

    def begin(self) -> None:
        """Forget the best line so far, and the moves."""
        self.best = Minimum(np.nan, np.nan, np.inf)
        self.moves = -1  # the first line is no move
        self.goal_after: int | None = None
        self._last: tuple[float, float] | None = None

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the cars on the left; the slice above the strip of shares on the right."""
        figure, (scatter, cut, strip) = new_figure(
            "12;13", width=8.4, height=3.8, width_ratios=(1.2, 1), height_ratios=(2.7, 1)
        )
        picture = LiveFigure(figure)
        picture.move(*self._draw_cars(scatter), *self._draw_slice(cut), *self._draw_strip(strip))
        # A square is a square only once the axes have their shape.
        figure.draw_without_rendering()
        return [picture]

    def _draw_cars(self, ax: Axes) -> list[Any]:
        self.cars = CarsView(ax, self.cost, label="your line", zorder=4)
        self.gaps = draw_residuals(ax, self.cost.x, self.cost.y, self.slope, self.intercept)
        # To fill them all would take long if all are large, and hide the cars.
        fills, edges = [(ORANGE, 0.2), "none"], ["none", (ORANGE, 0.6)]
        look: dict[str, Any] = {"facecolors": fills, "edgecolors": edges, "linewidths": 0.8}
        self.boxes = PathCollection([], zorder=0.9, **look)
        ax.add_collection(self.boxes, autolim=False)
        look = {"color": GREEN, "linestyle": "--", "linewidth": 2, "label": "best so far"}
        self.best_line = draw_line(ax, 0, 0, self.cars.ends.tolist(), **look)
        bold: dict[str, Any] = {
            "fontweight": "bold",
            "fontsize": FONT_SIZE,
            "color": INK,
            "zorder": 5,
        }
        self.names = [
            ax.annotate(letter, (0, 0), textcoords="offset points", **bold, **side)
            for letter, side in zip(self.letters, SIDES, strict=False)
        ]
        lines = [self.cars.line, self.best_line]
        add_legend(ax, lines, loc="upper left", frameon=False, borderpad=0)
        return [self.boxes, self.gaps, self.best_line, *self.names, *self.cars.moving]

    def _draw_slice(self, ax: Axes) -> list[Any]:
        self.slopes = np.linspace(0, 320, 161)
        self.curve = draw_slice(ax, self.cost, self.slopes, self.intercept)
        ends = self.slopes[[0, -1]].tolist()
        self.best_level = draw_line(ax, 0, 0, ends, color=GREEN, linestyle="--", linewidth=2)
        self.dot = draw_point(ax, 0, 0, color=VERMILLION, marker="o", markersize=11)
        self.dot.set_clip_on(False)
        ax.set(xlim=(0, 320), ylim=(0, TOP_COST), ylabel="cost (million)")
        ax.set_yticks([0, 100e6, 200e6])
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / 1e6:g}"))
        return [self.curve, self.best_level, self.dot]

    def _draw_strip(self, ax: Axes) -> list[Any]:
        # Neighbors differ in tint: edges between them would hide the smallest pieces.
        tints = [(color, alpha) for color in (ORANGE, SKY_BLUE) for alpha in (1.0, 0.55)]
        self.strip = PathCollection([], facecolors=tints, linewidths=0)
        ax.add_collection(self.strip, autolim=False)
        ax.set(xlim=(0, 100), ylim=(0, 1.9), yticks=[], xlabel="shares of the cost (%)")
        ax.spines["left"].set_visible(False)
        self.marks = [
            ax.text(0, 1.1, letter, ha="center", fontweight="bold", color=INK, fontsize=FONT_SIZE)
            for letter in self.letters
        ]
        return [self.strip, *self.marks]

    # After each change.

    def follow(self) -> None:
        """Move the line and all that depends on it."""
        self.cost_now = float(self.cost.cost(self.slope, self.intercept))
        self._keep_score()
        squares = (self.cost.y - self.slope * self.cost.x - self.intercept) ** 2
        self.shares = 100 * squares / (squares.sum() or 1.0)
        self.ranks = np.argsort(-self.shares, kind="stable")
        self._place_line()
        self._place_slice()
        self._place_strip()
        self.pictures[0].alt = self._alt()

    def _keep_score(self) -> None:
        if self._last != (self.slope, self.intercept):
            self._last = self.slope, self.intercept
            self.moves += 1
        if self.cost_now < self.best.cost:
            self.best = Minimum(self.slope, self.intercept, self.cost_now)
        if self.goal_after is None and self.cost_now < GOAL:
            self.goal_after = self.moves

    def _place_line(self) -> None:
        self.cars.place(self.slope, self.intercept)
        self.best_line.set_ydata(self.best.slope * self.cars.ends + self.best.intercept)
        segments = residual_segments(self.cost.x, self.cost.y, self.slope, self.intercept)
        self.gaps.set_segments([_with_breaks(segments)])
        self.boxes.set_visible(self.squares)
        if self.squares:
            # In the order of the cars: sorted by size their numbers would jump from state to state.
            squares = self._squares_on(segments)
            largest = self.ranks[: len(self.letters)]
            self.boxes.set_paths([_joined(squares[largest]), _joined(squares)])
        for name, car in zip(self.names, self.ranks, strict=False):
            name.xy = self.cost.x[car], self.cost.y[car]
            name.stale = True

    def _place_slice(self) -> None:
        self.curve.set_ydata(self.cost.cost(self.slopes, self.intercept))
        self.best_level.set_ydata([self.best.cost] * 2)
        outside = self.cost_now > TOP_COST
        self.dot.set_data([self.slope], [TOP_COST if outside else self.cost_now])
        self.dot.set_marker("^" if outside else "o")

    def _place_strip(self) -> None:
        ends = np.concatenate([[0.0], np.cumsum(self.shares[self.ranks])])
        left, right = ends[:-1], ends[1:]
        bottom, top = np.zeros_like(left), np.ones_like(left)
        corners = [(left, bottom), (right, bottom), (right, top), (left, top)]
        pieces = np.array(corners).transpose(2, 0, 1)
        lettered = len(self.letters)
        groups = pieces[:lettered], pieces[lettered:]
        self.strip.set_paths([_joined(group[tint::2]) for group in groups for tint in (0, 1)])
        place = -LETTER_GAP
        for mark, middle in zip(self.marks, (left + right) / 2, strict=False):
            place = max(float(middle), place + LETTER_GAP)
            mark.set_x(place)

    def _squares_on(self, segments: Array) -> Array:
        """Return the corners of the squares: as wide on the screen as the residuals are long."""
        (left, bottom), (right, top) = self.cars.ax.transData.transform([[0, 0], [1, 1]])
        on_line, car = segments[:, 0], segments[:, 1]
        # To the side on which a rising line does not cross them.
        width = (on_line - car)[:, 1] * (top - bottom) / (right - left)
        across = np.column_stack([width, np.zeros_like(width)])
        return np.stack([on_line, car, car + across, on_line + across], axis=1)

    # In words.

    def readout(self) -> str:
        """Say the cost, the best so far, the largest shares, and what the slice shows."""
        return (
            f"Your line: price = {line(self.slope, self.intercept)}. "
            f"Cost (MSE): {eight_digits(self.cost_now)} USD².\n"
            f"The average square is {np.sqrt(self.cost_now):,.0f} USD wide. Biggest shares: "
            f"{self._biggest_shares()}; {self._half()}.\n"
            f"Slice at intercept {self.intercept:,g}: lowest at slope {self._lowest_slope():z.1f}. "
            f"You are {self._on_slice()}.\n"
            f"{self._goal()}\n"
            f"Best so far: {eight_digits(self.best.cost)}, with {line(*self.best[:2])}."
        )

    def _lowest_slope(self) -> float:
        """Return the slope at which the derivative along the slice is zero."""
        (along, across), _ = self.cost.curvature
        best = self.cost.minimum
        return float(best.slope - across / along * (self.intercept - best.intercept))

    def _goal(self) -> str:
        goal = f"a cost below {GOAL / 1e6:g} million"
        if self.goal_after is None:
            return f"Goal: {goal} ({counted(self.moves, 'move')} so far)."
        return f"Goal reached in {counted(self.goal_after, 'move')}: {goal}."

    def _biggest_shares(self) -> str:
        return ", ".join(
            f"{letter} {self.shares[car]:.1f} %"
            for letter, car in zip(self.letters, self.ranks, strict=False)
        )

    def _half(self) -> str:
        half = int(np.searchsorted(np.cumsum(self.shares[self.ranks]), 50)) + 1
        return f"{half} of {self.cost.n} cars carry half"

    def _on_slice(self) -> str:
        if self.cost_now > TOP_COST:
            return "above the picture (▲)"
        distance = self.slope - self._lowest_slope()
        if abs(distance) < 0.05:
            return "at the bottom"
        return f"{abs(distance):.1f} to the {'right' if distance > 0 else 'left'} of it"

    def _alt(self) -> str:
        places = ", ".join(
            f"{name.get_text()} at {size:g} cubic inches and {price:,g} USD"
            for name, (size, price) in ((name, map(float, name.xy)) for name in self.names)
        )
        slope, cost = xy(self.dot)[0]
        gaps = np.isnan(np.asarray(self.gaps.get_paths()[0].vertices)).all(axis=1).sum()
        outside = self.cost_now > TOP_COST
        height = "above the picture" if outside else f"at {cost / 1e6:,.0f} million"
        return (
            f"{gaps} cars with {self.cars.words()}; a gap from each car to the "
            f"line{', with its square' if self.squares else ''}. Biggest shares: {places}. "
            f"A bowl-shaped curve of cost against slope, your dot at slope {slope:g} {height}. "
            f"A strip of every car's share of the cost."
        )


def _with_breaks(segments: Array) -> Array:
    """Join segments, shape (n, 2, 2), to one line with a break after each: faster than n lines."""
    return np.pad(segments, [(0, 0), (0, 1), (0, 0)], constant_values=np.nan).reshape(-1, 2)
