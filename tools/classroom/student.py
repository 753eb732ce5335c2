"""A student that is a program: what JupyterLab sends when somebody logs in, runs and slides."""

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

PROTOCOL = "v1.kernel.websocket.jupyter.org"
LARGEST_MESSAGE = 2**26
OUTPUTS = ("stream", "display_data", "execute_result", "error")


class KernelDiedError(Exception):
    """The kernel went away while it was asked something."""


@dataclass
class Request:
    """Something a kernel was asked, and what came back.

    Attributes
    ----------
    sent, first_picture, finished : float or None
        When, on this machine's monotonic clock.
    outputs : list of notebook nodes
        In the order in which they came.
    """

    sent: float
    outputs: list[NotebookNode] = field(default_factory=list)
    first_picture: float | None = None
    answered: float | None = None
    finished: float | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)
    failure: Exception | None = None

    async def wait(self) -> Self:
        """Wait until the kernel is idle again.

        Raises
        ------
        KernelDiedError
            If it died instead.
        """
        await self.done.wait()
        if self.failure is not None:
            raise self.failure
        return self


class Kernel:
    """One browser tab's connection to a kernel, widgets included.

    Attributes
    ----------
    widgets : dict of str to dict
        The state of each widget, as the browser would know it.
    states : list of str
        What the kernel said of itself, such as "idle", "busy" and "restarting".
    """

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.widgets: dict[str, dict[str, Any]] = {}
        self.states: list[str] = []
        self._socket = socket
        self._session = Session()
        self._requests: dict[str, Request] = {}
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Close the tab; the kernel goes on."""
        self._socket.close()
        await self._reader

    def ask(self, kind: str, content: dict[str, Any]) -> Request:
        """Send a request, and return at once."""
        message = self._session.msg(kind, content)
        request = Request(time.monotonic())
        self._requests[message["header"]["msg_id"]] = request
        packed = serialize_msg_to_ws_v1(message, "shell", self._session.pack)
        self._socket.write_message(packed, binary=True)
        return request

    def run(self, source: str) -> Request:
        """Run the code of a cell."""
        content = {
            "code": source,
            "silent": False,
            "store_history": True,
            "allow_stdin": False,
            "stop_on_error": True,
        }
        return self.ask("execute_request", content)

    def slide(self, widget: str, value: float) -> Request:
        """Move a slider, as the browser does."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        return self.ask("comm_msg", {"comm_id": widget, "data": data})

    def sliders(self) -> list[str]:
        """Return the sliders' ids, in the order in which they were made."""
        return [
            name
            for name, state in self.widgets.items()
            if state.get("_model_name") in ("FloatSliderModel", "IntSliderModel")
        ]

    def view(self) -> dict[str, list[str]]:
        """Return what all widgets say and show: their words, and a digest of each picture."""
        return {
            "words": sorted(
                state["value"]
                for state in self.widgets.values()
                if state.get("_model_name") == "HTMLModel"
            ),
            "pictures": sorted(
                hashlib.sha256(state["value"]).hexdigest()
                for state in self.widgets.values()
                if state.get("_model_name") == "ImageModel"
            ),
        }

    async def _read(self) -> None:
        while (frame := await self._socket.read_message()) is not None:
            assert isinstance(frame, bytes)
            _, parts = deserialize_msg_from_ws_v1(frame)
            header, parent, _, content = (json.loads(part) for part in parts[:4])
            request = self._requests.get(parent.get("msg_id", ""))
            self._take(header["msg_type"], content, parts[4:], request)
        self._fail(KernelDiedError("the connection was closed"))

    def _take(
        self, kind: str, content: dict[str, Any], buffers: list[bytes], request: Request | None
    ) -> None:
        if kind == "status":
            self._status(content["execution_state"], request)
        elif kind in ("comm_open", "comm_msg"):
            data = content["data"]
            if "state" in data:
                self._sync(content["comm_id"], data, buffers)
                if request is not None and data.get("method") == "update":
                    request.answered = time.monotonic()
        elif kind in OUTPUTS and request is not None:
            output = output_from_msg({"header": {"msg_type": kind}, "content": content})
            request.outputs.append(output)
            if request.first_picture is None and has_picture(output):
                request.first_picture = time.monotonic()

    def _status(self, state: str, request: Request | None) -> None:
        self.states.append(state)
        if state in ("restarting", "dead"):
            self._fail(KernelDiedError(f"the kernel is {state}"))
        elif state == "idle" and request is not None:
            request.finished = time.monotonic()
            request.done.set()

    def _sync(self, widget: str, data: dict[str, Any], buffers: list[bytes]) -> None:
        state = self.widgets.setdefault(widget, {})
        state.update(data["state"])
        for path, buffer in zip(data.get("buffer_paths", ()), buffers, strict=True):
            *way, last = path
            place: Any = state
            for step in way:
                place = place[step]
            place[last] = buffer

    def _fail(self, failure: Exception) -> None:
        for request in self._requests.values():
            if not request.done.is_set():
                request.failure = failure
                request.done.set()


class Student:
    """Somebody with a browser.

    Parameters
    ----------
    name : str
    hub : str
        The hub's address.
    password : str
    """

    def __init__(self, name: str, hub: str, password: str) -> None:
        self.name = name
        self.base = f"/user/{name}"
        self._hub = hub
        self._password = password
        # A hall that starts at once keeps some waiting; that is measured, not an error.
        self._browser = httpx.AsyncClient(base_url=hub, timeout=300, follow_redirects=True)
        self._token = ""

    async def close(self) -> None:
        """Close the browser."""
        await self._browser.aclose()

    async def log_in(self) -> None:
        """Fill in the hub's form."""
        await self._ask("GET", "/hub/login")
        form = {
            "username": self.name,
            "password": self._password,
            "_xsrf": self._browser.cookies.get("_xsrf", path="/hub/"),
        }
        await self._ask("POST", "/hub/login?next=/hub/home", data=form)
        xsrf = {"X-XSRFToken": self._browser.cookies.get("_xsrf", path="/hub/") or ""}
        answer = await self._ask("POST", f"/hub/api/users/{self.name}/tokens", headers=xsrf)
        self._token = answer.json()["token"]
        self._browser.headers["Authorization"] = f"token {self._token}"

    async def start_server(self) -> None:
        """Press Start, unless the server runs already, and wait until it is there."""
        if not await self._server():
            await self._ask("POST", f"/hub/api/users/{self.name}/server")
        while not (server := await self._server()).get("ready"):
            if not server.get("pending"):
                raise RuntimeError(f"{self.name}: the server did not start")
            await asyncio.sleep(0.2)

    async def _server(self) -> dict[str, Any]:
        user = (await self._ask("GET", f"/hub/api/users/{self.name}")).json()
        server: dict[str, Any] = user["servers"].get("", {})
        return server

    async def read(self, path: str) -> dict[str, Any]:
        """Return a file as the browser gets it, `last_modified` included."""
        answer = await self._ask("GET", f"{self.base}/api/contents/{path}")
        model: dict[str, Any] = answer.json()
        return model

    async def save(self, path: str, notebook: NotebookNode) -> dict[str, Any]:
        """Save a notebook, and return what the server knows of it."""
        body = {"type": "notebook", "format": "json", "content": notebook}
        answer = await self._ask("PUT", f"{self.base}/api/contents/{path}", json=body)
        model: dict[str, Any] = answer.json()
        return model

    async def open(self, path: str) -> Kernel:
        """Open a notebook in a tab; a second tab comes to the same kernel."""
        body = {
            "path": path,
            "name": Path(path).name,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        answer = await self._ask("POST", f"{self.base}/api/sessions", json=body)
        kernel = await self.connect(answer.json()["kernel"]["id"])
        await kernel.ask("kernel_info_request", {}).wait()
        return kernel

    async def connect(self, kernel_id: str) -> Kernel:
        """Connect to a kernel that runs already."""
        address = f"{self._hub}{self.base}/api/kernels/{kernel_id}/channels"
        socket = await websocket_connect(
            HTTPRequest(
                address.replace("http", "ws", 1),
                headers={"Authorization": f"token {self._token}"},
                connect_timeout=120,
                request_timeout=120,
            ),
            subprotocols=[PROTOCOL],
            max_message_size=LARGEST_MESSAGE,
        )
        return Kernel(socket)

    async def kernels(self) -> list[dict[str, Any]]:
        """Return the student's kernels."""
        answer = await self._ask("GET", f"{self.base}/api/kernels")
        kernels: list[dict[str, Any]] = answer.json()
        return kernels

    async def restart(self, kernel_id: str) -> None:
        """Restart a kernel."""
        await self._ask("POST", f"{self.base}/api/kernels/{kernel_id}/restart")

    async def shut_down(self, kernel_id: str) -> None:
        """End a kernel."""
        await self._ask("DELETE", f"{self.base}/api/kernels/{kernel_id}")

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = await self._browser.request(method, path, **options)
        if response.is_error:
            raise httpx.HTTPStatusError(
                f"{self.name}: {method} {path}: {response.status_code} {response.text[:300]}",
                request=response.request,
                response=response,
            )
        return response


def has_picture(output: NotebookNode) -> bool:
    """Return whether an output is a picture, a panel with one included."""
    data = output.get("data", {})
    return "image/png" in data


async def run_all(kernel: Kernel, notebook: NotebookNode) -> Sequence[Request]:
    """Run every code cell, all sent at once as by Run All Cells, and put the outputs in place."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    requests = [kernel.run(cell.source) for cell in cells]
    for cell, request in zip(cells, requests, strict=True):
        await request.wait()
        cell.outputs = request.outputs
    return requests
