"""One JupyterLab and one browser for all browser tests.

They need a Chromium: the one that the environment variable CHROMIUM names, or one on PATH. Where
there is none the tests are skipped, loudly; but with CI set its absence is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from tools.browser import Notebook, chromium, open_lab, running_browser, running_lab

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / ".artifacts" / "screenshots"
NO_CHROMIUM = "no Chromium: install one (Debian: apt install chromium) or set CHROMIUM to its path"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    executable = chromium()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    with running_browser(executable) as started:
        yield started


@pytest.fixture(scope="session")
def window(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, Path]]:
    """JupyterLab in a browser's window, and the folder of notebooks that it serves: a copy."""
    folder = tmp_path_factory.mktemp("browser")
    notebooks = folder / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    with running_lab(notebooks, folder / "home") as address:
        yield open_lab(browser, address), notebooks


@pytest.fixture(scope="module")
def open_notebook(window: tuple[Page, Path]) -> Iterator[Callable[..., Notebook]]:
    """Return a function that opens a notebook by its file name, or one made of cells, and runs it.

    Each is closed, and its kernel stopped, after the last test of the module.
    """
    page, notebooks = window
    opened = []

    def open_one(name: str, *cells: str) -> Notebook:
        if cells:
            book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
            book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(book, notebooks / name)
        opened.append(Notebook(page, name))
        return opened[-1]

    yield open_one
    for notebook in opened:
        notebook.close()


@pytest.fixture
def screenshots() -> Path:
    """Return the folder where screenshots are kept, for the eye and not for comparison."""
    return SCREENSHOTS
