"""A teacher corrects a notebook that students have begun: how nbgitpuller brings it to them."""

import copy
import os
import random
import shutil
import subprocess

import nbformat
import pytest

from tools.classroom import environment
from tools.classroom.update import unsafe

NOTEBOOKS = sorted((environment.ROOT / "notebooks").glob("*.ipynb"))
SEEDS = range(2)


def git(folder, *arguments):
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"]
    run = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env={**os.environ, **alone},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


def pull_by_hand(upstream, copy_):
    """The git commands that nbgitpuller gives, in its order."""
    if not copy_.exists():
        git(upstream, "clone", "--quiet", "--depth=1", f"file://{upstream}", str(copy_))
        return
    git(copy_, "fetch", "--quiet")
    for name in git(copy_, "diff", "--name-only", "--diff-filter=A", "..origin/main").split():
        if (copy_ / name).exists():
            (copy_ / name).rename(copy_ / f"{name}__mine")
    for name in git(copy_, "ls-files", "--deleted").split():
        git(copy_, "checkout", "origin/main", "--", name)
    git(copy_, "reset", "--quiet", "--mixed")
    git(copy_, "commit", "--quiet", "--all", "--allow-empty", "--message=mine")
    git(copy_, "merge", "--quiet", "-Xours", "origin/main")


def pull_for_real(upstream, copy_):
    """nbgitpuller itself."""
    command = environment.VENV / "bin" / "gitpuller"
    run = subprocess.run(
        [command, f"file://{upstream}", "main", str(copy_)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr


@pytest.fixture(params=[pull_by_hand, pull_for_real])
def pull(request):
    if request.param is pull_for_real and not environment.ready():
        pytest.skip("nbgitpuller is not installed here; `make class` does it")
    return request.param


@pytest.fixture
def upstream(tmp_path):
    """The teacher's repository."""
    folder = tmp_path / "upstream"
    (folder / "notebooks").mkdir(parents=True)
    for path in NOTEBOOKS:
        shutil.copy(path, folder / "notebooks")
    git(folder, "init", "--quiet", "--initial-branch=main")
    publish(folder)
    return folder


def publish(folder):
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=a version")


def read(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def write(path, notebook):
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def sources(notebook):
    return {cell.id: cell.source for cell in notebook.cells}


def study(notebook, chance):
    """Run it as JupyterLab does, answer in some cells, add one; return what is the student's."""
    notebook.metadata.kernelspec["display_name"] = "Python 3 (ipykernel)"
    notebook.metadata.language_info["version"] = "3.12.7"
    count = chance.randrange(1, 40)
    for cell in code(notebook):
        count += 1
        cell.execution_count = count
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = count
                widget = {"model_id": f"{chance.random()}", "version_major": 2, "version_minor": 0}
                output.data["application/vnd.jupyter.widget-view+json"] = widget
    mine = {}
    for cell in chance.sample(code(notebook), 2):
        cell.source += f"\nmy_answer = {chance.random()}"
        mine[cell.id] = cell.source.splitlines()[-1]
    own = nbformat.v4.new_code_cell(f"# my own try: {chance.random()}", id="my-own")
    notebook.cells.insert(chance.randrange(1, len(notebook.cells) + 1), own)
    return {**mine, own.id: own.source}


def correct(notebook, chance):
    """Correct a text, a code cell, its output and its picture, and add a remark."""
    text = chance.choice([cell for cell in notebook.cells if cell.cell_type == "markdown"])
    text.source = f"{text.source}\n\nCorrected."
    cell = chance.choice(code(notebook))
    cell.source = f"# corrected\n{cell.source}"
    for output in chance.choice(code(notebook)).outputs:
        if output.output_type == "stream":
            output.text = f"corrected {output.text}"
        elif "image/png" in output.data:
            output.data["image/png"] = "iVBORw0KGgo="
    remark = nbformat.v4.new_markdown_cell("A new remark.", id="new-remark")
    notebook.cells.insert(chance.randrange(1, len(notebook.cells) + 1), remark)
    return {text.id: "Corrected.", cell.id: "# corrected", remark.id: "A new remark."}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_answers_stay_and_corrections_arrive(path, upstream, tmp_path, pull):
    for seed in SEEDS:
        chance = random.Random(f"{path.stem} {seed}")
        student = tmp_path / f"student-{seed}"
        pull(upstream, student)
        there, here = upstream / "notebooks" / path.name, student / "notebooks" / path.name
        notebook = read(here)
        answers = study(notebook, chance)
        write(here, notebook)
        before = read(there)
        after = copy.deepcopy(before)
        after.cells = [cell for cell in after.cells if cell.id != "new-remark"]
        corrections = correct(after, chance)
        write(there, after)
        publish(upstream)
        pull(upstream, student)
        merged = sources(read(here))
        for cell, text in {**answers, **corrections}.items():
            assert text in merged[cell], (seed, cell)
        write(there, before)
        publish(upstream)


def test_where_both_changed_a_line_the_students_stays(upstream, tmp_path, pull):
    student = tmp_path / "student"
    pull(upstream, student)
    there, here = (f / "notebooks" / "01_cost.ipynb" for f in (upstream, student))
    for path, text in ((there, "theirs"), (here, "mine")):
        notebook = read(path)
        code(notebook)[2].source = f"answer = '{text}'"
        notebook.cells[0].source += f"\n\nSaid by {text}."
        write(path, notebook)
    publish(upstream)
    pull(upstream, student)
    assert code(read(here))[2].source == "answer = 'mine'"


def test_a_students_own_file_is_kept_even_under_a_new_files_name(upstream, tmp_path, pull):
    student = tmp_path / "student"
    pull(upstream, student)
    (student / "notebooks" / "07_extra.ipynb").write_text("mine")
    (upstream / "notebooks" / "07_extra.ipynb").write_text("theirs")
    publish(upstream)
    pull(upstream, student)
    texts = {p.read_text() for p in (student / "notebooks").iterdir() if "07_extra" in p.name}
    assert texts == {"mine", "theirs"}


def test_a_notebook_that_was_deleted_comes_back_fresh(upstream, tmp_path, pull):
    student = tmp_path / "student"
    pull(upstream, student)
    here = student / "notebooks" / "01_cost.ipynb"
    here.unlink()
    pull(upstream, student)
    assert here.read_bytes() == (upstream / "notebooks" / "01_cost.ipynb").read_bytes()


def cells(*ids, kind="code"):
    return {"cells": [{"id": name, "cell_type": kind} for name in ids]}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (cells("a", "b", "c"), []),
        (cells("x", "a", "b", "y", "c"), []),
        (cells("a", "c"), ["b is gone"]),
        (cells("a", "c", "b"), ["c has moved"]),
        (cells("a", "b", "c", kind="raw"), [f"{n} is raw and was code" for n in "abc"]),
    ],
)
def test_what_no_merge_survives_is_told(new, expected):
    assert unsafe(cells("a", "b", "c"), new) == expected
