"""Numbers in words: where one way of writing them ends and the next begins."""

import numpy as np
import pytest

from lessonkit import words as write
from lessonkit.words import number, without_noise


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.000"),
        (-0.0004, "0.000"),
        (999.9994, "999.999"),
        (999.9996, "1,000.000"),
        (-1000.0, "-1,000"),
        (1050.4, "1,050"),
        (999_999_999.4, "999,999,999"),
        (1e9, "1.0e+09"),
        (-1.04e9, "-1.0e+09"),
    ],
)
def test_a_number_has_the_digits_of_its_size(value, words):
    assert number(value) == words


def test_digits_after_the_point_are_up_to_the_caller():
    assert number(1.23456, 4) == "1.2346"


def test_what_is_nothing_beside_the_largest_becomes_zero():
    values = [0.99e-9, 1e-9, -0.99e-9, -1.0]
    np.testing.assert_array_equal(without_noise(values), [0, 1e-9, 0, -1])
    np.testing.assert_array_equal(without_noise([5e-8, 2e-7, 100]), [0, 2e-7, 100])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (999.5, "999.5"),
        (1000, "1,000"),
        (1050.5, "1,050"),
        (-30000, "\N{MINUS SIGN}30,000"),
        (999_999, "999,999"),
        (1e6, "1 M"),
        (1_050_000, "1 M"),
        (2.5e8, "250 M"),
        (1e12, "1e+12"),
        (1.05e12, "1e+12"),
        (3e13, "3e+13"),
    ],
)
def test_large_numbers_are_written_short(value, text):
    assert write.compact(value) == text


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ((162.38, -7914.1), "162.38 * engine_size - 7,914.1"),
        ((50, 0), "50 * engine_size + 0"),
        ((0.5, 1234.5), "0.5 * engine_size + 1,234.5"),
    ],
)
def test_a_line_is_written_as_it_would_be_typed(line, words):
    assert write.line(*line) == words


def test_a_cost_is_written_to_eight_digits():
    assert write.eight_digits(51_696_421.57) == "51,696,422"
    assert write.eight_digits(165_336_628.08) == "165,336,630"
    assert write.eight_digits(0.4) == "0"


def test_a_tick_counts_in_thousands():
    assert [write.thousands(value) for value in (0, 500, 42_000)] == ["0", "0.5", "42"]


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (1e-9, "under 1%"), (0.01, "1%"), (0.994, "99%"), (1, "100%")]
)
def test_a_share_that_is_not_zero_is_not_called_so(share, text):
    assert write.percent(share) == text


def test_a_count_has_its_plural():
    assert [write.counted(count, "step") for count in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]
    assert write.counted(1272, "step") == "1,272 steps"


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (-1e-10, "0"),
        (0.1715209, "0.172"),
        (-6.45631, "-6.46"),
        (-199, "-199"),
        (-31415, "-3.1e+04"),
        (-0.998, "-0.998"),
        (0.9999, "almost 1"),
        (-0.9999, "almost -1"),
        (-1.002, "just past -1"),
        (-1 - 1e-12, "-1"),
    ],
)
def test_a_multiplier_has_three_digits_and_tells_1_from_almost_1(factor, text):
    assert write.multiplier(factor) == text


def test_a_limit_has_the_digits_that_the_lesson_quotes():
    assert [write.rate_limit(rate) for rate in (6.6059e-05, 0.24142)] == ["6.6059e-05", "0.2414"]
