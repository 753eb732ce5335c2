"""Install what environment.yml asks for into an empty environment, and run every notebook there.

    make fresh

Conda's packages are taken from pip, by the same names and ranges, in their newest versions; the
Python is the one that environment.yml names. It takes a few minutes and 1 GB in build/fresh.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import yaml

from deploy.rehearsal.lesson import Lesson

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "build" / "fresh"
BIN = PLACE / "venv" / "bin"
# Named otherwise by pip; and what is no package there.
NAMES = {"matplotlib-base": "matplotlib"}
NO_PACKAGES = ("python", "pip")
SECONDS_PER_CELL = 120


def main() -> int:
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    shutil.rmtree(PLACE, ignore_errors=True)
    uv = [sys.executable, "-m", "uv", "--quiet"]
    run(*uv, "venv", "--no-python-downloads", "--python", python_of(wanted), str(PLACE / "venv"))
    run(*uv, "pip", "install", "--python", str(BIN / "python"), *packages(wanted))
    folder = PLACE / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder)
    wrong = 0
    for path in sorted(folder.glob("*.ipynb")):
        run(BIN / "jupyter-execute", "--inplace", f"--timeout={SECONDS_PER_CELL}", path)
        saved = nbformat.read(ROOT / "notebooks" / path.name, as_version=4)
        found = Lesson(path, saved, []).wrong(nbformat.read(path, as_version=4))
        print(f"{path.name}: {'; '.join(found) or 'right'}", flush=True)
        wrong += bool(found)
    return int(bool(wrong))


def python_of(wanted: list[Any]) -> str:
    """Return the version of Python that conda is to install."""
    [version] = [line for line in wanted if isinstance(line, str) and line.startswith("python=")]
    return str(version).removeprefix("python=")


def packages(wanted: list[Any]) -> Iterator[str]:
    """Say conda's dependencies in pip's words."""
    for line in wanted:
        if isinstance(line, dict):
            for extra in line["pip"]:
                yield from extra.split()
        else:
            name = line.split(">=")[0].split("=")[0]
            if name not in NO_PACKAGES:
                yield line.replace(name, NAMES.get(name, name))


def run(*command: str | Path) -> None:
    """Run a command away from this user's own settings, and stop if it fails."""
    home = PLACE / "home"
    home.mkdir(parents=True, exist_ok=True)
    # Not HOME itself, by which uv finds what it has fetched before.
    away = {"IPYTHONDIR": home, "MPLCONFIGDIR": home, "LESSONKIT_PROGRESS": home / "progress"}
    environment = {**os.environ, **{name: str(place) for name, place in away.items()}}
    done = subprocess.run(
        command, cwd=ROOT, check=False, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{done.stderr}\nThis failed: {' '.join(map(str, command))}")


if __name__ == "__main__":
    sys.exit(main())
