"""A question on the screen, usable from the keyboard and by a screen reader."""

from typing import Any

import ipywidgets as widgets

from lessonkit.exercises.feedback import paragraph
from lessonkit.exercises.question import Question, letter_of

# Options are sentences: let them wrap, which radio buttons of ipywidgets do not.
STYLE = """<style>
.lessonkit-ask .widget-radio { width: auto; }
.lessonkit-ask .widget-radio-box, .lessonkit-ask .widget-radio-box label {
  height: auto; white-space: normal; width: auto; max-width: 60em; line-height: 1.4;
}
</style>"""


class Radio(widgets.VBox):
    """A question with its options as radio buttons; a label such as its number may precede it."""

    def __init__(self, question: Question, label: str = "") -> None:
        self.question = question
        self._options = widgets.RadioButtons(
            options=[
                (f"({key}) {one.text}".replace("`", ""), key)
                for key, one in question.options.items()
            ],
            value=None,
            tooltip=f"{label} {question.question}".strip(),
            layout={"width": "auto"},
        )
        asked = paragraph(f"{label} {question.question}".strip())
        super().__init__([widgets.HTML(STYLE + asked), self._options])
        self.add_class("lessonkit-ask")

    @property
    def letter(self) -> str:
        """The letter chosen; empty if none is."""
        return letter_of(self.question, self._options.value)

    @letter.setter
    def letter(self, letter: str) -> None:
        self._options.value = letter or None


def saved(bundle: dict[str, Any], text: str, html: str) -> dict[str, Any]:
    """Give a widget's output words and HTML of its own, for a notebook without a kernel."""
    return {**bundle, "text/plain": text, "text/html": html}
