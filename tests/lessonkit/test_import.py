"""Importing lessonkit is cheap: a notebook loads only what it teaches."""

import os
import subprocess
import sys

import pytest

LATER = {"IPython", "ipywidgets", "matplotlib", "pandas", "scipy", "sklearn", "traitlets"}
PANEL = """
from lessonkit import load_columns
from lessonkit.explorers import LineExplorer
LineExplorer(*load_columns("engine_size", "price"))
"""


@pytest.mark.parametrize(
    ("statement", "later"),
    [
        ("import lessonkit", LATER),
        ("from lessonkit import load_columns\nload_columns('price')", LATER),
        ("import lessonkit.figures", LATER - {"matplotlib", "traitlets"} | {"matplotlib.pyplot"}),
        (PANEL, {"matplotlib.pyplot", "pandas", "scipy", "sklearn"}),
    ],
)
def test_what_is_not_needed_is_not_loaded(statement, later):
    code = f"{statement}\nimport sys; print(*sys.modules)"
    # What PYTHONWARNINGS says is among them, and given twice it would come before the error.
    ignored = [f"-W{option}" for option in sys.warnoptions]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(
        [sys.executable, "-Werror", *ignored, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert loaded.isdisjoint(later)
