"""One JupyterLab and one browser for all browser tests of a process.

They need a Chromium: the one that the environment variable CHROMIUM names, or one on PATH. Where
there is none the tests are skipped, and say so; but with CI set its absence is a failure.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from xdist.scheduler import LoadScopeScheduling

from tools.browser import (
    NO_CHROMIUM,
    PATIENCE,
    chromium,
    open_lab,
    running_browser,
    running_lab,
)
from tools.rerun import ROOT

LONGEST = ["test_site", "test_panel", "test_present", "test_notebooks"]
expect.set_options(timeout=1000 * PATIENCE)


class PageByPage(LoadScopeScheduling):
    """The tests of one notebook, or else of one file, stay with one process, and its one page.

    The groups of pytest-xdist itself, `--dist loadgroup`, have no effect under pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        notebook = re.search(r"\w+\.ipynb", nodeid)
        return notebook[0] if notebook else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> PageByPage:
    """Spread the tests over the processes notebook by notebook."""
    return PageByPage(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that all processes end together."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    if chromium() is None:
        if os.environ.get("CI"):
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    with running_browser() as started:
        yield started


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a JupyterLab, and the folder of notebooks that it serves: a copy."""
    folder = tmp_path_factory.mktemp("browser")
    notebooks = folder / "notebooks"
    shutil.copytree(ROOT / "notebooks", notebooks)
    shutil.copytree(ROOT / "data", folder / "data")
    with running_lab(notebooks, folder / "home") as address:
        yield address, notebooks


@pytest.fixture(scope="session")
def window(browser: Browser, lab: tuple[str, Path]) -> tuple[Page, Path]:
    """JupyterLab in a browser's window, and the folder of notebooks that it serves."""
    address, notebooks = lab
    return open_lab(browser, address), notebooks


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Return the folder where screenshots are kept, for the eye and not for comparison."""
    folder = ROOT / ".artifacts" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
