"""`make lab` and `make test` on machines that are not ready for them, without a network."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
import yaml

from tools import environment, lab

ROOT = Path(__file__).resolve().parents[2]


class Project:
    """A folder that environment.py works in, with its commands recorded instead of run."""

    def __init__(self, root, monkeypatch):
        self.root = root
        self.ran = []
        self.interrupt_at = None
        for name in ("requirements.lock", "pyproject.toml"):
            self.change(name, "as it was")
        monkeypatch.setattr(environment, "ROOT", root)
        monkeypatch.setattr(environment, "VENV", root / ".venv")
        monkeypatch.setattr(environment, "STAMP", root / ".venv" / "lesson.json")
        monkeypatch.setattr(environment, "run", self.run)

    def change(self, name, text):
        (self.root / name).write_text(text, encoding="utf-8")

    def run(self, *command):
        step = next(s for s in ("venv", "--require-hashes", "--editable", "-c") if s in command)
        if step == self.interrupt_at:
            raise KeyboardInterrupt
        if step == "venv":
            shutil.rmtree(self.root / ".venv", ignore_errors=True)
            (self.root / ".venv" / "bin").mkdir(parents=True)
            (self.root / ".venv" / "bin" / "python").touch()
        self.ran.append(step)

    def make(self):
        self.ran.clear()
        environment.main()
        return self.ran


ALL_STEPS = ["venv", "--require-hashes", "--editable", "-c"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    return Project(tmp_path, monkeypatch)


def test_the_first_time_makes_everything_and_the_second_nothing(project):
    assert project.make() == ALL_STEPS
    assert project.make() == []


def test_a_changed_lock_starts_afresh(project):
    project.make()
    project.change("requirements.lock", "another")
    assert project.make() == ALL_STEPS
    assert project.make() == []


def test_a_changed_pyproject_installs_only_lessonkit(project):
    project.make()
    project.change("pyproject.toml", "another")
    assert project.make() == ["--editable", "-c"]
    assert project.make() == []


def test_another_python_starts_afresh(project, monkeypatch):
    project.make()
    monkeypatch.setattr(sys, "version", "3.99.0 (another)")
    assert project.make() == ALL_STEPS


def test_a_moved_folder_starts_afresh(project, monkeypatch, tmp_path):
    project.make()
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in (".venv", "requirements.lock", "pyproject.toml"):
        shutil.move(tmp_path / name, moved / name)
    assert Project(moved, monkeypatch).make() == ALL_STEPS


def test_a_vanished_python_starts_afresh(project):
    project.make()
    (project.root / ".venv" / "bin" / "python").unlink()
    assert project.make() == ALL_STEPS


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"python": '])
def test_a_damaged_stamp_starts_afresh(project, stamp):
    project.make()
    (project.root / ".venv" / "lesson.json").write_text(stamp)
    assert project.make() == ALL_STEPS


@pytest.mark.parametrize("step", ALL_STEPS)
def test_whenever_it_is_interrupted_the_next_time_starts_afresh(project, step):
    project.interrupt_at = step
    with pytest.raises(KeyboardInterrupt):
        project.make()
    project.interrupt_at = None
    assert project.make() == ALL_STEPS


@pytest.mark.parametrize("step", ["--editable", "-c"])
def test_an_interrupted_update_is_taken_up_again(project, step):
    project.make()
    project.change("pyproject.toml", "another")
    project.interrupt_at = step
    with pytest.raises(KeyboardInterrupt):
        project.make()
    project.interrupt_at = None
    assert project.make() == ALL_STEPS


def test_no_ensurepip_says_what_to_install(project, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(
        SystemExit, match=r"has no ensurepip module.* apt install python3\.\d+-venv"
    ):
        project.make()
    assert project.ran == []


def test_a_python_that_cannot_make_a_venv_leaves_the_old_one_whole(project, monkeypatch):
    project.make()
    with monkeypatch.context() as asked:
        asked.setattr(sys, "version", "3.99.0 (another)")
        asked.setitem(sys.modules, "ensurepip", None)
        with pytest.raises(SystemExit):
            project.make()
    assert project.make() == []


def test_a_failed_command_ends_in_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match=r"^Making \.venv failed.* starts afresh\.$"):
        environment.run(sys.executable, "-c", "raise SystemExit(3)")


def test_a_half_made_venv_is_mended_for_real(tmp_path):
    """The real commands, with an empty lock; hatchling and matplotlib are lent from outside."""
    for name in ("lessonkit", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("pyproject.toml", "LICENSE", "LICENSE-text", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "tools").mkdir()
    script = shutil.copy(ROOT / "tools" / "environment.py", tmp_path / "tools")
    (tmp_path / "requirements.lock").write_text("# nothing\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text("cut off in the middle")
    lent = str(Path(mpl.__file__).parents[1])
    environ = {**os.environ, "PYTHONPATH": lent, "PIP_NO_INDEX": "1"}

    def make():
        command = [sys.executable, script]
        return subprocess.run(command, env=environ, check=True, capture_output=True, text=True)

    assert make().stdout.startswith("Making .venv with Python 3.")
    assert make().stdout == ""
    python = tmp_path / ".venv" / "bin" / "python"
    where = [python, "-I", "-c", "from importlib.util import find_spec as f; print(f('lessonkit'))"]
    found = subprocess.run(where, cwd="/", check=True, capture_output=True, text=True).stdout
    assert str(tmp_path / "lessonkit") in found


def run_make(*arguments, path="", folder=ROOT):
    environ = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    environ["PATH"] = f"{path}{os.pathsep}{environ['PATH']}"
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environ, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def test_make_alone_lists_every_command():
    status, said = run_make()
    documented = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert status == 0
    assert re.findall(r"^make ([a-z]+)", said, re.MULTILINE) == documented
    assert {"lab", "test"} <= set(documented)


def test_a_python_that_is_not_there_is_named():
    status, said = run_make("lab", "PYTHON=python3.99")
    assert status != 0
    assert said.startswith("No python3.99 on this machine. Install Python 3.11 or newer")
    assert "make lab PYTHON=python3.13" in said


def test_a_python_that_is_too_old_is_told_so(tmp_path):
    old = tmp_path / "python3.8"
    aged = "import sys; sys.version_info = (3, 8, 18); exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{aged}" "$2"\n')
    old.chmod(0o755)
    status, said = run_make("test", "PYTHON=python3.8", path=tmp_path)
    assert status != 0
    assert said.startswith("Python 3.8 is too old: the lesson needs 3.11 or newer.")
    assert "make test PYTHON=python3.13" in said


def test_make_keeps_to_the_python_of_a_venv_that_works(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.symlink_to(sys.executable)
    assert '".venv/bin/python" tools' in run_make("-n", "lab", "PYTHON=", folder=tmp_path)[1]
    assert '"python3.13" tools' in run_make("-n", "lab", "PYTHON=python3.13", folder=tmp_path)[1]
    python.unlink()
    python.symlink_to(tmp_path / "removed")
    assert '"python3" tools' in run_make("-n", "lab", "PYTHON=", folder=tmp_path)[1]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc", "8888.0", ""])
def test_a_wrong_port_is_told_so(port):
    with pytest.raises(SystemExit, match=f"PORT={port} is no port"):
        lab.require_free(port)


def test_a_port_in_use_is_told_so():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} cannot be had .*PORT="):
            lab.require_free(str(port))
    lab.require_free(str(port))


@pytest.mark.parametrize("port", [None, "9999"])
def test_jupyterlab_listens_on_this_machine_only(port):
    chosen = lab.options(port, lab.FIRST_PAGE)
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
        ("darwin", {"SSH_CONNECTION": "somewhere"}, False),
    ],
)
def test_a_browser_is_opened_only_where_it_is_seen(monkeypatch, platform, environ, screen):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "environ", environ)
    assert lab.has_screen() is screen
    assert ("--no-browser" in lab.options(None, lab.FIRST_PAGE)) is not screen


@pytest.mark.parametrize(("token", "kept"), [("", None), ("chosen", "chosen")])
def test_an_empty_token_does_not_open_the_server(monkeypatch, token, kept):
    monkeypatch.setenv("JUPYTER_TOKEN", token)
    monkeypatch.setattr(sys, "argv", ["lab.py"])
    seen = []
    monkeypatch.setattr(os, "execv", lambda *_: seen.append(os.environ.get("JUPYTER_TOKEN")))
    lab.main()
    assert seen == [kept]


def targets():
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_hooks_run_the_same_checks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    entries = [hook["entry"].removeprefix("make ") for hook in hooks]
    assert set(entries) <= targets()
    assert "test" in entries
    assert all(hook["language"] == "system" for hook in hooks)


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda page: page.name)
def test_documented_commands_exist(page):
    said = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(said) <= targets()


def test_ci_runs_what_the_reader_runs():
    script = (ROOT / ".ci" / "run").read_text().strip().splitlines()
    assert script[-1] == "make test"
    assert "export CI=true" in script
