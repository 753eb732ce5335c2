"""What `make fresh` asks pip for."""

import pytest
import yaml

from tools import fresh

WANTED = yaml.safe_load((fresh.ROOT / "environment.yml").read_text())["dependencies"]


def test_pip_is_asked_for_what_conda_is():
    asked = list(fresh.packages(WANTED))
    assert asked[-2:] == ["-e", "."]
    assert "matplotlib>=3.9" in asked
    conda = [line for line in WANTED if isinstance(line, str)]
    assert len(asked) - 2 == len(conda) - len(fresh.NO_PACKAGES)


def test_the_python_is_condas():
    assert f"python={fresh.python_of(WANTED)}" in WANTED


def test_a_command_that_fails_is_shown_with_its_message(tmp_path, monkeypatch):
    monkeypatch.setattr(fresh, "PLACE", tmp_path)
    with pytest.raises(SystemExit, match=r"no-such-place(.|\n)*This failed: ls no-such-place"):
        fresh.run("ls", "no-such-place")
