"""Predict, commit, reveal: a guess first, then the truth drawn over it."""

from typing import Any

import ipywidgets as widgets

from lessonkit.exercises import record
from lessonkit.exercises.ask import Ask, saved
from lessonkit.exercises.course import PREDICTIONS
from lessonkit.exercises.feedback import Verdict, image, page, paragraph
from lessonkit.exercises.question import letter_of, opinion

NO_GUESS = "No guess yet. Commit to one, and the truth is drawn over it."


class PredictionPanel(widgets.VBox):
    """Asks for a guess and, once there is one, shows it beside the truth."""

    def __init__(self, name: str) -> None:
        self.prediction = PREDICTIONS[name]
        self.guesses: tuple[str, ...] = ()  # the letters committed to
        self.picture: Any = None  # the truth over the guess
        self._asks = [Ask(question) for question in self.prediction.questions]
        self._button = widgets.Button(description="Commit", tooltip="Commit to this guess")
        self._button.on_click(lambda _: self._commit_chosen())
        self._answer = widgets.HTML(page("Predict", paragraph(NO_GUESS), Verdict.UNANSWERED))
        super().__init__([*self._asks, self._button, self._answer])

    def commit(self, *guesses: str) -> None:
        """Commit to a guess, one letter for each question, and reveal the truth.

        Raises
        ------
        ValueError
            If a guess is none of the letters, or there are too few or too many.
        """
        letters = tuple(
            letter_of(question, guess)
            for question, guess in zip(self.prediction.questions, guesses, strict=False)
        )
        if len(guesses) != len(self._asks) or not all(letters):
            options = ", ".join(self.prediction.questions[0].options)
            raise ValueError(
                f"guesses: got {guesses}, expected one letter of {options} for each of "
                f"{len(self._asks)} questions."
            )
        self.guesses = letters
        self.picture = self.prediction.draw(letters)
        for ask, letter in zip(self._asks, letters, strict=True):
            ask.letter = letter
        self._answer.value = self._revealed()
        record.add(self.prediction.name)

    def __repr__(self) -> str:
        """Return the questions, and what came of the guess, as plain text."""
        lines = [line for question in self.prediction.questions for line in question.lines]
        if not self.guesses:
            return "\n".join([*lines, NO_GUESS])
        return "\n".join([*lines, *self._opinions(), f"[Picture: {self.picture.alt}]"])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        questions = "".join(paragraph(line) for ask in self._asks for line in ask.question.lines)
        return saved(
            super()._repr_mimebundle_(**options), repr(self), questions + self._answer.value
        )

    def _commit_chosen(self) -> None:
        chosen = [ask.letter for ask in self._asks]
        if all(chosen):
            self.commit(*chosen)
        else:
            text = "Choose an option first." if len(chosen) == 1 else "Choose one for each first."
            self._answer.value = page("Predict", paragraph(text), Verdict.UNANSWERED)

    def _revealed(self) -> str:
        good = self.guesses == tuple(question.right for question in self.prediction.questions)
        body = "".join(map(paragraph, self._opinions())) + image(self.picture)
        title = "Your guess and the truth"
        return page(title, body, Verdict.RIGHT if good else Verdict.NOT_YET)

    def _opinions(self) -> list[str]:
        said = []
        for question, guess in zip(self.prediction.questions, self.guesses, strict=True):
            verdict, why = opinion(question, guess)
            said.append(f"{verdict.sign} {verdict.words}: {question.question} {why}")
        return said


def predict(name: str, *guesses: str | None) -> PredictionPanel:
    """Ask for a guess before a key picture; with a guess, show it and the truth.

    Parameters
    ----------
    name : {"which-line", "three-rates", "which-valley"}
        Which prediction.
    *guesses : str or None
        A letter for each question it asks. While one is None, nothing is revealed.

    Raises
    ------
    ValueError
        If there is no such prediction, or a guess is none of its letters.
    """
    if name not in PREDICTIONS:
        raise ValueError(
            f"name: there is no prediction {name!r}; choose from {', '.join(PREDICTIONS)}."
        )
    panel = PredictionPanel(name)
    given = [guess for guess in guesses if guess is not None]
    if guesses and len(given) == len(guesses):
        panel.commit(*given)
    return panel
