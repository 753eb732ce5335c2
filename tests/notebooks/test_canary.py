"""The proof bites: one digit changed, in a copy, and it fails."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from tools import guards, prose
from tools.guards import NOTEBOOKS, Document
from tools.notebooks import outputs
from tools.rerun import ROOT, rerun

CHEAPEST = NOTEBOOKS[1]  # neither pandas nor scikit-learn
DIGIT = re.compile(r"\d")


def flip_digit(text: str, chance: random.Random) -> str:
    """Return the text with one of its digits replaced by another one."""
    place = chance.choice([match.start() for match in DIGIT.finditer(text)])
    digit = chance.choice(sorted(set("0123456789") - {text[place]}))
    return text[:place] + digit + text[place + 1 :]


@pytest.fixture
def checkout(tmp_path) -> Path:
    """Copy what a run of the cheapest notebook needs."""
    for folder in ("lessonkit", "data", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(CHEAPEST, tmp_path / "notebooks")
    return tmp_path


def nbval(checkout: Path) -> dict[int, str]:
    """Run nbval on a copy; return for each code cell `PASSED` or `FAILED`."""
    command = "-m pytest -p tools.warm_kernels --nbval --nbval-current-env --nbval-cell-timeout=60"
    done = subprocess.run(
        [sys.executable, *command.split(), "-v", "-p", "no:cacheprovider", "notebooks"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"::Cell (\d+) (PASSED|FAILED)", done.stdout)
    assert found, done.stdout + done.stderr
    return {int(number): outcome for number, outcome in found}


def with_digits(notebook: NotebookNode) -> set[int]:
    """Flip one digit in an output of every code cell that prints one; return these cells."""
    chance = random.Random(CHEAPEST.stem)
    flipped = set()
    numbers = {c.id: n for n, c in enumerate(c for c in notebook.cells if c.cell_type == "code")}
    for cell, output in outputs(notebook):
        if cell.outputs[0] is output:
            field, key = (output, "text") if "text" in output else (output.data, "text/plain")
            if DIGIT.search(field[key]):
                field[key] = flip_digit(field[key], chance)
                flipped.add(numbers[cell.id])
    return flipped


def test_digit_flipped_in_any_cells_output_fails_nbval(checkout):
    copy = checkout / "notebooks" / CHEAPEST.name
    notebook = nbformat.read(copy, as_version=4)
    flipped = with_digits(notebook)
    nbformat.write(notebook, copy)
    assert len(flipped) >= 5
    assert {cell for cell, outcome in nbval(checkout).items() if outcome == "FAILED"} == flipped


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_digit_flipped_in_any_tied_number_is_misquoted(path):
    document = Document.load(path)
    chance = random.Random(path.stem)
    right = {c.id: [t.literal for t in prose.ties(c.source)] for c in document.cells("markdown")}
    assert sum(map(len, right.values())) >= 3
    for cell in document.cells("markdown"):
        literals, source = right[cell.id], cell.source
        for place, literal in enumerate(literals):
            if not DIGIT.search(literal):
                continue
            wrong = [*literals[:place], flip_digit(literal, chance), *literals[place + 1 :]]
            cell.source = prose.refill(source, wrong)
            assert len(list(guards.misquoted(document, right))) == 1
        cell.source = source


def test_digit_flipped_in_prose_contradicts_a_fresh_run(checkout):
    copy = checkout / "notebooks" / CHEAPEST.name
    notebook = nbformat.read(copy, as_version=4)
    chance = random.Random(CHEAPEST.stem)
    cells = {c.id: [tie.literal for tie in prose.ties(c.source)] for c in notebook.cells}
    name = chance.choice(
        [name for name, literals in cells.items() if any(map(DIGIT.search, literals))]
    )
    cell = next(cell for cell in notebook.cells if cell.id == name)
    flipped = [flip_digit(lit, chance) if DIGIT.search(lit) else lit for lit in cells[name]]
    wrong = [new for new, old in zip(flipped, cells[name], strict=True) if new != old]
    cell.source = prose.refill(cell.source, flipped)
    nbformat.write(notebook, copy)

    problems = list(guards.misquoted(Document.load(copy), rerun(copy, checkout).literals))
    assert [problem.text for problem in problems] == wrong


def test_cell_of_the_data_flipped_is_noticed(checkout):
    table = checkout / "data" / "automobiles.csv"
    lines = table.read_text().splitlines(keepends=True)
    chance = random.Random(CHEAPEST.stem)
    row = chance.randrange(1, len(lines))
    before, price = lines[row].rsplit(",", 1)
    lines[row] = f"{before},{flip_digit(price, chance)}"
    table.write_text("".join(lines))

    found = rerun(checkout / "notebooks" / CHEAPEST.name, checkout)
    assert "not the car that the lesson has in this row" in found.errors[0][1]


def test_formula_changed_is_misquoted(checkout):
    module = checkout / "lessonkit" / "cost.py"
    source = module.read_text()
    assert source.count("y_centred - slope * x_centred") == 1
    module.write_text(source.replace("y_centred - slope *", "y_centred + slope *"))
    copy = checkout / "notebooks" / CHEAPEST.name
    found = rerun(copy, checkout)
    assert found.errors == []
    assert list(guards.misquoted(Document.load(copy), found.literals)) != []
