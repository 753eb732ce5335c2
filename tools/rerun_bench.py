"""Measure how long it takes to run every notebook again, in three ways, in turns.

- `make test`: its stage `rerun`, whatever it is.
- plain nbval: one notebook after the other, each in a kernel of its own, freshly started.
- floor: the same cells in one plain Python process, without kernels and without comparing. Each
  library is imported once. How long each notebook takes there shows what dominates.

Keeps what it measured in build/rerun-bench.json; fails if the stage takes over half of the time
of plain nbval.
"""

import argparse
import contextlib
import io
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from tools.measured import keep
from tools.rerun import ROOT

RESULT = ROOT / "build" / "rerun-bench.json"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
STAGE, PLAIN, FLOOR = "make test", "plain nbval", "floor"
PYTHON = sys.executable
NBVAL = "-m pytest --quiet --nbval --nbval-current-env --nbval-cell-timeout=60 notebooks"
COMMANDS = {
    STAGE: ["make", "--old-file=environment", f"VENV={Path(PYTHON).parent}", "rerun"],
    PLAIN: [PYTHON, *NBVAL.split()],
    FLOOR: [PYTHON, "-m", "tools.rerun_bench", "--floor"],
}
AIM = 0.5


def run_everything_here() -> dict[str, float]:
    """Run the cells of all notebooks in this process; return the seconds each notebook took."""
    shell: Any = InteractiveShell.instance(config=Config(HistoryAccessor={"enabled": False}))
    seconds = {}
    for notebook in NOTEBOOKS:
        start = time.perf_counter()
        os.chdir(notebook.parent)
        shell.reset(new_session=True)
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                with contextlib.redirect_stdout(io.StringIO()):
                    shell.run_cell("".join(cell["source"])).raise_error()
        seconds[notebook.stem] = time.perf_counter() - start
    return seconds


def measure(command: list[str]) -> tuple[float, str]:
    """Return the seconds that a command takes, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return seconds, done.stdout


def report(medians: dict[str, float], notebooks: list[dict[str, float]]) -> None:
    """Print the table, and what dominates."""
    print(f"{'way':<14}{'seconds':>9}{'x plain':>9}{'x floor':>9}")
    for way, median in medians.items():
        ratios = f"{median / medians[PLAIN]:>9.2f}{median / medians[FLOOR]:>9.2f}"
        print(f"{way:<14}{median:>9.1f}{ratios}")
    print("\nof the floor, with the imports that each is the first to make:")
    each = {name: statistics.median(run[name] for run in notebooks) for name in notebooks[0]}
    for name, taken in each.items():
        print(f"  {name:<18}{taken:>5.1f}")


def main() -> int:
    """Measure in turns, so that a slow moment of the machine hits every way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--floor", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--keep", action="store_true", help="what README.md quotes")
    chosen = parser.parse_args()
    if chosen.floor:
        print(json.dumps(run_everything_here()))
        return 0
    seconds: dict[str, list[float]] = {way: [] for way in COMMANDS}
    notebooks = []
    for turn in range(chosen.rounds):
        for way, command in COMMANDS.items():
            taken, printed = measure(command)
            seconds[way].append(taken)
            if way == FLOOR:
                notebooks.append(json.loads(printed.splitlines()[-1]))
        print(f"round {turn + 1} of {chosen.rounds}", file=sys.stderr)
    medians = {way: statistics.median(taken) for way, taken in seconds.items()}
    report(medians, notebooks)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"seconds": seconds, "floor of each run": notebooks}, indent=1))
    ratios = {way: median / medians[PLAIN] for way, median in medians.items() if way != PLAIN}
    if chosen.keep:
        keep("notebooks", ratios)
    if ratios[STAGE] > AIM:
        print(f"Too slow: {STAGE} should take at most {AIM} of plain nbval.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
