"""One class from the door to the last slider, each step taken by all students at once."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import psutil
from nbformat import NotebookNode

from tools.classroom import usage
from tools.classroom.hub import Hub
from tools.classroom.lesson import Lesson, write_heavy
from tools.classroom.outputs import differences
from tools.classroom.student import Kernel, Student, run_all

SECONDS_TO_LOOK = 1.0
SECONDS_PER_STUDENT = 20
MB_PER_GB = 1024


@dataclass
class Desk:
    """A student, and what was noted there.

    Attributes
    ----------
    student : Student
    seconds : dict of str to list of float
        How long things took, by what was waited for.
    wrong : list of str
        What was not as it must be.
    out : bool
        Whether something failed, so that there is no going on.
    """

    student: Student
    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    out: bool = False
    kernel: Kernel | None = None
    work: NotebookNode | None = None

    def note(self, what: str, seconds: float) -> None:
        """Keep how long something took."""
        self.seconds.setdefault(what, []).append(seconds)

    async def timed(self, what: str, doing: Awaitable[Any]) -> Any:
        """Wait for something, and keep how long it took."""
        start = time.monotonic()
        result = await doing
        self.note(what, time.monotonic() - start)
        return result

    async def arrive(self) -> None:
        """Log in and start a server."""
        await self.timed("log in", self.student.log_in())
        await self.timed("start server", self.student.start_server())

    async def open(self, lesson: Lesson) -> None:
        """Open the notebook, which starts its kernel."""
        await self.student.read(lesson.place)
        self.kernel = await self.timed("open notebook", self.student.open(lesson.place))

    async def press_run(self, lesson: Lesson) -> None:
        """Run all cells."""
        assert self.kernel is not None
        self.work = lesson.notebook
        requests = await run_all(self.kernel, self.work)
        start = requests[0].sent
        pictures = [r.first_picture for r in requests if r.first_picture is not None]
        self.note("first picture", min(pictures) - start)
        self.note("all cells", max(r.finished or start for r in requests) - start)

    async def check(self, lesson: Lesson) -> None:
        """Compare every output with the saved one."""
        assert self.work is not None
        self.wrong += differences(lesson.notebook, self.work)

    async def slide(self, lesson: Lesson) -> None:
        """Move the slider, look, and move it on; the panel must show the right thing each time."""
        assert self.kernel is not None
        slider = self.kernel.sliders()[0]
        for value, view in zip(lesson.moves, lesson.views, strict=True):
            request = await self.kernel.slide(slider, value).wait()
            self.note("slider", (request.answered or float("inf")) - request.sent)
            if self.kernel.view() != view:
                self.wrong.append(f"slider at {value:g}: another picture or other words")
            await asyncio.sleep(SECONDS_TO_LOOK)

    async def save(self, lesson: Lesson) -> None:
        """Save the notebook."""
        assert self.work is not None
        await self.timed("save", self.student.save(lesson.place, self.work))

    async def find(self, lesson: Lesson, home: Path) -> None:
        """See that the work is on the disk."""
        assert self.work is not None
        kept = nbformat.read(home / lesson.place, as_version=4)
        self.wrong += [f"saved: {why}" for why in differences(self.work, kept)]

    async def leave(self) -> None:
        """Close the notebook and end its kernel."""
        if self.kernel is not None:
            await self.kernel.close()
        for kernel in await self.student.kernels():
            await self.student.shut_down(kernel["id"])


async def rehearse(
    count: int, lesson: Lesson, settings: Mapping[str, str], config: Path
) -> dict[str, Any]:
    """Hold the class.

    Parameters
    ----------
    count : int
        How many students come.
    lesson : Lesson
    settings : mapping of str to str
        The environment of their servers.
    config : path
        Jupyter's configuration of their servers.

    Returns
    -------
    dict
        The report.

    Raises
    ------
    TimeoutError
        If it takes longer than any class would wait.
    """
    with Hub(settings, config) as hub:
        names = [f"student-{number:03}" for number in range(1, count + 1)]
        heavy = write_heavy(lesson, hub.folder)
        for name in names:
            hub.hand_out(name, [lesson.path, heavy.path])
        desks = [Desk(Student(name, hub.url, hub.password)) for name in names]
        heavy_desks = [Desk(desk.student) for desk in desks]
        async with asyncio.timeout(60 + SECONDS_PER_STUDENT * count):
            try:
                await everybody(desks, Desk.arrive)
                uses = {"idle server": measure(hub)}
                uses["lesson"] = await hold(desks, lesson, hub)
                for desk, twin in zip(desks, heavy_desks, strict=True):
                    twin.out = desk.out
                uses["everything imported"] = await hold(heavy_desks, heavy, hub)
            finally:
                for desk in desks:
                    await desk.student.close()
        return report(lesson, desks, heavy_desks, uses)


async def hold(desks: Sequence[Desk], lesson: Lesson, hub: Hub) -> dict[str, Any]:
    """Let all work through the notebook, and return what they used by the end of it."""
    await everybody(desks, lambda desk: desk.open(lesson))
    await everybody(desks, lambda desk: desk.press_run(lesson))
    await everybody(desks, lambda desk: desk.slide(lesson))
    uses = measure(hub)
    await everybody(desks, lambda desk: desk.save(lesson))
    # Work of the rehearsal's own comes after what is timed, on the same processors.
    await everybody(desks, lambda desk: desk.check(lesson))
    await everybody(desks, lambda desk: desk.find(lesson, hub.home(desk.student.name)))
    await everybody(desks, Desk.leave)
    return uses


async def everybody(desks: Sequence[Desk], do: Callable[[Desk], Awaitable[None]]) -> None:
    """Let all do something at the same moment; who fails has it noted and is out."""
    present = [desk for desk in desks if not desk.out]
    answers = await asyncio.gather(*map(do, present), return_exceptions=True)
    for desk, answer in zip(present, answers, strict=True):
        if isinstance(answer, Exception):
            desk.wrong.append(f"{type(answer).__name__}: {answer}")
            desk.out = True
        elif answer is not None:
            raise answer


def measure(hub: Hub) -> dict[str, Any]:
    """Return what a student uses: the mean server, and the mean of what it has started."""
    servers = list(hub.servers().values())
    kernels = [child for server in servers for child in usage.children(server)]
    return {
        "server": per_student(usage.of(servers), len(servers)),
        "kernel": per_student(usage.of(kernels), len(servers)),
    }


def per_student(total: Mapping[str, float], students: int) -> dict[str, float]:
    """Divide a total among students."""
    return {kind: round(amount / max(students, 1), 1) for kind, amount in total.items()}


def report(
    lesson: Lesson, desks: Sequence[Desk], heavy: Sequence[Desk], uses: Mapping[str, Any]
) -> dict[str, Any]:
    """Put everything that was noted together."""
    light, top = seconds(desks), seconds(heavy)
    wrong = {
        desk.student.name: found
        for desk, twin in zip(desks, heavy, strict=True)
        if (found := desk.wrong + twin.wrong)
    }
    held = uses["lesson"]
    return {
        "notebook": lesson.path.stem,
        "students": len(desks),
        "right": len(desks) - len(wrong),
        "wrong": wrong,
        "machine": {
            "cores": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        },
        "use": dict(uses),
        "students_per_gb": round(MB_PER_GB / (held["server"]["pss"] + held["kernel"]["pss"]), 1),
        "seconds": light,
        "seconds_everything_imported": top,
        "first_picture_ratio": ratio(light, top),
    }


def seconds(desks: Sequence[Desk]) -> dict[str, dict[str, float]]:
    """Return the median and the 95th percentile of what was timed."""
    found: dict[str, list[float]] = {}
    for desk in desks:
        for what, times in desk.seconds.items():
            found.setdefault(what, []).extend(times)
    return {what: {"median": middle(t), "p95": nearly_all(t)} for what, t in found.items()}


def middle(times: Sequence[float]) -> float:
    """Return the median, in seconds to the millisecond."""
    return round(statistics.median(times), 3)


def nearly_all(times: Sequence[float]) -> float:
    """Return the time within which 95 of 100 were done, to the millisecond."""
    ranked = sorted(times)
    return round(ranked[-(-len(ranked) * 95 // 100) - 1], 3)


def ratio(light: Mapping[str, Any], heavy: Mapping[str, Any]) -> float | None:
    """Return the median first picture as a share of that with everything imported."""
    first, other = (times.get("first picture") for times in (light, heavy))
    return round(first["median"] / other["median"], 3) if first and other else None
