"""Open the lesson in JupyterLab, for this machine only and with a token.

    python tools/lab.py            # a student's own copy, in work/: `make lab`
    python tools/lab.py --edit     # the originals, in notebooks/: `make edit`

The copy is made at the first start. A later start adds notebooks that are new, and corrects those
in which nothing was saved; what a student has saved is never overwritten.
"""

import argparse
import hashlib
import json
import os
import platform
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "work"
NO_NEWS = f"--LabApp.app_settings_dir={ROOT / 'teaching' / 'lab'}"
GIVEN = ".given.json"
"""File in the copy: a hash of each original that was copied, and of the copy."""

SERVER = (
    "--ServerApp.kernel_websocket_connection_class=lessonkit.server.PromptConnection",
    "--ContentsManager.pre_save_hook=lessonkit.server.save_without_widgets",
    # The kernel would warn that others could listen, on a machine that others may use.
    "--KernelManager.transport_encryption=auto",
)
"""How every JupyterLab of the lesson is started."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", help="where to listen (default: 8888 or the next free one)")
    parser.add_argument("--edit", action="store_true", help="the originals, not the copy")
    given = parser.parse_args()
    if given.port is not None:
        require_free(given.port)
    ignore_empty_token()
    folder = "notebooks" if given.edit else WORK.name
    if not given.edit:
        tell(copy_lesson(ROOT / "notebooks", WORK))
    chosen = options(given.port, f"/lab/tree/{folder}/00_start.ipynb", ROOT)
    command = [sys.executable, "-m", "jupyterlab", *chosen, NO_NEWS]
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 - so that Ctrl-C reaches JupyterLab alone
    else:
        sys.exit(subprocess.call(command))


def copy_lesson(originals: Path, work: Path) -> list[str]:
    """Give the student what is new; return the names of what was corrected and stays theirs."""
    work.mkdir(exist_ok=True)
    record = work / GIVEN
    given = json.loads(record.read_text()) if record.exists() else {}
    corrected = []
    for path in sorted(originals.glob("*.ipynb")):
        copy, original = work / path.name, path.read_bytes()
        before, then = given.get(path.name, ("", ""))
        if copy.exists() and digest(copy.read_bytes()) != then:
            if digest(original) != before:
                corrected.append(path.stem)
            continue
        copy.write_bytes(as_saved(original))
        given[path.name] = digest(original), digest(copy.read_bytes())
    record.write_text(json.dumps(given, indent=1))
    return corrected


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def as_saved(original: bytes) -> bytes:
    """Name this machine's Python, as JupyterLab does: else all would look changed when opened."""
    notebook = json.loads(original)
    metadata = notebook["metadata"]
    metadata["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    metadata["language_info"]["version"] = platform.python_version()
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode() + b"\n"


def tell(corrected: list[str]) -> None:
    if corrected:
        print(
            f"Corrected since you began: {', '.join(corrected)}. Yours stay as they are, in work/. "
            "To get one afresh, rename yours and start again."
        )


def require_free(port: str) -> None:
    if not (port.isdecimal() and 1 <= int(port) <= 65535):
        sys.exit(f"PORT={port} is not a port: give a number from 1 to 65535, such as PORT=9999.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError as error:
            sys.exit(
                f"Port {port} is not free ({error.strerror}): stop what uses it, "
                f"or name another, such as PORT={int(port) % 65535 + 1}."
            )


def ignore_empty_token() -> None:
    # Set but empty, it would let everybody on this machine in.
    if not os.environ.get("JUPYTER_TOKEN"):
        os.environ.pop("JUPYTER_TOKEN", None)


def options(port: str | None, page: str, root: Path) -> list[str]:
    """Return JupyterLab's options; without a port it looks for a free one itself."""
    chosen = [
        # Each of them may stand in the user's own configuration.
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.preferred_dir={root}",
        f"--FileContentsManager.root_dir={root}",
        "--FileContentsManager.preferred_dir=",
        f"--LabApp.default_url={page}",
        "--ServerApp.ip=127.0.0.1",
        *SERVER,
        # What is left to read is the address.
        "--Application.log_level=ERROR",
    ]
    if port is not None:
        chosen += [f"--port={port}", "--ServerApp.port_retries=0"]
    if not has_screen():
        chosen += ["--no-browser"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # there is none on Windows
        chosen += ["--allow-root"]
    return chosen


def has_screen() -> bool:
    """Return whether a browser opened by this machine would be seen."""
    if sys.platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in os.environ
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


if __name__ == "__main__":
    main()
