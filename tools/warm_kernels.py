"""A pytest plugin: each notebook gets a fresh kernel, forked from a process that is warm.

    python -m pytest -p tools.warm_kernels --nbval --nbval-current-env notebooks

Most of a kernel's start goes into importing what every notebook needs. A process that has
imported it already, and has run nothing, forks one kernel after the other: each has its own
memory, folder and environment, as if it had been started. That a notebook also runs where nothing
was imported before is proved elsewhere, by its run in a plain process (tools/rerun.py).

Only on Linux; elsewhere a forked process may not use some system libraries, and kernels start as
usual.
"""

import multiprocessing
import os
import sys
from importlib.metadata import EntryPoint
from multiprocessing.process import BaseProcess
from subprocess import Popen
from typing import Any, cast

from ipykernel.kernelapp import IPKernelApp
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

# With it jsonschema, which nbformat imports, would compile a grammar of addresses for a second, and
# no notebook's format has one.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# Not pandas nor scikit-learn: few notebooks need them, and every test process would import them.
LIBRARIES = [
    "ipykernel.ipkernel",
    "ipywidgets",
    "matplotlib.backends.backend_agg",
    "mpl_toolkits.mplot3d",
]
NAME = "warm"


class Fork:
    """A forked process, as jupyter_client expects a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid
        self.kill, self.terminate = process.kill, process.terminate

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Return the exit code once it has ended."""
        self._process.join()
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send it a signal, such as an interrupt."""
        os.kill(self.pid or 0, number)


class WarmProvisioner(LocalProvisioner):
    """Forks kernels instead of starting them."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork one kernel."""
        forks = multiprocessing.get_context("forkserver")
        forks.set_forkserver_preload([__name__, *LIBRARIES])
        arguments, folder = cmd[cmd.index("-f") :], os.fspath(kwargs["cwd"])
        process = forks.Process(target=be_kernel, args=(arguments, folder, kwargs["env"]))
        process.start()
        self.process, self.cwd = cast("Popen[bytes]", Fork(process)), folder
        self.pid = process.pid
        return self.connection_info


def be_kernel(arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Run a kernel in this process, until it is told to stop or its parent dies."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


def pytest_configure() -> None:
    """Make it the way in which jupyter_client gets its kernels, and leave nobody's answers in."""
    os.environ["LESSONKIT_PROGRESS"] = "off"
    if sys.platform == "linux":
        factory = KernelProvisionerFactory.instance()
        factory.provisioners[NAME] = EntryPoint(
            NAME, f"{__name__}:WarmProvisioner", factory.GROUP_NAME
        )
        factory.default_provisioner_name = NAME
