"""Build your own: what passes is kept as plain Python and given to the next notebook."""

import errno
import linecache
import sys
from pathlib import Path

import numpy as np
import pytest

from lessonkit.exercises import build, check, lesson, limits, mine, record
from tests.lessonkit.exercises.written import cell

X, Y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 1.0, 4.0])
MSE = """
import numpy as np

def my_mse(slope, intercept, x, y):
    '''Mine.'''
    return np.mean((y - slope * x - intercept) ** 2)
"""
GRADIENT = """
def my_gradient(w, b, x, y):
    residuals = y - w * x - b
    return -2 * (x * residuals).mean(), -2 * residuals.mean()
"""
STEP = """
def my_step(w, b, x, y, learning_rate):
    grad_w, grad_b = my_gradient(w, b, x, y)
    return w - learning_rate * grad_w, b - learning_rate * grad_b
"""
UNFINISHED = "def my_mse(slope, intercept, x, y):\n    '''Say what to do.'''\n"


@pytest.fixture
def kept(progress_file) -> Path:
    """Where functions are kept."""
    return progress_file.with_name("lessonkit-mine.py")


def test_what_passes_is_used_and_kept_as_plain_python(kept, capsys):
    function = cell(MSE, "my_mse")
    assert mine("mse", function) is function
    assert capsys.readouterr().out == "my_mse: yours.\n"
    assert kept.read_text() == build.HEADER + (
        "\n# %% my_mse, saved in notebook 1\n"
        "import numpy as np\n\n\n"
        "def my_mse(slope, intercept, x, y):\n"
        "    '''Mine.'''\n"
        "    return np.mean((y - slope * x - intercept) ** 2)\n"
    )
    assert record.done() == {"mse"}


def test_the_next_notebook_gets_it(kept, capsys):
    mine("mse", cell(MSE, "my_mse"))
    capsys.readouterr()
    function = mine("mse")
    assert (function.__doc__, function(1, 0, X, Y)) == ("Mine.", 5 / 3)
    assert capsys.readouterr().out == (
        "my_mse: yours, saved in notebook 1 (open lessonkit-mine.py to read it).\n"
    )
    assert function.__code__.co_filename == str(kept)
    linecache.checkcache(str(kept))
    line = linecache.getline(str(kept), function.__code__.co_firstlineno)
    assert line.startswith("def my_mse")


@pytest.mark.parametrize("name", build.BUILT)
def test_without_one_the_lessons_is_used_and_passes(kept, capsys, name):
    function = mine(name)
    assert function is getattr(lesson, f"my_{name}")
    said = capsys.readouterr().out
    assert said == f"my_{name}: the lesson's, since yours is not finished yet.\n"
    assert check(name, function).passed
    assert not kept.exists()


@pytest.mark.parametrize("source", [UNFINISHED, MSE.replace("np.mean", "np.sum")])
def test_an_unfinished_or_wrong_one_is_not_used_and_does_not_replace_the_one_that_passed(
    kept, capsys, source
):
    mine("mse", cell(MSE, "my_mse"))
    before = kept.read_text()
    assert mine("mse", cell(source, "my_mse")) is lesson.my_mse
    assert "the lesson's, since yours is not finished yet." in capsys.readouterr().out
    assert kept.read_text() == before


def test_only_the_function_itself_is_replaced(kept):
    mine("mse", cell(MSE, "my_mse"))
    mine("gradient", cell(GRADIENT, "my_gradient"))
    kept.write_text("# my own words\n" + kept.read_text())
    mine("mse", cell(MSE.replace("Mine.", "Mine, and better."), "my_mse"))
    text = kept.read_text()
    assert text.startswith("# my own words\n" + build.HEADER)
    assert (text.count("def my_mse"), text.count("def my_gradient")) == (1, 1)
    assert mine("mse").__doc__ == "Mine, and better."
    assert mine("gradient")(0, 0, X, Y) == (-6, -4)


def test_a_step_that_calls_the_notebooks_own_gradient_passes_and_is_bound_to_the_saved_one(capsys):
    gradient = cell(GRADIENT, "my_gradient")
    step = cell(STEP, "my_step", my_gradient=gradient)
    assert check("step", step).passed
    mine("gradient", gradient)
    mine("step", step)
    capsys.readouterr()
    saved = mine("step")
    assert saved.__globals__["my_gradient"].__code__.co_code == gradient.__code__.co_code
    assert capsys.readouterr().out == (
        "my_step: yours, saved in notebook 3 (open lessonkit-mine.py to read it), "
        "with your my_gradient.\n"
    )


def test_what_it_builds_on_may_be_the_lessons_which_the_file_does_not_need(kept, capsys):
    mine("step", cell(STEP, "my_step", my_gradient=lesson.my_gradient))
    assert mine("step").__globals__["my_gradient"] is lesson.my_gradient
    assert capsys.readouterr().out.endswith(", with the lesson's my_gradient.\n")
    assert "lessonkit" not in kept.read_text().removeprefix(build.HEADER)


def test_the_imports_that_it_needs_are_kept_with_it(kept):
    source = """
import math
import numpy as numbers
from statistics import fmean
from sklearn.metrics import mean_squared_error as mse

def my_mse(slope, intercept, x, y):
    assert math.pi and numbers.pi
    return fmean(mse([b], [slope * a + intercept]) for a, b in zip(x, y))
"""
    assert check("mse", mine("mse", cell(source, "my_mse"))).passed
    assert kept.read_text().splitlines()[3:7] == [
        "from sklearn.metrics import mean_squared_error as mse",
        "from statistics import fmean",
        "import math",
        "import numpy as numbers",
    ]
    assert mine("mse") is not lesson.my_mse


def test_one_that_needs_more_of_its_notebook_is_used_there_and_not_kept(kept, capsys):
    source = "TWO = 2\n\ndef my_mse(slope, intercept, x, y):\n"
    source += "    return ((y - slope * x - intercept) ** TWO).mean()\n"
    function = cell(source, "my_mse")
    assert mine("mse", function) is function
    assert capsys.readouterr().out == (
        "my_mse: yours, in this notebook only: it needs something that is written outside it.\n"
    )
    assert not kept.exists()


def test_one_whose_text_python_does_not_know_is_used(kept, capsys):
    known: dict = {}
    exec(MSE, known)
    assert mine("mse", known["my_mse"]) is known["my_mse"]
    assert capsys.readouterr().out.startswith("my_mse: yours, but it could not be saved: ")
    assert not kept.exists()


MARK = "# %% my_mse, saved in notebook 1\n"


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"damage", b"\x00"])
def test_a_damaged_file_is_told_and_left_as_it_is(kept, capsys, damage):
    kept.write_bytes(damage)
    assert mine("mse") is lesson.my_mse
    function = cell(MSE, "my_mse")
    assert mine("mse", function) is function
    assert capsys.readouterr().out == (
        "my_mse: the lesson's, since lessonkit-mine.py cannot be read. The file is left as it is.\n"
        "my_mse: yours, but it could not be saved, since lessonkit-mine.py is damaged. The file is "
        "left as it is.\n"
    )
    assert kept.read_bytes() == damage


@pytest.mark.parametrize(
    "text",
    [
        "def my_mse(:\n",
        "",
        "my_mse = 3\n",
        "my_mse = None\n",
        "raise SystemExit\n",
        "def other(slope, intercept, x, y):\n    return 0\n",
        "def my_mse(slope, intercept, x, y):\n    return 0\n",
        "def my_mse(slope, intercept, x, y):\n    return my_walk\n",
        "def my_mse(slope, intercept, x, y):\n    1 / 0\n",
        "\x00",
        "while True:\n    pass\n",
    ],
)
def test_one_that_no_longer_passes_is_told_and_the_file_left_as_it_is(
    kept, capsys, monkeypatch, text
):
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    kept.write_text(MARK + text)
    assert mine("mse") is lesson.my_mse
    assert capsys.readouterr().out == (
        "my_mse: the lesson's, since the one in lessonkit-mine.py does not pass. The file is left "
        "as it is.\n"
    )
    assert kept.read_text() == MARK + text


def test_nothing_else_in_the_file_runs(kept, capsys):
    mine("mse", cell(MSE, "my_mse"))
    ran = kept.with_name("ran")
    mark = MARK.replace("my_mse", "my_gradient")
    kept.write_text(f"{kept.read_text()}\n{mark}open({str(ran)!r}, 'w')\n")
    assert mine("mse") is not lesson.my_mse
    assert not ran.exists()
    assert mine("gradient") is lesson.my_gradient
    assert ran.exists()
    assert "my_gradient: the lesson's" in capsys.readouterr().out


def test_functions_that_call_each_other_in_a_circle_end(kept, capsys):
    kept.write_text(
        MARK + "def my_mse(slope, intercept, x, y):\n    return my_step(0, 0, x, y, 1)\n"
        "# %% my_step\ndef my_step(w, b, x, y, learning_rate):\n    return my_mse(w, b, x, y)\n"
    )
    assert mine("step") is lesson.my_step
    assert mine("mse") is lesson.my_mse
    assert capsys.readouterr().out.count("\n") == 2


def test_turned_off_nothing_is_written_or_read(kept, capsys, monkeypatch):
    kept.write_text(MARK + MSE)
    monkeypatch.setenv(record.VARIABLE, "off")
    function = cell(MSE.replace("Mine.", "Other."), "my_mse")
    assert mine("mse", function) is function
    assert mine("mse") is lesson.my_mse
    assert kept.read_text() == MARK + MSE
    assert capsys.readouterr().out == (
        "my_mse: yours.\nmy_mse: the lesson's, since yours is not finished yet.\n"
    )


def test_where_nothing_can_be_written_it_is_used_all_the_same(kept, capsys, monkeypatch):
    def read_only(*_args, **_kwargs):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "write_text", read_only)
    function = cell(MSE, "my_mse")
    assert mine("mse", function) is function
    assert capsys.readouterr().out == (
        "my_mse: yours, but it could not be saved: Read-only file system.\n"
    )
    assert not kept.exists()


def test_one_of_the_notebook_itself_is_not_imported_from_it(kept, monkeypatch):
    main = sys.modules["__main__"]
    helper = cell("def helper(v):\n    return v * v\n", "helper")
    helper.__module__ = "__main__"
    monkeypatch.setattr(main, "helper", helper, raising=False)
    source = "def my_mse(slope, intercept, x, y):\n"
    source += "    return helper(y - slope * x - intercept).mean()\n"
    mine("mse", cell(source, "my_mse", helper=helper))
    assert not kept.exists()


@pytest.mark.parametrize("name", ["minima", "my_mse", "", None])
def test_a_name_that_there_is_not(name):
    with pytest.raises(ValueError, match=r"name: there is no .* to build; choose from mse, stand"):
        mine(name)
