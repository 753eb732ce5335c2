"""The check at the end of the lesson: ten short questions, shuffled by a seed."""

import random
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from lessonkit.exercises import record
from lessonkit.exercises.ask import Ask, saved
from lessonkit.exercises.course.quiz import QUESTIONS
from lessonkit.exercises.feedback import Feedback, Verdict, paragraph
from lessonkit.exercises.question import Question, letter_of, opinion


class Quiz(widgets.VBox):
    """Ten questions, shuffled by a seed, with something to say about every answer."""

    def __init__(self, seed: int) -> None:
        self.questions = shuffled(seed)
        self._right: set[int] = set()
        self._asks, self._replies, rows = [], [], []
        for number, question in enumerate(self.questions, start=1):
            ask = Ask(question, f"{number}.")
            button = widgets.Button(description="Check", tooltip=f"Check question {number}")
            reply = widgets.HTML()
            button.on_click(lambda _, number=number, ask=ask: self.answer(number, ask.letter))
            self._asks.append(ask)
            self._replies.append(reply)
            rows += [ask, button, reply]
        self._score = widgets.HTML(paragraph(self.score))
        super().__init__([*rows, self._score])

    @property
    def score(self) -> str:
        """How many questions are answered right, in words."""
        return f"{len(self._right)} of {len(self.questions)} answered right."

    def answer(self, number: int, letter: str) -> Feedback:
        """Answer a question; it can be answered again.

        Parameters
        ----------
        number : int
            Which question, counted from 1.
        letter : str
            The letter of the option.

        Raises
        ------
        ValueError
            If there is no such question.
        """
        if number not in range(1, len(self.questions) + 1):
            raise ValueError(
                f"number: got {number!r}, expected a question from 1 to {len(self.questions)}."
            )
        question = self.questions[number - 1]
        verdict, why = opinion(question, letter or None)
        (self._right.add if verdict is Verdict.RIGHT else self._right.discard)(number)
        feedback = Feedback(f"Question {number}", verdict, (why,))
        self._asks[number - 1].letter = letter_of(question, letter)
        self._replies[number - 1].value = feedback._repr_html_()
        self._score.value = paragraph(self.score)
        if len(self._right) == len(self.questions):
            record.add("quiz")
        return feedback

    def __repr__(self) -> str:
        """Return the questions and the score as plain text."""
        lines = []
        for number, question in enumerate(self.questions, start=1):
            lines += [f"{number}. {question.lines[0]}", *question.lines[1:], ""]
        return "\n".join([*lines, self.score])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        items = "".join(f"<li>{_item(question)}</li>" for question in self.questions)
        html = f"<ol>{items}</ol>{paragraph(self.score)}"
        return saved(super()._repr_mimebundle_(**options), repr(self), html)


def quiz(seed: int = 0) -> Quiz:
    """Ask ten questions over the whole lesson.

    Parameters
    ----------
    seed : int, default 0
        Another seed gives another order of the questions and of their options.
    """
    return Quiz(seed)


def shuffled(seed: int) -> tuple[Question, ...]:
    """Return the questions and their options in an order that depends on the seed alone."""
    order = random.Random(seed)  # noqa: S311 -- an order, not a secret
    questions = []
    for question in order.sample(QUESTIONS, len(QUESTIONS)):
        letters = list(question.options)
        shuffle = dict(zip(letters, order.sample(letters, len(letters)), strict=True))
        options = {letter: question.options[old] for letter, old in shuffle.items()}
        right = next(letter for letter, old in shuffle.items() if old == question.right)
        questions.append(replace(question, options=options, right=right))
    return tuple(questions)


def _item(question: Question) -> str:
    return "".join(map(paragraph, question.lines))
