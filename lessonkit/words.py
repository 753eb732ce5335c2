"""Every way to write a number or a count: short, and the same on every machine."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "compact",
    "counted",
    "eight_digits",
    "line",
    "multiplier",
    "number",
    "percent",
    "rate_limit",
    "short",
    "thousands",
    "typed",
    "without_noise",
]


def counted(count: int, noun: str) -> str:
    """Write how many of something there are: "1 step", "2 steps"."""
    return f"{count} {noun}" if count == 1 else f"{count:,} {noun}s"


def number(value: float, digits: int = 3) -> str:
    """Write a number for people, never as a negative zero.

    Parameters
    ----------
    value : float
    digits : int, default 3
        Digits after the point, for numbers below 1,000. Larger numbers are written with commas, and
        from a thousand million on as powers of ten.

    Examples
    --------
    >>> number(-0.00001), number(165336628.08), number(1.3e97)
    ('0.000', '165,336,628', '1.3e+97')
    """
    if abs(value) >= 1e9:
        return f"{value:.1e}"
    return f"{value:z,.{0 if abs(value) >= 1e3 else digits}f}"


def short(value: float) -> str:
    """Write a number as one would type it, in six digits at most."""
    return f"{value + 0.0:.6g}"  # adding zero turns -0 into 0


def typed(value: float) -> str:
    """Write a number as one would type it, with every digit that it has."""
    return repr(value).removesuffix(".0").replace("e-0", "e-").replace("e+0", "e+")


def eight_digits(cost: float) -> str:
    """Write a cost in whole units, rounded to eight digits: more would differ between machines."""
    return f"{float(f'{cost:.8g}'):,.0f}"


def line(slope: float, intercept: float) -> str:
    """Write the right side of a line's formula, as one would type it."""
    slope, intercept = round(slope, 4) + 0.0, round(intercept, 4)
    return f"{slope:g} * engine_size {'-' if intercept < 0 else '+'} {abs(intercept):,g}"


def percent(share: float) -> str:
    """Write a share in whole percent, but a small one as "under 1%" and not as zero."""
    return "under 1%" if 0 < share < 0.01 else f"{share:.0%}"


def rate_limit(rate: float) -> str:
    """Write the limit of the learning rate with the digits that the lesson quotes."""
    return f"{rate:.4e}" if rate < 0.01 else f"{rate:.4f}"


def multiplier(factor: float) -> str:
    """Write what a step multiplies the distance to the bottom by, in three digits.

    One that only rounding would make 1 or -1 decides between arriving and bouncing.
    """
    if abs(factor) >= 1e4:
        return f"{factor:.1e}"
    rounded = float(f"{factor:.3g}") if abs(factor) > 1e-9 else 0.0
    if abs(rounded) != 1 or abs(abs(factor) - 1) < 1e-9:
        return f"{rounded:g}"
    return f"{'almost' if abs(factor) < 1 else 'just past'} {rounded:g}"


def compact(value: float, _position: int | None = None) -> str:
    """Write a tick of an axis so short that large letters have room."""
    size = abs(value)
    if size >= 1e12:
        text = f"{value:.0e}"
    elif size >= 1e6:
        text = f"{value / 1e6:,.0f} M"
    else:
        text = f"{value:,.0f}" if size >= 1e3 else f"{value:g}"
    return text.replace("-", "\N{MINUS SIGN}")  # as matplotlib writes its own ticks


def thousands(value: float, _position: int | None = None) -> str:
    """Write a tick of an axis that counts in thousands."""
    return f"{value / 1000:g}"


def without_noise(values: ArrayLike) -> NDArray[np.float64]:
    """Return the values, with zero for those that are rounding beside the largest of them.

    A walk that diverges enlarges the rounding of its first steps, too, and rounding differs between
    machines.
    """
    values = np.asarray(values, dtype=float)
    return np.where(np.abs(values) < 1e-9 * np.abs(values).max(), 0.0, values)
