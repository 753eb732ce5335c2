"""What the class runs on, made in build/class: the students' Python, JupyterHub, its proxy."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEPLOY = HERE.parent
ROOT = DEPLOY.parent
HOME = ROOT / "build" / "class"
PYTHON = HOME / "venv" / "bin" / "python"
PROXY = HOME / "node_modules" / ".bin" / "configurable-http-proxy"


def make() -> None:
    """Install what is not there yet, as deploy/tljh/setup.sh does it for real students."""
    uv = [sys.executable, "-m", "uv", "--quiet"]
    pip = [*uv, "pip"]
    here = ["--python", str(PYTHON)]
    run(*uv, "venv", "--allow-existing", "--python", sys.executable, str(HOME / "venv"))
    run(
        *(*pip, "install", *here, "--constraint", str(ROOT / "requirements.lock")),
        *("--requirement", str(HERE / "requirements.txt")),
        *("--reinstall-package", "lessonkit", f"{ROOT}[lab]"),
    )
    run(*pip, "uninstall", *here, "--requirement", str(DEPLOY / "unneeded.txt"))
    if not PROXY.exists():
        if shutil.which("npm") is None:
            sys.exit("JupyterHub's proxy needs npm: install Node.js 20 or newer, then try again.")
        npm = ["npm", "install", "--prefix", str(HOME), "--silent", "--no-audit", "--no-fund"]
        run(*npm, "configurable-http-proxy@5")


def run(*command: str) -> None:
    """Run a command, and stop with its name if it fails."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"This failed: {' '.join(command)}. Its message is above.")
