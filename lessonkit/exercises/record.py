"""What a student has done: one small file on their own machine, which nobody needs.

Each line of the file is a JSON object, `{"done": "mse"}`. A line is added at its end in a single
write, so two notebooks can write at once and neither loses what the other has written. Nothing is
sent anywhere. Where nothing can be written, it is remembered until the kernel ends.
"""

import contextlib
import json
import os
import weakref
from pathlib import Path
from typing import Any

VARIABLE = "LESSONKIT_PROGRESS"
"""Environment variable: another place for the file, or "off" to write none."""

watchers: weakref.WeakSet[Any] = weakref.WeakSet()
"""Whoever shows the record: their `refresh` is called when something new is done."""

answers: dict[tuple[str, ...], Any] = {}
"""What was chosen, by question, until the kernel ends: a cell that is run again shows it again."""

_remembered: set[str] = set()
_notes: list[str] = []


def file() -> Path | None:
    """Return where the file is or would be; None if none is to be written."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen).expanduser()
    try:
        return Path.home() / ".lessonkit-progress.jsonl"
    except RuntimeError:  # this user has no home
        return None


def add(name: str) -> None:
    """Remember that an exercise is done. It never fails: an answer matters more than its record."""
    _remembered.add(name)
    path = file()
    missing = sorted(_remembered - _read())
    if path is not None and missing:
        try:
            _append(path, missing)
        except OSError as error:
            _note(f"Your progress is kept only until this kernel ends: {error.strerror or error}.")
    for watcher in list(watchers):
        watcher.refresh()


def done() -> frozenset[str]:
    """Return the names of what is done, from the file and from this kernel."""
    return frozenset(_remembered | _read())


def export(path: str | os.PathLike[str]) -> Path:
    """Write what is done into a file of its own, as one JSON object."""
    path = Path(path)
    path.write_text(json.dumps({"done": sorted(done())}, indent=2) + "\n", encoding="utf-8")
    return path


def forget() -> None:
    """Delete the file, forget every answer, and begin again."""
    answers.clear()
    _remembered.clear()
    _notes.clear()
    path = file()
    if path is not None:
        path.unlink(missing_ok=True)


def notes() -> tuple[str, ...]:
    """Return what has to be said about the file, if anything."""
    return tuple(_notes)


def _read() -> set[str]:
    path = file()
    if path is None:
        return set()
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return set()
    except OSError as error:
        _note(f"The progress file cannot be read: {error.strerror or error}.")
        return set()
    names = {name for line in lines if (name := _name(line))}
    if any(line.strip() and not _name(line) for line in lines):
        _set_aside(path, names)
    return names


def _name(line: bytes) -> str:
    """Return the name on a line, or nothing if the line is damaged."""
    with contextlib.suppress(ValueError):
        entry = json.loads(line)
        if isinstance(entry, dict) and isinstance(entry.get("done"), str):
            return str(entry["done"])
    return ""


def _set_aside(path: Path, names: set[str]) -> None:
    """Keep a damaged file under another name and save what could be read of it."""
    _remembered.update(names)
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        path.rename(aside)
        if _remembered:
            _append(path, sorted(_remembered))
    except OSError as error:
        _note(f"The progress file is damaged and cannot be mended: {error.strerror or error}.")
    else:
        _note(
            f"The progress file was damaged. It is kept as {aside.name}, and a new one was begun."
        )


def _append(path: Path, names: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps({"done": name}) + "\n" for name in names)
    # A single write to a file opened for appending is never mixed with another's.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, lines.encode())
    finally:
        os.close(descriptor)


def _note(text: str) -> None:
    if text not in _notes:
        _notes.append(text)
