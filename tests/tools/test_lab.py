"""How `make lab` starts JupyterLab."""

import os
import socket
import sys

import pytest

from tools import lab


@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc", "8888.0", ""])
def test_a_wrong_port_is_told_so(port):
    with pytest.raises(SystemExit, match=f"PORT={port} is no port"):
        lab.require_free(port)


def test_a_port_in_use_is_told_so():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit, match=f"Port {port} cannot be had .*PORT="):
            lab.require_free(str(port))
    lab.require_free(str(port))


@pytest.mark.parametrize("port", [None, "9999"])
def test_jupyterlab_listens_on_this_machine_only(port):
    chosen = lab.options(port, lab.FIRST_PAGE)
    assert "--ServerApp.ip=127.0.0.1" in chosen
    assert not any("token" in option or "password" in option for option in chosen)
    assert ("--port=9999" in chosen) == (port is not None)


@pytest.mark.parametrize(
    ("platform", "environ", "screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"BROWSER": "open-on-my-laptop"}, True),
        ("darwin", {}, True),
        ("darwin", {"SSH_CONNECTION": "somewhere"}, False),
    ],
)
def test_a_browser_is_opened_only_where_it_is_seen(monkeypatch, platform, environ, screen):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(os, "environ", environ)
    assert lab.has_screen() is screen
    assert ("--no-browser" in lab.options(None, lab.FIRST_PAGE)) is not screen


@pytest.mark.parametrize(("token", "kept"), [("", None), ("chosen", "chosen")])
def test_an_empty_token_does_not_open_the_server(monkeypatch, token, kept):
    monkeypatch.setenv("JUPYTER_TOKEN", token)
    monkeypatch.setattr(sys, "argv", ["lab.py"])
    seen = []
    monkeypatch.setattr(os, "execv", lambda *_: seen.append(os.environ.get("JUPYTER_TOKEN")))
    lab.main()
    assert seen == [kept]
