"""What is typed into a panel's entries: understood, or told why not; never misread in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessonkit.explorers.controls import LogNumber, Number, Whole
from lessonkit.explorers.panel import Panel


class Entries(Panel):
    """One entry of each kind, and no picture."""

    intercept = Number(0, -20_000, 20_000, step=200, unit="USD")
    learning_rate = LogNumber(0.1, 1e-8, 100, step=0.05)
    cap = Whole(60, 1, 1000, unit="iterations")

    def draw(self):
        return []

    def follow(self):
        self.followed = self.state

    def readout(self):
        return f"<rate {self.learning_rate:g}>\nand more"


make = Entries


def entry(panel, name):
    label = panel.controls()[name].label
    (found,) = (
        one
        for row in panel.children[1].children
        for one in row.children
        if getattr(one, "description", None) == label
    )
    return found


def type_in(panel, name, text):
    """Return the value, what the entry shows, and what is said about it."""
    panel.reset()
    entry(panel, name).value = text
    return getattr(panel, name), entry(panel, name).value, panel._remark.value


@pytest.mark.parametrize(
    ("name", "text", "value", "said"),
    [
        ("learning_rate", "0.25", 0.25, ""),
        ("learning_rate", " 1e-3 ", 0.001, ""),
        ("learning_rate", "0,25", 0.25, "learning rate: 0,25 is read as 0.25."),
        ("learning_rate", "1,001", 1.001, "learning rate: 1,001 is read as 1.001."),
        ("intercept", "-8,000", -8000, "intercept: -8,000 is read as -8000."),
        ("intercept", "-8,000.5", -8000.5, "intercept: -8,000.5 is read as -8000.5."),
        ("intercept", "-5.000", -5, "intercept: -5.000 is read as -5."),
        ("intercept", "\N{MINUS SIGN}5", -5, ""),
        ("intercept", "-0", 0, ""),
        ("cap", "70", 70, ""),
        ("cap", "7e2", 700, ""),
        ("learning_rate", "1e9", 100, "learning rate: 100 is the largest."),
        ("learning_rate", "-5", 1e-8, "learning rate: 1e-08 is the smallest."),
        ("intercept", "1e999", 20_000, "intercept: 20,000 is the largest."),
        ("cap", "0", 1, "cap: 1 is the smallest."),
        ("cap", "1e9", 1000, "cap: 1,000 is the largest."),
    ],
)
def test_a_number_is_understood_and_a_change_of_it_is_said(panel, name, text, value, said):
    assert type_in(panel, name, text)[0] == value
    if said:
        assert said in panel._remark.value
    shown = entry(panel, name).value
    assert float(shown) == value


@pytest.mark.parametrize("text", ["", "abc", "0.2abc", "0.1 0.2", "1,2,3", "1.000,5", "nan", "<b>"])
@pytest.mark.parametrize("name", ["intercept", "learning_rate", "cap"])
def test_what_is_no_number_is_told_and_the_old_value_returns(panel, name, text):
    before = getattr(panel, name), entry(panel, name).value
    value, shown, said = type_in(panel, name, text)
    assert (value, shown) == before
    assert f"expected a {panel.controls()[name].kind} from" in said
    assert "<b>" not in said


@pytest.mark.parametrize("text", ["12.7", "12,7"])
def test_a_whole_number_is_not_made_of_another(panel, text):
    value, shown, said = type_in(panel, "cap", text)
    assert (value, shown) == (60, "60")
    assert "cap: expected a whole number from 1 to 1,000 iterations" in said


def test_a_remark_goes_with_the_next_move(panel):
    type_in(panel, "learning_rate", "1e9")
    panel.cap = 61
    assert panel._remark.value == ""


def test_the_same_wrong_text_is_told_again(panel):
    for _ in range(2):
        assert "expected" in type_in(panel, "cap", "many")[2]


@given(st.one_of(st.text(), st.from_regex(r"\s*[-+]?[\d.,_e]{0,9}\s*", fullmatch=True)))
@pytest.mark.parametrize("name", ["intercept", "learning_rate", "cap"])
def test_any_text_leaves_a_value_within_the_range(panel, name, text):
    value, shown, _ = type_in(panel, name, text)
    control = panel.controls()[name]
    assert control.low <= value <= control.high
    assert float(shown) == value


@given(st.floats(-20_000, 20_000))
def test_what_an_entry_shows_is_read_as_the_same_number(value):
    panel = Entries(intercept=value)
    shown = entry(panel, "intercept").value
    assert panel.controls()["intercept"].read(shown) == (value, "")
    panel.close()


def test_ranges_are_visible(panel):
    ranges = [row.children[1].value for row in panel.children[1].children]
    for ends, words in zip(
        ["-20,000 to 20,000", "1e-08 to 100", "1 to 1,000"], ranges, strict=True
    ):
        assert f">{ends}<" in words


def test_the_first_line_is_spoken_and_so_is_a_remark(panel):
    assert panel._spoken.value == "&lt;rate 0.1&gt;"
    type_in(panel, "learning_rate", "1e9")
    assert panel._spoken.value == "learning rate: 100 is the largest."
