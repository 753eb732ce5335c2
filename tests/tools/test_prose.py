"""Ties of prose: what is a tie, what it is filled with, and which numbers need one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import prose


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("falls to 0.2919<!-- = v -->.", "0.2919"),
        ("falls to **0.2919**<!-- = v -->.", "0.2919"),
        ("at _-7,914.1_<!-- = v -->", "-7,914.1"),
        ("at \N{MINUS SIGN}7914<!-- = v -->", "\N{MINUS SIGN}7914"),
        ("is 6.6059e-05<!-- = v -->", "6.6059e-05"),
        ("a share of 70.8%<!-- = v -->", "70.8%"),
        ("$w = 0.841$<!-- = v --> and $b$", "0.841"),
        ("`w = 0.841`<!-- = v -->", "0.841"),
        ("(see [the **39**](other.md))<!-- = v -->", "39"),
        ("![falls to 0.29](picture.png)<!-- = v -->", "0.29"),
        ("after thirty-nine<!-- = v --> epochs", "thirty-nine"),
        ("Sixty<!-- = v --> steps", "Sixty"),
        ("rates 10-20<!-- = v -->", "20"),
        ("1000<!-- => v -->", "1000"),
    ],
)
def test_literal_stands_before_the_comment(text, literal):
    (tie,) = prose.ties(text)
    assert tie.literal == literal
    assert prose.untied(text.replace("10-", "")) == []


@pytest.mark.parametrize(
    "text",
    [
        "dollars<!-- = v -->",
        "0.29 dollars<!-- = v -->",
        "0.29 <!-- = v -->",
        "0.29<!--= v -->",
        "0.29<!-- =v -->",
        "0.29<!-- = v |.2f-->",
        "0.29<!-- = v\n -->",
        "x29<!-- = v -->",
    ],
)
def test_malformed_tie_is_an_error(text):
    with pytest.raises(ValueError, match="not a tie"):
        prose.ties(text)


def test_ordinary_comment_is_no_tie():
    assert prose.ties("5<!-- a remark = none -->") == []


def test_format_follows_the_last_bar():
    (tie,) = prose.ties("3<!-- = a | b | d -->")
    assert (tie.expression, tie.spec, tie.ahead) == ("a | b", "d", False)


def test_bar_in_a_table_is_escaped():
    (tie,) = prose.ties("| cost | 0.2919<!-- = v \\| .4f --> |")
    assert (tie.expression, tie.spec) == ("v", ".4f")
    with pytest.raises(ValueError, match="ends the cell of its table"):
        prose.ties("text\n| cost | 0.2919<!-- = v | .4f --> |")


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.29193, ".4f", "0.2919"),
        (np.float64(51743974.6), ",.0f", "51,743,975"),
        (np.int64(19), "", "19"),
        (2.0, "", "2"),
        (0, "words", "zero"),
        (39, "words", "thirty-nine"),
        (60, "Words", "Sixty"),
        (0.708, ".1%", "70.8%"),
        (-1e-17, "z.3f", "0.000"),
    ],
)
def test_render(value, spec, text):
    assert prose.render(value, spec) == text


@pytest.mark.parametrize(
    ("value", "spec"),
    [("0.29", ".2f"), (True, ""), (None, ""), (np.ones(1), ".2f"), (0.29, ""), (0.29, "words")],
)
def test_render_refuses_what_is_no_number(value, spec):
    with pytest.raises(TypeError, match="value: "):
        prose.render(value, spec)


def test_no_words_for_large_numbers():
    with pytest.raises(ValueError, match="use digits"):
        prose.render(836, "words")


@given(st.integers(0, 99))
def test_every_number_word_can_be_tied(number):
    text = f"after {prose.in_words(number)}<!-- = n | words --> steps"
    (tie,) = prose.ties(text)
    assert tie.render(number) == tie.literal == prose.in_words(number)


@given(st.floats(-1e9, 1e9), st.sampled_from([".4f", ",.2f", ".3e", ",.0f", ".1%"]))
def test_what_is_refilled_is_read_back(value, spec):
    text = f"at **1**<!-- = v | {spec} --> and on"
    (tie,) = prose.ties(text)
    filled = prose.refill(text, [tie.render(value)])
    (again,) = prose.ties(filled)
    assert again.literal == format(value, spec)
    assert prose.refill(filled, [again.literal]) == filled
    assert prose.untied(filled) == []


def test_refill_touches_literals_alone():
    text = "**1**<!-- = a --> then (two)<!-- = b | words -->, 3 stays"
    new = prose.refill(text, ["10", "three"])
    assert new == "**10**<!-- = a --> then (three)<!-- = b | words -->, 3 stays"


def test_minus_sign_stays_typographic():
    (tie,) = prose.ties("\N{MINUS SIGN}1<!-- = v -->")
    assert tie.render(-2) == "\N{MINUS SIGN}2"


def test_failing_expression_is_named():
    (tie,) = prose.ties("1<!-- = nowhere -->")
    with pytest.raises(ValueError, match="nowhere: NameError"):
        prose.evaluate(tie, {})


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("falls to 0.2919.", ["0.2919"]),
        ("**51,743,975** dollars", ["51,743,975"]),
        ("after 60 steps, at -7914", ["60", "-7914"]),
        ("thirty-nine epochs", ["thirty-nine"]),
        ("Sixty steps", ["Sixty"]),
        ("three local minima", ["three"]),
        ("> two\n> steps", ["two"]),
        ("at 1.01 the cost", ["1.01"]),
        ("a hundred cars", ["hundred"]),
        ("60% of it", ["60%"]),
        ("$w = 0.841$ and $n = 159$", ["0.841", "159"]),
        ("`w` is `0.841`", ["0.841"]),
        ("![falls to 0.29](p.png)", ["0.29"]),
        ("| 0.29 | 12 |", ["0.29", "12"]),
        ("rate 0.1<!-- = rate --> and 0.9", ["0.9"]),
        ("<b>39</b> epochs", ["39"]),
        ("[step 5](02_surface.ipynb)", ["5"]),
        ("# Title\n\nin 1985", ["1985"]),
    ],
)
def test_untied_number_is_found(text, numbers):
    assert [text[start:end] for start, end in prose.untied(text)] == numbers


@pytest.mark.parametrize(
    "text",
    [
        "## 3 Gradient",
        "1. first\n2. second",
        "Exercise 2, Notebook 3 and Step 4",
        "a 3-D bowl and a 2D map",
        "the 1st and the 22nd",
        "about 15 minutes",
        "$\\frac{2}{n} \\sum_{i=1}^n x_i^2$",
        "```\nx = 0.29\n```",
        "[2 \N{MIDDLE DOT} Surface](02_surface.ipynb) and 02_surface",
        "https://doi.org/10.24432/C5B01C, [there](https://a.org/12)",
        "<!-- 12 remarks -->",
        "`R2`, x1 and w2",
        "two weights, one idea, both of the two",
    ],
)
def test_free_numbers_are_left_alone(text):
    assert prose.untied(text) == []


def test_code_span_that_quotes_a_cell_is_free():
    code = "train_test_split(X, y, test_size=0.25, random_state=42)"
    assert prose.untied("With `test_size=0.25, random_state = 42`.", code) == []
    assert len(prose.untied("With `test_size=0.35, random_state=42`.", code)) == 2


def test_message_shows_the_words_around():
    text = "the cost falls to 0.2919 at last"
    ((start, end),) = prose.untied(text)
    assert prose.around(text, start, end) == "0.2919 in «the cost falls to 0.2919 at last»"
