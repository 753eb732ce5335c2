"""A JupyterHub with its proxy, on this machine alone, that leaves nothing behind."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from tools.classroom import environment

CONFIG = environment.HERE / "jupyterhub_config.py"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
# Everything a rehearsal starts carries it in its environment, so all of it is found again.
MARK = "CLASSROOM_RUN"
PROJECT = "gradient-descent"


class Hub:
    """A hub, from `with Hub() as hub:` to the end of the block.

    Parameters
    ----------
    settings : mapping of str to str, optional
        The environment of the students' servers.
    config_folder : path, optional
        Jupyter's configuration for them.

    Attributes
    ----------
    url : str
        Where students log in.
    password : str
        The one that all of them use.
    folder : path
        The hub's own, with `homes` in it; gone at the end.
    """

    def __init__(
        self,
        settings: Mapping[str, str] | None = None,
        config_folder: Path | None = None,
    ) -> None:
        self.run = secrets.token_hex(8)
        self.password = secrets.token_hex(8)
        self.folder = Path(tempfile.mkdtemp(prefix="classroom-"))
        public, hub, api = (f"http://127.0.0.1:{port}" for port in free_ports(3))
        self.url = public
        self._hub_url = hub
        self._room = {
            "folder": str(self.folder),
            "public_url": public,
            "hub_url": hub,
            "proxy_api_url": api,
            "proxy_token": secrets.token_hex(16),
            "password": self.password,
            "seconds_to_start": SECONDS_TO_START * 4,
            "server": [str(environment.PYTHON), "-m", "jupyterhub.singleuser"],
            "notebook_dir": "",
            # Off the home, which may be full, and short, as the name of a socket must be.
            "runtime_folder": str(self.folder / "run"),
            "environment": {
                MARK: self.run,
                "JUPYTER_CONFIG_PATH": str(config_folder or ""),
                **(settings or {}),
            },
        }
        self._environment = {
            **os.environ,
            MARK: self.run,
            "CLASSROOM": json.dumps(self._room),
            "CONFIGPROXY_AUTH_TOKEN": str(self._room["proxy_token"]),
        }
        self.hub: subprocess.Popen[bytes] | None = None
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self._start_proxy()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def home(self, student: str) -> Path:
        """Return a student's home folder, which is there from the first call on."""
        home = self.folder / "homes" / student
        home.mkdir(parents=True, exist_ok=True)
        return home

    def hand_out(self, student: str, notebooks: Iterable[Path]) -> None:
        """Give a student copies of notebooks."""
        folder = self.home(student) / PROJECT / "notebooks"
        folder.mkdir(parents=True, exist_ok=True)
        for notebook in notebooks:
            shutil.copy(notebook, folder)

    def start(self) -> None:
        """Start the hub itself, and wait until it answers."""
        command = [str(environment.PYTHON), "-m", "jupyterhub", "--config", str(CONFIG)]
        self.hub = self._popen(command, "hub.log")
        self._wait_for(f"{self._hub_url}/hub/health", self.hub, "hub.log")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the hub alone; proxy and students' servers go on."""
        assert self.hub is not None
        self.hub.send_signal(how)
        self.hub.wait(SECONDS_TO_STOP)

    def processes(self) -> list[psutil.Process]:
        """Return every process of this rehearsal that is alive, besides the one that asks."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == self.run and process.pid != os.getpid():
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
                continue
        return found

    def servers(self) -> dict[str, psutil.Process]:
        """Return the students' servers by student."""
        return {
            str(process.environ()["JUPYTERHUB_USER"]): process
            for process in self.processes()
            if "jupyterhub.singleuser" in process.cmdline()
        }

    def close(self) -> None:
        """Stop every process that was started here and remove the folder."""
        if self.hub is not None:
            self.hub.kill()  # or it would report each server that goes
        for ask in (psutil.Process.terminate, psutil.Process.kill):
            left = self.processes()
            for one in left:
                with_no_such(ask, one)
            psutil.wait_procs(left, SECONDS_TO_STOP)
        for process in self._started:
            process.wait(SECONDS_TO_STOP)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self, name: str = "hub.log") -> str:
        """Return what the hub or the proxy (`proxy.log`) has reported."""
        return (self.folder / name).read_text(encoding="utf-8", errors="replace")

    def _start_proxy(self) -> None:
        room = self._room
        public, api = (str(room[key]).rsplit(":", 1)[1] for key in ("public_url", "proxy_api_url"))
        command = [
            *(str(environment.PROXY), "--ip=127.0.0.1", f"--port={public}"),
            *("--api-ip=127.0.0.1", f"--api-port={api}", "--log-level=warn"),
            *(f"--default-target={self._hub_url}", f"--error-target={self._hub_url}/hub/error"),
        ]
        proxy = self._popen(command, "proxy.log")
        self._wait_for(f"{room['proxy_api_url']}/api/routes", proxy, "proxy.log")

    def _popen(self, command: list[str], log: str) -> "subprocess.Popen[bytes]":
        with (self.folder / log).open("ab") as report:
            # A session of its own: Ctrl-C reaches the rehearsal alone, which then ends the rest.
            process = subprocess.Popen(
                command, cwd=self.folder, env=self._environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=report, stderr=report,
            )  # fmt: skip
        self._started.append(process)
        return process

    def _wait_for(self, url: str, process: "subprocess.Popen[bytes]", log: str) -> None:
        end = time.monotonic() + SECONDS_TO_START
        while not answers(url):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"nobody answers at {url}:\n{self.log(log)}")
            time.sleep(0.1)


def with_no_such(ask: Any, process: psutil.Process) -> None:
    """Ask something of a process that may just have ended."""
    try:
        ask(process)
    except psutil.NoSuchProcess:
        return


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def answers(url: str) -> bool:
    """Return whether a server is there, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
