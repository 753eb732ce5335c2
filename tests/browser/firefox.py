"""Firefox, driven as WebDriver BiDi says, with real key events: playwright needs one of its own."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websocket import WebSocket, create_connection

from tools.browser import PATIENCE

ADDRESS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


class Firefox:
    """One window of a Firefox."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket, self._numbers = socket, count(1)
        self._ask("session.new", capabilities={})
        # The tab that Firefox starts with never has the focus.
        self._window = self._ask("browsingContext.create", type="tab")["context"]

    def open(self, address: str) -> None:
        """Open a page and wait until all of it is there."""
        self._ask("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """Return what an expression, or its promise, gives; it has to be a text."""
        reply = self._ask(
            "script.evaluate",
            expression=expression,
            target={"context": self._window},
            awaitPromise=True,
        )
        if reply["type"] != "success":
            raise RuntimeError(reply["exceptionDetails"]["text"])
        return reply["result"].get("value")

    def press(self, *keys: str) -> None:
        """Press keys together, by their code points in the WebDriver standard, and let them go."""
        down = [{"type": "keyDown", "value": key} for key in keys]
        up = [{"type": "keyUp", "value": key} for key in reversed(keys)]
        source = {"type": "key", "id": "keyboard", "actions": down + up}
        self._ask("input.performActions", context=self._window, actions=[source])

    def _ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (reply := json.loads(self._socket.recv())).get("id") != number:
            pass  # an event
        if reply["type"] == "error":
            raise RuntimeError(f"{method}: {reply['message']}")
        return reply["result"]


@contextmanager
def running_firefox(home: Path) -> Iterator[Firefox | None]:
    """Start a Firefox without a window; None where there is none."""
    executable = shutil.which("firefox") or shutil.which("firefox-esr")
    if executable is None:
        yield None
        return
    options = ["--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port=0"]
    with subprocess.Popen(
        [executable, *options], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as running:
        try:
            assert running.stderr is not None
            address = next(filter(None, map(ADDRESS.search, running.stderr)))[1]
            place = f"{address}/session"
            with closing(create_connection(place, timeout=PATIENCE, suppress_origin=True)) as line:
                yield Firefox(line)
        finally:
            running.terminate()
