"""After Shift + Enter a panel or a picture comes into view, and only then.

Nothing here scrolls a panel into view: the panel has to do it. That each notebook's own panel does,
at two sizes of the window, is proved where the notebooks are opened: in test_notebooks.py.
"""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.panel_view import FIRST_PANEL, PanelView
from tools.browser import Notebook, write_notebook

RECALL = """
from lessonkit.exercises import recall
recall("01_cost")
"""
DRAW = """
from lessonkit.data import load_columns
from lessonkit.figures import show_residuals
show_residuals(*load_columns("engine_size", "price"), 140, -5000)
"""
LONG = "\n" * 40
SCROLLED = "lessonNotebook.node.querySelector('.jp-WindowedPanel-outer').scrollTop"


def test_a_reader_who_scrolls_elsewhere_is_not_called_back(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "scrolled.ipynb", LONG, FIRST_PANEL, LONG, "")
    notebook = Notebook(page, "scrolled.ipynb", up_to="LineExplorer(")
    assert PanelView(notebook).out_of_view == []
    page.keyboard.press("ArrowUp")
    notebook.press_shift_enter()
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -3000)
    page.wait_for_timeout(1000)
    assert page.evaluate(SCROLLED) == 0
    notebook.close()


def test_to_run_all_cells_does_not_lead_to_the_panel(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "all.ipynb", FIRST_PANEL, LONG, LONG, LONG, "")
    notebook = Notebook(page, "all.ipynb")
    assert PanelView(notebook).out_of_view
    notebook.close()


def test_a_picture_is_in_view_after_shift_enter(window: tuple[Page, Path]) -> None:
    page, _ = window
    notebook = Notebook(page, "02_surface.ipynb", up_to="show_bowl(bowl)")
    picture = page.locator(".jp-CodeCell", has_text="show_bowl(bowl)").locator("figure")
    notebook.rest()
    expect(picture).to_be_in_viewport(ratio=0.99)  # its place is rounded to whole pixels
    notebook.close()


def test_to_run_all_cells_does_not_lead_to_a_picture(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "pictures.ipynb", RECALL, LONG, DRAW, LONG, LONG, "")
    notebook = Notebook(page, "pictures.ipynb")
    notebook.rest()
    expect(page.locator("figure img:visible")).not_to_be_in_viewport()
    notebook.close()
