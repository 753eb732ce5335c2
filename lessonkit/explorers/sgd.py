"""The panel of scikit-learn: the walk of SGDRegressor on its way to the closed form."""

from typing import Any, ClassVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LinearCost
from lessonkit.explorers.controls import LogNumber, Whole
from lessonkit.explorers.off_picture import new_sign
from lessonkit.explorers.panel import Panel
from lessonkit.figures import draw_agreement
from lessonkit.live import LiveFigure
from lessonkit.picture import FONT_SIZE, INK, ORANGE, PURPLE, RUNS, VERMILLION, new_figure, xy
from lessonkit.words import counted, number, thousands

__all__ = ["SklearnExplorer"]

Array = NDArray[np.float64]

EPOCHS = 60
LOOKS: tuple[dict[str, Any], ...] = (
    *RUNS[:3],
    {"color": PURPLE, "linestyle": ":", "marker": "D"},
    {"color": ORANGE, "linestyle": (0, (6, 1, 1, 1, 1, 1)), "marker": "v"},
)
SMALL: dict[str, Any] = {"color": INK, "fontsize": FONT_SIZE - 1, "va": "center"}


class SklearnExplorer(Panel):
    """`SGDRegressor` epoch by epoch beside `LinearRegression`: weights and test predictions.

    A quarter of the cars is set aside for the test, and the scaler knows the training cars only.

    Parameters
    ----------
    X : pandas.DataFrame or array-like, shape (n, 5)
        Five features; the columns of a frame give them their names, those of an array are taken
        for engine_size, horsepower, curb_weight, width and highway_mpg.
    y : array-like, shape (n,)
        Prices in USD.
    **state
        First values of the controls.

    Attributes
    ----------
    epochs : int
        Passes over the training cars, from 0 to 60.
    eta0 : float
        The first learning rate, from 0.0001 to 10; `SGDRegressor` lowers it as it walks.

    Raises
    ------
    ValueError, TypeError
        If `X` and `y` are not five columns and one of finite numbers of the same length, the
        columns are collinear, or a control gets a value that it cannot take.
    """

    epochs = Whole(0, 0, EPOCHS, play=0.2)
    eta0 = LogNumber(0.01, 1e-4, 10, step=0.05)

    presets: ClassVar = {
        "eta0 0.01, 39 epochs": {"epochs": 39, "eta0": 0.01},
        "eta0 0.0003": {"epochs": 39, "eta0": 0.0003},
        "eta0 0.3": {"epochs": 20, "eta0": 0.3},
        "eta0 3": {"epochs": 5, "eta0": 3},
    }

    def __init__(self, X: Any, y: ArrayLike, **state: Any) -> None:
        # scikit-learn is slow to import.
        from lessonkit.explorers.two_models import FEATURES, TwoModels  # noqa: PLC0415

        cost = LinearCost(X, y)
        if cost.X.shape[1] != len(FEATURES):
            expected = f"{len(FEATURES)} columns ({', '.join(FEATURES)})"
            raise ValueError(f"X: expected {expected}, got {cost.X.shape[1]}.")
        self.models = TwoModels(cost.X, cost.y)
        self.names = [str(name) for name in getattr(X, "columns", FEATURES)]
        super().__init__(**state)

    def begin(self) -> None:
        """Forget the best score on the test cars."""
        self.best: tuple[float, float, int] | None = None

    # Drawn once.

    def draw(self) -> list[LiveFigure]:
        """Draw the weights over the epochs on the left, the test predictions on the right."""
        figure, (paths, agreement) = new_figure(2, width=8.4, height=3.9, width_ratios=(1.25, 1))
        figure.set_layout_engine(
            "constrained", wspace=0.08
        )  # between the names and the other picture
        picture = LiveFigure(figure)
        picture.move(*self._draw_paths(paths), *self._draw_agreement(agreement))
        return [picture]

    def _draw_paths(self, ax: Axes) -> list[Any]:
        best = self.models.best[:-1]
        reach = float(np.abs(best).max())
        self.bottom, self.top = -0.6 * reach, 1.6 * reach
        ax.set(xlim=(-1, EPOCHS), ylim=(self.bottom, self.top))
        ax.set(xlabel="epochs", ylabel="weight (1,000 USD per SD)")
        ax.yaxis.set_major_formatter(FuncFormatter(thousands))
        self.paths = []
        heights = _spread(best, 0.075 * (self.top - self.bottom))
        end: dict[str, Any] = {
            "linewidth": 2.2,
            "markersize": 9,
            "markeredgecolor": INK,
            "zorder": 4,
        }
        for name, goal, height, look in zip(self.names, best, heights, LOOKS, strict=True):
            _draw_goal(ax, goal, height, name, look)
            (path,) = ax.plot([], [], markevery=[-1], **end, **look)
            self.paths.append(path)
        self.stop_line = ax.axvline(0, color=INK, linestyle=(0, (1, 3)), linewidth=1.5)
        ax.set_title(" ")  # keeps a place free above the curves
        above = ax.get_xaxis_transform()
        self.stop_word = ax.text(0, 1.05, "stops by itself", transform=above, ha="center", **SMALL)
        self.up, self.down = new_sign(ax, y=0.94), new_sign(ax, y=0.06)
        self.up.set_text("▲ weights are up there")
        self.down.set_text("▼ weights are down there")
        return [self.stop_line, self.stop_word, *self.paths, self.up, self.down]

    def _draw_agreement(self, ax: Axes) -> list[Any]:
        closed = self.models.predict(self.models.best)
        self.dots = draw_agreement(ax, closed, closed)
        pad = 0.08 * float(np.ptp(closed))
        self.least, self.most = min(closed.min(), 0.0) - pad, closed.max() + pad
        ax.set(xlabel="OLS (1,000 USD)", xlim=(self.least, self.most))
        ax.set(ylabel="SGD (1,000 USD)", ylim=(self.least, self.most))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(4))
        (self.above,) = ax.plot([], [], "^", color=VERMILLION, markersize=9, clip_on=False)
        (self.below,) = ax.plot([], [], "v", color=VERMILLION, markersize=9, clip_on=False)
        return [self.dots, self.above, self.below]

    # After each change.

    def follow(self) -> None:
        """Walk up to the epoch, and predict the test cars from there."""
        walk = self.models.walk(self.eta0, self.epochs)
        self.r2 = self.models.r2(walk[-1])
        self.stop = self.models.stop(self.eta0, EPOCHS)
        if self.r2 > (self.best[0] if self.best else -np.inf):
            self.best = self.r2, self.eta0, self.epochs
        self._place_paths(walk)
        self._place_agreement(self.models.predict(walk[-1]))
        self.pictures[0].alt = self._alt()

    def _place_paths(self, walk: Array) -> None:
        for path, weights in zip(self.paths, walk[:, :-1].T, strict=True):
            path.set_data(np.arange(len(weights)), weights)
        self.intercept = float(walk[-1, -1])
        now = walk[-1, :-1]
        self.up.set_visible(bool((now > self.top).any()))
        self.down.set_visible(bool((now < self.bottom).any()))
        for artist in (self.stop_line, self.stop_word):
            artist.set_visible(self.stop is not None)
        if self.stop is not None:
            self.stop_line.set_xdata([self.stop, self.stop])
            self.stop_word.set_x(self.stop)

    def _place_agreement(self, walked: Array) -> None:
        closed = xy(self.dots)[:, 0]
        self.dots.set_offsets(np.column_stack([closed, walked]))
        high, low = walked > self.most, walked < self.least
        self.above.set_data(closed[high], np.full(high.sum(), self.most))
        self.below.set_data(closed[low], np.full(low.sum(), self.least))

    # In words.

    def readout(self) -> str:
        """Say both scores, how far apart the two models are, and when the walk would stop."""
        best = self.models.best
        return (
            f"SGDRegressor, eta0 {self.eta0:g}, after {counted(self.epochs, 'epoch')}: test R² "
            f"{number(self.r2)}. Closed form (OLS): test R² {number(self.models.best_r2)}.\n"
            f"{self._farthest()}\n"
            f"Largest difference on the {self.models.n_test} test cars: {self._apart()} USD. "
            f"Intercept: {number(self.intercept, 0)}; closed form {number(best[-1], 0)}.\n"
            f"{self._stopping()}\n"
            f"{self._goal()}"
        )

    def _farthest(self) -> str:
        best = self.models.best[:-1]
        now = np.array([xy(path)[-1, 1] for path in self.paths])
        place = int(np.abs(now - best).argmax())
        outside = int(((now > self.top) | (now < self.bottom)).sum())
        off = f" {outside} of 5 weights are off the picture." if outside else ""
        return (
            f"Farthest weight: {self.names[place]}, {number(now[place], 0)} USD per SD; "
            f"closed form {number(best[place], 0)}.{off}"
        )

    def _apart(self) -> str:
        return number(float(np.abs(np.diff(xy(self.dots), axis=1)).max()), 0)

    def _stopping(self) -> str:
        warning = "Below zero, R² is worse than guessing the mean. " if self.r2 < 0 else ""
        if self.stop is None:
            return f"{warning}By its own rule (tol 0.001) it walks on past {EPOCHS} epochs."
        return f"{warning}By its own rule (tol 0.001) it stops after {counted(self.stop, 'epoch')}."

    def _goal(self) -> str:
        best, eta0, epochs = self.best or (self.r2, self.eta0, self.epochs)
        reached = " Reached." if best > self.models.best_r2 else ""
        return (
            f"Goal: a test R² above {number(self.models.best_r2)}. Your best: {number(best)}, with "
            f"eta0 {eta0:g} after {counted(epochs, 'epoch')}.{reached}"
        )

    def _alt(self) -> str:
        outside = sum(len(xy(line)) for line in (self.above, self.below))
        off = f", {outside} of them off the picture" if outside else ""
        walked = counted(len(xy(self.paths[0])) - 1, "epoch")
        return (
            f"Left, {len(self.paths)} weights after {walked}. "
            f"{self._farthest()} Right, {len(xy(self.dots))} test cars, SGD against OLS, at most "
            f"{self._apart()} USD apart{off}."
        )


def _spread(values: Array, gap: float) -> Array:
    """Return the values moved up or down by as little as keeps neighbors a gap apart."""
    order = np.argsort(values)
    steps = gap * np.arange(len(values))
    lined_up = values[order] - steps
    raised = np.maximum.accumulate(lined_up)
    lowered = np.minimum.accumulate(lined_up[::-1])[::-1]
    moved = np.empty(len(values))
    moved[order] = (raised + lowered) / 2 + steps
    return moved


def _draw_goal(ax: Axes, goal: float, height: float, name: str, look: dict[str, Any]) -> None:
    """Draw the weight of the closed form as a line, with its mark and name at the right."""
    color, dashes = look["color"], look["linestyle"]
    ax.axhline(goal, color=color, linestyle=dashes, alpha=0.4, linewidth=1)
    bend = [EPOCHS, EPOCHS + 3, EPOCHS + 4]
    ax.plot(bend, [goal, height, height], color=color, linewidth=1.5, clip_on=False)
    mark = look | {"linestyle": "none", "markersize": 8, "clip_on": False}
    ax.plot([EPOCHS + 5.5], [height], **mark)
    ax.text(EPOCHS + 7.5, height, name, **SMALL)
