"""The lesson's settings for The Littlest JupyterHub: its place is jupyterhub_config.d."""

from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- JupyterHub puts it here

# A folder of the server's own, not in the home, so that the lesson still runs when that is full or
# cannot be written, and closed to everybody else: through it kernel and server talk.
c.SystemdSpawner.unit_extra_properties = {
    "RuntimeDirectory": "jupyter-{USERNAME}",
    "RuntimeDirectoryMode": "0700",
}
# A class that comes in at once is let in at once, and waits together.
c.JupyterHub.concurrent_spawn_limit = 0
c.Spawner.start_timeout = c.Spawner.http_timeout = 240
c.Spawner.environment = {
    # One thread each: on a server of many cores a library would start as many for every student.
    "OMP_NUM_THREADS": "1",
    "JUPYTER_RUNTIME_DIR": lambda spawner: f"/run/{spawner.unit_name}",
    "MPLCONFIGDIR": lambda spawner: f"/run/{spawner.unit_name}/matplotlib",
}
