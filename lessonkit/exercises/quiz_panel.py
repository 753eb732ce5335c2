"""Questions from the bank: at the end of the lesson, and two to open a notebook with."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from lessonkit.exercises import record
from lessonkit.exercises.bank import BANK, OPTIONAL
from lessonkit.exercises.course import WHERE
from lessonkit.exercises.feedback import Feedback, paragraph
from lessonkit.exercises.question import Question
from lessonkit.exercises.question_panel import QuestionPanel
from lessonkit.exercises.radio import saved

LENGTH = 10
TO_RECALL = 2


class Quiz(widgets.VBox):
    """A few questions, and how many of them are answered right; `name` is recorded at the end."""

    def __init__(
        self, questions: Sequence[Question], asked_by: str, name: str = "", opening: str = ""
    ) -> None:
        self.questions = tuple(questions)
        self._name, self._opening = name, opening
        self._panels = [
            QuestionPanel(question, asked_by, f"{number}.", self._count)
            for number, question in enumerate(self.questions, start=1)
        ]
        self._score = widgets.HTML(paragraph(self.score))
        first = [widgets.HTML(paragraph(opening))] if opening else []
        super().__init__([*first, *self._panels, self._score])
        self.add_class("lessonkit-ask")
        for panel in self._panels:
            panel.restore()

    @property
    def score(self) -> str:
        """How many questions are answered right, in words."""
        right = sum(panel.passed for panel in self._panels)
        return f"{right} of {len(self._panels)} answered right."

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
        if number not in range(1, len(self._panels) + 1):
            raise ValueError(
                f"number: got {number!r}, expected a question from 1 to {len(self._panels)}."
            )
        return self._panels[number - 1].answer(letter)

    def _count(self) -> None:
        self._score.value = paragraph(self.score)
        if self._name and all(panel.passed for panel in self._panels):
            record.add(self._name)

    def __repr__(self) -> str:
        """Return the questions and the score as plain text."""
        parts = [self._opening, *(panel.text for panel in self._panels), self.score]
        return "\n\n".join(filter(None, parts))

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        items = "".join(f"<li>{panel.html}</li>" for panel in self._panels)
        opening = paragraph(self._opening) if self._opening else ""
        html = f"{opening}<ol>{items}</ol>{paragraph(self.score)}"
        return saved(super()._repr_mimebundle_(**options), repr(self), html)


def quiz(seed: int = 0, notebook: str | None = None) -> Quiz:
    """Ask ten questions over the whole lesson, or all that there are about one notebook.

    Parameters
    ----------
    seed : int, default 0
        Another seed gives other questions, in another order.
    notebook : str, optional
        The notebook, such as "07_beyond".

    Returns
    -------
    Quiz
        Shown as the last value of a cell: the questions, and how many were answered right.

    Raises
    ------
    ValueError
        If there is no such notebook.
    """
    order = random.Random(seed)  # noqa: S311 -- an order, not a secret
    if notebook is not None:
        if notebook not in BANK:
            raise ValueError(f"notebook: got {notebook!r}, choose from {', '.join(BANK)}.")
        questions = order.sample(BANK[notebook], len(BANK[notebook]))
        return Quiz(_mixed(questions, order), f"quiz {seed} {notebook}")
    return Quiz(_mixed(_over_all(order), order), f"quiz {seed}", "quiz")


def recall(notebook: str) -> Quiz:
    """Ask two questions about the notebooks before this one. You may skip them.

    Parameters
    ----------
    notebook : str
        The notebook that is open, such as "02_surface"; each has its own two questions.

    Returns
    -------
    Quiz
        Two questions, shown as the last value of a cell.

    Raises
    ------
    ValueError
        If there is no such notebook, or none before it.
    """
    names = list(dict.fromkeys(WHERE.values()))
    if notebook not in names[1:]:
        raise ValueError(
            f"notebook: there is nothing to recall in {notebook!r}; choose from "
            f"{', '.join(names[1:])}."
        )
    asked: list[Question] = []
    for count in range(1, names.index(notebook) + 1):
        order = random.Random(names[count])  # noqa: S311
        *earlier, last = names[:count]
        chosen = [order.choice(_fresh([last], asked))]
        chosen += order.sample(_fresh(earlier or [last], asked + chosen), TO_RECALL - 1)
        asked += chosen
    opening = "What do you remember? Answer, or skip them and go on."
    return Quiz(_mixed(chosen, order), f"recall {notebook}", opening=opening)


def _fresh(notebooks: Sequence[str], asked: Sequence[Question]) -> list[Question]:
    """Return the questions about some notebooks that no notebook has asked so far."""
    return [one for name in notebooks for one in BANK[name] if one not in asked]


def _over_all(order: random.Random) -> list[Question]:
    """Choose the questions of a quiz: of each notebook about as many as of any other."""
    piles = [
        order.sample(questions, len(questions))
        for name, questions in BANK.items()
        if name != OPTIONAL
    ]
    order.shuffle(piles)
    in_turn = [one for level in zip(*piles, strict=False) for one in level]
    return order.sample(in_turn[:LENGTH], LENGTH)


def _mixed(questions: Sequence[Question], order: random.Random) -> list[Question]:
    """Put the options in another order, so that each letter is right about as often."""
    letters = list(questions[0].options)
    turns = [letter for _ in questions for letter in order.sample(letters, len(letters))]
    return [_moved(one, right, order) for one, right in zip(questions, turns, strict=False)]


def _moved(question: Question, right: str, order: random.Random) -> Question:
    """Put the right option at a letter, and the others around it."""
    others = [one for letter, one in question.options.items() if letter != question.right]
    order.shuffle(others)
    options = {
        letter: question.options[question.right] if letter == right else others.pop()
        for letter in question.options
    }
    return replace(question, options=options, right=right)
