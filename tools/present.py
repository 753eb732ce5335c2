"""Open one notebook of the lesson in JupyterLab, set up for a lecture hall.

    python -m tools.present       # the first notebook: `make present`
    python -m tools.present 04    # that one; as much of its name as tells it from the others

What is shown is a copy in a temporary folder: its outputs are cleared, so that each is a reveal,
and code that only draws or asks is folded away. The settings in teaching/present/ are copied, too,
since JupyterLab writes to them. When it stops (Ctrl-C) the copies are gone, and none of the
user's own settings, notebooks or answers has changed.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_core.paths import jupyter_config_path
from nbformat import NotebookNode

from tools.lab import ROOT, ignore_empty_token, options, require_free

# These have buttons, and nothing in their cells is to be filled in.
ASKING = re.compile(r"^(\w+ = )?(ask|predict|progress|quiz|recall)\(", re.MULTILINE)
ENVIRONMENT = {"LESSONKIT_SIZE": "hall", "LESSONKIT_PROGRESS": "off"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Show a notebook in a lecture hall.")
    parser.add_argument("name", nargs="?", default="00", help="of the notebook, or its beginning")
    parser.add_argument("--port", help="where to listen (default: 8888 or the next free one)")
    given = parser.parse_args()
    notebook = find(given.name)
    if given.port is not None:
        require_free(given.port)
    ignore_empty_token()
    with TemporaryDirectory(prefix="present-") as folder:
        stage(Path(folder))
        serve(Path(folder), notebook, given.port)


def find(name: str) -> str:
    """Return the one notebook whose name begins so."""
    names = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    found = [one for one in names if one.startswith(name.removesuffix(".ipynb"))]
    if len(found) != 1:
        sys.exit(f"N={name} names {len(found)} notebooks: give one of {', '.join(names)}.")
    return found[0]


def stage(folder: Path) -> None:
    """Copy what is shown, and the settings, into an empty folder."""
    shutil.copytree(ROOT / "teaching" / "present", folder / "settings")
    shutil.copytree(ROOT / "data", folder / "shown" / "data")  # notebooks link into both folders
    shutil.copytree(ROOT / "docs", folder / "shown" / "docs")
    shown = folder / "shown" / "notebooks"
    shown.mkdir()
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        set_up(notebook)
        nbformat.write(notebook, shown / path.name)


def set_up(notebook: NotebookNode) -> None:
    """Clear a notebook's outputs, and fold the code that is not its point."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("jupyter", None)  # a reveal is cleared, and shows when it runs
            if only_draws_or_asks(cell):
                cell.metadata["jupyter"] = {"source_hidden": True}
            cell.outputs, cell.execution_count = [], None


def only_draws_or_asks(cell: NotebookNode) -> bool:
    """Return whether a code cell, with its outputs, shows a picture, or buttons to answer with."""
    draws = any("<img" in output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return draws or ASKING.search(cell.source) is not None


def serve(folder: Path, notebook: str, port: str | None) -> None:
    """Run JupyterLab on one document until it is stopped."""
    command = [
        sys.executable, "-m", "jupyterlab",
        *options(port, f"/doc/tree/notebooks/{notebook}.ipynb", folder / "shown"),
        "--LabApp.custom_css=True",
        "--ServerApp.answer_yes=True",  # to the question whether to stop
        f"--LabApp.user_settings_dir={folder / 'settings' / 'user'}",
        f"--LabApp.app_settings_dir={folder / 'settings' / 'app'}",
        f"--LabApp.workspaces_dir={folder / 'settings' / 'workspaces'}",
    ]  # fmt: skip
    # A style sheet is read from here alone; what the user has configured holds as before.
    own = {
        "JUPYTER_CONFIG_DIR": str(folder / "settings" / "config"),
        "JUPYTER_CONFIG_PATH": os.pathsep.join(jupyter_config_path()),
    }
    server = subprocess.Popen(command, env=os.environ | ENVIRONMENT | own)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: server.terminate())
    server.wait()


if __name__ == "__main__":
    main()
