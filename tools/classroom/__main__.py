"""Rehearse a class: a real JupyterHub, and as many students as you like, all at once.

    make class STUDENTS=12
    python -m tools.classroom --students 12 --notebook 01_cost

Every student logs in, starts a server, opens the notebook, runs all its cells and moves its
first slider, over the protocols that JupyterLab speaks. Every output must be the saved one, and
every panel must show what it shows without a hub. Then all do it again with a notebook that
imports everything at its top, for comparison. The figures are printed and kept in
build/class.json. Whatever was started is gone at the end, after Ctrl-C, too.
"""

import argparse
import asyncio
import json
import signal
import sys
from typing import Any

import yaml

from tools import prose
from tools.classroom import environment, sizes
from tools.classroom.lesson import find
from tools.classroom.rehearsal import rehearse

REPORT = environment.ROOT / "build" / "class.json"
DEPLOY = environment.ROOT / "deploy"
MEASURED = DEPLOY / "measured.json"
GUIDE = DEPLOY / "README.md"


def main() -> int:
    options = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    environment.make()
    try:
        lesson = find(options.notebook)
    except ValueError as error:
        sys.exit(str(error))
    try:
        report = asyncio.run(rehearse(options.students, lesson, settings(), DEPLOY / "jupyter"))
    except TimeoutError:
        sys.exit("The class took so long that it was broken off.")
    except KeyboardInterrupt:
        sys.exit("\nBroken off; everything that was started has been stopped.")
    text = json.dumps(report, indent=2) + "\n"
    REPORT.write_text(text, encoding="utf-8")
    if options.keep:
        MEASURED.write_text(text, encoding="utf-8")
        GUIDE.write_text(refilled(GUIDE.read_text(encoding="utf-8"), report), encoding="utf-8")
    print(in_words(report))
    return int(report["right"] != report["students"])


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.classroom",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--students", type=positive, default=12, help="how many (12)")
    parser.add_argument("--notebook", default="01_cost", help="which one (01_cost)")
    parser.add_argument("--keep", action="store_true", help="put the figures into deploy/")
    return parser.parse_args()


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} students are no class; give 1 or more")
    return number


def settings() -> dict[str, str]:
    """Return the environment of a student's server: the one that deployments set."""
    values = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))
    chosen: dict[str, str] = values["singleuser"]["extraEnv"]
    return chosen


def refilled(page: str, report: dict[str, Any]) -> str:
    """Put the figures of a report into the ties of a page."""
    names = {**report, "sizes": sizes.of(report)}
    return prose.refill(page, [tie.render(prose.evaluate(tie, names)) for tie in prose.ties(page)])


def in_words(report: dict[str, Any]) -> str:
    held = report["use"]["lesson"]
    lines = [
        f"{report['notebook']}: {report['right']} of {report['students']} students had all right.",
        *(f"  {name}: {why}" for name, found in report["wrong"].items() for why in found),
        f"MB per student (PSS): server {held['server']['pss']}, kernel {held['kernel']['pss']};",
        f"so {report['students_per_gb']} students per GB.",
        "Seconds           median    p95    with everything imported",
    ]
    heavy = report["seconds_everything_imported"]
    for what, times in report["seconds"].items():
        line = f"  {what:15} {times['median']:7.2f} {times['p95']:7.2f}"
        if what in heavy:
            line += f"    {heavy[what]['median']:7.2f} {heavy[what]['p95']:7.2f}"
        lines.append(line)
    lines.append(f"First picture, as a share of the latter: {report['first_picture_ratio']}.")
    lines += ["For deploy/values.yaml and deploy/tljh/setup.sh:", f"  {sizes.of(report)}"]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
