"""How many examples hypothesis tries where each of them takes long."""

from typing import Any

from hypothesis import settings


def at_most(examples: int, **others: Any) -> settings:
    """Return settings with so many examples, or fewer where the profile has fewer."""
    return settings(max_examples=min(examples, settings().max_examples), **others)
