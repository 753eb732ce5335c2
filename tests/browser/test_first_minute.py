"""`make lab` as a student meets it: the first minute, and the next day."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.command import started
from tools.browser import Notebook
from tools.rerun import ROOT


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git has of the lesson, in a folder of its own, with nothing changed."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("notebooks", "data", "teaching", "tools"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / ".gitignore", folder)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--message=all")
    return folder


def git(folder: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@contextmanager
def make_lab(browser: Browser, clone: Path, home: Path) -> Iterator[Page]:
    """Start what `make lab` starts, for a user whose settings name another folder."""
    other = home / "elsewhere"
    other.mkdir(exist_ok=True)
    folders = {"root_dir": str(other), "preferred_dir": str(other)}
    settings = {"ServerApp": folders, "FileContentsManager": folders}
    with started(browser, [str(clone / "tools" / "lab.py")], home, settings) as (page, _):
        yield page


def test_the_first_minute_and_the_next_day(
    browser: Browser, clone: Path, tmp_path: Path, screenshots: Path
) -> None:
    with make_lab(browser, clone, tmp_path) as page:
        assert page.url.split("?")[0].endswith("/lab/tree/work/00_start.ipynb")
        expect(page.locator(".jp-Notebook h1")).to_be_visible()
        covered = nothing_covers(page)
        page.screenshot(path=screenshots / "first_minute.png")
        assert covered
        dirty = page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty")
        assert not dirty
        notebook = Notebook(page, "work/00_start.ipynb")
        assert notebook.errors == []
        page.evaluate("async () => { await lessonNotebook.context.save() }")
        notebook.close()
    assert git(clone, "status", "--porcelain") == ""
    assert "WARNING" not in (tmp_path / "log").read_text()

    with make_lab(browser, clone, tmp_path) as page:
        cell = page.locator(".jp-CodeCell:visible", has_text="LineExplorer(")
        cell.scroll_into_view_if_needed()
        expect(cell.locator("img")).to_be_visible()
        expect(cell.get_by_text("Run this cell to use it again.")).to_be_visible()
        page.screenshot(path=screenshots / "next_day.png")
        expect(page.get_by_text("Error displaying widget")).to_have_count(0)


def nothing_covers(page: Page) -> bool:
    """No pop-up comes, however long one waits: JupyterLab has asked for its news by then."""
    page.wait_for_timeout(3000)
    return page.locator(".Toastify__toast, .jp-Dialog").count() == 0
