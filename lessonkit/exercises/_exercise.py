"""What an exercise is: its cases, its right answer, and the ways people get it wrong.

The right answer and the wrong ones are one function, `solve(flaws, *arguments)`: without a flaw it
is right, and each flaw that is named bends it in one way. So a student's function that has two
flaws at once is recognised by both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

__all__ = ["Exercise", "Flaws", "Kind"]

Flaws = frozenset[str]


class Kind(Enum):
    """What an answer should be."""

    NUMBER = "a single number"
    PAIR = "two numbers"
    NUMBERS = "a list of numbers"
    ARRAY = "an array"
    TRUTH = "`True` or `False`"
    TABLES = "two tables"
    LIST_AND_NUMBER = "a list such as `[4, 0]` and then one number"


@dataclass(frozen=True)
class Exercise:
    """An exercise with everything that its checker needs.

    Attributes
    ----------
    name : str
        What `hint` and the progress file call it.
    notebook : str
        Where it stands, such as "01_cost".
    parameters : tuple of str
        What the function is given, in order.
    kind : Kind
        What it should return.
    parts : tuple of str
        Names of the numbers it returns, where they have names.
    solve : callable
        `solve(flaws, *arguments)`: the answer, bent by the flaws.
    flaws : mapping of str to str
        Each known flaw and what is said about it: the idea, never the answer.
    cases : sequence of tuple
        Arguments to try, the simplest first: each small enough to do by hand.
    by_hand : bool
        Whether the answer is a value found on paper, and not a function.
    near : float
        How far off an answer may be, in its own unit, because people round.
    frames : bool
        Whether arrays are handed over as pandas objects.
    curve : callable, optional
        `curve(function)` gives the points (x, y) of a curve that shows its shape.
    curve_words : str
        What the curve runs over, to stand below it.
    """

    name: str
    notebook: str
    parameters: tuple[str, ...]
    kind: Kind
    solve: Callable[..., Any]
    flaws: Mapping[str, str]
    cases: Sequence[tuple[Any, ...]]
    parts: tuple[str, ...] = ()
    by_hand: bool = False
    near: float = 0.0
    frames: bool = False
    curve: Callable[[Callable[..., Any]], tuple[Any, Any]] | None = None
    curve_words: str = ""

    def answer(self, *arguments: Any) -> Any:
        """Return the right answer."""
        return self.solve(frozenset(), *arguments)
