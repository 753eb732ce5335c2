"""What JupyterLab's server is told: that its socket holds no small message back."""

import asyncio
import socket

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.iostream import IOStream

from lessonkit.server import PromptConnection
from tools.lab import PROMPT


class Handler:
    """Of a websocket, all that is needed here: its socket."""

    def __init__(self, stream):
        self.set_nodelay = stream.set_nodelay


@pytest.fixture
def stream():
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
        with theirs:
            yield ours


async def _connect(ours, usual):
    stream = IOStream(ours)
    connection = PromptConnection.__new__(PromptConnection)
    usual.setattr(PromptConnection, "websocket_handler", Handler(stream))
    usual.setattr(ZMQChannelsWebsocketConnection, "connect", lambda _: "connected")
    return connection.connect(), ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), stream


def test_connecting_also_sets_the_socket(stream, monkeypatch):
    assert stream.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
    answer, without_delay, opened = asyncio.run(_connect(stream, monkeypatch))
    assert answer == "connected"
    assert without_delay
    opened.close()


def test_the_servers_option_takes_it():
    name, value = PROMPT.removeprefix("--ServerApp.").split("=")
    server = ServerApp(**{name: value})
    assert getattr(server, name) is PromptConnection
