"""A panel and questions whose kernel is gone: nothing false is shown, and all can still be read."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.panel_view import FIRST_PANEL, PanelView
from tools.browser import Notebook, write_notebook

QUESTIONS = """
from IPython.display import display
from lessonkit.exercises import predict, progress, quiz, recall
display(predict("which-line"), progress("01_cost"), quiz(), recall("01_cost"))
"""
DEAD = """panel => ({
    told: getComputedStyle(panel, '::before').content,
    shown: [...panel.querySelectorAll('input, button, [role=slider]')]
        .filter(one => one.checkVisibility()).length,
    icons: [...document.querySelectorAll('.jupyter-widgets-disconnected')]
        .filter(one => one !== panel && getComputedStyle(one, '::before').display !== 'none')
        .map(one => one.className),
    apart: ['img', 'svg'].map(one => panel.querySelector(`.lessonkit-picture ${one}`))
        .map(one => Math.round(one.getBoundingClientRect().left)),
    words: panel.querySelector('.lessonkit-words').textContent,
})"""
ASKED = """() => [...document.querySelectorAll('.lessonkit-ask')]
    .filter(one => one.checkVisibility()).map(one => one.innerText)"""
LOST = '"This panel has lost its kernel: run its cell again."'


def restart(notebook: Notebook) -> None:
    notebook.page.evaluate(
        "async () => { await lessonNotebook.sessionContext.session.kernel.restart() }"
    )


def shut_down(notebook: Notebook) -> None:
    notebook.page.evaluate("jupyterapp.commands.execute('kernelmenu:shutdown')")


def kill(notebook: Notebook) -> None:
    os.kill(notebook.value("__import__('os').getpid()"), signal.SIGKILL)
    notebook.page.get_by_role("button", name="Ok", exact=True).click()


@pytest.mark.parametrize("lose", [restart, shut_down, kill])
def test_a_panel_without_its_kernel_says_so_and_shows_nothing_false(
    window: tuple[Page, Path], screenshots: Path, lose: Callable[[Notebook], None]
) -> None:
    page, folder = window
    write_notebook(folder / "lost.ipynb", FIRST_PANEL, QUESTIONS)
    notebook = Notebook(page, "lost.ipynb")
    assert notebook.errors == []
    panel = PanelView(notebook)
    panel.press("slope", "End")
    alive, asked = panel.root.evaluate(DEAD), page.evaluate(ASKED)
    assert alive["told"] == "none"
    assert alive["shown"] > 0
    lose(notebook)
    panel.root.locator(
        "xpath=self::*[contains(@class, 'disconnected') or contains(@class, 'lost')]"
    ).wait_for()
    dead = panel.root.evaluate(DEAD)
    page.screenshot(path=screenshots / f"panel_{lose.__name__}.png")
    assert dead["told"] == LOST
    assert dead["shown"] == 0
    assert dead["icons"] == []
    assert dead["apart"][0] == dead["apart"][1]
    assert dead["words"] == alive["words"]
    assert page.evaluate(ASKED) == asked
    notebook.close()
