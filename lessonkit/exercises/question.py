"""A question with options and something to say about each, and a guess made of such questions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lessonkit.exercises.feedback import Verdict

if TYPE_CHECKING:
    from lessonkit.figures import Picture


@dataclass(frozen=True)
class Option:
    """One option of a question."""

    text: str  # what it claims
    why: str  # why it is right, or the idea that it misses


@dataclass(frozen=True)
class Question:
    """A question with one right option."""

    question: str
    options: Mapping[str, Option]  # by letter, in order
    right: str  # the letter of the right one
    name: str = ""  # what the progress file calls it; empty within a prediction
    code: str = ""  # lines of a program that it is about, if any
    draw: Callable[[], "Picture"] | None = None  # draws the picture that it is about, if any

    @property
    def lines(self) -> tuple[str, ...]:
        """The question, its code and its options, a line each."""
        code = (f"    {line}" for line in self.code.splitlines())
        options = (f"({key}) {option.text}" for key, option in self.options.items())
        return (self.question, *code, *options)

    @cached_property
    def picture(self) -> "Picture | None":
        """The picture, drawn once, for a quiz may ask the same again."""
        picture: Picture | None = drawn(self.draw) if self.draw else None
        return picture


@dataclass(frozen=True)
class Prediction:
    """Something to guess before it is shown."""

    name: str  # what `predict` and the progress file call it
    questions: tuple[Question, ...]  # one guess each
    draw: Callable[[Sequence[str]], "Picture"]  # draws the truth over the guesses, by letter


def question(
    name: str,
    text: str,
    *words: str,
    right: str = "a",
    code: str = "",
    draw: Callable[[], "Picture"] | None = None,
) -> Question:
    """Make a question of options, each of two texts: what it claims, and what there is to say.

    `right` is the letter of the right one. Within a prediction `name` is empty.
    """
    pairs = zip(words[::2], words[1::2], strict=True)
    options = {letter: Option(*pair) for letter, pair in zip("abcd", pairs, strict=False)}
    return Question(text, options, right, name, code, draw)


def drawn(draw: Callable[[], Any]) -> Any:
    """Draw a picture in the lesson's own style."""
    from lessonkit.picture import our_style  # noqa: PLC0415 -- loads matplotlib

    with our_style():
        return draw()


def letter_of(question: Question, answer: object) -> str:
    """Return the letter that an answer names, or nothing if it names none."""
    letter = answer.strip().strip("()").lower() if isinstance(answer, str) else ""
    return letter if letter in question.options else ""


def opinion(question: Question, answer: object) -> tuple[Verdict, str]:
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
