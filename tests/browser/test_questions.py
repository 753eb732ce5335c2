"""A question in a real browser: the words of each option stand behind its button."""

from pathlib import Path

from playwright.sync_api import Page

from tools.browser import Notebook, write_notebook

ASK = 'from lessonkit.exercises import ask\nask("same-ring")'
BEHIND = """labels => labels.map(label => {
    const words = document.createRange();
    words.selectNode([...label.childNodes].find(node => node.nodeType === Node.TEXT_NODE));
    const button = label.querySelector('input').getBoundingClientRect();
    return button.right <= words.getBoundingClientRect().left;
})"""


def test_the_words_of_an_option_stand_behind_its_button(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "question.ipynb", ASK)
    notebook = Notebook(page, "question.ipynb")
    options = page.locator(".lessonkit-ask .widget-radio-box label")
    options.first.wait_for()
    assert options.evaluate_all(BEHIND) == [True] * 3
    notebook.close()
