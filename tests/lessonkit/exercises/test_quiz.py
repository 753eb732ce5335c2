"""The quiz at the end and the questions that open a notebook, both from the bank."""

from collections import Counter
from functools import cache

import pytest

from lessonkit.exercises import quiz, recall, record
from lessonkit.exercises.bank import BANK, OPTIONAL
from lessonkit.exercises.course import WHERE
from lessonkit.exercises.radio import Radio
from lessonkit.server import WIDGET_VIEW

QUESTIONS = [question for questions in BANK.values() for question in questions]


@cache
def questions_of(seed):
    return quiz(seed).questions


def test_every_question_has_its_own_name():
    names = [question.name for question in QUESTIONS]
    assert len(names) == len(set(names))
    assert not WHERE.keys() & set(names)
    assert list(BANK) == sorted(set(WHERE.values()))


def test_a_seed_gives_one_quiz_and_another_seed_another():
    assert repr(quiz(3)) == repr(quiz(3))
    assert quiz(3)._repr_mimebundle_()["text/html"] == quiz(3)._repr_mimebundle_()["text/html"]
    assert repr(quiz(3)) != repr(quiz(4))


@pytest.mark.parametrize("seed", range(20))
def test_a_quiz_asks_ten_questions_about_all_notebooks(seed):
    names = [question.name for question in questions_of(seed)]
    assert len(names) == len(set(names)) == 10
    for notebook, questions in BANK.items():
        asked = set(names) & {question.name for question in questions}
        assert bool(asked) == (notebook != OPTIONAL), "notebook 7 has not been read by everybody"


def test_a_quiz_about_one_notebook_asks_all_there_is_and_is_not_the_quiz_of_the_lesson():
    panel = quiz(notebook="07_beyond")
    names = {question.name for question in panel.questions}
    assert names == {question.name for question in BANK["07_beyond"]}
    for number, question in enumerate(panel.questions, start=1):
        panel.answer(number, question.right)
    assert panel.score == f"{len(names)} of {len(names)} answered right."
    assert record.done() == frozenset()
    with pytest.raises(ValueError, match="notebook: got '07', choose from 00_start, "):
        quiz(notebook="07")


@pytest.mark.parametrize("seed", range(20))
def test_shuffling_keeps_each_question_with_its_options_and_its_right_one(seed):
    original = {question.name: question for question in QUESTIONS}
    for question in questions_of(seed):
        before = original[question.name]
        assert question.options[question.right] == before.options[before.right]
        assert Counter(question.options.values()) == Counter(before.options.values())
        assert list(question.options) == list(before.options)


@pytest.mark.parametrize("notebook", list(BANK)[1:])
def test_a_notebook_opens_with_two_questions_about_earlier_ones(notebook):
    panel = recall(notebook)
    names = {question.name for question in panel.questions}
    place = list(BANK).index(notebook)
    before = [{question.name for question in pile} for pile in list(BANK.values())[:place]]
    assert len(names) == 2
    assert names <= set().union(*before)
    assert names & before[-1], "none about the notebook just before"
    assert repr(panel) == repr(recall(notebook))
    assert "What do you remember? Answer, or skip them and go on." in repr(panel)
    assert "0 of 2 answered right." in panel._repr_mimebundle_()["text/html"]
    for number, question in enumerate(panel.questions, start=1):
        assert panel.answer(number, question.right).passed
    assert "2 of 2 answered right." in repr(panel)
    assert record.done() == frozenset()


def test_no_notebook_asks_again_what_an_earlier_one_asked():
    asked = [one.name for notebook in list(BANK)[1:] for one in recall(notebook).questions]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("notebook", ["00_start", "07", "", None])
def test_nothing_to_recall(notebook):
    with pytest.raises(ValueError, match=r"notebook: there is nothing to recall in .* 01_cost, 02"):
        recall(notebook)


def test_each_wrong_option_is_explained_and_each_right_one_counts():
    panel = quiz(seed=1)
    for number, question in enumerate(panel.questions, start=1):
        for letter, option in question.options.items():
            feedback = panel.answer(number, letter)
            assert feedback.passed == (letter == question.right)
            assert option.why in feedback.lines[0]
        panel.answer(number, question.right)
        assert panel.score == f"{number} of 10 answered right."
    assert record.done() == {"quiz"}


def test_an_answer_by_code_is_chosen_on_the_screen_and_counted_there():
    panel = quiz()
    right = panel.questions[2].right
    panel.answer(3, right)
    assert [one._radio.letter for one in panel._panels] == ["", "", right, *[""] * 7]
    assert "1 of 10 answered right." in panel._score.value
    assert record.done() == frozenset()


def test_a_right_answer_can_be_taken_back():
    panel = quiz()
    panel.answer(1, panel.questions[0].right)
    panel.answer(1, "z")
    assert panel.score == "0 of 10 answered right."


def test_an_answer_by_mouse_or_keyboard():
    panel = quiz()
    first = panel._panels[0]
    first.children[1].click()
    assert "not answered yet" in first._reply.value
    first._radio.letter = panel.questions[0].right
    first.children[1].click()
    assert "Question 1: right" in first._reply.value
    assert panel.score == "1 of 10 answered right."


def test_a_quiz_that_is_run_again_shows_its_answers_again_and_another_does_not():
    panel = quiz(seed=3)
    panel.answer(1, panel.questions[0].right)
    panel.answer(2, "b")
    panel._panels[2]._radio.letter = "a"  # chosen, but not checked
    again = quiz(seed=3)
    assert repr(again) == repr(panel)
    assert [one._radio.letter for one in again._panels[1:4]] == ["b", "", ""]
    assert again._score.value == panel._score.value
    for other in (quiz(seed=4), recall("06_sklearn"), quiz(notebook="06_sklearn")):
        assert not any(one._radio.letter for one in other._panels)


def test_the_two_questions_of_a_notebook_keep_their_answers_when_its_cells_are_run_again():
    for number in (1, 2):
        recall("02_surface").answer(number, "a")
    assert [one._radio.letter for one in recall("02_surface")._panels] == ["a", "a"]
    assert [one._radio.letter for one in recall("03_gradient")._panels] == ["", ""]


def test_a_question_number_that_there_is_not():
    for number in (0, 11, "1"):
        with pytest.raises(ValueError, match="number: got"):
            quiz().answer(number, "a")


def test_radio_buttons_and_their_labels_can_be_told_apart_by_ear():
    panel = quiz()
    labels = [one._radio._options.tooltip for one in panel._panels]
    tooltips = [one.children[1].tooltip for one in panel._panels]
    assert labels == [f"{n}. {one.question}" for n, one in enumerate(panel.questions, start=1)]
    assert tooltips == [f"Check Question {number}" for number in range(1, 11)]


def test_the_saved_quiz_shows_every_question_and_no_answer():
    panel = quiz()
    bundle = panel._repr_mimebundle_()
    for question in panel.questions:
        assert question.question in bundle["text/plain"]
        assert not any(option.why in bundle["text/plain"] for option in question.options.values())
    assert bundle["text/html"].count("<li>") == 10
    assert WIDGET_VIEW in bundle


def test_options_have_room_for_their_words():
    for one in quiz()._panels:
        assert "lessonkit-ask" in one._radio._dom_classes
        assert ".lessonkit-ask .widget-radio" in one._radio.children[0].value


def test_a_label_shows_no_marks_of_code():
    asked = next(one for one in QUESTIONS if one.name == "rate-of-0.9")
    assert "`w` leaps" in asked.options["a"].text
    labels = [label for label, _ in Radio(asked)._options.options]
    assert labels[0] == "(a) w leaps across the bottom, and the cost falls."
