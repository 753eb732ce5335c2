"""A real JupyterLab in a real browser, for the browser tests and for the bench."""

import ast
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tools.lab import NO_NEWS, SERVER

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM_OPTIONS = (
    "--disable-background-networking --disable-component-update --disable-gpu --disable-quic "
    "--disable-sync --no-first-run"
)
NO_CHROMIUM = "No Chromium found: install one (Debian: apt install chromium), or name it: "
NO_CHROMIUM += "CHROMIUM=/path/to/chromium"
PATIENCE = 120  # seconds that a busy machine may take for anything


def chromium() -> str | None:
    """Return the path of a Chromium: the one that CHROMIUM names, or the first on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@contextmanager
def running_lab(notebooks: Path, home: Path) -> Iterator[str]:
    """Serve a folder of notebooks with JupyterLab, and yield its address with the token.

    Nothing of the user's own settings and progress is read, and nothing is written outside `home`.
    """
    home.mkdir(parents=True, exist_ok=True)
    port, token, log = free_port(), os.urandom(16).hex(), home / "jupyterlab.log"
    folders = {
        "IPYTHONDIR": "ipython",
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={notebooks}", f"--IdentityProvider.token={token}",
        "--LabApp.expose_app_in_browser=True", NO_NEWS, *SERVER,
    ]  # fmt: skip
    environment = os.environ | {name: str(home / folder) for name, folder in folders.items()}
    environment["LESSONKIT_PROGRESS"] = "off"
    with serving(command, environment, port, log):
        yield f"http://127.0.0.1:{port}/lab?token={token}"


@contextmanager
def serving(
    command: list[str], environment: dict[str, str], port: int, log: Path
) -> Iterator["subprocess.Popen[Any]"]:
    """Run a server, and yield it as soon as it answers; if it never does, say what it wrote."""
    with log.open("w") as said:
        server = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    try:
        give_up = time.monotonic() + PATIENCE
        while not answers(f"http://127.0.0.1:{port}"):
            if server.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"The server does not answer. It wrote:\n{log.read_text()}")
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def answers(url: str) -> bool:
    """Tell whether a server listens there."""
    try:
        with urlopen(url):
            return True
    except URLError:
        return False


def free_port() -> int:
    """Return a port that nobody on this machine listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Start Chromium without a window."""
    executable = chromium()
    if executable is None:
        sys.exit(NO_CHROMIUM)
    # Chromium refuses to sandbox itself for root, as in a container.
    options = [*CHROMIUM_OPTIONS.split(), *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        try:
            yield browser
        finally:
            browser.close()


def open_lab(browser: Browser, address: str, width: int = 1280, height: int = 720) -> Page:
    """Open JupyterLab in a new window and wait until it is there."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(1000 * PATIENCE)
    page.goto(address)
    page.wait_for_function("window.jupyterapp !== undefined")
    page.evaluate("async () => { await jupyterapp.restored }")
    return page


def write_notebook(path: Path, *cells: str) -> None:
    """Make a notebook of code cells that nobody has run."""
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, cells)))
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(book, path)


class Notebook:
    """One notebook, open in JupyterLab, with all its cells run; `errors` says what went wrong.

    With `up_to`, the one that holds these words is the last: it and the `by_key` cells before it
    are run by Shift + Enter, as a reader runs them, and what stands above them by a command. With
    `run=False` none is run.
    """

    def __init__(
        self, page: Page, path: str, up_to: str = "", by_key: int = 3, *, run: bool = True
    ) -> None:
        self.page, self.path = page, path
        page.evaluate(
            """async path => {
                const notebook = await jupyterapp.commands.execute('docmanager:open', {path});
                await notebook.context.ready;
                await notebook.sessionContext.ready;
                window.lessonNotebook = notebook;
                // What the kernel was asked and has not done. Its status would not tell: it answers
                // widgets on a thread of their own.
                window.lessonPending = new Set();
                notebook.sessionContext.session.kernel.anyMessage.connect((_, {msg, direction}) => {
                    if (direction === 'send' && msg.channel === 'shell')
                        lessonPending.add(msg.header.msg_id);
                    else if (msg.content.execution_state === 'idle')
                        lessonPending.delete(msg.parent_header.msg_id);
                });
            }""",
            path,
        )
        self.errors = self.run_all() if run and not up_to else []
        if up_to:
            last = self.place(up_to)
            first = max(0, last - by_key)
            self.select(first)
            self.run_all("notebook:run-all-above")
            for _ in range(first, last):
                page.keyboard.press("Shift+Enter")
            page.wait_for_function("lessonPending.size === 0")
            self.press_shift_enter()

    def place(self, words: str) -> int:
        """Return the place of the first code cell that holds these words."""
        place: int = self.page.evaluate(
            """words => lessonNotebook.content.widgets.findIndex(({model}) =>
                model.type === 'code' && model.sharedModel.source.includes(words))""",
            words,
        )
        return place

    def select(self, place: int) -> None:
        """Make a cell the active one, ready for keys."""
        self.page.evaluate(
            """place => {
                lessonNotebook.content.activeCellIndex = place;
                lessonNotebook.content.mode = 'command';
                lessonNotebook.content.activate();
            }""",
            place,
        )

    def press_shift_enter(self) -> None:
        """Run the active cell as a reader does: by key, and after a pause."""
        self.page.wait_for_timeout(300)
        self.page.keyboard.press("Shift+Enter")
        self.page.wait_for_timeout(50)  # until the kernel is asked
        self.page.wait_for_function("lessonPending.size === 0")

    def rest(self) -> None:
        """Wait until all scrolling is over: JupyterLab scrolls on its own account, and later."""
        self.page.wait_for_timeout(700)

    def run_all(self, command: str = "notebook:run-all-cells") -> list[str]:
        """Run all cells by a command of JupyterLab, and return what is wrong with the outputs."""
        errors: list[str] = self.page.evaluate(
            """async command => {
                await jupyterapp.commands.execute(command);
                const outputs = lessonNotebook.content.widgets.flatMap(cell =>
                    cell.model.type === 'code' ? cell.model.outputs.toJSON() : []);
                return outputs.filter(one =>
                    one.output_type === 'error' || one.name === 'stderr'
                ).map(one => one.text ?? `${one.ename}: ${one.evalue}`);
            }""",
            command,
        )
        return errors

    def run(self, code: str, expression: str = "None") -> Any:
        """Run code in the notebook's kernel, and return what an expression then gives there."""
        reply = self.page.evaluate(
            """async ([code, said]) => {
                const {kernel} = lessonNotebook.sessionContext.session;
                return (await kernel.requestExecute({code, user_expressions: {said}}).done).content;
            }""",
            [code, expression],
        )
        found = reply["user_expressions"]["said"] if reply["status"] == "ok" else reply
        if found["status"] != "ok":
            raise RuntimeError(f"{found['ename']}: {found['evalue']}")
        return ast.literal_eval(found["data"]["text/plain"])

    def value(self, expression: str) -> Any:
        """Return what an expression gives in the notebook's kernel: numbers, words, lists."""
        return self.run("", expression)

    def close(self) -> None:
        """Stop the kernel and close the notebook without saving."""
        self.page.evaluate("async () => { await lessonNotebook.sessionContext.shutdown() }")
        self.page.evaluate("lessonNotebook.dispose()")


def settle(root: Locator) -> None:
    """Wait until the kernel has done all it was asked, and what `root` holds stands still.

    Still is what has neither changed nor moved for 100 ms and six frames: a busy machine may paint
    none for a while.
    """
    root.evaluate(
        """async (root, limit) => {
            const start = performance.now();
            let changed = start, frames = 0, before = '';
            const change = () => { changed = performance.now(); frames = 0 };
            const watch = new MutationObserver(change);
            watch.observe(root, {
                subtree: true, childList: true, characterData: true, attributes: true});
            do {
                await new Promise(requestAnimationFrame);
                frames += 1;
                const places = [root, root.closest('.jp-WindowedPanel-outer')].map(
                    one => JSON.stringify(one?.getBoundingClientRect()));
                const now = [innerWidth, innerHeight, root.scrollWidth, ...places].join();
                if (now !== before) change();
                before = now;
                if (performance.now() - start > limit)
                    throw new Error(`${lessonPending.size} requests pending, or never at rest`);
            } while (lessonPending.size || frames < 6 || performance.now() - changed < 100);
            watch.disconnect();
            for (const image of root.querySelectorAll('img')) await image.decode();
        }""",
        1000 * PATIENCE,
    )
