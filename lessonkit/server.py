"""Two settings of JupyterLab's server; `make lab` and `make present` start it with both.

A panel answers a slider with a few small messages. The server would hold back all but the first
until the browser has acknowledged it, which browsers put off for up to 40 ms (Nagle's algorithm
meets delayed acknowledgment).

    --ServerApp.kernel_websocket_connection_class=lessonkit.server.PromptConnection

A widget lives in a kernel. A notebook that is opened the next day would show "Error displaying
widget" in its place, and not the picture that is saved with it.

    --ContentsManager.pre_save_hook=lessonkit.server.save_without_widgets
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

__all__ = ["PromptConnection", "save_without_widgets"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
RUN_IT = {
    "output_type": "display_data",
    "data": {"text/markdown": "*As it was at first. Run this cell to use it again.*"},
    "metadata": {},
}


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The server's usual connection of a browser with a kernel, without holding messages back."""

    def connect(self) -> Any:
        """Connect, with TCP_NODELAY set on the browser's side."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


def save_without_widgets(model: dict[str, Any], **_: Any) -> None:
    """Save each widget as its picture or words, and above them that the cell can be run again."""
    if model["type"] != "notebook" or not model.get("content"):
        return
    for cell in model["content"]["cells"]:
        outputs = cell.get("outputs", [])
        if [one for one in outputs if one.get("data", {}).pop(WIDGET_VIEW, None)]:
            outputs.insert(0, RUN_IT)
