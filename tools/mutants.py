"""Prove the proof: change the lesson in one place at a time and see whether its checks notice.

    python -m tools.mutants                       # everything: `make mutants`
    python -m tools.mutants --sample 20           # 20 of each module: `make mutants SAMPLE=20`
    python -m tools.mutants ties data explorers/cost.py  # some kinds or modules
    python -m tools.mutants --keep                # save the report in docs: `make mutants KEEP=1`

Figures in prose, stored outputs, alternative texts and the data are changed by
tools/mutate_course.py, all of them at every run; lessonkit's code by tools/mutate_code.py. What was
found about code is kept in build/mutants, so a second command goes on where the first one stopped,
until the module changes, and tries again what survived without a reason. The report,
build/mutants/report.md, lists every survivor: of code with its reason from tests/survivors.toml, of
prose with the kind of text it stands in. Fails if a quoted figure survives, or more than a
twentieth of all.

Not done by a tool such as mutmut, which leaves constants outside of functions alone, or
cosmic-ray, which imports every library anew for every mutant.
"""

import argparse
import gc
import hashlib
import json
import multiprocessing
import random
import resource
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from importlib import import_module
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from tools import mutate_code, reach
from tools.rerun import ROOT

FOLDER = mutate_code.FOLDER
RESULTS = FOLDER / "results.jsonl"
KEPT = ROOT / "docs" / "mutants.md"
SURVIVORS = ROOT / "tests" / "survivors.toml"
AT_ONCE = 2
# One that waits for ever ends by the clock; one that is busy for ever, by what the unchanged module
# takes of the processor: so a machine busy with other work kills no mutant.
CLOCK_SECONDS = 600
KINDS = ("ties", "outputs", "alternative texts", "data", "other numbers in prose")
QUOTED = ("ties", "outputs", "alternative texts")
BAR = 0.95
UNEXPLAINED = "NOT EXPLAINED"
INTRODUCTION = """\
What `make mutants` last found. One thing at a time was changed, and what `make test` has for it was
run: a change that something notices is killed, one that nothing notices survives. Ties are the
numbers in prose that follow from a run, in digits or in words. Every survivor is listed with its
reason: of prose the kind of text that the number stands in, of code a line of tests/survivors.toml.
Not changed are how a picture looks (sizes, colours, places of labels: stored pictures are compared
with a run's), `strict` in a `zip`, and the made-up cases that checkers of exercises try."""
LIBRARIES = """
hypothesis ipywidgets matplotlib.backends.backend_agg matplotlib.figure mpl_toolkits.mplot3d
nbclient nbformat numpy pandas PIL.Image sklearn.linear_model
"""


@dataclass(frozen=True)
class Result:
    """What became of one mutant."""

    kind: str
    where: str
    words: str
    outcome: str
    digest: str = ""


@dataclass
class Job:
    """Something to do in a forked process: one kind of figures, or one mutant of a module."""

    do: Callable[[], None]
    cut_off: Callable[[], None]
    """What to do if it takes too long, or its process crashes."""


def modules(names: list[str]) -> list[Path]:
    """Return the modules of lessonkit with these names, or all of them."""
    found = [
        path for path in sorted((ROOT / "lessonkit").rglob("*.py")) if path.name != "__init__.py"
    ]
    return [
        path
        for path in found
        if not names or path.relative_to(ROOT / "lessonkit").as_posix() in names
    ]


def keep(result: Result) -> None:
    """Write down a result; a line is short enough to be written in one go."""
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(result)) + "\n")


def results() -> list[Result]:
    """Return what was found, of the modules as they are now."""
    if not RESULTS.exists():
        return []
    lines = RESULTS.read_text(encoding="utf-8").splitlines()
    found = [Result(**json.loads(line)) for line in lines]
    current = {path.relative_to(ROOT).as_posix(): digest(path) for path in modules([])}
    of_figures = [one for one in found if one.kind in KINDS]
    of_code = {  # the last word on each
        (one.kind, one.words): one for one in found if current.get(one.kind) == one.digest
    }
    return [*of_figures, *of_code.values()]


def digest(path: Path) -> str:
    """Return a few letters that change when the file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def figures(kind: str) -> None:
    """Change every figure of a kind."""
    for where, words, noticed in import_module("tools.mutate_course").KINDS[kind]():
        keep(Result(kind, where, words, "killed" if noticed else "survived"))


def one_of_code(path: Path, number: int, words: str, lines: range) -> Job:
    """Make the job for one change of a module."""
    name = path.relative_to(ROOT).as_posix()
    mark = digest(path)

    def do() -> None:
        seconds = int(20 + 2 * mutate_code.seconds_of(path))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 10))
        noticed = mutate_code.notices(path, number, lines, best_tests(name))
        end(f"killed by {noticed}" if noticed else "survived")

    def end(outcome: str) -> None:
        keep(Result(name, words, words, outcome, mark))

    return Job(do, partial(end, "killed: took too long, or crashed"))


def best_tests(name: str) -> list[str]:
    """Return the tests that have noticed most changes of a module so far."""
    found = Counter(one.outcome for one in results() if one.kind == name)
    return [outcome.removeprefix("killed by ") for outcome, _ in found.most_common(6)]


def sound(of: list[str] | Path, state: str) -> None:
    """End with a message if some tests, or a notebook, fail without any change."""
    if not mutate_code.find_reach(of, state):
        sys.exit(1)


def give_up() -> None:
    """End: what is not proved unchanged, or took for ever, tells nothing about its mutants."""
    sys.exit("\nsomething fails unchanged, too, or takes too long: see `make test`.")


def code_jobs(path: Path, sample: int | None) -> Iterator[Job]:
    """Give the jobs of a module that are not done yet."""
    tree = mutate_code.tree_of(path)
    numbered = [
        (number, f"{number}, {change}", mutate_code.statement_at(tree, change.line))
        for number, change in enumerate(mutate_code.changes(tree))
    ]
    chosen = numbered
    if sample is not None and sample < len(numbered):
        chosen = random.Random(path.name).sample(numbered, sample)  # noqa: S311
    name = path.relative_to(ROOT).as_posix()
    # Tests may have learned to notice what survived without a reason.
    done = {
        one.words
        for one in results()
        if one.kind == name and (one.outcome != "survived" or why(one) != UNEXPLAINED)
    }
    for number, words, lines in chosen:
        if words not in done:
            yield one_of_code(path, number, words, lines)


def run(jobs: list[Job]) -> None:
    """Do the jobs in forked processes, a few at once."""
    forks = multiprocessing.get_context("fork")
    running: dict[BaseProcess, tuple[Job, float]] = {}
    waiting = list(reversed(jobs))
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            job = waiting.pop()
            process: BaseProcess = forks.Process(target=job.do)
            process.start()
            running[process] = (job, time.monotonic())
            print(f"\r{len(waiting)} to do ", end="", file=sys.stderr)
        wait([process.sentinel for process in running], timeout=1)
        for process, (job, start) in list(running.items()):
            if time.monotonic() - start > CLOCK_SECONDS:
                process.kill()
                process.join()
            process.join(0)
            if not process.is_alive():
                if process.exitcode and process.exitcode > 0:
                    give_up()
                elif process.exitcode:  # a signal
                    job.cut_off()
                del running[process]


def report(found: list[Result]) -> tuple[str, bool]:
    """Return the report, and whether the bar is reached."""
    kinds = sorted({one.kind for one in found}, key=lambda kind: (kind.endswith(".py"), kind))
    total, killed = (
        Counter(one.kind for one in found),
        Counter(one.kind for one in found if one.outcome != "survived"),
    )
    share = sum(killed.values()) / max(1, sum(total.values()))
    lines = [
        "# What the checks notice",
        "",
        INTRODUCTION,
        "",
        "| changed | mutants | killed | share |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {kind} | {total[kind]} | {killed[kind]} | {killed[kind] / total[kind]:.1%} |"
        for kind in kinds
    ]
    lines.append(f"| together | {sum(total.values())} | {sum(killed.values())} | {share:.1%} |")
    for kind in kinds:
        alive = [one for one in found if one.kind == kind and one.outcome == "survived"]
        if alive:
            lines += ["", f"## Survivors: {kind}", ""]
            lines += [
                f"- {one.where}: {one.words}" if kind in KINDS else f"- {one.words}: {why(one)}"
                for one in alive
            ]
    reached = share >= BAR and all(total[kind] == killed[kind] for kind in QUOTED)
    return "\n".join(lines) + "\n", reached


def untried(found: list[Result]) -> str:
    """Say of which modules not all changes were tried."""
    tried = Counter(one.kind for one in found)
    lines = []
    for path in modules([]) if any(kind.endswith(".py") for kind in tried) else []:
        name = path.relative_to(ROOT).as_posix()
        possible = sum(1 for _ in mutate_code.changes(mutate_code.tree_of(path)))
        if tried[name] < possible:
            lines.append(f"- {name}: {tried[name]} of {possible} changes\n")
    return f"\n## Tried in part\n\n{''.join(lines)}" if lines else ""


def why(survivor: Result) -> str:
    """Say why no test need notice a change of code, or that nobody has said so yet."""
    reasons = tomllib.loads(SURVIVORS.read_text(encoding="utf-8")).get(survivor.kind, [])
    _, _, place = survivor.words.partition(", in ")
    within, _, words = place.partition(": ")
    return next(
        (reason["reason"] for reason in reasons if speaks_of(reason, within, words)),
        UNEXPLAINED,
    )


def speaks_of(reason: dict[str, str], within: str, words: str) -> bool:
    """Tell whether a reason is one for a change: in the place, or of the words, that it names."""
    return within == reason.get("within", within) and words == reason.get("change", words)


def main() -> int:
    """Change what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help=f"{', '.join(KINDS)}, or modules; all if none")
    parser.add_argument(
        "--sample", type=int, help="how many changes of each module; all if left out"
    )
    parser.add_argument("--keep", action="store_true", help=f"save the report in {KEPT.name}")
    chosen = parser.parse_args()
    kinds = [kind for kind in KINDS if not chosen.names or kind in chosen.names]
    names = [name for name in chosen.names if name not in KINDS]
    paths = modules(names) if names or not chosen.names else []
    FOLDER.mkdir(parents=True, exist_ok=True)
    for library in LIBRARIES.split():
        import_module(library)
    gc.freeze()  # each fork would look through all of it at its end
    forget(kinds)
    unchanged = [Job(partial(figures, kind), give_up) for kind in kinds]
    if paths:
        tests = {repr(one): one for one in map(mutate_code.tests_of, paths)}
        proofs: list[list[str] | Path] = [*tests.values(), *reach.NOTEBOOKS]
        state = reach.state()
        unchanged += [Job(partial(sound, one, state), give_up) for one in proofs]
    run(unchanged)
    run([job for path in paths for job in code_jobs(path, chosen.sample)])
    text, reached = report(results())
    text += untried(results())
    (KEPT if chosen.keep else FOLDER / "report.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")
    return 0 if reached else 1


def forget(kinds: list[str]) -> None:
    """Remove what was found about figures, which are all changed again."""
    kept = [one for one in results() if one.kind not in kinds]
    RESULTS.write_text("".join(json.dumps(asdict(one)) + "\n" for one in kept), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
