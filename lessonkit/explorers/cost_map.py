"""The cost of all lines as a map and as a bowl, with a dot for one line, and fog."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from lessonkit.cost import LineCost
from lessonkit.figures import draw_contours, draw_point, surface
from lessonkit.picture import COST_MAP, PAPER, VERMILLION, xy
from lessonkit.words import number

__all__ = ["ASPECT", "CostMap"]

Place = tuple[float, float]

REACH = 0.07
"""How far the ground is felt, as a share of the map's width and height."""

ASPECT = 0.7
"""Length of the map's side along the slopes; that along the intercepts is 1."""

MAP_CELLS, BOWL_CELLS = 60, 16
FOG = "#CDD2D8"
DOT: dict[str, Any] = {"marker": "o", "markersize": 12, "color": VERMILLION}


class CostMap:
    """The cost of all lines in one scale.

    `place_of` takes a slope and an intercept in raw units and returns them in the units of this
    map; `step` is the change of either whose effect on the cost is said.
    """

    def __init__(
        self,
        cost: LineCost,
        slopes: Place,
        intercepts: Place,
        place_of: Callable[[float, float], Place],
        step: float,
    ) -> None:
        self.cost, self.slopes, self.intercepts = cost, slopes, intercepts
        self.place_of, self.step = place_of, step
        self.write_place: Callable[[float], str] = partial(number, digits=4)
        self.write_cost: Callable[[float], str] = self.write_place
        self.condition = float(np.linalg.cond(cost.curvature))
        self.forget()

    def forget(self) -> None:
        """Cover with fog all that was felt."""
        self.jump()
        self.felt = np.zeros((MAP_CELLS, MAP_CELLS), dtype=bool)
        self._felt_patches = np.zeros((BOWL_CELLS, BOWL_CELLS), dtype=bool)

    def jump(self) -> None:
        """Let the next line be reached through the air: the ground on the way is not felt."""
        self._left: NDArray[np.float64] | None = None

    # Drawn once.

    def draw(self, plan: Axes, bowl: Axes3D) -> None:
        """Draw the map, the bowl, the dots and the fog."""
        self.plan, self.bowl = plan, bowl
        plan.set_visible(False)
        draw_contours(plan, self.cost, *self._grid(80))
        extent = (*self.slopes, *self.intercepts)
        look: dict[str, Any] = {"cmap": ListedColormap([FOG, "none"]), "interpolation": "nearest"}
        look |= {"origin": "lower", "aspect": "auto", "zorder": 3}
        self.fog = plan.imshow(self.felt, vmin=0, vmax=1, extent=extent, **look)
        self.dot = draw_point(plan, 0, 0, markeredgecolor=PAPER, clip_on=False, **DOT)
        plan.set(xlim=self.slopes, ylim=self.intercepts, box_aspect=1 / ASPECT)
        grid = self._grid(BOWL_CELLS)
        heights = surface(self.cost, *grid)
        look = {"cmap": COST_MAP, "edgecolor": PAPER, "alpha": 0.9, "antialiased": True}
        look |= {"rcount": BOWL_CELLS + 1, "ccount": BOWL_CELLS + 1}
        self.sheet, self.patches = (
            bowl.plot_surface(*np.meshgrid(*grid), heights, linewidth=width, **look)
            for width in (0.2, 0)
        )
        self._top = float(heights.max())
        self._heights = np.asarray(self.sheet.get_array())
        self.patches.set(clim=(self._heights.min(), self._heights.max()))
        self.ball: Any = draw_point(bowl, 0, 0, 0, markeredgecolor=PAPER, **DOT)
        self.moving_on_map: tuple[Artist, ...] = self.fog, self.dot
        self.moving_in_bowl: tuple[Artist, ...] = self.patches, self.ball

    # After each change.

    def walk(self, slope: float, intercept: float) -> None:
        """Walk straight to a line, in raw units, and feel the ground on the way."""
        self.place = self.place_of(slope, intercept)
        low, high = np.transpose([self.slopes, self.intercepts])
        there = (np.asarray(self.place) - low) / (high - low)
        start = there if self._left is None else self._left
        self.felt |= _near(start, there, MAP_CELLS)
        self._felt_patches |= _near(start, there, BOWL_CELLS)
        self._left = there

    def show(self, shown: bool, fog: bool) -> None:
        """Show this map and its bowl, or hide them; with fog, only what was felt."""
        if shown and not self.plan.get_visible():
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
        slope, intercept = np.clip(self.place, *np.transpose([self.slopes, self.intercepts]))
        marker = {"above": "^", "below": "v", "": "o"}[self.outside]
        self.dot.set_data([slope], [intercept])
        self.ball.set_data_3d([slope], [intercept], [self.cost.cost(slope, intercept)])
        for dot in (self.dot, self.ball):
            dot.set_marker(marker)

    def _lift_fog(self) -> None:
        self.fog.set_data(self.felt)
        self.patches.set_array(np.ma.array(self._heights, mask=~self._felt_patches.ravel()))
        # Matplotlib does this at a full draw only; before the first it has no camera yet.
        if self.bowl.M is not None:
            self.patches.do_3d_projection()

    def _grid(self, cells: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return np.linspace(*self.slopes, cells + 1), np.linspace(*self.intercepts, cells + 1)

    # In words.

    @property
    def outside(self) -> str:
        """On which side the line has left the map: "above", "below" or ""."""
        low, high = self.intercepts
        return "above" if self.place[1] > high else "below" if self.place[1] < low else ""

    @property
    def percent_felt(self) -> float:
        """How much of the map was felt."""
        return 100 * float(self.felt.mean())

    def place_in_words(self) -> str:
        """Say the slope and the intercept of the line."""
        slope, intercept = map(self.write_place, self.place)
        arrow = {"above": " (▲ above the map)", "below": " (▼ below the map)", "": ""}
        return f"slope {slope}, intercept {intercept}{arrow[self.outside]}"

    def dot_in_words(self) -> str:
        """Say where the dot is drawn."""
        slope, intercept = map(self.write_place, map(float, xy(self.dot)[0]))
        edge = f", at the edge since your line is {self.outside} the map" if self.outside else ""
        return f"at slope {slope} and intercept {intercept}{edge}"

    def cost_in_words(self) -> str:
        """Say the cost of the line."""
        return self.write_cost(float(self.cost.cost(*self.place)))

    def lowest(self) -> str:
        """Say the lowest cost of all."""
        return self.write_cost(self.cost.minimum.cost)

    def underfoot(self) -> str:
        """Say how one step in either direction changes the cost."""
        slope, intercept = self.place
        here = self.cost.cost(slope, intercept)
        right, up = (
            self._change(float(there - here))
            for there in (
                self.cost.cost(slope + self.step, intercept),
                self.cost.cost(slope, intercept + self.step),
            )
        )
        return (
            f"slope + {self.step:g} changes the cost by {right}, intercept + {self.step:g} by {up}"
        )

    def _change(self, change: float) -> str:
        sign, way = ("-", "down") if change < 0 else ("+", "up")
        return f"{sign}{self.write_cost(abs(change))} ({way})"


def _near(start: NDArray[np.float64], end: NDArray[np.float64], cells: int) -> NDArray[np.bool_]:
    """Return which cells of the map have their middle within reach of a straight way on it."""
    middles = (np.arange(cells) + 0.5) / cells
    right, up = middles - start[0], middles[:, np.newaxis] - start[1]
    way = end - start
    share = np.clip((right * way[0] + up * way[1]) / (way @ way or 1.0), 0, 1)
    near = (right - share * way[0]) ** 2 + (up - share * way[1]) ** 2 <= REACH**2
    return np.asarray(near)
