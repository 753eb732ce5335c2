"""Prove the lesson with other Pythons, libraries and arithmetic than `make test` does: `make nox`.

`make nox ROW="lesson-3.12(oldest)"` runs one row, `make nox ROW=lesson-3.12` three of them;
`.venv/bin/nox --list` lists all. A row ends with its line of docs/versions.md.
"""

import os
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False  # also in CI: what is here is tried

PYTHONS = nox.project.python_versions(nox.project.load_toml("pyproject.toml"))  # its classifiers
LIBRARIES = ["numpy", "pandas", "matplotlib", "scikit-learn", "ipywidgets"]
TESTS = ["tests/lessonkit", "tests/notebooks", "tests/tools/test_quantities.py"]
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120"]
NBVAL += ["--nbval-sanitize-with=tools/nbval.cfg"]
OLD_PROCESSOR = {"OPENBLAS_CORETYPE": "Nehalem", "OMP_NUM_THREADS": "1"}
# The oldest that a Python can have is the first that was built for it.
OLDEST = ["--resolution=lowest-direct", "--only-binary=:all:"]
# An old library may use what a newer one, which it did not know, has deprecated.
OLD_LIBRARIES = "ignore::DeprecationWarning"
# The features of the processor that numpy would use and can do without.
FEATURES = """
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
print(*(feature for feature in __cpu_dispatch__ if __cpu_features__[feature]))
"""

# pyenv keeps its Pythons off the PATH.
PYENV = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
os.environ["PATH"] = os.pathsep.join(
    [*map(str, sorted(PYENV.glob("versions/3.*/bin"))), os.environ["PATH"]]
)


@nox.session(python=PYTHONS)
@nox.parametrize("libraries", [nox.param(name, id=name) for name in ("lock", "oldest", "newest")])
def lesson(session: nox.Session, libraries: str) -> None:
    """Run tests and notebooks with the lock, or the oldest or newest libraries allowed."""
    if libraries == "lock":
        install_lock(session)
        prove(session)
    elif libraries == "oldest":
        session.install("--editable=.[lab,dev]", *OLDEST)
        old = {"PYTHONWARNINGS": OLD_LIBRARIES}
        prove(session, "-m", "not pictures", "-W", OLD_LIBRARIES, **old)
    else:
        session.install("--editable=.[lab,dev]", "--upgrade")
        # Another matplotlib draws other pixels.
        prove(session, "-m", "not pictures")


@nox.session(python=PYTHONS[0])
def arithmetic(session: nox.Session) -> None:
    """Run them as an old processor would calculate: sums in another order give the same digits."""
    install_lock(session)
    features = session.run("python", "-c", FEATURES, silent=True)
    prove(session, NPY_DISABLE_CPU_FEATURES=str(features).strip(), **OLD_PROCESSOR)


@nox.session(python="3.12")
def ranges(session: nox.Session) -> None:
    """Run the notebooks with what environment.yml and README's way without make install."""
    session.install("--editable=.[lab]", "nbval")
    away = settings(session)
    session.run("pytest", "--override-ini=addopts=", "-q", *NBVAL, "notebooks", env=away)


@nox.session(python="3.12")
@nox.parametrize("name", [nox.param(one, id=one) for one in ("jupyterlab", "notebook", "voila")])
def frontends(session: nox.Session, name: str) -> None:
    """Use a panel and exercises in the oldest JupyterLab, in Notebook 7, and in Voila."""
    is_lab = name == "jupyterlab"
    session.install("--editable=.[lab]", *(OLDEST if is_lab else [name]))
    session.install("hypothesis", "nbformat", "playwright", "pytest", "pytest-xdist")
    away = settings(session) | {"FRONT_END": name}
    tests = ["front_ends", "slow_line", "test_firefox"] if is_lab else ["front_ends"]
    paths = [f"tests/browser/{one}.py" for one in tests]
    session.run("pytest", "-q", "-s", "--tb=short", "-W", OLD_LIBRARIES, *paths, env=away)
    code = f"from importlib.metadata import version; print(version('{name}'))"
    session.log(f"{session.name}: {session.run('python', '-c', code, silent=True)}")


def install_lock(session: nox.Session) -> None:
    """Install exactly what requirements-dev.lock pins, and lessonkit."""
    session.install("--require-hashes", "--requirement=requirements-dev.lock")
    session.install("--no-deps", "--no-build-isolation", "--editable=.")


def prove(session: nox.Session, *options: str, **environment: str) -> None:
    """Run the tests of the lesson, then every notebook, and print which libraries that were."""
    environment |= settings(session)
    pytest = ["pytest", "-n", "2", "--dist", "loadfile", "-q", "--tb=short", *options]
    session.run(*pytest, *TESTS, env=environment)
    session.run(*pytest, "-p", "tools.warm_kernels", *NBVAL, "notebooks", env=environment)
    code = f"from importlib.metadata import version; print(*map(version, {LIBRARIES}), sep=' | ')"
    versions = session.run("python", "-c", code, silent=True)
    session.log(f"| {session.name} | {str(versions).strip()} |")


def settings(session: nox.Session) -> dict[str, str]:
    """Return what keeps the user's own settings and answers out of a run."""
    own = session.create_tmp()
    away = {"MPLCONFIGDIR": own, "IPYTHONDIR": own, "LESSONKIT_PROGRESS": f"{own}/progress"}
    # matplotlib looks for fonts at its first import, and says so.
    session.run("python", "-c", "import matplotlib.font_manager", env=away)
    return away
