"""A saved picture in a JupyterLab that does not trust the notebook: seen, with its words."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.test_notebooks import PICTURES
from tools.browser import Notebook
from tools.guards import NOTEBOOKS, Document
from tools.rerun import pictures


def test_saved_pictures_and_their_words_show_before_a_cell_has_run(
    window: tuple[Page, Path], screenshots: Path
) -> None:
    page, _ = window
    cells = Document.load(NOTEBOOKS[1]).cells("code")
    data = [output.data for cell in cells for output in cell.outputs if "data" in output]
    saved = [one["alt"] for one in data for one in pictures(one)]
    notebook = Notebook(page, NOTEBOOKS[1].name, run=False)
    page.locator(".jp-OutputArea figcaption").nth(len(saved) - 1).wait_for(state="attached")
    shown = page.evaluate(PICTURES)
    assert [one["alt"] for one in shown] == [one["below"] for one in shown] == saved
    assert all(one["seen"] for one in shown)
    page.locator(".jp-OutputArea figure").nth(1).scroll_into_view_if_needed()
    page.screenshot(path=screenshots / "saved_picture.png")
    notebook.close()
