"""Prove the lesson on other Pythons, older and newer libraries, and other arithmetic.

    python -m tools.matrix               # every row: `make matrix`
    python -m tools.matrix 3.12 oldest   # the rows whose names have these words

A row has an environment of its own under build/matrix, for each Python of 3.11 or newer that is on
the PATH or that pyenv has made, with

- lock: the versions of requirements.lock;
- oldest: of each library named in pyproject.toml the oldest version allowed;
- newest: the newest versions there are;

and, with the lock and the Python that runs this, for each setting in `settings`: another way of
adding numbers up must give the same digits. What is run is the tests of lessonkit, of the notebooks
and of the lesson's figures, and every notebook again; pictures are compared under the lock alone,
and among the oldest libraries their own deprecations are ignored.
Prints a table of all rows run so far, keeps the logs in build/matrix, and fails if a row does.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from uv import find_uv_bin

from tools.rerun import ROOT

FOLDER = ROOT / "build" / "matrix"
RESULTS = FOLDER / "results.json"
OLDEST_PYTHON = 11
LIBRARIES = ("numpy", "pandas", "matplotlib", "scikit-learn", "ipywidgets")
TESTS = ("tests/lessonkit", "tests/notebooks", "tests/test_lesson_figures.py")
RERUN = "-p tools.warm_kernels --nbval --nbval-current-env --nbval-cell-timeout=120 notebooks"
COMPILE = ["pip", "compile", "--quiet", "--all-extras", "--only-binary=:all:", "pyproject.toml"]
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}

# The processor's features that numpy would use and can do without.
FEATURES = """
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
print(*(feature for feature in __cpu_dispatch__ if __cpu_features__[feature]))
"""


@dataclass
class Row:
    """One line of the table: a Python, versions of the libraries, and settings."""

    python: Path
    minor: int
    versions: str
    setting: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    libraries: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    passed: bool = False

    @property
    def name(self) -> str:
        """What the table calls it."""
        return " ".join(filter(None, [f"3.{self.minor}", self.versions, self.setting]))

    @property
    def venv(self) -> Path:
        """Where its environment lies, which rows with the same versions share."""
        return FOLDER / f"3.{self.minor}-{self.versions}"

    @property
    def log(self) -> Path:
        """Where everything that the tests print is kept."""
        return FOLDER / f"{self.name.replace(' ', '-')}.log"


def pythons() -> Iterator[tuple[int, Path]]:
    """Find the Pythons that the lesson supports, the oldest first."""
    pyenv = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    folders = [*map(Path, os.get_exec_path()), *sorted(pyenv.glob("versions/*/bin"))]
    for minor in range(OLDEST_PYTHON, 30):
        for folder in folders:
            python = folder / f"python3.{minor}"
            if python.is_file() and _runs(python):
                yield minor, python
                break


def _runs(python: Path) -> bool:
    """Tell whether a file is a Python: pyenv leaves stand-ins for those not switched on."""
    try:
        return not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode
    except OSError:
        return False


def settings(python: Path) -> dict[str, dict[str, str]]:
    """Return ways to calculate as another processor would."""
    features = subprocess.run([python, "-c", FEATURES], capture_output=True, text=True, check=True)
    return {
        "one thread": {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        "old processor": {"OPENBLAS_CORETYPE": "Nehalem", "OMP_NUM_THREADS": "1"},
        "plain numpy": {"NPY_DISABLE_CPU_FEATURES": features.stdout.strip()},
    }


def rows() -> list[Row]:
    """Return the rows of the table."""
    found = dict(pythons())
    here = sys.version_info.minor
    table = [
        Row(python, minor, versions)
        for minor, python in found.items()
        for versions in ("lock", *RESOLUTIONS)
    ]
    this = Path(sys.executable)
    return table + [
        Row(found.get(here, this), here, "lock", setting, environment)
        for setting, environment in settings(this).items()
    ]


def prepare(row: Row) -> None:
    """Make a row's environment, unless an earlier row has made it."""
    python = row.venv / "bin" / "python"
    if not (row.venv / "ready").exists():
        wanted = [f"--requirement={ROOT / 'requirements.lock'}", "--require-hashes"]
        uv("venv", "--quiet", "--clear", f"--python={row.python}", str(row.venv))
        if row.versions in RESOLUTIONS:
            file = row.venv / "requirements.txt"
            resolution = f"--resolution={RESOLUTIONS[row.versions]}"
            uv(*COMPILE, resolution, f"--python={python}", f"--output-file={file}")
            wanted = [f"--requirement={file}"]
        install = ["pip", "install", "--quiet", f"--python={python}"]
        uv(*install, *wanted)
        uv(*install, "--no-deps", "--no-build-isolation", "--editable=.")
        (row.venv / "ready").touch()
    versions = subprocess.run(
        [python, "-c", _versions_code()], capture_output=True, text=True, check=True
    )
    row.libraries = versions.stdout.split()


def _versions_code() -> str:
    return f"from importlib.metadata import version; print(*map(version, {LIBRARIES}))"


def uv(*arguments: str) -> None:
    """Run uv, or end with its message."""
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    if subprocess.run(
        [find_uv_bin(), *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    ).returncode:
        sys.exit(f"uv {' '.join(arguments)} failed.")


def prove(row: Row) -> None:
    """Run the tests, then the notebooks, in a row's environment."""
    pictures = [] if row.versions == "lock" else ["-m", "not pictures"]
    environment = {
        **os.environ,
        **row.environment,
        "MPLCONFIGDIR": str(row.venv / "matplotlib"),
        "IPYTHONDIR": str(row.venv / "ipython"),
    }
    python = row.venv / "bin" / "python"
    # matplotlib looks for fonts at its first import, and says so.
    subprocess.run([python, "-c", "import matplotlib.font_manager"], env=environment, check=True)
    ignored = []
    if row.versions == "oldest":
        # An old library may use what a newer one, which it did not know, has deprecated.
        environment["PYTHONWARNINGS"] = "ignore::DeprecationWarning"
        ignored = ["-W", "ignore::DeprecationWarning"]
    codes = []
    row.log.unlink(missing_ok=True)
    for arguments in ([*TESTS, *pictures], RERUN.split()):
        command = [str(python), "-m", "pytest", *ignored, "-n", "2", "--dist", "loadfile", "-q"]
        done = subprocess.run(
            [*command, "-rfE", "--tb=short", "-p", "no:cacheprovider", *arguments],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
        codes.append(done.returncode)
        with row.log.open("a", encoding="utf-8") as log:
            log.write(done.stdout)
        row.results.append(re.sub(r" in [\d.]+s.*", "", done.stdout.splitlines()[-1]).strip("= "))
    row.passed = not any(codes)


def table(found: dict[str, list[str]]) -> str:
    """Return what was found, by the names of the rows, as a markdown table."""
    head = ["python, versions", *LIBRARIES, "tests", "notebooks"]
    lines = [head, ["---"] * len(head)]
    lines += [[name, *found[name]] for name in sorted(found)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def main() -> int:
    """Prove the rows asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("words", nargs="*", help="of the rows to run; all rows if none is given")
    words = parser.parse_args().words
    chosen = [row for row in rows() if all(word in row.name for word in words)]
    if not chosen:
        parser.error(f"no row is named so; there are: {', '.join(row.name for row in rows())}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for row in chosen:
        prepare(row)
        prove(row)
        print(f"{row.name}: {'passed' if row.passed else f'FAILED, see {row.log}'}", flush=True)
        found[row.name] = [*row.libraries, *row.results]
        RESULTS.write_text(json.dumps(found), encoding="utf-8")
    print(table(found))
    return 0 if all(row.passed for row in chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
