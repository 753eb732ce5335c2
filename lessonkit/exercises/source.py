"""Slips that the student's code shows, where the values alone do not."""

import dis
import inspect
import re
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import numpy as np

from lessonkit.cost import LineCost
from lessonkit.exercises.exercise import Exercise
from lessonkit.exercises.run import variables_of


def wrong_header(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Say so if the function cannot be called with the arguments that the exercise names."""
    wanted = exercise.parameters
    called = f"It is called with ({', '.join(wanted)}), in this order, and yours takes"
    try:
        signature = inspect.signature(function)
        signature.bind(*wanted)
    except ValueError:
        return ""
    except TypeError:
        return f"{called} ({', '.join(signature.parameters)}). Leave the first line as it was."
    taken = tuple(signature.parameters)
    if taken != wanted and sorted(taken) == sorted(wanted):
        return f"{called} ({', '.join(taken)}): the parameters have changed places."
    return ""


def slips_in_source(function: Any, *, stopped: bool = False) -> list[str]:
    """Say which of the notebook's variables are used, and which parameters never are.

    Where something else is to be said as well (`stopped`), only the second counts.
    """
    found = getattr(function, "__code__", None)
    if found is None:
        return []
    names = found.co_varnames[: found.co_argcount]
    unused = [name for name in names if not _is_used(found, name)]
    variables = variables_of(function)
    taken = [name for name in _outer_names(found) if _is_data(variables.get(name))]
    if taken:
        instead = f", and not its own {_listed(unused)}" if unused else ""
        said = f"It uses {_listed(taken)} from the notebook{instead}."
        return [f"{said} A function works with what it is given, so that it fits other cars, too."]
    return [] if stopped or not unused else [f"It never uses its own {_listed(unused)}."]


def slips_in_number(name: str, value: Any) -> str:
    """Say so if a number found by hand was typed with a comma or between quotes."""
    if isinstance(value, str):
        return f"`{name}` is text. Leave out the quotes, and the commas as well."
    whole = isinstance(value, tuple) and all(isinstance(one, int | float) for one in value)
    if not whole or len(value) < 2:
        return ""
    return (
        f"`{name}` is {len(value)} numbers, since a comma separates values in Python. Write a "
        "number without commas, and its decimals after a point: `1234567.89`."
    )


def _is_used(found: CodeType, name: str) -> bool:
    """Tell whether a parameter is read before something else is stored under its name."""
    for step in dis.get_instructions(found):
        if not re.search("FAST|DEREF|CLOSURE", step.opname):
            continue  # an attribute or a text of that name
        names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
        for does, what in zip(re.findall("LOAD|STORE", step.opname), names, strict=False):
            if what == name:
                return bool(does == "LOAD")
    return False


def _outer_names(found: CodeType) -> Iterator[str]:
    """Yield the names of the notebook that a function and the functions within it read."""
    seen = set()
    for step in dis.get_instructions(found):
        if step.opname == "LOAD_GLOBAL" and step.argval not in seen:
            seen.add(step.argval)
            yield step.argval
    for constant in found.co_consts:
        if isinstance(constant, CodeType):
            yield from (name for name in _outer_names(constant) if name not in seen)


def _is_data(value: Any) -> bool:
    plain = isinstance(value, int | float | list | np.ndarray | LineCost)
    return plain or hasattr(value, "to_numpy")


def _listed(names: list[str]) -> str:
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} and {last}" if first else last
