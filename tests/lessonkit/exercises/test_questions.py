"""Questions with options: those about pictures, the predictions, and the quiz."""

import re
from html import unescape
from statistics import mean

import numpy as np
import pytest

from lessonkit import BumpyCurve, LineCost, descend, load_columns, standardize
from lessonkit import figures as f
from lessonkit.exercises import Verdict, ask, predict, record
from lessonkit.exercises.bank import BANK
from lessonkit.exercises.course import PREDICTIONS, READINGS
from lessonkit.exercises.course.cost import LINES, MISSES
from lessonkit.exercises.course.learning_rate import RATES, STEPS, _sketch
from lessonkit.exercises.course.minima import START
from lessonkit.exercises.prediction_panel import SURE

GUESSED = {name: one.questions for name, one in PREDICTIONS.items()}
(WHICH_LINE,), (WHICH_VALLEY,) = GUESSED["which-line"], GUESSED["which-valley"]
QUESTIONS = [question for questions in BANK.values() for question in questions]
NOTEBOOKS = [*READINGS.values(), *(one for asks in GUESSED.values() for one in asks)]
EVERY = [*NOTEBOOKS, *QUESTIONS]


@pytest.mark.parametrize("question", EVERY, ids=lambda one: one.question[:40])
def test_every_option_says_why_and_one_is_right(question):
    assert question.right in question.options
    assert all(option.text and option.why for option in question.options.values())
    assert len({option.text for option in question.options.values()}) == len(question.options)


@pytest.mark.parametrize("questions", [NOTEBOOKS, QUESTIONS], ids=["notebooks", "bank"])
def test_the_length_of_an_option_does_not_tell(questions):
    right, wrong = [], []
    for question in questions:
        lengths = {letter: len(option.text) for letter, option in question.options.items()}
        right.append(lengths.pop(question.right))
        wrong.append(mean(lengths.values()))
    assert mean(right) <= mean(wrong)


@pytest.mark.parametrize("answer", ["z", "", 1, ["a"], b"a", "ab"])
def test_an_answer_that_is_no_letter(answer):
    panel = ask("same-ring", answer)
    assert panel.feedback.verdict is Verdict.NOT_YET
    assert 'Answer with one letter in quotes, "a", "b", "c"' in panel.feedback.lines[-1]
    assert repr(panel).endswith(panel.feedback.lines[-1])


@pytest.mark.parametrize("name", ["ring", "mse"])
def test_a_question_that_there_is_not(name):
    said = f"name: there is no question '{name}'; choose from above-the-line"
    with pytest.raises(ValueError, match=said):
        ask(name, "a")


@pytest.mark.parametrize("name", READINGS)
def test_the_question_and_its_options_stay_in_sight_whatever_is_answered(name):
    question = READINGS[name]
    asked = "\n".join(question.lines)
    assert repr(ask(name)) == f"{asked}\nChoose an option and press Check."
    for letter, option in question.options.items():
        assert ask(name, f" ({letter.upper()}) ").feedback == ask(name, letter).feedback
        panel = ask(name, letter)
        assert panel.passed == (letter == question.right)
        assert repr(panel).startswith(asked)
        assert repr(panel).endswith(f"({letter}) {option.why}")
        assert all(one.text in panel.html for one in question.options.values())
    assert record.done() == {name}


def test_a_question_is_answered_by_its_buttons_as_by_code():
    panel = ask("same-ring")
    button = panel.children[1]
    button.click()
    assert "not answered yet" in repr(panel)
    panel._radio.letter = "a"
    button.click()
    assert repr(panel) == repr(ask("same-ring", " (A) "))
    assert record.done() == frozenset()
    panel._radio.letter = READINGS["same-ring"].right
    button.click()
    assert panel.passed
    assert record.done() == {"same-ring"}


def test_a_cell_that_is_run_again_shows_the_answer_again():
    first = ask("same-ring")
    first._radio.letter = "a"
    assert ask("same-ring")._radio.letter == ""
    first.children[1].click()
    again = ask("same-ring")
    assert repr(again) == repr(first)
    assert again._reply.value == first._reply.value
    assert again._radio.letter == "a"
    again._radio.letter = READINGS["same-ring"].right
    again.children[1].click()
    assert ask("same-ring").passed


def test_an_answer_in_the_cell_goes_before_the_one_that_was_given_by_its_buttons():
    assert ask("same-ring", READINGS["same-ring"].right).passed
    assert ask("same-ring", "a")._radio.letter == "a"
    assert "this was 'z'" in repr(ask("same-ring", "z"))
    assert repr(ask("same-ring")).endswith("Choose an option and press Check.")


def test_what_is_forgotten_is_asked_anew():
    asked, guessed = repr(ask("same-ring")), repr(predict("which-line"))
    ask("same-ring", "a")
    predict("which-line", "a")
    record.forget()
    assert repr(ask("same-ring")) == asked
    assert repr(predict("which-line")) == guessed


# Predictions


def test_the_right_line_is_the_cheaper_one():
    cost = LineCost(*load_columns("engine_size", "price"))
    assert WHICH_LINE.right == min(LINES, key=lambda letter: cost.cost(*LINES[letter]))


def test_the_right_curves_are_those_of_the_walks():
    bowl = LineCost(*map(standardize, load_columns("engine_size", "price")))
    for rate, question in zip(RATES, GUESSED["three-rates"], strict=True):
        costs = descend(bowl, (0, 0), rate, max_iter=STEPS).costs
        falls = np.all(np.diff(costs) < 1e-12)
        arrives = costs[-1] < bowl.minimum.cost + 1e-4
        assert question.right == {(True, False): "a", (True, True): "b"}[bool(falls), bool(arrives)]


def test_the_right_valley_is_where_the_walk_ends():
    curve = BumpyCurve()
    end = descend(curve, [START], 0.1, max_iter=500).points[-1, 0]
    (valley,) = [one for one in curve.valleys if one.left < end < one.right]
    assert WHICH_VALLEY.options[WHICH_VALLEY.right].text == valley.letter
    assert end == pytest.approx(valley.bottom, abs=1e-6)


@pytest.mark.parametrize("name", PREDICTIONS)
def test_without_a_guess_nothing_is_revealed(name):
    panels = [predict(name), predict(name, None), predict(name, *[None] * 3)]
    for panel in panels:
        assert panel.picture is None
        assert repr(panel) == repr(panels[0])
        assert repr(panel).endswith("No guess yet. Choose, say how sure you are, and commit.")
        assert panel._repr_mimebundle_()["text/html"] == panels[0]._repr_mimebundle_()["text/html"]
    assert record.done() == frozenset()


@pytest.mark.parametrize("name", PREDICTIONS)
def test_every_guess_is_drawn_chosen_on_the_screen_and_answered(name):
    asks = PREDICTIONS[name].questions
    alts = set()
    guesses = {(letter,) * len(asks) for letter in asks[0].options}
    guesses.add(tuple(ask.right for ask in asks))
    for letters in sorted(guesses):
        panel = predict(name, *letters)
        assert tuple(ask.letter for ask in panel._asks) == letters
        alts.add(panel.picture.alt)
        right = [letter == ask.right for letter, ask in zip(letters, asks, strict=True)]
        sign = "✓" if all(right) else "◇"
        assert f'"true">{sign}</span> Your guess and the truth' in panel._answer.value
        assert repr(panel).count("✓ right") == sum(right)
        assert repr(panel).count("◇ a surprise") == len(asks) - sum(right)
        assert panel.picture.png.startswith(b"\x89PNG")
        assert panel.picture.alt in panel._answer.value
        assert re.search("your guess|your sketch|you sketched", panel.picture.alt, re.IGNORECASE)
        for letter, one in zip(letters, asks, strict=True):
            assert f"{one.question} ({letter}) {one.options[letter].why}" in repr(panel)
    assert len(alts) == len(guesses)
    assert record.done() == {name}


def words_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize("guess", LINES)
def test_the_guessed_line_is_named_among_the_costs_of_both(guess):
    alt = predict("which-line", guess).picture.alt
    cost = LineCost(*load_columns("engine_size", "price"))
    for letter, (slope, intercept) in LINES.items():
        words = f"slope {slope}, intercept {intercept:,} cost {cost.cost(slope, intercept):,.0f}"
        assert words in alt
        assert (f"{words} (your guess)" in alt) == (letter == guess)


def test_the_right_misses_are_those_of_the_smaller_mean_square():
    (question,) = GUESSED["misses"]
    costs = {letter: np.mean(np.square(misses)) for letter, misses in MISSES.items()}
    assert question.right == min(costs, key=costs.get)
    assert {len(misses) for misses in MISSES.values()} == {10}
    for letter in "abc":
        alt = predict("misses", letter).picture.alt
        assert "10 missed by 2,000 USD: MSE 4,000,000" in alt
        assert "1 missed by 7,000 USD: MSE 4,900,000" in alt
        assert alt.count("your guess") == (2 if letter == "c" else 1)


@pytest.mark.parametrize(
    ("letter", "heights"),
    [
        ("a", [1, 0.914, 0.829]),
        ("b", [1, 0.305, 0.3]),
        ("c", [1, 0.54, 0.852]),
        ("d", [1, 1.213, 1.852]),
    ],
)
def test_sketches_have_the_shapes_that_they_are_called(letter, heights):
    sketch = _sketch(letter)
    assert len(sketch) == STEPS + 1
    assert sketch[[0, 30, 60]] == pytest.approx(heights, abs=6e-4)


def test_pictures_of_guesses_say_what_they_show():
    assert predict("three-rates", "a", "b", "d").picture.alt == (
        "Three runs over your sketches. 0.001: you sketched one that falls slowly and ends "
        "high; the run ends at 0.85. 0.1: you sketched one that falls fast, then levels off; the "
        "run ends at 0.29. 0.9: you sketched one that climbs faster and faster; the run ends at "
        "0.29."
    )
    assert predict("which-valley", "d").picture.alt == (
        "Your guess: valley D. The walk from w = -3 ends at w = -1.51, in valley B."
    )


def test_the_runs_are_drawn_over_the_sketches(drawn):
    predict("three-rates", "a", "b", "d")
    bowl = LineCost(*map(standardize, load_columns("engine_size", "price")))
    for ax, rate, falls in zip(drawn, RATES, (True, True, False), strict=True):
        sketch, run = (f.xy(line)[:, 1] for line in ax.lines)
        assert run == pytest.approx(descend(bowl, (0, 0), rate, max_iter=STEPS).costs)
        assert len(sketch) == len(run)
        assert sketch[0] == pytest.approx(1)
        assert (sketch[-1] < sketch[0]) == falls
        assert ax.get_title() == f"learning rate {rate:g}"
        assert ax.get_xlabel() == "iteration"
        assert ax.get_ylim() == (0, 1.9)
    assert drawn[0].get_ylabel() == "cost (MSE)"
    assert words_of(drawn[0]) == ["your sketch", "the run"]


def test_the_guessed_valley_is_ringed_and_the_walk_drawn_to_its_end(drawn):
    predict("which-valley", "d")
    (ax,) = drawn
    curve = BumpyCurve()
    walk = descend(curve, [START], 0.1, max_iter=200)
    _, ring, path, end = ax.lines
    assert f.xy(ring).tolist() == [[curve.valleys[3].bottom, curve.valleys[3].cost]]
    assert f.xy(path) == pytest.approx(np.column_stack([walk.points[:, 0], walk.costs]))
    assert f.xy(end)[0] == pytest.approx(f.xy(path)[-1])
    assert words_of(ax) == ["your guess", "the walk", "where it ends"]


def test_a_guess_by_mouse_or_keyboard_does_what_one_by_code_does():
    panel = predict("which-valley")
    panel._button.click()
    assert "Choose an option first." in panel._answer.value
    panel._asks[0].letter = "c"
    panel._button.click()
    assert "Choose how sure you are, too." in panel._answer.value
    panel._sure.value = "very"
    panel._button.click()
    assert panel.guesses == ("c",)
    assert repr(panel) == repr(predict("which-valley", "c", sure="very"))


@pytest.mark.parametrize("sure", SURE)
def test_how_sure_one_was_is_answered(sure):
    wrong, right = (predict("which-valley", letter, sure=sure) for letter in "cb")
    assert ("Remember this one." in repr(wrong)) == (sure == "very")
    assert "you are right" in repr(right)
    assert "✗" not in repr(wrong) + wrong._answer.value
    for panel in (wrong, right):
        assert panel._sure.value == sure
        assert repr(panel).splitlines()[-2] in panel._answer.value
    assert repr(wrong).splitlines()[-2] != repr(right).splitlines()[-2]


def test_a_guess_without_a_word_about_it_is_only_told():
    assert "sure" not in repr(predict("which-valley", "c"))


@pytest.mark.parametrize("none", [(), (None,)])
def test_a_cell_that_is_run_again_shows_the_guess_again(none):
    first = predict("which-valley", *none)
    first._asks[0].letter, first._sure.value = "c", "very"
    assert predict("which-valley", *none).guesses == ()
    first._button.click()
    again = predict("which-valley", *none)
    assert repr(again) == repr(first)
    assert again._answer.value == first._answer.value
    assert (again._asks[0].letter, again._sure.value) == ("c", "very")
    assert predict("which-valley", "b").guesses == ("b",)
    assert predict("which-line").guesses == ()


def test_half_a_guess_reveals_nothing():
    panel = predict("three-rates", "a", None, "b")
    assert panel.guesses == ()
    panel._asks[0].letter = "a"
    panel._button.click()
    assert "Choose one for each first." in panel._answer.value


@pytest.mark.parametrize(
    ("guesses", "sure", "said"),
    [
        (("z",), None, """Answer with one letter in quotes, "a", "b", "c", "d"; this was 'z'."""),
        (("",), None, "Answer with one letter in quotes"),
        ((3,), None, "this was 3."),
        (("a", "b"), None, "Give one guess, not 2."),
        (("b",), "rather", " is one of not, fairly, very; this was 'rather'."),
    ],
)
def test_a_guess_that_is_no_option_is_told_in_words_and_reveals_nothing(guesses, sure, said):
    panel = predict("which-valley", *guesses, sure=sure)
    assert said in repr(panel)
    assert said in unescape(panel._answer.value)
    assert panel.picture is None
    assert record.done() == frozenset()


def test_a_prediction_that_there_is_not():
    with pytest.raises(ValueError, match="name: there is no prediction 'weather'; choose from"):
        predict("weather")
