"""JupyterHub's settings for the rehearsal; everything it needs to know comes by environment."""

import ctypes
import json
import os
import signal
from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- JupyterHub puts it here
room = json.loads(os.environ["CLASSROOM"])

# Should the rehearsal be killed outright, the hub goes, too, and with it every server.
PR_SET_PDEATHSIG = 1
ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

c.JupyterHub.bind_url = room["public_url"]
c.JupyterHub.hub_bind_url = room["hub_url"]
c.JupyterHub.db_url = f"sqlite:///{room['folder']}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{room['folder']}/cookie_secret"
c.JupyterHub.log_level = "WARN"
# A hub that stops leaves the students' servers alone, as on Kubernetes and under systemd.
c.JupyterHub.cleanup_servers = False
# A class that comes in at once is let in at once: past the limit the hub sends students away.
c.JupyterHub.concurrent_spawn_limit = 0

c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = room["proxy_api_url"]
c.ConfigurableHTTPProxy.auth_token = room["proxy_token"]

# The dummy one, with a password that this run made up.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = room["password"]
c.Authenticator.allow_all = True

# Real servers, but in processes of this user: no accounts are made and none is needed.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{room['folder']}/homes/{{username}}"
c.Spawner.cmd = room["server"]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
c.Spawner.notebook_dir = room["notebook_dir"]
c.Spawner.environment = {
    **room["environment"],
    "JUPYTER_RUNTIME_DIR": lambda spawner: f"{room['runtime_folder']}/{spawner.user.name}",
    "MPLCONFIGDIR": lambda spawner: f"{room['runtime_folder']}/{spawner.user.name}/matplotlib",
}
c.Spawner.env_keep = ["PATH", "LANG"]
c.Spawner.start_timeout = c.Spawner.http_timeout = room["seconds_to_start"]
