"""The page for instructors agrees with the notebooks and the panels that it speaks of."""

import re

import pytest

from lessonkit import explorers
from lessonkit.exercises.bank import BANK
from tools.guards import NOTEBOOKS, Document
from tools.rerun import ROOT

PAGE = (ROOT / "teaching/README.md").read_text(encoding="utf-8")
WITHOUT_TIES = re.sub(r"<!--.*?-->", "", PAGE)
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", WITHOUT_TIES, re.MULTILINE | re.DOTALL))
OBJECTIVES = "What they can do afterwards"
BOOKS = [Document.load(path) for path in NOTEBOOKS]
PANELS = [re.findall(r"(\w+Explorer)\(", book.code)[0] for book in BOOKS]


def section(number: int) -> tuple[str, str]:
    """Return the title and the text of a notebook's section."""
    (title,) = [title for title in SECTIONS if title.startswith(f"Notebook {number}:")]
    return title, SECTIONS[title]


@pytest.mark.parametrize(("number", "panel"), list(enumerate(PANELS)))
def test_every_preset_has_its_place_in_the_hour(number: int, panel: str):
    said = " ".join(section(number)[1].split())
    for preset in getattr(explorers, panel).presets:
        # On the button its learning rate comes first.
        words = re.sub(r"^[\d.]+( and [\d.]+)?:? ", "", preset)
        assert f"*{preset}*" in said or f"*{words}*" in said, preset


def test_minutes_are_those_of_the_notebooks():
    row = re.compile(r"^\| Notebook \d, .+ \| (\d+) minutes \| (\d+) minutes \|$", re.MULTILINE)
    shown, worked = [list(map(int, column)) for column in zip(*row.findall(PAGE), strict=True)]
    titles = [book.notebook.cells[0].source for book in BOOKS]
    said = [int(re.findall(r"about (\d+) minutes", title)[0]) for title in titles]
    assert worked == said[: len(worked)]
    titles = [section(number)[0] for number in range(len(BOOKS))]
    assert [int(*re.findall(r"\((\d+) minutes\)", title)) for title in titles] == said
    assert f"| all | {sum(shown)} minutes | {sum(worked)} minutes |" in PAGE
    plan = re.findall(r"\*\*(\d+) minutes, Notebook", SECTIONS["Plans"].partition("### Two")[0])
    assert list(map(int, plan)) == shown[:6]


def test_the_plans_fill_their_time_and_have_slack():
    sessions = re.split(r"^### |^Second session:", SECTIONS["Plans"], flags=re.MULTILINE)[1:4]
    assert [sum(map(int, re.findall(r"\*\*(\d+) minutes", one))) for one in sessions] == [
        50,
        90,
        90,
    ]
    for one in sessions:
        assert re.search(r"^- \*\*\d+ minutes\*\* of slack", one, re.MULTILINE)


def test_objectives_name_cells_and_questions_that_exist():
    row = re.compile(r"^\| (?!A student)(.+) \| (.+) \| (.+) \|$", re.MULTILINE)
    rows = row.findall(SECTIONS[OBJECTIVES])
    cells = {cell.id for path in NOTEBOOKS for cell in Document.load(path).notebook.cells}
    questions = {question.name for pile in BANK.values() for question in pile}
    assert len(rows) >= 7
    for _, at, asked in rows:
        named = [set(re.findall(r"`([^`]+)`", one)) for one in (at, asked)]
        assert len(named[0]) >= 2
        assert named[0] <= cells
        assert len(named[1]) >= 2
        assert named[1] <= questions


def test_each_notebook_says_what_to_ask_to_expect_and_to_skip():
    for number in range(len(BOOKS)):
        text = section(number)[1]
        for words in ("They leave with:", "*Expect:*", "*Say:*", "**Short of time:**"):
            assert words in text, (number, words)
        assert re.search(r"\*\*(Ask|Vote)", text), number
