"""The walk downhill: gradient descent with every step kept."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import as_number, as_numbers

__all__ = ["Descent", "descend", "learning_rate_limit"]

Floats = tuple[float, ...]


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
        reason = {
            "max_iter": "it reached the cap on iterations",
            "tol": "the cost improved by less than the tolerance",
            "overflow": "it diverged until the numbers were too large to hold",
        }[self.stopped]
        return f"Stopped after {self.iterations} step{'s'[: self.iterations != 1]}: {reason}."


def descend(
    cost: Any,
    start: float | Iterable[float],
    learning_rate: float,
    max_iter: int = 60,
    tol: float | None = None,
) -> Descent:
    """Walk downhill: `parameter <- parameter - learning_rate * derivative`, again and again.

    Shown in notebook 3, cell sixty-steps. All parameters move at once, by derivatives taken at
    the same point.

    Parameters
    ----------
    cost : LineCost, LinearCost, BumpyCurve or your own
        An object with `cost(*parameters)`, a number, and `gradient(*parameters)`, one number per
        parameter.
    start : float or iterable of float
        The first point, one number per parameter.
    learning_rate : float
        How far to step for each unit of gradient; above zero.
    max_iter : int, default 60
        The largest number of steps; at least 1.
    tol : float, optional
        Stop after the first step that improves the cost by less than this. By default only
        `max_iter` stops the walk.

    Returns
    -------
    Descent
        Every point and every cost, and why the walk stopped. A walk that diverges is kept up to
        the last numbers that can be held.

    Raises
    ------
    TypeError
        If an argument, the cost or a derivative is not a number, or `max_iter` not a whole one.
    ValueError
        If an argument, the cost or a derivative is nan or out of range, or there is not one
        derivative per parameter.
    """
    point = tuple(_finite("start", p) for p in (start if isinstance(start, Iterable) else [start]))
    if not point:
        raise ValueError("start: it is empty; expected one number per parameter.")
    rate = _finite("learning_rate", learning_rate)
    if rate <= 0:
        raise ValueError(
            f"learning_rate: got {learning_rate}, expected a number above zero; at zero a step "
            "stays where it is, below zero it walks uphill."
        )
    if isinstance(max_iter, bool) or not isinstance(max_iter, int | np.integer):
        raise TypeError(f"max_iter: expected a whole number, got {max_iter!r}.")
    if max_iter < 1:
        raise ValueError(f"max_iter: got {max_iter}, expected at least 1 step.")
    if tol is not None and _finite("tol", tol) < 0:
        raise ValueError(f"tol: got {tol}, expected zero or more, or None for no tolerance.")
    for name in ("cost", "gradient"):
        if not callable(getattr(cost, name, None)):
            raise TypeError(
                f"cost: {type(cost).__name__} has no method {name}; expected an object with the "
                "methods cost and gradient, such as LineCost."
            )

    with np.errstate(over="ignore", invalid="ignore"):
        (height,) = _ask(cost, "cost", point, 1)
        if math.isinf(height):
            raise ValueError(f"start: the cost there is {height}; expected a finite cost.")
        points, costs, stopped = [point], [height], "max_iter"
        while len(costs) <= max_iter:
            slopes = _ask(cost, "gradient", point, len(point))
            point = tuple(p - rate * slope for p, slope in zip(point, slopes, strict=True))
            if all(map(math.isfinite, point)):
                (height,) = _ask(cost, "cost", point, 1)
            if not all(map(math.isfinite, (*point, height))):
                stopped = "overflow"
                break
            points.append(point)
            costs.append(height)
            if tol is not None and costs[-2] - costs[-1] < tol:
                stopped = "tol"
                break
    return Descent(np.array(points), np.array(costs), rate, stopped)


def learning_rate_limit(cost: object) -> float:
    """Return the learning rate above which a walk on a bowl diverges: 2 / largest curvature.

    Shown in notebook 4, cell around-the-limit. Below it every walk reaches the bottom; at it a
    walk may bounce forever.

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
    """
    curvature = getattr(cost, "curvature", None)
    if not isinstance(curvature, np.ndarray):
        raise TypeError(
            "cost: expected a bowl with the same curvature everywhere, such as LineCost, got "
            f"{type(cost).__name__}."
        )
    return 2 / float(np.linalg.eigvalsh(curvature)[-1])


def _finite(name: str, value: float) -> float:
    if not math.isfinite(number := as_number(name, value)):
        raise ValueError(f"{name}: got {value}, expected a finite number.")
    return number


def _ask(cost: Any, name: str, point: Floats, expected: int) -> Floats:
    """Return the cost, or the gradient, at a point; infinite where it is too large to hold."""
    try:
        value = getattr(cost, name)(*point)
    except OverflowError:  # plain Python numbers raise it where numpy's become infinite
        return (math.inf,) * expected
    if isinstance(value, float):
        numbers: Floats = (value,)
    elif isinstance(value, tuple) and all(isinstance(number, float) for number in value):
        numbers = value
    else:
        numbers = tuple(np.ravel(as_numbers(_said(name, point), value)).tolist())
    if len(numbers) != expected:
        wanted = "1 number" if expected == 1 else f"{expected} numbers"
        raise ValueError(f"{_said(name, point)}: expected {wanted}, got {len(numbers)}.")
    if any(map(math.isnan, numbers)):
        if max(map(abs, point)) > 1e100:  # infinity minus infinity: the walk has diverged
            return (math.inf,) * expected
        raise ValueError(f"{_said(name, point)}: it is nan. Is there a nan in the data?")
    return numbers


def _said(name: str, point: Floats) -> str:
    return f"cost: {name}({', '.join(f'{value:g}' for value in point)})"
