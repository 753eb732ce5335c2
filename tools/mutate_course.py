"""Change one figure of the course at a time, and see whether `make test` would notice.

- ties: each tied number in the markdown of notebooks and pages, in digits or in words. Noticed by
  the value of a fresh run.
- other numbers in prose: each other group of digits there. Noticed by the guards.
- outputs: each group of digits that a stored output shows. Texts are compared by nbval itself,
  through the plugin in this file, with what one run of the notebooks gave; alternative texts
  with those of a fresh run.
- data: one digit, or one letter, of each cell of the table. Noticed when the table is loaded.

Each of them takes thousandths of a second, since everything is run once and compared often.
"""

import copy
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lessonkit import data
from lessonkit.exercises._hints import HINTS, folded
from tests.notebooks import guards
from tests.notebooks.guards import NOTEBOOKS, TIED_PAGES, Document
from tools import prose, reviewed
from tools.notebooks import outputs, page_literals
from tools.rerun import ROOT, Rerun, rerun

OF_WORDS = (
    guards.untied,
    guards.headings_in_order,
    guards.titled_by_number,
    guards.links_resolve,
    guards.external_links,
    guards.next_is_linked,
)
GROUP = re.compile(r"\d+(?:[.,]\d+)*")
RESULT = "LESSON_MUTANTS"  # the plugin writes to the file of this name
Found = Iterator[tuple[str, str, bool]]
"""Where a mutant is, what was changed, and whether that was noticed."""


def groups(text: str) -> Iterator[tuple[str, str]]:
    """Give each group of digits of a text and the text with its last digit changed."""
    for match in GROUP.finditer(text):
        last = match.end() - 1
        digit = str((int(text[last]) + 1) % 10)
        around = text[max(0, match.start() - 25) : match.end() + 15].replace("\0", "…")
        words = f"{match[0]} in «{' '.join(around.split())}» ({prose.why_free(text, last)})"
        yield words, text[:last] + digit + text[last + 1 :]


def in_prose() -> Found:
    """Change each number in the markdown of notebooks and pages that is not tied."""
    for document, cell in _markdown():
        literals, source = _literals(document), cell.source
        for words, changed in groups(_TIE.sub("\0", source)):
            cell.source = _with_ties(changed, source)
            yield f"{document.where}: {cell.id}", words, _is_noticed(document, literals)
        cell.source = source


def in_ties() -> Found:
    """Change each number that is tied, in digits or in words."""
    for document, cell in _markdown():
        literals, source = _literals(document), cell.source
        for words, changed in _tied(source):
            cell.source = changed
            yield f"{document.where}: {cell.id}", words, _is_noticed(document, literals)
        cell.source = source


def _markdown() -> Iterator[tuple[Document, Any]]:
    for path in [*NOTEBOOKS, *filter(Path.exists, TIED_PAGES)]:
        document = Document.load(path)
        _expect_sound(document, noticed=_is_noticed(document, _literals(document)))
        for cell in document.cells("markdown"):
            yield document, cell


# A tied number, what closes its markup, and the comment.
_TIE = prose._TIE


def _with_ties(text: str, source: str) -> str:
    tied = (match[0] for match in _TIE.finditer(source))
    return re.sub("\0", lambda _: next(tied), text)


def _tied(source: str) -> Iterator[tuple[str, str]]:
    literals = [tie.literal for tie in prose.ties(source)]
    for place, literal in enumerate(literals):
        others = [changed for _, changed in groups(literal)]
        if not others:
            others = ["two" if literal.lower() != "two" else "three"]
        for other in others:
            changed = [*literals[:place], other, *literals[place + 1 :]]
            yield f"{literal} -> {other}", prose.refill(source, changed)


def _expect_sound(document: Document, *, noticed: bool) -> None:
    if noticed:
        raise RuntimeError(f"{document.where} fails unchanged, too: see `make test`.")


def _literals(document: Document) -> dict[str, list[str]]:
    if document.path.suffix == ".ipynb":
        return fresh(document.path).literals
    return {"page": page_literals(document.path.name, document.notebook.cells[0].source)}


_RUNS: dict[Path, Rerun] = {}


def fresh(notebook: Path) -> Rerun:
    """Run a notebook once."""
    if notebook not in _RUNS:
        _RUNS[notebook] = rerun(notebook)
    return _RUNS[notebook]


def _is_noticed(document: Document, literals: dict[str, list[str]]) -> bool:
    """Tell whether a guard objects, a review is stale, or a tied number or a hint is wrong."""
    try:
        if list(guards.misquoted(document, literals)):
            return True
    except ValueError:
        return True
    hints = {f"{name}-hints": folded(name) for name in HINTS}
    if any(cell.source != hints.get(cell.id, cell.source) for cell in document.cells("markdown")):
        return True
    return any(_objects(guard, document) for guard in OF_WORDS)


def _objects(guard: guards.Guard, document: Document) -> bool:
    entries = [e for e in reviewed.load(guard.__name__) if e["where"] == document.where]
    problems = list(guard(document))
    unexcused = [p for p in problems if not any(map(p.excused_by, entries))]
    stale = [e for e in entries if not any(p.excused_by(e) for p in problems)]
    return bool(unexcused or stale)


def in_alternative_texts() -> Found:
    """Change each number in the alternative texts of the pictures that are stored."""
    for path in NOTEBOOKS:
        document = Document.load(path)
        right = fresh(path).alts
        _expect_sound(document, noticed=bool(list(guards.misdescribed(document, right))))
        for cell, output in outputs(document.notebook):
            metadata = output.get("metadata", {}).get("image/png", {})
            for words, changed in groups(metadata.get("alt", "")):
                kept, metadata["alt"] = metadata["alt"], changed
                noticed = bool(list(guards.misdescribed(document, right)))
                metadata["alt"] = kept
                yield f"{document.where}: {cell.id}: alternative text", words, noticed


def in_data() -> Found:
    """Change each cell of the table."""
    file = ROOT / "data" / "automobiles.csv"
    header, *rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, file.name)
        real, data._lesson_file = data._lesson_file, lambda: copied
        try:
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    changed = [*row[:place], _other(cell), *row[place + 1 :]]
                    text = io.StringIO()
                    table = [header, *rows[:number], changed, *rows[number + 1 :]]
                    csv.writer(text, lineterminator="\n").writerows(table)
                    copied.write_text(text.getvalue(), encoding="utf-8")
                    where = f"automobiles.csv: row {number + 2}, {header[place]}"
                    yield where, f"{cell} -> {changed[place]}", _raises(data.load_columns)
        finally:
            data._lesson_file = real


def _other(cell: str) -> str:
    """Change the last letter or digit."""
    last = cell[-1]
    return cell[:-1] + (str((int(last) + 1) % 10) if last.isdigit() else "ab"[last == "a"])


def _raises(load: Callable[[], Any]) -> bool:
    try:
        load()
    except ValueError:
        return True
    return False


def in_outputs() -> Found:
    """Change each number in the stored texts, and let nbval compare them with a run."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder, "result.json")
        command = "-m pytest -q -p tools.warm_kernels -p tools.mutate_course -p no:cacheprovider"
        nbval = "--nbval --nbval-current-env --nbval-cell-timeout=120 notebooks"
        done = subprocess.run(
            [sys.executable, *command.split(), *nbval.split()],
            cwd=ROOT, env={**os.environ, RESULT: str(result)}, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"the notebooks fail unchanged, too:\n{done.stdout[-3000:]}")
        for line in result.read_text(encoding="utf-8").splitlines():
            where, words, noticed = json.loads(line)
            yield where, words, noticed


def pytest_configure() -> None:
    """Let nbval compare each cell again, with one figure of what is stored changed at a time."""
    from nbval.plugin import IPyNbCell  # noqa: PLC0415 -- not needed but in the plugin

    compare = IPyNbCell.compare_outputs

    def compare_mutants(self: Any, test: Any, ref: Any, skip_compare: Any = None) -> bool:
        same: bool = compare(self, test, ref, skip_compare)
        where = f"{Path(self.parent.name).stem}: {self.cell.id}"
        with Path(os.environ[RESULT]).open("a", encoding="utf-8") as result:
            for words, changed in _changed_outputs(ref):
                noticed = not compare(self, test, changed, skip_compare)
                result.write(json.dumps([where, words, noticed]) + "\n")
        return same

    if RESULT in os.environ:
        IPyNbCell.compare_outputs = compare_mutants


def _changed_outputs(stored: Any) -> Iterator[tuple[str, Any]]:
    for place, output in enumerate(stored):
        data = output.get("data", {})
        texts = [(output, "text")] if "text" in output else []
        texts += [(data, kind) for kind in data if kind.startswith("text/")]
        for holder, key in texts:
            for words, changed in groups(holder[key]):
                mutant = copy.deepcopy(stored)
                copied = mutant[place]
                (copied if holder is output else copied["data"])[key] = changed
                yield words, mutant


KINDS: dict[str, Callable[[], Found]] = {
    "ties": in_ties,
    "other numbers in prose": in_prose,
    "outputs": in_outputs,
    "alternative texts": in_alternative_texts,
    "data": in_data,
}
