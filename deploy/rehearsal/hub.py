"""A JupyterHub with its proxy, on this machine alone, and the teacher's repository beside it."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

import psutil
import yaml

from deploy.rehearsal.environment import DEPLOY, HERE, PROXY, PYTHON, ROOT

FOLDER = "gradient-descent"
"""Where students have the lesson, in their homes."""
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
# Everything that a hub starts has this in its environment, and so all of it is found again.
MARK = "REHEARSAL"


class Hub:
    """A hub, from `with Hub() as hub:` to the end of the block.

    Attributes
    ----------
    url, password : str
        Where students log in, and the password that all of them use.
    teacher : path
        The repository from which students get the lesson; `publish` commits what changed in it.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="class-"))
        self.teacher = self.folder / "teacher"
        self.password = secrets.token_hex(8)
        public, hub, api = free_ports(3)
        self.url = f"http://127.0.0.1:{public}"
        self._mark = secrets.token_hex(8)
        values = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))
        settings = {
            "folder": str(self.folder),
            "password": self.password,
            "url": self.url,
            "hub_url": f"http://127.0.0.1:{hub}",
            "proxy_url": f"http://127.0.0.1:{api}",
            "server": [str(PYTHON), "-m", "jupyterhub.singleuser"],
            "environment": {
                MARK: self._mark,
                "JUPYTER_CONFIG_PATH": str(DEPLOY / "jupyter"),
                **values["singleuser"]["extraEnv"],
            },
        }
        self._environment = {
            **os.environ,
            MARK: self._mark,
            "HUB": json.dumps(settings),
            "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(16),
        }
        self._proxy = [str(PROXY), "--ip=127.0.0.1", f"--port={public}", "--log-level=warn"]
        self._proxy += ["--api-ip=127.0.0.1", f"--api-port={api}"]
        self._proxy += [f"--default-target={settings['hub_url']}"]
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            shutil.copytree(ROOT / "notebooks", self.teacher / "notebooks")
            self._git("init", "--quiet", "--initial-branch=main")
            self.publish()
            self._start(self._proxy)
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop every process that was started here and remove the folder."""
        for ask in (psutil.Process.terminate, psutil.Process.kill):
            left = self.processes()
            for one in left:
                with contextlib.suppress(psutil.NoSuchProcess):
                    ask(one)
            psutil.wait_procs(left, SECONDS_TO_STOP)
        for process in self._started:
            process.wait(SECONDS_TO_STOP)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the hub itself, and wait until it answers."""
        config = HERE / "jupyterhub_config.py"
        self._start([str(PYTHON), "-m", "jupyterhub", f"--config={config}"])
        end = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/hub/health", timeout=5):
                    return
            except OSError as error:
                if self._started[-1].poll() is not None or time.monotonic() > end:
                    log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
                    raise RuntimeError(f"The hub does not answer. Its log:\n{log}") from error
                time.sleep(0.1)

    def kill(self) -> None:
        """Kill the hub alone; the proxy and the students' servers go on."""
        self._started[-1].kill()
        self._started[-1].wait(SECONDS_TO_STOP)

    def publish(self) -> None:
        """Commit what the teacher has changed."""
        self._git("add", ".")
        self._git("commit", "--quiet", "--message=The lesson")

    def home(self, student: str) -> Path:
        """Return a student's home."""
        return self.folder / "homes" / student

    def processes(self) -> list[psutil.Process]:
        """Return every process of this class that is alive."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(MARK) == self._mark:
                    found.append(process)
        return found

    def servers(self) -> dict[str, psutil.Process]:
        """Return the students' servers, by student."""
        return {
            process.environ()["JUPYTERHUB_USER"]: process
            for process in self.processes()
            if "jupyterhub.singleuser" in process.cmdline()
        }

    def _git(self, *arguments: str) -> None:
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        teacher = ["-c", "user.name=Teacher", "-c", "user.email=teacher@example.org"]
        command = ["git", *teacher, *arguments]
        subprocess.run(command, cwd=self.teacher, env={**os.environ, **alone}, check=True)

    def _start(self, command: list[str]) -> None:
        with (self.folder / "log").open("ab") as log:
            # A session of its own: Ctrl-C reaches the rehearsal alone, which then ends the rest.
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self._environment,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._started.append(process)


def free_ports(count: int) -> list[int]:
    """Return ports of this machine on which nothing listens."""
    with contextlib.ExitStack() as listeners:
        sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        return [listeners.enter_context(one).getsockname()[1] for one in sockets]
