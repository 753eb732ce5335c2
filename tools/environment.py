"""Make `.venv` hold what requirements.lock pins, and lessonkit; at once if it does already."""

import hashlib
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
# Written last: a `.venv` without it was left half-made.
STAMP = VENV / "lesson.json"


def main() -> None:
    want, have = wanted(), found()
    if want == have:
        return
    # After a change of pyproject.toml alone the pinned packages are right as they are.
    only_lessonkit = {**have, "pyproject.toml": want["pyproject.toml"]} == want
    if only_lessonkit:
        STAMP.unlink()
    else:
        make_venv()
        say("Installing the pinned packages: about 250 MB, once. This takes a minute or two.")
        pip("--require-hashes", "--requirement", "requirements.lock")
    pip("--no-deps", "--no-build-isolation", "--editable", ".")
    # Built now, since the first notebook would otherwise log that it is being built.
    run(venv_python(), "-c", "import matplotlib.font_manager")
    STAMP.write_text(json.dumps(want, indent=2) + "\n", encoding="utf-8")


def wanted() -> dict[str, str]:
    """Return all that `.venv` depends on; a moved folder breaks the paths inside it, too."""
    files = {name: digest(ROOT / name) for name in ("requirements.lock", "pyproject.toml")}
    return {"python": sys.version, "folder": str(ROOT), **files}


def found() -> dict[str, str]:
    if not Path(venv_python()).exists():
        return {}
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def make_venv() -> None:
    # The Python that runs this may be the one inside `.venv`, which is about to be removed.
    python = getattr(sys, "_base_executable", sys.executable)
    missing = [module for module in ("venv", "ensurepip") if find_spec(module) is None]
    if missing:
        version = "{}.{}".format(*sys.version_info)
        sys.exit(
            f"{python} has no {' and no '.join(missing)} module, which makes .venv. "
            f"On Debian or Ubuntu: sudo apt install python{version}-venv. Then the same again."
        )
    say(f"Making .venv with Python {sys.version.split()[0]}.")
    run(python, "-m", "venv", "--clear", str(VENV))


def pip(*arguments: str) -> None:
    run(venv_python(), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *arguments)


def run(*command: str) -> None:
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(
            "Making .venv failed, for the reason above. Is there a network and space on the disk? "
            "The same command again starts afresh."
        )


def venv_python() -> str:
    return str(VENV / "bin" / "python")


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nStopped before .venv was whole. The same command again mends it.")
