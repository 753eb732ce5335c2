"""What a checker says to answers of the wrong kind, and to wrong numbers that it does not know."""
# ruff: noqa: ARG005 -- students leave arguments out

import pkgutil
import subprocess
import sys
from fractions import Fraction
from math import sqrt

import numpy as np
import pandas as pd
import pytest

from lessonkit.exercises import Verdict, check, record
from lessonkit.exercises.course import EXERCISES
from lessonkit.exercises.judge import _written
from lessonkit.exercises.lesson import my_gradient
from lessonkit.exercises.values import brief, equal, numbers
from tests.lessonkit.exercises.written import FUNCTIONS, NOTEBOOK, returning

MSE = EXERCISES["mse"].answer


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_a_stub_is_not_answered_yet_and_records_nothing(exercise):
    def stub(*arguments):
        """Say what to do."""

    feedback = check(exercise.name, stub)
    assert feedback.verdict is Verdict.UNANSWERED
    assert repr(feedback) == (
        f"○ {exercise.name}: not answered yet\n"
        "Write your own lines into the function and run this cell again. "
        "Stuck? Open the hints below."
    )
    assert check(exercise.name, None).verdict is Verdict.UNANSWERED
    assert check(exercise.name).verdict is Verdict.UNANSWERED
    assert record.done() == frozenset()


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_dots_that_are_returned_are_not_answered_yet(exercise):
    assert check(exercise.name, returning(...)).verdict is Verdict.UNANSWERED


def test_values_left_at_none_are_not_answered_yet():
    assert check("two-costs", None, None).verdict is Verdict.UNANSWERED
    assert check("two-costs", 0, None).verdict is Verdict.UNANSWERED
    assert check("valleys", [1], None).verdict is Verdict.UNANSWERED


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        (("msq", abs), ValueError, "name: there is no exercise 'msq'; choose from line"),
        (("which-line", "a"), ValueError, "name: there is no exercise 'which-line'; choose from"),
        (("same-ring", "b"), ValueError, "name: there is no exercise 'same-ring'; choose from"),
        ((abs,), TypeError, "name: expected the name of an exercise in quotes, as in"),
        (("mse", abs, abs), TypeError, r"answers: 'mse' takes 1 \(your answer\), got 2"),
        (("two-costs", 0), TypeError, r"'two-costs' takes 2 \(cost_80, cost_90\), got 1"),
    ],
)
def test_a_name_or_a_number_of_answers_that_is_wrong(given, error, said):
    with pytest.raises(error, match=said):
        check(*given)


def test_a_right_answer_is_recorded():
    assert check("two-costs", 0, 2416666.67).passed
    assert record.done() == {"two-costs"}


@pytest.mark.parametrize("value", [3.5, "mse", [1, 2], np.zeros(3)])
def test_a_value_instead_of_the_function(value):
    assert "not a function" in check("mse", value).lines[0]
    assert "without parentheses" in check("mse", value).lines[0]


def test_a_function_of_other_arguments():
    feedback = check("mse", lambda slope, intercept: slope + intercept)
    assert feedback.lines[0].startswith(
        "It is called with (slope, intercept, x, y), in this order, and yours takes (slope, inter"
    )


def test_a_function_with_more_arguments_that_have_defaults_is_fine():
    assert check("line", lambda slope, intercept, x, unit="USD": slope * x + intercept).passed


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("mse", np.array([1.0, 2.0]), "It is an array of 2 values, instead of a single number"),
        ("mse", [1.0], "It is a list of one number, instead of a single number"),
        ("mse", np.array([[1.0]]), "It is an array of shape (1, 1), instead of a single number"),
        ("mse", pd.Series([1.0, 2.0]), "It is a pandas Series of 2 values, instead of a single"),
        ("mse", pd.DataFrame({"a": [1]}), "It is a data frame of 1 rows and 1 columns"),
        ("mse", "10", "It is text, instead of a single number"),
        ("mse", True, "It is a truth value (`True` or `False`), instead of a single number"),
        ("mse", 1 + 2j, "It is a complex number, instead of a single number"),
        ("mse", {"mse": 1}, "It is a dictionary, instead of a single number"),
        ("mse", np.mean, "Put parentheses and its arguments behind its name to call it."),
        ("mse", map(abs, [1]), "It has not computed anything yet: `list(...)` makes it"),
        ("mse", (x for x in [1]), "It is a generator, instead of a single number. Does the"),
        ("mse", object(), "It is a value of type `object`, instead of a single number"),
        ("mse", [[1], [2, 3]], "It is a list that holds a list of one value and a list of 2 val"),
        ("mse", np.array(["a"]), "It is an array whose values are not numbers (dtype <U1)"),
        ("gradient", 3.0, "It is a single number, instead of two numbers."),
        ("step", (1, 2, 3), "It is a tuple of 3 numbers, instead of two numbers."),
        ("walk", 3.0, "It is a single number, instead of two numbers and then a list."),
        ("walk", [[1, 2], [3, 4]], "It is a list that holds a list of 2 values and a list of 2"),
        ("minima", {1, 2}, "It is a set, instead of a list of numbers."),
        ("stop", 1, "It is a single number, instead of `True`"),
        ("stop", np.array([True]), "It is an array of one value, instead of `True`"),
        ("standardize", 3.0, "It is a single number, instead of an array of shape (3,)."),
        (
            "standardize",
            np.zeros((3, 1)),
            "It is an array of shape (3, 1), instead of an array of shape (3,).",
        ),
        ("scale", np.zeros((2, 2)), "It is an array of shape (2, 2), instead of two tables."),
        ("scale", (np.zeros(2), np.zeros(2)), "It is a tuple that holds an array of 2 values and"),
    ],
)
def test_a_value_of_the_wrong_kind_is_described_in_plain_words(name, value, said):
    feedback = check(name, returning(value))
    assert feedback.verdict is Verdict.NOT_YET
    assert said in feedback.lines[0]


def test_decimals_cut_off_by_a_whole_number_dtype():
    def function(x):
        scaled = np.zeros_like(x)
        for i in range(len(x)):
            scaled[i] = (x[i] - x.mean()) / x.std()
        return scaled

    assert "so every decimal was cut off" in check("standardize", function).lines[0]


def test_tables_as_lists_of_lists():
    def function(X_train, X_test):
        z_train, z_test = EXERCISES["scale"].answer(X_train.to_numpy(), X_test.to_numpy())
        return z_train.tolist(), z_test.tolist()

    assert "One of the tables is a list of lists" in check("scale", function).lines[0]


# The first case of each exercise is what a student is asked to try by hand: the answers are worked
# out with fractions here.
BY_HAND = {
    "line": ("slope = 2, intercept = 3, engine_size = 5", 2 * 5 + 3),
    "mse": (
        "slope = 2, intercept = 1, x = [1, 2, 3], y = [4, 5, 9]",
        Fraction(1**2 + 0**2 + 2**2, 3),
    ),
    "standardize": ("x = [1, 2, 6]", [part / sqrt(Fraction(14, 3)) for part in (-2, -1, 3)]),
    "gradient": (
        "w = 1, b = 0, x = [1, 2, 3], y = [2, 2, 5]",
        (-2 * Fraction(1 * 1 + 2 * 0 + 3 * 2, 3), -2 * Fraction(1 + 0 + 2, 3)),
    ),
    "step": (
        "w = 1, b = 0, x = [0, 1, 2], y = [1, 1, 4], learning_rate = 0.5",
        (1 + Fraction(1, 2) * Fraction(8, 3), 0 + Fraction(1, 2) * 2),
    ),
    "walk": (
        "x = [0, 1, 2], y = [1, 1, 4], learning_rate = 0.1, steps = 2",
        (Fraction(23, 25), Fraction(3, 5), [6, Fraction(51, 25), Fraction(358, 375)]),
    ),
    "fit": ("X = [[1], [3]], y = [2, 6], learning_rate = 0.25, steps = 1", ([1], 2)),
    "logistic": (
        "X = [[1], [3]], y = [1, 1], learning_rate = 0.5, steps = 1",
        ([Fraction(1, 2)], Fraction(1, 4)),
    ),
    "momentum": (
        "w = 3, step = 2, grad = 4, learning_rate = 0.5, momentum = 0.5",
        (3 + 1 - 2, 1 - 2),
    ),
    "stop": ("costs = [9, 5, 4], tol = 2, max_iter = 10", True),
    "minima": ("values = [4, 2, 5]", [2]),
    "scale": (
        (
            "X_train = [[1, 10, 100, 2, 5], [3, 30, 300, 4, 9]], "
            "X_test = [[2, 40, 200, 2, 7], [5, 20, 100, 3, 5]]"
        ),
        ([[-1] * 5, [1] * 5], [[0, 2, 0, -1, 0], [3, 0, -1, 0, -1]]),
    ),
}


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_the_case_for_paper_is_right(exercise):
    case, answer = BY_HAND[exercise.name]
    assert _written(exercise, exercise.cases[0]) == f"`{case}`"
    assert equal(numbers(exercise.answer(*exercise.cases[0])), numbers(in_floats(answer)))


def in_floats(answer):
    if isinstance(answer, list | tuple):
        return type(answer)(map(in_floats, answer))
    return float(answer)


def test_the_first_difference_and_its_size_on_a_case_for_paper():
    assert check("mse", lambda *case: MSE(*case) + 3).lines == (
        "Try it by hand: `slope = 2, intercept = 1, x = [1, 2, 3], y = [4, 5, 9]`",
        "There yours gives `4.66667`: it is 3 too large.",
    )


def test_even_a_small_difference_has_its_direction():
    feedback = check("mse", lambda *case: MSE(*case) + 0.5)
    assert feedback.lines[1].endswith("it is 0.5 too large.")
    assert check("two-costs", 0.75, 2416666.67).lines[0].startswith("`cost_80` is too large.")


@pytest.mark.parametrize(("factor", "near"), [(1.0099, True), (1.0105, False)])
def test_what_is_off_by_a_hundredth_is_near(factor, near):
    feedback = check("mse", lambda *case: MSE(*case) * factor)
    assert feedback.lines[-1].startswith("That is near. Do you round on the way?") == near


def test_only_the_first_complaint_is_told():
    calls = iter(range(100))

    def list_for_the_second_case(x):
        scaled = (x - x.mean()) / x.std()
        return scaled.tolist() if next(calls) == 1 else scaled

    (line,) = check("standardize", list_for_the_second_case).lines
    assert line.startswith("The numbers are right, but their type is not. It is a list,")
    assert "doubles the numbers of an array and repeats a list" in line
    (line,) = check("standardize", lambda x: [0.5] * len(x)).lines
    assert line.startswith("It is a list, and an array was asked for.")


def test_what_it_printed_is_told_in_part():
    def prints(*case):
        sys.stdout.write("e" * 100 + "\nmore")
        return float(len(case))

    assert check("mse", prints).lines[-1] == f"Your function also printed: `{'e' * 80}`"


def test_a_function_that_returns_nothing_may_have_printed_its_result():
    def prints(*case):
        sys.stdout.write(str(len(case)))

    assert check("mse", prints).lines[0].startswith("It shows its result but returns nothing.")
    assert check("mse", returning(None)).lines[0].startswith("It returns nothing (`None`).")


def test_a_right_function_is_praised_with_the_number_of_cases_and_paper_without():
    exercise = EXERCISES["mse"]
    tried = f"Right in all {len(exercise.cases)} cases tried."
    assert check("mse", MSE).lines == (tried, exercise.onward)
    assert check("two-costs", 0, 2416666.67).lines == (EXERCISES["two-costs"].onward,)


def test_a_long_value_instead_of_the_function_is_told_in_part():
    line = check("mse", [1] * 40).lines[0]
    assert line.startswith("This is `[1, 1, 1, 1, 1, 1, 1, 1, ...]`, not a function.")


def test_tables_are_like_those_of_the_notebook():
    def function(X_train, X_test):
        rows = [*X_train.index, *X_test.index]
        assert list(X_train.columns) == list(X_test.columns) == NOTEBOOK["features"]
        assert len(set(rows)) == len(rows) > 2
        seen.append((rows == sorted(rows), X_train.dtypes["engine_size"].kind))
        return EXERCISES["scale"].answer(X_train.to_numpy(), X_test.to_numpy())

    seen = []
    assert check("scale", function).passed
    assert {(False, "f"), (False, "i")} <= set(seen)


def test_the_part_that_differs_is_named():
    def function(w, b, x, y, learning_rate):
        grad_w, grad_b = my_gradient(w, b, x, y)
        return w - learning_rate * grad_w, b - learning_rate * grad_b - 1

    assert check("step", function).lines[1].endswith("`b` is 1 too small.")


def test_the_entry_that_differs_is_counted():
    def function(values):
        found = EXERCISES["minima"].answer(values)
        return [0, *found[1:]] if len(found) > 1 else found

    feedback = check("minima", function)
    assert feedback.lines[1] == "There yours gives `[0, 1]`: value number 1 is 2 too small."


def test_a_list_of_the_wrong_length():
    feedback = check("minima", returning([1, 2, 3, 4]))
    assert feedback.lines[1] == "There yours gives `[1, 2, 3, 4]`, which has the wrong length."


def test_a_wrong_truth():
    feedback = check("stop", lambda costs, tol, max_iter: (costs[-1] + tol + max_iter) % 2 == 1)
    assert feedback.lines[0] == "Try it by hand: `costs = [9, 5, 4], tol = 2, max_iter = 10`"
    assert feedback.lines[1].startswith("There yours says `False`")


def test_not_a_number():
    feedback = check("mse", returning(float("nan")))
    assert feedback.lines[1] == "There yours gives `nan`, which is not a finite number."


def test_on_paper_only_the_direction_is_told():
    again = "Write down each step of it."
    assert check("two-costs", 0, 5).lines == (f"`cost_90` is too small. {again}",)
    assert check("two-costs", 17, 2416666.67).lines == (f"`cost_80` is too large. {again}",)
    again = "Go through the values again, one by one."
    assert f"wrong number of values. {again}" in check("valleys", [1, 2, 3, 4, 5], 1).lines[0]
    assert check("valleys", [1, 2, 4], 1).lines == (f"`local[2]` is too large. {again}",)
    assert check("valleys", [1, 2, 3], 0).lines == (f"`lowest` is too small. {again}",)


def test_a_number_where_a_list_was_asked_for_on_paper():
    assert (
        "instead of a list such as `[4, 0]` and then one number" in check("valleys", 3, 1).lines[0]
    )
    assert "text" in check("two-costs", "0", "1").lines[0]


def test_a_list_of_other_things_is_described_by_its_first_three():
    line = check("minima", returning(["1", "2", "3", "4"])).lines[0]
    assert line.startswith("It is a list that holds text, text and text, instead of")


def test_minus_zero_is_written_as_zero():
    assert brief(-0.0) == "0"


def printed_by(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_checking_needs_numpy_only():
    code = (
        "import sys, lessonkit.exercises as e; e.check('mse'); e.check('mse', lambda"
        " slope, intercept, x, y: ((y - slope * x - intercept) ** 2).mean());"
        "print([m for m in ('pandas', 'sklearn', 'matplotlib', 'ipywidgets') if m in sys.modules])"
    )
    assert printed_by(code) == "[]\n"


def test_nothing_draws_with_pyplot():
    code = (
        "import sys, lessonkit.exercises as e; e.predict('which-line', 'a'); e.quiz(); "
        "e.progress(); print('matplotlib.pyplot' in sys.modules)"
    )
    assert printed_by(code) == "False\n"


@pytest.mark.parametrize("first", ["progress_panel", "quiz_panel", "checks", "course.cost", "run"])
def test_no_file_takes_the_place_of_a_function(first):
    code = (
        f"import lessonkit.exercises.{first}, lessonkit.exercises as e\n"
        "from lessonkit.exercises import check, predict, progress, quiz\n"
        "print([callable(one) for one in (check, predict, progress, quiz, e.progress)])"
    )
    assert printed_by(code) == f"{[True] * 5}\n"


def test_every_public_name_is_there():
    import lessonkit.exercises

    names = lessonkit.exercises.__all__
    assert all(callable(getattr(lessonkit.exercises, name)) for name in names)
    files = {one.name for one in pkgutil.iter_modules(lessonkit.exercises.__path__)}
    assert files.isdisjoint(names)
    with pytest.raises(AttributeError, match="no attribute 'check_mse'"):
        _ = lessonkit.exercises.check_mse
