"""Numbers in words: where one way of writing them ends and the next begins."""

import numpy as np
import pytest

from lessonkit.words import number, without_noise


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.000"),
        (-0.0004, "0.000"),
        (999.9994, "999.999"),
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
