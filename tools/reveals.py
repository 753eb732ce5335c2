"""Questions and their answers: what a student may not see yet, and what a student may skip."""

import ast
import dis
import re
from collections.abc import Iterable, Iterator
from types import CodeType

from nbformat import NotebookNode

from tools import prose

IN_SIGHT = 200  # characters of prose after a question, outside of what is folded
ASKING = {"ask", "check", "predict", "progress", "quiz", "recall"}
_SECTION = re.compile(r"^#{1,2} ", re.MULTILINE)
_FOLDED = re.compile(r"<details>(?:(?!<details>).)*?</details>", re.DOTALL)
_OURS_OR_YOURS = re.compile(r"(?:my_\w+: [^\n]*\n)*")


def told_early(cells: Iterable[NotebookNode], code: str) -> Iterator[tuple[NotebookNode, str]]:
    """Yield each cell that may tell the answer to a `predict` above it, in the same section."""
    asked = False
    for cell in cells:
        if cell.cell_type == "code":
            if asked and not _is_reveal(cell) and not _only_asks(cell):
                yield cell, "its output stands open after a predict; make it a reveal"
            asked = asked or _calls(cell.source, {"predict"})
        elif cell.cell_type == "markdown":
            asked = asked and not _SECTION.search(cell.source)
            seen = _in_sight(cell.source) if asked else ""
            if re.search(r"\d", seen) or any(prose.untied(seen, code)):
                yield cell, "a number stands in sight after a predict; fold it in <details>"
            elif len(seen) > IN_SIGHT:
                yield cell, f"{len(seen)} characters in sight after a predict, expected {IN_SIGHT}"


def needed_though_skipped(cells: Iterable[NotebookNode]) -> Iterator[tuple[NotebookNode, str]]:
    """Yield each cell, and each name that it needs and only a reveal or an exercise above gives.

    A reveal may need those before it in its section.
    """
    given: set[str] = set()  # by the cells that everybody runs
    skipped: set[str] = set()
    section: set[str] = set()
    for cell in cells:
        if cell.cell_type == "markdown" and _SECTION.search(cell.source):
            section = set()
        if cell.cell_type != "code":
            continue
        used, made = _names(compile(cell.source, cell.id, "exec"))
        known = given | made | (section if _is_reveal(cell) else set())
        for name in sorted((used & skipped) - known):
            yield cell, name
        if _is_reveal(cell) or _calls(cell.source, ASKING):
            skipped |= made
            section |= made
        else:
            given |= made


def _names(code: CodeType) -> tuple[set[str], set[str]]:
    """Return the names of the notebook that code uses, and those that it gives a value."""
    used, made = set(), set()
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            used.add(step.argval)
        elif step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            made.add(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            used |= _names(inner)[0]
    return used, made


def _is_reveal(cell: NotebookNode) -> bool:
    return "reveal" in cell.metadata.get("tags", ())


def _only_asks(cell: NotebookNode) -> bool:
    """Tell whether what a cell shows is another question, or whose function is used."""
    return all(
        _OURS_OR_YOURS.fullmatch(output.text)
        if output.output_type == "stream"
        else output.output_type == "execute_result" and _calls(cell.source, ASKING)
        for output in cell.outputs
    )


def _calls(source: str, names: set[str]) -> bool:
    """Tell whether the last line of a cell, the one that it shows, calls one of these."""
    body = ast.parse(source).body
    match body[-1] if body else None:
        case ast.Expr(ast.Call(ast.Name(name))):
            return name in names
    return False


def _in_sight(source: str) -> str:
    """Return prose without what is folded away, and without comments except ties."""
    count = 1
    while count:
        source, count = _FOLDED.subn("", source)
    return source.strip()
