"""Rehearse a class: a real JupyterHub on this machine, and students that are programs.

    make class STUDENTS=12
    python -m deploy.rehearsal --students 12 --notebook 01_cost

deploy/rehearsal/README.md says what is tried and what is measured.
"""

import argparse
import asyncio
import json
import signal
import sys

from deploy.rehearsal.environment import DEPLOY, ROOT, make
from deploy.rehearsal.report import in_words, refilled
from deploy.rehearsal.steps import hold

GUIDE = DEPLOY / "README.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.rehearsal",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--students", type=int, default=12, help="how many (12)")
    parser.add_argument("--notebook", default="01_cost", help="which one (01_cost)")
    parser.add_argument("--keep", action="store_true", help="put the figures into deploy/")
    options = parser.parse_args()
    path = ROOT / "notebooks" / f"{options.notebook}.ipynb"
    if options.students < 1:
        parser.error(f"--students: expected 1 or more, got {options.students}")
    if not path.exists():
        parser.error(f"--notebook: there is no {path}; expected a name such as 01_cost")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    make()
    try:
        report = asyncio.run(hold(options.students, path))
    except TimeoutError:
        sys.exit("The class took so long that it was stopped.")
    except KeyboardInterrupt:
        sys.exit("\nStopped, and so is everything that was started.")
    print(in_words(report))
    if options.keep:
        text = json.dumps(report, indent=2) + "\n"
        (DEPLOY / "measured.json").write_text(text, encoding="utf-8")
        GUIDE.write_text(refilled(GUIDE.read_text(encoding="utf-8"), report), encoding="utf-8")
    return int(bool(report["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
