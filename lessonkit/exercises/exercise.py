"""What an exercise is: its cases, its right answer, and the ways people get it wrong.

The right answer and the wrong ones are one function, `solve(flaws, *arguments)`: without a flaw it
is right, and each flaw that is named changes it in one way. So a student's function that has two
flaws at once is recognized by both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from numpy.typing import NDArray

Array = NDArray[Any]
Flaws = frozenset[str]

SAME_IDEAS = {
    "uphill": "3",
    "one after the other": "3",
    "sample": "2",
    "sum": "1",
    "each": "1",
    "no bracket": "1",
}
"""Flaws that are one misconception wherever they occur, and the notebook that clears it up."""


class Kind(Enum):
    """What an answer should be."""

    NUMBER = "a single number"
    PAIR = "two numbers"
    NUMBERS = "a list of numbers"
    ARRAY = "an array"
    TRUTH = "`True` or `False`"
    TABLES = "two tables"
    LIST_AND_NUMBER = "a list such as `[4, 0]` and then one number"
    TWO_NUMBERS_AND_LIST = "two numbers and then a list"
    ARRAY_AND_NUMBER = "an array of weights and then one number"


@dataclass(frozen=True)
class Exercise:
    """An exercise with everything that its checker needs."""

    name: str  # what `check` and the progress file call it
    kind: Kind  # what the answer should be
    solve: Callable[..., Any]  # `solve(flaws, *arguments)`: the answer, changed by the flaws
    flaws: Mapping[str, str]  # each known flaw, and what is said about it: the idea, no answer
    cases: Sequence[tuple[Any, ...]]  # arguments to try, the simplest first: it is done on paper
    parameters: tuple[str, ...] = ()  # what the student's function takes; empty: done by hand
    parts: tuple[str, ...] = ()  # names of the values that the answer is made of, if it has any
    again: str = ""  # what to do if an answer that is found on paper is off
    near: float = 0.0  # how far off an answer may be, in its own unit, because people round
    columns: tuple[str, ...] = ()  # tables are handed over as data frames with these columns
    onward: str = ""  # a sentence with which a right answer carries on
    curve: Callable[[Callable[..., Any]], tuple[Any, Any]] | None = None  # points of a function
    curve_words: str = ""  # what the curve runs over

    def answer(self, *arguments: Any) -> Any:
        """Return the right answer."""
        return self.solve(frozenset(), *arguments)

    @property
    def by_hand(self) -> bool:
        """Whether the answer is made of values found on paper, and not a function."""
        return not self.parameters
