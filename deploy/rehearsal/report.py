"""What a class has shown, in words and on the page deploy/README.md."""

import math
from collections.abc import Mapping
from typing import Any

from tools import prose

MB_PER_GB = 1024
STEP = 64


def sizes(report: Mapping[str, Any]) -> dict[str, float]:
    """Return what follows for deployments from the report of `steps.hold`.

    Returns
    -------
    dict of str to float
        For one student, in MB: "memory_guarantee", what the lesson takes, with shared pages counted
        in full since containers share none; "memory_limit", twice what a student takes who has
        imported everything, for a second notebook and an experiment. "cores": this class's share
        of a core. "students_per_gb": on one server, where pages are shared.
    """
    use = report["use"]
    lesson, everything = use["lesson"].values(), use["everything imported"].values()
    return {
        "memory_guarantee": STEP * math.ceil(sum(part["rss"] for part in lesson) / STEP),
        "memory_limit": STEP * math.ceil(2 * sum(part["rss"] for part in everything) / STEP),
        "cores": round(report["machine"]["cores"] / report["students"], 2),
        "students_per_gb": round(MB_PER_GB / sum(part["pss"] for part in lesson), 1),
    }


def refilled(page: str, report: Mapping[str, Any]) -> str:
    """Put the figures of a report into the ties of a page."""
    names = {**report, "sizes": sizes(report)}
    return prose.refill(page, [tie.render(prose.evaluate(tie, names)) for tie in prose.ties(page)])


def in_words(report: Mapping[str, Any]) -> str:
    """Return a report as it is printed."""
    right = f"{report['right']} of {report['students']} students had everything right"
    lines = [f"{report['notebook']}: {right}."]
    lines += [f"  {name}: {why}" for name, found in report["wrong"].items() for why in found]
    lines += ["Seconds           median  slowest"]
    for what, times in report["seconds"].items():
        lines += [f"  {what:16} {times['median']:7.2f} {times['slowest']:7.2f}"]
    lines += ["MB per student     shared    alone"]
    for what, used in report["use"]["lesson"].items():
        lines += [f"  {what:16} {used['pss']:7.0f} {used['rss']:7.0f}"]
    return "\n".join([*lines, f"For deploy/: {sizes(report)}"])
