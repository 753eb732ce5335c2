"""The first panel: the cars, one line, and no score."""

from typing import Any, ClassVar

from numpy.typing import ArrayLike

from lessonkit.cost import LineCost
from lessonkit.explorers.cars_view import CarsView
from lessonkit.explorers.controls import Number
from lessonkit.explorers.panel import Panel
from lessonkit.figures import draw_point
from lessonkit.live import LiveFigure
from lessonkit.picture import FONT_SIZE, INK, VERMILLION, new_figure, xy
from lessonkit.words import line, number

__all__ = ["LineExplorer"]

OUR_CAR = 150
"""Engine size in cubic inches of the car that the whole lesson wants to price."""


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

    # The eye cannot tell which of the two in the middle is better.
    lines = 3
    presets: ClassVar = {
        "20 and 8,000": {"slope": 20, "intercept": 8000},
        "140 and -5,000": {"slope": 140, "intercept": -5000},
        "180 and -10,000": {"slope": 180, "intercept": -10_000},
        "320 and -20,000": {"slope": 320, "intercept": -20_000},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cost = LineCost(x, y)
        super().__init__(**state)

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the cars, the line, and the price that it gives to our car."""
        figure, (ax,) = new_figure()
        self.cars = CarsView(ax, self.cost)
        ax.axvline(OUR_CAR, color=INK, linestyle=":", linewidth=1.5, zorder=0)
        ax.text(OUR_CAR + 2, 1000, f"{OUR_CAR} cubic inches", color=INK, fontsize=FONT_SIZE)
        self.dot = draw_point(ax, OUR_CAR, 0, color=VERMILLION, marker="o", markersize=10)
        picture = LiveFigure(figure)
        picture.move(*self.cars.moving, self.dot)
        return [picture]

    # After each change.

    def follow(self) -> None:
        """Move the line and the price of our car."""
        self.cars.place(self.slope, self.intercept)
        self.dot.set_ydata([self.slope * OUR_CAR + self.intercept])
        self.pictures[0].alt = self._alt()

    # In words.

    def readout(self) -> str:
        """Say the line, its price for our car, and the question of the lesson."""
        ((_, price),) = xy(self.dot)
        return (
            f"Your line: price = {line(self.slope, self.intercept)}\n"
            f"Our car of {OUR_CAR} cubic inches: {number(price, 0)} USD\n"
            "Is your line good? How would you know?"
        )

    def _alt(self) -> str:
        count = len(xy(self.cars.dots))
        ((_, price),) = xy(self.dot)
        return (
            f"{count} cars, price against engine size, and {self.cars.words()}; at "
            f"{OUR_CAR} cubic inches a dot on the line, {number(price, 0)} USD."
        )
