"""What holds for every panel, whatever it shows, in every state its controls can reach."""

import base64
import gc
import io
import re
import resource
from collections.abc import Callable, Iterator

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from lessonkit import explorers, load_columns
from lessonkit.explorers.controls import Choice, Number, Switch, Whole
from lessonkit.explorers.panel import Panel

FEATURES = ("engine_size", "horsepower", "curb_weight", "width", "highway_mpg")
X, Y = load_columns("engine_size", "price")

# How to make each panel, where the cars' engine sizes and prices are not all it needs.
FIVE = np.column_stack(load_columns(*FEATURES))
MADE_FROM = {"LearningRateExplorer": (X, Y, FIVE), "SklearnExplorer": (FIVE, Y)}

# What a reader of the saved notebook sees where neither widget nor picture is shown.
ADDRESS = re.compile(r"0x[0-9a-f]{6,}|object at")

few = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def states(panel: Panel) -> st.SearchStrategy[dict]:
    """Any state of a panel, its extremes as often as not."""
    return st.fixed_dictionaries({
        name: values(control) for name, control in panel.controls().items() if name != "size"
    })  # fmt: skip


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
        case Choice():
            return st.sampled_from(control.options)


@pytest.fixture(params=explorers.__all__, scope="module")
def make(request) -> Callable[..., Panel]:
    kind = getattr(explorers, request.param)
    return lambda **state: kind(*MADE_FROM.get(request.param, (X, Y)), **state)


@pytest.fixture(scope="module")
def panel(make) -> Iterator[Panel]:
    made = make()
    yield made
    made.close()


@few
@given(data=st.data())
def test_any_state_is_said_and_shown(panel, data):
    panel.set(**data.draw(states(panel)))
    for line in repr(panel).splitlines():
        assert len(line) < 110
        assert not ADDRESS.search(line)
    assert repr(panel).isprintable() or "\n" in repr(panel)
    for view in panel.pictures:
        assert view.alt.strip()
        assert np.ptp(view.pixels()[:, :, :3]) > 100


@few
@given(data=st.data())
def test_a_picture_depends_on_the_state_and_not_on_the_way_there(make, data):
    one = make()
    for state in data.draw(st.lists(states(one), min_size=1, max_size=3)):
        one.set(**state)
    # What was gathered on the way is forgotten.
    one.begin()
    one.set(**state)
    one._refresh()
    other = make(**state)
    assert repr(one) == repr(other)
    for left, right in zip(one.pictures, other.pictures, strict=True):
        assert left.alt == right.alt
        np.testing.assert_array_equal(left.pixels(), right.pixels())
    one.close()
    other.close()


@few
@given(data=st.data())
def test_a_moved_picture_is_the_picture_drawn_afresh(panel, data):
    for state in data.draw(st.lists(states(panel), min_size=1, max_size=3)):
        panel.set(**state)
    for view in panel.pictures:
        moved = view.pixels()
        view.invalidate()
        view.refresh()
        np.testing.assert_array_equal(view.pixels(), moved)


def test_many_moves_leave_memory_flat(panel):
    name, low, high = next(
        (name, control.low, control.high)
        for name, control in panel.controls().items()
        if isinstance(control, Number)
    )
    kind = type(getattr(panel, name))

    def move(times: int) -> tuple[int, int]:
        for step in range(times):
            setattr(panel, name, kind(low + (high - low) * (step % 20) / 20))
        gc.collect()
        return len(gc.get_objects()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    objects, kilobytes = move(40)
    more_objects, more_kilobytes = move(1000)
    assert more_objects - objects < 100
    # One picture is about 3 MB.
    assert more_kilobytes - kilobytes < 20_000


def test_the_saved_notebook_keeps_words_and_picture(panel):
    panel.reset()
    data, metadata = panel._repr_mimebundle_()
    assert data["text/plain"] == repr(panel)
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert "Software" not in picture.info
    assert metadata["image/png"]["width"] <= picture.width
    assert all(view.alt in metadata["image/png"]["alt"] for view in panel.pictures)
    assert panel._repr_mimebundle_()[0]["image/png"] == data["image/png"]


def test_every_preset_can_be_chosen_and_left(panel):
    panel.reset()
    first = panel.state
    for name, state in panel.presets.items():
        panel.preset(name)
        assert panel.state == {**panel.state, **state}
    panel.reset()
    assert panel.state == first


def test_closing_leaves_no_widget(make):
    before = set(widgets.widgets.widget._instances)
    make().close()
    assert set(widgets.widgets.widget._instances) == before


def test_two_of_a_kind_share_no_state(make):
    one, other = make(), make()
    said = repr(other)
    for name, control in one.controls().items():
        if isinstance(control, Number):
            setattr(one, name, control.high)
    assert repr(other) == said
    assert one.state != other.state
    one.close()
    other.close()


def test_the_hall_draws_nothing_anew(panel):
    panel.reset()
    pixels = [view.pixels() for view in panel.pictures]
    draws = [view.full_draws for view in panel.pictures]
    panel.size = "hall"
    assert "lessonkit-hall" in panel._dom_classes
    assert [view.full_draws for view in panel.pictures] == draws
    for view, before in zip(panel.pictures, pixels, strict=True):
        np.testing.assert_array_equal(view.pixels(), before)
    panel.size = "laptop"
    assert "lessonkit-hall" not in panel._dom_classes


def test_no_figure_enters_pyplot(make):
    import matplotlib.pyplot as plt

    make().close()
    assert plt.get_fignums() == []
