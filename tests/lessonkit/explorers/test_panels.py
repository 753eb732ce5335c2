"""What holds for every panel, whatever it shows, in every state its controls can reach."""

import gc
import io
import re
import resource
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lessonkit import explorers, load_columns
from lessonkit.explorers.controls import LogNumber, Menu, Number, Switch, Whole
from lessonkit.explorers.panel import NOT_RUN, Panel
from lessonkit.explorers.two_models import FEATURES
from lessonkit.live import family

X, Y = load_columns("engine_size", "price")

# How to make each panel, where the cars' engine sizes and prices are not all it needs.
FIVE = np.column_stack(load_columns(*FEATURES))
MADE_FROM = {
    "BatchExplorer": (FIVE[:, [0, 2]], Y),
    "LearningRateExplorer": (X, Y, FIVE),
    "SklearnExplorer": (FIVE, Y),
}

# Numbers are proved elsewhere; these are the words around them.
SAID = tomllib.loads(Path(__file__).with_name("said.toml").read_text(encoding="utf-8"))

# What a reader of the saved notebook sees where neither widget nor picture is shown.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}|object at")

# What a state does is said by its readout, after; no name of a preset or button gives it away.
OUTCOME = re.compile(
    r"\b(arriv|zigzag|zig-zag|diverg|converg|overshoot|oscillat|bounc|creep|climb|blow|explod|jump"
    r"|bottom|rest|never|forever|too |good|bad|best|worst|slow|fast|escap|off the"
    r"|other side|global|lowest|stuck|limit|same|single)",
    re.IGNORECASE,
)


def states(panel: Panel) -> st.SearchStrategy[dict]:
    """Any state of a panel, its extremes as often as not."""
    return st.fixed_dictionaries({name: values(one) for name, one in panel.controls().items()})


def values(control) -> st.SearchStrategy:
    match control:
        case Whole():
            between = st.integers(control.low, control.high)
            return st.sampled_from([control.low, control.high]) | between
        case Number():
            between = st.floats(control.low, control.high)
            return st.sampled_from([control.low, control.high]) | between
        case Switch():
            return st.booleans()
        case Menu():
            return st.sampled_from(control.options)


@pytest.fixture(params=explorers.__all__, scope="module")
def make(request) -> Callable[..., Panel]:
    kind = getattr(explorers, request.param)
    return lambda **state: kind(*MADE_FROM.get(request.param, (X, Y)), **state)


def one(make) -> Iterator[Panel]:
    made = make()
    yield made
    made.close()


panel = pytest.fixture(one, scope="module")
# Nobody has moved it: it remembers no best try.
unplayed = pytest.fixture(one, scope="module")


def ends(control) -> list:
    if isinstance(control, Number):
        return [control.low, control.high]
    return [False, True] if isinstance(control, Switch) else control.options


def extremes(panel: Panel) -> Iterator[dict]:
    """Each control at each of its ends, with all others at their first, lowest, highest values."""
    controls = panel.controls()
    low, high = ({name: ends(one)[at] for name, one in controls.items()} for at in (0, -1))
    states = [
        others | {name: value}
        for name, control in controls.items()
        for value in ends(control)
        for others in (panel.state, low, high)
    ]
    yield from {tuple(state.values()): state for state in states}.values()


def test_every_extreme_is_said_in_the_room_kept_and_shown_as_if_drawn_afresh(panel):
    longest = 0
    for number, state in enumerate([*panel.presets.values(), *extremes(panel)]):
        panel.set(**state)
        said = [repr(panel), *(picture.alt for picture in panel.pictures)]
        lines = said[0].splitlines()
        longest = max(longest, len(lines))
        assert max(map(len, lines)) < 110
        for words in said:
            assert words.strip()
            assert not re.search(r"\bnan\b|\binf\b|-0\.0*(?!\d)|e-1\d", words), state
        for picture in panel.pictures:
            assert picture.pixels().std() > 10
            # What was left undrawn stays wrong until it is drawn afresh, so not after each state.
            if number % 3 == 0:
                picture.invalidate()
                # What is sent is the same, byte for byte.
                assert not picture.refresh()
    assert panel.lines == longest


def test_a_slider_draws_no_still_part(panel):
    before = [picture.full_draws for picture in panel.pictures]
    for name, control in panel.controls().items():
        # A bowl that turns is drawn anew, and so are the ticks for another number of iterations.
        if isinstance(control, Number) and name not in {"turn", "tilt", "cap"}:
            for value in [*ends(control), control.default_value]:
                setattr(panel, name, value)
    assert [picture.full_draws for picture in panel.pictures] == before


def test_it_says_in_two_states_word_for_word(panel):
    for case in SAID[type(panel).__name__]:
        panel.reset()
        panel.set(**case["state"])
        assert repr(panel) == case["readout"]
        assert [picture.alt for picture in panel.pictures] == case["alts"]


def test_steps_lead_from_end_to_end_and_the_docstring_says_the_ends(panel):
    said = re.findall(r"rom ([-\d.,e]+) to ([-\d.,e]*\d)", type(panel).__doc__)
    ranges = {tuple(float(end.replace(",", "")) for end in ends) for ends in said}
    for name, one in panel.controls().items():
        if isinstance(one, Number):
            steps = (one.high - one.low) / one.step
            assert isinstance(one, LogNumber) or steps == pytest.approx(round(steps)), name
            # A turn has no ends; from the horizon to the zenith is no choice.
            assert (one.low, one.high) in ranges or one.unit == "degrees", name


@settings(max_examples=5)
@given(data=st.data())
def test_what_is_said_and_shown_depends_on_the_state_and_not_on_the_way_there(make, unplayed, data):
    for state in data.draw(st.lists(states(unplayed), min_size=1, max_size=3)):
        unplayed.set(**state)
    # What was gathered on the way is forgotten.
    unplayed.begin()
    unplayed._refresh()
    other = make(**state)
    assert repr(unplayed) == repr(other)
    for line in repr(unplayed).splitlines():
        assert len(line) < 110
        assert line.isprintable()
        assert not ADDRESS.search(line)
    for left, right in zip(unplayed.pictures, other.pictures, strict=True):
        assert left.alt == right.alt
        np.testing.assert_array_equal(left.pixels(), right.pixels())
    other.close()


def test_many_moves_leave_memory_flat(panel):
    name, low, high = next(
        (name, control.low, control.high)
        for name, control in panel.controls().items()
        if isinstance(control, Number)
    )
    kind = type(getattr(panel, name))
    gc.freeze()  # what is there already is not counted each time

    def move(times: int) -> tuple[int, int]:
        for step in range(times):
            setattr(panel, name, kind(low + (high - low) * (step % 20) / 20))
        gc.collect()
        return len(gc.get_objects()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    objects, kilobytes = move(20)
    more_objects, more_kilobytes = move(60)
    gc.unfreeze()
    assert more_objects - objects < 50
    # One picture is about 3 MB.
    assert more_kilobytes - kilobytes < 10_000


def test_the_saved_notebook_keeps_words_and_picture(panel):
    data, still = panel._repr_mimebundle_(), panel.as_picture()
    assert data["text/plain"] == repr(panel)
    assert data["text/html"] == NOT_RUN + still._repr_html_()
    saved = Image.open(io.BytesIO(still.png))
    assert "Software" not in saved.info
    assert still.width <= saved.width
    assert still.alt == " ".join(picture.alt for picture in panel.pictures)


@pytest.mark.parametrize("name", explorers.__all__)
def test_a_car_without_a_price_is_refused(name):
    sizes, *rest = MADE_FROM.get(name, (X, Y))
    with pytest.raises(ValueError, match=r"[xX], y: expected one y for each row"):
        getattr(explorers, name)(np.concatenate([sizes, sizes[:1]]), *rest)


def test_no_button_names_its_outcome(panel):
    labels = [one.description for one in family(panel) if isinstance(one, widgets.Button)]
    assert set(panel.presets) < set(labels)
    assert [label for label in labels if OUTCOME.search(label)] == []


def test_one_that_is_closed_leaves_no_widget_and_no_figure_of_pyplot(make):
    import matplotlib.pyplot as plt

    before = set(widgets.widgets.widget._instances)
    make().close()
    assert set(widgets.widgets.widget._instances) == before
    assert plt.get_fignums() == []


def test_two_of_a_kind_share_no_state(make, panel):
    other = make()
    said = repr(other)
    for name, control in panel.controls().items():
        if isinstance(control, Number):
            setattr(panel, name, control.high)
    assert repr(other) == said
    assert panel.state != other.state
    other.close()


def test_every_preset_can_be_chosen_and_left(panel):
    panel.reset()
    first = panel.state
    for name, state in panel.presets.items():
        panel.preset(name)
        assert panel.state == {**panel.state, **state}
    panel.reset()
    assert panel.state == first
