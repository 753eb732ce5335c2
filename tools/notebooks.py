"""The one writer of notebooks: run them, refill the numbers in their prose, save them.

    python -m tools.notebooks             # all notebooks and pages: `make notebooks`
    python -m tools.notebooks 01_cost     # one
    python -m tools.notebooks README.md   # the numbers of a page

Each notebook runs in a fresh kernel. What is saved depends on its source alone, so a second run
leaves no diff. A notebook is left as it was, with a message that names the cell, if a cell raises,
writes to stderr, takes over a minute, has no id in words or an unknown tag, or if a tie
(tools/prose.py) cannot be resolved. A cell with the tag `reveal` is saved with its outputs closed:
JupyterLab opens them when it runs, and until then shows their first line, which tells nothing. The
pages, README.md and those of teaching/, are not run: their numbers come from the table of
quantities and from docs/measured.json.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from lessonkit.server import WIDGET_VIEW
from tools import prose
from tools.quantities import ANSWERS, GUIDE, quantities
from tools.rerun import ROOT, Rerun, rerun

PAGES = ("README.md", "docs/speed.md", GUIDE, ANSWERS)
MEASURED = ROOT / "docs" / "measured.json"  # what `make bench KEEP=1` measured last
SECONDS_PER_CELL = 60
KERNELS_AT_ONCE = 2
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
KNOWN_TAGS = {"exercise", "reveal"}
CELL_METADATA = {"tags", "jupyter", "editable", "deletable"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
REVEAL = {"outputs_hidden": True}  # JupyterLab drops it from a cell that has run
CLOSED = "Run this cell to see it.\n"  # JupyterLab shows the first line of a closed output
NOBODYS = {"LESSONKIT_PROGRESS": "off"}  # else the answers of whoever runs it would be saved


class RefusedError(Exception):
    """A notebook cannot be written as it is; the message says which, where and why."""


def write_notebook(path: Path) -> bool:
    """Run a notebook and save it; return whether the file changed."""
    notebook = read(path)
    refill(path, notebook, rerun(path))
    execute(path, notebook)
    normalize(notebook)
    return _save(path, nbformat.writes(notebook) + "\n")


def write_page(path: Path) -> bool:
    """Refill the numbers of a markdown page; return whether the file changed."""
    text = path.read_text(encoding="utf-8")
    return _save(path, prose.refill(text, page_literals(path.name, text)))


def page_literals(name: str, text: str) -> list[str]:
    """Return the texts that the ties of a markdown page should have."""
    try:
        measured = json.loads(MEASURED.read_text(encoding="utf-8"))
        known = {"quantities": quantities, "measured": measured}
        return [tie.render(prose.evaluate(tie, known)) for tie in prose.ties(text)]
    except (ValueError, TypeError) as error:
        raise RefusedError(f"{name}: {error}") from error


def read(path: Path) -> NotebookNode:
    """Read a notebook whose cells have ids in words and known tags."""
    text = path.read_text(encoding="utf-8")
    try:
        cells = json.loads(text)["cells"]
    except (ValueError, LookupError, TypeError) as error:
        raise RefusedError(f"{path.name}: not a notebook: {error}") from error
    seen: set[str] = set()
    for number, cell in enumerate(cells, start=1):
        _check_cell(f"{path.stem}: cell {number}", cell, seen)
        seen.add(cell["id"])
    notebook: NotebookNode = nbformat.reads(text, as_version=4)
    return notebook


def _check_cell(where: str, cell: dict[str, Any], seen: set[str]) -> None:
    name = cell.get("id", "")
    if not ID.fullmatch(name) or RANDOM_ID.fullmatch(name):
        raise RefusedError(f"{where}: the id {name!r} does not name it; expected words-like-this.")
    if name in seen:
        raise RefusedError(f"{where}: the id {name!r} is taken.")
    unknown = set(cell["metadata"].get("tags", ())) - KNOWN_TAGS
    if unknown:
        raise RefusedError(
            f"{where}: {name}: unknown tags {sorted(unknown)}; known are {sorted(KNOWN_TAGS)}."
        )
    if "outputs_hidden" in cell["metadata"].get("jupyter", ()) and not _is_reveal(cell):
        raise RefusedError(f"{where}: {name}: its outputs are hidden; expected the tag reveal.")


def _is_reveal(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code" and "reveal" in cell["metadata"].get("tags", ())


def refill(path: Path, notebook: NotebookNode, found: Rerun) -> None:
    """Put the values that a run found into the notebook's prose."""
    if found.errors:
        raise RefusedError(
            "\n".join(f"{path.stem}: {cell}: {message}" for cell, message in found.errors)
        )
    for cell in notebook.cells:
        if cell.id in found.literals:
            cell.source = prose.refill(cell.source, found.literals[cell.id])


def execute(path: Path, notebook: NotebookNode) -> None:
    """Run every cell in a fresh kernel, in the notebook's folder, and keep the outputs."""
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # it warns that it listens on this machine
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    running = ""

    def note(cell: NotebookNode, **_: Any) -> None:
        nonlocal running
        running = cell.id

    client.on_cell_start = note
    try:
        client.execute(env=os.environ | NOBODYS)
    except CellExecutionError as error:
        trouble = f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        trouble = f"still running after {SECONDS_PER_CELL} s."
    except DeadKernelError:
        trouble = "the kernel died."
    else:
        trouble = ""
    for cell, output in outputs(notebook):
        if not trouble and output.get("name") == "stderr":
            running = cell.id
            trouble = f"wrote to stderr: {output.text.strip().splitlines()[-1]}"
    if trouble:
        raise RefusedError(f"{path.stem}: {running}: {trouble}")


def outputs(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, NotebookNode]]:
    """Go through the outputs of a notebook, each with its cell."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield cell, output


def normalize(notebook: NotebookNode) -> None:
    """Leave nothing in an executed notebook that depends on when, where or how often it ran."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    counts = count(1)
    for cell in notebook.cells:
        cell.source = cell.source.rstrip()
        cell.metadata = nbformat.from_dict(
            {k: v for k, v in cell.metadata.items() if k in CELL_METADATA}
        )
        if _is_reveal(cell):
            _close(cell)
        if cell.cell_type == "code":
            cell.execution_count = next(counts)
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
                output.get("data", {}).pop(WIDGET_VIEW, None)


def _close(cell: NotebookNode) -> None:
    """Save a reveal's outputs closed, under a first line that does not tell the answer."""
    cell.metadata["jupyter"] = nbformat.from_dict(REVEAL)
    for output in cell.outputs[:1]:
        holder = output.get("data", output)
        kind = next(kind for kind in ("text/html", "text/plain", "text") if kind in holder)
        holder[kind] = CLOSED + holder[kind].removeprefix(CLOSED)


def _save(path: Path, text: str) -> bool:
    """Replace a file in one go, unless it has this text already."""
    if path.read_text(encoding="utf-8") == text:
        return False
    temporary = path.with_suffix(".part")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
    return True


def _find(names: list[str]) -> list[Path]:
    """Return the files meant by names, paths or nothing (all of them)."""
    if not names:
        return [
            *sorted((ROOT / "notebooks").glob("*.ipynb")),
            *filter(Path.exists, (ROOT / p for p in PAGES)),
        ]
    places = [
        ROOT / name if name in PAGES else ROOT / "notebooks" / f"{Path(name).stem}.ipynb"
        for name in names
    ]
    missing = [place.name for place in places if not place.is_file()]
    if missing:
        raise RefusedError(f"there is no {', '.join(missing)} in the project.")
    return places


def _attempt(path: Path) -> bool:
    write: Callable[[Path], bool] = write_page if path.suffix == ".md" else write_notebook
    try:
        print(f"{path.name}: {'written' if write(path) else 'unchanged'}", flush=True)
    except RefusedError as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return False
    return True


def main(arguments: list[str] | None = None) -> int:
    """Write the notebooks and pages named on the command line, or all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="notebooks or pages; all if none is given")
    try:
        paths = _find(parser.parse_args(arguments).names)
    except RefusedError as refusal:
        parser.error(str(refusal))
    with ThreadPoolExecutor(KERNELS_AT_ONCE) as pool:
        return 0 if all(list(pool.map(_attempt, paths))) else 1


if __name__ == "__main__":
    sys.exit(main())
