"""What a student sees when something breaks, on a real hub: nothing of theirs may be lost.

Each story needs a JupyterHub in build/class, which `make class` makes.
"""

import asyncio
import contextlib
import random

import nbformat
import pytest

from deploy.rehearsal import environment
from deploy.rehearsal.hub import FOLDER, Hub
from deploy.rehearsal.lesson import Lesson, sliders, view
from deploy.rehearsal.student import Student

SECONDS = 120


@pytest.fixture(scope="module")
def lesson():
    return Lesson.of(environment.ROOT / "notebooks" / "01_cost.ipynb", moves=1)


@pytest.fixture(scope="module")
def hub():
    environment.make()
    with Hub() as running:
        yield running
    assert running.processes() == []
    assert not running.folder.exists()


@contextlib.asynccontextmanager
async def at_work(hub, name, lesson):
    """A student whose notebook is open in a tab."""
    student = Student(name, hub)
    async with asyncio.timeout(SECONDS):
        try:
            await student.log_in()
            await student.start_server()
            await student.pull()
            await student.open(lesson.path)
            yield student
            await student.kernel.close()
        finally:
            await student.close()


def on_disk(student, name="01_cost"):
    path = student.hub.home(student.name) / FOLDER / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def test_a_kernel_is_killed_in_the_middle_of_a_cell(hub, lesson):
    async def story():
        async with at_work(hub, "killed", lesson) as student:
            await student.run_all()
            await student.save()
            stuck = student.kernel.run("import time\nprint('begun', flush=True)\ntime.sleep(600)")
            while not stuck.outputs:
                await asyncio.sleep(0.05)
            [kernel] = hub.servers()["killed"].children(recursive=True)
            kernel.kill()
            with pytest.raises(ConnectionError, match="restarting"):
                await stuck.done
            # A new kernel's first messages may be lost: a browser asks until it answers.
            answered: set[asyncio.Future[None]] = set()
            while not answered:
                asked = student.kernel.ask("kernel_info_request", {}).done
                answered, _ = await asyncio.wait([asked], timeout=1)
            # What was saved is there still, and a run brings everything back.
            assert lesson.wrong(on_disk(student)) == []
            for cell in student.notebook.cells:
                cell.pop("outputs", None)
            await student.run_all()
            assert lesson.wrong(student.notebook) == []

    asyncio.run(story())


def test_the_hub_is_killed_and_comes_back(hub, lesson):
    async def story():
        async with at_work(hub, "patient", lesson) as student:
            await student.run_all()
            await student.kernel.printed("kept = 42")
            server = hub.servers()["patient"]
            hub.kill()
            # Work goes on without the hub: cells, sliders, saving.
            assert await student.kernel.printed("print(kept)") == "42\n"
            [(value, right)] = lesson.views
            await student.kernel.slide(sliders(student.kernel.widgets)[0], value).done
            assert view(student.kernel.widgets) == right
            await student.save()
            hub.start()
            assert hub.servers()["patient"] == server
            assert await student.kernel.printed("print(kept)") == "42\n"
        # Who logs in again comes to the same kernel and the saved work.
        async with at_work(hub, "patient", lesson) as student:
            assert await student.kernel.printed("print(kept)") == "42\n"
            assert lesson.wrong(student.notebook) == []

    asyncio.run(story())


def answer(notebook, chance):
    """Answer in two cells and add one; return what is the student's, by cell."""
    mine = {}
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=chance.randrange(1, 40)):
        cell.execution_count = number
    for cell in chance.sample(code, 2):
        mine[cell.id] = f"my_answer = {chance.random()}"
        cell.source += f"\n{mine[cell.id]}"
    own = nbformat.v4.new_code_cell("# my own try", id="my-own")
    notebook.cells.insert(chance.randrange(1, len(notebook.cells) + 1), own)
    return {**mine, "my-own": "# my own try"}


def correct(notebook, chance):
    """Correct a text and a code cell, and add a remark; return what is the teacher's, by cell."""
    text = chance.choice([cell for cell in notebook.cells if cell.cell_type == "markdown"])
    text.source += "\n\nCorrected."
    code = chance.choice([cell for cell in notebook.cells if cell.cell_type == "code"])
    code.source = f"# corrected\n{code.source}"
    remark = nbformat.v4.new_markdown_cell("A new remark.", id="new-remark")
    notebook.cells.insert(chance.randrange(1, len(notebook.cells) + 1), remark)
    return {text.id: "Corrected.", code.id: "# corrected", "new-remark": "A new remark."}


def test_a_corrected_lesson_comes_and_the_students_answers_stay(hub, lesson):
    async def story():
        async with at_work(hub, "answering", lesson) as student:
            folder = hub.home("answering") / FOLDER / "notebooks"
            expected = {}
            for path in sorted((hub.teacher / "notebooks").glob("*.ipynb")):
                chance = random.Random(path.stem)
                mine, theirs = (
                    nbformat.read(f / path.name, as_version=4) for f in (folder, path.parent)
                )
                expected[path.stem] = [answer(mine, chance), correct(theirs, chance)]
                nbformat.write(mine, folder / path.name)
                nbformat.write(theirs, path)
            # Both add a file of the same name, and the student has deleted a notebook.
            (folder / "extra.txt").write_text("mine")
            (hub.teacher / "notebooks" / "extra.txt").write_text("the teacher's")
            (folder / "00_start.ipynb").unlink()
            deleted = expected.pop("00_start")
            hub.publish()
            await student.pull()
            for name, changes in expected.items():
                sources = {cell.id: cell.source for cell in on_disk(student, name).cells}
                for cell, text in [pair for change in changes for pair in change.items()]:
                    assert text in sources[cell], (name, cell)
            sources = {cell.id: cell.source for cell in on_disk(student, "00_start").cells}
            assert all(text in sources[cell] for cell, text in deleted[1].items())
            assert "my-own" not in sources
            assert {p.read_text() for p in folder.glob("*extra*")} == {"mine", "the teacher's"}

    asyncio.run(story())
