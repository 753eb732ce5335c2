"""JupyterHub's settings for the rehearsal; what differs from run to run is in `HUB`."""

import json
import os
from typing import Any

c: Any = get_config()  # type: ignore[name-defined]  # noqa: F821 -- JupyterHub puts it here
hub = json.loads(os.environ["HUB"])
folder = hub["folder"]

c.JupyterHub.bind_url = hub["url"]
c.JupyterHub.hub_bind_url = hub["hub_url"]
c.JupyterHub.db_url = f"sqlite:///{folder}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{folder}/cookie_secret"
c.JupyterHub.log_level = "WARN"
# A hub that stops leaves the students' servers alone, as on Kubernetes and under systemd.
c.JupyterHub.cleanup_servers = False
# A class that comes at once is let in at once: above the limit the hub sends students away.
c.JupyterHub.concurrent_spawn_limit = 0
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = hub["proxy_url"]

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = hub["password"]
c.Authenticator.allow_all = True

# Real servers, as processes of this user: no accounts are made.
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{folder}/homes/{{username}}"
c.Spawner.cmd = hub["server"]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
c.Spawner.notebook_dir = ""
c.Spawner.environment = {
    **hub["environment"],
    # Short, because the name of a socket must be short.
    "JUPYTER_RUNTIME_DIR": lambda spawner: f"{folder}/run/{spawner.user.name}",
    "MPLCONFIGDIR": lambda spawner: f"{folder}/run/{spawner.user.name}/matplotlib",
}
c.Spawner.env_keep = ["PATH", "LANG"]
c.Spawner.start_timeout = c.Spawner.http_timeout = 240
