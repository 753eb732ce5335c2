"""Run a notebook's code in one plain Python process, to check its ties and its figures.

Quicker than a kernel and independent of one. `python -m tools.rerun notebooks/01_cost.ipynb`
prints what was found as JSON: see `Rerun`.

A figure wobbles if a relative change of 1e-9 in the value behind it would change its text, since
then another processor or library may print another digit. Looked at are f-strings, `format` and
`round` in the cells and in lessonkit, what cells print or end on, and ties. Rules:

- A whole number, and a float of at most eight significant digits, was chosen or counted: it is
  exact, and cannot wobble.
- A text that rounds to zero must not depend on the sign of the rounding error (take `abs`, or
  the format `z`), and an error below 1e-9 is never worth its digits.
- A figure quoted to more than eight digits wobbles of necessity. It may be reviewed, and then has
  to stand a change of 1e-12.

Not seen: text made by other libraries (axis labels, a styled table) or by `%` and `str.format`.
"""

import ast
import base64
import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tools import prose

ROOT = Path(__file__).resolve().parent.parent
CHANGES = (1e-9, 1e-12)
EXACT_DIGITS = 8


@dataclass
class Rerun:
    """What one run of a notebook found.

    Attributes
    ----------
    literals : dict of str to list of str
        For each markdown cell with ties, by its id: the texts that its ties should have.
    alts : dict of str to str
        For each code cell that ends on a picture, by its id: the picture's alternative text.
    pictures : dict of str to str
        The same cells' pictures, as PNG in base64.
    texts : dict of str to str
        For each code cell, by its id: what it prints, and the value that it ends on as text.
    wobbly : list of (str, str, float)
        Cell, text, and the smallest change tried that alters it (1e-9 or 1e-12).
    errors : list of (str, str)
        Cell, and what went wrong there.
    """

    literals: dict[str, list[str]] = field(default_factory=dict)
    alts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    wobbly: list[tuple[str, str, float]] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


def rerun(notebook: Path, root: Path = ROOT) -> Rerun:
    """Run a notebook in a fresh Python process, in its own folder.

    Parameters
    ----------
    notebook : path
    root : path, optional
        The checkout whose lessonkit it uses.
    """
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "tools.rerun", str(notebook.resolve())],
        cwd=root,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"{notebook.name}: the run ended with {done.stderr.strip().splitlines()[-1:]}"
        )
    found = json.loads(done.stdout.splitlines()[-1])
    found["wobbly"] = [tuple(entry) for entry in found["wobbly"]]
    found["errors"] = [tuple(entry) for entry in found["errors"]]
    return Rerun(**found)


def run_cells(cells: list[dict[str, Any]]) -> Rerun:
    """Run the cells of a notebook, here and in order."""
    shell = InteractiveShell.instance(config=Config(HistoryAccessor={"enabled": False}))
    found = Rerun()
    watch = Watch(found)
    sys.meta_path.insert(0, WatchedFinder(watch))
    shell.user_ns[WATCH] = watch
    shell.ast_transformers.append(WatchedCode())
    _listen_to_pictures(shell, watch)
    waiting: list[Place] = []
    for cell in cells:
        watch.cell, source = cell["id"], "".join(cell["source"])
        if cell["cell_type"] == "code":
            _run_code(shell, source, watch)
            _fill(waiting, shell.user_ns, watch)
            waiting = []
        elif cell["cell_type"] == "markdown":
            places = _places(source, watch)
            _fill([place for place in places if not place.tie.ahead], shell.user_ns, watch)
            waiting += [place for place in places if place.tie.ahead]
    _fill(waiting, shell.user_ns, watch)
    return found


def _run_code(shell: Any, source: str, watch: "Watch") -> None:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        result = shell.run_cell(source)
    watch.found.texts[watch.cell] = printed.getvalue()
    error = result.error_before_exec or result.error_in_exec
    if error is not None:
        watch.found.errors.append((watch.cell, f"{type(error).__name__}: {error}"))
    elif not source.rstrip().endswith(";"):
        watch.shown(result.result)


def _listen_to_pictures(shell: Any, watch: "Watch") -> None:
    """Keep each picture that a cell shows, and its alternative text."""
    compute = shell.displayhook.compute_format_data

    def listen(result: Any) -> Any:
        data, metadata = compute(result)
        if "image/png" in data:
            picture = data["image/png"]
            is_encoded = isinstance(picture, str)
            encoded = picture if is_encoded else base64.b64encode(picture).decode("ascii")
            watch.found.pictures[watch.cell] = encoded
            watch.found.alts[watch.cell] = metadata["image/png"]["alt"]
        return data, metadata

    shell.displayhook.compute_format_data = listen


class Place(NamedTuple):
    """A tie, and where its text belongs."""

    cell: str
    number: int
    tie: prose.Tie


def _places(source: str, watch: "Watch") -> list[Place]:
    """Make room for the texts of a markdown cell's ties."""
    try:
        ties = prose.ties(source)
    except ValueError as error:
        watch.found.errors.append((watch.cell, str(error)))
        return []
    if ties:
        watch.found.literals[watch.cell] = [tie.literal for tie in ties]
    return [Place(watch.cell, number, tie) for number, tie in enumerate(ties)]


def _fill(places: list[Place], namespace: dict[str, Any], watch: "Watch") -> None:
    """Resolve ties with the values that the notebook has now."""
    for watch.cell, number, tie in places:
        try:
            text = watch.tied(prose.evaluate(tie, namespace), tie)
            watch.found.literals[watch.cell][number] = text
        except (ValueError, TypeError) as error:
            watch.found.errors.append((watch.cell, str(error)))


# What follows watches figures on their way into text.

WATCH = "__watch__"


class Watch:
    """Notes the figures that would be written otherwise after a small change of their value."""

    def __init__(self, found: Rerun) -> None:
        self.found = found
        self.cell = ""

    def formatted(self, value: Any, spec: str = "") -> Any:
        """Look at `f"{value:spec}"`; return the value."""
        self._look(value, lambda changed: format(changed, spec))
        return value

    def formatted_size(self, value: Any, spec: str = "") -> Any:
        """Look at `f"{abs(value):spec}"`, which has no sign; return the value."""
        self._look(value, lambda changed: format(abs(changed), spec))
        return value

    def rounded(self, value: Any, *args: Any, **keywords: Any) -> Any:
        """Look at `round(value, digits)` or `value.round(digits)`; return what it gives."""

        def rounded(changed: Any) -> Any:
            return getattr(changed, "round", partial(round, changed))(*args, **keywords)

        self._look(value, lambda changed: repr(rounded(changed)))
        return rounded(value)

    def shown(self, value: Any) -> Any:
        """Look at what a cell prints or ends on; return it."""
        self._look(value, repr)
        return value

    def tied(self, value: Any, tie: prose.Tie) -> str:
        """Look at a tie's value; return its text."""
        write = (
            (lambda changed: tie.render(abs(changed))) if _is_size(tie.expression) else tie.render
        )
        self._look(value, write)
        return tie.render(value)

    def _look(self, value: Any, write: Callable[[Any], str]) -> None:
        if scaled(value, 2) is value:  # nothing in it can wobble
            return
        text = write(value)
        for change in reversed(CHANGES):
            if _is_noise(value, text, write) or any(
                write(scaled(value, 1 + sign * change)) != text for sign in (-1, 1)
            ):
                self.found.wobbly.append((self.cell, text.strip(), change))
                return


def _is_noise(value: Any, text: str, write: Callable[[Any], str]) -> bool:
    """Tell whether this is a rounding error whose sign or digits show."""
    tiny = isinstance(value, float) and abs(value) < CHANGES[0]
    return tiny and {text, write(-value)} != {write(0.0)}


def scaled(value: Any, factor: float) -> Any:
    """Return the value with every inexact float in it times a factor."""
    if isinstance(value, float):
        return value if is_exact(value) else type(value)(value * factor)
    if isinstance(value, list | tuple):
        return _scaled_items(value, factor)
    if isinstance(value, dict):
        items = _scaled_items(list(value.values()), factor)
        return dict(zip(value, items, strict=True))
    if hasattr(value, "iloc"):  # a pandas table or column
        return value.map(partial(scaled, factor=factor))
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.reshape(_scaled_items(value.ravel().tolist(), factor), value.shape)
    return value


def _scaled_items(value: Any, factor: float) -> Any:
    items = [scaled(item, factor) for item in value]
    return value._make(items) if hasattr(value, "_make") else type(value)(items)


def is_exact(value: float) -> bool:
    """Tell whether this float was chosen or counted: then it has few digits."""
    digits = repr(float(value)).split("e", 1)[0].replace(".", "").strip("-0")
    return len(digits) <= EXACT_DIGITS or not digits.isdigit()


class WatchedCode(ast.NodeTransformer):
    """Puts the watch into f-strings, `format`, `round`, `print` and `display`."""

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        """Watch one pair of braces of an f-string."""
        self.generic_visit(node)
        spec = [node.format_spec] if node.format_spec and node.conversion == -1 else []
        method = "formatted_size" if _is_size(ast.unparse(node.value)) else "formatted"
        node.value = _watch(method, [node.value, *spec], [], node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Watch one call, if it makes text."""
        self.generic_visit(node)
        name = getattr(node.func, "id", "")
        if name in ("print", "display"):
            node.args = [
                arg if isinstance(arg, ast.Starred) else _watch("shown", [arg], [], arg)
                for arg in node.args
            ]
        elif name == "format":
            node.args[0] = _watch("formatted", node.args, [], node)
        elif name == "round" or _is_numpy_round(node.func):
            return _watch("rounded", node.args, node.keywords, node)
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "round":
            return _watch("rounded", [node.func.value, *node.args], node.keywords, node)
        return node


def _is_size(expression: str) -> bool:
    return expression.startswith("abs(")


def _is_numpy_round(function: ast.expr) -> bool:
    return ast.unparse(function) in ("np.round", "numpy.round")


def _watch(
    method: str, args: list[ast.expr], keywords: list[ast.keyword], place: ast.AST
) -> ast.Call:
    watch = ast.Attribute(ast.Name(WATCH, ast.Load()), method, ast.Load())
    call = ast.copy_location(ast.Call(watch, [*args], keywords), place)
    return ast.fix_missing_locations(call)


class WatchedLoader(SourceFileLoader):
    """Loads a module with the watch in its code, past the cache of compiled files."""

    watch: Watch

    def get_code(self, fullname: str) -> CodeType:
        """Compile the watched source."""
        path = self.get_filename(fullname)
        return compile(WatchedCode().visit(ast.parse(self.get_data(path))), path, "exec")

    def exec_module(self, module: Any) -> None:
        """Give the module its watch, then run it."""
        setattr(module, WATCH, self.watch)
        super().exec_module(module)


class WatchedFinder(MetaPathFinder):
    """Finds lessonkit's modules for `WatchedLoader`."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Return the usual spec, with the watching loader in it."""
        if fullname.partition(".")[0] != "lessonkit":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        spec.loader = WatchedLoader(fullname, spec.loader.path)
        spec.loader.watch = self.watch
        return spec


def main() -> None:
    """Run the notebook named on the command line and print what was found."""
    notebook = Path(sys.argv[1])
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    os.chdir(notebook.parent)
    found = run_cells(cells)
    print(json.dumps(asdict(found)))


if __name__ == "__main__":
    main()
