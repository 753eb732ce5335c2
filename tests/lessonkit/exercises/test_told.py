"""What is said when a student's code raises an exception, and about slips that its lines show."""
# ruff: noqa: ARG001 -- students leave arguments out

import re

import numpy as np
import pytest

from lessonkit.exercises import Verdict, check
from lessonkit.exercises.errors import in_plain_words, known_errors
from tests.lessonkit.exercises.written import answers, cell, given


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("slope * enginesize", 2, "NameError: name 'enginesize' is not defined"),
        ("1 / 0", 2, "ZeroDivisionError: division by zero"),
        ("a = 1\nreturn [a][a]", 3, "IndexError: list index out of range"),
        ("np.dot([1, 2], [1, 2, 3])", 2, "ValueError: shapes (2,) and (3,) not aligned"),
        ("slope.size", 2, "AttributeError: 'int' object has no attribute 'size'"),
        ("slope(intercept)", 2, "TypeError: 'int' object is not callable"),
        ("my_line(slope, intercept, engine_size)", 2, "RecursionError"),
        ("raise NotImplementedError", 2, "NotImplementedError"),
        ("print(total)\ntotal = 3", 2, "UnboundLocalError"),
        ("np.random.choice(3, size=50, replace=False)", 2, "ValueError: Cannot take a larger"),
        ("pd.DataFrame({'a': [1]})['b']", 2, "KeyError: 'b'"),
        ("StandardScaler().fit([1, 2])", 2, "ValueError: Expected 2D array"),
    ],
)
def test_an_exception_is_shown_at_the_last_line_of_theirs_as_it_stands(body, line, said):
    (function,) = given("line", body)
    source = body.split("\n")[line - 2]
    source = source if line > 2 or "\n" in body or body.startswith("raise") else f"return {source}"
    feedback = check("line", function)
    assert feedback.verdict is Verdict.STOPPED
    assert f"On line {line} of your code, `{source}`, Python says: `{said}" in feedback.lines[0]


def test_a_line_is_shown_with_its_stars_and_backticks():
    feedback = check("line", *given("line", "max(*[slope]) * y  # `y` * z"))
    assert "<code>return max(*[slope]) * y  # `y` * z</code>" in feedback._repr_html_()
    assert "`` return max(*[slope]) * y  # `y` * z ``" in repr(feedback)


def test_an_exception_on_a_line_that_is_nowhere_to_be_read_is_told_with_its_number():
    namespace = {}
    exec("def my_line(a, b, c):\n    return 1 / 0", namespace)
    (line,) = check("line", namespace["my_line"]).lines
    assert line.startswith("On line 2 of your code, Python says: `ZeroDivisionError: division")


def test_an_exception_in_a_function_of_theirs_is_shown_there():
    source = "def helper(x):\n    return x + missing\n\ndef my_line(a, b, c):\n  return helper(a)\n"
    assert "On line 2 of your code" in check("line", cell(source, "my_line")).lines[0]


def test_an_exception_that_names_an_address_is_told_without_it():
    def function(slope, intercept, engine_size):
        raise ValueError(object())

    assert "ValueError: <object object>" in repr(check("line", function))


def raised(source):
    try:
        exec(source, {"np": np})
    except Exception as error:  # noqa: BLE001 -- any
        return error
    raise AssertionError(source)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("(1, 2) * 0.5", "gives a pair"),
        ("0.5 * [1, 2]", "gives a pair"),
        ("3 - (1, 2)", "A number meets a whole list or pair"),
        ("[1] + 3", "A number meets a whole list or pair"),
        ("None + 1", "One of the values is `None`"),
        ("None.mean()", "The value is `None`"),
        ("'1' + 1", "A text meets a number"),
        ("1 + '1'", "A text meets a number"),
        ("x = 3; x[0]", "as if it were a list"),
        ("len(3)", "as if it were a list"),
        ("a, b = 3", "as if it were a list"),
        ("a, b = (lambda: 1)", "A function stands where its value is needed"),
        ("0.1 * (lambda: 1)", "A function stands where its value is needed"),
        ("f = lambda: 1; f[0]", "A function stands where its value is needed"),
        ("for i in 3: pass", "`range(n)` counts"),
        ("len()", "too many arguments or with too few"),
        ("(lambda a: a)(1, 2)", "too many arguments or with too few"),
        ("float(np.array([1, 2]))", "A whole array stands"),
        ("np.zeros(2)[0] = [1, 2]", "A whole array stands"),
        ("x = [1, 2]; i = 0.5; x[i]", "has to be a whole number"),
        ("range(2.0)", "has to be a whole number"),
        ("3 < [1]", "A whole list is compared with a number"),
        ("3 < (1, 2)", "An operation met a kind of value"),
        ("x = [1]; x(0)", "in square brackets"),
        ("del np; np.mean([1])", "import numpy as np"),
        ("pd.DataFrame()", "import pandas as pd"),
        ("[].append(1).append(2)", "changes the list itself"),
        ("if np.array([1, 2]) > 1: pass", "has many answers"),
        ("np.array([1, 2]) + np.array([1, 2, 3])", "Two arrays of different lengths"),
        ("np.array([1, 2]) @ np.array([1, 2, 3])", "`@` needs as many columns on the left"),
        ("a, b = 1, 2, 3", "more names on the left"),
        ("float('x')", "This text is not a number"),
        ("max([])", "asked of an empty list"),
        ("[1].remove(2)", "but not this value"),
        ("x = np.array([1, 2]); x -= 0.5", "An array of whole numbers cannot hold decimals"),
        ("{}['a']", "nothing under this name"),
        ("import nothing_of_the_kind", "does not find what is to be imported"),
        ("2.0 ** 10000", "too large to hold"),
        ("np.array([1.0, 2.0]) ^ 2", "a power is written `**`"),
        ("2.0 ^ 2", "a power is written `**`"),
        ("3 - np.array([1, 2]).mean", "parentheses are missing"),
        ("3 - max", "parentheses are missing"),
        ("3 - np.mean", "parentheses are missing"),
    ],
)
def test_errors_of_python_in_plain_words(source, said):
    assert said in in_plain_words(raised(source))


def test_patterns_of_errors_are_patterns():
    assert all(re.compile(pattern) for _, pattern, _ in known_errors())


def test_an_argument_that_is_changed_is_named():
    feedback = check("standardize", *given("standardize", "x -= x.min(); return x / 2.0"))
    assert feedback.verdict is Verdict.STOPPED
    assert "changed its own `x`" in feedback.lines[0]


def test_the_notebooks_variables_instead_of_the_parameters():
    said = check("mse", *given("mse", "np.mean((price - slope * x) ** 2)")).lines[0]
    assert "uses `price` from the notebook, and not its own `intercept` and `y`. A func" in said
    overwritten = "x = engine_size\ny = price\nreturn np.mean((y - slope * x - intercept) ** 2)"
    said = check("mse", *given("mse", overwritten)).lines[0]
    assert "uses `engine_size` and `price` from the notebook, and not its own `x` and `y`." in said
    partly = check("standardize", *given("standardize", "(x - x.mean()) / engine_size.std()"))
    assert partly.lines[0].startswith("It uses `engine_size` from the notebook. A function")
    constants = "half * 2 * slope * engine_size + intercept"
    assert check("line", *given("line", constants, half=0.5)).passed


def test_the_same_flaw_in_two_exercises_is_one_misconception():
    step, walk = (
        given(name, next(body for what, body in answers(name) if what == "uphill"))
        for name in ("step", "walk")
    )
    first, again = check("step", *step), check("walk", *walk)
    assert again.lines == ("The same slip as in `step`, uphill (see notebook 3).", *first.lines)
    assert check("step", *step).lines == first.lines
