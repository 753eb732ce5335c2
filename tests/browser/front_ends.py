"""A panel and exercises in the front end that FRONT_END names: `make nox ROW=frontends`.

Only what a reader has is used: mouse, keys and what is on the screen. The name of this file keeps
it out of `make test`, which tries the newest JupyterLab.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.panel_view import FIRST_PANEL, first_panel
from tools.browser import PATIENCE, running_lab, write_notebook

FRONT_END = os.environ.get("FRONT_END", "jupyterlab")
PLACES = {"jupyterlab": "lab/tree", "notebook": "notebooks", "voila": "voila/render"}
ASK = """
from lessonkit.exercises import ask
ask("above-the-line")
"""
CHECK = """
from lessonkit.exercises import check
def my_line(slope, intercept, engine_size):
    return ____
check("line", my_line)
"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The notebook, open, and with its cells run."""
    folder = tmp_path_factory.mktemp("front_end")
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    write_notebook(notebooks / "smoke.ipynb", FIRST_PANEL, ASK, CHECK)
    with running_lab(notebooks, folder / "home") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(address.replace("/lab?", f"/{PLACES[FRONT_END]}/smoke.ipynb?"))
        if FRONT_END != "voila":
            for place in range(3):
                run(page, place)
            expect(page.locator(".jp-InputPrompt").nth(2)).to_have_text("[3]:")
        yield page
        page.close()


def run(page: Page, place: int, source: str = "") -> None:
    """Click into a cell, perhaps write another source, and press Shift + Enter."""
    cell = page.locator(".jp-CodeCell").nth(place)
    cell.locator(".cm-content").click()
    if source:
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(source)
    page.keyboard.press("Shift+Enter")


@pytest.fixture
def panel(page: Page) -> Locator:
    shown = page.locator(".lessonkit-panel")
    shown.scroll_into_view_if_needed()
    return shown


def expect_shown(panel: Locator, slope: float) -> None:
    """The words and what lies over the picture are those of a panel made with this slope."""
    made = first_panel(slope=slope)
    expect(panel.locator(".lessonkit-words").first).to_have_text(repr(made), use_inner_text=True)
    panel.evaluate(
        """async (panel, [markup, limit]) => {
            const wanted = document.createElement('div');
            wanted.innerHTML = markup;
            const end = performance.now() + limit;
            while (!wanted.firstChild.isEqualNode(panel.querySelector('.lessonkit-picture svg'))) {
                if (performance.now() > end) throw new Error('another picture');
                await new Promise(done => setTimeout(done, 50));
            }
        }""",
        [made.pictures[0].overlay.value, 1000 * PATIENCE],
    )


def test_a_typed_value_is_followed(panel: Locator) -> None:
    entry = panel.get_by_role("textbox", name="slope", exact=True)
    entry.select_text()
    panel.page.keyboard.type("162.38")
    panel.page.keyboard.press("Enter")
    expect_shown(panel, slope=162.38)


def test_the_mouse_moves_a_slider(panel: Locator) -> None:
    handle = panel.get_by_role("slider", name="slope", exact=True)
    rail = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    box = handle.bounding_box()
    assert rail is not None
    assert box is not None
    middle = box["y"] + box["height"] / 2
    panel.page.mouse.move(box["x"] + box["width"] / 2, middle)
    panel.page.mouse.down()
    panel.page.mouse.move(rail["x"] + rail["width"] + 200, middle, steps=10)
    panel.page.mouse.up()
    expect_shown(panel, slope=320)


def test_a_question_answers(page: Page) -> None:
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("✓ above-the-line: right")).to_be_visible()


@pytest.mark.skipif(FRONT_END == "voila", reason="Voila shows no cells to write into")
def test_an_exercise_is_checked(page: Page) -> None:
    run(page, 2, CHECK.replace("____", "slope * engine_size - intercept"))
    expect(page.get_by_text("line: not yet")).to_be_visible()
    run(page, 2, CHECK.replace("____", "slope * engine_size + intercept"))
    expect(page.get_by_text("✓ line: right")).to_be_visible()
