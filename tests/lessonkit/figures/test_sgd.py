"""The pictures of notebook 6: what they say is what they were given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessonkit import load_columns
from lessonkit.exercises.lesson import my_fit
from lessonkit.explorers.two_models import gains_of_splits
from lessonkit.figures import show_agreement, show_loss_of_fit, show_many_splits

X = np.column_stack(load_columns("engine_size", "width"))
(PRICE,) = load_columns("price")


def test_the_loss_curve_begins_at_zero_weights_and_ends_at_the_closed_form():
    facts = show_loss_of_fit(my_fit, X, PRICE, 0.4, 60).facts
    Z = np.column_stack([X, np.ones(len(X))])
    _, (squares,), *_ = np.linalg.lstsq(Z, PRICE)
    assert facts["first"] == pytest.approx(np.mean(PRICE**2))
    assert facts["lowest"] == pytest.approx(squares / len(PRICE))
    assert facts["last"] == pytest.approx(facts["lowest"], rel=1e-6)


def test_the_loss_curve_is_that_of_the_function_it_is_given():
    facts = show_loss_of_fit(lambda *_: ([0, 0], PRICE.mean()), X, PRICE, 0.4, 3).facts
    assert facts["first"] == facts["last"] == pytest.approx(PRICE.var())


def test_the_largest_difference_of_two_models_is_told():
    picture = show_agreement([1000, 2000, 3000], [1010, 1900, 3000])
    assert picture.facts == {"cars": 3, "apart": 100}
    assert "3 test cars" in picture.alt
    assert "100 USD" in picture.alt


@settings(max_examples=10)
@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
def test_splits_are_counted_for_whom_they_are_better(gains):
    facts = show_many_splits(gains).facts
    assert facts["splits"] == len(gains)
    assert facts["walk"] == sum(gain > 0 for gain in gains)
    assert facts["mean"] == pytest.approx(np.mean(gains))
    assert facts["spread"] == pytest.approx(np.std(gains))
    assert (facts["lowest"], facts["highest"]) == (min(gains), max(gains))


def test_either_model_wins_on_some_splits():
    gains = gains_of_splits(20)
    assert gains.min() < 0 < gains.max()
