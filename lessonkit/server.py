"""A setting of JupyterLab's server: what a panel sends reaches the browser at once.

A panel answers a slider with a few small messages. The server would hold back all but the first
until the browser has acknowledged it, which browsers put off for up to 40 ms (Nagle's algorithm
meets delayed acknowledgment). `make lab` and `make present` start JupyterLab with

    --ServerApp.kernel_websocket_connection_class=lessonkit.server.PromptConnection
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

__all__ = ["PromptConnection"]


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The server's usual connection of a browser with a kernel, without holding messages back."""

    def connect(self) -> Any:
        """Connect, with TCP_NODELAY set on the browser's side."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
