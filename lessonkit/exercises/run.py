"""Run a student's function without being harmed by it."""

import contextlib
import copy
import dis
import inspect
import io
import re
import signal
import sys
import sysconfig
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, NamedTuple

import numpy as np

SECONDS = 5.0
"""How long a whole check may take. An honest answer needs thousandths of a second; the rest is for
a machine that a whole class shares."""

_PRINTED_AT_MOST = 10_000
_LIBRARIES = (
    str(Path(__file__).resolve().parent.parent),
    *(str(Path(sysconfig.get_path(kind)).resolve()) for kind in ("stdlib", "purelib", "platlib")),
)
_IN_OTHER_WORDS = {
    "NameError": "Python does not know this name here. Is it misspelt, or used too early?",
    "UnboundLocalError": "This name is used in the function before the function gives it a value.",
    "IndexError": "A position beyond the end was asked for.",
    "ZeroDivisionError": "Something was divided by zero.",
    "RecursionError": "The function calls itself again and again.",
    "AttributeError": "This kind of value has nothing of that name.",
    "NotImplementedError": "The function says itself that it is not written yet.",
    "SystemExit": "The function tried to end Python; it should return instead.",
}


class StoppedError(Exception):
    """A student's function did not run to its end; the message says why, in plain words."""


class TimeIsUp(BaseException):
    """Raised in the student's code. Not an Exception, so that their `except` lets it through."""


class Outcome(NamedTuple):
    """What a function returned, and what it printed meanwhile."""

    value: Any
    printed: str


def call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    """Call a function with copies of the arguments, and keep what it prints."""
    given = copy.deepcopy(arguments)
    printed = _Printed()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = function(*given)
        except (Exception, SystemExit) as error:
            raise StoppedError(_told(error)) from error
    for before, after, name in zip(arguments, given, _names(function, len(given)), strict=True):
        if not _same(before, after):
            raise StoppedError(
                f"Your function changed its own `{name}`. Whoever calls it still needs the old "
                "values: make a new object instead of writing into the one you were given."
            )
    return Outcome(value, printed.getvalue())


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what runs inside after some seconds.

    An alarm stops it where alarms exist, in the main thread of Linux and macOS; elsewhere the time
    is looked at before each line.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    stopwatch = _alarm if in_main_thread and hasattr(signal, "setitimer") else _trace
    try:
        with stopwatch(seconds):
            yield
    except TimeIsUp:
        raise StoppedError(
            f"Your code was still running after {seconds:g} seconds and was stopped. Look at its "
            "loop: does something in there change, so that the loop comes to an end?"
        ) from None


def is_stub(function: Callable[..., Any]) -> bool:
    """Tell whether a function is still as empty as it was handed out: it loads None and returns."""
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


class _Printed(io.StringIO):
    """Keeps the beginning of what is printed: an endless loop may print without end."""

    def write(self, text: str) -> int:
        if self.tell() < _PRINTED_AT_MOST:
            super().write(text[:_PRINTED_AT_MOST])
        return len(text)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    # It rings again and again: a bare `except:` in the loop may swallow the first.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _trace(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds

    def look(_frame: FrameType, _event: str, _argument: Any) -> Any:
        if time.monotonic() > end:
            raise TimeIsUp
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        yield
    finally:
        sys.settrace(before)


def _told(error: BaseException) -> str:
    """Say what went wrong and on which of the student's lines, without a machine's addresses."""
    name = type(error).__name__
    message = re.sub(r" at 0x[0-9A-Fa-f]+", "", str(error))
    told = f"`{name}: {message}`" if message else f"`{name}`"
    place = _their_line(error.__traceback__)
    where = f"On line {place.lineno} of your code" if place else "In your code"
    source = f", `{place.line}`" if place and place.line else ""
    meaning = _IN_OTHER_WORDS.get(name, "")
    return f"{where}{source}, Python says: {told}. {meaning}".rstrip()


def _their_line(trace: TracebackType | None) -> traceback.FrameSummary | None:
    theirs = [
        frame
        for frame in traceback.extract_tb(trace)
        if not str(Path(frame.filename).resolve()).startswith(_LIBRARIES)
    ]
    return theirs[-1] if theirs else None


def _names(function: Callable[..., Any], count: int) -> list[str]:
    """Return what the function calls its arguments, as far as that can be known."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    return names if len(names) == count else [f"argument {i + 1}" for i in range(count)]


def _same(before: Any, after: Any) -> bool:
    if hasattr(before, "to_numpy"):
        before, after = before.to_numpy(), after.to_numpy()
    if isinstance(before, np.ndarray | list | int | float):
        return np.array_equal(before, after)
    return True
