"""Turn copies of the notebooks into what the pages are made of.

The notebooks stay the single source. A page cannot run code, so sentences that ask for it go:
words.toml holds their patterns, and the words of tasks that name no part of a panel.
"""

import base64
import hashlib
import html
import io
import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from PIL import Image

from lessonkit import explorers
from lessonkit.exercises.feedback import Feedback, Verdict, paragraph
from lessonkit.exercises.prediction_panel import PredictionPanel
from lessonkit.exercises.question import Question, opinion
from lessonkit.exercises.question_panel import QuestionPanel
from lessonkit.exercises.quiz_panel import Quiz
from lessonkit.explorers.panel import Panel
from tools.notebooks import CLOSED
from tools.site.panels import cells_with_values, name_of

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
TIE = re.compile(r"<!-- =.*?-->", re.DOTALL)
# A line may end between two words.
CANNOT = re.compile("|".join(WORDS["cannot"]).replace(" ", r"\s+"), re.IGNORECASE)
ELSEWHERE = re.compile("|".join(WORDS["elsewhere"]), re.IGNORECASE)
ANCHOR = re.compile(r"(?<=\]\()[\w.]*#[^)]+")
SENTENCE = re.compile(r"(?<=[.!?:])(?<!\d\.)(?:\*\*)?\s+(?=[A-Z*`\[(])")
ITEM = re.compile(r"^(?=(?:\d+\.|-) )", re.MULTILINE)
EMPHASIZED = re.compile(r"\*{1,2}([^*\n]+(?:\n[^*\n]+)?)\*{1,2}")
DATA_URL = re.compile(r'src="data:image/png;base64,([^"]+)"')
NOT_YOURS = re.compile(r"^.*since yours is not finished yet\.\n", re.MULTILINE)
ONLY = "*(only in the notebook)*"
IN_NOTEBOOK = (
    '<p class="lesson-elsewhere">This one is done in the notebook: '
    '<a href="index.html#do-it-for-real">how to open it</a>.</p>'
)


def _opened(value: object) -> object:
    return value.removeprefix(CLOSED) if isinstance(value, str) else value


class Page:
    """The copy of one notebook.

    Parameters
    ----------
    path : path
        The notebook.
    pictures : path
        The folder for its pictures.

    Attributes
    ----------
    notebook : NotebookNode
        The copy.
    values : dict of str to object
        What each code cell shows, by the cell's id.
    panels : dict of str to Panel
        The panels that it shows, by name.
    """

    def __init__(self, path: Path, pictures: Path) -> None:
        self.path, self._pictures = path, pictures
        self.notebook = nbformat.read(path, as_version=4)
        self.values = cells_with_values(path)
        self.panels = {
            name_of(value): value for value in self.values.values() if isinstance(value, Panel)
        }
        self.notebook.cells = [
            cell for cell in self.notebook.cells if cell.id not in WORDS["left_out_cells"]
        ]
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = prose(cell.source)
            else:
                self._code(cell)

    def panel(self, name: str) -> str:
        """Return a panel's place, with its picture and words until the page's script fills it."""
        panel = self.panels[name]
        still = panel.as_picture()
        file, words = self._file(still.png), html.escape(still.alt)
        image = f'<img src="{file}" alt="{words}" class="lesson-still">'
        return (
            f'<div class="lesson-panel" data-lesson-panel="{name}">{image}'
            f'<div class="lesson-words">{html.escape(repr(panel))}</div></div>'
        )

    def _code(self, cell: NotebookNode) -> None:
        value = self.values.get(cell.id)
        tags = list(cell.metadata.get("tags", ()))
        if "reveal" in tags:
            tags.append("hide-output")
            for output in cell.outputs[:1]:
                holder = output.get("data", output)
                holder.update({kind: _opened(value) for kind, value in holder.items()})
        shown = "".join(str(output.get("data", output)) for output in cell.outputs)
        if isinstance(value, Panel):
            cell.outputs = [_html(self.panel(name_of(value)))]
        elif questions := asked(value):
            cell.outputs = [_html(self._form(cell, questions))]
            tags.append("remove-input")
        elif re.search(r"\bcheck\(", cell.source):
            cell.outputs = [_html(IN_NOTEBOOK)]
        else:
            made = map(self._output, cell.outputs)
            cell.outputs = [one for one in made if one.get("text") != ""]
        if "<img" in shown:
            tags.append("hide-input")
        cell.metadata["tags"] = tags

    def _output(self, output: NotebookNode) -> NotebookNode:
        data = output.get("data", {})
        if output.output_type == "stream":
            output.text = NOT_YOURS.sub("", output.text)
        if "<table" in data.get("text/html", ""):
            # An empty head of a column, as pandas writes, says nothing to a screen reader.
            data["text/html"] = data["text/html"].replace("<th></th>", "<td></td>")
        if "<img" in data.get("text/html", ""):
            return _html(self._with_files(data["text/html"]))
        return output

    def _with_files(self, text: str) -> str:
        """Return HTML whose pictures are files."""
        return DATA_URL.sub(lambda url: f'src="{self._file(base64.b64decode(url[1]))}"', text)

    def _file(self, png: bytes) -> str:
        """Keep a PNG picture as a lossless file, and return its address."""
        name = hashlib.sha256(png).hexdigest()[:12] + ".webp"
        file = self._pictures / name
        if not file.exists():
            Image.open(io.BytesIO(png)).convert("RGB").save(file, lossless=True)
        return f"{self._pictures.name}/{name}"

    def _form(self, cell: NotebookNode, questions: Sequence[Question]) -> str:
        """Return a form that asks, and holds what the notebook says to each answer."""
        value = self.values[cell.id]
        fields, opinions = [], []
        for place, question in enumerate(questions):
            name = f"{cell.id}-{place}"
            legend = paragraph(question.question).replace("<p ", "<span ")
            legend = legend.replace("</p>", "</span>")
            code = f"<pre>{html.escape(question.code)}</pre>" if question.code else ""
            drawn = self._with_files(question.picture._repr_html_()) if question.picture else ""
            choices = "".join(
                f'<label><input type="radio" required name="{name}" value="{letter}"> '
                f"({letter}) {html.escape(option.text.replace('`', ''))}</label>"
                for letter, option in question.options.items()
            )
            fields.append(f"<fieldset><legend>{legend}</legend>{code}{drawn}{choices}</fieldset>")
            for letter in question.options:
                said = self._opinion(value, place, letter)
                opinions.append(f'<div data-answer="{name}={letter}" hidden>{said}</div>')
        commits = isinstance(value, PredictionPanel)
        look, button = (' data-reveal=""', "Commit") if commits else ("", "Check")
        return (
            f'<form class="lesson-guess"{look}>{"".join(fields)}<button type="submit" hidden>'
            f'{button}</button><p role="status"></p>{"".join(opinions)}</form>'
        )

    def _opinion(self, value: Any, place: int, letter: str) -> str:
        """Return what the notebook says to an answer."""
        question = asked(value)[place]
        if not isinstance(value, PredictionPanel):
            label = f"{place + 1}." if isinstance(value, Quiz) else ""
            said = QuestionPanel(question, "page", label).answer(letter)._repr_html_()
        elif len(asked(value)) == 1:
            panel = PredictionPanel(value.prediction.name)
            panel.commit(letter)
            said = panel.children[-1].value
        else:
            verdict, why = opinion(question, letter)
            verdict = verdict if verdict is Verdict.RIGHT else Verdict.SURPRISE
            said = Feedback(question.question, verdict, (why,))._repr_html_()
        return self._with_files(said)


def asked(value: Any) -> tuple[Question, ...]:
    """Return the questions that what a cell shows asks."""
    if isinstance(value, QuestionPanel):
        return (value.question,)
    if isinstance(value, PredictionPanel):
        return value.prediction.questions
    return value.questions if isinstance(value, Quiz) else ()


def prose(text: str) -> str:
    """Return markdown as a page says it."""
    text = TIE.sub("", text).replace("../data/README.md", "data.md")
    text = text.replace("../docs/one_page.pdf", "one_page.pdf")
    # JupyterLab keeps the capitals of a heading in its address, pages have none.
    text = ANCHOR.sub(lambda match: match[0].lower(), text)
    for old, new in WORDS["replaced"].items():
        text = re.sub(old, new, text)
    return "\n\n".join(filter(None, map(_block, re.split(r"\n{2,}", text))))


def _block(block: str) -> str:
    if not (CANNOT.search(block) or ELSEWHERE.search(block)) or block.startswith(
        ("```", "$$", "|", "<", "#")
    ):
        return block
    if ITEM.match(block):
        return "".join(_item(item) for item in ITEM.split(block) if item)
    return "" if ELSEWHERE.search(block) else _without(block)


def _item(item: str) -> str:
    mark, _, words = item.partition(" ")
    said = "" if ELSEWHERE.search(item) else _without(words.rstrip())
    return f"{mark} {said or ONLY}\n"


def _without(text: str) -> str:
    """Return a text without the sentences that ask for what a page cannot do."""
    return " ".join(one for one in SENTENCE.split(text) if not CANNOT.search(one))


def unknown_words(notebook: NotebookNode) -> list[str]:
    """Return the emphasized words of tasks that name no part of the panel."""
    missing = []
    for cell, panel in _tasks(notebook):
        known = {"step", "play", "reset", ONLY.strip("*"), *panel.presets}
        for name, control in panel.controls().items():
            known |= {name, control.label, *map(str, getattr(control, "options", ()))}
        known = {word.lower() for word in known}
        for item in ITEM.split(prose(cell.source))[1:]:
            words = (" ".join(word.split()).rstrip(".:") for word in EMPHASIZED.findall(item))
            missing += [
                word
                for word in words
                if word.lower() not in known and not re.fullmatch(r"[\d.,%]+", word)
            ]
    return missing


def _tasks(notebook: NotebookNode) -> Iterator[tuple[NotebookNode, type[Panel]]]:
    """Go through the prose before each panel, back to its heading."""
    before: list[NotebookNode] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            before = [cell] if cell.source.startswith("## ") else [*before, cell]
        elif panel := re.search(r"\w+Explorer(?=\()", cell.source):
            yield from ((one, getattr(explorers, panel[0])) for one in before)
            before = []


def _html(text: str) -> NotebookNode:
    output: NotebookNode = nbformat.v4.new_output("display_data", {"text/html": text})
    return output
