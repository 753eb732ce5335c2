"""The page for instructors agrees with the notebooks and the panels that it speaks of."""

import re

import pytest

from lessonkit import explorers
from tools.guards import NOTEBOOKS, Document
from tools.rerun import ROOT

PAGE = (ROOT / "teaching/README.md").read_text(encoding="utf-8")
WITHOUT_TIES = re.sub(r"<!--.*?-->", "", PAGE)
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", WITHOUT_TIES, re.MULTILINE | re.DOTALL))
PANELS = {
    0: explorers.LineExplorer,
    1: explorers.CostExplorer,
    2: explorers.SurfaceExplorer,
    3: explorers.GradientExplorer,
    4: explorers.LearningRateExplorer,
    5: explorers.MinimaExplorer,
    6: explorers.SklearnExplorer,
}


def section(number: int) -> tuple[str, str]:
    """Return the title and the text of a notebook's section."""
    (title,) = [title for title in SECTIONS if title.startswith(f"Notebook {number}:")]
    return title, SECTIONS[title]


@pytest.mark.parametrize("number", PANELS)
def test_every_preset_has_its_place_in_the_hour(number: int):
    said = " ".join(section(number)[1].split())
    for preset in PANELS[number].presets:
        # On the button its learning rate comes first.
        words = re.sub(r"^[\d.]+( and [\d.]+)?:? ", "", preset)
        assert f"*{preset}*" in said or f"*{words}*" in said, preset


@pytest.mark.parametrize("number", PANELS)
def test_minutes_are_those_of_the_notebook(number: int):
    title = Document.load(NOTEBOOKS[number]).notebook.cells[0].source
    assert re.findall(r"\((\d+) minutes\)", section(number)[0]) == re.findall(
        r"about (\d+) minutes", title
    )


def test_the_plans_fill_their_time():
    plans = re.split(r"^### ", SECTIONS["Plans"], flags=re.MULTILINE)
    short, long = ([int(n) for n in re.findall(r"\*\*(\d+) minutes", plan)] for plan in plans[1:3])
    assert sum(short) == 50
    assert sum(long[:4]) == sum(long[4:]) == 90


def test_each_notebook_says_what_to_ask_to_expect_and_to_skip():
    for number in PANELS:
        text = section(number)[1]
        for words in ("They leave with:", "*Expect:*", "*Say:*", "**Short of time:**"):
            assert words in text, (number, words)
        assert re.search(r"\*\*(Ask|Vote)", text), number


def test_exercises_that_it_names_exist():
    names = {cell.id for path in NOTEBOOKS for cell in Document.load(path).cells("code")}
    named = re.findall(r"^\*\*[\w ]+\*\* \(`([\w-]+)`\)", WITHOUT_TIES, re.MULTILINE)
    assert named == ["two-costs", "valleys"]
    assert set(named) <= names
