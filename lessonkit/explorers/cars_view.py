"""The cars and one line through them, as several panels show them."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from lessonkit.cost import LineCost
from lessonkit.explorers.off_picture import new_sign, show_sign
from lessonkit.figures import draw_cars, draw_line
from lessonkit.picture import xy
from lessonkit.words import number

__all__ = ["CarsView"]

TOP = 42_000
"""Top of the picture in USD, a little above the most expensive car."""


class CarsView:
    """The dots of the cars, a line that moves, and a sign for a line that has left the picture."""

    def __init__(self, ax: Axes, cost: LineCost, **style: Any) -> None:
        self.ax = ax
        self.dots = draw_cars(ax, cost.x, cost.y)
        ax.set_ylim(0, TOP)
        low, high = np.array(ax.get_xlim()) / 10
        ax.set_xlim(10 * np.floor(low), 10 * np.ceil(high))  # round ends are easier to speak of
        self.line = draw_line(ax, 0, 0, **style)
        self.ends = np.array(ax.get_xlim())
        self.sign = new_sign(ax)
        self.moving: tuple[Artist, ...] = self.line, self.sign

    def place(self, slope: float, intercept: float) -> None:
        """Move the line; if all of it is outside, show the sign."""
        self.line.set_ydata(slope * self.ends + intercept)
        side = self._side()
        signs = {"above": "▲ line is up there", "below": "▼ line is down there"}
        self.sign.set_y(0.93 if side == "above" else 0.07)
        show_sign(self.sign, signs.get(side, ""))

    def words(self) -> str:
        """Say where the line is."""
        first, last = (f"{number(price, 0)} USD" for price in xy(self.line)[:, 1])
        side = self._side()
        outside = f", {side} the picture" if side else ""
        return f"a line from {first} on the left to {last} on the right{outside}"

    def _side(self) -> str:
        heights = xy(self.line)[:, 1]
        return "above" if heights.min() > TOP else "below" if heights.max() < 0 else ""
