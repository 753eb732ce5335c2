"""One class from the door to the last slider, each step taken by all students at once."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import nbformat
import psutil

from deploy.rehearsal.hub import Hub
from deploy.rehearsal.lesson import Lesson, sliders, view
from deploy.rehearsal.student import Student

SECONDS_TO_LOOK = 1.0
SECONDS_PER_STUDENT = 20
EVERYTHING = "import matplotlib.pyplot, pandas, sklearn.linear_model, sklearn.model_selection"


async def hold(count: int, path: Path) -> dict[str, Any]:
    """Let students work through the notebook at `path`, and return the report."""
    lesson = await asyncio.to_thread(Lesson.of, path)
    with Hub() as hub:
        students = [Student(f"student-{number:03}", hub) for number in range(1, count + 1)]
        async with asyncio.timeout(60 + SECONDS_PER_STUDENT * count):
            await together(students, "log in", Student.log_in)
            await together(students, "start server", Student.start_server)
            await together(students, "get the lesson", Student.pull)
            await together(students, "open notebook", lambda one: one.open(path))
            await together(students, "all cells", Student.run_all)
            await together(students, "save", Student.save)
            await together(students, "", lambda one: slide(one, lesson))
            use = {"lesson": usage(hub)}
            await together(students, "", lambda one: one.kernel.printed(EVERYTHING))
            use["everything imported"] = usage(hub)
        for student in students:
            await student.close()
            if not student.wrong:
                kept = nbformat.read(hub.home(student.name) / student.place, as_version=4)
                student.wrong += lesson.wrong(kept)
    return {
        "notebook": path.stem,
        "machine": {
            "cores": psutil.cpu_count(),
            "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        },
        **results(students),
        "use": use,
    }


async def together(
    students: Sequence[Student], what: str, do: Callable[[Student], Awaitable[Any]]
) -> None:
    """Let all do something at the same moment; a student who fails is out."""

    async def timed(student: Student) -> None:
        start = time.monotonic()
        await do(student)
        if what:
            student.seconds.setdefault(what, []).append(time.monotonic() - start)

    present = [student for student in students if not student.wrong]
    answers = await asyncio.gather(*map(timed, present), return_exceptions=True)
    for student, answer in zip(present, answers, strict=True):
        if isinstance(answer, Exception):
            student.wrong.append(f"{what}: {type(answer).__name__}: {answer}")
        elif answer is not None:
            raise answer


async def slide(student: Student, lesson: Lesson) -> None:
    """Move the slider, look, and move it on; the panel must show the right thing each time."""
    for value, right in lesson.views:
        start = time.monotonic()
        await student.kernel.slide(sliders(student.kernel.widgets)[0], value).done
        student.seconds.setdefault("slider", []).append(time.monotonic() - start)
        if view(student.kernel.widgets) != right:
            student.wrong.append(f"slider at {value:g}: another picture or other words")
        await asyncio.sleep(SECONDS_TO_LOOK)


def results(students: Sequence[Student]) -> dict[str, Any]:
    """Return how many students had everything right, what was wrong, and the seconds."""
    wrong = {student.name: student.wrong for student in students if student.wrong}
    seconds: dict[str, list[float]] = {}
    for student in students:
        for what, found in student.seconds.items():
            seconds.setdefault(what, []).extend(found)
    return {
        "students": len(students),
        "right": len(students) - len(wrong),
        "wrong": wrong,
        "seconds": {
            what: {"median": round(statistics.median(found), 3), "slowest": round(max(found), 3)}
            for what, found in seconds.items()
        },
    }


def usage(hub: Hub) -> dict[str, dict[str, float]]:
    """Return what a student uses: the mean server, and the mean of what it has started.

    Returns
    -------
    dict of str to dict
        In MB (2**20 bytes): "pss", where shared pages are divided among those who share them, is
        what one more student costs on a shared server; "rss", where they are counted in full, is
        the most that a container of its own may be charged for. In seconds: "cpu", processor time.
    """
    servers = list(hub.servers().values())
    kernels = [child for server in servers for child in server.children(recursive=True)]
    found = {}
    for name, processes in (("server", servers), ("kernel", kernels)):
        memory = [process.memory_full_info() for process in processes]
        totals = {
            "pss": sum(one.pss for one in memory) / 2**20,
            "rss": sum(one.rss for one in memory) / 2**20,
            "cpu": sum(sum(process.cpu_times()[:2]) for process in processes),
        }
        found[name] = {kind: round(sum_ / max(len(servers), 1), 1) for kind, sum_ in totals.items()}
    return found
