"""Hints in three rungs: where to look, how to go about it, and all but the last step."""

from dataclasses import dataclass

from lessonkit.exercises.course import EXERCISES
from lessonkit.exercises.feedback import Verdict, page, paragraph

_opened: dict[str, int] = {}


@dataclass(frozen=True)
class Hint:
    """One rung of the hints to an exercise: 1, 2 or 3."""

    name: str
    rung: int

    def __repr__(self) -> str:
        """Return the hint as plain text."""
        return f"{self._title}\n{self.text}\n{self._more}"

    def _repr_html_(self) -> str:
        return page(self._title, paragraph(self.text) + paragraph(self._more), Verdict.UNANSWERED)

    @property
    def text(self) -> str:
        """What the hint says."""
        return EXERCISES[self.name].hints[self.rung - 1]

    @property
    def _title(self) -> str:
        return f"{self.name}: hint {self.rung}"

    @property
    def _more(self) -> str:
        if self.rung == len(EXERCISES[self.name].hints):
            return "The last step is yours."
        return f'Try again first. If you are still stuck, `hint("{self.name}")` opens another.'


def hint(name: str, rung: int | None = None) -> Hint:
    """Open a hint: the first, and with each further call the next.

    Parameters
    ----------
    name : str
        The exercise, such as "mse"; every check says its name.
    rung : {1, 2, 3}, optional
        Which one, whatever has been opened before.

    Raises
    ------
    ValueError
        If there is no such exercise or no such rung.
    """
    if name not in EXERCISES:
        choices = ", ".join(EXERCISES)
        raise ValueError(f"name: there are no hints for {name!r}; choose from {choices}.")
    last = len(EXERCISES[name].hints)
    if rung is None:
        rung = _opened[name] = min(_opened.get(name, 0) + 1, last)
    if rung not in range(1, last + 1):
        raise ValueError(f"rung: got {rung!r}, expected a whole number from 1 to {last}.")
    return Hint(name, rung)


def folded(name: str) -> str:
    """Return the hints of an exercise as markdown that is folded away, rung within rung."""
    text = ""
    for rung in (3, 2, 1):
        inner = f"\n{text}\n" if text else ""
        opened = f"\n\n{hint(name, rung).text}\n{inner}"
        text = f"<details><summary>Hint {rung}</summary>{opened}</details>"
    return text
