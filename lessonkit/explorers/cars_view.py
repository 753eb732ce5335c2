"""The cars and one line through them, as several panels show them."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from lessonkit.cost import LineCost
from lessonkit.figures import FONT_SIZE, INK, VERMILLION, draw_cars, draw_line

__all__ = ["CarsView", "formula", "rounded", "thousands"]

TOP = 42_000
"""Top of the picture in USD: the dearest car with some air above."""


class CarsView:
    """The cars, a line that moves, and a sign for a line that has left the picture.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    cars : LineCost
        Engine sizes in cubic inches and prices in USD.
    **style
        Changes to the look of the line, as for `Axes.plot`.

    Attributes
    ----------
    ax : matplotlib.axes.Axes
    cars : matplotlib.collections.PathCollection
    line : matplotlib.lines.Line2D
    sign : matplotlib.text.Text
    """

    def __init__(self, ax: Axes, cars: LineCost, **style: Any) -> None:
        self.ax = ax
        self.cars = draw_cars(ax, cars.x, cars.y)
        ax.set(ylim=(0, TOP), ylabel="price (1,000 USD)")
        ax.yaxis.set_major_formatter(FuncFormatter(thousands))
        low, high = np.array(ax.get_xlim()) / 10
        ax.set_xlim(10 * np.floor(low), 10 * np.ceil(high))  # round ends are easier to speak of
        self.line = draw_line(ax, 0, 0, **style)
        self.ends = np.array(ax.get_xlim())
        self.sign = ax.text(
            float(np.mean(self.ends)), 0, "", color=INK, fontsize=FONT_SIZE, ha="center",
            bbox={"facecolor": "white", "edgecolor": VERMILLION, "boxstyle": "round"}, zorder=6,
        )  # fmt: skip

    @property
    def moving(self) -> tuple[Artist, ...]:
        """What `place` moves."""
        return self.line, self.sign

    def place(self, slope: float, intercept: float) -> None:
        """Move the line; where all of it is outside, show the sign."""
        self.line.set_ydata(slope * self.ends + intercept)
        above, below = self._outside()
        self.sign.set_visible(above or below)
        self.sign.set_text("▲ line is up there" if above else "▼ line is down there")
        self.sign.set_y((0.9 if above else 0.04) * TOP)

    def words(self) -> str:
        """Say where the line is."""
        first, last = (f"{price:z,.0f} USD" for price in self._heights())
        above, below = self._outside()
        outside = ", above the picture" if above else ", below the picture" if below else ""
        return f"a line from {first} on the left to {last} on the right{outside}"

    def _heights(self) -> Any:
        return np.asarray(self.line.get_ydata(), dtype=float)

    def _outside(self) -> tuple[bool, bool]:
        heights = self._heights()
        return bool(heights.min() > TOP), bool(heights.max() < 0)


def formula(slope: float, intercept: float) -> str:
    """Return the line as it would be typed."""
    return f"{slope:g} * engine_size {'-' if intercept < 0 else '+'} {abs(intercept):,g}"


def rounded(cost: float) -> str:
    """Return a cost in whole units, to eight digits at most: the same on every machine."""
    return f"{float(f'{cost:.8g}'):,.0f}"


def thousands(value: float, _position: int | None = None) -> str:
    """Write a tick of an axis that counts in thousands."""
    return f"{value / 1000:g}"
