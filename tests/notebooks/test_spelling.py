"""Prose is spelled right: notebooks, pages, and what the package says."""

import subprocess
import sys

from tools.guards import NOTEBOOKS, PAGES, Document
from tools.rerun import ROOT


def misspelled(*arguments: str) -> str:
    command = [sys.executable, "-m", "codespell_lib", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr == ""
    return done.stdout


def test_notebooks_are_spelled_right(tmp_path):
    for path in NOTEBOOKS:
        cells = Document.load(path).notebook.cells
        text = "\n\n".join(f"{cell.id}\n{cell.source}" for cell in cells)
        (tmp_path / f"{path.stem}.md").write_text(text)
    assert misspelled(str(tmp_path)) == ""


def test_pages_and_package_are_spelled_right():
    pages = [str(page) for page in PAGES if page.exists()]
    assert misspelled(*pages, "lessonkit", "tools", "tests") == ""


def test_a_misspelled_word_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("you will re" + "cieve a hint")
    assert "receive" in misspelled(str(page))
