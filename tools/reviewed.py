"""The reviewed exceptions of the guards: tools/reviewed.toml.

Each entry stands under the name of its guard and says where (a notebook or page), what, and why:

    [[untied]]
    where = "01_cost"
    text = "in 1985"
    reason = "A year."

An entry that excuses nothing is an error too, so the list stays short.
"""

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "reviewed.toml"


def load(guard: str, file: Path = FILE) -> list[dict[str, Any]]:
    """Return the entries of one guard.

    Raises
    ------
    ValueError
        If an entry has no place or no reason.
    """
    entries: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8")).get(guard, [])
    for entry in entries:
        if not all(
            isinstance(entry.get(key), str) and entry[key].strip() for key in ("where", "reason")
        ):
            raise ValueError(f"{file.name}: [[{guard}]] {entry}: expected `where` and `reason`.")
    return entries


def texts(guard: str, where: str, file: Path = FILE) -> set[str]:
    """Return the `text` of every entry of one guard for one notebook or page."""
    return {entry["text"] for entry in load(guard, file) if entry["where"] == where}


def guards(file: Path = FILE) -> set[str]:
    """Return the names of the guards that have entries."""
    return set(tomllib.loads(file.read_text(encoding="utf-8")))
