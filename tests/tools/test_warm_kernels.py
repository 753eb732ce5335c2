"""Forked kernels are as separate as started ones, and are interrupted and missed like them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools.rerun import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")

LEAVE_THINGS_BEHIND = """
import os, sys
import matplotlib
matplotlib.rcParams["lines.linewidth"] = 99
os.environ["LEFT"] = "behind"
sys.left = left = "behind"
"""
LOOK_FOR_THEM = """
import os, sys
warm = "ipywidgets" in sys.modules
import matplotlib
print(warm, os.path.basename(os.getcwd()), matplotlib.rcParams["lines.linewidth"])
print("LEFT" in os.environ, hasattr(sys, "left"), "left" in globals(), "lessonkit" in sys.modules)
"""
FOUND = "True folder 1.5\nFalse False False False\n"


def outcomes(folder: Path, cells: dict[str, tuple[str, str]], seconds: int) -> dict[str, str]:
    """Run notebooks of a cell, given with its stored output; return what became of each."""
    folder.mkdir()
    for name, (source, text) in cells.items():
        stored = [new_output("stream", text=text)] if text else []
        cell = new_code_cell(source, outputs=stored, execution_count=1)
        nbformat.write(new_notebook(cells=[cell]), folder / f"{name}.ipynb")
    command = "-m pytest -v -p tools.warm_kernels -p nbval.plugin -p no:cacheprovider "
    command += f"--nbval --nbval-current-env --nbval-cell-timeout={seconds}"
    done = subprocess.run(
        [sys.executable, *command.split(), folder.name],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = dict(re.findall(r"(\w+)\W+ipynb::Cell 0 (PASSED|FAILED)", done.stdout))
    assert found.keys() == cells.keys(), done.stdout + done.stderr
    return found


def test_kernel_is_warm_and_finds_nothing_of_the_one_before(tmp_path):
    cells = {
        "1_leave": (LEAVE_THINGS_BEHIND, ""),
        "2_look": (LOOK_FOR_THEM, FOUND),
        "3_wrong_digit": ("print(0.2919)", "0.2918\n"),
        "4_afterwards": (LOOK_FOR_THEM, FOUND),
    }
    found = outcomes(tmp_path / "folder", cells, seconds=60)
    assert [name for name, outcome in found.items() if outcome == "FAILED"] == ["3_wrong_digit"]


def test_endless_cell_and_dead_kernel_fail(tmp_path):
    cells = {
        "endless": ("import time; time.sleep(600)", ""),
        "dead": ("import os; os._exit(3)", ""),
    }
    found = outcomes(tmp_path / "folder", cells, seconds=1)
    assert set(found.values()) == {"FAILED"}
