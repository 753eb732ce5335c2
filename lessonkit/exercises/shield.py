"""Keep the kernel as it was while a student's code runs in it.

Kept: the notebook's variables (also arrays, tables, and lists and dictionaries of plain values that
are changed in place), figures, standard streams, warnings, logging, random numbers, the settings of
numpy and matplotlib. Stopped: ending Python, asking for input, signals, other programs.

What this cannot keep: files, network connections, threads that are started and go on, other
objects that are changed deep inside, and a process that ctypes or a bug in a library brings down.
"""

import builtins
import contextlib
import copy
import functools
import io
import logging
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, NoReturn

import numpy as np

from lessonkit.exercises.limits import Stop

_PRINTED_AT_MOST = 10_000
_FLOOD = 1_000_000
_COPIED_AT_MOST = 5_000_000

ENDS = "Your code tried to end Python, and was stopped. To leave a function, use `return`."
ASKS = (
    "Your code asks for input. It need not: the values come as arguments, and the check calls your "
    "function with many of them."
)
OTHER = "Your code tried to run another program or to send a signal, and was stopped."
FLOOD = "Your code printed without end, and was stopped. Look at its loop."

_EVENTS = {
    *("os.kill", "os.killpg", "signal.pthread_kill"),
    *("os.system", "os.exec", "os.posix_spawn", "os.startfile"),
    *("os.fork", "os.forkpty", "pty.spawn", "subprocess.Popen"),
}
"""What Python reports when a signal is sent or another program is run."""
_RUNNERS = ("IPython", "ipykernel", "pexpect", "ptyprocess")
"""The libraries that run a line such as `!ls`."""


class Output:
    """What a student's code has printed, drawn or displayed since it was last looked at."""

    def __init__(self) -> None:
        self.printed = ""
        self.length = 0
        self.displayed = 0

    def take(self) -> tuple[str, bool]:
        """Return what was printed and whether something was displayed, and forget it."""
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            self.displayed += len(pyplot.get_fignums())
            pyplot.close("all")  # these are its own: the notebook's are put aside
        taken = self.printed, self.displayed > 0
        self.printed, self.displayed = "", 0
        return taken

    def publish(self, *_data: Any, **_more: Any) -> None:
        """Stand in for the kernel's publisher of pictures and tables."""
        self.displayed += 1

    def clear_output(self, *_data: Any, **_more: Any) -> None:
        """Leave alone what the cell shows."""


class _Stream(io.StringIO):
    """Keeps the beginning of what is printed."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self.output = output

    def write(self, text: str) -> int:
        output = self.output
        output.length += len(text)
        output.printed += text[: max(0, _PRINTED_AT_MOST - len(output.printed))]
        if output.length > _FLOOD:
            raise Stop(FLOOD)
        return len(text)


class _NoInput:
    def read(self, *_size: Any) -> NoReturn:
        raise Stop(ASKS)

    readline = readlines = __iter__ = fileno = read

    def close(self) -> NoReturn:  # the `exit` of plain Python closes it first
        raise Stop(ENDS)


_guarded: list[tuple[int, dict[str, Any]]] = []
"""The thread in which a student's code runs, and the variables of its notebook; empty if none."""


@contextlib.contextmanager
def shielded(variables: dict[str, Any]) -> Iterator[Output]:
    """Keep the kernel as it is; `variables` are those of the notebook."""
    if _guarded:
        raise RuntimeError("a function that is being checked cannot call `check`")
    output = Output()
    with contextlib.ExitStack() as kept:
        kept.enter_context(_variables(variables))
        kept.enter_context(_settings())
        kept.enter_context(_figures())
        kept.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        for owner, name, stand_in in _stand_ins(output):
            kept.enter_context(_replaced(owner, name, stand_in))
        _watch_events()
        _guarded.append((threading.get_ident(), variables))
        kept.callback(_guarded.clear)
        yield output


def _stand_ins(output: Output) -> Iterator[tuple[Any, str, Any]]:
    """Yield what is replaced, in which module or object."""
    yield sys, "stdout", _Stream(output)
    yield sys, "stderr", _Stream(output)
    yield sys, "stdin", _NoInput()
    yield sys, "unraisablehook", _quiet(sys.unraisablehook)
    for owner, name, words in (
        (os, "_exit", ENDS),
        (os, "abort", ENDS),
        (signal, "raise_signal", OTHER),
        (builtins, "input", ASKS),
        (sys.modules.get("getpass"), "getpass", ASKS),
    ):
        if owner:
            yield owner, name, _only_here(_refuse(words), getattr(owner, name))
    yield time, "sleep", _only_here(lambda _seconds: None, time.sleep)
    if shell := _shell():
        replaced = {
            "ask_exit": _refuse(ENDS),
            "display_pub": output,
            "keepkernel_on_exit": getattr(shell, "keepkernel_on_exit", None),
        }
        for name, value in replaced.items():
            if hasattr(shell, name):  # a shell without a kernel has no exit to ask for
                yield shell, name, value


def _shell() -> Any:
    """Return the notebook's IPython, if this runs in one."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _refuse(words: str) -> Callable[..., NoReturn]:
    def refuse(*_arguments: Any, **_more: Any) -> NoReturn:
        raise Stop(words)

    return refuse


def _only_here(instead: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
    """Replace a function in this thread; the kernel's other threads keep the original."""
    thread = threading.get_ident()

    def chosen(*arguments: Any, **more: Any) -> Any:
        here = threading.get_ident() == thread
        return (instead if here else original)(*arguments, **more)

    return chosen


@contextlib.contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _quiet(hook: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Leave out a `Stop` that a callback of C has lost: the next one comes at the next tick."""
    return lambda lost: None if isinstance(lost.exc_value, Stop) else hook(lost)


@functools.cache
def _watch_events() -> None:
    """Have Python report what reaches out of the kernel, once and for all: it cannot be undone."""
    sys.addaudithook(_on_event)


def _on_event(event: str, _arguments: Any) -> None:
    if _guarded and event in _EVENTS:
        thread, variables = _guarded[0]
        if threading.get_ident() == thread and _asked_for(sys._getframe(1), variables):
            raise Stop(OTHER)


def _asked_for(frame: FrameType | None, variables: dict[str, Any]) -> bool:
    """Tell whether the notebook's own code asked for it, and not a library for its own ends."""
    while frame is not None and frame.f_globals is not variables:
        is_library = "site-packages" in frame.f_code.co_filename
        if is_library and not str(frame.f_globals.get("__name__")).startswith(_RUNNERS):
            return False
        frame = frame.f_back
    return frame is not None


@contextlib.contextmanager
def _variables(variables: dict[str, Any]) -> Iterator[None]:
    before = dict(variables)
    copies = {
        name: copied
        for name, value in before.items()
        if not name.startswith("_")
        and name not in ("In", "Out")
        and (copied := _plain_copy(value)) is not None
    }
    try:
        yield
    finally:
        for name in set(variables) - set(before):
            del variables[name]
        variables.update(before)
        changed = {name: kept for name, kept in copies.items() if not same(before[name], kept)}
        variables.update(changed)


def _plain_copy(value: Any) -> Any:
    """Copy what holds plain values and can be changed in place; None for everything else."""
    if isinstance(value, np.ndarray) or type(value).__module__.startswith("pandas"):
        size = getattr(value, "size", _COPIED_AT_MOST + 1)
        return value.copy() if size <= _COPIED_AT_MOST else None
    if isinstance(value, list | set):
        plain = all(isinstance(one, int | float | str | tuple) for one in value)
        return copy.copy(value) if plain else None
    if isinstance(value, dict):
        return copy.copy(value) if all(isinstance(key, str | int) for key in value) else None
    return None


def same(before: Any, after: Any) -> bool:
    """Tell whether a value is still as its copy is; what cannot be compared counts as the same."""
    if hasattr(before, "equals"):
        return bool(before.equals(after))
    if isinstance(before, np.ndarray):
        exact = before.dtype.kind not in "fc"
        return np.array_equal(before, after, equal_nan=not exact)
    if isinstance(before, list | set | dict | int | float):
        with contextlib.suppress(Exception):
            return bool(before == after)
    return True


@contextlib.contextmanager
def _settings() -> Iterator[None]:
    state, legacy = random.getstate(), np.random.get_state()  # noqa: NPY002 -- theirs, not ours
    options, errors = np.get_printoptions(), np.geterr()
    deep, root = sys.getrecursionlimit(), logging.getLogger()
    handlers, level, disabled = list(root.handlers), root.level, root.manager.disable
    matplotlib = sys.modules.get("matplotlib")
    look = dict(dict.items(matplotlib.rcParams)) if matplotlib else {}
    for name in ("backend", "interactive"):  # the first figure in a kernel sets them for good
        look.pop(name, None)
    logging.disable()
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(legacy)  # noqa: NPY002
        np.set_printoptions(**options)
        np.seterr(**errors)
        sys.setrecursionlimit(deep)
        root.handlers[:], root.manager.disable = handlers, disabled
        root.setLevel(level)
        if matplotlib:
            dict.update(matplotlib.rcParams, look)


@contextlib.contextmanager
def _figures() -> Iterator[None]:
    """Put the notebook's figures aside, so that only a student's function's own are closed."""
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    before = dict(helpers.Gcf.figs) if helpers else {}
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    to_draw = {**vars(inline.show), "_to_draw": list(inline.show._to_draw)} if inline else {}
    if helpers:
        helpers.Gcf.figs.clear()
    try:
        yield
    finally:
        if pyplot := sys.modules.get("matplotlib.pyplot"):
            pyplot.close("all")
        if helpers:
            helpers.Gcf.figs.update(before)
        if inline:
            vars(inline.show).update(to_draw)
