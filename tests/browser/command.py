"""What a command of the lesson opens, for a user who has a home and settings."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib
from playwright.sync_api import Browser, Page

from tools.browser import free_port, open_lab, serving


@contextmanager
def started(
    browser: Browser, command: list[str], home: Path, settings: Mapping[str, Any], **more: str
) -> Iterator[tuple[Page, "subprocess.Popen[Any]"]]:
    """Run a command of Python's that serves JupyterLab, and yield the page and the process."""
    port, config = free_port(), home / "config"
    config.mkdir(exist_ok=True)
    # The tests' own wish: a handle on JupyterLab in the page.
    chosen = {**settings, "LabApp": {"expose_app_in_browser": True}}
    (config / "jupyter_server_config.json").write_text(json.dumps(chosen))
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(config),
        "JUPYTER_TOKEN": "student",
        "MPLCONFIGDIR": matplotlib.get_configdir(),  # or each kernel would look for fonts
        **more,
    }
    for screen in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        environment.pop(screen, None)
    serve = [sys.executable, *command, f"--port={port}"]
    with serving(serve, environment, port, home / "log") as server:
        page = open_lab(browser, f"http://127.0.0.1:{port}/?token=student")
        try:
            yield page, server
        finally:
            page.close()
