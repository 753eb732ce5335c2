"""A student that is a program: what JupyterLab sends when somebody logs in, runs and slides."""

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import nbformat
from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from nbformat import NotebookNode
from nbformat.v4 import output_from_msg
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from deploy.rehearsal.hub import FOLDER, Hub

PROTOCOL = "v1.kernel.websocket.jupyter.org"
LARGEST_MESSAGE = 2**26
KERNEL = {"name": "python3"}
# A class that starts at once keeps some waiting; that is measured and is no error.
SECONDS_TO_WAIT = 300


@dataclass
class Request:
    """What a kernel was asked: the outputs so far, and a future for the end."""

    done: "asyncio.Future[None]"
    outputs: list[NotebookNode] = field(default_factory=list)


class Kernel:
    """One browser tab's connection to a kernel, with the state of each widget by its id."""

    def __init__(self, socket: WebSocketClientConnection) -> None:
        self.widgets: dict[str, dict[str, Any]] = {}
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
        request = Request(asyncio.get_running_loop().create_future())
        self._requests[message["header"]["msg_id"]] = request
        packed = serialize_msg_to_ws_v1(message, "shell", self._session.pack)
        self._socket.write_message(packed, binary=True)
        return request

    def run(self, source: str) -> Request:
        """Run the code of a cell."""
        code = {"code": source, "silent": False, "store_history": True, "allow_stdin": False}
        return self.ask("execute_request", {**code, "stop_on_error": True})

    async def printed(self, source: str) -> str:
        """Run code, and return what it prints."""
        request = self.run(source)
        await request.done
        return "".join(output.text for output in request.outputs)

    def slide(self, widget: str, value: float) -> Request:
        """Move a slider, as the browser does."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        return self.ask("comm_msg", {"comm_id": widget, "data": data})

    async def _read(self) -> None:
        while (frame := await self._socket.read_message()) is not None:
            assert isinstance(frame, bytes)
            _, parts = deserialize_msg_from_ws_v1(frame)
            header, parent, _, content = (json.loads(part) for part in parts[:4])
            request = self._requests.get(parent.get("msg_id", ""))
            self._take(header["msg_type"], content, parts[4:], request)
        self._fail("the connection was closed")

    def _take(
        self, kind: str, content: dict[str, Any], buffers: list[bytes], request: Request | None
    ) -> None:
        state = content.get("execution_state")
        if state in ("restarting", "dead"):
            self._fail(f"the kernel is {state}")
        elif kind in ("comm_open", "comm_msg") and "state" in (data := content["data"]):
            keys = (key for (key,) in data.get("buffer_paths", ()))
            new = {**data["state"], **dict(zip(keys, buffers, strict=True))}
            self.widgets.setdefault(content["comm_id"], {}).update(new)
        elif request is not None and not request.done.done():
            if state == "idle":
                request.done.set_result(None)
            elif kind in ("stream", "display_data", "execute_result", "error"):
                message = {"header": {"msg_type": kind}, "content": content}
                request.outputs.append(output_from_msg(message))

    def _fail(self, why: str) -> None:
        for request in self._requests.values():
            if not request.done.done():
                request.done.set_exception(ConnectionError(why))


class Student:
    """Somebody with a browser; `seconds` and `wrong` say how long things took, and what failed."""

    def __init__(self, name: str, hub: Hub) -> None:
        self.name, self.hub = name, hub
        self.seconds: dict[str, list[float]] = {}
        self.wrong: list[str] = []
        self.kernel: Kernel
        self.notebook: NotebookNode
        self.place = ""
        self._browser = httpx.AsyncClient(
            base_url=hub.url, timeout=SECONDS_TO_WAIT, follow_redirects=True
        )

    async def close(self) -> None:
        """Close the browser."""
        await self._browser.aclose()

    async def log_in(self) -> None:
        """Fill in the hub's form."""
        await self._ask("GET", "/hub/login")
        form = {"username": self.name, "password": self.hub.password, "_xsrf": self._xsrf()}
        await self._ask("POST", "/hub/login?next=/hub/home", data=form)
        tokens = f"/hub/api/users/{self.name}/tokens"
        answer = await self._ask("POST", tokens, headers={"X-XSRFToken": self._xsrf()})
        self._browser.headers["Authorization"] = f"token {answer.json()['token']}"

    async def start_server(self) -> None:
        """Press Start, unless the server runs already, and wait until it is there."""
        user = f"/hub/api/users/{self.name}"
        if not (await self._ask("GET", user)).json()["servers"]:
            await self._ask("POST", f"{user}/server")
        while not (server := (await self._ask("GET", user)).json()["servers"][""])["ready"]:
            if not server["pending"]:
                raise RuntimeError("the server did not start")
            await asyncio.sleep(0.2)

    async def pull(self) -> None:
        """Follow the teacher's link: nbgitpuller brings the lesson, or what is new in it."""
        link = {"repo": f"file://{self.hub.teacher}", "branch": "main", "targetpath": FOLDER}
        answer = await self._ask("GET", f"/user/{self.name}/git-pull/api", params=link)
        if '"phase": "finished"' not in answer.text:
            raise RuntimeError(answer.text)

    async def open(self, path: Path) -> None:
        """Open the student's copy of a notebook, which starts its kernel unless it runs already."""
        self.place = f"{FOLDER}/notebooks/{path.name}"
        self.notebook = nbformat.read(self.hub.home(self.name) / self.place, as_version=4)
        body = {"path": self.place, "name": path.name, "type": "notebook", "kernel": KERNEL}
        answer = await self._ask("POST", f"/user/{self.name}/api/sessions", json=body)
        kernel = f"{self.hub.url}/user/{self.name}/api/kernels/{answer.json()['kernel']['id']}"
        request = HTTPRequest(
            f"{kernel}/channels".replace("http", "ws", 1),
            headers={"Authorization": self._browser.headers["Authorization"]},
            connect_timeout=SECONDS_TO_WAIT,
            request_timeout=SECONDS_TO_WAIT,
        )
        socket = await websocket_connect(
            request, subprotocols=[PROTOCOL], max_message_size=LARGEST_MESSAGE
        )
        self.kernel = Kernel(socket)
        await self.kernel.ask("kernel_info_request", {}).done

    async def run_all(self) -> None:
        """Run the notebook's cells, all sent at once as by Run All Cells, and keep the outputs."""
        cells = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        requests = [self.kernel.run(cell.source) for cell in cells]
        await asyncio.gather(*(request.done for request in requests))
        for cell, request in zip(cells, requests, strict=True):
            cell.outputs = request.outputs

    async def save(self) -> None:
        """Save the notebook."""
        body = {"type": "notebook", "format": "json", "content": self.notebook}
        await self._ask("PUT", f"/user/{self.name}/api/contents/{self.place}", json=body)

    def _xsrf(self) -> str:
        return self._browser.cookies.get("_xsrf", path="/hub/") or ""

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = await self._browser.request(method, path, **options)
        if response.is_error:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text[:300]}")
        return response
