"""The settings of every student's server, on all three kinds of hub."""

from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- Jupyter puts it here

# Run by its path: to import lessonkit would cost each server 10 MB more, for numpy.
(lessonkit,) = find_spec("lessonkit").submodule_search_locations or ()  # type: ignore[union-attr]
lesson = run_path(str(Path(lessonkit, "server.py")))

c.ServerApp.kernel_websocket_connection_class = lesson["PromptConnection"]
c.ContentsManager.pre_save_hook = lesson["save_without_widgets"]
c.ServerApp.jpserver_extensions = {"jupyter_lsp": False}
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.KernelManager.transport = "ipc"
