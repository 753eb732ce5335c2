"""The run in a plain process: ties in order, errors by cell, figures that wobble."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.rerun import Rerun, is_exact, rerun, scaled


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run cells given as code (`name=...`) or as markdown (`name_md=...`)."""

    def run(**sources: str) -> Rerun:
        cells = [
            new_markdown_cell(source, id=name)
            if name.endswith("_md")
            else new_code_cell(source, id=name)
            for name, source in sources.items()
        ]
        path = tmp_path_factory.mktemp("rerun") / "small.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return rerun(path)

    return run


def test_ties_see_the_cells_above_or_the_one_below(run):
    found = run(
        announce_md="try 1<!-- => rate | .1f -->",
        first="rate = 0.1",
        read_md="**1**<!-- = rate | .1f --> then 1<!-- => rate | .1f -->",
        second="rate = 0.9",
        last_md="1<!-- = rate | .1f -->",
    )
    assert found.errors == found.wobbly == []
    assert found.literals == {
        "announce_md": ["0.1"],
        "read_md": ["0.1", "0.9"],
        "last_md": ["0.9"],
    }


def test_pictures_words_are_kept_by_cell(run):
    source = """
from lessonkit.figures import new_figure, show
figure, (ax,) = new_figure()
show(figure, "Nothing at all.")"""
    assert run(number="1", picture=source).alts == {"picture": "Nothing at all."}


def test_ties_share_nothing_with_the_tools(run):
    found = run(read_md="1<!-- = len(ROOT.parts) -->")
    assert found.errors == [("read_md", "len(ROOT.parts): NameError: name 'ROOT' is not defined")]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("x = )", "SyntaxError"),
        ("raise KeyError('x')", "KeyError: 'x'"),
    ],
)
def test_error_names_its_cell(run, source, message):
    ((cell, text),) = run(fine="1", broken=source).errors
    assert cell == "broken"
    assert message in text


def test_malformed_tie_names_its_cell(run):
    ((cell, text),) = run(read_md="1 <!-- = x -->").errors
    assert cell == "read_md"
    assert "not a tie" in text


def test_dead_process_is_an_error(run):
    with pytest.raises(RuntimeError, match="small"):
        run(bye="import os; os._exit(3)")


PREPARE = """
import numpy as np
import pandas as pd
value = 2 / 3 - 1 / 6 + 1e-11
"""
EDGE = {
    "f_string": 'print(f"{value:.0f}")',
    "f_string_with_width": 'print(f"{value:6.0f}!")',
    "format": 'print(format(value, ".0f"))',
    "round": "print(round(value))",
    "numpy_round": "print(np.round(value, 0))",
    "array_round": "print(np.array([value]).round())",
    "pandas_round": "pd.Series([value]).round()",
    "long": 'f"{1e7 / 3 + 0.001:,.2f}"',
}
RAW = {
    "value": "value",
    "print": "print(value)",
    "f_string_without_format": 'print(f"{value}")',
    "nested": "[1, (value,)]",
    "dictionary": '{"cost": value}',
    "numpy_scalar": "np.float64(value)",
    "small_error_below": 'f"{-1 / 3e17:.3f}"',
    "small_error_above": 'f"{1 / 3e17:.3f}"',
    "small_error_in_digits": 'f"{1 / 3e17:.1e}"',
}
STEADY = {
    "middle": 'f"{1 / 3:.4f}"',
    "chosen": 'f"{0.1} and {0.125:.2f} and {2.5:.0f}"',
    "grid": "np.linspace(0, 320, 9)",
    "table": "pd.DataFrame({'a': [1 / 3], 'b': ['x']}).round(3)",
    "zero_without_sign": 'f"{1e-17 - 2e-17:z.3f}"',
    "size": 'f"{abs(1e-17 - 2e-17):.3f}"',
    "count": "159",
    "text": 'print("0.50000000001", end="")',
}


@pytest.fixture(scope="module")
def watched(run) -> Rerun:
    return run(prepare=PREPARE, **EDGE, **RAW, **STEADY)


@pytest.mark.parametrize(
    ("cell", "change"),
    [(cell, 1e-9) for cell in EDGE] + [(cell, 1e-12) for cell in RAW],
)
def test_wobbly_figure_is_found(watched, cell, change):
    assert [c for name, _, c in watched.wobbly if name == cell] == [change]


def test_steady_figures_do_not_wobble(watched):
    assert watched.errors == []
    assert {name for name, _, _ in watched.wobbly} == {*EDGE, *RAW}


def test_wobbly_text_is_quoted(watched):
    assert ("long", "3,333,333.33", 1e-9) in watched.wobbly


def test_tie_wobbles_too(run):
    found = run(compute=PREPARE, read_md="1<!-- = value | .0f -->")
    assert found.wobbly == [("read_md", "1", 1e-9)]


def test_text_made_in_lessonkit_is_watched(run):
    source = """
from lessonkit import descend
try:
    descend(None, [0.0], learning_rate=-1 / 3)
except ValueError:
    pass
"""
    assert run(quote=source).wobbly == [("quote", repr(-1 / 3), 1e-12)]


@pytest.mark.parametrize("value", [0.0, 1.0, 0.1, -7914.0, 1e-12, 5e7, 0.12345678, float("inf")])
def test_few_digits_are_exact(value):
    assert is_exact(value)
    assert scaled(value, 2) is value


@pytest.mark.parametrize("value", [1 / 3, 51743974.62264151, 1e-17 / 3, 0.123456789])
def test_many_digits_are_not(value):
    assert not is_exact(value)
    assert scaled(value, 2) == 2 * value
