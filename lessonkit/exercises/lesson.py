"""The functions that a student builds, as the lesson writes them; `mine` hands them out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def my_mse(slope: float, intercept: float, x: Array, y: Array) -> float:
    """Return the mean squared error of a line, in the squared unit of y. Notebook 1."""
    residuals = y - (slope * x + intercept)
    return float((residuals**2).mean())


def my_standardize(x: Array) -> Array:
    """Return the values with mean 0 and standard deviation 1. Notebook 2."""
    return np.asarray((x - x.mean()) / x.std())


def my_gradient(w: float, b: float, x: Array, y: Array) -> tuple[float, float]:
    """Return how fast the cost grows along w and along b. Notebook 3."""
    residuals = y - (w * x + b)
    return float(-2 * (x * residuals).mean()), float(-2 * residuals.mean())


def my_step(w: float, b: float, x: Array, y: Array, learning_rate: float) -> tuple[float, float]:
    """Return the weights after one step against the gradient. Notebook 3."""
    grad_w, grad_b = my_gradient(w, b, x, y)
    return w - learning_rate * grad_w, b - learning_rate * grad_b


def my_walk(
    x: Array, y: Array, learning_rate: float, steps: int
) -> tuple[float, float, list[float]]:
    """Walk from w = b = 0; return where it ends, and every cost from the start's on. Notebook 4."""
    w, b = 0.0, 0.0
    costs = [my_mse(w, b, x, y)]
    for _ in range(steps):
        w, b = my_step(w, b, x, y, learning_rate)
        costs.append(my_mse(w, b, x, y))
    return w, b, costs


def my_fit(
    X: ArrayLike, y: Sequence[float] | Array, learning_rate: float, steps: int
) -> tuple[Array, float]:
    """Fit a line through any number of features, shape (n, k), each standardized. Notebook 6."""
    Z = np.column_stack([my_standardize(feature) for feature in np.asarray(X, dtype=float).T])
    weights, bias = np.zeros(Z.shape[1]), 0.0
    for _ in range(steps):
        residuals = np.asarray(y) - (Z @ weights + bias)
        grad_weights, grad_bias = -2 * Z.T @ residuals / len(Z), -2 * residuals.mean()
        weights, bias = weights - learning_rate * grad_weights, bias - learning_rate * grad_bias
    return weights, float(bias)


def my_logistic(
    X: ArrayLike, y: Sequence[float] | Array, learning_rate: float, steps: int
) -> tuple[Array, float]:
    """Fit a logistic regression to features, shape (n, k), and answers of 0 or 1. Notebook 7."""
    Z, answers = np.asarray(X, dtype=float), np.asarray(y, dtype=float)
    weights, bias = np.zeros(Z.shape[1]), 0.0
    for _ in range(steps):
        residuals = answers - 1 / (1 + np.exp(-(Z @ weights + bias)))
        grad_weights, grad_bias = -Z.T @ residuals / len(Z), -residuals.mean()
        weights, bias = weights - learning_rate * grad_weights, bias - learning_rate * grad_bias
    return weights, float(bias)


def my_momentum(
    w: Array, step: Array, grad: Array, learning_rate: float, momentum: float
) -> tuple[Array, Array]:
    """Return the weights after a step that keeps a part of the one before, and it. Notebook 7."""
    step = momentum * step - learning_rate * grad
    return w + step, step
