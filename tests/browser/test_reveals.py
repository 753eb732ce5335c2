"""A reveal in a real JupyterLab: closed when the notebook is opened, open once its cell has run."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import Page, expect

from tools.browser import Notebook
from tools.notebooks import normalize

CELLS = [
    new_code_cell(
        "print('The cost is', 9 / 10)",
        metadata={"tags": ["reveal"]},
        outputs=[new_output("stream", text="The cost is 0.9\n")],
    ),
    new_markdown_cell(
        "<details><summary>What happened</summary>\n\nIt is **0.9**<!-- = cost | .1f -->.\n"
        "</details>"
    ),
]


def test_a_reveal_is_closed_until_its_cell_runs(window: tuple[Page, Path]) -> None:
    page, folder = window
    book = new_notebook(cells=CELLS)
    normalize(book)
    nbformat.write(book, folder / "reveal.ipynb")
    notebook = Notebook(page, "reveal.ipynb", run=False)
    answer = page.locator(".jp-OutputArea-output", has_text="The cost is 0.9")
    summary = page.locator("summary", has_text="What happened")
    told = page.locator(".jp-RenderedMarkdown p", has_text="It is 0.9.")
    summary.wait_for()
    expect(page.get_by_text("Run this cell to see it.")).to_be_visible()
    expect(page.get_by_text("The cost is 0.9")).not_to_be_visible()
    expect(told).not_to_be_visible()

    page.get_by_text("print").first.click()
    page.keyboard.press("Shift+Enter")
    expect(answer).to_be_visible()
    expect(page.get_by_text("Run this cell to see it.")).not_to_be_visible()
    expect(told).not_to_be_visible()
    summary.click()
    expect(told).to_be_visible()
    page.evaluate("async () => { await lessonNotebook.context.save() }")
    saved = nbformat.read(folder / "reveal.ipynb", as_version=4).cells[0].metadata
    assert saved.tags == ["reveal"]  # what the writer closes it by
    notebook.close()
