"""What a deployment should be given, from what a rehearsal has measured."""

import math
from collections.abc import Mapping
from typing import Any

STEP = 64


def of(report: Mapping[str, Any]) -> dict[str, float]:
    """Work out the settings of a deployment.

    Parameters
    ----------
    report : mapping
        What a rehearsal reported.

    Returns
    -------
    dict of str to float
        "memory_guarantee" and "memory_limit" of one student, in MB: what the lesson takes, shared
        pages counted in full since containers share none; and twice what a student takes who has
        imported everything, for a second notebook and an experiment. "cores" of one student: the
        share of a core on which this class was held.
    """
    lesson, heavy = (report["use"][what] for what in ("lesson", "everything imported"))
    return {
        "memory_guarantee": up(lesson["server"]["rss"] + lesson["kernel"]["rss"]),
        "memory_limit": up(2 * (heavy["server"]["rss"] + heavy["kernel"]["rss"])),
        "cores": report["machine"]["cores"] / report["students"],
    }


def up(amount: float) -> int:
    """Round up to whole steps."""
    return STEP * math.ceil(amount / STEP)
