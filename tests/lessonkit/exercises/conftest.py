"""Every test begins with nothing done, and writes its progress nowhere but in its own folder."""

import pytest

from lessonkit import figures
from lessonkit.exercises import _hints, _pictures, _predictions, _progress


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    file = tmp_path / "progress.jsonl"
    monkeypatch.setenv(_progress.VARIABLE, str(file))
    monkeypatch.setattr(_progress, "_remembered", set())
    monkeypatch.setattr(_progress, "_notes", [])
    monkeypatch.setattr(_hints, "_opened", {})
    return file


@pytest.fixture
def drawn(monkeypatch):
    """Keep the axes of the picture that a checker or a prediction draws."""
    axes = []

    def show(figure, alt):
        axes[:] = figure.axes
        return figures.show(figure, alt)

    for module in (_pictures, _predictions):
        monkeypatch.setattr(module, "show", show)
    return axes
