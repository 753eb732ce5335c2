"""What each panel offers: the ends, steps and first values of its sliders, its lists, its buttons.

The ranges are chosen, not computed: wide enough for every question of the lesson, and no wider than
its pictures bear. Who changes one changes it here, too, and in the panel's docstring.
"""

import re

import pytest

from lessonkit import explorers
from lessonkit.explorers.controls import Choice, Number, Whole

USD, USD_PER_INCH = "USD", "USD per cubic inch"

# First value, low end, high end, step, unit.
SLIDERS = {
    "LineExplorer": {
        "slope": (50, 0, 320, 2, USD_PER_INCH),
        "intercept": (0, -20_000, 20_000, 200, USD),
    },
    "CostExplorer": {
        "slope": (50, 0, 320, 2, USD_PER_INCH),
        "intercept": (0, -20_000, 20_000, 200, USD),
    },
    "SurfaceExplorer": {
        "slope": (60, 0, 320, 2, USD_PER_INCH),
        "intercept": (0, -30_000, 15_000, 200, USD),
        "turn": (-60, -180, 180, 5, "degrees"),
        "tilt": (30, 0, 90, 5, "degrees"),
    },
    "GradientExplorer": {
        "start_w": (0, -1, 2.6, 0.1, ""),
        "start_b": (1, -1.4, 1.4, 0.1, ""),
        "learning_rate": (0.1, 0.001, 2, 0.05, ""),
        "step": (0, 0, 60, 1, ""),
    },
    "LearningRateExplorer": {
        "learning_rate": (0.1, 1e-8, 100, 0.05, ""),
        "cap": (60, 1, 1000, 1, "iterations"),
        "tolerance": (1e-4, 1e-6, 1e6, 0.25, ""),
    },
    "MinimaExplorer": {
        "start": (-4, -5, 6, 0.1, ""),
        "learning_rate": (0.1, 0.001, 100, 0.05, ""),
        "steps": (30, 0, 60, 1, ""),
        "chord_end": (3, -5, 6, 0.1, ""),
    },
    "SklearnExplorer": {
        "epochs": (39, 0, 60, 1, ""),
        "eta0": (0.01, 1e-4, 10, 0.05, ""),
    },
}

# Seconds for each step of Play.
PLAYED = {
    ("GradientExplorer", "step"): 0.4,
    ("MinimaExplorer", "steps"): 0.2,
    ("SklearnExplorer", "epochs"): 0.2,
}

# Switches and lists: the first value and, of a list, the others.
CHOICES = {
    "LineExplorer": {},
    "CostExplorer": {"squares": [False]},
    "SurfaceExplorer": {"scale": ["raw", "standardized"], "fog": [False]},
    "GradientExplorer": {},
    "LearningRateExplorer": {
        "compare_with": ["nothing", "0.001", "0.1", "0.5", "0.9", "0.999", "1.0", "1.01"],
        "scaling": ["standardized", "raw", "centred"],
        "features": ["one", "five"],
    },
    "MinimaExplorer": {"curve": ["bumpy curve", "bowl"], "chord": [False]},
    "SklearnExplorer": {},
}

LESSON_RATE = {
    "compare_with": "nothing", "cap": 60, "tolerance": 1e-4, "scaling": "standardized",
    "features": "one",
}  # fmt: skip
FROM_ZERO = {"start_w": 0, "start_b": 0}
PRESETS = {
    "LineExplorer": {
        "too flat": {"slope": 20, "intercept": 8000},
        "a good line": {"slope": 140, "intercept": -5000},
        "another good line": {"slope": 180, "intercept": -10_000},
        "too steep": {"slope": 320, "intercept": -20_000},
    },
    "CostExplorer": {
        "first line": {"slope": 50, "intercept": 0},
        "second line": {"slope": 162, "intercept": -7914},
        "flat line": {"slope": 0, "intercept": 11_446},
    },
    "SurfaceExplorer": {
        "line A": {"slope": 60, "intercept": 0},
        "line B": {"slope": 100, "intercept": 4000},
        "line C": {"slope": 162, "intercept": -7914},
    },
    "GradientExplorer": {
        "the lesson's first step": FROM_ZERO | {"learning_rate": 0.1, "step": 0},
        "sixty steps": FROM_ZERO | {"learning_rate": 0.1, "step": 60},
        "0.5: the bottom in one step": FROM_ZERO | {"learning_rate": 0.5, "step": 1},
        "0.75: to the other side": FROM_ZERO | {"learning_rate": 0.75, "step": 1},
        "1.1: too long a step": FROM_ZERO | {"learning_rate": 1.1, "step": 4},
    },
    "LearningRateExplorer": {
        "0.001: creeps": LESSON_RATE | {"learning_rate": 0.001},
        "0.1: arrives": LESSON_RATE | {"learning_rate": 0.1},
        "0.5: one single step": LESSON_RATE | {"learning_rate": 0.5},
        "0.9: zigzags": LESSON_RATE | {"learning_rate": 0.9},
        "0.999: just below the limit": LESSON_RATE | {"learning_rate": 0.999},
        "1.0: bounces for ever": LESSON_RATE | {"learning_rate": 1.0},
        "1.01: diverges": LESSON_RATE | {"learning_rate": 1.01},
        "0.1 and 0.9: the same curve": LESSON_RATE | {"learning_rate": 0.1, "compare_with": "0.9"},
        "0.9 with five features": LESSON_RATE | {"learning_rate": 0.9, "features": "five"},
    },
    "MinimaExplorer": {
        "long jumps": {
            "curve": "bumpy curve", "start": -4, "learning_rate": 0.9, "steps": 10, "chord": False,
        },
        "never at rest": {
            "curve": "bumpy curve", "start": 0.5, "learning_rate": 0.6, "steps": 30, "chord": False,
        },
        "off the bowl": {
            "curve": "bowl", "start": 2, "learning_rate": 1.05, "steps": 20, "chord": False,
        },
        "chord on the bumps": {
            "curve": "bumpy curve", "start": -4, "learning_rate": 0.1, "steps": 30, "chord": True,
            "chord_end": 1.5,
        },
        "chord on the bowl": {
            "curve": "bowl", "start": -4, "learning_rate": 0.1, "steps": 30, "chord": True,
            "chord_end": 5,
        },
    },
    "SklearnExplorer": {
        "the lesson's walk": {"epochs": 39, "eta0": 0.01},
        "too slow": {"epochs": 39, "eta0": 0.0003},
        "restless": {"epochs": 20, "eta0": 0.3},
        "too large": {"epochs": 5, "eta0": 3},
    },
}  # fmt: skip


@pytest.fixture(params=explorers.__all__)
def panel(request):
    return getattr(explorers, request.param)


def controls(panel):
    return {name: control for name, control in panel.controls().items() if name != "size"}


def test_sliders(panel):
    offered = {
        name: (one.default_value, one.low, one.high, one.step, one.unit)
        for name, one in controls(panel).items()
        if isinstance(one, Number)
    }
    assert offered == SLIDERS[panel.__name__]


def test_what_time_passes_in_is_played(panel):
    for name, one in controls(panel).items():
        if isinstance(one, Whole):
            assert one.play == PLAYED.get((panel.__name__, name))


def test_switches_and_lists(panel):
    others = {n: one for n, one in controls(panel).items() if not isinstance(one, Number)}
    offered = {
        name: sorted(one.options, key=one.default_value.__ne__)
        if isinstance(one, Choice)
        else [one.default_value]
        for name, one in others.items()
    }
    assert offered == CHOICES[panel.__name__]


def test_presets(panel):
    assert {name: dict(state) for name, state in panel.presets.items()} == PRESETS[panel.__name__]


def test_the_docstring_says_the_ranges(panel):
    said = re.findall(r"rom ([-\d.,e]+) to ([-\d.,e]*\d)", panel.__doc__)
    ranges = {tuple(float(end.replace(",", "")) for end in ends) for ends in said}
    for name, one in controls(panel).items():
        # A turn has no ends; from the horizon to the zenith is no choice.
        if isinstance(one, Number) and one.unit != "degrees":
            assert (one.low, one.high) in ranges, name
