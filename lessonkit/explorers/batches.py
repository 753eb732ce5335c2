"""What the panel of notebook 7 shows: walks that look at a few cars in each step."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import LinearCost

__all__ = ["PASSES", "WALKS", "Batches"]

Array = NDArray[np.float64]

PASSES = 8
"""How often a walk looks at as many cars as there are."""
WALKS = 12
TOO_LARGE = 1e100


class Batches:
    """Walks from zero down the cost of a linear model without intercept, on standardized data.

    Before each step every walk draws its cars anew, without repeats. The draws are those of one
    fixed seed, and a smaller batch is the beginning of a larger one.
    """

    def __init__(self, cost: LinearCost) -> None:
        self.cost, self.n = cost, int(cost.n)
        self._squares = np.einsum("ni,nj->nij", cost.X, cost.X)
        self._products = cost.X * cost.y[:, np.newaxis]
        random = np.random.default_rng(0)
        all_cars = np.arange(self.n, dtype=np.int32)
        self._order = random.permuted(
            np.broadcast_to(all_cars, (PASSES * self.n, WALKS, self.n)), axis=-1
        )
        self._means = lru_cache(maxsize=200)(self._of_batches)

    def steps(self, batch_size: int) -> int:
        """Return how many steps fit into the passes."""
        return PASSES * self.n // batch_size

    def rows(self, batch_size: int) -> NDArray[Any]:
        """Return which cars each step looks at, shape (steps, walks, batch_size)."""
        return self._order[: self.steps(batch_size), :, :batch_size]

    def walk(
        self, batch_size: int, learning_rate: float, momentum: float, *, shrinks: bool
    ) -> Array:
        """Return where the walks stand, shape (steps + 1, walks, features).

        If the rate shrinks, it is a half after one pass, a third after two. Walks that diverge end
        early, before their numbers get too large to hold.
        """
        squares, products = self._means(batch_size)
        weights = np.zeros_like(products[0])
        step, path = np.zeros_like(weights), [weights]
        for turn, (square, product) in enumerate(zip(squares, products, strict=True)):
            gradient = 2 * (np.einsum("wij,wj->wi", square, weights) - product)
            rate = learning_rate / (1 + turn * batch_size / self.n) if shrinks else learning_rate
            step = momentum * step - rate * gradient
            weights = weights + step
            if np.abs(weights).max() > TOO_LARGE:
                break
            path.append(weights)
        return np.array(path)

    def excess(self, weights: Array) -> Array:
        """Return how far above the lowest cost some places are, in percent of it."""
        best = self.cost.minimum
        away = weights - best.weights
        half = self.cost.curvature[:-1, :-1] / 2
        above = np.einsum("...i,ij,...j->...", away, half, away)
        return np.asarray(100 * above / best.cost)

    def _of_batches(self, batch_size: int) -> tuple[Array, Array]:
        rows = self.rows(batch_size)
        return self._squares[rows].mean(axis=2), self._products[rows].mean(axis=2)
