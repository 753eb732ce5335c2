"""Guards: what must hold of a saved notebook or page, seen without a kernel.

A guard takes a `Document` and yields `Problem`s. Exceptions are reviewed one by one in
reviewed.toml, under the name of their guard: where (a notebook or page), what, and why. An entry
that excuses nothing is an error, too, so the list stays short.

    [[untied]]
    where = "01_cost"
    text = "in 1985"
    reason = "A year."
"""

import base64
import copy
import io
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
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

from lessonkit import explorers
from tools import prose, reveals
from tools.notebooks import PAGES as WRITTEN_PAGES
from tools.notebooks import normalize, outputs, read
from tools.rerun import ROOT, blank, pictures

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
TIED_PAGES = [ROOT / name for name in WRITTEN_PAGES]
PAGES = [*TIED_PAGES, ROOT / "CONTRIBUTING.md", ROOT / "data" / "README.md"]
REVIEWED = Path(__file__).resolve().parent / "reviewed.toml"
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
        return _is_within(self.span, re.finditer(_words(entry["text"]), self.text))

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
        inside = ROOT in self.path.parents
        return self.path.relative_to(ROOT).as_posix() if inside else self.path.name

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
Pictures = dict[str, list[dict[str, str]]]  # of a run: see tools.rerun.Rerun


def written_by_the_writer(document: Document) -> Iterator[Problem]:
    """The file is just what `make notebooks` saves."""
    normal = copy.deepcopy(document.notebook)
    normalize(normal)
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


IN_CODE = {
    "a trailing semicolon": r";\s*\Z",
    "Out[n]": r"\bOut\[|(?<!\w)_\d+\b",
    "clear_output": r"\bclear_output\b",
    "a display that is updated": r"\bdisplay_id\b|\bupdate_display\b",
    "interact": r"\binteract(?:ive|_manual|ive_output)?\(",
    "an Output widget": r"\bOutput\(",
    ".info()": r"\.info\(\)",
    "a timing": r"%%?time(?:it)?\b",
    "a mark that hides it from nbval": r"NBVAL_|PYTEST_VALIDATE",
}
IN_OUTPUT = {
    "an address in memory": r"\bat 0x[0-9a-f]+",
    "a numpy scalar": r"\bnp\.\w+\(",
    "a figure without words": r"<Figure",
    "a list of artists": r"<matplotlib|array\(\[<",
    "an estimator": r"sk-container-id",
}
ANYWHERE = {
    "a path of this machine": r"(?<![\w/.])/(?:home|root|tmp|Users|usr|opt|var)/|\b[A-Z]:\\"
    r"|site-packages",
    "a timing": r"\b\d+(?:\.\d+)? ?(?:ms|µs|us|ns)\b|Wall time|CPU times",
    "a widget's state": r"model_id|widget-view\+json|widget-state",
}


def same_everywhere(document: Document) -> Iterator[Problem]:
    """Nothing that differs from run to run, or from machine to machine."""
    for cell in document.notebook.cells:
        is_code = cell.cell_type == "code"
        output = "\n".join(map(shown, cell.get("outputs", ())))
        stored = output + repr([one.get("metadata") for one in cell.get("outputs", ())])
        for patterns, text in [
            (IN_CODE if is_code else {}, cell.source),
            (IN_OUTPUT, output),
            (ANYWHERE, f"{cell.source}\n{stored}"),
        ]:
            for name, pattern in patterns.items():
                if re.search(pattern, text):
                    yield document.problem(cell, name, f"it has {name}")


def pictures_speak(document: Document) -> Iterator[Problem]:
    """Each picture is an <img> with an alternative text, and has a readable text beside it."""
    for cell, output in outputs(document.notebook):
        data = output.get("data", {})
        if any(kind.startswith("image/") for kind in data):
            # No front end reads the words that its metadata may hold.
            yield document.problem(cell, cell.id, "its picture is not an <img>")
        for picture in pictures(data):
            if len(picture["alt"].split()) < 3:
                message = f"no alternative text: {picture['alt']!r}"
                yield document.problem(cell, cell.id, message)
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
        good = parts.scheme == "https" and "." in parts.netloc
        message = "is not on the reviewed list" if good else "is not like https://host/..."
        yield document.problem(cell, target if good else "malformed", f"{target} {message}")


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
    """Each number in prose is tied to a value, or stands on a button; the others are reviewed."""
    names = [name for panel in explorers.__all__ for name in getattr(explorers, panel).presets]
    button = rf"\*(?:{'|'.join(map(_words, names))})\*"
    for cell in document.cells("markdown"):
        for span in prose.untied(cell.source, document.code):
            if not _is_within(span, re.finditer(button, cell.source)):
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


def misdescribed(document: Document, run: Pictures) -> Iterator[Problem]:
    """A cell shows as many pictures as in a fresh run, with its alternative texts."""
    for cell in document.cells("code"):
        stored = [picture["alt"] for picture in _pictures(cell)]
        right = [picture["alt"] for picture in run.get(cell.id, ())]
        if stored != right:
            message = f"its pictures are described as {stored}, but in a run as {right}"
            yield document.problem(cell, cell.id, message)


def misdrawn(document: Document, run: Pictures) -> Iterator[Problem]:
    """Each picture is a fresh run's; nbval compares none."""
    for cell in document.cells("code"):
        for stored, right in zip(_pictures(cell), run.get(cell.id, ()), strict=False):
            first, second = _pixels(stored["png"]), _pixels(right["png"])
            if first.shape != second.shape:
                message = f"its picture is {first.shape}, but in a run {second.shape}"
                yield document.problem(cell, cell.id, message)
            elif (difference := float(np.sqrt(np.mean((first - second) ** 2)))) > SAME_PICTURE:
                message = f"its picture is not that of a run ({difference:.2f} of 255 apart)"
                yield document.problem(cell, cell.id, message)


def _pictures(cell: NotebookNode) -> list[dict[str, str]]:
    return [one for output in cell.outputs for one in pictures(output.get("data", {}))]


def _pixels(encoded: str) -> np.ndarray:
    with Image.open(io.BytesIO(base64.b64decode(encoded))) as picture:
        return np.asarray(picture.convert("RGB"), dtype=float)


def nothing_told_early(document: Document) -> Iterator[Problem]:
    """After a `predict`, up to the next section, what answers it is closed or folded."""
    for cell, message in reveals.told_early(document.notebook.cells, document.code):
        yield document.problem(cell, cell.id, message)


def nothing_needs_what_may_be_skipped(document: Document) -> Iterator[Problem]:
    """No cell needs a name that only a reveal or an exercise gives."""
    for cell, name in reveals.needed_though_skipped(document.notebook.cells):
        message = f"it needs {name}, which is not there if a reveal or an exercise is skipped"
        yield document.problem(cell, name, message)


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
    texts = [output.get("text", ""), *(data[kind] for kind in data if kind.startswith("text/"))]
    return blank("\n".join(texts))


def _words(text: str) -> str:
    """Return a pattern that finds these words wherever lines break."""
    return r"[\s>]+".join(map(re.escape, text.split()))


def _is_within(span: tuple[int, int], found: Iterable[re.Match[str]]) -> bool:
    return any(one.start() <= span[0] and span[1] <= one.end() for one in found)


def _without_code(text: str) -> str:
    text = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(`+).+?\1", lambda code: re.sub(r"[\[\]<#]", " ", code[0]), text)


OF_PROSE: tuple[Guard, ...] = (headings_in_order, links_resolve, external_links, images_have_alt)
OF_NOTEBOOKS: tuple[Guard, ...] = (
    *(written_by_the_writer, clean_run, same_everywhere, pictures_speak, short_cells, untied),
    *(nothing_told_early, nothing_needs_what_may_be_skipped, next_is_linked, titled_by_number),
    *OF_PROSE,
)


def documents(guard: Guard) -> list[Path]:
    """Return the files that a guard looks at."""
    return [*NOTEBOOKS, *(PAGES if guard in OF_PROSE else TIED_PAGES if guard is untied else [])]


def reviewed(file: Path = REVIEWED) -> dict[str, list[dict[str, Any]]]:
    """Return the reviewed exceptions by the names of their guards."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, entries in found.items():
        for entry in entries:
            if not all(str(entry.get(key, "")).strip() for key in ("where", "text", "reason")):
                raise ValueError(
                    f"{file.name}: [[{name}]] {entry}: expected where, text and reason."
                )
    return found
