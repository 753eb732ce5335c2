"""What each panel says in some states, word for word: see said.toml."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lessonkit import explorers, load_columns

SAID = tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))
CASES = [(name, case) for name, cases in SAID.items() for case in cases]
X, Y = load_columns("engine_size", "price")
FIVE = np.column_stack(load_columns(*explorers.sgd.FEATURES))
MADE_FROM = {"LearningRateExplorer": (X, Y, FIVE), "SklearnExplorer": (FIVE, Y)}


@cache
def panel_of(name):
    return getattr(explorers, name)(*MADE_FROM.get(name, (X, Y)))


def test_every_panel_is_heard():
    assert set(SAID) == set(explorers.__all__)


@pytest.mark.parametrize(
    ("name", "case"), CASES, ids=[f"{name}-{case['state']}" for name, case in CASES]
)
def test_it_says(name, case):
    panel = panel_of(name)
    panel.reset()
    panel.set(**case["state"])
    assert repr(panel) == case["readout"]
    assert [view.alt for view in panel.pictures] == case["alts"]
