"""A panel on a slow line, `make nox ROW=frontends`: whatever the delay, its last value is right."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.panel_view import FIRST_PANEL, PanelView, drawn
from tools.bench import WATCH
from tools.browser import PATIENCE, Notebook, free_port, open_lab, running_lab, write_notebook


class SlowLine:
    """A port that leads to another, and passes on every byte `delay` seconds later."""

    def __init__(self, to: int) -> None:
        self.to, self.port, self.delay = to, free_port(), 0.0

    async def carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self.arrive(under_way, target))
        piece = b"any"
        try:
            while piece:
                piece = await source.read(2**16)
                under_way.put_nowait((time.monotonic() + self.delay, piece))
            await arriving
        except ConnectionError:
            pass
        finally:
            arriving.cancel()
            target.close()

    async def arrive(
        self, under_way: "asyncio.Queue[tuple[float, bytes]]", target: asyncio.StreamWriter
    ) -> None:
        piece = b"any"
        while piece:
            due, piece = await under_way.get()
            await asyncio.sleep(due - time.monotonic())
            target.write(piece)

    async def meet(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        back, onward = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.gather(self.carry(source, onward), self.carry(back, target))

    async def serve(self, there: threading.Event, done: threading.Event) -> None:
        server = await asyncio.start_server(self.meet, "127.0.0.1", self.port)
        there.set()
        await asyncio.to_thread(done.wait)
        server.close()


@contextmanager
def slow_line(to: int) -> Iterator[SlowLine]:
    """Open a line, in a thread of its own: Playwright has a loop running in this one."""
    line, there, done = SlowLine(to), threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(line.serve(there, done)))
    thread.start()
    try:
        assert there.wait(PATIENCE)
        yield line
    finally:
        done.set()
        thread.join()


def test_the_last_value_is_right(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    write_notebook(tmp_path / "notebooks" / "slow.ipynb", FIRST_PANEL)
    with running_lab(tmp_path / "notebooks", tmp_path / "home") as address:
        port = address.split(":")[2].split("/")[0]
        with slow_line(int(port)) as line:
            page = open_lab(browser, address.replace(port, str(line.port)))
            notebook = Notebook(page, "slow.ipynb")
            panel = PanelView(notebook)
            for line.delay in (0.0, 0.1, 0.3):
                took = [milliseconds(panel, "ArrowRight") for _ in range(8)]
                print(f"{line.delay} s late: {sorted(took)} ms")  # noqa: T201 -- measured
                for keys in (["ArrowRight"] * 40, ["ArrowLeft"] * 25, ["End", "Home", "PageUp"]):
                    panel.press("slope", *keys)
                    assert_last_value_is_right(notebook, panel)
            page.close()


def milliseconds(panel: PanelView, key: str) -> int:
    panel.page.evaluate(WATCH, [panel.root.element_handle(), ".lessonkit-picture"])
    panel.press("slope", key)
    return round(panel.page.evaluate("milliseconds()"))


def assert_last_value_is_right(notebook: Notebook, panel: PanelView) -> None:
    slope = float(panel.entry("slope").input_value())
    assert float(panel.slider("slope").get_attribute("aria-valuenow")) == slope
    assert notebook.value("panel.slope") == slope
    assert panel.words == notebook.value("repr(panel)")
    assert panel.looks_like(drawn(notebook, "panel.pictures[0]"))
