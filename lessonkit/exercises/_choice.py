"""A question with options, and something to say about each of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lessonkit.exercises import _progress
from lessonkit.exercises._feedback import Feedback, Verdict

__all__ = ["Choice", "Option", "check_choice", "letter_of", "opinion"]


@dataclass(frozen=True)
class Option:
    """One option of a question.

    Attributes
    ----------
    text : str
        What it claims.
    why : str
        Why it is right, or the idea that it misses.
    """

    text: str
    why: str


@dataclass(frozen=True)
class Choice:
    """A question with one right option.

    Attributes
    ----------
    name : str
        What the progress file calls it.
    notebook : str
        Where it stands, such as "01_cost".
    question : str
        The question.
    options : mapping of str to Option
        By letter, in order.
    right : str
        The letter of the right one.
    """

    name: str
    notebook: str
    question: str
    options: Mapping[str, Option]
    right: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The question and its options, a line each."""
        return (self.question, *(f"({key}) {option.text}" for key, option in self.options.items()))


def letter_of(question: Choice, answer: object) -> str:
    """Return the letter that an answer names, or nothing if it names none."""
    letter = answer.strip().strip("()").lower() if isinstance(answer, str) else ""
    return letter if letter in question.options else ""


def opinion(question: Choice, answer: object) -> tuple[Verdict, str]:
    """Return how an answer stands, and why."""
    if answer is None or answer is ...:
        return Verdict.UNANSWERED, 'Answer with a letter in quotes, such as "a".'
    letter = letter_of(question, answer)
    if not letter:
        letters = ", ".join(f'"{one}"' for one in question.options)
        return Verdict.NOT_YET, f"Answer with one letter in quotes, {letters}; this was {answer!r}."
    return (
        Verdict.RIGHT if letter == question.right else Verdict.NOT_YET,
        f"({letter}) {question.options[letter].why}",
    )


def check_choice(question: Choice, answer: object) -> Feedback:
    """Answer an answer: with the question if it is none, else with what is to say about it."""
    verdict, why = opinion(question, answer)
    if verdict is Verdict.RIGHT:
        _progress.record(question.name)
    lines = (*question.lines, why) if verdict is Verdict.UNANSWERED else (why,)
    return Feedback(question.name, verdict, lines)
