"""A question in a real browser: the words of each option stand behind its button."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tools.browser import Notebook, write_notebook

ASK = 'from lessonkit.exercises import ask\nask("same-ring")'
BEHIND = """labels => labels.map(label => {
    const words = document.createRange();
    words.selectNode([...label.childNodes].find(node => node.nodeType === Node.TEXT_NODE));
    const button = label.querySelector('input').getBoundingClientRect();
    return button.right <= words.getBoundingClientRect().left;
})"""

TO_THE_END = """place => {
    const view = lessonNotebook.node.querySelector('.jp-WindowedPanel-outer');
    const cell = lessonNotebook.content.widgets[place].node;
    view.scrollTop += cell.getBoundingClientRect().top - view.getBoundingClientRect().bottom + 80;
}"""


def test_the_words_of_an_option_stand_behind_its_button(window: tuple[Page, Path]) -> None:
    page, folder = window
    write_notebook(folder / "question.ipynb", ASK)
    notebook = Notebook(page, "question.ipynb")
    assert notebook.run("from lessonkit.exercises import record", "record.file()") is None
    options = page.locator(".lessonkit-ask .widget-radio-box label")
    options.first.wait_for()
    assert options.evaluate_all(BEHIND) == [True] * 3
    notebook.close()


def test_a_question_stays_in_view_after_shift_enter(window: tuple[Page, Path]) -> None:
    page, _ = window
    notebook = Notebook(page, "03_gradient.ipynb", up_to="show_tangent")
    place = notebook.place('ask("which-way")')
    notebook.select(place)
    page.evaluate(TO_THE_END, place)  # as of a reader who looks at the picture above it
    notebook.press_shift_enter()
    question = page.locator(".lessonkit-ask:visible", has_text="Look at the tangent").first
    button = question.get_by_role("button", name="Check")
    notebook.rest()
    expect(question.locator("p").first).to_be_in_viewport(ratio=1)
    expect(button).to_be_in_viewport(ratio=1)
    notebook.close()
