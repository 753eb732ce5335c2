"""The proof bites: one digit or sign changed in a copy, and the check that it is for fails."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tools import guards, prose
from tools.guards import NOTEBOOKS, Document
from tools.rerun import ROOT, Rerun, pictures, rerun

CHEAPEST = NOTEBOOKS[1]  # neither pandas nor scikit-learn
DIGIT = re.compile(r"\d")


def flip_digit(text: str, chance: random.Random) -> str:
    """Return the text with one of its digits replaced by another one."""
    place = chance.choice([match.start() for match in DIGIT.finditer(text)])
    digit = chance.choice(sorted(set("0123456789") - {text[place]}))
    return text[:place] + digit + text[place + 1 :]


@pytest.fixture
def chance() -> random.Random:
    """Always the same, so that a failure can be found again."""
    return random.Random(CHEAPEST.stem)


@pytest.fixture
def checkout(tmp_path) -> Path:
    """Copy what a run of the cheapest notebook needs."""
    for folder in ("lessonkit", "data", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "notebooks").mkdir()
    shutil.copy(CHEAPEST, tmp_path / "notebooks")
    return tmp_path


def run(checkout: Path) -> tuple[Rerun, list[str]]:
    """Run the copy; return what was found, and which of its tied numbers do not hold."""
    copy = checkout / "notebooks" / CHEAPEST.name
    found = rerun(copy, checkout)
    return found, [one.text for one in guards.misquoted(Document.load(copy), found.literals)]


def test_outputs(checkout, chance):
    """A digit is flipped in an output of every cell that has one; of a picture, in its words."""
    copy = checkout / "notebooks" / CHEAPEST.name
    notebook = nbformat.read(copy, as_version=4)
    flipped = set()
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        for output in cell.outputs[:1]:
            field, key = (output, "text") if "text" in output else (output.data, "text/plain")
            if pictures(output.get("data", {})):
                key = "text/html"
            before, found, words = field[key].partition(' alt="')
            if DIGIT.search(words or before):
                flip = flip_digit(words or before, chance)
                field[key] = before + found + flip if found else flip
                flipped.add(number)
    nbformat.write(notebook, copy)
    assert len(flipped) >= 5

    command = "-m pytest -p tools.warm_kernels -p nbval.plugin --nbval --nbval-current-env "
    command += "--nbval-cell-timeout=60 --nbval-sanitize-with=tools/nbval.cfg"
    done = subprocess.run(
        [sys.executable, *command.split(), "-v", "-p", "no:cacheprovider", "notebooks"],
        cwd=checkout,
        env=os.environ | {"PYTHONPATH": str(checkout), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"::Cell (\d+) FAILED", done.stdout)
    assert set(map(int, found)) == flipped, done.stdout + done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_ties(path, chance):
    """A digit is flipped in every tied number in turn."""
    document = Document.load(path)
    right = {c.id: [t.literal for t in prose.ties(c.source)] for c in document.cells("markdown")}
    assert sum(map(len, right.values())) >= 3
    for cell in document.cells("markdown"):
        source = cell.source
        for place, literal in enumerate(right[cell.id]):
            if DIGIT.search(literal):
                new = flip_digit(literal, chance)
                wrong = [*right[cell.id][:place], new, *right[cell.id][place + 1 :]]
                cell.source = prose.refill(source, wrong)
                assert [one.text for one in guards.misquoted(document, right)] == [new]
        cell.source = source


def test_prose(checkout, chance):
    """A tied number is flipped in the file, and a number is written without a tie."""
    copy = checkout / "notebooks" / CHEAPEST.name
    notebook = nbformat.read(copy, as_version=4)
    cell = chance.choice(
        [c for c in notebook.cells if any(DIGIT.search(t.literal) for t in prose.ties(c.source))]
    )
    ties = [tie.literal for tie in prose.ties(cell.source)]
    place = chance.choice([place for place, literal in enumerate(ties) if DIGIT.search(literal)])
    ties[place] = flip_digit(ties[place], chance)
    untied = flip_digit("12.34", chance)
    cell.source = f"{prose.refill(cell.source, ties)} It is {untied}."
    nbformat.write(notebook, copy)
    assert run(checkout)[1] == [ties[place]]
    assert any(f"{untied} in" in str(one) for one in guards.untied(Document.load(copy)))


def test_data(checkout, chance):
    """A price is flipped in the table of cars."""
    table = checkout / "data" / "automobiles.csv"
    lines = table.read_text().splitlines(keepends=True)
    row = chance.randrange(1, len(lines))
    before, price = lines[row].rsplit(",", 1)
    lines[row] = f"{before},{flip_digit(price, chance)}"
    table.write_text("".join(lines))
    (_, message), *_ = run(checkout)[0].errors
    assert "not the cars of the lesson" in message


def test_formula(checkout):
    """A sign is flipped in the formula of the lowest cost."""
    module = checkout / "lessonkit" / "cost.py"
    source = module.read_text()
    assert source.count("y_centered - slope * x_centered") == 1
    module.write_text(source.replace("y_centered - slope *", "y_centered + slope *"))
    found, misquoted = run(checkout)
    assert found.errors == []
    assert misquoted != []
