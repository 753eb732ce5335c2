"""The saved notebooks and pages: no guard objects, and every quoted number holds."""

import re
from base64 import b64decode
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image

from lessonkit.explorers.panel import NOT_RUN
from tools import guards, prose
from tools.guards import NOTEBOOKS, TIED_PAGES, Document, shown
from tools.notebooks import outputs, page_literals
from tools.quantities import ANSWERS, GUIDE, QUANTITIES, Quantity
from tools.rerun import ROOT, Rerun, pictures, rerun

LOOKED_AT = [
    pytest.param(guard, path, id=f"{guard.__name__}-{Document.load(path).where}")
    for guard in guards.OF_NOTEBOOKS
    for path in guards.documents(guard)
]
PAGES = (GUIDE, ANSWERS)
SHOWN = [quantity for quantity in QUANTITIES if quantity.notebook not in PAGES]
KEPT_BACK = [quantity for quantity in QUANTITIES if quantity.notebook in PAGES]
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?")
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def fresh(notebook: Path) -> Rerun:
    """Run it for a user with a style of their own, of which no picture may show anything."""
    return rerun(notebook, MATPLOTLIBRC=str(Path(__file__).with_name("matplotlibrc")))


@cache
def saved(name: str) -> Document:
    """Load a notebook, or a page for instructors, by the name that quantities give it."""
    return Document.load(ROOT / (name if name in PAGES else f"notebooks/{name}.ipynb"))


@pytest.mark.parametrize(("guard", "path"), LOOKED_AT)
def test_no_guard_objects(guard, path):
    entries = guards.reviewed().get(guard.__name__, [])
    problems = guard(Document.load(path))
    assert [str(p) for p in problems if not any(map(p.excused_by, entries))] == []


@pytest.mark.parametrize("guard", guards.OF_NOTEBOOKS, ids=lambda guard: guard.__name__)
def test_no_review_is_stale(guard):
    problems = [p for path in guards.documents(guard) for p in guard(Document.load(path))]
    entries = guards.reviewed().get(guard.__name__, [])
    assert [one for one in entries if not any(p.excused_by(one) for p in problems)] == []


def test_every_review_belongs_to_a_guard():
    assert guards.reviewed().keys() <= {guard.__name__ for guard in guards.OF_NOTEBOOKS}


@each_notebook
def test_every_tied_number_holds(path):
    assert fresh(path).errors == []
    assert list(map(str, guards.misquoted(Document.load(path), fresh(path).literals))) == []


@pytest.mark.parametrize("path", TIED_PAGES, ids=lambda path: Document.load(path).where)
def test_every_tied_number_of_a_page_holds(path):
    literals = page_literals(path.name, path.read_text(encoding="utf-8"))
    assert list(map(str, guards.misquoted(Document.load(path), {"page": literals}))) == []


@each_notebook
def test_every_picture_is_described_as_it_is_now(path):
    assert list(map(str, guards.misdescribed(Document.load(path), fresh(path).pictures))) == []


@each_notebook
def test_every_picture_of_an_export_has_words(path):
    page, _ = HTMLExporter(template_name="lab").from_filename(str(path))
    shown = pictures({"text/html": page})
    assert sum(map(len, fresh(path).pictures.values())) == len(shown)
    assert all(len(one["alt"].split()) >= 3 for one in shown)


@each_notebook
def test_no_picture_is_wider_than_its_column(path):
    """Or its letters would shrink: a window of 1280 pixels has about 850 for it.

    A panel is exempt, whose size its own tests try.
    """
    saved = (output.get("data", {}) for _, output in outputs(Document.load(path).notebook))
    pages = [data.get("text/html", "") for data in saved]
    stills = [page for page in pages if not page.startswith(NOT_RUN)]
    widths = [int(w) for page in stills for w in re.findall(r'<img [^>]*width="(\d+)"', page)]
    assert max(widths, default=0) <= 855


@each_notebook
def test_no_picture_is_cut_at_its_edge(path):
    for _, output in outputs(Document.load(path).notebook):
        for one in pictures(output.get("data", {})):
            gray = np.asarray(Image.open(BytesIO(b64decode(one["png"]))).convert("L"))
            edges = gray[0], gray[-1], gray[:, 0], gray[:, -1]
            assert min(edge.min() for edge in edges) > 250, one["alt"]


@pytest.mark.pictures
@each_notebook
def test_every_picture_is_drawn_as_it_is_now(path):
    assert list(map(str, guards.misdrawn(Document.load(path), fresh(path).pictures))) == []


@each_notebook
def test_minutes_are_those_of_the_readme(path):
    row = rf"\]\(notebooks/{path.name}\).*\| (\d+) \|$"
    in_readme = re.findall(row, (ROOT / "README.md").read_text(), re.MULTILINE)
    in_notebook = re.findall(r"about (\d+) minutes", Document.load(path).notebook.cells[0].source)
    assert in_readme == in_notebook
    assert len(in_notebook) == 1


def plain(text: str) -> str:
    """Return a number as Python reads it: no commas, an ASCII minus sign."""
    return text.replace(",", "").replace(prose.MINUS, "-")


@pytest.mark.parametrize("quantity", SHOWN, ids=lambda quantity: quantity.name)
def test_quantity_is_an_output(quantity: Quantity):
    texts = [shown(output) for _, output in outputs(saved(quantity.notebook).notebook)]
    numbers = {plain(number) for text in texts for number in NUMBER.findall(text)}
    more_zeros = re.compile(
        re.escape(plain(quantity.text)) + (r"0*" if "." in quantity.text else "")
    )
    assert any(map(more_zeros.fullmatch, numbers))


# Nine in a row are a list to read, which no sentence repeats.
IN_PROSE = [quantity for quantity in QUANTITIES if not quantity.name.startswith("sweep_")]


@pytest.mark.parametrize("quantity", IN_PROSE, ids=lambda quantity: quantity.name)
def test_quantity_is_tied_in_prose(quantity: Quantity):
    cells = saved(quantity.notebook).cells("markdown")
    quoted = {plain(tie.literal).lower() for cell in cells for tie in prose.ties(cell.source)}
    spoken = {prose.in_words(n) for n in range(100) if str(n) == quantity.text}
    assert quoted & {plain(quantity.text), *spoken}


@each_notebook
def test_no_notebook_gives_a_long_answer_away(path):
    text = plain(path.read_text(encoding="utf-8"))
    assert not [one.name for one in KEPT_BACK if len(one.text) > 3 and plain(one.text) in text]
