"""How `make lab` starts JupyterLab, and what it gives a student."""

import os
import socket
import sys
from pathlib import Path

import nbformat
import pytest

from tools import lab


@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc", "8888.0", ""])
def test_a_wrong_port_is_told_so(port):
    with pytest.raises(SystemExit, match=f"PORT={port} is not a port"):
        lab.require_free(port)


def test_a_port_in_use_is_told_so():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} is not free .*PORT="):
            lab.require_free(str(port))
    lab.require_free(str(port))


@pytest.mark.parametrize("port", [None, "9999"])
def test_jupyterlab_listens_on_this_machine_only(port):
    chosen = lab.options(port, "/lab", Path())
    assert "--ServerApp.ip=127.0.0.1" in chosen
    assert not any("token" in option or "password" in option for option in chosen)
    assert ("--port=9999" in chosen) == (port is not None)


@pytest.mark.parametrize(
    ("platform", "environ", "screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"BROWSER": "open-on-my-laptop"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
        ("darwin", {"SSH_CONNECTION": "somewhere"}, False),
    ],
)
def test_a_browser_is_opened_only_where_it_is_seen(monkeypatch, platform, environ, screen):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "environ", environ)
    assert lab.has_screen() is screen
    assert ("--no-browser" in lab.options(None, "/lab", Path())) is not screen


@pytest.mark.parametrize(("token", "kept"), [("", None), ("chosen", "chosen")])
def test_an_empty_token_does_not_open_the_server(monkeypatch, token, kept):
    monkeypatch.setenv("JUPYTER_TOKEN", token)
    monkeypatch.setattr(sys, "argv", ["lab.py", "--edit"])
    seen = []
    monkeypatch.setattr(os, "execv", lambda *_: seen.append(os.environ.get("JUPYTER_TOKEN")))
    lab.main()
    assert seen == [kept]


@pytest.fixture
def lesson(tmp_path):
    """Return the folders of two originals and of a student's copy, which is not there yet."""
    (tmp_path / "notebooks").mkdir()
    for name in ("00_start", "01_cost"):
        write(tmp_path / "notebooks" / f"{name}.ipynb", name)
    return tmp_path / "notebooks", tmp_path / "work"


def write(path, text):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text)])
    book.metadata = {"kernelspec": {}, "language_info": {"name": "python"}}
    nbformat.write(book, path)


def texts(folder):
    return {one.stem: nbformat.read(one, 4).cells[0].source for one in folder.glob("*.ipynb")}


def test_the_first_start_copies_all_and_a_later_one_what_is_new(lesson):
    originals, work = lesson
    assert lab.copy_lesson(originals, work) == []
    write(originals / "02_surface.ipynb", "new")
    assert lab.copy_lesson(originals, work) == []
    assert texts(work) == {"00_start": "00_start", "01_cost": "01_cost", "02_surface": "new"}


def test_what_a_student_has_saved_is_never_overwritten_and_a_correction_is_told(lesson):
    originals, work = lesson
    lab.copy_lesson(originals, work)
    write(work / "00_start.ipynb", "mine")
    assert lab.copy_lesson(originals, work) == []
    for name in ("00_start", "01_cost"):
        write(originals / f"{name}.ipynb", "corrected")
    for _ in range(2):
        assert lab.copy_lesson(originals, work) == ["00_start"]
        assert texts(work) == {"00_start": "mine", "01_cost": "corrected"}
    (work / "00_start.ipynb").rename(work / "00_mine.ipynb")
    assert lab.copy_lesson(originals, work) == []
    assert texts(work) == {"00_start": "corrected", "00_mine": "mine", "01_cost": "corrected"}


def test_a_copy_that_somebody_else_made_is_kept(lesson):
    originals, work = lesson
    work.mkdir()
    write(work / "00_start.ipynb", "mine")
    assert lab.copy_lesson(originals, work) == ["00_start"]
    assert texts(work)["00_start"] == "mine"
