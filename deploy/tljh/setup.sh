#!/usr/bin/env bash
# Make The Littlest JupyterHub (2.0 or newer) ready for this lesson: sudo deploy/tljh/setup.sh
# It can be run again after an update of the project.
set -euo pipefail
cd "$(dirname "$0")/../.."

user=/opt/tljh/user
if [ ! -x "$user/bin/python" ]; then
    echo "There is no $user/bin/python: install The Littlest JupyterHub first." >&2
    exit 1
fi
"$user/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The lesson needs Python 3.11 or newer here; TLJH 2.0 brings it.")'

# Into the students' environment: the lesson, and what fetches its notebooks.
"$user/bin/python" -m pip install --upgrade ".[lab]" "nbgitpuller>=1.2"
"$user/bin/python" -m pip uninstall --yes --requirement deploy/unneeded.txt
install -D --mode=644 deploy/jupyter/jupyter_server_config.py "$user/etc/jupyter/jupyter_server_config.py"
install -D --mode=644 teaching/lab/overrides.json5 "$user/share/jupyter/lab/settings/overrides.json5"
install -D --mode=644 deploy/tljh/lesson.py /opt/tljh/config/jupyterhub_config.d/lesson.py

# The figures follow from deploy/measured.json; deploy/README.md says how.
tljh-config set user_environment.default_app jupyterlab
tljh-config set limits.memory 768M
tljh-config set limits.cpu 2
tljh-config set services.cull.enabled true
tljh-config set services.cull.timeout 5400
tljh-config set services.cull.every 300
tljh-config reload
