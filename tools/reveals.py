"""Between a question and its answer: what a student who scrolls may not see yet."""

import ast
import re
from collections.abc import Iterable, Iterator

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
            closed = "reveal" in cell.metadata.get("tags", ())
            if asked and not closed and not _only_asks(cell):
                yield cell, "its output stands open after a predict; make it a reveal"
            asked = asked or _calls(cell.source, {"predict"})
        elif cell.cell_type == "markdown":
            asked = asked and not _SECTION.search(cell.source)
            seen = _in_sight(cell.source) if asked else ""
            if re.search(r"\d", seen) or any(prose.untied(seen, code)):
                yield cell, "a number stands in sight after a predict; fold it in <details>"
            elif len(seen) > IN_SIGHT:
                yield cell, f"{len(seen)} characters in sight after a predict, expected {IN_SIGHT}"


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
