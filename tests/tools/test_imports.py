"""Imports go one way: tests -> tools -> lessonkit, and inside lessonkit only to floors below."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tools.rerun import ROOT

# The ground floor first; rooms of one line stand side by side.
FLOORS = [
    ["lessonkit.data", "lessonkit.cost", "lessonkit.descent", "lessonkit.minima", "lessonkit"],
    ["lessonkit.words"],
    ["lessonkit.picture"],
    ["lessonkit.figures"],
    ["lessonkit.live", "lessonkit.server"],
    ["lessonkit.explorers", "lessonkit.exercises"],
    ["tools"],
    ["tests", "deploy"],
]


def modules(root: Path) -> dict[str, Path]:
    """Return every Python file of the project by the name it is imported by."""
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for folder in ("lessonkit", "tools", "tests", "deploy")
        for path in (root / folder).rglob("*.py")
    }


def imports(known: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return what each module imports of the project, however late, but for types alone."""
    return {
        name: {one for one in _named(ast.parse(path.read_text()), known) if one != name}
        for name, path in known.items()
    }


def _named(tree: ast.Module, known: Mapping[str, Path]) -> Iterator[str]:
    run = [
        node for node in tree.body if "TYPE_CHECKING" not in ast.unparse(node).partition("\n")[0]
    ]
    for node in (inner for outer in run for inner in ast.walk(outer)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from ((one if one in known else str(node.module)) for one in whole)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def wrong(root: Path) -> list[str]:
    """Say which imports go up, or round in a circle."""
    known = modules(root)
    found = {name: used & known.keys() for name, used in imports(known).items()}
    up = [
        f"{name} imports {used}"
        for name, every in found.items()
        for used in every
        if floor(used) > floor(name)
    ]
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        up.append(" -> ".join(error.args[1]))
    return up


def floor(name: str) -> int:
    """Return the floor of a module: that of its longest part that has one."""
    parts = name.split(".")
    heads = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next(i for head in heads for i, rooms in enumerate(FLOORS) if head in rooms)


def test_every_import_goes_down():
    assert wrong(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line", "message"),
    [
        ("tools/lab.py", "from tests.canary import flip", "tools.lab imports tests.canary"),
        ("lessonkit/words.py", "import lessonkit.live", "lessonkit.words imports lessonkit.live"),
        ("lessonkit/data.py", "def f():\n    from tools import lab", "data imports tools.lab"),
        ("lessonkit/live.py", "from lessonkit.server import x", "live -> lessonkit.server"),
    ],
)
def test_an_import_that_goes_up_or_round_is_found(tmp_path, file, line, message):
    files = {
        "lessonkit/live.py": "",
        "lessonkit/server.py": "from lessonkit import live",
        "tests/canary.py": "",
        "tools/lab.py": "",
        file: line,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (found,) = wrong(tmp_path)
    assert message in found
