"""A cost of one weight, its valleys, and the valley in which each walk ends."""

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lessonkit.cost import LineCost, standardize
from lessonkit.minima import BumpyCurve, Valley

__all__ = ["HIGH", "LOW", "NOWHERE", "STARTS", "BowlSlice", "Landscape"]

Array = NDArray[np.float64]
Places = NDArray[np.int64]

LOW, HIGH = BumpyCurve.low, BumpyCurve.high
STARTS = np.linspace(LOW, HIGH, 221)
"""Starts whose end is shown: two for each step of the slider."""
LONG, LAST = 300, 50
"""Steps of a long walk, and the last of them: the valley that holds all of these is its end."""
FAR = 1e3
"""No walk comes back in time from a weight this large."""
NOWHERE = -1


class BowlSlice:
    """The cost of the standardized cars against the slope, at the best intercept: zero."""

    def __init__(self, x: ArrayLike, y: ArrayLike) -> None:
        self._line = LineCost(standardize(x), standardize(y))

    def cost(self, weight: Any) -> Any:
        """Return the cost at a weight."""
        return self._line.cost(weight, 0.0)

    def gradient(self, weight: Any) -> Any:
        """Return the slope of the curve at a weight."""
        return self._line.gradient(weight, 0.0)[0]

    def curvature(self, weight: Any) -> Any:
        """Return the second derivative: the same at every weight."""
        return np.full_like(weight, self._line.curvature[0, 0])

    @cached_property
    def valleys(self) -> list[Valley]:
        """The only valley."""
        best = self._line.minimum
        return [Valley("bowl", LOW, HIGH, best.slope, best.cost)]


class Landscape:
    """A curve, and where walks on it end.

    Parameters
    ----------
    curve : BumpyCurve or BowlSlice
    escape : float
        The learning rate above which every step lands farther out.
    """

    def __init__(self, curve: BumpyCurve | BowlSlice, escape: float) -> None:
        self.cost, self.gradient, self.valleys = curve.cost, curve.gradient, curve.valleys
        self.escape = escape
        self._edges = np.array([LOW, *(valley.right for valley in self.valleys)])
        bottoms = np.array([valley.bottom for valley in self.valleys])
        self._curvatures = np.asarray(curve.curvature(bottoms))
        self._largest = float(np.max(curve.curvature(np.linspace(LOW, HIGH, 1001))))
        self.ends = lru_cache(maxsize=128)(self._ends)

    def rests(self, rate: float) -> list[bool]:
        """Say for each valley whether a walk comes to rest at its bottom."""
        # At the limit itself a walk bounces forever; the limit is known up to rounding.
        return [bool(rate * curvature < 2 - 1e-9) for curvature in self._curvatures]

    def own(self, weights: Array) -> Places:
        """Return the valley in which each weight lies."""
        return np.clip(np.searchsorted(self._edges, weights, "right") - 1, 0, len(self.valleys) - 1)

    def _ends(self, rate: float) -> Places:
        """Return for each of `STARTS` the valley that holds a long walk, or `NOWHERE`."""
        # Steps this short keep the order of all starts: none crosses a bottom or a hilltop.
        if rate * self._largest < 0.99:
            return self.own(STARTS)
        if len(self.valleys) == 1:
            return np.full(len(STARTS), 0 if self.rests(rate)[0] else NOWHERE)
        weights = STARTS
        last: list[Array] = []
        for _ in range(LONG):
            weights = weights - rate * self.gradient(weights)
            weights = np.where(np.abs(weights) < FAR, weights, np.nan)
            last = [*last[1 - LAST :], weights]
        lowest, highest = np.min(last, axis=0), np.max(last, axis=0)
        valley = self.own(lowest)
        held = (lowest >= LOW) & (highest <= HIGH) & (self.own(highest) == valley)
        return np.where(held, valley, NOWHERE)
