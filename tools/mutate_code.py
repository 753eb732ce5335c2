"""Change lessonkit in one place at a time and see whether its tests notice.

Changed are numbers (also in format specifications), arithmetic, comparisons, `and` and `or`, signs
and conditions, and each statement that calls something or sets an attribute is left out: so panels
lose their wires one by one. Not changed is how a picture looks (`LOOKS`: sizes, colours, places of
labels), which no test can judge; `strict` in a `zip`, which speaks only once lengths differ that
never do; and the made-up cases that checkers of exercises try (`CASES`): any will do that tell one
mistake from another, and tests see to that.

A mutant is run in a process forked from one that has imported all libraries, but not lessonkit:
nothing is written to disk, and what takes long is the tests alone. Of them only those are run that
run the changed line (tools/reach.py). If none of them notices, the notebooks that run it are
compared with what they showed before: texts, ties, pictures and their words.
"""

import ast
import hashlib
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import pytest

from tools import reach
from tools.rerun import ROOT

FOLDER = ROOT / "build" / "mutants"

_LOOKS = """
alpha aspect bbox bbox_to_anchor borderaxespad bottom c capsize clip_on cmap color colors
columnspacing constrained density edgecolor edgecolors elev azim facecolor figsize fontsize
fontweight framealpha frameon handlelength height height_ratios hspace labelpad layout left length
levels lightness linestyle linestyles linewidth linewidths lw marker markeredgecolor
markeredgewidth markerfacecolor markersize markevery max_width ms pad rasterized right rotation s
size top vmax vmin width width_ratios wspace xytext zoom zorder
"""
LOOKS = set(_LOOKS.split())
CASES = re.compile(r"_?some_\w+|\w+_cases")
PLACING = {"set_position", "set_box_aspect", "set_subplotspec", "GridSpec", "add_gridspec"}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.FloorDiv: ast.Mod,
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


# The tests of a module that has none of its own name.
PROVED_BY = {
    "explorers/_controls.py": "panel",
    "explorers/_ground.py": "surface",
    "explorers/_models.py": "sklearn",
    "exercises/_check.py": "checks diagnosis feedback",
    "exercises/_choice.py": "questions",
    "exercises/_controls.py": "questions",
    "exercises/_exercise.py": "checks diagnosis",
    "exercises/_line.py": "checks diagnosis feedback",
    "exercises/_minima.py": "checks diagnosis",
    "exercises/_overview.py": "progress",
    "exercises/_pictures.py": "feedback",
    "exercises/_predict.py": "questions",
    "exercises/_predictions.py": "questions",
    "exercises/_quiz.py": "questions",
    "exercises/_readings.py": "questions",
    "exercises/_scaling.py": "checks diagnosis",
    "exercises/_steps.py": "checks diagnosis feedback",
    "exercises/_values.py": "checks diagnosis",
}


class Change(NamedTuple):
    """One change of a module.

    Attributes
    ----------
    within : str
        The function, the class and its method, or the constant that it is in.
    words : str
        What is changed.
    line : int
    make : callable
        Changes the tree.
    """

    within: str
    words: str
    line: int
    make: Callable[[], None]

    def __str__(self) -> str:
        """Return all of it, as reports have it."""
        return f"line {self.line}, in {self.within}: {self.words}"


def changes(tree: ast.Module) -> Iterator[Change]:
    """Go through all that can be changed in a module."""
    for node in _walk(tree):
        line = getattr(node, "lineno", 0)
        for field, new in _of_node(node):
            words = f"{_text(node)} {_said(field, new)}"
            yield Change(name_at(tree, line), words, line, partial(setattr, node, field, new))
        for statement, leave_out in _left_out(node):
            line, words = statement.lineno, f"{_text(statement)} left out"
            yield Change(name_at(tree, line), words, line, leave_out)


def name_at(tree: ast.AST, line: int) -> str:
    """Return the name of what is defined on a line: `LOOKS`, `show`, `Panel.close`."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)):
            continue
        match node:
            case ast.ClassDef(name=name):
                return ".".join(filter(None, [name, name_at(node, line)]))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                return name
            case ast.Assign(targets=[target, *_]) | ast.AnnAssign(target=target):
                return ast.unparse(target)
    return ""


def statement_at(tree: ast.Module, line: int) -> range:
    """Return the lines of the innermost statement on a line; of one with a body, its head's."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    inner = min(around, key=lambda node: (node.end_lineno or 0) - node.lineno)
    end = inner.end_lineno or 0
    if body := getattr(inner, "body", None):
        end = max(line, min(end, body[0].lineno - 1))
    return range(inner.lineno, end + 1)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """Go through a tree without annotations and without what says how a picture looks."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_left(node, child):
                yield from _walk(child)


def _is_left(parent: ast.AST, child: ast.AST) -> bool:
    if isinstance(child, ast.keyword):
        return child.arg in ("strict", "cases") or child.arg in LOOKS
    if isinstance(child, ast.FunctionDef):
        return bool(CASES.fullmatch(child.name))
    if isinstance(parent, ast.Call) and child in parent.args:
        return getattr(parent.func, "attr", getattr(parent.func, "id", "")) in PLACING
    if isinstance(parent, ast.Dict) and child in parent.values:
        key = parent.keys[parent.values.index(child)]
        return isinstance(key, ast.Constant) and key.value in LOOKS
    return isinstance(parent, ast.arguments)  # a default of a parameter's look is no formula


def _of_node(node: ast.AST) -> Iterator[tuple[str, Any]]:
    """Give fields of a node and their changed values."""
    match node:
        case ast.Constant(value=bool(value)):
            yield "value", not value
        case ast.Constant(value=int(value)):
            yield "value", value + 1
        case ast.Constant(value=float(value)):
            yield "value", value * 1.1 if value else 0.1
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=spec)])) if (
            any(map(str.isdigit, str(spec)))
        ):
            yield "format_spec", ast.JoinedStr([ast.Constant(_other_digit(str(spec)))])
        case ast.BinOp(op=op) if type(op) in ARITHMETIC:
            yield "op", ARITHMETIC[type(op)]()
        case ast.Compare(ops=[op, *others]):
            yield "ops", [COMPARISONS[type(op)](), *others]
        case ast.BoolOp(op=ast.And()):
            yield "op", ast.Or()
        case ast.BoolOp(op=ast.Or()):
            yield "op", ast.And()
        case ast.UnaryOp(op=ast.USub()):
            yield "op", ast.UAdd()
        case ast.If(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare):
            yield "test", ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _other_digit(text: str) -> str:
    place = max(i for i, letter in enumerate(text) if letter.isdigit())
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def _left_out(node: ast.AST) -> Iterator[tuple[ast.stmt, Callable[[], None]]]:
    """Give each statement that does something to an object, and what leaves it out."""
    for body in (getattr(node, name, None) for name in ("body", "orelse")):
        if not isinstance(body, list):
            continue
        for place, statement in enumerate(body):
            if _does_something(statement):
                nothing = ast.copy_location(ast.Pass(), statement)
                yield statement, partial(body.__setitem__, place, nothing)


def _does_something(statement: ast.AST) -> bool:
    match statement:
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            return True
        case ast.Assign(targets=[ast.Attribute()]):
            return True
    return False


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return f"`{text[:60]}{'...' if len(text) > 60 else ''}`"


def _said(field: str, new: Any) -> str:
    if isinstance(new, ast.operator | ast.cmpop | ast.boolop | ast.unaryop):
        return f"with {type(new).__name__}"
    if isinstance(new, list):
        return f"with {type(new[0]).__name__}"
    return "negated" if field == "test" else f"-> {_text(new) if isinstance(new, ast.AST) else new}"


def module_name(path: Path) -> str:
    """Return the name by which a file of lessonkit is imported."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def tree_of(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


class MutantLoader(SourceFileLoader):
    """Loads one module with one change in it."""

    number: int

    def get_code(self, fullname: str) -> CodeType:
        """Compile the changed source."""
        path = self.get_filename(fullname)
        tree = tree_of(Path(path))
        for number, change in enumerate(changes(tree)):
            if number == self.number:
                change.make()
                break
        return compile(ast.fix_missing_locations(tree), path, "exec")


class MutantFinder(MetaPathFinder):
    """Finds the module that is changed for `MutantLoader`."""

    def __init__(self, path: Path, number: int) -> None:
        self.path, self.number = path, number

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """Return the usual spec, with the changing loader in it, for that module alone."""
        if fullname != module_name(self.path):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            loader = MutantLoader(fullname, str(self.path))
            loader.number = self.number
            spec.loader = loader
        return spec


def tests_of(path: Path) -> list[str]:
    """Return what proves a module, as pytest's arguments: nothing that takes long.

    Of a panel, all of the folder's tests that are about it; else the module's own tests, see
    `PROVED_BY`, and those of the whole; of those of every panel, the simplest panel's.
    """
    folder = ROOT / "tests" / path.parent.relative_to(ROOT)
    panel = f"{path.stem.title().replace('_', '')}Explorer"
    quick = "not many_moves and not extremes_are_shown"
    if f"class {panel}(" in path.read_text(encoding="utf-8"):
        about = f"(test_{path.stem} or {panel}) and {quick}"
        return ["-k", about, *map(str, sorted(folder.glob("test_*.py")))]
    module = path.relative_to(ROOT / "lessonkit").as_posix()
    names = PROVED_BY.get(module, path.stem.removeprefix("_")).split()
    own = [folder / f"test_{name}.py" for name in names]
    of_the_whole = [
        *folder.glob("test_panels.py"),
        *folder.glob("test_solutions.py"),
        *folder.parent.glob("test_lesson_figures.py"),
    ]
    chosen = f"{quick} and (not test_panels or LineExplorer)"
    return ["-k", chosen, *map(str, [*own, *of_the_whole])]


def reach_file(of: list[str] | Path) -> Path:
    """Return where is kept what some tests, or a notebook, run."""
    name = hashlib.sha256(repr(of).encode()).hexdigest()[:12] if isinstance(of, list) else of.stem
    return FOLDER / "reach" / f"{name}.json"


def find_reach(of: list[str] | Path, state: str) -> bool:
    """Note what some tests, or a notebook, run without any change; tell whether they pass.

    Nothing is run if that is known already, of this state of the checkout.
    """
    if reach_file(of).exists() and reach.kept(reach_file(of)).state == state:
        return True
    _in_silence()
    found = reach.of_notebook(of) if isinstance(of, Path) else reach.of_tests(of)
    if found is None:
        return False
    if isinstance(of, Path) and _in_a_fork(_shows_it, of, found.texts):
        return False
    found.state = state
    found.keep(reach_file(of))
    return True


def seconds_of(path: Path) -> float:
    """Return how long the tests of a module take without any change."""
    return reach.kept(reach_file(tests_of(path))).seconds


def _in_silence() -> None:
    """Prepare this process, which must not have imported lessonkit, for tests or notebooks."""
    from hypothesis import Phase, settings  # noqa: PLC0415 -- warm already where this runs

    assert not any(name.partition(".")[0] == "lessonkit" for name in sys.modules)
    os.environ[reach.ONLY] = "1"
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    # Found is enough: no time for the smallest example, nor for many.
    phases = [Phase.explicit, Phase.generate]
    settings.register_profile(
        "mutants", max_examples=5, deadline=None, derandomize=True, database=None, phases=phases
    )


class _InOrder:
    """A pytest plugin that runs some tests only, in an order, and keeps the first that fails."""

    def __init__(self, tests: list[str]) -> None:
        self.places = {test: place for place, test in enumerate(tests)}
        self.failed = ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self.places]
        items[:] = sorted(chosen, key=lambda item: self.places[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


def notices(path: Path, number: int, lines: range, first: list[str]) -> str:
    """Make a change, in this process, and return the test or the notebook that notices.

    Parameters
    ----------
    path : pathlib.Path
        The module.
    number : int
        Which of its changes.
    lines : range
        Where the change is.
    first : list of str
        Tests to begin with.

    Returns
    -------
    str
        Empty if none does.
    """
    _in_silence()
    sys.meta_path.insert(0, MutantFinder(path, number))
    module, arguments = path.relative_to(ROOT).as_posix(), tests_of(path)
    tests = reach.kept(reach_file(arguments)).of(module, lines)
    tests.sort(key=lambda test: test not in first)
    if tests:
        files = {f"{ROOT}/{test.partition('::')[0]}" for test in tests}
        chosen = [one for one in arguments if not one.endswith(".py") or one in files]
        plugin = _InOrder(tests)
        status = pytest.main(["-x", *reach.OPTIONS.split(), *chosen], plugins=[plugin])
        if status:
            return plugin.failed or "it cannot be imported"
    for notebook in reach.NOTEBOOKS:
        before = reach.kept(reach_file(notebook))
        if before.of(module, lines) and _in_a_fork(_shows_it, notebook, before.texts):
            return notebook.name
    return ""


def _in_a_fork(do: Callable[..., bool], *arguments: Any) -> bool:
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        try:
            return pool.submit(do, *arguments).result()
        except Exception:  # noqa: BLE001 -- what cannot be run or compared is noticed
            return True


def _shows_it(notebook: Path, texts: dict[str, str]) -> bool:
    """Tell whether a notebook shows anything else than what is stored."""
    found = reach.run_notebook(notebook)
    from tests.notebooks import guards  # noqa: PLC0415 -- imports lessonkit

    document = guards.Document.load(notebook)
    return bool(
        found.errors
        or found.texts != texts
        or list(guards.misquoted(document, found.literals))
        or list(guards.misdescribed(document, found.alts))
        or list(guards.misdrawn(document, found.pictures))
    )
