"""The cost of all lines as ground to walk on: a map, a bowl, a walker and fog."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from lessonkit.cost import LineCost
from lessonkit.figures import (
    PAPER,
    VERMILLION,
    draw_bowl,
    draw_contours,
    draw_point,
    surface,
    xy,
)

__all__ = ["ASPECT", "Ground"]

Place = tuple[float, float]

REACH = 0.07
"""How far the walker's feet feel, as a share of the map's width and height."""

ASPECT = 0.7
"""Length of the map's side along the slopes; that along the intercepts is 1."""

MAP_CELLS, BOWL_CELLS = 60, 16
FOG = "#CDD2D8"
DOT: dict[str, Any] = {
    "marker": "o",
    "markersize": 12,
    "color": VERMILLION,
    "markeredgecolor": PAPER,
}


class Ground:
    """The cost of all lines in one scale.

    Parameters
    ----------
    cost : LineCost
        The height of the ground.
    slopes, intercepts : pair of float
        The ends of the map.
    place_of : callable
        Takes slope and intercept in raw units, returns them in the units of this ground.
    step : float
        How far the walker puts out a foot.
    write_place, write_cost : callable
        Write a slope or an intercept, and a cost, for people.

    Attributes
    ----------
    place : pair of float
        Slope and intercept where the walker stands.
    felt : numpy.ndarray of bool, shape (MAP_CELLS, MAP_CELLS)
        The cells of the map that the walker has felt; one row per intercept.
    """

    def __init__(
        self,
        cost: LineCost,
        slopes: Place,
        intercepts: Place,
        *,
        place_of: Callable[[float, float], Place],
        step: float,
        write_place: Callable[[float], str],
        write_cost: Callable[[float], str],
    ) -> None:
        self.cost, self.slopes, self.intercepts = cost, slopes, intercepts
        self.place_of, self.step = place_of, step
        self.write_place, self.write_cost = write_place, write_cost
        self.condition = float(np.linalg.cond(cost.curvature))
        self.forget()

    def forget(self) -> None:
        """Let the fog fall on all that was felt."""
        self.felt = np.zeros((MAP_CELLS, MAP_CELLS), dtype=bool)
        self._felt_patches = np.zeros((BOWL_CELLS, BOWL_CELLS), dtype=bool)

    # Once.

    def draw(self, plan: Axes, bowl: Axes3D) -> None:
        """Draw the map, the bowl, the dots and the fog."""
        self.plan, self.bowl = plan, bowl
        plan.set_visible(False)
        draw_contours(plan, self.cost, *self._grid(80))
        self.fog = plan.imshow(
            self.felt, extent=(*self.slopes, *self.intercepts), origin="lower", aspect="auto",
            cmap=ListedColormap([FOG, "none"]), vmin=0, vmax=1, interpolation="nearest",
            zorder=3,
        )  # fmt: skip
        self.dot = draw_point(plan, 0, 0, clip_on=False, **DOT)
        plan.set(xlim=self.slopes, ylim=self.intercepts, box_aspect=1 / ASPECT)
        grid = self._grid(BOWL_CELLS)
        self.sheet, self.patches = (
            draw_bowl(bowl, self.cost, *grid, mesh=BOWL_CELLS + 1) for _ in range(2)
        )
        self._top = float(surface(self.cost, *grid).max())
        self._heights = np.asarray(self.sheet.get_array())
        self.patches.set(clim=(self._heights.min(), self._heights.max()), linewidth=0)
        self.ball: Any = draw_point(bowl, 0, 0, 0, **DOT)

    @property
    def moving_on_map(self) -> tuple[Artist, ...]:
        """What moves on the map."""
        return self.fog, self.dot

    @property
    def moving_in_bowl(self) -> tuple[Artist, ...]:
        """What moves in the bowl."""
        return self.patches, self.ball

    # Each time.

    def walk(self, slope: float, intercept: float) -> None:
        """Go to a line, in raw units, and feel the ground there."""
        self.place = self.place_of(slope, intercept)
        self.felt |= self._near(MAP_CELLS)
        self._felt_patches |= self._near(BOWL_CELLS)

    def show(self, shown: bool, fog: bool) -> None:
        """Show this ground, or hide it; with fog, only what was felt."""
        if shown and not self.shown:
            self.bowl.set(xlim=self.slopes, ylim=self.intercepts, zlim=(0, self._top))
        for artist in (self.plan, self.dot, self.ball):
            artist.set_visible(shown)
        for foggy in (self.fog, self.patches):
            foggy.set_visible(shown and fog)
        self.sheet.set_visible(shown and not fog)
        if shown:
            self._place_dots()
            if fog:
                self._lift_fog()

    def _place_dots(self) -> None:
        spot = self._on_map()
        marker = {"above": "^", "below": "v", "": "o"}[self.outside]
        self.dot.set_data(*([value] for value in spot))
        self.ball.set_data_3d(*([value] for value in (*spot, self.cost.cost(*spot))))
        for ball in (self.dot, self.ball):
            ball.set_marker(marker)

    def _lift_fog(self) -> None:
        self.fog.set_data(self.felt)
        self.patches.set_array(np.ma.array(self._heights, mask=~self._felt_patches.ravel()))
        # Matplotlib does this at a full draw only; before the first it has no camera yet.
        if self.bowl.M is not None:
            self.patches.do_3d_projection()

    # Where and what.

    @property
    def shown(self) -> bool:
        """Whether this is the ground on the screen."""
        return bool(self.plan.get_visible())

    @property
    def outside(self) -> str:
        """On which side the walker has left the map: "above", "below" or ""."""
        low, high = self.intercepts
        return "above" if self.place[1] > high else "below" if self.place[1] < low else ""

    @property
    def percent_felt(self) -> float:
        """How much of the map the walker has felt."""
        return 100 * float(self.felt.mean())

    def place_in_words(self) -> str:
        """Say where the walker stands."""
        slope, intercept = map(self.write_place, self.place)
        arrow = {"above": " (▲ above the map)", "below": " (▼ below the map)", "": ""}
        return f"slope {slope}, intercept {intercept}{arrow[self.outside]}"

    def dot_in_words(self) -> str:
        """Say where the dot is, by what is drawn."""
        slope, intercept = map(self.write_place, map(float, xy(self.dot)[0]))
        edge = f", at the edge since your line is {self.outside} the map" if self.outside else ""
        return f"at slope {slope} and intercept {intercept}{edge}"

    def height(self) -> str:
        """Say the cost where the walker stands."""
        return self.write_cost(float(self.cost.cost(*self.place)))

    def lowest(self) -> str:
        """Say the lowest cost of all."""
        return self.write_cost(self.cost.minimum.cost)

    def underfoot(self) -> str:
        """Say how the cost changes under a foot put out either way."""
        slope, intercept = self.place
        here = self.cost.cost(slope, intercept)
        changes = (
            self.cost.cost(slope + self.step, intercept) - here,
            self.cost.cost(slope, intercept + self.step) - here,
        )
        right, up = (self._change(float(change)) for change in changes)
        return (
            f"slope + {self.step:g} changes the cost by {right}, intercept + {self.step:g} by {up}"
        )

    def _change(self, change: float) -> str:
        way = "down" if change < 0 else "up"
        return f"{'-' if change < 0 else '+'}{self.write_cost(abs(change))} ({way})"

    def _on_map(self) -> Place:
        slope, intercept = np.clip(self.place, *np.transpose([self.slopes, self.intercepts]))
        return float(slope), float(intercept)

    def _near(self, cells: int) -> NDArray[np.bool_]:
        """Return which cells have their middle within reach."""
        middles = (np.arange(cells) + 0.5) / cells
        across, along = (
            (value - low) / (high - low)
            for value, (low, high) in zip(self.place, (self.slopes, self.intercepts), strict=True)
        )
        near: Any = (middles - across) ** 2 + (middles[:, np.newaxis] - along) ** 2 <= REACH**2
        return np.asarray(near)

    def _grid(self, cells: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return np.linspace(*self.slopes, cells + 1), np.linspace(*self.intercepts, cells + 1)
