"""The run in a plain process: ties in order, pictures and errors by cell."""

import re

import pytest
from nbval.plugin import get_sanitize_patterns

from lessonkit.figures import Picture
from tools.notebooks import CLOSED
from tools.rerun import ROOT, blank, pictures, rerun

TWO_PICTURES = """
from lessonkit.figures import new_figure, show
figure, axes = new_figure()
display(show(figure, "One."))
show(figure, "Two.")
"""


def test_ties_see_the_cells_above_or_the_one_below_and_pictures_are_kept(save):
    cells = save(
        read_ahead="try 1<!-- => rate | .1f -->",
        first="rate = 0.1",
        read="**1**<!-- = rate | .1f --> then 1<!-- => rate | .1f -->",
        second="rate = 0.9",
        pictures=TWO_PICTURES,
        number="print(1)\n1",
        read_last="1<!-- = rate | .1f -->",
    )
    found = rerun(cells)
    assert found.errors == []
    assert found.literals == {
        "read_ahead": ["0.1"],
        "read": ["0.1", "0.9"],
        "read_last": ["0.9"],
    }
    alts = {cell: [one["alt"] for one in pictures] for cell, pictures in found.pictures.items()}
    assert alts == {"pictures": ["One.", "Two."]}


def test_only_a_pictures_bytes_and_a_closed_reveals_line_are_left_out_by_nbval_too():
    words, width = "Left: 3 < 4.", 760
    page = f"<p>0.9</p>{Picture(b'first', words, width)._repr_html_()}<td>iVBORw0K</td>"
    other = page.replace("Zmlyc3Q=", "c2Vjb25k")
    assert page != other
    assert blank(page) == blank(other) == page.replace("Zmlyc3Q=", "...")
    assert blank(page).count("Left: 3 &lt; 4.") == 2
    for old, new in {"4.": "5.", "0.9": "0.8", "760": "761", "0K": "0L", "alt=": "id="}.items():
        spoiled = blank(page.replace(old, new, 1))
        assert spoiled == blank(page).replace(old, new, 1) != blank(page)
    assert blank('src="data:image/png;base64,x" y"') == 'src="data:image/png;base64,..." y"'
    assert pictures({"text/html": page}) == [{"alt": words, "png": "Zmlyc3Q="}]
    of_pictures, of_closed = get_sanitize_patterns((ROOT / "tools" / "nbval.cfg").read_text())
    assert re.sub(*of_pictures, page) == blank(page)
    assert re.sub(*of_closed, f"{CLOSED}w = 0.8\n") == "w = 0.8\n"
    assert re.sub(*of_closed, f"w = 0.8\n{CLOSED}") == f"w = 0.8\n{CLOSED}"


def test_errors_name_their_cells(save):
    cells = save(
        zero="1 / 0",
        syntax="x = )",
        read_malformed="1 <!-- = x -->",
        fine="1",
        read_of_the_tools="1<!-- = len(ROOT.parts) -->",  # a tie sees the notebook's names alone
    )
    found = rerun(cells).errors
    assert [cell for cell, _ in found] == ["zero", "syntax", "read_malformed", "read_of_the_tools"]
    messages = ["ZeroDivisionError: division by zero", "SyntaxError: ", "not a tie", "name 'ROOT'"]
    assert all(message in text for message, (_, text) in zip(messages, found, strict=True))


def test_dead_process_is_an_error(save):
    with pytest.raises(RuntimeError, match=r"small.* ended with 3"):
        rerun(save(bye="import os; os._exit(3)"))
