"""Local and global minima: of a list of values, and of a curve with several valleys."""

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from lessonkit.cost import Numbers, as_numbers

__all__ = ["BumpyCurve", "LocalMinimum", "Valley", "local_minima"]


class LocalMinimum(NamedTuple):
    """A place in a list that is lower than its neighbors.

    Attributes
    ----------
    start, stop : int
        The positions `start` to `stop - 1` hold the value: one position, or a whole plateau.
    value : float
        The value there.
    """

    start: int
    stop: int
    value: float


def local_minima(values: Sequence[float]) -> list[LocalMinimum]:
    """Find the local minima of a list of values. Shown in notebook 5, cell rule.

    Equal neighbors form one plateau. A plateau, or a single value, is a local minimum if every
    neighbor it has is higher. So a plateau counts once, and a value at an edge needs only its
    one neighbor to be higher.

    Parameters
    ----------
    values : sequence of float
        The values in order; at least one.

    Returns
    -------
    list of LocalMinimum
        From left to right. The lowest of them is the global minimum.

    Raises
    ------
    TypeError
        If a value is not a number.
    ValueError
        If there are no values, or one of them is nan.
    """
    numbers = np.asarray(as_numbers("values", values))
    if numbers.ndim != 1 or numbers.size == 0:
        raise ValueError(f"values: expected a list of numbers, got the shape {numbers.shape}.")
    if np.isnan(numbers).any():
        place = np.isnan(numbers).argmax()
        raise ValueError(f"values: values[{place}] is nan, which cannot be compared.")
    plateaus: list[LocalMinimum] = []
    for value, equal in groupby(numbers.tolist()):
        start = plateaus[-1].stop if plateaus else 0
        plateaus.append(LocalMinimum(start, start + len(list(equal)), value))
    return [
        plateau
        for before, plateau, after in zip(
            [None, *plateaus[:-1]], plateaus, [*plateaus[1:], None], strict=True
        )
        if (before is None or before.value > plateau.value)
        and (after is None or after.value > plateau.value)
    ]


class Valley(NamedTuple):
    """A valley of a curve.

    Attributes
    ----------
    letter : str
        Its name; A is the leftmost.
    left, right : float
        The weights at which it begins and ends: hilltops, or the edges of the picture.
    bottom : float
        The weight at which it is lowest.
    cost : float
        The cost there.
    """

    letter: str
    left: float
    right: float
    bottom: float
    cost: float


class BumpyCurve:
    """A made-up cost of one weight w, with four valleys: 2 + (w - 1)**2 / 20 + cos(2 w).

    It is a wide bowl with waves on it, and stands for the costs of models that are not linear.
    Neither the weight nor the cost has a unit. Shown in notebook 5, cell bumpy-curve.

    Attributes
    ----------
    low, high : float
        The ends of the stretch that the lesson shows.
    """

    low, high = -5.0, 6.0

    def cost(self, weight: Numbers) -> Numbers:
        """Return the height of the curve at a weight, or at an array of weights."""
        with np.errstate(over="ignore"):  # a walk may get far out: there the cost is infinite
            return 2 + (weight - 1) * (weight - 1) / 20 + np.cos(2 * weight)

    def gradient(self, weight: Numbers) -> Numbers:
        """Return the slope of the curve at a weight, or at an array of weights."""
        return (weight - 1) / 10 - 2 * np.sin(2 * weight)

    def curvature(self, weight: Numbers) -> Numbers:
        """Return the second derivative: above zero where the curve bends upward."""
        return 1 / 10 - 4 * np.cos(2 * weight)

    @cached_property
    def valleys(self) -> list[Valley]:
        """The four valleys between `low` and `high`, from left to right."""
        weights = np.linspace(self.low, self.high, 2001)
        turns = np.flatnonzero(np.diff(np.sign(self.gradient(weights))))
        level = weights[turns]
        for _ in range(6):  # Newton's steps: each doubles the number of right digits
            level = level - self.gradient(level) / self.curvature(level)
        bottoms, tops = level[self.curvature(level) > 0], level[self.curvature(level) < 0]
        return [
            Valley(letter, *map(float, (left, right, bottom, self.cost(bottom))))
            for letter, (left, right), bottom in zip(
                "ABCD", pairwise([self.low, *tops, self.high]), bottoms, strict=True
            )
        ]

    def valley(self, weight: float) -> Valley:
        """Return the valley in which a weight lies; outside the picture, the outermost one."""
        return next((one for one in self.valleys if weight < one.right), self.valleys[-1])
