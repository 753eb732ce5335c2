"""Data to try answers on: first small enough for paper, then of every kind."""

import numpy as np

from lessonkit.exercises.exercise import Array

Case = tuple[float, float, Array, Array]

_SIZES = np.array([97, 122, 326, 109, 183, 141])  # cubic inches, as in the table of cars
_PRICES = np.array([9258, 7609, 36000, 13950, 31600, 16558])  # USD


def lines_and_cars() -> list[Case]:
    """Return slopes and intercepts, each with a few points."""
    random = np.random.default_rng(1985)
    cases: list[Case] = []
    for _ in range(6):  # whole numbers
        slope, intercept = random.choice([-3, -2, 2, 3, 4, 5], size=2, replace=False)
        n = int(random.integers(3, 6))
        x = random.choice(np.arange(1, 10), size=n, replace=False)
        y = slope * x + intercept + random.choice([-4, -3, -1, 2, 5, 6], size=n, replace=False)
        cases.append((int(slope), int(intercept), x, y))
    for n in (3, 4, 60):  # fractions, some below zero; few and many
        x, y = random.normal(size=(2, n)).round(3)
        cases.append((0.75, -1.25, x, y))
    cases += [
        (2, 1, np.array([5, 1, 5, 3, 1]), np.array([9, 4, 14, 4, 1])),  # repeated, not in order
        (162.5, -7914.25, _SIZES, _PRICES),
        (0.0137, 0.0419, np.array([0.031, 0.052, 0.017]), np.array([0.0983, 0.0127, 0.1071])),
        (2.5, 1.0, np.array([4.0]), np.array([7.3])),  # a single car
    ]
    return cases


def safe_rate(x: Array) -> float:
    """Return a learning rate with which walks come down, and yet get somewhere."""
    curvature = 2 * np.array([[np.mean(x * x), x.mean()], [x.mean(), 1]])
    return float(f"{0.4 / np.linalg.eigvalsh(curvature)[-1]:.1g}")
