"""The panel beyond the line: batch size, momentum, and a learning rate that may shrink."""

from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LinearCost, standardize
from lessonkit.explorers.batches import PASSES, WALKS, Batches
from lessonkit.explorers.controls import LogNumber, Number, Switch, Whole
from lessonkit.explorers.off_picture import arrow_to, new_sign, show_sign, show_walk_off
from lessonkit.explorers.panel import Panel
from lessonkit.figures import WALK, draw_path, draw_valley
from lessonkit.live import LiveFigure
from lessonkit.picture import BLUE, INK, ORANGE, VERMILLION, add_legend, new_figure, xy
from lessonkit.words import counted, number

__all__ = ["BatchExplorer"]

CARS = 159
GOAL = 1.0
"""The goal, in percent above the lowest cost."""
LOW, HIGH = 0.1, 1000.0
"""The ends of the loss curve's picture, in percent above the lowest cost."""
MARKS = 20
"""About how many places of the walk are marked."""
ABOVE: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 1), "borderpad": 0}
ABOVE |= {"handletextpad": 0, "columnspacing": 1}


class BatchExplorer(Panel):
    """Walks that look at a few cars in each step, in the valley of two features.

    Each looks at as many cars as eight passes over the table do. One walk is drawn; twelve, each
    with its own random draws from a fixed seed, are scored. Both features and the price are
    standardized, and the bias stays at zero, which is its best value.

    Parameters
    ----------
    X : array-like, shape (n, 2)
        Engine sizes in cubic inches and curb weights in lb.
    y : array-like, shape (n,)
        Prices in USD.
    **state
        First values of the controls.

    Attributes
    ----------
    batch_size : int
        Cars that each step looks at, from 1 to 159; if there are fewer cars, all of them.
    learning_rate : float
        From 0.001 to 10.
    momentum : float
        How much of the step before is kept, from 0 to 0.9.
    shrinks : bool
        Whether the learning rate falls: to a half after one pass, a third after two.

    Raises
    ------
    ValueError, TypeError
        If `X` and `y` are not two columns and one of finite numbers of the same length, the
        columns are collinear, or a control gets a value that it cannot take.
    """

    batch_size = Whole(CARS, 1, CARS, label="cars per step")
    learning_rate = LogNumber(0.1, 1e-3, 10, step=0.05)
    momentum = Number(0, 0, 0.9, step=0.1)
    shrinks = Switch(False, label="rate shrinks")

    _plain: ClassVar = {"momentum": 0.0, "shrinks": False}
    lines = 4
    presets: ClassVar = {
        "all cars, rate 0.4": _plain | {"batch_size": CARS, "learning_rate": 0.4},
        "all cars, rate 0.6": _plain | {"batch_size": CARS, "learning_rate": 0.6},
        "16 cars, rate 0.4": _plain | {"batch_size": 16, "learning_rate": 0.4},
        "1 car, rate 0.02": _plain | {"batch_size": 1, "learning_rate": 0.02},
    }

    def __init__(self, X: ArrayLike, y: ArrayLike, **state: Any) -> None:
        raw = LinearCost(X, y)
        if raw.X.shape[1] != 2:
            raise ValueError(
                f"X: expected 2 columns (engine_size, curb_weight), got {raw.X.shape[1]}."
            )
        self.cost = LinearCost(standardize(raw.X), standardize(raw.y))
        self.batches = Batches(self.cost)
        super().__init__(**state)

    def begin(self) -> None:
        """Forget the best average."""
        self.best: tuple[float, dict[str, Any]] | None = None

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the valley from above on the left, the loss curve on the right."""
        figure, (valley, curve) = new_figure(2, width=8.4, height=3.9)
        figure.set_layout_engine("constrained", wspace=0.08)
        draw_valley(valley, self.cost)
        valley.set_ylabel("weight of curb weight")
        self.valley = valley
        self.path = draw_path(valley, np.zeros((1, 2)), **WALK | {"marker": "s"})
        look: dict[str, Any] = {"markersize": 8, "markeredgecolor": INK, "linestyle": "none"}
        ends = f"of {WALKS} walks"
        (self.ends,) = valley.plot([], [], "s", color=ORANGE, zorder=5, label=ends, **look)
        (self.end,) = valley.plot([], [], "o", color=VERMILLION, zorder=6, **look)
        self.end.set_label("end of this walk")
        add_legend(valley, [self.end, self.ends], ncols=2, **ABOVE)
        self.off_map = new_sign(valley, y=0.93)
        picture = LiveFigure(figure)
        moving = [self.path, self.ends, self.end, self.off_map, *self._draw_curve(curve)]
        picture.move(*moving)
        return [picture]

    def _draw_curve(self, ax: Axes) -> list[Any]:
        ax.set(xlabel="passes over the cars", xlim=(-0.2, PASSES + 0.2), yscale="log")
        ax.set(ylabel="cost, % above the lowest", ylim=(LOW, HIGH))
        # The goal is named where no curve can run over its name.
        name = {GOAL: "goal "}
        formatter = FuncFormatter(lambda cost, _: f"{name.get(cost, '')}{cost:,g}")
        ax.yaxis.set_major_formatter(formatter)
        ax.yaxis.set_minor_locator(NullLocator())
        ax.axhline(GOAL, color=INK, linestyle=":", linewidth=1.5)
        (self.curve,) = ax.plot([], [], color=BLUE, linewidth=1.5)
        look: dict[str, Any] = {"markersize": 9, "markeredgecolor": INK, "linestyle": "none"}
        average = f"average of {WALKS} walks"
        (self.average,) = ax.plot([], [], "s", color=ORANGE, label=average, **look)
        add_legend(ax, [self.average], **ABOVE)
        self.off_curve = new_sign(ax, y=0.93)
        return [self.curve, self.average, self.off_curve]

    # After each change.

    def follow(self) -> None:
        """Walk, and place the walks and their costs."""
        self.size = min(self.batch_size, self.cost.n)
        walks = self.batches.walk(
            self.size, self.learning_rate, self.momentum, shrinks=self.shrinks
        )
        self.taken = len(walks) - 1
        self.scores = self.batches.excess(walks[-1])
        first = walks[:, 0]
        near = np.clip(walks, -1e3, 1e3)  # in the picture the lines look the same
        self.path.set_data(*near[:, 0].T)
        self.path.set_markevery(max(1, self.taken // MARKS))
        self.end.set_data(*near[-1, :1].T)
        self.ends.set_data(*near[-1].T)
        spans = self.valley.get_xlim(), self.valley.get_ylim()
        self.outside = sum(bool(arrow_to(place, *spans)) for place in walks[-1])
        show_walk_off(self.off_map, first[-1], *spans)
        self._place_curve(self.batches.excess(first))
        average = float(self.scores.mean())
        if self.best is None or average < self.best[0]:
            self.best = average, self.state
        self.pictures[0].alt = self._alt()

    def _place_curve(self, excess: NDArray[np.float64]) -> None:
        passes = np.arange(len(excess)) * self.size / self.cost.n
        self.curve.set_data(passes, np.clip(excess, LOW / 10, 10 * HIGH))
        average = float(self.scores.mean())
        self.average.set_data([passes[-1]], [max(average, LOW)])
        self.average.set_visible(average <= HIGH)
        show_sign(self.off_curve, "▲ off the picture" if excess[-1] > HIGH else "")

    # In words.

    def readout(self) -> str:
        """Say the walk, where it and the others end, and the goal."""
        shrinking = ", shrinking" if self.shrinks else ""
        return (
            f"{counted(self.taken, 'step')} of {counted(self.size, 'car')}, learning rate "
            f"{self.learning_rate:g}{shrinking}, momentum {self.momentum:g}.\n"
            f"{self._where()}\n{self._others()}\n{self._goal()}"
        )

    def _where(self) -> str:
        steps = self.batches.steps(self.size)
        if self.taken < steps:
            cut = f"{self.taken + 1:,} of {steps:,}"
            return f"Cut off before step {cut}: the numbers get too large."
        score = float(self.scores[0])
        start = float(self.batches.excess(np.zeros(2)))
        climbed = f" It began at {number(start, 0)} %: it climbs." if score > start else ""
        return f"The walk ends {number(score, 2)} % above the lowest cost.{climbed}"

    def _others(self) -> str:
        if self.size == self.cost.n:
            return "Every step looks at all cars, so other random draws change nothing."
        low, high = float(self.scores.min()), float(self.scores.max())
        off = f" {self.outside} off the map." if self.outside else ""
        return (
            f"{WALKS} walks with other random draws: {number(low, 2)} to {number(high, 2)} %, on "
            f"average {number(float(self.scores.mean()), 2)} %.{off}"
        )

    def _goal(self) -> str:
        best, state = self.best or (float(self.scores.mean()), self.state)
        shrinking = ", shrinking" if state["shrinks"] else ""
        reached = " Reached." if best <= GOAL else ""
        return (
            f"Goal: {GOAL:g} % on average. Your best: {number(best, 2)} % "
            f"({counted(state['batch_size'], 'car')}, rate {state['learning_rate']:g}{shrinking}, "
            f"momentum {state['momentum']:g}).{reached}"
        )

    def _alt(self) -> str:
        off = ", off the map" if self.off_map.get_visible() else ""
        ends = "" if self.size == self.cost.n else f" {self._others()}"
        first, last = xy(self.curve)[[0, -1], 1]
        height = "out of the picture" if self.off_curve.get_visible() else f"to {number(last)} %"
        return (
            f"Left, a long valley from above with a walk of {counted(self.taken, 'step')}{off}."
            f"{ends} Right, its loss curve, from {number(first, 0)} {height} above the lowest cost."
        )
