"""The saved notebooks and pages: no guard objects, every quoted number holds."""

import re
from functools import cache
from pathlib import Path

import pytest

from tools import guards, reviewed
from tools.guards import NOTEBOOKS, TIED_PAGES, Document
from tools.notebooks import page_literals, unreviewed
from tools.rerun import ROOT, Rerun, rerun

LOOKED_AT = [
    pytest.param(guard, path, id=f"{guard.__name__}-{Document.load(path).where}")
    for guard in guards.OF_NOTEBOOKS
    for path in guards.documents(guard)
]


@cache
def fresh(notebook: Path) -> Rerun:
    return rerun(notebook)


def test_all_seven_notebooks_are_looked_at():
    names = ["start", "cost", "surface", "gradient", "learning_rate", "minima", "sklearn"]
    assert [path.stem for path in NOTEBOOKS] == [f"{i:02}_{name}" for i, name in enumerate(names)]


@pytest.mark.parametrize(("guard", "path"), LOOKED_AT)
def test_no_guard_objects(guard, path):
    entries = reviewed.load(guard.__name__)
    problems = guard(Document.load(path))
    assert [str(p) for p in problems if not any(map(p.excused_by, entries))] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_tied_number_holds(path):
    assert fresh(path).errors == []
    assert list(map(str, guards.misquoted(Document.load(path), fresh(path).literals))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_is_described_as_it_is_now(path):
    assert list(map(str, guards.misdescribed(Document.load(path), fresh(path).alts))) == []


@pytest.mark.pictures
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_picture_is_drawn_as_it_is_now(path):
    assert list(map(str, guards.misdrawn(Document.load(path), fresh(path).pictures))) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_figure_wobbles(path):
    assert unreviewed(path.stem, fresh(path)) == []


@pytest.mark.parametrize("path", [p for p in TIED_PAGES if p.exists()], ids=lambda path: path.stem)
def test_every_tied_number_of_a_page_holds(path):
    literals = page_literals(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    assert list(map(str, guards.misquoted(Document.load(path), {"page": literals}))) == []


@pytest.mark.parametrize("guard", guards.OF_NOTEBOOKS, ids=lambda guard: guard.__name__)
def test_no_review_is_stale(guard):
    problems = [p for path in guards.documents(guard) for p in guard(Document.load(path))]
    entries = reviewed.load(guard.__name__)
    assert [e for e in entries if not any(p.excused_by(e) for p in problems)] == []


def test_no_review_of_a_wobbly_figure_is_stale():
    wobbly = {(path.stem, text) for path in NOTEBOOKS for _, text, _ in fresh(path).wobbly}
    entries = reviewed.load("wobbly")
    assert [e for e in entries if (e["where"], e["text"]) not in wobbly] == []


def test_every_review_belongs_to_a_guard():
    known = {guard.__name__ for guard in guards.OF_NOTEBOOKS}
    assert reviewed.guards() <= known | {"wobbly"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_minutes_are_those_of_the_readme(path):
    row = rf"\]\(notebooks/{path.name}\).*\| (\d+) \|$"
    in_readme = re.findall(row, (ROOT / "README.md").read_text(), re.MULTILINE)
    in_notebook = re.findall(r"about (\d+) minutes", Document.load(path).notebook.cells[0].source)
    assert in_readme == in_notebook
    assert len(in_notebook) == 1
