"""The first panel: the cars, one line, and no score."""

from typing import Any, ClassVar

from numpy.typing import ArrayLike

from lessonkit.cost import LineCost
from lessonkit.explorers.cars_view import CarsView
from lessonkit.explorers.controls import Number
from lessonkit.explorers.panel import Panel
from lessonkit.live import LiveFigure
from lessonkit.picture import new_figure, xy
from lessonkit.words import line, number

__all__ = ["LineExplorer"]


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
    presets: ClassVar = {
        "too flat": {"slope": 20, "intercept": 8000},
        "a good line": {"slope": 140, "intercept": -5000},
        "another good line": {"slope": 180, "intercept": -10_000},
        "too steep": {"slope": 320, "intercept": -20_000},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cost = LineCost(x, y)
        super().__init__(**state)

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the cars, the line, and a sign for a line that has left the picture."""
        figure, (ax,) = new_figure()
        self.cars = CarsView(ax, self.cost)
        picture = LiveFigure(figure)
        picture.move(*self.cars.moving)
        return [picture]

    # After each change.

    def follow(self) -> None:
        """Move the line."""
        self.cars.place(self.slope, self.intercept)
        self.pictures[0].alt = self._alt()

    # In words.

    def readout(self) -> str:
        """Say the line, what it predicts for two cars, and the question of the lesson."""
        small, large = (number(self.slope * size + self.intercept, 0) for size in (100, 200))
        return (
            f"Your line: price = {line(self.slope, self.intercept)}\n"
            f"A car of 100 cubic inches: {small} USD. One of 200: {large} USD.\n"
            "Is your line good? How would you know?"
        )

    def _alt(self) -> str:
        cars = len(xy(self.cars.dots))
        return f"{cars} cars, price against engine size, and {self.cars.words()}."
