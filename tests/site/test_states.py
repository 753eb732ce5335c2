"""Which states a page holds, and what a panel remembers of its way."""

from typing import Any, ClassVar

import pytest
from matplotlib.figure import Figure

from lessonkit.explorers.controls import LogNumber, Menu, Number, Switch
from lessonkit.explorers.panel import Panel
from lessonkit.live import LiveFigure
from tools.site.states import plan, record, values


class Toy(Panel):
    """Remembers the lowest place it saw, and counts its moves."""

    place = Number(1, -2, 2, step=0.5)
    rate = LogNumber(0.1, 0.01, 1, step=0.5)
    mode = Menu("up", ["up", "down"])
    loud = Switch(False)
    presets: ClassVar = {"far": {"place": 2, "rate": 0.123}}

    def begin(self) -> None:
        self.lowest = float("inf")
        self.moves = 0

    def draw(self) -> list[LiveFigure]:
        figure = Figure(figsize=(2, 1))
        axes = figure.subplots()
        (self.here,) = axes.plot([0, 1], [0, 0], color="red")
        (self.best,) = axes.plot([0, 1], [0, 0], color="green")
        axes.set_ylim(0, 5)
        view = LiveFigure(figure, alt="two lines")
        view.move(self.here, self.best)
        return [view]

    def follow(self) -> None:
        self.lowest = min(self.lowest, self.place**2)
        self.moves += 1
        self.here.set_ydata([0, self.place**2])
        self.best.set_ydata([self.lowest] * 2)

    def readout(self) -> str:
        return f"Here: {self.place:g}\nLowest: {self.lowest:g}\nMoves: {self.moves}"


@pytest.fixture
def toy() -> Toy:
    return Toy()


def test_a_slider_has_all_its_steps(toy: Toy) -> None:
    controls = toy.controls()
    assert values(controls["place"]) == [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]
    assert values(controls["rate"]) == [0.01, 0.0316, 0.1, 0.316, 1]
    assert values(controls["mode"]) == ["up", "down"]
    assert values(controls["loud"]) == [False, True]


def test_rows_lead_through_the_first_state_and_every_preset(toy: Toy) -> None:
    states = plan(toy, {"sheet": [], "row": 5})
    assert len(states) == len({tuple(state.values()) for state in states})
    for base in (toy.state, toy.state | {"place": 2, "rate": 0.123}):
        assert base in states
        for name, control in toy.controls().items():
            ends = values(control)[0], values(control)[-1]
            assert all(base | {name: end} in states for end in ends)


def test_a_sheet_has_every_combination(toy: Toy) -> None:
    states = plan(toy, {"sheet": [{"place": 3, "rate": [0.1, 1.0], "loud": [True]}]})
    for place in (-2, 0, 2):
        for rate in (0.1, 1):
            assert toy.state | {"place": place, "rate": rate, "loud": True} in states


def test_without_a_plan_all_controls_are_combined(toy: Toy) -> None:
    states = plan(toy, {})
    assert all(
        toy.state | {"place": place, "mode": mode, "loud": loud} in states
        for place in values(toy.controls()["place"])
        for mode in ("up", "down")
        for loud in (True, False)
    )


def test_what_is_left_out_stays_as_it_is(toy: Toy) -> None:
    states = plan(toy, {"left_out": {"loud": "the noise"}})
    assert not any(state["loud"] for state in states)


def test_a_plan_for_a_control_that_is_gone_is_refused(toy: Toy) -> None:
    with pytest.raises(ValueError, match="Toy has no control \\['speed'\\]"):
        plan(toy, {"sheet": [{"speed": 3}]})


def test_what_a_panel_remembers_is_found_out(toy: Toy) -> None:
    states = plan(toy, {"sheet": [], "row": 9})
    recording = record(toy, states)
    (line,) = (part for part in recording.remembered if part.startswith("<g>"))
    assert "#008000" in line  # green, the lowest
    assert recording.remembered - {line} == {"Lowest#0"}
    assert recording.forgotten == {"Moves#0"}
    ranks = dict(zip([state["place"] ** 2 for state in states], recording.rank, strict=True))
    assert sorted(ranks.items()) == sorted(ranks.items(), key=lambda pair: pair[1])


def test_a_sentence_that_hardly_a_state_has_is_remembered_too() -> None:
    class Rare(Toy):
        place = Number(1, 0, 600, step=1)

        def readout(self) -> str:
            return f"Lowest: {self.lowest:g}.{' Reached.' if self.lowest == 0 else ''}"

    panel = Rare()
    recording = record(panel, plan(panel, {"sheet": [], "row": 601}))
    assert recording.remembered >= {"Lowest#0", "Reached#0"}


def test_a_panel_that_remembers_nothing_has_no_rank() -> None:
    class Still(Toy):
        def readout(self) -> str:
            return f"Here: {self.place:g}"

        def follow(self) -> None:
            self.here.set_ydata([0, self.place**2])

    states: Any = plan(Still(), {"sheet": [], "row": 3})
    recording = record(Still(), states)
    assert not recording.remembered
    assert not recording.forgotten
    assert recording.rank == []
