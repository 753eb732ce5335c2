"""What deployments read: every file parses, and agrees with the others and with the figures."""

import json
import re
import subprocess
import tomllib
from types import SimpleNamespace

import pytest
import yaml
from traitlets.config import Config

from deploy.rehearsal.environment import DEPLOY, ROOT
from deploy.rehearsal.report import refilled, sizes

GUIDE = (DEPLOY / "README.md").read_text(encoding="utf-8")
MEASURED = json.loads((DEPLOY / "measured.json").read_text(encoding="utf-8"))
VALUES = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SETUP = (DEPLOY / "tljh" / "setup.sh").read_text(encoding="utf-8")
TLJH = dict(re.findall(r"^tljh-config set (\S+) (\S+)$", SETUP, re.MULTILINE))
TLJH_CONFIG = DEPLOY / "tljh" / "lesson.py"
SERVER_CONFIG = DEPLOY / "jupyter" / "jupyter_server_config.py"
POST_BUILD = (ROOT / "postBuild").read_text(encoding="utf-8")


def settings(path):
    """Return what a configuration file in Python sets."""
    config = Config()
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), {"get_config": lambda: config})
    return config


@pytest.mark.parametrize("path", [ROOT / "postBuild", DEPLOY / "tljh" / "setup.sh"])
def test_scripts_parse_stop_at_an_error_and_can_be_run(path):
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
    assert "set -euo pipefail" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o111 == 0o111


def test_the_class_was_held_and_all_were_right():
    assert MEASURED["students"] == MEASURED["right"] >= 12
    assert MEASURED["wrong"] == {}


def test_memory_and_cores_are_the_measured_ones():
    wanted = sizes(MEASURED)
    student = VALUES["singleuser"]
    assert student["memory"]["guarantee"] == f"{wanted['memory_guarantee']}M"
    assert student["memory"]["limit"] == f"{wanted['memory_limit']}M"
    assert student["cpu"]["guarantee"] == wanted["cores"]
    assert TLJH["limits.memory"] == student["memory"]["limit"]
    assert float(TLJH["limits.cpu"]) == student["cpu"]["limit"]


def test_the_guides_figures_are_the_measured_ones():
    assert refilled(GUIDE, MEASURED) == GUIDE


def test_both_hubs_stop_idle_servers_alike():
    cull = VALUES["cull"]
    assert TLJH["services.cull.enabled"] == str(cull["enabled"]).lower() == "true"
    assert float(TLJH["services.cull.timeout"]) == cull["timeout"]
    assert float(TLJH["services.cull.every"]) == cull["every"]


def test_both_hubs_give_servers_the_same_environment():
    kubernetes = VALUES["singleuser"]["extraEnv"]
    server = settings(TLJH_CONFIG).Spawner.environment
    assert kubernetes.keys() == server.keys()
    assert all(isinstance(value, str) for value in kubernetes.values())
    assert kubernetes["OMP_NUM_THREADS"] == server["OMP_NUM_THREADS"]


def test_a_students_own_folder_is_the_one_that_systemd_makes():
    config = settings(TLJH_CONFIG)
    student = SimpleNamespace(unit_name="jupyter-anna")
    made = config.SystemdSpawner.unit_extra_properties
    assert made["RuntimeDirectoryMode"] == "0700"
    folder = "/run/" + made["RuntimeDirectory"].replace("{USERNAME}", "anna")
    environment = config.Spawner.environment
    assert environment["JUPYTER_RUNTIME_DIR"](student) == folder
    assert environment["MPLCONFIGDIR"](student).startswith(f"{folder}/")
    # A socket's name may have 107 characters; a user's name has at most 32.
    socket = environment["JUPYTER_RUNTIME_DIR"](SimpleNamespace(unit_name="jupyter-" + "a" * 32))
    assert len(f"{socket}/kernel-{'0' * 36}-ipc-5") <= 107


def test_a_class_that_comes_at_once_is_let_in_at_once():
    config = settings(TLJH_CONFIG)
    assert config.JupyterHub.concurrent_spawn_limit == 0
    assert VALUES["hub"]["concurrentSpawnLimit"] == 0
    slowest = MEASURED["seconds"]["start server"]["slowest"]
    assert config.Spawner.http_timeout > 2 * slowest
    assert VALUES["singleuser"]["startTimeout"] > 2 * slowest


def test_the_image_is_the_one_that_the_guide_builds():
    image = VALUES["singleuser"]["image"]
    assert image["tag"] == PROJECT["version"]
    assert f"--image-name={image['name']}:{image['tag']}" in GUIDE
    assert image["pullPolicy"] == "IfNotPresent"
    assert VALUES["prePuller"]["hook"]["enabled"] is True


def test_python_is_one_that_the_lesson_supports():
    (pin,) = [p for p in CONDA["dependencies"] if isinstance(p, str) and p.startswith("python=")]
    version = pin.removeprefix("python=")
    assert f"Programming Language :: Python :: {version}" in PROJECT["classifiers"]
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"({', '.join(oldest.split('.'))})" in SETUP


def test_image_and_server_get_the_same_settings():
    for script in (POST_BUILD, SETUP):
        assert str(SERVER_CONFIG.relative_to(ROOT)) in script
        assert "deploy/unneeded.txt" in script
        assert "teaching/lab/overrides.json5" in script
        assert '"nbgitpuller>=1.2"' in script


def test_a_students_server_sends_at_once_as_that_of_make_lab():
    config = settings(SERVER_CONFIG)
    assert config.ServerApp.kernel_websocket_connection_class.__name__ == "PromptConnection"
    assert config.ContentsManager.pre_save_hook.__name__ == "save_without_widgets"


def test_repo2docker_finds_what_it_reads():
    # A folder of this name would make it overlook environment.yml and postBuild.
    assert not (ROOT / "binder").exists()
    assert not (ROOT / ".binder").exists()
    assert CONDA["name"] in GUIDE


def test_the_guides_files_and_modules_exist():
    for target in re.findall(r"\]\(([^)#:]+)\)", GUIDE):
        assert (DEPLOY / target).exists(), target
    for module in re.findall(r"python -m ((?:tools|deploy)[\w.]+)", GUIDE):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module
