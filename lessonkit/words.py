"""Numbers in words: the same digits on every machine, and readable at any size."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["counted", "number", "without_noise"]


def counted(count: int, noun: str) -> str:
    """Write how many of something there are: "1 step", "2 steps"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def number(value: float, digits: int = 3) -> str:
    """Write a number for people.

    Parameters
    ----------
    value : float
    digits : int, default 3
        Digits after the point, for numbers below 1,000; larger ones are written with commas, and
        from a thousand million on as powers of ten.

    Returns
    -------
    str
        Never a negative zero.

    Examples
    --------
    >>> number(-0.00001), number(165336628.08), number(1.3e97)
    ('0.000', '165,336,628', '1.3e+97')
    """
    if abs(value) >= 1e9:
        return f"{value:.1e}"
    if abs(value) >= 1e3:
        return f"{value:,.0f}"
    return f"{value:z.{digits}f}"


def without_noise(values: ArrayLike) -> NDArray[np.float64]:
    """Return values with those set to zero that are nothing beside the largest of them.

    A walk that diverges makes the rounding of its first steps large, too, and rounding differs
    from machine to machine.

    Parameters
    ----------
    values : array-like, shape (n,)

    Returns
    -------
    numpy.ndarray, shape (n,)
    """
    values = np.asarray(values, dtype=float)
    return np.where(np.abs(values) < 1e-9 * np.abs(values).max(), 0.0, values)
