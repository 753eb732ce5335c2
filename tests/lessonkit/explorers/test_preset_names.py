"""The names of presets and buttons give nothing away: what a state does, its readout says after."""

import re

import pytest
from ipywidgets import Button

from lessonkit import explorers
from lessonkit.live import family
from tests.lessonkit.explorers.test_panels import MADE_FROM, X, Y

OUTCOME = re.compile(
    r"\b(arriv|zigzag|zig-zag|diverg|converg|overshoot|oscillat|bounc|creep|climb|blow|explod|jump"
    r"|bottom|rest|never|forever|too |good|bad|best|worst|slow|fast|escap|off the"
    r"|other side|global|lowest|stuck|limit|same|single)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", explorers.__all__)
def test_no_button_names_its_outcome(name: str) -> None:
    panel = getattr(explorers, name)(*MADE_FROM.get(name, (X, Y)))
    labels = [one.description for one in family(panel) if isinstance(one, Button)]
    panel.close()
    assert [label for label in labels if OUTCOME.search(label)] == []
