"""Run a student's function without being harmed by it, and say what went wrong in plain words."""

import copy
import dis
import functools
import inspect
import linecache
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from lessonkit.exercises.errors import in_plain_words
from lessonkit.exercises.feedback import code
from lessonkit.exercises.limits import TOO_MUCH_MEMORY, Stop, limited
from lessonkit.exercises.shield import Output, same, shielded

Result = TypeVar("Result")
Work = Callable[["Call"], Result]
Call = Callable[..., "Outcome"]


class StoppedError(Exception):
    """A student's function did not run to its end; the message says why, in plain words."""


class Outcome(NamedTuple):
    """What a function returned, what it printed meanwhile, and whether it displayed something."""

    value: Any
    printed: str
    displayed: bool


def guarded(function: Callable[..., Any], work: Work[Result]) -> Result:
    """Do work that calls a student's function any number of times, by `call(*arguments)`."""
    variables = variables_of(function)
    told = ""
    with shielded(variables) as output:
        call = functools.partial(_call, function, variables, output)
        try:
            return limited(lambda: work(call))
        except Stop as stop:
            place = _place(stop.__traceback__, variables)
            told = f"{stop} It was on {place}." if place else str(stop)
        except MemoryError:
            told = TOO_MUCH_MEMORY
    # Not within the `except`: the traceback holds all that the function had in its hands.
    raise StoppedError(told)


def _call(
    function: Callable[..., Any], variables: dict[str, Any], output: Output, *arguments: Any
) -> Outcome:
    given = copy.deepcopy(arguments)
    output.take()
    try:
        value = _copied(function(*given))
    except MemoryError:
        raise Stop(TOO_MUCH_MEMORY) from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever students raise
        raise StoppedError(_told(error, variables)) from None
    for before, after, name in zip(arguments, given, _names(function, len(given)), strict=True):
        if not same(before, after):
            raise StoppedError(
                f"Your function changed its own `{name}`. Whoever calls it still needs the old "
                "values: make a new object instead of writing into the one you were given."
            )
    return Outcome(value, *output.take())


def _copied(value: Any) -> Any:
    """Copy a value, which the function may change when it is called again."""
    try:
        return copy.deepcopy(value)
    except Exception:  # noqa: BLE001 -- generators and the like cannot be copied
        return value


def is_stub(function: Callable[..., Any]) -> bool:
    """Tell whether a function is still as empty as it was handed out: it only returns None."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = [step for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP")]
    loaded = [step.argval for step in steps if "CONST" in step.opname]
    others = [step for step in steps if "CONST" not in step.opname]
    return loaded == [None] and all(step.opname.startswith("RETURN") for step in others)


def has_blanks(function: Callable[..., Any]) -> bool:
    """Tell whether a blank, `____`, still stands in a function."""
    return "____" in getattr(getattr(function, "__code__", None), "co_names", ())


def variables_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the variables of the notebook, or of the file, in which a function was written."""
    while isinstance(function, functools.partial):
        function = function.func
    found = getattr(inspect.unwrap(function), "__globals__", None)
    method = vars(type(function)).get("__call__")  # of an object that can be called
    return found or getattr(method, "__globals__", None) or {}


def _told(error: BaseException, variables: dict[str, Any]) -> str:
    """Say what went wrong and on which of the student's lines, without a machine's addresses."""
    name = type(error).__name__
    message = re.sub(r" at 0x[0-9A-Fa-f]+", "", str(error))
    python = code(f"{name}: {message}" if message else name)
    place = _place(error.__traceback__, variables)
    where = f"On {place}" if place else "In your code"
    return f"{where}, Python says: {python}. {in_plain_words(error)}".rstrip()


def _place(trace: TracebackType | None, variables: dict[str, Any]) -> str:
    """Return the last of the student's own lines on the way to an error, as it stands there."""
    place = ""
    while trace is not None:
        frame = trace.tb_frame
        if frame.f_globals is variables:
            line = linecache.getline(frame.f_code.co_filename, trace.tb_lineno, variables).strip()
            shown = f", {code(line)}" if line else ""
            place = f"line {trace.tb_lineno} of your code{shown}"
        trace = trace.tb_next
    return place


def _names(function: Callable[..., Any], count: int) -> list[str]:
    """Return what the function calls its arguments, as far as that can be known."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    return names if len(names) == count else [f"argument {i + 1}" for i in range(count)]
