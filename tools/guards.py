"""Static guards: what must hold of a saved notebook, seen without a kernel.

A guard takes a `Document` and yields `Problem`s. Exceptions are reviewed one by one in
reviewed.toml, where each stands under the name of its guard.
"""

import base64
import copy
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import numpy as np
from nbformat import NotebookNode
from PIL import Image

from tools import prose
from tools.notebooks import normalise, outputs, read
from tools.rerun import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TIED_PAGES = [ROOT / name for name in ("README.md", "teaching/README.md")]
PAGES = [*TIED_PAGES, ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"]
LINES_PER_CELL = 15
# Of 255, root mean square: processors differ in the shade of some pixels at edges; a dot that is
# elsewhere makes several times as much.
SAME_PICTURE = 0.5


@dataclass(frozen=True)
class Problem:
    """What a guard found: in which notebook or page, in which cell, and what it is about."""

    where: str
    cell: str
    text: str
    message: str
    span: tuple[int, int] | None = None

    def excused_by(self, entry: dict[str, Any]) -> bool:
        """Tell whether an entry of the reviewed list speaks of this problem."""
        if entry["where"] != self.where:
            return False
        if self.span is None:
            return bool(entry["text"] == self.text)
        start, end = self.span
        words = r"[\s>]+".join(map(re.escape, entry["text"].split()))  # wherever lines break
        return any(
            found.start() <= start and end <= found.end() for found in re.finditer(words, self.text)
        )

    def __str__(self) -> str:
        return f"{self.where}: {self.cell}: {self.message}"


@dataclass(frozen=True)
class Document:
    """A notebook, or a markdown page (a document of one cell)."""

    path: Path
    notebook: NotebookNode = field(repr=False)

    @classmethod
    def load(cls, path: Path) -> "Document":
        if path.suffix == ".ipynb":
            return cls(path, read(path))
        text = nbformat.v4.new_markdown_cell(path.read_text(encoding="utf-8"), id="page")
        return cls(path, nbformat.v4.new_notebook(cells=[text]))

    @property
    def where(self) -> str:
        """The name by which the reviewed list knows it."""
        if self.path.suffix == ".ipynb":
            return self.path.stem
        return (
            self.path.relative_to(ROOT).as_posix() if ROOT in self.path.parents else self.path.name
        )

    def problem(self, cell: NotebookNode, text: str, message: str) -> Problem:
        return Problem(self.where, cell.id, text, message)

    def cells(self, kind: str) -> list[NotebookNode]:
        return [cell for cell in self.notebook.cells if cell.cell_type == kind]

    @cached_property
    def code(self) -> str:
        return "\n".join(cell.source for cell in self.cells("code"))

    @cached_property
    def headings(self) -> list[tuple[NotebookNode, int, str]]:
        """Every heading with its cell and its level."""
        return [
            (cell, len(found[1]), found[2].strip())
            for cell in self.cells("markdown")
            for found in re.finditer(r"^(#{1,6}) (.+)$", _without_code(cell.source), re.MULTILINE)
        ]


Guard = Callable[[Document], Iterator[Problem]]


def counts(document: Document) -> Iterator[Problem]:
    """Execution counts are 1 to n: a cell without one is not compared by nbval."""
    for number, cell in enumerate(document.cells("code"), start=1):
        found = {cell.execution_count, *(o.get("execution_count", number) for o in cell.outputs)}
        if found != {number}:
            yield document.problem(cell, cell.id, f"count {found}, expected {number}; run it")


def written_by_the_writer(document: Document) -> Iterator[Problem]:
    """The file is just what `make notebooks` saves."""
    normal = copy.deepcopy(document.notebook)
    normalise(normal)
    for cell, expected in zip(document.notebook.cells, normal.cells, strict=True):
        if cell != expected:
            yield document.problem(cell, cell.id, "not as `make notebooks` saves it")
    text = document.path.read_text(encoding="utf-8")
    if normal.metadata != document.notebook.metadata or text != nbformat.writes(normal) + "\n":
        yield Problem(document.where, "file", "file", "not as `make notebooks` saves it")


def clean_run(document: Document) -> Iterator[Problem]:
    """No stored error, nothing on stderr."""
    for cell, output in outputs(document.notebook):
        if output.output_type == "error" or output.get("name") == "stderr":
            yield document.problem(cell, cell.id, "an error or a warning is stored")


def unskipped(document: Document) -> Iterator[Problem]:
    """No cell is left out of the comparison by a tag or a comment."""
    for cell in document.cells("code"):
        tags = {tag for tag in cell.metadata.get("tags", ()) if re.match(r"nbval|skip|raises", tag)}
        for mark in sorted(tags | set(re.findall(r"NBVAL_\w+|PYTEST_VALIDATE\w+", cell.source))):
            yield document.problem(cell, mark, f"{mark} hides it from the comparison")


FALSE_ALARMS_IN_CODE = {
    "a trailing semicolon": r";\s*\Z",
    "Out[n]": r"\bOut\[|(?<!\w)_\d+\b",
    "clear_output": r"\bclear_output\b",
    "a display that is updated": r"\bdisplay_id\b|\bupdate_display\b",
    "interact": r"\binteract(?:ive|_manual|ive_output)?\(",
    "an Output widget": r"\bOutput\(",
    ".info()": r"\.info\(\)",
    "a timing": r"%%?time(?:it)?\b",
}
FALSE_ALARMS_IN_OUTPUT = {
    "an address in memory": r"\bat 0x[0-9a-f]+",
    "a numpy scalar": r"\bnp\.\w+\(",
    "a figure without words": r"<Figure",
    "a list of artists": r"<matplotlib|array\(\[<",
    "an estimator": r"sk-container-id",
}
MACHINE = {
    "a path of this machine": r"(?<![\w/.])/(?:home|root|tmp|Users|usr|opt|var)/|\b[A-Z]:\\"
    r"|site-packages",
    "a timing": r"\b\d+(?:\.\d+)? ?(?:ms|µs|us|ns)\b|Wall time|CPU times",
    "a widget's state": r"model_id|widget-view\+json|widget-state",
}


def no_false_alarm_in_code(document: Document) -> Iterator[Problem]:
    """No construct whose output differs from run to run."""
    for cell in document.cells("code"):
        for name, pattern in FALSE_ALARMS_IN_CODE.items():
            if re.search(pattern, cell.source):
                yield document.problem(cell, name, f"{name} does not compare well")


def no_false_alarm_in_output(document: Document) -> Iterator[Problem]:
    """No output that differs from run to run, or says nothing to a reader."""
    for cell, output in outputs(document.notebook):
        for name, pattern in FALSE_ALARMS_IN_OUTPUT.items():
            if re.search(pattern, shown(output)):
                yield document.problem(cell, name, f"its output has {name}")


def no_trace_of_a_machine(document: Document) -> Iterator[Problem]:
    """No path, timing or widget state, in code, prose, outputs or metadata."""
    for cell in document.notebook.cells:
        stored = [
            shown(output) + repr(output.get("metadata")) + " ".join(output.get("data", ()))
            for output in cell.get("outputs", ())
        ]
        for name, pattern in MACHINE.items():
            if any(re.search(pattern, text) for text in [cell.source, *stored]):
                yield document.problem(cell, name, f"it has {name}")
    if "widgets" in document.notebook.metadata:
        yield Problem(document.where, "metadata", "widgets", "it has a widget's state")


def pictures_speak(document: Document) -> Iterator[Problem]:
    """Each picture has an alternative text, and a readable text beside it."""
    for cell, output in outputs(document.notebook):
        data = output.get("data", {})
        if "image/png" not in data:
            continue
        alt = output.metadata.get("image/png", {}).get("alt", "")
        if len(alt.split()) < 3:
            yield document.problem(cell, cell.id, f"its picture has no alternative text: {alt!r}")
        if re.fullmatch(r"<.*>|\w*", data.get("text/plain", "").strip()):
            yield document.problem(cell, cell.id, "its picture has no text beside it")


def short_cells(document: Document) -> Iterator[Problem]:
    """No code cell is long."""
    for cell in document.cells("code"):
        lines = len(cell.source.splitlines())
        if lines > LINES_PER_CELL:
            yield document.problem(
                cell, cell.id, f"{lines} lines, expected {LINES_PER_CELL} or fewer"
            )


def headings_in_order(document: Document) -> Iterator[Problem]:
    """One heading of the first level, at the top; no level is left out on the way down."""
    levels = [level for _, level, _ in document.headings]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield Problem(document.where, "headings", "title", "expected one title, at the top")
    for (_, above, _), (cell, level, title) in pairwise(document.headings):
        if level > above + 1:
            yield document.problem(cell, title, f"{title!r} jumps from level {above} to {level}")


def titled_by_number(document: Document) -> Iterator[Problem]:
    """The title of a notebook has the number that its name has."""
    number = re.match(r"\d+(?=_)", document.path.stem)
    for cell, level, title in document.headings:
        if number and level == 1 and not title.startswith(f"{int(number[0])} · "):
            message = f"{title!r}: expected it to start with {int(number[0])} ·"
            yield document.problem(cell, title, message)


_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^()\s]+)(?: \"[^\"]*\")?\)")


def links(document: Document) -> Iterator[tuple[NotebookNode, str]]:
    """Go through the targets of links and pictures, each with its cell."""
    for cell in document.cells("markdown"):
        text = _without_code(cell.source)
        for found in re.finditer(
            rf"{_LINK.pattern}|<(https?://[^>\s]+)>|(?<![(<\"])(https?://[^\s)>]+)", text
        ):
            yield cell, found[3] or found[4] or found[5].rstrip(".,;")


def links_resolve(document: Document) -> Iterator[Problem]:
    """A link inside the project leads to a file that is there, and to a heading in it."""
    for cell, target in links(document):
        if urlsplit(target).scheme:
            continue
        file, _, anchor = target.partition("#")
        path = document.path.parent / file if file else document.path
        if not path.exists():
            yield document.problem(cell, target, f"{target}: there is no such file")
        elif anchor and anchor not in anchors(path):
            yield document.problem(cell, target, f"{target}: there is no such heading")


def anchors(path: Path) -> set[str]:
    """Return the names of headings: GitHub's for a page, JupyterLab's for a notebook."""
    titles = [re.sub(r"[*_`$]", "", title) for _, _, title in Document.load(path).headings]
    if path.suffix == ".ipynb":
        return {title.replace(" ", "-") for title in titles}
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def external_links(document: Document) -> Iterator[Problem]:
    """A link out of the project is well-formed; each is on the reviewed list."""
    for cell, target in links(document):
        parts = urlsplit(target)
        if not parts.scheme:
            continue
        if parts.scheme != "https" or "." not in parts.netloc:
            yield document.problem(
                cell, f"malformed {target}", f"{target}: expected https://host/..."
            )
        else:
            yield document.problem(cell, target, f"{target} is not on the reviewed list")


def images_have_alt(document: Document) -> Iterator[Problem]:
    """A picture in markdown says what it shows; HTML pictures hide that from the other guards."""
    for cell in document.cells("markdown"):
        text = _without_code(cell.source)
        for picture, alt, target in _LINK.findall(text):
            if picture and len(alt.split()) < 3:
                yield document.problem(cell, target, f"{target} has no alternative text")
        if re.search(r"<img\b", text):
            yield document.problem(cell, "<img", "<img>: write it in markdown, ![alt](file)")


def untied(document: Document) -> Iterator[Problem]:
    """Each number in prose is tied to a value; the others are on the reviewed list."""
    for cell in document.cells("markdown"):
        for span in prose.untied(cell.source, document.code):
            message = f"not tied: {prose.around(cell.source, *span)}"
            yield Problem(document.where, cell.id, cell.source, message, span)


def misquoted(document: Document, literals: dict[str, list[str]]) -> Iterator[Problem]:
    """Each tied number is what a fresh run gives: `literals`, by cell."""
    for cell in document.cells("markdown"):
        quoted = prose.ties(cell.source)
        for tie, text in zip(quoted, literals.get(cell.id, ()), strict=True):
            if tie.literal != text:
                message = f"quotes {tie.literal}, but {tie.expression} is {text}"
                yield document.problem(cell, tie.literal, message)


def misdescribed(document: Document, alts: dict[str, str]) -> Iterator[Problem]:
    """Each picture's alternative text is a fresh run's: `alts`, by cell; nbval compares none."""
    for cell, output in outputs(document.notebook):
        if "image/png" in output.get("data", {}):
            stored = output.metadata.get("image/png", {}).get("alt")
            right = alts.get(cell.id)
            if stored != right:
                message = f"its picture is described as {stored!r}, but a run says {right!r}"
                yield document.problem(cell, cell.id, message)


def misdrawn(document: Document, pictures: dict[str, str]) -> Iterator[Problem]:
    """Each picture is a fresh run's: `pictures`, PNG in base64 by cell; nbval compares none."""
    for cell, output in outputs(document.notebook):
        stored = output.get("data", {}).get("image/png")
        if stored is None:
            continue
        if cell.id not in pictures:
            yield document.problem(cell, cell.id, "a run shows no picture")
            continue
        first, second = (_pixels(encoded) for encoded in (stored, pictures[cell.id]))
        if first.shape != second.shape:
            message = f"its picture has the shape {first.shape}, but a run's has {second.shape}"
            yield document.problem(cell, cell.id, message)
        elif (difference := float(np.sqrt(np.mean((first - second) ** 2)))) > SAME_PICTURE:
            message = f"its picture is not that of a run (they differ by {difference:.2f} of 255)"
            yield document.problem(cell, cell.id, message)


def _pixels(encoded: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
        return np.asarray(picture.convert("RGB"), dtype=float)


def next_is_linked(document: Document) -> Iterator[Problem]:
    """A notebook ends with a link to the next, the last one with a link to the first."""
    names = [path.name for path in NOTEBOOKS]
    if document.path.name in names:
        following = names[(names.index(document.path.name) + 1) % len(names)]
        last = document.notebook.cells[-1]
        if f"]({following})" not in last.source:
            yield document.problem(last, following, f"expected a link to {following}")


def shown(output: NotebookNode) -> str:
    """Return the text of an output that a reader sees."""
    data = output.get("data", {})
    return "\n".join(
        [output.get("text", ""), *(data[kind] for kind in data if kind.startswith("text/"))]
    )


def _without_code(text: str) -> str:
    text = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(`+).+?\1", lambda code: re.sub(r"[\[\]<#]", " ", code[0]), text)


OF_PROSE: tuple[Guard, ...] = (
    headings_in_order,
    links_resolve,
    external_links,
    images_have_alt,
)
OF_NOTEBOOKS: tuple[Guard, ...] = (
    counts,
    written_by_the_writer,
    clean_run,
    unskipped,
    no_false_alarm_in_code,
    no_false_alarm_in_output,
    no_trace_of_a_machine,
    pictures_speak,
    short_cells,
    untied,
    next_is_linked,
    titled_by_number,
    *OF_PROSE,
)


def documents(guard: Guard) -> list[Path]:
    """Return the files that a guard looks at."""
    pages = PAGES if guard in OF_PROSE else TIED_PAGES if guard is untied else []
    return [*NOTEBOOKS, *filter(Path.exists, pages)]
