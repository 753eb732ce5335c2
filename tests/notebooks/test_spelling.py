"""Prose and code are spelled right, in US English: notebooks, pages, and what commands say."""

import subprocess
import sys

from tools.guards import NOTEBOOKS, PAGES, Document
from tools.rerun import ROOT

FILES = ["LICENSE-text", "Makefile", "data", "deploy", "docs", "lessonkit", "noxfile.py"]
FILES += ["pyproject.toml", "teaching", "tests", "tools"]


def misspelled(*files: object) -> str:
    command = [sys.executable, "-m", "codespell_lib", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stderr == ""
    return done.stdout


def test_notebooks_are_spelled_right(tmp_path):
    for path in NOTEBOOKS:
        cells = Document.load(path).notebook.cells
        text = "\n\n".join(f"{cell.id}\n{cell.source}" for cell in cells)
        (tmp_path / f"{path.stem}.md").write_text(text)
    assert misspelled(tmp_path) == ""


def test_pages_and_code_are_spelled_right():
    assert misspelled(*PAGES, *FILES) == ""


def test_a_misspelled_and_a_british_word_are_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("you will re" + "cieve a hint in another col" + "our")
    assert misspelled(page).count("==>") == 2
