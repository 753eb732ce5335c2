"""Find out which tests and notebooks run which lines of lessonkit.

Whoever changes one line need run those alone: see tools/mutate_code.py.
"""

import hashlib
import json
import os
import time
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import coverage
import pytest

from tools.rerun import ROOT, Rerun, run_cells

# Of the plugins only hypothesis: to import the others would take longer than most tests.
ONLY = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
OPTIONS = (
    "-q --assert=plain --tb=no -p no:cacheprovider -p _hypothesis_pytestplugin "
    "--hypothesis-profile=mutants"
)
ON_IMPORT = ""
ROUNDS = (0.1, 0.5, 2.0)  # seconds: what takes less comes earlier
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@dataclass
class Reach:
    """Who runs which lines.

    Attributes
    ----------
    names : list of str
        Tests, the quick ones first, or one notebook.
    lines : dict of str to dict of str to list of str
        For each module, by its path in the checkout, and for each of its lines that was run:
        tests, files whose fixtures ran it, or "" if it was run on import.
    texts : dict of str to str
        What the cells of a notebook show.
    seconds : float
        Of the processor, for all of them.
    state : str
        Of the checkout, as `state` gives it.
    """

    names: list[str] = field(default_factory=list)
    lines: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    state: str = ""

    def of(self, module: str, lines: range) -> list[str]:
        """Return the names of all that run one of these lines."""
        ran = self.lines.get(module, {})
        who = {one for line in lines for one in ran.get(str(line), [])}
        return [
            name
            for name in self.names
            if ON_IMPORT in who or name in who or name.partition("::")[0] in who
        ]

    def keep(self, file: Path) -> None:
        """Write it down."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(self)), encoding="utf-8")


def kept(file: Path) -> Reach:
    """Return what was written down."""
    return Reach(**json.loads(file.read_text(encoding="utf-8")))


def state() -> str:
    """Return a few letters that change when anything does that tests or notebooks depend on."""
    folders = ("lessonkit", "tests", "notebooks", "data")
    files = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.*")))
    found = hashlib.sha256()
    for path in files:
        if path.is_file() and path.suffix != ".pyc" and path.name != "survivors.toml":
            found.update(path.read_bytes())
    return found.hexdigest()[:12]


class _Recorder:
    """A pytest plugin that tells coverage which test is running."""

    def __init__(self, watch: coverage.Coverage) -> None:
        self.watch = watch
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] += report.duration

    @property
    def names(self) -> list[str]:
        """The tests in rounds: those of a file share what is made for them once."""
        return sorted(self.seconds, key=lambda name: bisect(ROUNDS, self.seconds[name]))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        # Later tests of the file may share a fixture.
        self.watch.switch_context(item.nodeid.partition("::")[0])
        yield
        self.watch.switch_context(item.nodeid)


def of_tests(arguments: list[str]) -> Reach | None:
    """Run tests in this process; None if one fails."""
    reach = Reach()
    with _watched(reach) as watch:
        recorder = _Recorder(watch)
        status = pytest.main([*OPTIONS.split(), *arguments], plugins=[recorder])
    reach.names = recorder.names
    return None if status else reach


def of_notebook(path: Path) -> Reach:
    """Run a notebook in this process."""
    reach = Reach([path.stem])
    with _watched(reach):
        reach.texts = run_notebook(path).texts
    return reach


def run_notebook(path: Path) -> Rerun:
    """Run the cells of a notebook in this process, in its folder."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    os.chdir(path.parent)
    return run_cells(cells)


@contextmanager
def _watched(reach: Reach) -> Iterator[coverage.Coverage]:
    """Note which lines of lessonkit are run, in which context."""
    watch = coverage.Coverage(data_file=None, include=[f"{ROOT}/lessonkit/*"], config_file=False)
    start = time.process_time()
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()
    reach.seconds = time.process_time() - start
    data = watch.get_data()
    for file in data.measured_files():
        module = Path(file).relative_to(ROOT).as_posix()
        by_line = data.contexts_by_lineno(file)
        reach.lines[module] = {str(line): who for line, who in by_line.items()}
