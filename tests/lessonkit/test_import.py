"""Importing lessonkit is cheap: a notebook loads only what it teaches."""

import os
import subprocess
import sys

import pytest

LATER = ["IPython", "ipywidgets", "matplotlib", "pandas", "scipy", "sklearn", "traitlets"]


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
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
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    ["import lessonkit", "from lessonkit import load_columns\nload_columns('price')"],
)
def test_import_loads_numpy_alone(statement):
    loaded = loaded_by(statement)
    assert "numpy" in loaded
    assert loaded.isdisjoint(LATER)


def test_pictures_load_neither_pyplot_nor_what_they_do_not_draw():
    code = "import lessonkit.figures, sys; print('matplotlib.pyplot' in sys.modules)"
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "False\n"
    heavy = {"IPython", "ipywidgets", "pandas", "scipy", "sklearn"}
    assert loaded_by("import lessonkit.figures").isdisjoint(heavy)
