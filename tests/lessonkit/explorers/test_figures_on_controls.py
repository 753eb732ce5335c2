"""What buttons, labels and ranges of the panels quote is what the lesson's figures say."""

import re

import pytest

from lessonkit import explorers
from lessonkit.explorers.controls import Menu, Number
from lessonkit.explorers.panel import Panel
from tools import prose
from tools.quantities import quantities, raw

PANELS: list[type[Panel]] = [getattr(explorers, name) for name in explorers.__all__]
IN_WORDS = "|".join([*prose.ONES, *prose.TENS])
NUMBER = re.compile(rf"(?<!\w)-?\d[\d,]*(?:\.\d+)?|\b(?:{IN_WORDS})\b")
WORDS = {prose.in_words(number): number for number in range(100)}

# Presets and first values that take up a figure of the lesson: panel, preset (or none), control.
QUOTED = [
    ("CostExplorer", "flat line", "intercept", "price_mean"),
    ("SklearnExplorer", "eta0 0.01, 39 epochs", "epochs", "sgd_epochs"),
    ("GradientExplorer", None, "learning_rate", "learning_rate"),
    ("GradientExplorer", "rate 0.1, step 0", "learning_rate", "learning_rate"),
    ("GradientExplorer", "rate 0.1, step 60", "step", "steps"),
    ("LearningRateExplorer", None, "learning_rate", "learning_rate"),
    ("LearningRateExplorer", None, "cap", "steps"),
]
LESSONS_LINES = [
    ("CostExplorer", "50 and 0", "mse_50_0"),
    ("SurfaceExplorer", "line C", "mse_162_7914"),
]


def presets():
    return [
        pytest.param(kind, name, id=f"{kind.__name__}-{name}")
        for kind in PANELS
        for name in kind.presets
    ]


def value(name: str, preset: str | None, control: str):
    kind = getattr(explorers, name)
    first = kind.controls()[control].default_value
    return kind.presets[preset].get(control, first) if preset else first


@pytest.mark.parametrize(("kind", "name"), presets())
def test_each_number_on_a_button_is_set_by_it(kind, name):
    state = kind.presets[name].values()
    numbers = [float(one) for one in state if not isinstance(one, str)]
    numbers += [float(one) for one in state if re.fullmatch(r"[\d.]+", str(one))]
    numbers += [float(WORDS[one]) for one in state if one in WORDS]
    quoted = [float(WORDS.get(one, one.replace(",", ""))) for one in NUMBER.findall(name)]
    assert set(quoted) <= set(numbers)


@pytest.mark.parametrize(("name", "preset", "control", "figure"), QUOTED)
def test_a_value_taken_from_the_lesson_is_its_figure(name, preset, control, figure):
    quoted = quantities[figure]
    assert value(name, preset, control) == (round(quoted) if quoted > 1 else quoted)


@pytest.mark.parametrize(("name", "preset", "figure"), LESSONS_LINES)
def test_the_lessons_lines_cost_what_the_lesson_says(name, preset, figure):
    line = getattr(explorers, name).presets[preset]
    assert raw().cost(line["slope"], line["intercept"]) == quantities[figure]


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.__name__)
def test_ranges_and_choices_reach_the_figures_that_the_lesson_quotes(kind):
    wanted = {
        "slope": [0, 50, quantities["best_slope"]],
        "learning_rate": [0.001, 0.1, 0.9, quantities["cost_at_limit"]],
        "step": [quantities["steps"]],
        "cap": [quantities["steps"]],
        "tolerance": [1e-4],
        "epochs": [quantities["sgd_epochs"]],
        "intercept": [quantities["best_intercept"], quantities["price_mean"]],
    }
    for name, control in kind.controls().items():
        if isinstance(control, Number):
            for reached in wanted.get(name, []):
                assert control.low <= reached <= control.high
        elif isinstance(control, Menu) and name == "compare_with":
            rates = [float(one) for one in control.options if one != "nothing"]
            assert {0.001, 0.1, 0.9, 0.5, quantities["limit_standardized"]} <= {*rates, 1.0}
