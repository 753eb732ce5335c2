"""Local and global minima: of a list of values, and of a curve with several valleys."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["BumpyCurve", "LocalMinimum", "Valley", "local_minima"]

Numbers = float | NDArray[np.float64]


class LocalMinimum(NamedTuple):
    """A place in a list that is lower than what lies on either side of it.

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
    """Find the local minima of a list of values.

    The rule: equal neighbours form one plateau; a plateau (or a single value) is a local minimum
    if every neighbour that it has is higher. So a plateau counts once, an edge needs only the one
    neighbour that it has, and a list of equal values is one minimum.

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
    ValueError
        If there are no values, or one of them is not a number (NaN).
    """
    numbers = [float(value) for value in values]
    if not numbers:
        raise ValueError("values: it is empty; expected at least one value.")
    if np.isnan(numbers).any():
        place = int(np.isnan(numbers).argmax())
        raise ValueError(f"values: values[{place}] is not a number, so it cannot be compared.")
    plateaus: list[LocalMinimum] = []
    for value, equal in groupby(numbers):
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
        Its name, A for the leftmost.
    left, right : float
        The hilltops, or the edges, between which it lies.
    bottom : float
        Where it is lowest.
    cost : float
        How low it is there.
    """

    letter: str
    left: float
    right: float
    bottom: float
    cost: float


class BumpyCurve:
    """A made-up cost of one weight with several valleys, unlike the cost of a line.

    The curve is `2 + (w - 1)**2 / 20 + cos(2 w)`: a wide bowl with waves on it. Nothing in it is
    measured; it stands for the costs of models that are not linear.

    Attributes
    ----------
    low, high : float
        The ends of the stretch that the lesson looks at.
    """

    low, high = -5.0, 6.0

    def cost(self, weight: Numbers) -> Numbers:
        """Return the height of the curve at one weight, or at many.

        Parameters
        ----------
        weight : float or numpy.ndarray
            The weight, without unit.

        Returns
        -------
        float or numpy.ndarray
            The cost, without unit; infinite where it is too large to hold.
        """
        with np.errstate(over="ignore"):
            return 2 + (weight - 1) * (weight - 1) / 20 + np.cos(2 * weight)

    def gradient(self, weight: Numbers) -> Numbers:
        """Return the slope of the curve at one weight, or at many.

        Parameters
        ----------
        weight : float or numpy.ndarray
            The weight, without unit.

        Returns
        -------
        float or numpy.ndarray
            The change of the cost per unit of weight.
        """
        return (weight - 1) / 10 - 2 * np.sin(2 * weight)

    @property
    def valleys(self) -> list[Valley]:
        """The valleys between `low` and `high`, from left to right."""
        weights = np.linspace(self.low, self.high, 2001)
        slopes = self.gradient(weights)
        level = [
            self._flat_between(weights[i], weights[i + 1])
            for i in np.flatnonzero(np.diff(np.sign(slopes)))
        ]
        bottoms = [w for w in level if self._curves_up(w)]
        tops = [self.low, *(w for w in level if not self._curves_up(w)), self.high]
        return [
            Valley(chr(ord("A") + i), *self._neighbours(tops, w), w, float(self.cost(w)))
            for i, w in enumerate(bottoms)
        ]

    def _curves_up(self, weight: float) -> bool:
        return bool(1 / 10 - 4 * np.cos(2 * weight) > 0)

    def _flat_between(self, left: float, right: float) -> float:
        """Halve the stretch until the place where the slope is zero is known to the last digit."""
        while left < (middle := (left + right) / 2) < right:
            if np.sign(self.gradient(middle)) == np.sign(self.gradient(left)):
                left = middle
            else:
                right = middle
        return float(middle)

    @staticmethod
    def _neighbours(tops: list[float], weight: float) -> tuple[float, float]:
        return max(t for t in tops if t < weight), min(t for t in tops if t > weight)
