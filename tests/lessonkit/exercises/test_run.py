"""A student's function cannot harm the notebook, whatever it does."""
# ruff: noqa: ARG001, ARG005, T201 -- students leave arguments out, and print

import signal
import sys
import threading
import time

import numpy as np
import pytest

from lessonkit.exercises import Verdict, check, judge
from lessonkit.exercises.run import StoppedError, call, is_stub, time_limit
from tests.lessonkit.exercises.written import cell


@pytest.fixture
def short_of_time(monkeypatch):
    monkeypatch.setattr(judge, "SECONDS", 0.2)


def loop_without_end(slope, intercept, engine_size):
    while slope is not None:
        intercept += engine_size


def loop_that_swallows_everything(slope, intercept, engine_size):
    while slope is not None:
        try:
            intercept += engine_size
        except:  # noqa: E722 -- the worst that students write
            intercept = 0


def loop_that_prints(slope, intercept, engine_size):
    while slope is not None:
        print(intercept, engine_size)


def sleep_without_end(slope, intercept, engine_size):
    time.sleep(slope + intercept + 1000 * engine_size)


@pytest.mark.parametrize(
    "function",
    [loop_without_end, loop_that_swallows_everything, loop_that_prints, sleep_without_end],
)
@pytest.mark.usefixtures("short_of_time")
def test_what_does_not_end_is_stopped_with_a_message(function):
    feedback = check("line", function)
    assert feedback.verdict is Verdict.STOPPED
    assert "still running after 0.2 seconds and was stopped" in feedback.lines[0]


@pytest.mark.usefixtures("short_of_time")
def test_an_endless_loop_is_stopped_outside_the_main_thread_too():
    answers = []
    thread = threading.Thread(target=lambda: answers.append(check("line", loop_without_end)))
    thread.start()
    thread.join(timeout=20)
    assert [answer.verdict for answer in answers] == [Verdict.STOPPED]


@pytest.mark.usefixtures("short_of_time")
def test_an_endless_loop_is_stopped_where_there_are_no_alarms(monkeypatch):
    monkeypatch.delattr(signal, "setitimer")
    assert check("line", loop_without_end).verdict is Verdict.STOPPED


def test_alarm_and_trace_are_put_back():
    alarm, trace = signal.getsignal(signal.SIGALRM), sys.gettrace()
    check("line", lambda slope, intercept, engine_size: slope * engine_size + intercept)
    assert signal.getsignal(signal.SIGALRM) is alarm
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert sys.gettrace() is trace


def test_a_quick_answer_is_not_held_up():
    with time_limit(5):
        pass


def test_ctrl_c_still_works():
    def pressed(slope, intercept, engine_size):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("line", pressed)


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("return slope * enginesize", 2, "NameError: name 'enginesize' is not defined"),
        ("return 1 / 0", 2, "ZeroDivisionError: division by zero"),
        ("a = 1\n    return [a][a]", 3, "IndexError: list index out of range"),
        ("return np.dot([1, 2], [1, 2, 3])", 2, "ValueError: shapes (2,) and (3,) not aligned"),
        ("return slope.size", 2, "AttributeError: 'int' object has no attribute 'size'"),
        ("return slope(intercept)", 2, "TypeError: 'int' object is not callable"),
        ("return my_line(slope, intercept, engine_size)", 2, "RecursionError"),
        ("import sys\n    sys.exit(3)", 3, "SystemExit: 3"),
        ("raise NotImplementedError", 2, "NotImplementedError"),
        ("print(total)\n    total = 3", 2, "UnboundLocalError"),
    ],
)
def test_an_exception_is_shown_at_their_line(body, line, said):
    function = cell(f"def my_line(slope, intercept, engine_size):\n    {body}\n", "my_line")
    feedback = check("line", function)
    source = body.split("\n    ")[line - 2]
    assert feedback.verdict is Verdict.STOPPED
    assert f"On line {line} of your code, `{source}`, Python says: `{said}" in feedback.lines[0]


def test_an_exception_deep_in_a_library_is_shown_where_they_called_it():
    function = cell("def my_mse(a, b, x, y):\n    return np.mean(x, axis=7)\n", "my_mse")
    assert "On line 2 of your code, `return np.mean(x, axis=7)`" in check("mse", function).lines[0]


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


def test_printed_instead_of_returned():
    def function(slope, intercept, engine_size):
        print(slope * engine_size + intercept)

    feedback = check("line", function)
    assert feedback.lines[0].startswith("It prints its result but returns nothing.")


def test_what_a_function_prints_does_not_fill_the_notebook(capsys):
    def function(slope, intercept, engine_size):
        print("slope is", slope)
        return intercept * engine_size + slope

    assert check("line", function).lines[-1] == "Your function also printed: `slope is 2`"
    assert capsys.readouterr().out == ""


def test_nothing_returned():
    def function(slope, intercept, engine_size):
        if slope == 2:
            return 13
        slope * engine_size  # the return is forgotten
        return None

    assert check("line", function).lines[0].startswith("It returns nothing (`None`).")


def test_an_argument_that_is_changed_is_named():
    def function(x):
        x -= x.min()
        return x / 2.0

    feedback = check("standardize", function)
    assert feedback.verdict is Verdict.STOPPED
    assert "changed its own `x`" in feedback.lines[0]


def test_arguments_are_copies():
    given = np.array([1, 2, 3])
    with pytest.raises(StoppedError, match="changed its own `values`"):
        call(lambda values: values.sort() or values.fill(0), (given,))
    assert given.tolist() == [1, 2, 3]


def test_warnings_of_their_code_do_not_show(recwarn):
    def function(slope, intercept, x, y):
        return np.mean((y - slope * x - intercept) ** 2) + 0 * np.log(np.array([-1.0]))[0]

    assert not check("mse", function).passed
    assert len(recwarn) == 0


def dots(x): ...


def words(x):
    """Say what it does."""


def words_and_dots(x):
    """Say what it does."""


def words_and_pass(x):
    """Say what it does."""


@pytest.mark.parametrize("function", [dots, words, words_and_dots, words_and_pass])
def test_a_function_as_handed_out_is_a_stub(function):
    assert is_stub(function)


@pytest.mark.parametrize(
    "function",
    [lambda x: 3.0, lambda x: x, lambda x: print(), len, lambda x: (None, None), np.sin],
)
def test_a_function_that_does_something_is_no_stub(function):
    assert not is_stub(function)


def test_a_function_that_does_anything_is_no_stub():
    def deletes(slope):
        del slope

    def empty(slope):
        pass

    assert is_stub(empty)
    assert not is_stub(deletes)


def test_a_right_function_has_its_time_outside_the_main_thread_too():
    answers = []
    right = cell("def my_line(a, b, c):\n    return a * c + b\n", "my_line")
    thread = threading.Thread(target=lambda: answers.append(check("line", right)))
    thread.start()
    thread.join(timeout=20)
    assert [answer.verdict for answer in answers] == [Verdict.RIGHT]


def test_an_argument_whose_name_nobody_knows_is_counted():
    def changes(_, values):
        values[0] = 5

    changes.__signature__ = "none"
    with pytest.raises(StoppedError, match="changed its own `argument 2`"):
        call(changes, (1, [1, 2]))
