"""Forked kernels are as separate as started ones, and are interrupted and missed like them."""

import os
import re
import subprocess
import sys

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


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, str]:
    """Run one notebook after the other with the plugin; return what became of each."""
    folder = tmp_path_factory.mktemp("warm") / "folder"
    folder.mkdir()
    notebooks = {
        "1_leave": (LEAVE_THINGS_BEHIND, ""),
        "2_look": (LOOK_FOR_THEM, FOUND),
        "3_wrong_digit": ("print(0.2919)", "0.2918\n"),
        "4_endless": ("import time; time.sleep(600)", ""),
        "5_dead": ("import os; os._exit(3)", ""),
        "6_afterwards": (LOOK_FOR_THEM, FOUND),
    }
    for name, (source, text) in notebooks.items():
        stored = [new_output("stream", text=text)] if text else []
        cell = new_code_cell(source, outputs=stored, execution_count=1)
        nbformat.write(new_notebook(cells=[cell]), folder / f"{name}.ipynb")
    command = "-m pytest -p tools.warm_kernels --nbval --nbval-current-env --nbval-cell-timeout=5"
    done = subprocess.run(
        [sys.executable, *command.split(), "-v", "-p", "no:cacheprovider", folder.name],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    found = dict(re.findall(r"(\w+)\W+ipynb::Cell 0 (PASSED|FAILED)", done.stdout))
    assert found.keys() == notebooks.keys(), done.stdout + done.stderr
    return found


def test_kernel_is_warm_and_finds_nothing_of_the_one_before(outcomes):
    assert outcomes["1_leave"] == outcomes["2_look"] == outcomes["6_afterwards"] == "PASSED"


@pytest.mark.parametrize("name", ["3_wrong_digit", "4_endless", "5_dead"])
def test_whatever_goes_wrong_fails(outcomes, name):
    assert outcomes[name] == "FAILED"
