"""The settings of every student's server, on all three kinds of hub."""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- Jupyter puts it here


class PromptConnection(ZMQChannelsWebsocketConnection):
    """As in lessonkit/server.py, which would cost each server 10 MB more: it imports numpy."""

    def connect(self) -> Any:
        """Connect, with TCP_NODELAY set on the browser's side."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c.ServerApp.kernel_websocket_connection_class = PromptConnection
c.ServerApp.jpserver_extensions = {"jupyter_lsp": False}
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.KernelManager.transport = "ipc"
