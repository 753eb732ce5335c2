"""Numbers in words: the same digits on every machine, and readable at any size."""

__all__ = ["number"]


def number(value: float, digits: int = 3) -> str:
    """Write a number for people.

    Parameters
    ----------
    value : float
    digits : int, default 3
        Digits after the point, for numbers below 1,000; larger ones are written with commas, and
        from ten thousand million on as powers of ten.

    Returns
    -------
    str
        Never a negative zero.

    Examples
    --------
    >>> number(-0.00001), number(165336628.08), number(1.3e97)
    ('0.000', '165,336,628', '1.3e+97')
    """
    if abs(value) >= 1e10:
        return f"{value:.1e}"
    if abs(value) >= 1e3:
        return f"{value:,.0f}"
    # What rounds to a negative zero becomes zero.
    return f"{round(value, digits) + 0.0:.{digits}f}"
