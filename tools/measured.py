"""docs/measured.json: what the last kept run of `make bench` measured, which README.md quotes."""

import json
from pathlib import Path
from typing import Any

__all__ = ["keep", "measured"]

FILE = Path(__file__).resolve().parent.parent / "docs" / "measured.json"


def measured() -> dict[str, Any]:
    """Return all that was kept, by the name of what measured it."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def keep(name: str, ratios: dict[str, float]) -> None:
    """Put ratios in the place of those kept under the same name."""
    kept = measured() if FILE.exists() else {}
    kept[name] = {key: round(ratio, 3) for key, ratio in ratios.items()}
    FILE.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n", encoding="utf-8")
