"""A question with buttons: choose an option, press Check, and the question stays in sight."""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from lessonkit.exercises import record
from lessonkit.exercises.course import READINGS
from lessonkit.exercises.feedback import Feedback, Verdict, paragraph
from lessonkit.exercises.question import Question, letter_of, opinion
from lessonkit.exercises.radio import Radio, saved

HOW = "Choose an option and press Check."


class QuestionPanel(widgets.VBox):
    """One question, with something to say about every answer; it can be answered again.

    `asked_by` tells it from the same question elsewhere in the notebook.
    """

    def __init__(
        self,
        question: Question,
        asked_by: str,
        label: str = "",
        answered: Callable[[], None] | None = None,
    ) -> None:
        self.question = question
        self._key = asked_by, *question.lines
        self.feedback = Feedback(question.name, Verdict.UNANSWERED, (HOW,))
        self._label, self._answered = label, answered
        self._radio = Radio(question, label)
        button = widgets.Button(description="Check", tooltip=f"Check {self._title}")
        button.on_click(lambda _: self.answer(self._radio.letter or None))
        self._reply = widgets.HTML()
        super().__init__([self._radio, button, self._reply])
        self.add_class("lessonkit-ask")

    def answer(self, letter: object) -> Feedback:
        """Answer with the letter of an option; None is not answered yet."""
        verdict, why = opinion(self.question, letter)
        self.feedback = Feedback(self._title, verdict, (HOW if letter is None else why,))
        self._radio.letter = letter_of(self.question, letter)
        self._reply.value = self.feedback._repr_html_()
        record.answers[self._key] = self._radio.letter
        if self._answered:
            self._answered()
        return self.feedback

    def restore(self) -> None:
        """Answer as it was answered before in this kernel, if it was."""
        if letter := record.answers.get(self._key):
            self.answer(letter)

    @property
    def _title(self) -> str:
        return f"Question {self._label.rstrip('.')}" if self._label else self.question.name

    @property
    def name(self) -> str:
        """What the progress file calls the question."""
        return self.question.name

    @property
    def passed(self) -> bool:
        """Whether the last answer is right."""
        return self.feedback.passed

    @property
    def text(self) -> str:
        """The question with its options, and what is said about the answer, as plain text."""
        answered = [repr(self.feedback)] if self._reply.value else []
        return "\n".join([self._radio.text, *answered])

    @property
    def html(self) -> str:
        """The same as HTML."""
        return self._radio.html + str(self._reply.value)

    def __repr__(self) -> str:
        """Return the same as plain text."""
        return self.text if self._reply.value else f"{self.text}\n{HOW}"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        html = self.html if self._reply.value else self.html + paragraph(HOW)
        return saved(super()._repr_mimebundle_(**options), repr(self), html)


def ask(name: str, answer: str | None = None) -> QuestionPanel:
    """Ask a question about a picture, with buttons to answer it.

    Parameters
    ----------
    name : str
        The question, such as "above-the-line".
    answer : str, optional
        The letter of an option, in the place of the buttons.

    Returns
    -------
    QuestionPanel
        Shown as the last value of a cell: the question, its options, and what your answer means.

    Raises
    ------
    ValueError
        If there is no question of that name.
    """
    if name not in READINGS:
        raise ValueError(f"name: there is no question {name!r}; choose from {', '.join(READINGS)}.")

    def keep() -> None:
        if panel.passed:
            record.add(name)

    panel = QuestionPanel(READINGS[name], "ask", answered=keep)
    if answer is None:
        panel.restore()
    else:
        panel.answer(answer)
    return panel
