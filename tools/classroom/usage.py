"""What processes take: memory and processor time."""

from collections.abc import Iterable
from pathlib import Path

import psutil

KIB_PER_MB = 1024


def of(processes: Iterable[psutil.Process]) -> dict[str, float]:
    """Add up what processes take.

    Parameters
    ----------
    processes : iterable of psutil.Process
        Those that have ended count for nothing.

    Returns
    -------
    dict of str to float
        In MB (2**20 bytes): "pss", shared pages divided among those who share them, which is
        what one more student costs on a shared server; "rss", shared pages counted in full,
        which is the most that a container of its own may be charged for. In seconds: "cpu",
        spent by them since they started, the same however busy the machine is.
    """
    totals = {"pss": 0.0, "rss": 0.0, "cpu": 0.0}
    for process in processes:
        try:
            report = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
            totals["cpu"] += sum(process.cpu_times()[:2])
        except (OSError, psutil.NoSuchProcess):
            continue
        for line in report.splitlines():
            name, _, amount = line.partition(":")
            if name.lower() in totals:
                totals[name.lower()] += int(amount.split()[0]) / KIB_PER_MB
    return totals


def children(process: psutil.Process) -> list[psutil.Process]:
    """Return what a process has started, and what that has started."""
    try:
        found: list[psutil.Process] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found
