"""Each of the lesson's figures is shown by its notebook, as an output and tied in its prose."""

import re

import pytest

from tests.lesson_figures import FIGURES, Figure
from tests.notebooks.guards import NOTEBOOKS, Document, shown
from tools import prose
from tools.notebooks import outputs

DOCUMENTS = {path.stem: Document.load(path) for path in NOTEBOOKS}
NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?:e[+-]\d+)?")


def plain(text: str) -> str:
    """Return a number as Python reads it: no commas, an ASCII minus sign."""
    return text.replace(",", "").replace(prose.MINUS, "-")


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_figure_is_an_output(figure: Figure):
    texts = [shown(output) for _, output in outputs(DOCUMENTS[figure.notebook].notebook)]
    numbers = {plain(number) for text in texts for number in NUMBER.findall(text)}
    more_zeros = re.compile(re.escape(plain(figure.text)) + (r"0*" if "." in figure.text else ""))
    assert any(map(more_zeros.fullmatch, numbers))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_figure_is_tied_in_prose(figure: Figure):
    cells = DOCUMENTS[figure.notebook].cells("markdown")
    quoted = {plain(tie.literal).lower() for cell in cells for tie in prose.ties(cell.source)}
    spoken = {prose.in_words(n) for n in range(100) if str(n) == figure.text}
    assert quoted & {plain(figure.text), *spoken}
