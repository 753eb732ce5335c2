"""The lesson on one page fits on one sheet."""

import re

import pytest

from tools.printable import SHEETS, page, printed

SHEETS_IN = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture(scope="module")
def text() -> str:
    return page()


@pytest.mark.parametrize("sheet", SHEETS)
def test_it_prints_on_one_sheet(browser, text, sheet):
    assert len(SHEETS_IN.findall(printed(browser, text, sheet))) == 1


def test_a_longer_page_would_be_noticed(browser, text):
    longer = text.replace("</body>", "<p>one more</p>" * 40 + "</body>")
    assert len(SHEETS_IN.findall(printed(browser, longer, "A4"))) == 2
