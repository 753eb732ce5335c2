"""The slips that a loop of gradient descent may hold, each as a step that can be walked.

A loop is known by what it does: walk every slip from the same start, and compare.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import LinearCost, LineCost

Array = NDArray[np.float64]
_RELATIVE = 5e-4  # costs that were printed in four digits, or kept as float32, still agree
_LONG = 500  # more rows than this are not summed again and again


@dataclass(frozen=True)
class Setup:
    """A bowl, and how a loop walks on it; the last parameter is the intercept."""

    bowl: LineCost | LinearCost
    start: Array
    rate: float
    steps: int
    times: float = 1.0  # a mean or a sum, of squares or of halves: one gradient, times a number

    @property
    def data(self) -> Array:
        """The features as a loop is given them: x of a line, or X."""
        return self.bowl.x if isinstance(self.bowl, LineCost) else self.bowl.X

    def gradient(self, at: Array) -> Array:
        """Return the partial derivatives of the cost."""
        return self.times * np.array(self.bowl.gradient(*at.tolist()))

    @property
    def rows(self) -> Array:
        """The features as a table, one row per example."""
        return self.data.reshape(self.bowl.n, -1)

    def residuals(self, at: Array, intercept: float) -> Array:
        """Return y minus what the model predicts, with an intercept that may be wrong."""
        return np.asarray(self.bowl.y - self.rows @ at[:-1] - intercept)

    def sums(self, residuals: Array) -> Array:
        """Return the formula of the gradient for some residuals."""
        sums = np.append(self.rows.T @ residuals, residuals.sum())
        return -2 * self.times / self.bowl.n * sums


Step = Callable[[Setup, Array], Array]
Rule = Callable[[Array, Array, float], Array]


class Slip(NamedTuple):
    """A step that a loop may take: its cause, code that does the same, and the cost it shows."""

    cause: str
    code: str
    step: Step
    cost: Callable[[Setup, Array], float] = lambda s, p: float(s.bowl.cost(*p.tolist()))
    times: float = 1.0
    summed: bool = False

    def scale(self, rows: int) -> float:
        """Return how many times the gradient of the mean squared error the loop's own is."""
        return self.times * (rows if self.summed else 1)


CAUSES = {
    "fine": ("nothing is wrong", ""),
    "rate-above-limit": (
        "the learning rate is above the limit",
        "Choose a rate below the limit. Half of it is a good first try.",
    ),
    "rate-at-limit": (
        "the learning rate is at the limit",
        "Choose a smaller rate. Half of the limit is a good first try.",
    ),
    "unscaled": (
        "the features are not scaled",
        "Standardize the features first (notebook 2), and walk again.",
    ),
    "sum": (
        "the gradient is not divided by the number of rows",
        "Divide it by `len(y)`, as `np.mean` does, or choose a rate that many times smaller.",
    ),
    "slow": ("the walk is too slow", "Choose a larger rate, below the limit, or more steps."),
    "wrong-sign": (
        "a step goes uphill",
        "The gradient points uphill, so subtract it: `w = w - learning_rate * grad_w`.",
    ),
    "overwritten": (
        "a step replaces the parameter",
        "Start from the old value: `w = w - learning_rate * grad_w`. Is there `=-` for `-=`?",
    ),
    "rate-misplaced": (
        "the learning rate is in the wrong place",
        "It multiplies the gradient, and nothing else: `w = w - learning_rate * grad_w`.",
    ),
    "integers": (
        "whole numbers cut off the steps",
        "Keep floats: no `int`, `round` or `//`; start at `0.0`, not at `np.array([0, 0])`.",
    ),
    "stands-still": (
        "the walk stands still",
        "Keep the new values: `w = w - learning_rate * grad_w`, inside the loop.",
    ),
    "not-simultaneous": (
        "the parameters do not move at the same time",
        "Compute `grad_w` and `grad_b` first, at the same place, and only then change w and b.",
    ),
    "gradient-once": (
        "the gradient is computed only once",
        "Compute it inside the loop: at every new place the slope is another.",
    ),
    "starts-again": (
        "every step begins at the start",
        "Give the new values the old names, `w` and `b`, so that the next step begins there.",
    ),
    "mixed-up": (
        "the derivatives are mixed up",
        "`grad_w` moves w, and `grad_b` moves b: look at the names and at their order.",
    ),
    "one-parameter": (
        "only one of the parameters moves",
        "Change the others, too, in the same way.",
    ),
    "formula": (
        "the formula of the gradient has a slip",
        "It is `grad_w = -2 / n * sum(x * residuals)`, with `residuals = y - (w * x + b)`.",
    ),
    "shapes": (
        "a column, shape (n, 1), meets an array, shape (n,)",
        "Their difference is a table of n x n numbers. Use `.ravel()` to make both flat.",
    ),
    "row-by-row": (
        "the parameters change after every row",
        "Take the mean over all rows, then step once; or choose a far smaller rate (SGD).",
    ),
    "nan-data": (
        "there is a nan in the data",
        "Look for missing values, as with `df.isna().sum()`, and leave out their rows.",
    ),
    "no-costs": (
        "the loop does not return its costs",
        "Put each cost into a list, the first one before the loop, and return the list at the end.",
    ),
    "stopped": ("your code stopped", ""),
    "unknown": ("the cause is not among those known here", ""),
}

_RULES: tuple[tuple[str, str, Rule], ...] = (
    ("stands-still", "w = w", lambda p, _g, _r: p),
    ("wrong-sign", "w = w + learning_rate * grad_w", lambda p, g, r: p + r * g),
    ("overwritten", "w = -learning_rate * grad_w", lambda _p, g, r: -r * g),
    ("rate-misplaced", "w = w - grad_w", lambda p, g, _r: p - g),
    ("rate-misplaced", "w = w - grad_w / learning_rate", lambda p, g, r: p - g / r),
    ("rate-misplaced", "w = w - (learning_rate + grad_w)", lambda p, g, r: p - r - g),
    ("rate-misplaced", "w = w - learning_rate", lambda p, _g, r: p - r),
    ("rate-misplaced", "w = learning_rate * (w - grad_w)", lambda p, g, r: r * (p - g)),
    ("rate-misplaced", "w = learning_rate * w - grad_w", lambda p, g, r: r * p - g),
    ("rate-misplaced", "w = w - learning_rate * w * grad_w", lambda p, g, r: p - r * p * g),
    ("rate-misplaced", "w = w - learning_rate**2 * grad_w", lambda p, g, r: p - r * r * g),
    ("integers", "w = int(w - learning_rate * grad_w)", lambda p, g, r: np.trunc(p - r * g)),
    ("integers", "w = round(w - learning_rate * grad_w)", lambda p, g, r: np.round(p - r * g)),
    ("integers", "w = (w - learning_rate * grad_w) // 1", lambda p, g, r: np.floor(p - r * g)),
    ("integers", "w = w - int(learning_rate * grad_w)", lambda p, g, r: p - np.trunc(r * g)),
)


def fitting(setup: Setup, costs: Array | None, end: Array | None) -> list[Slip]:
    """Return the likeliest slips whose walk has these costs, or this end; maybe none."""

    def fits(slips: list[Slip], *times: float, summed: bool = False) -> list[Slip]:
        scaled = [slip._replace(times=each, summed=summed) for each in times for slip in slips]
        return [slip for slip in scaled if _fits(slip, setup, costs, end)]

    right = [Slip("right", "", _along(Setup.gradient))]
    formulas = _FORMULAS if setup.bowl.n <= _LONG else []
    in_all = _SLIPS + formulas
    columns = len(setup.start)  # some divide by their number instead of that of the rows
    found = fits(right, 1, 0.5, 0.25, 2) or fits(
        right, 1, 0.5, 1 / columns, 0.5 / columns, summed=True
    )
    if found:
        return found[:1] + fits(in_all, 1)  # a slip may look the same from here
    return (
        fits(in_all, 1, 0.5)
        or fits(_IN_ONE, 1, 0.5)
        or fits(formulas, -1, -0.5)
        or fits(in_all, 1, 0.5, summed=True)
    )


def _along(slopes: Callable[[Setup, Array], Array]) -> Step:
    return lambda s, p: p - s.rate * slopes(s, p)


def _by(rule: Rule, which: slice = slice(None)) -> Step:
    """Return the step that follows a rule in some parameters, and is right in the others."""

    def step(s: Setup, p: Array) -> Array:
        slopes = s.gradient(p)
        new = p - s.rate * slopes
        new[which] = rule(p, slopes, s.rate)[which]
        return new

    return step


def _weights_first(s: Setup, p: Array) -> Array:
    between = np.append((p - s.rate * s.gradient(p))[:-1], p[-1])
    return np.append(between[:-1], (between - s.rate * s.gradient(between))[-1])


def _intercept_first(s: Setup, p: Array) -> Array:
    between = np.append(p[:-1], (p - s.rate * s.gradient(p))[-1])
    return np.append((between - s.rate * s.gradient(between))[:-1], between[-1])


def _first_for_all(s: Setup, p: Array) -> Array:
    slopes = s.gradient(p)
    return p - s.rate * np.append(slopes[:-1], slopes[0])


def _row_by_row(s: Setup, p: Array) -> Array:
    for row, y in zip(s.rows, s.bowl.y, strict=True):
        residual = y - row @ p[:-1] - p[-1]
        p = p + 2 * s.times * s.rate * residual * np.append(row, 1)
    return p


def _all_with_all(s: Setup, p: Array) -> Array:
    """Step by the difference of every y and every prediction: on average, by the mean of y."""
    return p - s.rate * s.sums(s.residuals(p, p[-1]) - s.bowl.y + s.bowl.y.mean())


def _cost_of_all(s: Setup, p: Array) -> float:
    residuals = s.residuals(p, p[-1]) - s.bowl.y + s.bowl.y.mean()
    return float(np.mean(residuals**2) + np.var(s.bowl.y))


_SLIPS = [
    *(Slip(cause, code, _by(rule)) for cause, code, rule in _RULES),
    Slip("not-simultaneous", "w = w - learning_rate * grad_w  # and then grad_b", _weights_first),
    Slip("not-simultaneous", "b = b - learning_rate * grad_b  # and then grad_w", _intercept_first),
    Slip(
        "gradient-once",
        "grad_w, grad_b = ...  # above the loop",
        _along(lambda s, _p: s.gradient(s.start)),
    ),
    Slip(
        "starts-again",
        "new_w = w - learning_rate * grad_w  # and w stays as it was",
        lambda s, _p: s.start - s.rate * s.gradient(s.start),
    ),
    Slip("mixed-up", "w = w - learning_rate * grad_b", _along(lambda s, p: s.gradient(p)[::-1])),
    Slip("mixed-up", "b = b - learning_rate * grad_w", _first_for_all),
]
_IN_ONE = [
    Slip(
        "one-parameter" if cause == "stands-still" else cause,
        code.replace("w", name),
        _by(rule, which),
    )
    for cause, code, rule in _RULES
    for name, which in (("w", slice(None, -1)), ("b", slice(-1, None)))
]
# Slips in the formula of the gradient, which a loop over x and y may hold.
_FORMULAS = [
    *(
        Slip("formula", f"grad_w = -2 / n * sum({code})", _along(slopes))
        for code, slopes in (
            ("x * (y - w * x + b)", lambda s, p: s.sums(s.residuals(p, -p[-1]))),
            ("x * (y - w * x)", lambda s, p: s.sums(s.residuals(p, 0))),
            ("x * residuals**2", lambda s, p: s.sums(s.residuals(p, p[-1]) ** 2)),
            ("residuals", lambda s, p: s.sums(s.residuals(p, p[-1]))[-1] * np.ones(len(p))),
        )
    ),
    Slip("row-by-row", "w = w - learning_rate * ...  # in the loop over rows", _row_by_row),
    Slip("shapes", "residuals = y - predicted  # shape (n, n)", _all_with_all, _cost_of_all),
]
ALL = [*_SLIPS, *_IN_ONE, *_FORMULAS]


def walk(slip: Slip, setup: Setup) -> Array:
    """Return the points of a walk that holds a slip, until they are too large to hold."""
    setup = replace(setup, times=slip.scale(setup.bowl.n))
    points = [setup.start]
    with np.errstate(all="ignore"):
        for _ in range(setup.steps):
            point = slip.step(setup, points[-1])
            if not np.all(np.abs(point) < 1e150):
                break
            points.append(point)
    return np.array(points)


def _fits(slip: Slip, setup: Setup, found: Array | None, end: Array | None) -> bool:
    points = walk(slip, setup)
    if end is not None:
        whole = len(points) == setup.steps + 1
        return whole and any(_close(end, order) for order in (points[-1], np.roll(points[-1], 1)))
    if found is None:
        return False
    with np.errstate(all="ignore"):
        costs = np.array([slip.cost(setup, point) for point in points])
    n = setup.bowl.n
    # The list may begin after the first step; its costs may be halved, summed or of the root.
    for walked in (costs, costs[1:]):
        shared = min(len(found), len(walked))
        if shared < 3 or len(found) > shared + 2:
            continue
        one, other = found[:shared], walked[:shared]
        if any(_close(one, times * other) for times in (1, 0.5, n, n / 2)):
            return True
        if _close(one, np.sqrt(other)):
            return True
    return False


def _close(one: Array, other: Array) -> bool:
    return bool(np.allclose(one, other, rtol=_RELATIVE, atol=1e-9 * abs(other[0])))
