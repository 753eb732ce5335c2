"""The panel of the surface: a line, its place on the map, and its place in the bowl."""

from typing import Any, ClassVar

from matplotlib.ticker import FuncFormatter
from numpy.typing import ArrayLike

from lessonkit.cost import LineCost, standardize
from lessonkit.explorers.cars_view import CarsView
from lessonkit.explorers.controls import Menu, Number, Switch
from lessonkit.explorers.cost_map import ASPECT, CostMap
from lessonkit.explorers.panel import Panel
from lessonkit.live import LiveFigure
from lessonkit.picture import new_figure, xy
from lessonkit.words import eight_digits, thousands

__all__ = ["SurfaceExplorer"]

GOAL = 10.1e6
"""The cost to walk below in the fog, in USD squared."""

KINDS = {
    "raw": "Raw units: a very thin valley, drawn wider than it is",
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
        Units of the map and the bowl. The line, its slope and its intercept stay the same.
    fog : bool
        Whether only the ground already felt is shown.
    best : float or None
        The smallest share of the map in percent that was felt on a walk to the goal.

    Raises
    ------
    ValueError, TypeError
        If `x` and `y` are not two rows of finite numbers of the same length, or a control gets a
        value that it cannot take.
    """

    slope = Number(60, 0, 320, step=5, unit="USD per cubic inch")
    intercept = Number(0, -30_000, 15_000, step=500, unit="USD")
    turn = Number(-60, -180, 180, step=5, unit="degrees")
    tilt = Number(30, 0, 90, step=5, unit="degrees")
    scale = Menu("raw", list(KINDS))
    fog = Switch(False, label="fog: show only the ground already felt")

    presets: ClassVar = {
        "line A": {"slope": 60, "intercept": 0},
        "line B": {"slope": 100, "intercept": 4000},
        "line C": {"slope": 162, "intercept": -7914},
    }

    bowl: Any  # matplotlib's three-dimensional axes carry no types

    def __init__(self, x: ArrayLike, y: ArrayLike, **state: Any) -> None:
        self.cost = LineCost(x, y)
        self.best: float | None = None
        x, y = self.cost.x, self.cost.y
        self._scales = float(x.mean()), float(x.std()), float(y.mean()), float(y.std())
        raw = CostMap(self.cost, (0, 320), (-30_000, 15_000), lambda *line: line, step=1)
        raw.write_cost, raw.write_place = eight_digits, lambda value: f"{value:,g}"
        cost = LineCost(standardize(x), standardize(y))
        standardized = CostMap(cost, (-1.96, 3.64), (-4, 4), self._standardized, step=0.1)
        self.cost_maps = {"raw": raw, "standardized": standardized}
        super().__init__(**state)

    @property
    def cost_map(self) -> CostMap:
        """The map in the chosen scale."""
        return self.cost_maps[self.scale]

    def begin(self) -> None:
        """Cover all the ground with fog, and start a walk."""
        for one in self.cost_maps.values():
            one.forget()
        self._walking = True

    def preset(self, name: str) -> None:
        """Go to a named state; a jump is no walk, so it does not count for the goal."""
        self._walking = False
        for one in self.cost_maps.values():
            one.jump()
        super().preset(name)

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the cars and the map in one picture, the bowl in another."""
        figure, (scatter, *maps) = new_figure(3, width=5.5, height=3.6)
        bowl_figure, (self.bowl,) = new_figure(bowl_at=0, width=2.9, height=3.6)
        # By hand: otherwise the axes would move with the scale, and the bowl with its turn.
        for one in (figure, bowl_figure):
            one.set_layout_engine("none")
        grid = figure.add_gridspec(1, 2, left=0.11, right=0.97, bottom=0.16, top=0.965, wspace=0.34)
        scatter.set_subplotspec(grid[0])
        self.cars = CarsView(scatter, self.cost)
        map_picture, bowl_picture = LiveFigure(figure), LiveFigure(bowl_figure)
        map_picture.move(*self.cars.moving)
        for ax, cost_map in zip(maps, self.cost_maps.values(), strict=True):
            ax.set_subplotspec(grid[1])
            cost_map.draw(ax, self.bowl)
            map_picture.move(*cost_map.moving_on_map)
            bowl_picture.move(*cost_map.moving_in_bowl)
        plan = self.cost_maps["raw"].plan
        plan.yaxis.set_major_formatter(FuncFormatter(thousands))
        plan.set_ylabel("intercept (1,000 USD)")
        self._arrange_bowl()
        return [map_picture, bowl_picture]

    def _arrange_bowl(self) -> None:
        self.bowl.set_position((0, 0, 1, 1))
        self.bowl.set_box_aspect((ASPECT, 1, 0.9), zoom=0.82)
        for axis in (self.bowl.xaxis, self.bowl.yaxis, self.bowl.zaxis):
            axis.set_ticks([])
            axis.labelpad = -9
        self.bowl.set(xlabel="slope", ylabel="intercept", zlabel="cost")

    # After each change.

    def follow(self) -> None:
        """Move the line and its dots, and turn the bowl."""
        self.cars.place(self.slope, self.intercept)
        for one in self.cost_maps.values():
            one.walk(self.slope, self.intercept)
            one.show(one is self.cost_map, self.fog)
        self._score()
        map_picture, bowl_picture = self.pictures
        if (self.bowl.azim, self.bowl.elev) != (self.turn, self.tilt):
            self.bowl.view_init(azim=self.turn, elev=self.tilt)
            bowl_picture.invalidate()
        map_picture.alt, bowl_picture.alt = self._alt_of_map(), self._alt_of_bowl()

    def _score(self) -> None:
        """Keep the least that was felt on a walk to the goal, all of it in fog."""
        line = self.slope, self.intercept
        first = self._first["slope"], self._first["intercept"]
        self._walking &= self.fog or line == first
        if self._walking and self.fog and self.cost.cost(*line) < GOAL:
            felt = self.cost_map.percent_felt
            self.best = min(felt, felt if self.best is None else self.best)

    def _standardized(self, slope: float, intercept: float) -> tuple[float, float]:
        x_mean, x_std, y_mean, y_std = self._scales
        return slope * x_std / y_std, (slope * x_mean + intercept - y_mean) / y_std

    # In words.

    def readout(self) -> str:
        """Say where the line stands, in which scale, what is felt there, and what fog hides."""
        here = self.cost_map
        return (
            f"You stand at {here.place_in_words()}. Cost (MSE): {here.cost_in_words()}.\n"
            f"{KINDS[self.scale]} (condition number {here.condition:,.0f}).\n"
            f"Underfoot: {here.underfoot()}.\n"
            f"{self._sight()}\n"
            f"{self._goal()}"
        )

    def _sight(self) -> str:
        if self.fog:
            return f"Fog: you have felt {self.cost_map.percent_felt:.0f} % of the map so far."
        return f"No fog: all of the map is in sight, down to a cost of {self.cost_map.lowest()}."

    def _goal(self) -> str:
        goal = GOAL if self.scale == "raw" else GOAL / self._scales[3] ** 2
        words = f"a walk from Reset in the fog to a cost below {self.cost_map.write_cost(goal)}"
        if self.best is None:
            return f"Goal: {words}."
        return f"Goal reached: {words}. Least of the map felt so far: {self.best:.0f} %."

    def _alt_of_map(self) -> str:
        return (
            f"{len(xy(self.cars.dots))} cars with {self.cars.words()}. Beside them a map of the "
            f"cost, {self.scale}: rings around the lowest ground, your dot "
            f"{self.cost_map.dot_in_words()}{self._hidden()}."
        )

    def _alt_of_bowl(self) -> str:
        return (
            f"The cost as a bowl, {self.scale}, seen from {self.bowl.elev:g} degrees above and "
            f"turned to {self.bowl.azim:g} degrees, with your dot on it{self._hidden()}."
        )

    def _hidden(self) -> str:
        return f"; fog hides all but {self.cost_map.percent_felt:.0f} %" if self.fog else ""
