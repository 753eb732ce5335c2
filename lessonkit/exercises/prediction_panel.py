"""Predict, commit, reveal: a guess first, then the truth drawn over it."""

from typing import Any

import ipywidgets as widgets

from lessonkit.exercises import record
from lessonkit.exercises.course import PREDICTIONS
from lessonkit.exercises.feedback import Verdict, page, paragraph
from lessonkit.exercises.question import drawn, letter_of, opinion
from lessonkit.exercises.radio import Radio, saved

NO_GUESS = "No guess yet. Choose, say how sure you are, and commit."
SURE = ("not", "fairly", "very")
SAID_OF_RIGHT = {
    "not": "You were not sure, and you are right. What made you doubt?",
    "fairly": "You were fairly sure, and you are right.",
    "very": "You were very sure, and you are right.",
}
SAID_OF_WRONG = {
    "not": "You were not sure. Now you know.",
    "fairly": "You were fairly sure, and the truth is different. That is worth a second look.",
    "very": "You were very sure, and the truth is different. Remember this one.",
}


class PredictionPanel(widgets.VBox):
    """Asks for a guess and how sure one is; once there is one, shows it beside the truth."""

    def __init__(self, name: str) -> None:
        self.prediction = PREDICTIONS[name]
        self.guesses: tuple[str, ...] = ()  # the letters committed to
        self.picture: Any = None  # the truth over the guess
        self._asks = [Radio(question) for question in self.prediction.questions]
        self._sure = widgets.RadioButtons(
            options=SURE,
            value=None,
            tooltip="How sure are you?",
            orientation="horizontal",
            layout={"width": "auto"},
        )
        how_sure = widgets.HTML(paragraph("How sure are you?"))
        self._button = widgets.Button(description="Commit", tooltip="Commit to this guess")
        self._button.on_click(lambda _: self._commit_chosen())
        self._note = NO_GUESS
        self._answer = widgets.HTML(_unrevealed(NO_GUESS))
        super().__init__([*self._asks, how_sure, self._sure, self._button, self._answer])
        self.add_class("lessonkit-ask")

    def commit(self, *guesses: str, sure: str | None = None) -> None:
        """Commit to a guess, one letter for each question, and reveal the truth.

        A guess that is not one of the options gets a message, and reveals nothing.
        """
        if refusal := self._refusal(guesses, sure):
            self._note, self._answer.value = refusal, _unrevealed(refusal)
            return
        pairs = zip(self.prediction.questions, guesses, strict=True)
        letters = tuple(letter_of(question, guess) for question, guess in pairs)
        self.guesses = letters
        self.picture = drawn(lambda: self.prediction.draw(letters))
        self._sure.value = sure
        for ask, letter in zip(self._asks, letters, strict=True):
            ask.letter = letter
        self._answer.value = self._revealed()
        record.answers["predict", self.prediction.name] = letters, sure
        record.add(self.prediction.name)

    def _refusal(self, guesses: tuple[Any, ...], sure: Any) -> str:
        """Say what is wrong if the guesses are not one option for each question."""
        questions = self.prediction.questions
        if len(guesses) != len(questions):
            wanted = "one guess" if len(questions) == 1 else f"{len(questions)} guesses"
            return f"Give {wanted}, not {len(guesses)}."
        if sure is not None and sure not in SURE:
            return f"`sure` is one of {', '.join(SURE)}; this was {sure!r}."
        pairs = zip(questions, guesses, strict=True)
        return next((opinion(*pair)[1] for pair in pairs if not letter_of(*pair)), "")

    def __repr__(self) -> str:
        """Return the questions, and what came of the guess, as plain text."""
        lines = [line for question in self.prediction.questions for line in question.lines]
        if not self.guesses:
            return "\n".join([*lines, self._note])
        return "\n".join([*lines, *self._opinions(), f"[Picture: {self.picture.alt}]"])

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        questions = "".join(paragraph(line) for ask in self._asks for line in ask.question.lines)
        return saved(
            super()._repr_mimebundle_(**options), repr(self), questions + self._answer.value
        )

    def _commit_chosen(self) -> None:
        chosen = [ask.letter for ask in self._asks]
        if all(chosen) and self._sure.value:
            self.commit(*chosen, sure=self._sure.value)
            return
        what = "an option" if len(chosen) == 1 else "one for each"
        text = "Choose how sure you are, too." if all(chosen) else f"Choose {what} first."
        self._answer.value = _unrevealed(text)

    @property
    def _good(self) -> bool:
        return self.guesses == tuple(question.right for question in self.prediction.questions)

    def _revealed(self) -> str:
        verdict = Verdict.RIGHT if self._good else Verdict.SURPRISE
        body = "".join(map(paragraph, self._opinions()))
        return page("Your guess and the truth", body, verdict, self.picture)

    def _opinions(self) -> list[str]:
        said = []
        for question, guess in zip(self.prediction.questions, self.guesses, strict=True):
            verdict, why = opinion(question, guess)
            verdict = verdict if verdict is Verdict.RIGHT else Verdict.SURPRISE
            said.append(f"{verdict.sign} {verdict.words}: {question.question} {why}")
        if self._sure.value:
            said.append((SAID_OF_RIGHT if self._good else SAID_OF_WRONG)[self._sure.value])
        return said


def _unrevealed(text: str) -> str:
    return page("Predict", paragraph(text), Verdict.UNANSWERED)


def predict(name: str, *guesses: str | None, sure: str | None = None) -> PredictionPanel:
    """Ask for a guess before a key picture; with a guess, show it and the truth.

    Parameters
    ----------
    name : str
        Which prediction, such as "which-line".
    *guesses : str or None
        A letter for each question it asks. While one is None, nothing is revealed.
    sure : {"not", "fairly", "very"}, optional
        How sure you are.

    Returns
    -------
    PredictionPanel
        Shown as the last value of a cell: the questions, then the guess beside the truth.

    Raises
    ------
    ValueError
        If there is no such prediction.
    """
    if name not in PREDICTIONS:
        raise ValueError(
            f"name: there is no prediction {name!r}; choose from {', '.join(PREDICTIONS)}."
        )
    panel = PredictionPanel(name)
    given = [guess for guess in guesses if guess is not None]
    if guesses and len(given) == len(guesses):
        panel.commit(*given, sure=sure)
    elif not given and ("predict", name) in record.answers:  # the cell is run again
        letters, sure = record.answers["predict", name]
        panel.commit(*letters, sure=sure)
    return panel
