"""The panel of the second step: a line, its place on the map, and its place in the bowl."""

from typing import Any, ClassVar

from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike

from lessonkit.cost import LineCost, standardize
from lessonkit.explorers.cars_view import CarsView, rounded, thousands
from lessonkit.explorers.controls import Choice, Number, Switch
from lessonkit.explorers.cost_map import ASPECT, Ground
from lessonkit.explorers.panel import Panel
from lessonkit.figures import new_figure, xy
from lessonkit.live import LiveFigure

__all__ = ["SurfaceExplorer"]

KINDS = {
    "raw": "Raw units: a razor-thin valley, stretched sideways to show it",
    "standardized": "Standardized, the same line and a round bowl, drawn as it is",
}


class SurfaceExplorer(Panel):
    """One line in three views: among the cars, on the map of the cost, and in its bowl.

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
        USD, from -30,000 to 15,000.
    turn, tilt : float
        From where the bowl is seen: degrees around it, and above the horizon.
    scale : {"raw", "standardized"}
        Units of the ground. The line stays the same, and so do its slope and its intercept.
    fog : bool
        Whether only the ground already felt is shown.
    ground : Ground
        The ground in the scale chosen.

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not two rows of finite numbers of the same length, or a control gets a
        value that it cannot take.
    """

    slope = Number(60, 0, 320, step=2, unit="USD per cubic inch")
    intercept = Number(0, -30_000, 15_000, step=200, unit="USD")
    turn = Number(-60, -180, 180, step=5, unit="degrees")
    tilt = Number(30, 0, 90, step=5, unit="degrees")
    scale = Choice("raw", list(KINDS))
    fog = Switch(False, label="fog: show only the ground already felt")

    presets: ClassVar = {
        "line A": {"slope": 60, "intercept": 0},
        "line B": {"slope": 100, "intercept": 4000},
        "line C": {"slope": 162, "intercept": -7914},
    }

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cars = LineCost(x, y)
        x, y = self.cars.x, self.cars.y
        self._scales = float(x.mean()), float(x.std()), float(y.mean()), float(y.std())
        self.grounds = {
            "raw": Ground(
                self.cars, (0, 320), (-30_000, 15_000), place_of=lambda *line: line,
                step=1, write_place=lambda value: f"{value:,g}", write_cost=rounded,
            ),
            "standardized": Ground(
                LineCost(standardize(x), standardize(y)), (-1.96, 3.64), (-4, 4),
                place_of=self._standardized, step=0.1, write_place=_four, write_cost=_four,
            ),
        }  # fmt: skip
        super().__init__(**state)

    @property
    def ground(self) -> Ground:
        """The ground in the scale chosen."""
        return self.grounds[self.scale]

    def begin(self) -> None:
        """Let the fog fall on all the ground."""
        for ground in self.grounds.values():
            ground.forget()

    bowl: Any  # matplotlib's three-dimensional axes carry no types

    def draw(self) -> list[LiveFigure]:
        """Draw the cars and the map in one picture, the bowl in another."""
        figure, (cars, *maps) = new_figure(3, width=5.5, height=3.6)
        round_figure, (self.bowl,) = new_figure(bowl_at=0, width=2.9, height=3.6)
        # By hand: else the axes would wander with the scale, and the bowl with its turn.
        for one in (figure, round_figure):
            one.set_layout_engine("none")
        grid = figure.add_gridspec(1, 2, left=0.11, right=0.97, bottom=0.16, top=0.965, wspace=0.34)
        self.bowl.set_position((0, 0, 1, 1))
        cars.set_subplotspec(grid[0])
        self.view = CarsView(cars, self.cars)
        self.flat, self.round = LiveFigure(figure), LiveFigure(round_figure)
        self.flat.move(*self.view.moving)
        for ax, ground in zip(maps, self.grounds.values(), strict=True):
            ax.set_subplotspec(grid[1])
            ground.draw(ax, self.bowl)
            self.flat.move(*ground.moving_on_map)
            self.round.move(*ground.moving_in_bowl)
        plan = self.grounds["raw"].plan
        plan.yaxis.set_major_formatter(FuncFormatter(thousands))
        plan.set_ylabel("intercept (1,000 USD)")
        self.bowl.set_box_aspect((ASPECT, 1, 0.9), zoom=0.82)
        for axis in (self.bowl.xaxis, self.bowl.yaxis, self.bowl.zaxis):
            axis.set_ticks([])
            axis.labelpad = -9
        self.bowl.set_zlabel("cost")
        return [self.flat, self.round]

    def follow(self) -> None:
        """Move the line and its dots, and look at the ground from where the sliders say."""
        self.view.place(self.slope, self.intercept)
        for ground in self.grounds.values():
            ground.walk(self.slope, self.intercept)
            ground.show(ground is self.ground, self.fog)
        if (self.bowl.azim, self.bowl.elev) != (self.turn, self.tilt):
            self.bowl.view_init(azim=self.turn, elev=self.tilt)
            self.round.invalidate()
        self.flat.alt, self.round.alt = self._alt_of_map(), self._alt_of_bowl()

    def readout(self) -> str:
        """Say where the line stands, on what ground, what the feet feel, and what fog hides."""
        ground = self.ground
        return (
            f"You stand at {ground.place_in_words()}. Cost (MSE): {ground.height()}.\n"
            f"{KINDS[self.scale]} (condition number {ground.condition:,.0f}).\n"
            f"Underfoot: {ground.underfoot()}.\n"
            f"{self._sight()}"
        )

    def _standardized(self, slope: float, intercept: float) -> tuple[float, float]:
        x_mean, x_std, y_mean, y_std = self._scales
        return slope * x_std / y_std, (slope * x_mean + intercept - y_mean) / y_std

    def _sight(self) -> str:
        if self.fog:
            return f"Fog: you have felt {self.ground.percent_felt:.0f} % of the map so far."
        return f"No fog: all of the map is in sight, down to a cost of {self.ground.lowest()}."

    def _alt_of_map(self) -> str:
        return (
            f"{len(xy(self.view.cars))} cars with {self.view.words()}. Beside them a map of the "
            f"cost, {self.scale}: rings around the lowest ground, your dot "
            f"{self.ground.dot_in_words()}{self._hidden()}."
        )

    def _alt_of_bowl(self) -> str:
        return (
            f"The cost as a bowl, {self.scale}, seen from {self.bowl.elev:g} degrees above and "
            f"turned to {self.bowl.azim:g} degrees, with your dot on it{self._hidden()}."
        )

    def _hidden(self) -> str:
        return f"; fog hides all but {self.ground.percent_felt:.0f} %" if self.fog else ""


def _four(value: float) -> str:
    # What rounds to a negative zero becomes zero.
    return f"{round(value, 4) + 0.0:.4f}"
