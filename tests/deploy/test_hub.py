"""What a student sees when something breaks, on a real hub: nothing of theirs may be lost."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

import httpx
import nbformat
import psutil
import pytest

from tools.classroom import __main__ as command
from tools.classroom import environment, lesson, usage
from tools.classroom.hub import MARK, Hub
from tools.classroom.outputs import differences
from tools.classroom.student import KernelDiedError, Student, run_all

pytestmark = pytest.mark.skipif(
    not environment.ready(), reason="JupyterHub is not installed here; `make class` does it"
)


@pytest.fixture(scope="module")
def work():
    """The notebook, and the right answers."""
    return lesson.find("01_cost")


@pytest.fixture(scope="module")
def hub():
    with Hub(command.settings(), command.DEPLOY / "jupyter") as running:
        yield running
    assert running.processes() == []
    assert not running.folder.exists()


@contextlib.asynccontextmanager
async def at_desk(hub, name, work):
    """A student whose server is there, with the notebook open in a tab."""
    student = Student(name, hub.url, hub.password)
    try:
        await student.log_in()
        await student.start_server()
        tab = await student.open(work.place)
        yield student, tab
        await tab.close()
    finally:
        await student.close()


def wrong(work, notebook):
    return differences(work.notebook, notebook)


def on_disk(hub, name, work):
    return nbformat.read(hub.home(name) / work.place, as_version=4)


def test_a_kernel_killed_in_the_middle_of_a_cell(hub, work):
    async def story():
        hub.hand_out("killed", [work.path])
        async with at_desk(hub, "killed", work) as (student, tab):
            mine = work.notebook
            await run_all(tab, mine)
            await student.save(work.place, mine)
            stuck = tab.run("import time\nprint('begun', flush=True)\ntime.sleep(600)")
            while not stuck.outputs:
                await asyncio.sleep(0.05)
            [kernel] = usage.children(hub.servers()["killed"])
            kernel.kill()
            with pytest.raises(KernelDiedError, match="restarting"):
                await stuck.wait()
            # What was on the screen and what was saved are there still; a run brings all back.
            assert stuck.outputs[0].text == "begun\n"
            assert wrong(work, on_disk(hub, "killed", work)) == []
            again = work.notebook
            await run_all(tab, again)
            assert wrong(work, again) == []

    asyncio.run(asyncio.wait_for(story(), 120))


def test_the_hub_is_killed_and_comes_back(hub, work):
    async def story():
        hub.hand_out("patient", [work.path])
        async with at_desk(hub, "patient", work) as (student, tab):
            mine = work.notebook
            await run_all(tab, mine)
            await tab.run("kept = 42").wait()
            server = hub.servers()["patient"]
            hub.stop(signal.SIGKILL)
            # Work goes on without the hub: cells, sliders, saving.
            asked = await tab.run("print(kept)").wait()
            assert asked.outputs[0].text == "42\n"
            await tab.slide(tab.sliders()[0], work.moves[0]).wait()
            assert tab.view() == work.views[0]
            await student.save(work.place, mine)
            hub.start()
            assert hub.servers()["patient"] == server
            asked = await tab.run("print(kept)").wait()
            assert asked.outputs[0].text == "42\n"
        async with at_desk(hub, "patient", work) as (_, tab):  # logs in again, to the same server
            asked = await tab.run("print(kept)").wait()
            assert asked.outputs[0].text == "42\n"
            assert wrong(work, on_disk(hub, "patient", work)) == []

    asyncio.run(asyncio.wait_for(story(), 120))


@contextlib.contextmanager
def small_disk(place, megabytes):
    """A disk of its own for a folder, if this user may make one."""
    place.mkdir(parents=True, exist_ok=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", place],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"only root can make a small disk here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk):
    """Leave no byte free."""
    wanted = 2 * shutil.disk_usage(disk).total
    with pytest.raises(OSError, match="No space left"):
        (disk / "filler").write_bytes(bytes(wanted))
    assert shutil.disk_usage(disk).free == 0


def test_a_full_disk(hub, work):
    async def story():
        with small_disk(hub.folder / "homes" / "full", 8) as disk:
            hub.hand_out("full", [work.path])
            async with at_desk(hub, "full", work) as (student, tab):
                mine = work.notebook
                await run_all(tab, mine)
                await student.save(work.place, mine)
                fill(disk)
                more = work.notebook
                more.cells.append(nbformat.v4.new_markdown_cell("My answer. " * 1000))
                with pytest.raises(httpx.HTTPStatusError, match="No space left on device"):
                    await student.save(work.place, more)
                # The work saved before is whole, and there is still a lesson to be had.
                assert on_disk(hub, "full", work) == mine
                [kernel] = await student.kernels()
                await student.restart(kernel["id"])
                again = await student.connect(kernel["id"])
                rerun = work.notebook
                await run_all(again, rerun)
                assert wrong(work, rerun) == []
                await again.close()
                (disk / "filler").unlink()
                await student.save(work.place, more)
                assert on_disk(hub, "full", work) == more
            hub.servers()["full"].terminate()

    asyncio.run(asyncio.wait_for(story(), 120))


def test_a_home_that_cannot_be_written(hub, work):
    async def story():
        with small_disk(hub.folder / "homes" / "readonly", 8) as disk:
            hub.hand_out("readonly", [work.path])
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            async with at_desk(hub, "readonly", work) as (student, tab):
                mine = work.notebook
                await run_all(tab, mine)
                assert wrong(work, mine) == []
                with pytest.raises(httpx.HTTPStatusError, match=r"Read-only|denied"):
                    await student.save(work.place, mine)
            hub.servers()["readonly"].terminate()

    asyncio.run(asyncio.wait_for(story(), 120))


def test_two_tabs_on_one_notebook(hub, work):
    async def story():
        hub.hand_out("two-tabs", [work.path])
        async with at_desk(hub, "two-tabs", work) as (student, left):
            right_tab = await student.open(work.place)
            assert len(await student.kernels()) == 1
            seen = (await student.read(work.place))["last_modified"]
            mine, other = work.notebook, work.notebook
            await run_all(left, mine)
            await left.slide(left.sliders()[0], work.moves[0]).wait()
            # The other tab follows.
            await right_tab.run("").wait()
            assert left.view() == right_tab.view() == work.views[0]
            await asyncio.sleep(0.01)
            saved = await student.save(work.place, mine)
            # By this JupyterLab sees in the other tab that it would overwrite newer work; it asks.
            assert saved["last_modified"] > seen
            await run_all(right_tab, other)
            assert wrong(work, mine) == []
            assert wrong(work, other) == []
            await right_tab.close()

    asyncio.run(asyncio.wait_for(story(), 120))


def environments():
    """The environment of every process on this machine that may be read."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            found.append(process.environ())
    return found


def rehearsals(marker):
    """What the rehearsal that was started with this marker calls its run, once it has one."""
    return {
        environ[MARK] for environ in environments()
        if environ.get("REHEARSAL") == marker and MARK in environ
    }  # fmt: skip


def students(runs):
    return [
        e["JUPYTERHUB_USER"]
        for e in environments()
        if e.get(MARK) in runs and "JUPYTERHUB_USER" in e
    ]


def test_the_rehearsal_ends_what_it_started_when_it_is_stopped():
    marker = os.urandom(8).hex()
    running = subprocess.Popen(
        [sys.executable, "-m", "tools.classroom", "--students", "1"],
        cwd=environment.ROOT, env={**os.environ, "REHEARSAL": marker}, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while not students(runs := rehearsals(marker)):
            assert time.monotonic() < end
            assert running.poll() is None
            time.sleep(0.1)
    finally:
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert "has been stopped" in said
    assert running.returncode == 1
    assert [e for e in environments() if e.get(MARK) in runs] == []
