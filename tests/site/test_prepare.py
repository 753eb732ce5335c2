"""What a page says instead of what it cannot do."""

import re
from pathlib import Path

import nbformat
import pytest

from lessonkit.explorers import LineExplorer
from tools.guards import NOTEBOOKS
from tools.site.__main__ import too_large
from tools.site.prepare import CANNOT, ONLY, WORDS, Page, prose, unknown_words

PANEL = """\
from lessonkit import load_columns
from lessonkit.explorers import LineExplorer
panel = LineExplorer(*load_columns("engine_size", "price"))
panel"""


@pytest.mark.parametrize(
    ("notebook", "page"),
    [
        ("Look here. Run the cell above, then open this.", "Look here."),
        ("**Guess**: choose one and press *Commit*, or not. Why?", "Why?"),
        ("Costs 5<!-- = cost | d --> USD. Fill in a cell and run it.", "Costs 5 USD."),
        (
            "1. Move it. Type x\n   into the cell.\n2. Switch on the **fog**.",
            f"1. Move it.\n2. {ONLY}",
        ),
        ("[cars](../data/README.md)", "[cars](data.md)"),
        ("[one page](../docs/one_page.pdf)", "[one page](one_page.pdf)"),
        ("[The limit](04_rate.ipynb#The-limit)", "[The limit](04_rate.ipynb#the-limit)"),
        ("It fell. Then run\nboth cells.", "It fell."),
        ("```\nrun it\n```", "```\nrun it\n```"),
        ("The rate of 0.1 is small. It arrives.", "The rate of 0.1 is small. It arrives."),
    ],
)
def test_prose(notebook: str, page: str) -> None:
    assert prose(notebook).strip() == page


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_page_asks_for_what_it_cannot_do(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            for block in re.split(r"\n{2,}", prose(cell.source)):
                if not block.startswith(("```", "|", "#", "<")):
                    assert not CANNOT.search(block), f"{cell.id}: {block}"


@pytest.mark.parametrize(
    ("cell", "buttons", "said"),
    [
        ('ask("above-the-line")', 3, "above-the-line: "),
        ('predict("which-line", None)', 2, "Your guess and the truth"),
        ('recall("02_surface")', 6, "Question 2"),
    ],
)
def test_a_question_has_buttons_and_an_answer_to_each(
    cell: str, buttons: int, said: str, tmp_path: Path
) -> None:
    code = f"from lessonkit.exercises import ask, predict, recall\n{cell}"
    path = tmp_path / "00_ask.ipynb"
    cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    (output,) = Page(path, tmp_path).notebook.cells[0].outputs
    text = output.data["text/html"]
    assert text.count('type="radio"') == text.count("data-answer=") == buttons
    assert said in text


@pytest.fixture
def page(tmp_path: Path) -> Page:
    preset = next(iter(LineExplorer.presets))
    cells = [
        nbformat.v4.new_markdown_cell(f"## Try it\n\n1. Press *{preset}*. Move **slope**."),
        nbformat.v4.new_code_cell(PANEL),
    ]
    path = tmp_path / "00_try.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return Page(path, tmp_path)


def test_a_task_names_what_the_panel_has(page: Page) -> None:
    assert unknown_words(page.notebook) == []
    page.notebook.cells[0].source += "\n2. Press **Launch**, at **0.5**. Why *now*?"
    assert unknown_words(page.notebook) == ["Launch", "now"]


def test_each_word_that_no_panel_has_is_reviewed_and_each_reviewed_one_occurs() -> None:
    notebooks = [nbformat.read(path, as_version=4) for path in NOTEBOOKS]
    found = {word.lower() for notebook in notebooks for word in unknown_words(notebook)}
    assert found == set(WORDS["reviewed"])


def test_a_panel_is_its_picture_and_words_without_a_script(page: Page, tmp_path: Path) -> None:
    (output,) = page.notebook.cells[1].outputs
    text = output.data["text/html"]
    assert 'data-lesson-panel="line"' in text
    assert "Your line: price = 50 * engine_size" in text
    (picture,) = re.findall(r'<img src="([^"]+)" alt="159 cars', text)
    assert (tmp_path.parent / tmp_path.name / Path(picture).name).exists()


def test_what_outgrows_its_limit_is_named(tmp_path: Path) -> None:
    panels = tmp_path / "_static/panels"
    panels.mkdir(parents=True)
    (panels / "cost.js").write_bytes(b"x" * 1_400_000)
    assert too_large(tmp_path, panel_kb=1050, folder_mb=2) == []
    assert too_large(tmp_path, panel_kb=1049, folder_mb=1) == [
        "cost: 1050 kB of data; expected at most 1049",
        "the folder: 1.4 MB; expected at most 1",
    ]
