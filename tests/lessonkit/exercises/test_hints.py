"""Hints open one rung at a time, and the last leaves the final step to the student."""

import re

import pytest

from lessonkit.exercises import hint
from lessonkit.exercises.course import EXERCISES
from lessonkit.exercises.hints import folded

HINTS = {name: exercise.hints for name, exercise in EXERCISES.items()}


def test_each_call_opens_one_more_and_then_stays_at_the_last():
    assert [hint("mse").rung for _ in range(5)] == [1, 2, 3, 3, 3]
    assert hint("step").rung == 1


def test_a_rung_that_is_asked_for_opens_no_other():
    assert hint("mse", rung=3).rung == 3
    assert hint("mse").rung == 1


def test_a_hint_says_which_it_is_and_how_to_go_on():
    assert repr(hint("mse", rung=1)) == (
        f'mse: hint 1\n{HINTS["mse"][0]}\nTry again first. If you are still stuck, `hint("mse")` '
        "opens another."
    )
    assert repr(hint("mse", rung=3)).endswith("The last step is yours.")
    assert "hint 2" in hint("mse", rung=2)._repr_html_()


@pytest.mark.parametrize("name", HINTS)
def test_no_rung_is_a_solution(name):
    """A function cannot be finished by copying code from its hints: none of it returns."""
    code = re.findall(r"`([^`]+)`", " ".join(HINTS[name]))
    assert not any("return" in span for span in code)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rmse",), "name: there are no hints for 'rmse'; choose from line"),
        (("mse", 0), "rung: got 0, expected a whole number from 1 to 3"),
        (("mse", 4), "rung: got 4"),
        (("mse", "2"), "rung: got '2'"),
    ],
)
def test_a_hint_that_there_is_not(arguments, message):
    with pytest.raises(ValueError, match=message):
        hint(*arguments)


@pytest.mark.parametrize("name", HINTS)
def test_folded_hints_lie_within_each_other(name):
    text = folded(name)
    places = [text.index(one) for one in HINTS[name]]
    assert places == sorted(places)
    assert text.count("<details>") == text.count("</details>") == 3
    assert text.endswith("</details>\n</details>\n</details>")
    # Markdown within HTML needs an empty line before it.
    assert all(text[place - 2 : place] == "\n\n" for place in places)
