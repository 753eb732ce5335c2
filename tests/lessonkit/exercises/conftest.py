"""Every test begins with nothing done, and writes its progress nowhere but in its own folder."""

import pytest

from lessonkit.exercises import _hints, _progress


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    file = tmp_path / "progress.jsonl"
    monkeypatch.setenv(_progress.VARIABLE, str(file))
    monkeypatch.setattr(_progress, "_remembered", set())
    monkeypatch.setattr(_progress, "_notes", [])
    monkeypatch.setattr(_hints, "_opened", {})
    return file
