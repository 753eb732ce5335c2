"""The bank of questions: no option gives itself away, and what the questions say is so."""

import re
from collections import Counter

import numpy as np
import pytest
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from lessonkit import BumpyCurve, LineCost, descend, load_columns
from lessonkit.exercises import lesson, quiz, recall
from lessonkit.exercises.bank import BANK, beyond, learning_rate, minima, surface
from lessonkit.exercises.bank import gradient as slopes
from tools.quantities import quantities

QUESTIONS = {one.name: one for questions in BANK.values() for one in questions}
NUMBER = re.compile(r"(?<![\w.])-?\d(?:[\d,]*\d)?(?:\.\d+)?")
X, Y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 1.0, 4.0])


def ran(name: str, **known) -> dict:
    """Run the code of a question; return what it knows afterwards."""
    exec(QUESTIONS[name].code, known)
    return known


def test_about_thirty_questions_of_three_options_over_every_notebook():
    assert 30 <= len(QUESTIONS) <= 40
    assert all(len(questions) >= 3 for questions in BANK.values())
    for one in QUESTIONS.values():
        assert list(one.options) == ["a", "b", "c"]
        assert all(option.why.endswith((".", "?")) for option in one.options.values())


def test_at_least_ten_show_a_picture_or_code():
    assert sum(bool(one.code or one.draw) for one in QUESTIONS.values()) >= 10


@pytest.mark.parametrize("end", [min, max])
def test_the_right_option_is_seldom_the_shortest_or_the_longest(end):
    found = 0
    for one in QUESTIONS.values():
        lengths = [len(option.text) for option in one.options.values()]
        right = len(one.options[one.right].text)
        found += right == end(lengths) and lengths.count(right) == 1
    assert found <= 0.4 * len(QUESTIONS)


@pytest.mark.parametrize("seed", range(20))
def test_each_letter_is_right_about_as_often(seed):
    letters = Counter(one.right for one in quiz(seed).questions)
    assert sorted(letters.values()) == [3, 3, 4]


def test_no_letter_is_the_better_guess_in_the_openers():
    letters = Counter(one.right for name in list(BANK)[1:] for one in recall(name).questions)
    assert max(letters.values()) <= letters.total() / 2


def test_a_picture_is_shown_and_told_in_words_that_are_kept():
    for one in QUESTIONS.values():
        if one.draw:
            assert len(one.picture.alt.split()) > 5
            assert one.picture.png.startswith(b"\x89PNG")
    panels = [panel for seed in range(5) for panel in quiz(seed)._panels]
    drawn = [panel for panel in panels if panel.question.draw]
    coded = [panel for panel in panels if panel.question.code]
    assert drawn
    assert coded
    for panel in drawn:
        alt = panel._radio.picture.alt
        assert alt in panel._radio.children[0].value
        assert f"[Picture: {alt}]" in panel.text
        assert f"[Picture: {alt}]" in panel.html
        assert "base64" not in panel.html
    for panel in coded:
        line = panel.question.code.splitlines()[0]
        assert f"\n    {line}" in panel.text
        assert "<pre>" in panel.html
        assert "<pre>" in panel._radio.children[0].value


# Every number that a question quotes, worked out.


def of_the_slope() -> list[float]:
    at_0, at_1 = (ran("the-slope", engine_size=size)["price"] for size in (0, 1))
    return [at_1 - at_0, at_0]


def of_the_residual() -> list[float]:
    price, predicted = 9000, 12_000
    return [price, predicted, price - predicted, predicted - price]


def of_misses() -> list[float]:
    known = ran("many-small-misses")
    both = [np.array(known["first"]), np.array(known["second"])]
    squares, sizes, signed = (
        [f(one).mean() for one in both] for f in (np.square, np.abs, np.array)
    )
    assert squares[0] < squares[1]
    assert sizes[0] > sizes[1]
    return [*squares, *sizes, *signed]


def of_the_typical_miss() -> list[float]:
    slope, intercept = 162, -7914
    size, price = load_columns("engine_size", "price")
    misses = np.abs(price - slope * size - intercept)
    root = np.sqrt(np.mean(misses**2))
    assert np.mean(misses < root) > 0.5
    assert misses.max() > 3 * root
    return [slope, -intercept, root, np.median(misses)]


def of_one_step() -> list[float]:
    w, rate, grad = (ran("where-w-stands")[name] for name in ("w", "learning_rate", "grad_w"))
    return [w, rate, grad, w - rate * grad, w + rate * grad, w - grad]


def of_the_limit() -> list[float]:
    too_large = 0.0001
    assert quantities["limit_raw"] < too_large < 1
    return [2, 1, too_large]


def of_the_costs() -> list[float]:
    known = {"my_mse": lesson.my_mse, "my_step": lesson.my_step, "w": 0, "b": 0, "x": X, "y": Y}
    count = len(ran("how-many-costs", learning_rate=0.1, **known)["costs"])
    return [count, count - 1, count + 1]


def of_the_epochs() -> list[float]:
    train, test = train_test_split(np.arange(159), test_size=0.25, random_state=42)
    assert len(test) == 40
    return [quantities["sgd_epochs"], len(train)]


FIGURES = {
    "the-slope": of_the_slope,
    "the-residual": of_the_residual,
    "many-small-misses": of_misses,
    "typical-miss": of_the_typical_miss,
    "standardized-value": lambda: [-2, 2, 0],  # given, and what standardizing means
    "where-w-stands": of_one_step,
    "rate-of-0.9": lambda: [0.9, quantities["limit_standardized"]],
    "the-limit": of_the_limit,
    "how-many-costs": of_the_costs,
    "epochs": of_the_epochs,
    "a-better-score": lambda: [quantities["sgd_r2"], quantities["ols_r2"]],
}


def quoted(name: str) -> set[str]:
    one = QUESTIONS[name]
    said = [one.question, *(f"{o.text} {o.why}" for o in one.options.values())]
    return set(NUMBER.findall(" ".join(said).replace("- ", "")))


def test_every_question_that_quotes_a_number_has_it_worked_out():
    assert {name for name in QUESTIONS if quoted(name)} == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_every_number_quoted_is_the_one_worked_out(name):
    figures = FIGURES[name]()
    for text in quoted(name):
        digits = len(text.partition(".")[2])
        assert text in {f"{figure:,.{digits}f}" for figure in figures}, text


# What the pictures and the lines of code do.


def test_the_nearest_to_the_bottom_of_the_map_is_best():
    places = surface.MARKED
    assert min(places, key=lambda letter: surface.height(*places[letter])) == "K"
    assert max(places, key=lambda letter: places[letter][0]) == "L"
    assert max(places, key=lambda letter: places[letter][1]) == "M"


def test_the_tangent_falls_to_the_right():
    assert slopes.WEIGHT < 0


def test_plus_climbs_wherever_it_starts():
    for w in (-1.0, 1.0):
        after = ran("plus-in-the-rule", w=w, learning_rate=0.1, grad_w=2 * w)["w"]
        assert after**2 > w**2


def test_the_second_weight_feels_another_slope():
    known = {"my_gradient": lesson.my_gradient, "x": X, "y": Y, "w": 0.0, "b": 0.0}
    after = ran("one-after-the-other", learning_rate=0.1, **known)
    right = lesson.my_step(0.0, 0.0, X, Y, 0.1)
    assert after["w"] == right[0]
    assert after["b"] != right[1]


def test_the_walk_from_the_dot_ends_in_d_and_c_is_lowest():
    curve = BumpyCurve()
    end = descend(curve, [minima.START], 0.01, max_iter=2000).points[-1, 0]
    assert curve.valley(end).letter == "D"
    assert min(curve.valleys, key=lambda one: one.cost).letter == "C"


def test_the_curve_with_one_dip_is_not_convex():
    w = np.linspace(-3, 3, 601)
    turns = np.diff(np.sign(np.diff(minima.dip(w))))
    assert np.count_nonzero(turns) == 1
    left, right = minima.CHORD
    inside = np.linspace(left, right, 50)[1:-1]
    chord = np.interp(inside, [left, right], minima.dip(np.array([left, right])))
    assert np.all(chord < minima.dip(inside))


def test_the_loss_curves_creep_and_climb_on_a_bowl_whose_limit_is_one():
    bowl = LineCost([-1, 1], [-1, 1])
    for rate in (learning_rate.SLOW, learning_rate.LARGE):
        costs = descend(bowl, (0, 0), rate, max_iter=learning_rate.STEPS).costs
        assert learning_rate.curve(rate) == pytest.approx(np.array(costs))
    slow, large = learning_rate.curve(learning_rate.SLOW), learning_rate.curve(learning_rate.LARGE)
    assert np.all(np.diff(slow) < 0)
    assert slow[-1] > 0.5
    assert np.all(np.diff(large) > 0)


def test_the_line_of_a_score_gives_a_half_at_zero_and_stays_between_zero_and_one():
    p = [ran("a-score", exp=np.exp, score=score)["p"] for score in (-9, 0, 9)]
    assert 0 < p[0] < p[1] == 0.5 < p[2] < 1


def test_the_walk_with_a_shrinking_rate_is_calmer_in_the_end():
    fixed, shrinking = (beyond.noisy_costs(shrinks=shrinks) for shrinks in (False, True))
    assert shrinking[-20:].mean() < fixed[-20:].mean() / 3
    assert np.ptp(shrinking[-20:]) > 0


def test_steps_in_one_direction_grow_with_momentum():
    known = {"w": 0.0, "step": 0.0, "momentum": 0.5, "learning_rate": 0.1, "grad": -1.0}
    first = ran("on-the-floor", **known)
    second = ran("on-the-floor", **known | {name: first[name] for name in ("w", "step")})
    assert second["step"] > first["step"] > 0


def test_two_scalers_give_one_car_two_values():
    rows = np.array([[1.0], [2.0], [6.0]])
    known = ran("two-scalers", StandardScaler=StandardScaler, X_train=rows, X_test=rows[1:])
    assert known["Z_train"][1] != known["Z_test"][0]
