"""Run by Shift + Enter, as the lesson says, each panel stands where its reader looks.

Nothing here scrolls a panel into view: the panel has to do it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.panel_view import OUTSIDE, PanelView
from tools.browser import Notebook, write_notebook
from tools.guards import NOTEBOOKS

WINDOWS = ((1280, 720), (1440, 900), (1920, 1080))
SHOWS_A_PANEL = "Explorer("

SCROLLED = "lessonNotebook.node.querySelector('.jp-WindowedPanel-outer').scrollTop"
MAKE = """
from lessonkit.data import load_columns
from lessonkit.explorers import LineExplorer
LineExplorer(*load_columns("engine_size", "price"))
"""
LONG = "\n" * 40


@pytest.fixture(scope="module", params=[path.name for path in NOTEBOOKS])
def notebook(window: tuple[Page, Path], request: pytest.FixtureRequest) -> Iterator[Notebook]:
    opened = Notebook(window[0], request.param, up_to=SHOWS_A_PANEL)
    yield opened
    opened.close()


def test_its_slider_and_pictures_are_in_view(notebook: Notebook) -> None:
    panel = PanelView(notebook)
    panel.assert_in_view()
    for width, height in WINDOWS[1:]:
        panel.resize(width, height)
        notebook.page.keyboard.press("ArrowUp")
        notebook.press_shift_enter()
        panel = PanelView(notebook)
        panel.assert_in_view()
    panel.resize(*WINDOWS[0])


def test_a_reader_who_scrolls_elsewhere_is_not_called_back(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "scrolled.ipynb", LONG, MAKE, LONG, "")
    notebook = Notebook(page, "scrolled.ipynb", up_to=SHOWS_A_PANEL)
    PanelView(notebook).assert_in_view()
    page.keyboard.press("ArrowUp")
    notebook.press_shift_enter()
    page.mouse.move(700, 400)
    page.mouse.wheel(0, -3000)
    page.wait_for_timeout(1000)
    assert page.evaluate(SCROLLED) == 0
    notebook.close()


def test_to_run_all_cells_does_not_lead_to_the_panel(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "all.ipynb", MAKE, LONG, LONG, LONG, "")
    notebook = Notebook(page, "all.ipynb")
    page.wait_for_timeout(1000)
    panel = page.locator(".lessonkit-panel")
    assert panel.evaluate(OUTSIDE)
    notebook.close()
