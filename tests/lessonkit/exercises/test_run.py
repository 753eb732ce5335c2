"""A student's function cannot harm the notebook, whatever it does."""
# ruff: noqa: ARG001, ARG005, NPY002, T201 -- students leave arguments out, and print

import builtins
import gc
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from lessonkit.exercises import Verdict, check, limits, shield
from lessonkit.exercises.run import is_stub
from tests.lessonkit.exercises.written import given

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can refuse memory")
ALARM, MONITOR, TRACE = "alarm", "monitoring", "trace"


@pytest.fixture(autouse=True)
def short_of_time(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.3)


@pytest.fixture(params=[ALARM, MONITOR, TRACE])
def clock(request, monkeypatch):
    """Stop a student's code by an alarm, and in the two ways that there are without one."""
    if request.param == MONITOR and not hasattr(sys, "monitoring"):
        pytest.skip("sys.monitoring begins with Python 3.12")
    if request.param != ALARM:
        monkeypatch.delattr(signal, "setitimer")
    if request.param == TRACE:
        monkeypatch.delattr(sys, "monitoring", raising=False)
    return request.param


def line(body, **known):
    """Check a body of `my_line`."""
    return check("line", *given("line", body, **known))


ENDLESS = {
    "loop": "while True: slope += 1",
    "pass": "while True: pass",
    "one line": "return sum(1 for _ in iter(lambda: 1, 2))",
    "calls": "while True: abs(slope)",
    "finalizers": """
class Car:
    def __del__(self):
        for _ in range(20): pass
while True: Car()""",
    "except": "while True:\n    try: slope += 1\n    except Exception: pass",
    "sleeps": "import time\nwhile True: time.sleep(1)",
}
STUBBORN = {  # they catch the stop, and are stopped again
    "bare except": "while True:\n    try: slope += 1\n    except: pass",
    "finally": "try:\n    while True: pass\nfinally:\n    while True: pass",
}


@pytest.mark.parametrize("name", ENDLESS | STUBBORN)
def test_what_does_not_end_is_stopped_with_a_message(name, clock, monkeypatch):
    if name in STUBBORN and clock == TRACE:
        pytest.skip("a trace ends with the first stop")
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    feedback = line((ENDLESS | STUBBORN)[name])
    assert feedback.verdict is Verdict.STOPPED
    assert "had not finished after 0.1 seconds of computing" in feedback.lines[0]


def test_an_endless_loop_is_stopped_outside_the_main_thread_too():
    answers = []
    thread = threading.Thread(target=lambda: answers.append(line(ENDLESS["loop"])))
    thread.start()
    thread.join(timeout=60)
    assert [answer.verdict for answer in answers] == [Verdict.STOPPED]


def test_an_honest_answer_is_right_whichever_clock_runs(clock, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 3.0)
    assert line("slope * engine_size + intercept").passed
    body = "s = StandardScaler().fit(X_train)\nreturn s.transform(X_train), s.transform(X_test)"
    assert check("scale", *given("scale", body)).passed


def test_time_that_others_use_does_not_count(monkeypatch):
    """Let the processor be busy with others: the wall's clock runs on, this thread's does not."""
    wall = iter(range(0, 10**9, 10))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(wall)))
    monkeypatch.setattr(limits, "_IDLE", 0.0)
    assert line("for i in range(1000): i += 1\nreturn slope * engine_size + intercept").passed


def test_waiting_is_stopped(clock, monkeypatch):
    monkeypatch.setattr(limits, "WAITING", 0.3)
    if clock != ALARM:
        pytest.skip("without an alarm, a call that waits cannot be stopped")
    feedback = line("threading.Event().wait()", threading=threading)
    assert "waited for 0.3 seconds without computing" in feedback.lines[0]


def test_the_time_of_an_import_counts_apart(tmp_path, monkeypatch):
    (tmp_path / "slow_to_load.py").write_text(
        "import time\nend = time.thread_time() + 0.6\nwhile time.thread_time() < end: pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert line("import slow_to_load\nreturn slope * engine_size + intercept").passed


GROWING = {
    "append": "c = [1.0]\nwhile True: c.append(c[-1] * 0.5)",
    "double": "c = [1.0]\nwhile True: c += c",
    "text": "s = 'a'\nwhile True: s += s",
    "dictionary": "d = {}\nwhile True: d[len(d)] = [0] * 1000",
    "giant list": "return [0] * 10**10",
    "giant array": "return np.ones(10**10)",
    "swallowed": "c = []\nwhile True:\n    try: c.append([0] * 10**5)\n    except Exception: pass",
}


@LINUX
@pytest.mark.parametrize("body", GROWING.values(), ids=GROWING)
def test_memory_that_grows_is_stopped_and_given_back(body, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 30.0)
    before = limits._memory()
    feedback = line(body)
    assert feedback.verdict is Verdict.STOPPED
    assert "kept filling the memory" in feedback.lines[0]
    gc.collect()
    assert limits._memory() - before < 200 * 2**20


@LINUX
def test_a_value_that_cannot_be_held_is_told():
    assert "It is a `range`" in line("return range(10**11)").lines[0]


ENDS_PYTHON = {
    "os._exit(1)": shield.ENDS,
    "os.abort()": shield.ENDS,
    "sys.exit(1)": "The function tried to end Python",
    "exit()": "tried to end Python",
    "raise SystemExit": "The function tried to end Python",
    "os.kill(os.getpid(), 9)": shield.OTHER,
    "os.killpg(0, 9)": shield.OTHER,
    "signal.raise_signal(9)": shield.OTHER,
    "os.system('true')": shield.OTHER,
    "subprocess.run('true')": shield.OTHER,
    "os.popen('true').read()": shield.OTHER,
    "os.fork()": shield.OTHER,
    "os.execv('/bin/true', ['true'])": shield.OTHER,
    "input('price? ')": shield.ASKS,
    "sys.stdin.readline()": shield.ASKS,
    "__import__('getpass').getpass()": shield.ASKS,
}


@pytest.mark.parametrize(("call", "said"), ENDS_PYTHON.items())
def test_what_reaches_out_of_the_function_is_stopped_and_told(call, said):
    known = {one.__name__: one for one in (os, sys, signal, subprocess)}
    feedback = line(f"if slope < 0: {call}\nreturn slope * engine_size + intercept", **known)
    assert feedback.verdict is Verdict.STOPPED
    assert said in feedback.lines[0]
    assert f"line 2 of your code, `if slope < 0: {call}`" in feedback.lines[0]


def test_what_is_stopped_in_a_function_works_again_afterwards():
    originals = os._exit, os.abort, signal.raise_signal, builtins.input, time.sleep
    line("os.system('true')", os=os)
    assert (os._exit, os.abort, signal.raise_signal, builtins.input, time.sleep) == originals
    assert subprocess.run(["true"], check=True).returncode == 0


def test_a_library_may_run_programs_for_its_own_ends(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "helper_of_theirs.py"
    package.parent.mkdir()
    package.write_text("import subprocess\n\ndef run(): return subprocess.run(['true'])\n")
    monkeypatch.syspath_prepend(package.parent)
    body = "import helper_of_theirs\nhelper_of_theirs.run()\nreturn slope * engine_size + intercept"
    assert line(body).passed


def test_a_check_within_a_check_is_told():
    feedback = line("return check('line', my_line)", check=check)
    assert "a function that is being checked cannot call `check`" in feedback.lines[0]


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_flood_of_output_is_stopped(stream):
    feedback = line(f"while True: print('price', file=sys.{stream})", sys=sys)
    assert shield.FLOOD in feedback.lines[0]


def test_the_alarm_never_rings_after_the_check():
    """No `Stop` may come out of a check, nor out of what runs after it."""
    limits.SECONDS = 0.0  # every tick stops; the fixture puts it back
    for _ in range(50):
        assert line("for _ in range(20_000): pass\nreturn 1").verdict is not Verdict.RIGHT
        total = sum(range(10_000))
        assert total == 49_995_000
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_alarm_trace_and_limits_are_put_back(clock):
    before = signal.getsignal(signal.SIGALRM), sys.gettrace()
    line("slope * engine_size + intercept")
    assert (signal.getsignal(signal.SIGALRM), sys.gettrace()) == before


def test_ctrl_c_still_works():
    def pressed(slope, intercept, engine_size):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("line", pressed)


def settings():
    """Take down what a student's code may have changed."""
    root = logging.getLogger()
    return {
        "streams": (sys.stdout, sys.stderr, sys.stdin),
        "depth": sys.getrecursionlimit(),
        "random": (random.getstate(), np.random.get_state()[1].tolist()),
        "numpy": (np.geterr(), np.get_printoptions()),
        "warnings": warnings.filters[:],
        "logging": (root.handlers[:], root.level, root.manager.disable),
        "matplotlib": mpl.rcParams["lines.linewidth"],
        "figures": plt.get_fignums(),
    }


def test_the_notebook_is_as_it_was():
    plt.figure(7)
    before = settings()
    table = pd.DataFrame({"price": [1, 2]})
    values = {"prices": np.array([1.0, 2.0]), "names": ["a"], "table": table, "count": 1}
    body = """
    global count, made
    count, made = count + 1, 1
    prices[:] = 0
    names.append("b")
    table["price"] = 0
    np.random.seed(1); random.seed(1)
    np.seterr(all="raise"); np.set_printoptions(precision=1)
    warnings.simplefilter("error"); logging.basicConfig(level=10)
    logging.warning("seen"); sys.setrecursionlimit(5000)
    plt.rcParams["lines.linewidth"] = 9
    plt.figure(); plt.plot([1, 2])
    sys.stdout = sys.stderr = None
    return slope
    """.replace("\n    ", "\n")
    modules = {one.__name__: one for one in (random, warnings, logging, sys)}
    (function,) = given("line", body, **values, **modules, plt=plt)
    assert not check("line", function).passed
    assert settings() == before
    plt.close(7)
    after = function.__globals__
    assert after["prices"].tolist() == [1, 2]
    assert after["table"]["price"].tolist() == [1, 2]
    assert (after["names"], after["count"], "made" in after) == (["a"], 1, False)


def test_what_a_function_displays_or_prints_does_not_fill_the_notebook(capfd):
    body = """
plt.figure(); plt.plot([1, 2]); print("slope is", slope)
print("problem", file=sys.stderr); logging.warning("careful")
return slope
"""
    feedback = line(body, plt=plt, sys=sys, logging=logging)
    assert feedback.lines[-2:] == (
        "Your function also printed: `slope is 2`",
        "It also displays something, which the check has left out.",
    )
    assert capfd.readouterr() == ("", "")
    assert plt.get_fignums() == []


def test_a_buffer_that_is_used_again_holds_each_value():
    clears = "costs.clear(); costs.append(slope * engine_size + intercept); return costs[0]"
    assert line(clears, costs=[]).passed
    body = "buffer[: len(x)] = (x - x.mean()) / x.std(); return buffer[: len(x)]"
    assert check("standardize", *given("standardize", body, buffer=np.zeros(99))).passed


def dots(x): ...


def words(x):
    """Say what it does."""


@pytest.mark.parametrize("function", [dots, words])
def test_a_function_as_handed_out_is_a_stub(function):
    assert is_stub(function)


@pytest.mark.parametrize("function", [lambda x: 3.0, lambda x: x, lambda x: print(), len, np.sin])
def test_a_function_that_does_something_is_no_stub(function):
    assert not is_stub(function)
