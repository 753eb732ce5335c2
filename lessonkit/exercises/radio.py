"""A question on the screen, usable from the keyboard and by a screen reader."""

import html
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from lessonkit.exercises.feedback import paragraph
from lessonkit.exercises.question import Question, letter_of
from lessonkit.picture import IN_VIEW

CSS = Path(__file__).with_name("ask.css").read_text(encoding="utf-8")
STYLE = f"<style>{CSS}</style>"


class Radio(widgets.VBox):
    """A question with its options as radio buttons; a label such as its number may precede it."""

    def __init__(self, question: Question, label: str = "") -> None:
        self.question, self._label = question, label
        self._options = widgets.RadioButtons(
            options=[
                (f"({key}) {one.text}".replace("`", ""), key)
                for key, one in question.options.items()
            ],
            value=None,
            tooltip=f"{label} {question.question}".strip(),
            layout={"width": "auto"},
        )
        self.picture = question.picture
        shown = self.picture._repr_html_() if self.picture else ""
        asked = widgets.HTML(STYLE + IN_VIEW + _asked(question, label) + shown)
        super().__init__([asked, self._options])
        self.add_class("lessonkit-ask")

    @property
    def text(self) -> str:
        """The question, what its picture shows, and its options, as plain text."""
        asked, *rest = self.question.lines
        return "\n".join([f"{self._label} {asked}".strip(), *self._in_words, *rest])

    @property
    def html(self) -> str:
        """The same as HTML. The picture is in words: it differs from one machine to another."""
        options = self.question.lines[-len(self.question.options) :]
        return _asked(self.question) + "".join(map(paragraph, [*self._in_words, *options]))

    @property
    def _in_words(self) -> list[str]:
        return [f"[Picture: {self.picture.alt}]"] if self.picture else []

    @property
    def letter(self) -> str:
        """The letter chosen; empty if none is."""
        return letter_of(self.question, self._options.value)

    @letter.setter
    def letter(self, letter: str) -> None:
        self._options.value = letter or None


def _asked(question: Question, label: str = "") -> str:
    code = f"<pre>{html.escape(question.code, quote=False)}</pre>" if question.code else ""
    return paragraph(f"{label} {question.question}".strip()) + code


def saved(bundle: dict[str, Any], text: str, page: str) -> dict[str, Any]:
    """Give a widget's output words and HTML of its own, for a notebook without a kernel."""
    return {**bundle, "text/plain": text, "text/html": page}
