"""Why a walk blew up, crept or stood still: causes are named, and no false alarm is raised."""

import numpy as np
import pytest

from lessonkit import BumpyCurve, descend, learning_rate_limit
from lessonkit.exercises import diagnose, diagnosis, limits, slips
from tests.lessonkit.exercises.loops import (
    BROKEN,
    PRICE,
    RAW,
    RAW_THREE,
    ROUND,
    SIZE,
    SOUND,
    THREE,
    hole,
    in_one_line,
    right,
    summed,
)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_loop_is_named(name):
    cause, *asked = BROKEN[name]
    found = diagnose(*asked)
    assert found.cause == cause
    assert str(found).startswith("✗ Diagnosis: ")
    assert found.title in found._repr_html_()


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_loop_raises_no_alarm(name):
    found = diagnose(*SOUND[name])
    assert found.cause == "fine"
    assert str(found).startswith("✓ Diagnosis: nothing is wrong")


@pytest.mark.parametrize("rate", [0.3, 0.6])
@pytest.mark.parametrize(
    "data", [ROUND, RAW, THREE, RAW_THREE], ids=["round", "raw", "three", "raw three"]
)
def test_what_descend_returns_is_judged_by_its_rate_alone(data, rate):
    limit = learning_rate_limit(data)
    walk = descend(data, [1.0] * len(data.curvature), rate * limit, max_iter=5)
    assert diagnose(walk, data).also == ()
    blown = descend(data, [1.0] * len(data.curvature), (1 + rate) * limit, max_iter=500)
    assert diagnose(blown, data).cause in ("unscaled", "rate-above-limit")


def test_costs_that_fit_several_causes_name_them_all():
    found = diagnose([1.0] * 20, ROUND, 0.1)
    assert found.cause == "stands-still"
    assert "integers" in found.also
    assert "whole numbers cut off the steps" in str(found)


@pytest.mark.parametrize("slip", slips.ALL, ids=lambda slip: f"{slip.cause}: {slip.code}")
@pytest.mark.parametrize("bowl", [ROUND, THREE], ids=["line", "table"])
def test_where_a_function_is_tried_no_two_causes_look_the_same(slip, bowl):
    start = np.linspace(2.5, -1.5, len(bowl.curvature))
    setup = diagnosis.probe(bowl, start)
    costs = np.array([slip.cost(setup, point) for point in slips.walk(slip, setup)])
    assert {found.cause for found in slips.fitting(setup, costs, None)} == {slip.cause}


def test_evidence_is_told_in_numbers():
    told = str(diagnose(descend(ROUND, (0, 0), 1.01), ROUND))
    assert "Your learning rate is 1.01, and the limit of this bowl is 1:" in told
    told = str(diagnose(right, RAW, 0.01))
    assert "the limit of this bowl is 6.606e-05" in told
    assert "With standardized features the limit would be 1." in told
    told = str(diagnose(summed, ROUND, 0.1))
    assert "Your gradient is 159 times that of the mean over 159 rows." in told
    told = str(diagnose(right, (hole(SIZE), PRICE), 0.1))
    assert "`x` holds 1 nan among 159." in told


@pytest.mark.parametrize(
    ("costs", "cause"),
    [
        ([1, 30, np.inf, np.nan], "rate-above-limit"),
        ([1.0, 0.9, np.nan], "nan-data"),
        (np.geomspace(1, 1e9, 30), "rate-above-limit"),
    ],
)
def test_short_lists_and_strange_ones(costs, cause):
    assert diagnose(costs, ROUND, 1.5).cause == cause


def test_costs_that_fit_nothing_are_not_named():
    wavy = 1 + 0.5 * np.sin(np.arange(30))
    falls = "The cost falls, but not to the lowest, 0.29"
    rises = "The cost rises, but the rate 0.1 is below the limit, 1."
    for costs, said in ((wavy, falls), (wavy[::-1], rises)):
        found = diagnose(costs, ROUND, 0.1)
        assert found.cause == "unknown"
        assert said in str(found)
        assert "These costs fit no walk that is known here" in str(found)


def test_code_that_raises_or_never_ends_is_stopped(monkeypatch):
    def raises(cost, w, b, learning_rate, steps):
        return cost.cost(w, b, learning_rate, steps)

    def endless(_cost, w, _b, _learning_rate, _steps):
        while True:
            w += 1

    monkeypatch.setattr(limits, "SECONDS", 0.2)
    assert diagnose(raises, ROUND, 0.1).cause == "stopped"
    assert diagnose(endless, ROUND, 0.1).cause == "stopped"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((lambda x: x, ROUND, 0.1), TypeError, r"walk: expected a function of \(cost, w, b, learn"),
        (
            (in_one_line, THREE, 0.1),
            TypeError,
            "walk: a function of w and b walks on the cost of a",
        ),
        (([1.0], ROUND, 0.1), ValueError, "walk: expected at least two costs, got 1"),
        ((["1", "2"], ROUND, 0.1), TypeError, "walk: expected a number, got '1'"),
        ((None, ROUND, 0.1), TypeError, "walk: expected a number or an array of numbers, got None"),
        (([1, 2, 3], BumpyCurve(), 0.1), TypeError, "bowl: expected a LineCost, .* got BumpyCurve"),
        ((right, ROUND, 0.1, None, 2), ValueError, "steps: got 2, expected a whole number, at le"),
        (([1, 2, 3], ROUND), TypeError, "learning_rate: it is missing"),
        (
            ([1, 2, 3], ROUND, -0.1),
            ValueError,
            "learning_rate: got -0.1, expected a finite number a",
        ),
        (([1, 2, 3], ROUND, np.nan), ValueError, "learning_rate: got nan"),
        (([1, 2, 3], ROUND, "0.1"), TypeError, "learning_rate: expected a number, got '0.1'"),
        (([1, 2, 3], ROUND, 0.1, [1]), ValueError, "start: expected 2 numbers, got 1"),
        (([1, 2, 3], ([1, 2], [1, 2, 3])), ValueError, "x, y: expected one y for each row of x"),
    ],
)
def test_bad_arguments_get_their_own_error(arguments, error, message):
    with pytest.raises(error, match=message):
        diagnose(*arguments)
