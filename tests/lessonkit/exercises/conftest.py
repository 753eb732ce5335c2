"""Every test begins with nothing done, and writes its progress nowhere but in its own folder."""

import pytest

from lessonkit import figures
from lessonkit.exercises import judge, record, shapes


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    file = tmp_path / "progress.jsonl"
    monkeypatch.setenv(record.VARIABLE, str(file))
    monkeypatch.setattr(record, "_remembered", set())
    monkeypatch.setattr(record, "_notes", [])
    monkeypatch.setattr(record, "answers", {})
    monkeypatch.setattr(judge, "_met", {})
    return file


@pytest.fixture
def drawn(monkeypatch):
    """Keep the axes of the picture that a checker or a prediction draws."""
    axes = []

    show_it = figures.show

    def show(figure, alt):
        axes[:] = figure.axes
        return show_it(figure, alt)

    monkeypatch.setattr(shapes, "show", show)
    monkeypatch.setattr(figures, "show", show)
    return axes
