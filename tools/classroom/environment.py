"""What the rehearsal runs on, made in build/class once: the students' Python, and the proxy."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
HOME = ROOT / "build" / "class"
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
STAMP = HOME / "stamp"
PROXY = HOME / "node_modules" / ".bin" / "configurable-http-proxy"
UNNEEDED = ROOT / "deploy" / "unneeded.txt"
PINS = [
    ROOT / "requirements.lock",
    HERE / "requirements.lock",
    HERE / "package.json",
    HERE / "package-lock.json",
    UNNEEDED,
]


def ready() -> bool:
    """Return whether the locked packages are there."""
    return STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint()


def make() -> None:
    """Install the locked packages, unless they are there already."""
    if ready():
        return
    for command in ("node", "npm"):
        if shutil.which(command) is None:
            sys.exit(
                f"There is no {command} on this machine; JupyterHub's proxy needs it. "
                "Install Node.js 20 or newer, then the same again."
            )
    print("Installing JupyterHub and its proxy into build/class, once.", flush=True)
    HOME.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME)
    run("npm", "ci", "--no-audit", "--no-fund", "--silent", cwd=HOME)
    uv = [sys.executable, "-m", "uv", "--quiet"]
    run(*uv, "venv", "--clear", "--python", sys.executable, str(VENV))
    install = [*uv, "pip", "install", "--python", str(PYTHON), "--compile-bytecode"]
    locks = [part for lock in PINS[:2] for part in ("--requirement", str(lock))]
    run(*install, "--require-hashes", *locks)
    run(*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    run(*uv, "pip", "uninstall", "--python", str(PYTHON), "--requirement", str(UNNEEDED))
    STAMP.write_text(fingerprint(), encoding="utf-8")


def fingerprint() -> str:
    """Return what the packages depend on."""
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in PINS]
    return "\n".join([sys.version, str(ROOT), *digests])


def run(*command: str, cwd: Path = ROOT) -> None:
    """Run a command, and stop with its name if it fails."""
    if subprocess.run(command, cwd=cwd, check=False, env=os.environ).returncode:
        sys.exit(f"This failed: {' '.join(command)}. Its message stands above.")
