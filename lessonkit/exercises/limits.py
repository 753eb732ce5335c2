"""Stop a student's code that goes on forever, waits, or fills the memory.

Where alarms exist (the main thread of Linux and macOS), one rings twenty times a second; elsewhere
each line looks at the clock. Either way what counts is the processor time of this thread, since on
a machine shared by a class an honest answer may take long by the clock on the wall.

What this cannot stop: a single operation of C that never comes back to Python (`10**10**10`,
`sum(itertools.count())`); where there are no alarms, also a call that waits, and with Python 3.11
what goes on forever after a bare `except:` or `finally:` has caught the stop.
"""

import contextlib
import os
import signal
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

SECONDS = 3.0
"""Processor time of a whole check; an honest answer needs thousandths of a second."""
IMPORTING = 60.0
"""The same while something is imported, which takes long when it is done for the first time."""
WAITING = 20.0
"""Time on the wall in which next to nothing is computed."""
MEMORY = 300 * 2**20
"""Growth of the memory in bytes: a hub may give a kernel less than a gigabyte."""

_TICK = 0.05
_IDLE = 0.1
_MB = 2**20
_processor_time = getattr(time, "thread_time", time.perf_counter)

Result = TypeVar("Result")
Look = Callable[[FrameType | None], None]


class Stop(BaseException):
    """Raised within a student's code; no Exception, so that their `except` lets it through."""


def limited(work: Callable[[], Result]) -> Result:
    """Do work that calls a student's code, and raise `Stop` in it when a limit is reached."""
    watch = _Watch()
    in_main_thread = threading.current_thread() is threading.main_thread()
    if in_main_thread and hasattr(signal, "setitimer"):
        ticks = _alarm(watch.look)
    elif hasattr(sys, "monitoring"):
        ticks = _monitor(watch.look)
    else:
        ticks = _trace(watch.look)
    with _no_giant_allocations(), ticks:
        return _inside(work)


def _inside(work: Callable[[], Result]) -> Result:
    """Mark where limits hold: no `Stop` is raised in a frame that is not called from this one."""
    return work()


class _Watch:
    """What has been used up so far."""

    def __init__(self) -> None:
        self.began, self.last = time.monotonic(), _processor_time()
        self.used = self.used_by_imports = 0.0
        self.memory = _memory()

    def look(self, frame: FrameType | None) -> None:
        """Raise `Stop` if a limit is reached and a student's code is running."""
        now = _processor_time()
        used, self.last = now - self.last, now
        inside = importing = lost = False
        while frame is not None and not inside:
            inside = frame.f_code is _inside.__code__
            importing |= frame.f_code.co_filename.startswith("<frozen importlib")
            lost |= frame.f_code.co_name == "__del__"  # Python drops what is raised in there
            frame = frame.f_back
        if importing:
            self.used_by_imports += used
        else:
            self.used += used
        if inside and not lost:
            self._stop_beyond_limits()

    def _stop_beyond_limits(self) -> None:
        if self.used > SECONDS or self.used_by_imports > IMPORTING:
            raise Stop(
                f"Your code had not finished after {SECONDS:g} seconds of computing, and was "
                "stopped. Look at its loop: does something in there change, so that the loop comes "
                "to an end?"
            )
        if time.monotonic() - self.began > WAITING and self.used + self.used_by_imports < _IDLE:
            raise Stop(
                f"Your code waited for {WAITING:g} seconds without computing, and was stopped. It "
                "gets all that it needs as arguments: there is nothing to wait for."
            )
        if self.memory and _memory() - self.memory > MEMORY:
            raise Stop(TOO_MUCH_MEMORY)


TOO_MUCH_MEMORY = (
    "Your code kept filling the memory, and was stopped before the machine ran out of it. Does a "
    "list in it grow without end?"
)


def _statm(field: int) -> int:
    """Return a number of bytes that Linux knows about this process; 0 elsewhere."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[field]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _memory() -> int:
    """Return the memory in use, in bytes; 0 where that cannot be known."""
    psutil = sys.modules.get("psutil")  # a Jupyter kernel has it
    return _statm(1) or (psutil.Process().memory_info().rss if psutil else 0)


@contextlib.contextmanager
def _no_giant_allocations() -> Iterator[None]:
    """Have Linux refuse a single huge allocation, between whose beginning and end no alarm rings.

    Python then raises a `MemoryError`. Each processor may add a thread with its own stack.
    """
    data = _statm(5)
    if not data:
        yield
        return
    import resource  # noqa: PLC0415 -- Windows has none

    before = resource.getrlimit(resource.RLIMIT_DATA)
    limit = data + MEMORY + 100 * _MB + (os.cpu_count() or 1) * 16 * _MB
    soft, hard = (value if value != resource.RLIM_INFINITY else sys.maxsize for value in before)
    resource.setrlimit(resource.RLIMIT_DATA, (min(limit, soft, hard), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


@contextlib.contextmanager
def _alarm(look: Look) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, lambda _number, frame: look(frame))
    # It rings again and again: a bare `except:` in a loop may catch the first.
    timer = signal.setitimer(signal.ITIMER_REAL, _TICK, _TICK)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _now_and_then(look: Look) -> Look:
    """Return what looks only if the last look is a while ago."""
    due = time.monotonic() + _TICK

    def look_if_due(frame: FrameType | None) -> None:
        nonlocal due
        if time.monotonic() > due:
            due = time.monotonic() + _TICK
            look(frame)

    return look_if_due


@contextlib.contextmanager
def _monitor(look: Look) -> Iterator[None]:
    monitoring: Any = getattr(sys, "monitoring")  # noqa: B009 -- types of Python 3.11 lack it
    events = (monitoring.events.LINE, monitoring.events.JUMP)  # `while True: pass` only jumps
    look, thread = _now_and_then(look), threading.get_ident()
    tool = next(number for number in (4, 3, 5, 2, 1, 0) if monitoring.get_tool(number) is None)

    def step(*_event: Any) -> None:
        if threading.get_ident() == thread:
            look(sys._getframe(1))

    monitoring.use_tool_id(tool, "lessonkit")
    for event in events:
        monitoring.register_callback(tool, event, step)
    monitoring.set_events(tool, sum(events))
    try:
        yield
    finally:
        monitoring.set_events(tool, 0)
        for event in events:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)


@contextlib.contextmanager
def _trace(look: Look) -> Iterator[None]:
    look = _now_and_then(look)
    libraries = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))

    def step(frame: FrameType, _event: str, _argument: Any) -> Any:
        # `while True: pass` is a single line without end; in libraries steps would be slow.
        frame.f_trace_opcodes = not frame.f_code.co_filename.startswith(libraries)
        look(frame)
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        yield
    finally:
        sys.settrace(before)
