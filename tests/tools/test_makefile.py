"""What make does on machines that are ready for it, and on others; nothing needs a network."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tools.rerun import ROOT

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
LOCKS = ("requirements.lock", "requirements-dev.lock")
LESSON, DEVELOPER = "Making .venv with", "Installing what the tests need"


def run_make(*arguments, folder=ROOT, **environ):
    environ = {**{k: v for k, v in os.environ.items() if k != "MAKEFLAGS"}, **environ}
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environ, check=False, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


def pretend(folder, name, text=f"echo Python 3.{sys.version_info.minor}.0"):
    """Make a command that only says something."""
    command = folder / name
    command.parent.mkdir(parents=True, exist_ok=True)
    command.write_text(f"#!/bin/sh\n{text}\n")
    command.chmod(0o755)
    return command


@pytest.fixture
def ready(tmp_path):
    """Return a folder in which everything is installed, as far as make can tell."""
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
        os.utime(tmp_path / name, (1, 1))
    python = pretend(tmp_path, ".venv/bin/python")
    version = subprocess.run([python], check=True, capture_output=True, text=True).stdout
    (tmp_path / ".venv" / "lesson").write_text(f"{tmp_path.resolve()} {version}")
    (tmp_path / ".venv" / "developer").touch()
    for time, stamp in enumerate(("lesson", "developer"), start=2):
        os.utime(tmp_path / ".venv" / stamp, (time, time))
    return tmp_path


def installs(folder, target="lint", *arguments, **environ):
    """Return which of the two installations make would do."""
    status, said = run_make("-n", target, *arguments, folder=folder, **environ)
    assert status == 0, said
    return [name for name in (LESSON, DEVELOPER) if name in said]


def test_what_is_ready_is_left_alone(ready):
    assert installs(ready, "lab") == []
    assert installs(ready, "lint") == []


def test_a_student_gets_no_tools_of_developers(ready):
    shutil.rmtree(ready / ".venv")
    assert installs(ready, "lab") == installs(ready, "present") == [LESSON]
    assert installs(ready, "lint") == [LESSON, DEVELOPER]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("requirements.lock", [LESSON, DEVELOPER]),
        ("pyproject.toml", [LESSON, DEVELOPER]),
        ("requirements-dev.lock", [DEVELOPER]),
        ("README.md", []),
    ],
)
def test_a_changed_file_is_followed(ready, changed, expected):
    (ready / changed).touch()
    assert installs(ready) == expected


@pytest.mark.parametrize("missing", ["lesson", "bin/python"])
def test_a_half_made_venv_starts_afresh(ready, missing):
    (ready / ".venv" / missing).unlink()
    assert LESSON in installs(ready, "lab")


def test_a_vanished_python_starts_afresh(ready):
    python = ready / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(ready / "removed")
    assert LESSON in installs(ready, "lab")


def test_a_moved_folder_starts_afresh(ready):
    moved = ready.rename(ready.with_name(f"{ready.name} moved"))
    assert LESSON in installs(moved, "lab")


def test_an_upgraded_python_starts_afresh(ready):
    pretend(ready, ".venv/bin/python", "echo Python 3.99.0")
    assert LESSON in installs(ready, "lab")


def test_a_python_that_is_named_is_used(ready):
    other = pretend(ready, "python3.99", "echo Python 3.99.0")
    assert LESSON in installs(ready, "lab", f"PYTHON={other}")
    same = pretend(ready, "same")
    assert installs(ready, "lab", f"PYTHON={same}") == []


def test_without_a_network_it_says_so_and_the_next_time_starts_afresh(ready):
    shutil.rmtree(ready / ".venv")
    away = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}
    status, said = run_make("lab", f"PYTHON={sys.executable}", folder=ready, **away)
    assert status != 0
    assert "Making .venv failed, for the reason above. Is there a network" in said
    assert (ready / ".venv" / "bin" / "python").exists()
    assert LESSON in installs(ready, "lab")


def test_a_python_that_is_not_there_is_named():
    status, said = run_make("lab", "PYTHON=python3.99")
    assert status != 0
    assert said.startswith("No python3.99 on this machine. Install Python 3.11 or newer")
    assert "make lab PYTHON=python3.13" in said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("sys.version_info = (3, 8, 18)", r"Python 3\.8 is too old: .* make test PYTHON=python3"),
        (
            "import importlib.util as u; u.find_spec = lambda name: None",
            r"This Python has no venv .*apt install python3\.\d+-venv",
        ),
    ],
    ids=["too old", "without venv"],
)
def test_a_python_that_will_not_do_is_told_so(ready, change, message):
    code = f"import sys; {change}; exec(sys.argv[1])"
    other = pretend(ready, "other", f'exec "{sys.executable}" -c "{code}" "$2"')
    status, said = run_make("test", f"PYTHON={other}", folder=ready)
    assert status != 0
    assert re.match(message, said)
    assert (ready / ".venv" / "lesson").exists()


def test_make_alone_lists_every_command():
    status, said = run_make()
    documented = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert status == 0
    assert re.findall(r"^make ([a-z]+)", said, re.MULTILINE) == documented
    assert {"lab", "test", "release"} <= set(documented)


def test_a_release_runs_whatever_a_test_does_not(ready):
    commands = run_make("-n", "release", folder=ready)[1]
    for command in ("bin/nox", "-m tools.bench", "-m deploy.rehearsal"):
        assert command in commands


def test_hooks_run_the_same_checks():
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    entries = [hook["entry"].removeprefix("make ") for hook in hooks]
    assert set(entries) <= TARGETS
    assert "test" in entries
    assert all(hook["language"] == "system" for hook in hooks)


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("deploy/**/*.md")]


@pytest.mark.parametrize("page", sorted(PAGES), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_documented_commands_exist(page):
    said = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(said) <= TARGETS


def test_ci_runs_what_the_reader_runs():
    script = (ROOT / ".ci" / "run").read_text().strip().splitlines()
    assert script[-1] == "make test"
    assert "export CI=true" in script


def test_the_workflow_tests_and_publishes():
    (path,) = (ROOT / ".github/workflows").glob("*.yml")
    jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    steps = {name: [step.get("run", "") for step in job["steps"]] for name, job in jobs.items()}
    assert any("bash .ci/run" in step for step in steps["test"])
    assert any("make site" in step for step in steps["publish"])
    assert jobs["publish"]["needs"] == "test"


def test_gitlab_tests_and_publishes_too():
    job = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))["pages"]
    assert job["script"] == ["bash .ci/run", "make site", "mv build/site public"]
    assert job["artifacts"]["paths"] == ["public"]
