"""Each of the lesson's figures is shown by its notebook, as an output and tied in its prose.

The answers to exercises are not: they stand on the page for instructors.
"""

import re

import pytest

from tools import prose
from tools.guards import NOTEBOOKS, Document, shown
from tools.notebooks import outputs
from tools.quantities import ANSWERS, QUANTITIES, Quantity
from tools.rerun import ROOT

SHOWN = [quantity for quantity in QUANTITIES if quantity.notebook != ANSWERS]
KEPT_BACK = [quantity for quantity in QUANTITIES if quantity.notebook == ANSWERS]
DOCUMENTS = {path.stem: Document.load(path) for path in NOTEBOOKS}
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?")


def plain(text: str) -> str:
    """Return a number as Python reads it: no commas, an ASCII minus sign."""
    return text.replace(",", "").replace(prose.MINUS, "-")


@pytest.mark.parametrize("quantity", SHOWN, ids=lambda quantity: quantity.name)
def test_figure_is_an_output(quantity: Quantity):
    texts = [shown(output) for _, output in outputs(DOCUMENTS[quantity.notebook].notebook)]
    numbers = {plain(number) for text in texts for number in NUMBER.findall(text)}
    more_zeros = re.compile(
        re.escape(plain(quantity.text)) + (r"0*" if "." in quantity.text else "")
    )
    assert any(map(more_zeros.fullmatch, numbers))


@pytest.mark.parametrize("quantity", SHOWN, ids=lambda quantity: quantity.name)
def test_figure_is_tied_in_prose(quantity: Quantity):
    assert is_tied(quantity, DOCUMENTS[quantity.notebook])


@pytest.mark.parametrize("quantity", KEPT_BACK, ids=lambda quantity: quantity.name)
def test_answer_is_tied_on_the_page_for_instructors(quantity: Quantity):
    assert is_tied(quantity, Document.load(ROOT / ANSWERS))


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_no_notebook_gives_a_long_answer_away(document: Document):
    text = plain(document.path.read_text(encoding="utf-8"))
    assert not [one.name for one in KEPT_BACK if len(one.text) > 3 and plain(one.text) in text]


def is_tied(quantity: Quantity, document: Document) -> bool:
    cells = document.cells("markdown")
    quoted = {plain(tie.literal).lower() for cell in cells for tie in prose.ties(cell.source)}
    spoken = {prose.in_words(n) for n in range(100) if str(n) == quantity.text}
    return bool(quoted & {plain(quantity.text), *spoken})
