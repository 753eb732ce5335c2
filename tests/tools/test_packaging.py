"""Pins, ranges and the wheel: three files say what is needed, and they agree."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.rerun import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {name: (ROOT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")}
LESSON, DEVELOPER = LOCKS
BUILD = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]


def ranges(requirements):
    parsed = [Requirement(text) for text in requirements]
    return {canonicalize_name(r.name): r.specifier for r in parsed}


def pins(lock):
    """Return the blocks of a lock: name, version and the number of hashes."""
    blocks = re.split(r"\n(?=[a-z0-9])", LOCKS[lock])[1:]
    found = {}
    for block in blocks:
        requirement = Requirement(block.split("\\")[0])
        assert requirement.name not in found, f"{requirement.name} is pinned twice"
        (pin,) = requirement.specifier
        assert pin.operator == "=="
        found[requirement.name] = pin.version, block.count("--hash=sha256:")
    return found


@pytest.mark.parametrize(
    ("lock", "needed"),
    [(LESSON, [*PROJECT["dependencies"], *EXTRAS["lab"], *BUILD])]
    + [(DEVELOPER, group) for group in [PROJECT["dependencies"], *EXTRAS.values(), BUILD]],
)
def test_the_lock_pins_every_dependency_within_its_range(lock, needed):
    pinned = pins(lock)
    for name, allowed in ranges(needed).items():
        assert pinned[name][0] in allowed


def test_students_get_the_versions_of_developers_and_no_tools():
    lesson, developer = pins(LESSON), pins(DEVELOPER)
    assert lesson.items() <= developer.items()
    only_tools = ranges(EXTRAS["dev"]).keys()
    assert {"mypy", "playwright", "ruff", "uv"} <= only_tools - lesson.keys()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock):
    assert [name for name, (_, hashes) in pins(lock).items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_place(lock):
    lines = LOCKS[lock].splitlines()
    assert [x for x in lines if re.search(r"://|--index|--find|file:|\s/", x)] == []


def test_the_pythons_are_those_that_the_readme_names():
    listed = [re.fullmatch(r".*:: 3\.(\d+)", text) for text in PROJECT["classifiers"]]
    minors = sorted(int(found[1]) for found in listed if found)
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert PROJECT["requires-python"] == f">=3.{minors[0]}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"Python 3.{minors[0]} or newer " in readme


def test_conda_installs_the_same_ranges():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert conda["channels"] == ["conda-forge", "nodefaults"]
    *packages, pip_section = conda["dependencies"]
    assert pip_section == {"pip": ["-e ."]}
    listed = [text.replace("matplotlib-base", "matplotlib") for text in packages]
    python = listed.pop(0).removeprefix("python=")
    assert Requirement(f"python{PROJECT['requires-python']}").specifier.contains(python)
    listed.remove("pip")
    assert ranges(listed) == ranges([*PROJECT["dependencies"], *EXTRAS["lab"]])


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the wheel and the source archive, built without a network."""
    source = tmp_path_factory.mktemp("source")
    kept = shutil.ignore_patterns(".git", ".venv", ".*_cache", "__pycache__", "notebooks", "tests")
    shutil.copytree(ROOT, source, dirs_exist_ok=True, ignore=kept)
    out = tmp_path_factory.mktemp("dist")
    build(source, "--directory", str(out))
    (wheel,), (archive,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return wheel, archive


def build(source, *options):
    subprocess.run([sys.executable, "-m", "hatchling", "build", *options], cwd=source, check=True)


def contents(wheel):
    with zipfile.ZipFile(wheel) as files:
        return {name: files.read(name) for name in files.namelist()}


def test_the_wheel_holds_the_package_and_the_data(built):
    held = contents(built[0])
    kinds = ".py", ".css", ".js"
    files = (path for path in (ROOT / "lessonkit").rglob("*.*") if path.suffix in kinds)
    source = {path.relative_to(ROOT).as_posix() for path in files}
    in_wheel = {name for name in held if name.endswith(kinds)}
    assert in_wheel == source
    assert "lessonkit/py.typed" in held
    assert held["lessonkit/automobiles.csv"] == (ROOT / "data" / "automobiles.csv").read_bytes()


def test_the_source_archive_builds_the_same_wheel(built, tmp_path):
    wheel, archive = built
    with tarfile.open(archive) as files:
        files.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    build(source, "--target", "wheel", "--directory", str(tmp_path))
    (again,) = tmp_path.glob("*.whl")
    assert contents(again) == contents(wheel)


def test_the_installed_wheel_finds_its_data_from_anywhere(built, tmp_path):
    target, elsewhere = tmp_path / "target", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(built[0]) as files:
        files.extractall(target)
    code = "import lessonkit; print(lessonkit.__file__, lessonkit.load_automobiles().shape)"
    environ = {**os.environ, "PYTHONPATH": str(target)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env=environ,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == f"{target / 'lessonkit' / '__init__.py'} (159, 26)"
