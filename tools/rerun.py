"""Run a notebook's code in one plain Python process, for its ties and its pictures.

Quicker than a kernel and independent of one. `python -m tools.rerun notebooks/01_cost.ipynb`
prints what was found as JSON: see `Rerun`.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from configparser import ConfigParser
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from tools import prose

ROOT = Path(__file__).resolve().parent.parent
RULE = ConfigParser()
RULE.read(ROOT / "tools" / "nbval.cfg", encoding="utf-8")
BYTES = re.compile(RULE["pictures"]["regex"])


@dataclass
class Rerun:
    """What one run of a notebook found, each by the id of its cell."""

    # The texts that the ties of a markdown cell should have.
    literals: dict[str, list[str]] = field(default_factory=dict)
    # The alternative text (`alt`) and the PNG in base64 (`png`) of each picture of a code cell.
    pictures: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)


def rerun(notebook: Path, root: Path = ROOT, **environment: str) -> Rerun:
    """Run a notebook in a fresh process and its own folder, with the lessonkit of a checkout."""
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "tools.rerun", str(notebook.resolve())],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path, "LESSONKIT_PROGRESS": "off", **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:]
        raise RuntimeError(f"{notebook.name}: its process ended with {done.returncode}: {last}")
    found = json.loads(done.stdout.splitlines()[-1])
    return Rerun(found["literals"], found["pictures"], [tuple(one) for one in found["errors"]])


def run_cells(cells: list[dict[str, Any]]) -> Rerun:
    """Run the cells of a notebook, here and in order."""
    shell = InteractiveShell.instance(config=Config(HistoryAccessor={"enabled": False}))
    found = Rerun()
    waiting: list[tuple[str, int, prose.Tie]] = []  # ties that look ahead to the next code cell
    for cell in cells:
        name, source = cell["id"], "".join(cell["source"])
        if cell["cell_type"] == "code":
            _run_code(shell, name, source, found)
            for place in waiting:
                _resolve(*place, shell.user_ns, found)
            waiting = []
        elif cell["cell_type"] == "markdown":
            for number, tie in enumerate(_ties(name, source, found)):
                if tie.ahead:
                    waiting.append((name, number, tie))
                else:
                    _resolve(name, number, tie, shell.user_ns, found)
    for place in waiting:
        _resolve(*place, shell.user_ns, found)
    return found


def _run_code(shell: Any, name: str, source: str, found: Rerun) -> None:
    # The shell's own trap is set first; set later, it would let no value be captured.
    with shell.display_trap, capture_output() as captured:
        result = shell.run_cell(source)
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        found.errors.append((name, f"{type(error).__name__}: {error}"))
    for output in captured.outputs:
        if drawn := pictures(output.data):
            found.pictures.setdefault(name, []).extend(drawn)


def blank(text: str) -> str:
    """Return a text without the bytes of its pictures, and with all else."""
    return BYTES.sub(RULE["pictures"]["replace"], text)


def pictures(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the alternative text and the PNG in base64 of each picture of an output's `data`."""
    reader = _Pictures()
    reader.feed(data.get("text/html", ""))
    return reader.found


class _Pictures(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            values = {name: value or "" for name, value in attrs}
            png = values.get("src", "").partition(";base64,")[2]
            self.found.append({"alt": values.get("alt", ""), "png": png})


def _ties(name: str, source: str, found: Rerun) -> list[prose.Tie]:
    """Return the ties of a markdown cell, and make room for their texts."""
    try:
        ties = prose.ties(source)
    except ValueError as error:
        found.errors.append((name, str(error)))
        return []
    if ties:
        found.literals[name] = [tie.literal for tie in ties]
    return ties


def _resolve(
    name: str, number: int, tie: prose.Tie, values: Mapping[str, Any], found: Rerun
) -> None:
    try:
        found.literals[name][number] = tie.render(prose.evaluate(tie, values))
    except (ValueError, TypeError) as error:
        found.errors.append((name, str(error)))


def main() -> None:
    """Run the notebook named on the command line and print what was found."""
    notebook = Path(sys.argv[1])
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    os.chdir(notebook.parent)
    print(json.dumps(asdict(run_cells(cells))))


if __name__ == "__main__":
    main()
