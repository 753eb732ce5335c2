"""What JupyterLab's server is told: that its socket holds no small message back."""

import asyncio
import socket

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from tornado.iostream import IOStream

from lessonkit.server import RUN_IT, WIDGET_VIEW, PromptConnection, save_without_widgets
from tools.lab import SERVER


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
    name, value = SERVER[0].removeprefix("--ServerApp.").split("=")
    server = ServerApp(**{name: value})
    assert getattr(server, name) is PromptConnection


def test_what_is_saved_keeps_the_picture_and_has_no_dead_widget():
    view = {"output_type": "execute_result", "data": {"image/png": "...", WIDGET_VIEW: {"id": 1}}}
    plain = {"output_type": "stream", "text": "1"}
    cells = [{"cell_type": "markdown"}, {"outputs": [view]}, {"outputs": [plain]}]
    model = {"type": "notebook", "content": {"cells": cells}}
    for _ in range(2):  # what is saved, opened and saved again stays as it is
        save_without_widgets(model, path="01_cost.ipynb")
        assert cells[1]["outputs"] == [RUN_IT, {**view, "data": {"image/png": "..."}}]
        assert cells[2]["outputs"] == [plain]


@pytest.mark.parametrize("model", [{"type": "file", "content": "text"}, {"type": "notebook"}])
def test_anything_else_is_saved_as_it_is(model):
    before = dict(model)
    save_without_widgets(model, path="notes.txt")
    assert model == before
