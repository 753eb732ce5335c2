"""The base of the panels: one state, its controls, and what derives from it."""

import asyncio
import re
from typing import ClassVar

import ipywidgets as widgets
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from lessonkit.explorers import panel as panel_module
from lessonkit.explorers.controls import LogNumber, Menu, Number, Switch, Whole
from lessonkit.explorers.panel import Panel
from lessonkit.live import LiveFigure, family

few = settings(max_examples=20)  # each makes a panel or two
BESIDE = widgets.Button | widgets.ToggleButton | widgets.HTML


class Steps(Panel):
    """A panel with one control of each kind."""

    slope = Number(50, 0, 320, step=2, unit="USD per cubic inch")
    learning_rate = LogNumber(0.1, 1e-3, 10, step=0.05)
    epoch = Whole(0, 0, 5, play=0.001, label="epoch now")
    squares = Switch(False, label="draw the squares")
    scale = Menu("raw", ["raw", "centered"])

    presets: ClassVar = {
        "steep": {"slope": 300, "scale": "centered"},
        "steep, at epoch 3": {"slope": 300, "epoch": 3},
        "broken": {"slope": 1000},
    }

    def draw(self):
        figure = Figure(figsize=(2, 1))
        (self.line,) = figure.subplots().plot([0, 1], [0, 320])
        self.picture = LiveFigure(figure)
        self.picture.move(self.line)
        self.followed = 0
        return [self.picture]

    def follow(self):
        self.followed += 1
        self.line.set_ydata([0, self.slope])
        self.picture.alt = f"a line up to {self.slope:g}"

    def readout(self):
        return f"slope {self.slope:g} < {self.epoch} epochs"


@pytest.fixture
def panel():
    panel = Steps()
    yield panel
    panel.close()


def controls_of(panel, name):
    """The widgets on the screen that take a control's value."""
    label = Steps.controls()[name].label
    rows = [one.children for one in family(panel) if hasattr(one, "children")]
    return next(
        [one for one in row if not isinstance(one, BESIDE)]
        for row in rows
        if any(getattr(widget, "description", None) == label for widget in row)
    )


def button(panel, label):
    return next(one for one in family(panel) if getattr(one, "description", None) == label)


def alert(panel):
    return None if panel._alert.layout.display == "none" else panel._alert.value


@few
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "slope": st.floats(0, 320),
            "learning_rate": st.floats(1e-3, 10),
            "epoch": st.integers(0, 5),
            "squares": st.booleans(),
            "scale": st.sampled_from(["raw", "centered"]),
        },
    )
)
def test_the_code_of_a_state_leads_to_it(state):
    panel, other = Steps(), Steps()
    panel.set(**state)
    assert f"<code>{panel.code}</code>" in panel._words.value
    exec(panel.code, {"panel": other})
    assert other.state == panel.state
    other.reset()
    assert other.code == "panel.reset()"


def test_code_moves_the_controls_the_picture_and_the_words(panel):
    panel.slope = 162.38
    assert panel.line.get_ydata()[1] == 162.38
    assert 'aria-label="a line up to 162.38"' in panel.picture.overlay.value
    assert repr(panel) == "slope 162.38 < 0 epochs"
    assert "slope 162.38 &lt; 0 epochs" in panel._words.value
    entry, slider = controls_of(panel, "slope")
    assert entry.value == "162.38"
    assert slider.value == 162
    assert panel.slope == 162.38


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("slope", 120),
        ("learning_rate", 0.5),
        ("epoch", 3),
        ("squares", True),
        ("scale", "centered"),
    ],
)
def test_each_widget_moves_its_trait_and_its_fellows(panel, name, value):
    for widget in controls_of(panel, name):
        panel.reset()
        widget.value = str(value) if isinstance(widget, widgets.Text) else value
        assert getattr(panel, name) == value
        for fellow in controls_of(panel, name):
            if isinstance(fellow, widgets.Text):
                assert fellow.value == str(value)
                continue
            # A log slider rests on the nearest of its steps.
            near = 0.06 if isinstance(fellow, widgets.FloatLogSlider) else 0
            assert fellow.value == (pytest.approx(value, rel=near) if near else value)


@few
@given(st.floats(0, 320), st.floats(1e-3, 10), st.integers(0, 5))
def test_a_value_set_by_code_is_kept_as_it_is(slope, learning_rate, epoch):
    panel = Steps(slope=slope, learning_rate=learning_rate, epoch=epoch)
    assert (panel.slope, panel.learning_rate, panel.epoch) == (slope, learning_rate, epoch)
    panel.set(slope=320 - slope, learning_rate=0.01 / learning_rate)
    assert panel.slope == 320 - slope
    panel.close()


def test_reset_forgets_what_was_gathered_and_follows_even_where_nothing_moved():
    class Trail(Steps):
        def begin(self):
            self.trail = []

        def follow(self):
            super().follow()
            self.trail.append(self.slope)

    panel = Trail()
    panel.slope = 100
    assert panel.trail == [50, 100]
    panel.slope = 50
    panel.reset()
    assert panel.trail == [50]
    panel.close()


def test_the_presets_that_are_on_are_marked(panel):
    def marked():
        return [
            one.description
            for one in family(panel)
            if isinstance(one, widgets.Button) and "lessonkit-chosen" in one._dom_classes
        ]

    assert marked() == []
    panel.preset("steep")
    assert marked() == ["steep"]
    panel.epoch = 1  # of which the preset says nothing
    assert marked() == ["steep"]
    panel.slope = 298
    assert marked() == []


def test_a_panel_has_the_class_that_its_style_speaks_of(panel):
    assert "lessonkit-panel" in panel._dom_classes
    assert ".lessonkit-panel {" in panel.children[0].value


def test_a_value_is_never_minus_zero(panel):
    panel.slope = -0.0
    assert str(panel.slope) == "0.0"


def test_a_sliders_value_keeps_the_digits_of_its_low_end():
    control = Number(0.0551, 0.0551, 1, step=0.1)
    assert control._rounded(0.15510000000000002) == 0.1551


def test_a_slider_that_rests_a_hair_off_zero_means_zero():
    # What a browser made of -30,000 + 150 steps of 200.
    assert Number(0, -30_000, 15_000, step=200)._rounded(-3.637978807091713e-12) == 0


def test_a_slider_rests_on_its_steps_counted_from_its_low_end():
    control = Number(0, -30, 15, step=4)
    assert [control._on_slider(value) for value in (-30, -1, 15)] == [-30, -2, 14]


def test_a_log_slider_stops_at_round_numbers(panel):
    _, slider = controls_of(panel, "learning_rate")
    for steps in range(-60, 21):
        slider.value = 10 ** (0.05 * steps)
        assert panel.learning_rate == float(f"{10 ** (0.05 * steps):.3g}")


def test_several_at_once_are_followed_once(panel):
    before = panel.followed
    panel.set(slope=10, epoch=2)
    assert panel.followed == before + 1
    panel.set(slope=10, epoch=2)
    assert panel.followed == before + 1


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (
            {"slope": 400},
            ValueError,
            "slope: got 400, expected a number from 0 to 320 USD per cubic",
        ),
        ({"slope": float("nan")}, ValueError, "slope: got nan"),
        ({"slope": "steep"}, TypeError, "slope: got 'steep', a str, expected a number"),
        ({"slope": True}, TypeError, "slope: got True, a bool"),
        ({"slope": None}, TypeError, "slope: got None"),
        ({"learning_rate": 0}, ValueError, "learning_rate: got 0, expected a number from 0.001"),
        ({"epoch": 1.5}, TypeError, "epoch: got 1.5, expected a whole number from 0 to 5"),
        ({"epoch": 6}, ValueError, "epoch: got 6"),
        ({"squares": 1}, TypeError, "squares: got 1, expected True or False"),
        ({"scale": "log"}, ValueError, "scale: got 'log', expected one of 'raw', 'centered'"),
        (
            {"slop": 1},
            TypeError,
            "slop: Steps has no such control; choose from slope, learning_rate",
        ),
    ],
)
def test_a_bad_value_is_refused_by_name_and_changes_nothing(panel, state, error, words):
    before = panel.state
    with pytest.raises(error, match=re.escape(words)):
        panel.set(scale="centered", **state) if "scale" not in state else panel.set(**state)
    assert panel.state == before
    with pytest.raises(error, match=re.escape(words)):
        Steps(**state)
    if "slop" not in state:
        with pytest.raises(error, match=re.escape(words)):
            setattr(panel, *state.copy().popitem())
    assert panel.state == before
    assert alert(panel) is None


def test_presets_and_reset(panel):
    button(panel, "steep").click()
    assert panel.state == {**Steps().state, "slope": 300, "scale": "centered"}
    button(panel, "Reset").click()
    assert panel.slope == 50
    with pytest.raises(ValueError, match="name: got 'flat', expected one of 'steep', 'steep, at"):
        panel.preset("flat")


def test_reset_comes_back_to_the_state_it_was_made_with():
    panel = Steps(slope=7)
    panel.slope = 8
    panel.reset()
    assert panel.slope == 7
    panel.close()


def test_an_error_is_raised_to_code_and_seen_until_the_next_good_update(panel, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(panel, "follow", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            panel.slope = 60
        assert 'role="alert"' in alert(panel)
        assert "This panel could not be updated. ZeroDivisionError: division by zero" in alert(
            panel
        )
        entry, slider = controls_of(panel, "slope")
        assert (entry.value, slider.value) == ("60", 60)
    panel.slope = 62
    assert alert(panel) is None
    assert panel._alert.value == ""


def test_an_error_of_a_button_is_seen(panel):
    button(panel, "broken").click()
    assert "slope: got 1000" in alert(panel)


def test_step_counts_on_and_begins_again(panel):
    counted = []
    for _ in range(7):
        button(panel, "Step").click()
        counted.append(panel.epoch)
    assert counted == [1, 2, 3, 4, 5, 0, 1]


async def stopped(toggle):
    """Wait for Play to come to its end, however busy the machine is."""
    async with asyncio.timeout(60):
        while toggle.value:
            await asyncio.sleep(0.01)


def test_play_counts_to_the_end_and_stops(panel):
    async def play():
        toggle = button(panel, "Play")
        toggle.value = True
        assert button(panel, "Pause").value
        await stopped(toggle)

    asyncio.run(play())
    assert panel.epoch == 5
    assert not button(panel, "Play").value


def test_play_is_spoken_of_at_its_end_alone(panel):
    spoken = []
    panel._spoken.observe(lambda change: spoken.append(change.new), "value")

    async def play():
        toggle = button(panel, "Play")
        toggle.value = True
        await stopped(toggle)

    asyncio.run(play())
    assert spoken == ["slope 50 &lt; 5 epochs"]
    panel.epoch = 2
    assert spoken[1:] == ["slope 50 &lt; 2 epochs"]


def test_play_begins_at_once_and_pause_stops_at_once(panel):
    async def play():
        toggle = button(panel, "Play")
        toggle.value = True
        await asyncio.sleep(0)
        toggle.value = False
        now = panel.epoch
        await asyncio.sleep(0.05)
        assert panel.epoch == now == 1

    asyncio.run(play())


@pytest.mark.parametrize("label", ["Reset", "steep, at epoch 3"])
def test_what_moves_the_counter_besides_stops_play(panel, label):
    async def play():
        toggle = button(panel, "Play")
        toggle.value = True
        await asyncio.sleep(0)
        button(panel, label).click()
        now = panel.epoch
        await stopped(toggle)
        assert panel.epoch == now < 5

    asyncio.run(play())


def test_a_closed_panel_plays_no_more(panel):
    async def play():
        button(panel, "Play").value = True
        await asyncio.sleep(0)
        panel.close()
        now = panel.epoch
        await asyncio.sleep(0.05)
        assert panel.epoch <= now + 1

    asyncio.run(play())


def test_a_panel_is_as_large_as_the_session_wants(monkeypatch):
    for size, hall in (("laptop", False), ("hall", True)):
        monkeypatch.setenv("LESSONKIT_SIZE", size)
        panel = Steps()
        assert ("lessonkit-hall" in panel._dom_classes) == hall
        panel.close()
    monkeypatch.setenv("LESSONKIT_SIZE", "stadium")
    with pytest.raises(
        ValueError, match="LESSONKIT_SIZE: got 'stadium', expected 'laptop' or 'hall"
    ):
        Steps()


def test_a_move_touches_the_widgets_of_what_moved_and_no_others(panel, monkeypatch):
    touched = []
    for name, pushes in panel._links.items():
        assert pushes
        monkeypatch.setitem(panel._links, name, [lambda name=name: touched.append(name)])
    panel.slope = 60
    panel.set(slope=60, epoch=2, squares=True)
    assert touched == ["slope", "epoch", "squares"]


def test_pictures_stand_side_by_side_in_the_saved_notebook():
    wide, narrow = (LiveFigure(Figure(figsize=size)) for size in [(2, 1), (1, 2)])
    for picture in (wide, narrow):
        picture.refresh()
    png, width = panel_module._side_by_side([wide, narrow])
    assert width == 3 * 96
    assert np.frombuffer(png[16:24], ">u4").tolist() == [3 * 144, 2 * 144]
