"""Open JupyterLab on the first notebook, for this machine only and with a token."""

import argparse
import os
import socket
import sys

FIRST_PAGE = "/lab/tree/notebooks/00_start.ipynb"
PROMPT = "--ServerApp.kernel_websocket_connection_class=lessonkit.server.PromptConnection"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", help="where to listen (default: 8888 or the next free one)")
    port = parser.parse_args().port
    if port is not None:
        require_free(port)
    ignore_empty_token()
    command = [sys.executable, "-m", "jupyterlab", *options(port, FIRST_PAGE)]
    os.execv(sys.executable, command)  # noqa: S606 - so that Ctrl-C reaches JupyterLab alone


def require_free(port: str) -> None:
    if not (port.isdecimal() and 1 <= int(port) <= 65535):
        sys.exit(f"PORT={port} is no port: give a number from 1 to 65535, such as PORT=9999.")
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be had ({error.strerror}): stop what uses it, "
                f"or name another, such as PORT={int(port) % 65535 + 1}."
            )


def ignore_empty_token() -> None:
    # Set but empty, it would let everybody on this machine in.
    if not os.environ.get("JUPYTER_TOKEN"):
        os.environ.pop("JUPYTER_TOKEN", None)


def options(port: str | None, page: str) -> list[str]:
    """Return JupyterLab's options; without a port it looks for a free one itself."""
    chosen = [
        f"--LabApp.default_url={page}",
        "--ServerApp.ip=127.0.0.1",
        PROMPT,
        # What is left to read is the address.
        "--Application.log_level=ERROR",
    ]
    if port is not None:
        chosen += [f"--port={port}", "--ServerApp.port_retries=0"]
    if not has_screen():
        chosen += ["--no-browser"]
    if os.geteuid() == 0:
        chosen += ["--allow-root"]
    return chosen


def has_screen() -> bool:
    """Return whether a browser opened by this machine would be seen."""
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


if __name__ == "__main__":
    main()
