"""Values as students return them: made comparable, or described in plain words."""

from collections.abc import Sequence
from decimal import Decimal
from numbers import Real
from types import CoroutineType, GeneratorType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit import words
from lessonkit.exercises.exercise import Kind

Arrays = tuple[NDArray[Any], ...]
"""A value made comparable: one array for a number, a list or an array, several for several."""

CLOSE = 1e-4
"""How far off a value may be, as a part of it or of a hundredth of the largest one beside it: what
honest styles need, such as finite differences and `float32`. Flaws differ by more."""


class NotNumbersError(Exception):
    """A value is not made of numbers; the message says what it is instead."""

    def instead_of(self, kind: Kind) -> str:
        """Return the whole sentence, and where such a value may come from."""
        said, value = self.args
        return f"{said}, instead of {kind.value}.{_remedy(value)}"


def numbers(value: Any) -> Arrays:
    """Make a value comparable, whatever container it comes in."""
    if isinstance(value, tuple | list) and len(value) > 1 and not all(map(_is_single, value)):
        return tuple(_array(one) for one in value)
    return (_array(value),)


def equal(first: Arrays, second: Arrays, near: float = 0.0) -> bool:
    """Tell whether two comparable values agree, up to rounding."""
    return len(first) == len(second) and all(
        a.shape == b.shape and bool(np.all(_close(a, b, near)))
        for a, b in zip(first, second, strict=True)
    )


def complaint(value: Any, right: Any, kind: Kind) -> str:
    """Say in plain words how a value's type or shape is not what was asked for; empty if it is."""
    expected, given = numbers(right), numbers(value)
    if _is_other_kind(value, given, expected, kind):
        size = f" of shape {expected[0].shape}" if kind is Kind.ARRAY else ""
        return f"It is {_described(value)}, instead of {kind.value}{size}.{_remedy(value)}"
    if kind is Kind.ARRAY and isinstance(value, list | tuple):
        return (
            f"It is a {type(value).__name__}, and an array was asked for. They look alike, but "
            "`2 * values` doubles the numbers of an array and repeats a list. `np.array(...)` "
            "makes one of the other."
        )
    if kind is Kind.TABLES and any(isinstance(one, list) for one in value):
        return "One of the tables is a list of lists; return arrays or data frames."
    whole = [part.dtype for part in given if part.dtype.kind in "iu"]
    if kind in (Kind.ARRAY, Kind.TABLES) and whole:
        return (
            f"It holds whole numbers (dtype {whole[0]}), so every decimal was cut off. Make the "
            "array one of floats before you fill it."
        )
    return ""


def _remedy(value: Any) -> str:
    """Say where a value of another kind may come from."""
    if remedy := _REMEDIES.get(type(value)):
        return f" {remedy}"
    if callable(value):
        return " Put parentheses and its arguments behind its name to call it."
    if isinstance(value, tuple) and len(value) == 1:
        return " Is there a comma at the end of the line with `return`? It makes a tuple."
    if isinstance(value, list) and len(value) == 1:
        return " Is there a pair of brackets too many around it?"
    if 1 in getattr(value, "shape", ())[1:]:
        return " It has a second dimension of length one: `.ravel()` or `[0]` takes that away."
    return ""


def _is_other_kind(value: Any, given: Arrays, expected: Arrays, kind: Kind) -> bool:
    if kind is Kind.TRUTH:
        return not isinstance(value, bool | np.bool_)
    if any(part.dtype == bool for part in given) or len(given) != len(expected):
        return True
    # How long a list is, the diagnosis says.
    if kind in (Kind.NUMBERS, Kind.LIST_AND_NUMBER, Kind.TWO_NUMBERS_AND_LIST):
        return [part.ndim for part in given] != [part.ndim for part in expected]
    return [part.shape for part in given] != [part.shape for part in expected]


def brief(value: Any) -> str:
    """Write a value the way a student would type it, in few digits."""
    value = _plain(value)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        inside = ", ".join(map(brief, value[:8])) + (", ..." if len(value) > 8 else "")
        return f"({inside})" if isinstance(value, tuple) else f"[{inside}]"
    if isinstance(value, float):
        return words.short(value)
    if hasattr(value, "minimum"):
        return f"LineCost({brief(value.x)}, {brief(value.y)})"
    return repr(value)


def _array(value: Any) -> NDArray[Any]:
    value = _plain(value)
    if isinstance(value, str | bytes | set | frozenset | dict):
        raise NotNumbersError(f"It is {_described(value)}", value)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise NotNumbersError("It holds rows of different lengths", value) from error
    except Exception as error:
        raise NotNumbersError(f"It is {_described(value)}", value) from error
    if array.dtype == object and all(isinstance(one, Real | Decimal) for one in array.flat):
        array = array.astype(float)  # fractions and the like
    if array.dtype.kind not in "biuf":
        raise NotNumbersError(f"It is {_described(value)}", value)
    return array


def _is_single(value: Any) -> bool:
    """Tell whether a value stands for one thing: text does, an array of one number does not."""
    return not isinstance(value, list | tuple | set | dict) and np.ndim(_plain(value)) == 0


def _is_number(value: Any) -> bool:
    return _is_single(value) and np.asarray(value).dtype.kind in "biuf"


def _plain(value: Any) -> Any:
    """Take the numbers out of a pandas object, without importing pandas."""
    return value.to_numpy() if hasattr(value, "to_numpy") else value


def _close(a: NDArray[Any], b: NDArray[Any], near: float) -> NDArray[np.bool_]:
    if "b" in (a.dtype.kind, b.dtype.kind):
        return np.asarray(a == b)
    finite = np.where(np.isfinite(b), np.abs(b), 0.0)
    scale = np.maximum(finite, finite.max(initial=0.0) / 100 or 1.0)
    with np.errstate(invalid="ignore"):
        close = np.abs(a - b) <= (near or CLOSE * scale)
    return np.asarray((a == b) | (np.isfinite(a) & close))


_CALLED = {
    type(None): "`None`",
    bool: "a truth value (`True` or `False`)",
    str: "text",
    dict: "a dictionary",
    set: "a set",
    int: "a single number",
    float: "a single number",
    complex: "a complex number",
    map: "a `map`",
    filter: "a `filter`",
    zip: "a `zip`",
    range: "a `range`",
    GeneratorType: "a generator",
    CoroutineType: "a coroutine",
}
_LAZY = "It has not computed anything yet: `list(...)` makes it do so."
_REMEDIES: dict[type, str] = {
    **dict.fromkeys((map, filter, zip, range), _LAZY),
    GeneratorType: "Does the function say `yield`, or are there round brackets for square ones?",
    CoroutineType: "The function begins with `async def` where it should with `def`.",
    str: "Leave out the quotes.",
}


def _described(value: Any) -> str:
    """Say what a value is, as one would to somebody who sees only the screen."""
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, np.ndarray):
        return _described_array(value)
    if isinstance(value, list | tuple):
        return _described_list(value)
    if callable(value):
        return "a function"
    if hasattr(value, "columns"):
        return f"a data frame of {len(value)} rows and {len(value.columns)} columns"
    if hasattr(value, "to_numpy"):
        return f"a pandas {type(value).__name__} of {_count(len(value))}"
    return _CALLED.get(type(value), f"a value of type `{type(value).__name__}`")


def _described_array(value: NDArray[Any]) -> str:
    if value.dtype.kind not in "biuf":
        return f"an array whose values are not numbers (dtype {value.dtype})"
    if value.ndim == 1:
        return f"an array of {_count(len(value))}"
    return f"an array of shape {value.shape}"


def _described_list(value: Sequence[Any]) -> str:
    if all(map(_is_number, value)):
        return f"a {type(value).__name__} of {_count(len(value), 'number')}"
    *inside, last = (
        f"a {type(one).__name__} of {_count(len(one))}"
        if isinstance(one, list | tuple)
        else _described(one)
        for one in value[:3]
    )
    listed = f"{', '.join(inside)} and {last}" if inside else last
    return f"a {type(value).__name__} that holds {listed}"


def _count(number: int, what: str = "value") -> str:
    return f"one {what}" if number == 1 else f"{number} {what}s"
