"""The first panel: the cars, one line, and no score."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from lessonkit.cost import LineCost
from lessonkit.explorers._controls import Number
from lessonkit.explorers._panel import Panel
from lessonkit.figures import FONT_SIZE, INK, VERMILLION, draw_cars, draw_line, new_figure
from lessonkit.live import LiveFigure

__all__ = ["LineExplorer"]

TOP = 42_000
"""Top of the picture in USD: the dearest car with some air above."""


class LineExplorer(Panel):
    """The cars and a line that two sliders tilt and lift.

    Parameters
    ----------
    x, y : array-like, shape (n,)
        Engine sizes in cubic inches and prices in USD.
    **state
        First values of `slope` and `intercept`.

    Attributes
    ----------
    slope : float
        USD per cubic inch, from 0 to 320.
    intercept : float
        USD, from -20,000 to 20,000.

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not two rows of finite numbers of the same length, or a control gets a
        value that it cannot take.
    """

    slope = Number(50, 0, 320, step=2, unit="USD per cubic inch")
    intercept = Number(0, -20_000, 20_000, step=200, unit="USD")

    # No eye tells which of the two in the middle is better.
    presets: ClassVar = {
        "too flat": {"slope": 20, "intercept": 8000},
        "a good line": {"slope": 140, "intercept": -5000},
        "another good line": {"slope": 180, "intercept": -10_000},
        "too steep": {"slope": 320, "intercept": -20_000},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cars = LineCost(x, y)
        super().__init__(**state)

    def draw(self) -> list[LiveFigure]:
        """Draw the cars, the line, and a sign for a line that has left the picture."""
        figure, (ax,) = new_figure()
        draw_cars(ax, self.cars.x, self.cars.y)
        ax.set_ylim(0, TOP)
        self.line = draw_line(ax, self.slope, self.intercept)
        self.ends = np.array(ax.get_xlim())
        self.arrow = ax.text(
            float(np.mean(self.ends)), 0, "", color=INK, fontsize=FONT_SIZE, ha="center",
            bbox={"facecolor": "white", "edgecolor": VERMILLION, "boxstyle": "round"},
        )  # fmt: skip
        view = LiveFigure(figure)
        view.move(self.line, self.arrow)
        return [view]

    def follow(self) -> None:
        """Move the line."""
        heights = self.slope * self.ends + self.intercept
        self.line.set_ydata(heights)
        above, below = heights.min() > TOP, heights.max() < 0
        self.arrow.set_visible(bool(above or below))
        self.arrow.set_text("▲ your line is up there" if above else "▼ your line is down there")
        self.arrow.set_y(0.92 * TOP if above else 0.05 * TOP)
        self.pictures[0].alt = (
            f"{self.cars.n} cars, price against engine size, and {self._in_words()}"
            f"{', above the picture' if above else ', below the picture' if below else ''}."
        )

    def readout(self) -> str:
        """Say the line, what it predicts for two cars, and the question of the lesson."""
        small, large = (self._price(size) for size in (100, 200))
        return (
            f"Your line: price = {self._formula()}\n"
            f"A car of 100 cubic inches: {small} USD. One of 200: {large} USD.\n"
            "Is your line good? How would you know?"
        )

    def _formula(self) -> str:
        sign = "-" if self.intercept < 0 else "+"
        return f"{self.slope:g} * engine_size {sign} {abs(self.intercept):,g}"

    def _in_words(self) -> str:
        first, last = (self._price(size) for size in self.ends)
        return f"a line from {first} USD on the left to {last} USD on the right"

    def _price(self, size: float) -> str:
        return f"{self.slope * size + self.intercept:,.0f}"
