"""The walk downhill: gradient descent with every step kept."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Descent", "Differentiable", "descend", "learning_rate_limit"]


class Differentiable(Protocol):
    """What can be descended: a cost and its gradient, both of the same parameters."""

    # Properties, so that methods of one parameter, of two and of any number all fit.

    @property
    def cost(self) -> Callable[..., Any]:
        """Give the height at a point."""
        ...

    @property
    def gradient(self) -> Callable[..., Any]:
        """Give the slope at a point, one number per parameter."""
        ...


@dataclass(frozen=True)
class Descent:
    """A walk downhill, step by step.

    Attributes
    ----------
    points : numpy.ndarray, shape (iterations + 1, n_parameters)
        Where the walk stood: the start, then after each step.
    costs : numpy.ndarray, shape (iterations + 1,)
        The cost at each of these points.
    learning_rate : float
        The learning rate of every step.
    stopped : str
        Why it ended: "max_iter" (the cap), "tol" (the cost improved by less than the tolerance)
        or "overflow" (the next numbers are too large to hold).
    """

    points: NDArray[np.float64]
    costs: NDArray[np.float64]
    learning_rate: float
    stopped: str

    @property
    def iterations(self) -> int:
        """Number of steps taken."""
        return len(self.costs) - 1

    @property
    def why(self) -> str:
        """Why the walk ended, as a sentence."""
        reasons = {
            "max_iter": "it reached the cap on iterations",
            "tol": "the cost improved by less than the tolerance",
            "overflow": "it diverged until the numbers were too large to hold",
        }
        steps = "step" if self.iterations == 1 else "steps"
        return f"Stopped after {self.iterations} {steps}: {reasons[self.stopped]}."


def descend(
    cost: Differentiable,
    start: Iterable[float],
    learning_rate: float,
    max_iter: int = 60,
    tol: float | None = None,
) -> Descent:
    """Walk downhill: again and again, a step against the gradient.

    Each step is `parameter <- parameter - learning_rate * derivative`, for all parameters at
    once, from derivatives taken at the same point.

    Parameters
    ----------
    cost : LineCost, LinearCost, BumpyCurve or the like
        What to descend: an object with `cost(*parameters)` and `gradient(*parameters)`.
    start : iterable of float
        The first point, one number per parameter.
    learning_rate : float
        How far to step for each unit of gradient; above zero.
    max_iter : int, default 60
        The largest number of steps; at least 1.
    tol : float, optional
        Stop after the first step that improves the cost by less than this. By default only the
        cap stops the walk.

    Returns
    -------
    Descent
        Every point and every cost, and why the walk stopped. A walk that diverges is kept up to
        the last numbers that can be held.

    Raises
    ------
    TypeError
        If an argument is not a number, or `max_iter` not a whole one.
    ValueError
        If the start, the learning rate or the tolerance is not finite, the learning rate is not
        above zero, the tolerance is negative, or `max_iter` is below 1.
    """
    point = tuple(_finite("start", value) for value in start)
    if not point:
        raise ValueError("start: it is empty; expected one number per parameter.")
    rate = _finite("learning_rate", learning_rate)
    if rate <= 0:
        raise ValueError(
            f"learning_rate: got {learning_rate}, expected a number above zero; a step of size "
            "zero stays where it is, a negative one walks uphill."
        )
    if isinstance(max_iter, bool) or not isinstance(max_iter, int | np.integer):
        raise TypeError(f"max_iter: expected a whole number, got {max_iter!r}.")
    if max_iter < 1:
        raise ValueError(f"max_iter: got {max_iter}, expected at least 1 step.")
    if tol is not None and _finite("tol", tol) < 0:
        raise ValueError(f"tol: got {tol}, expected zero or more, or None for no tolerance.")

    points, costs, stopped = [point], [float(cost.cost(*point))], "max_iter"
    while len(costs) <= max_iter:
        slopes = _as_tuple(cost.gradient(*point))
        point = tuple(p - rate * slope for p, slope in zip(point, slopes, strict=True))
        height = float(cost.cost(*point)) if all(map(math.isfinite, point)) else math.inf
        if not math.isfinite(height):
            stopped = "overflow"
            break
        points.append(point)
        costs.append(height)
        if tol is not None and costs[-2] - costs[-1] < tol:
            stopped = "tol"
            break
    return Descent(np.array(points), np.array(costs), rate, stopped)


def learning_rate_limit(cost: object) -> float:
    """Return the learning rate above which a step on a bowl lands higher than it began.

    It is 2 divided by the largest curvature. Below it every walk reaches the bottom, at it a walk
    may bounce for ever, above it a walk diverges.

    Parameters
    ----------
    cost : LineCost or LinearCost
        A bowl, with its matrix of second derivatives in `curvature`.

    Returns
    -------
    float
        The limit, in units of the parameters squared per unit of cost.

    Raises
    ------
    TypeError
        If `cost` has no constant curvature.

    References
    ----------
    S. Boyd and L. Vandenberghe, Convex Optimization (2004), section 9.3.
    """
    curvature = getattr(cost, "curvature", None)
    if not isinstance(curvature, np.ndarray):
        raise TypeError(
            f"cost: expected a bowl with a constant curvature, such as LineCost, got "
            f"{type(cost).__name__}."
        )
    return 2 / float(np.linalg.eigvalsh(curvature)[-1])


def _finite(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(f"{name}: expected a number, got {value!r}.")
    if not math.isfinite(value):
        raise ValueError(f"{name}: got {value}, expected a finite number.")
    return float(value)


def _as_tuple(value: "float | tuple[float, ...]") -> tuple[float, ...]:
    return value if isinstance(value, tuple) else (value,)
