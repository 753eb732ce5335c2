"""The writer: what it saves, that a second run changes nothing, and what it refuses."""

import json

import nbformat
import pytest
from nbformat.v4 import new_notebook, new_output

from tools import notebooks
from tools.notebooks import RefusedError
from tools.rerun import pictures

SLIDER = """
import ipywidgets
from lessonkit.figures import new_figure, show

display(ipywidgets.FloatSlider(0.5))
figure, _ = new_figure()
show(figure, "An empty picture, to be looked at.")
"""
READ = "The price is **1**<!-- = price | ,d --> dollars, not 2<!-- => half | .1f -->."


def test_writes_once_and_then_leaves_no_diff(save, monkeypatch, capsys):
    path = save(
        title="print('a', flush=True)\nprint('b')",
        price="price = 5118",
        read=READ,
        half="half = price / 2\nprint(half)",
        slider=SLIDER,
    )
    monkeypatch.setattr(notebooks, "ROOT", path.parent.parent)
    unclean = nbformat.read(path, as_version=4)
    unclean.cells[3].metadata = {"tags": ["reveal"], "trusted": True}  # as JupyterLab leaves it
    unclean.cells[-1].metadata = {"execution": {"iopub.status.busy": "now"}, "collapsed": True}
    nbformat.write(unclean, path)

    assert notebooks.main([]) == 0
    first = path.read_bytes()
    assert notebooks.main(["small"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == ["small.ipynb: written", "small.ipynb: unchanged"]
    assert path.read_bytes() == first
    assert [file.name for file in path.parent.iterdir()] == ["small.ipynb"]

    written = nbformat.read(path, as_version=4)
    title, _, read, half, slider = written.cells
    assert [c.execution_count for c in (title, half, slider)] == [1, 3, 4]
    assert title.outputs == [new_output("stream", text="a\nb\n")]
    assert read.source == READ.replace("**1**", "**5,118**").replace("not 2", "not 2559.0")
    assert slider.metadata == {}
    assert half.metadata == {"jupyter": {"outputs_hidden": True}, "tags": ["reveal"]}
    assert half.outputs == [new_output("stream", text=f"{notebooks.CLOSED}2559.0\n")]
    kinds = [set(output.data) for output in slider.outputs]
    assert kinds == [{"text/plain"}, {"text/plain", "text/html"}]
    (picture,) = pictures(slider.outputs[1].data)
    assert picture["alt"] == "An empty picture, to be looked at."
    assert written.metadata == notebooks.METADATA
    assert first.endswith(b"\n}\n")


def test_refuses_what_the_plain_run_finds(save, monkeypatch, capsys):
    path = save(fine="1", broken="1 / 0")
    monkeypatch.setattr(notebooks, "ROOT", path.parent.parent)
    before = path.read_bytes()
    assert notebooks.main(["small"]) == 1
    assert capsys.readouterr().err == "small: broken: ZeroDivisionError: division by zero\n"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import sys\nprint('careful', file=sys.stderr)", "wrote to stderr: careful"),
        ("raise OSError(5)", "OSError: 5"),
        ("import os\nos._exit(1)", "the kernel died"),
        ("import time\ntime.sleep(600)", "still running after 1 s"),
    ],
)
def test_refuses_what_the_kernel_finds(save, monkeypatch, source, message):
    if "sleep" in source:
        monkeypatch.setattr(notebooks, "SECONDS_PER_CELL", 1)
    path = save(broken=source)
    with pytest.raises(RefusedError, match=f"small: broken: {message}"):
        notebooks.execute(path, notebooks.read(path))


CELL = {"cell_type": "markdown", "id": "twice", "metadata": {}, "source": "x"}


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        *(
            ([CELL | {"id": name}], "small: cell 1: the id")
            for name in ["", "1a2b3c4d", "Not-Words", "under_score", "a--b"]
        ),
        ([{"cell_type": "markdown", "metadata": {}, "source": "x"}], "small: cell 1: the id ''"),
        ([CELL, CELL], "cell 2: the id 'twice' is taken"),
        ([CELL | {"metadata": {"tags": ["raises-exception"]}}], "unknown tags"),
        ([CELL | {"metadata": {"jupyter": {"outputs_hidden": True}}}], "expected the tag reveal"),
    ],
)
def test_refuses_an_unclear_id_and_an_unknown_tag(tmp_path, cells, message):
    path = tmp_path / "small.ipynb"
    path.write_text(json.dumps({**new_notebook(), "cells": cells}))
    with pytest.raises(RefusedError, match=message):
        notebooks.read(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "{"])
def test_refuses_what_is_not_a_notebook(tmp_path, text):
    path = tmp_path / "small.ipynb"
    path.write_text(text)
    with pytest.raises(RefusedError, match="not a notebook"):
        notebooks.read(path)


def test_page_is_refilled_from_the_table(tmp_path):
    page = tmp_path / "README.md"
    page.write_text('There are 1<!-- = quantities["cars"] | d --> cars.')
    assert notebooks.write_page(page)
    assert "are 159<!--" in page.read_text()
    assert not notebooks.write_page(page)


@pytest.mark.parametrize("tie", ['= quantities["nothing"] |', "= quantities |", "=quantities |"])
def test_page_with_a_broken_tie_is_refused(tmp_path, tie):
    page = tmp_path / "README.md"
    page.write_text(f"after 1<!-- {tie} d --> epochs.")
    with pytest.raises(RefusedError, match=r"README\.md: "):
        notebooks.write_page(page)


def test_command_names_what_it_cannot_find(capsys):
    with pytest.raises(SystemExit):
        notebooks.main(["07_nothing"])
    assert "there is no 07_nothing.ipynb in the project" in capsys.readouterr().err
