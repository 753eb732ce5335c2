"""The student's progress, on the screen but never in the saved notebook."""

import os
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from lessonkit.exercises import record
from lessonkit.exercises.course import WHERE
from lessonkit.exercises.feedback import Verdict, page, paragraph
from lessonkit.exercises.radio import STYLE


class Progress(widgets.HTML):
    """What is done, by notebook.

    Its `repr` is the same for everybody, so a notebook saved by one student and run again by
    another compares equal.
    """

    def __init__(self, notebook: str | None = None) -> None:
        super().__init__(style={"font_size": "var(--jp-content-font-size1)"})  # as the prose
        self.add_class("lessonkit-ask")
        self.notebook = notebook
        self.refresh()
        record.watchers.add(self)

    def refresh(self) -> None:
        """Look again."""
        body = "".join(map(paragraph, [self.sentence, *record.notes()]))
        verdict = Verdict.UNANSWERED if self.remaining else Verdict.RIGHT
        self.value = STYLE + page("Your progress", body, verdict)

    @property
    def done(self) -> list[str]:
        """What is done, in the order of the lesson."""
        names = record.done()
        return [name for name in self._names() if name in names]

    @property
    def remaining(self) -> list[str]:
        """What is still to do, in the order of the lesson."""
        names = record.done()
        return [name for name in self._names() if name not in names]

    @property
    def sentence(self) -> str:
        """Done and open in one sentence."""
        done, still = self.done, self.remaining
        where = self.notebook or "the series"
        text = f"In {where}: {len(done)} of {len(done) + len(still)} done."
        return f"{text} Still open: {', '.join(still)}." if still else text

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write what is done into a JSON file of your own.

        Raises
        ------
        OSError
            If it cannot be written there.
        """
        return record.export(path)

    def forget(self) -> None:
        """Delete the record of everything done.

        Raises
        ------
        OSError
            If the file cannot be deleted.
        """
        record.forget()
        self.refresh()

    def _names(self) -> list[str]:
        return [name for name, where in _WHERE.items() if self.notebook in (None, where)]

    def __repr__(self) -> str:
        """Return the same words for everybody."""
        return "Your progress shows here while the notebook runs."

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**options), "text/plain": repr(self)}


_WHERE = {**WHERE, "quiz": "06_sklearn"}


def progress(notebook: str | None = None) -> Progress:
    """Show what you have done; it is kept in one small file on this machine only.

    Parameters
    ----------
    notebook : str, optional
        Only this notebook, such as "01_cost".

    Returns
    -------
    Progress
        Shown as the last value of a cell: what is done and what is not, by notebook.

    Raises
    ------
    ValueError
        If no notebook of that name has exercises.
    """
    notebooks = sorted(set(_WHERE.values()))
    if notebook is not None and notebook not in notebooks:
        raise ValueError(f"notebook: there is no {notebook!r}; choose from {', '.join(notebooks)}.")
    return Progress(notebook)
