"""The writer: what it saves, that a second run changes nothing, and what it refuses."""

import base64
import io
import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image, PngImagePlugin

from tools import notebooks
from tools.notebooks import RefusedError
from tools.rerun import Rerun

SLIDER = """
import ipywidgets
from IPython.display import display
from lessonkit.figures import new_figure, show

display(ipywidgets.FloatSlider(0.5))
figure, _ = new_figure()
show(figure, "An empty picture, to be looked at.")
"""
READ = "The price is **1**<!-- = price | ,d --> dollars, not 2<!-- => half | .1f -->."


@pytest.fixture
def save(tmp_path):
    """Save cells, given as sources by id, as a notebook; return its path."""

    def save(**sources: str) -> Path:
        cells = [
            (new_markdown_cell if name.startswith("read") else new_code_cell)(source, id=name)
            for name, source in sources.items()
        ]
        path = tmp_path / "small.ipynb"
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return save


def test_writes_once_and_then_leaves_no_diff(save):
    path = save(title="print('a')\nprint('b')", price="price = 5118", read=READ, slider=SLIDER)
    cells = json.loads(path.read_text())["cells"]
    cells[-1]["metadata"] = {"execution": {"iopub.status.busy": "now"}, "collapsed": True}
    cells.append(new_code_cell("half = price / 2", id="half"))
    cells[2], cells[3], cells[4] = cells[2], cells[4], cells[3]
    path.write_text(json.dumps(new_notebook(cells=cells)))

    assert notebooks.write_notebook(path)
    first = path.read_bytes()
    assert not notebooks.write_notebook(path)
    assert path.read_bytes() == first
    assert [file.name for file in path.parent.iterdir()] == ["small.ipynb"]

    written = nbformat.read(path, as_version=4)
    title, _, read, half, slider = written.cells
    assert [c.execution_count for c in (title, half, slider)] == [1, 3, 4]
    assert title.outputs == [new_output("stream", text="a\nb\n")]
    assert read.source == READ.replace("**1**", "**5,118**").replace("not 2", "not 2559.0")
    assert slider.metadata == {}
    assert [set(output.data) for output in slider.outputs] == [
        {"text/plain"},
        {"text/plain", "image/png"},
    ]
    assert slider.outputs[1].metadata["image/png"]["alt"] == "An empty picture, to be looked at."
    assert written.metadata == notebooks.METADATA
    assert first.endswith(b"\n}\n")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", "small: broken: ZeroDivisionError: division by zero"),
        ("x = 1 / 3\nx", "small: broken: 0.3333333333333333 would be written otherwise"),
    ],
)
def test_refuses_what_the_plain_run_finds(save, source, message):
    path = save(fine="1", broken=source)
    before = path.read_bytes()
    with pytest.raises(RefusedError, match=message):
        notebooks.write_notebook(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "import sys\nprint('careful', file=sys.stderr)",
            "small: broken: wrote to stderr: careful",
        ),
        (
            "import sys\nif 'ipykernel' in sys.modules: raise OSError(5)",
            "small: broken: OSError: 5",
        ),
        ("import os\nos._exit(1)", "small: broken: the kernel died"),
    ],
)
def test_refuses_what_the_kernel_finds(save, source, message):
    path = save(fine="1", broken=source)
    notebook = notebooks.read(path)
    with pytest.raises(RefusedError, match=message):
        notebooks.execute(path, notebook)


def test_refuses_an_endless_cell(save, monkeypatch):
    monkeypatch.setattr(notebooks, "SECONDS_PER_CELL", 1)
    path = save(broken="import time\ntime.sleep(20)")
    with pytest.raises(RefusedError, match="small: broken: still running after 1 s"):
        notebooks.execute(path, notebooks.read(path))


@pytest.mark.parametrize("cell_id", ["", "1a2b3c4d", "Not-Words", "under_score", "a--b"])
def test_refuses_an_id_that_does_not_name(tmp_path, cell_id):
    path = tmp_path / "small.ipynb"
    cell = {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": "x"}
    path.write_text(json.dumps({**new_notebook(), "cells": [cell]}))
    with pytest.raises(RefusedError, match="small: cell 1: the id"):
        notebooks.read(path)


def test_refuses_a_cell_without_id(tmp_path):
    path = tmp_path / "small.ipynb"
    cell = {"cell_type": "markdown", "metadata": {}, "source": "x"}
    path.write_text(json.dumps({**new_notebook(), "cells": [cell]}))
    with pytest.raises(RefusedError, match="small: cell 1: the id ''"):
        notebooks.read(path)


def test_refuses_an_id_that_is_taken(save):
    path = save(twice="1")
    notebook = json.loads(path.read_text())
    notebook["cells"] *= 2
    path.write_text(json.dumps(notebook))
    with pytest.raises(RefusedError, match="cell 2: the id 'twice' is taken"):
        notebooks.read(path)


def test_refuses_an_unknown_tag(tmp_path):
    path = tmp_path / "small.ipynb"
    cell = new_code_cell("1", id="loose", metadata={"tags": ["raises-exception"]})
    nbformat.write(new_notebook(cells=[cell]), path)
    with pytest.raises(RefusedError, match="unknown tags"):
        notebooks.read(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "{"])
def test_refuses_what_is_no_notebook(tmp_path, text):
    path = tmp_path / "small.ipynb"
    path.write_text(text)
    with pytest.raises(RefusedError, match="not a notebook"):
        notebooks.read(path)


def test_reviewed_figure_may_be_long_but_not_noise():
    text = "10,020,972.66"
    assert notebooks.unreviewed("01_cost", Rerun(wobbly=[("best", text, 1e-9)])) == []
    assert len(notebooks.unreviewed("01_cost", Rerun(wobbly=[("best", text, 1e-12)]))) == 1
    assert len(notebooks.unreviewed("02_surface", Rerun(wobbly=[("best", text, 1e-9)]))) == 1


def test_png_loses_its_comments_and_nothing_else():
    comments = PngImagePlugin.PngInfo()
    comments.add_text("Software", "a program, its version")
    comments.add_itxt("Title", "a title")
    picture = Image.new("RGB", (5, 4), "orange")
    buffer = io.BytesIO()
    picture.save(buffer, "png", pnginfo=comments, dpi=(200, 200))
    stripped = notebooks.strip_png(base64.encodebytes(buffer.getvalue()).decode())
    data = base64.b64decode(stripped)
    assert b"Software" not in data
    assert b"Title" not in data
    after = Image.open(io.BytesIO(data))
    assert after.tobytes() == picture.tobytes()
    assert after.info["dpi"] == pytest.approx((200, 200), rel=1e-3)
    assert notebooks.strip_png(stripped) == stripped


def test_streams_merge_only_if_adjacent_and_alike():
    shown = new_output("display_data", {"text/plain": "x"})
    cell = new_code_cell(id="talk")
    texts = [("stdout", "a"), ("stdout", "b"), None, ("stdout", "c"), ("stderr", "d")]
    cell.outputs = [new_output("stream", name=t[0], text=t[1]) if t else shown for t in texts]
    notebook = new_notebook(cells=[cell])
    notebooks.normalise(notebook)
    assert [output.get("text") for output in cell.outputs] == ["ab", None, "c", "d"]


def test_page_is_refilled_from_the_table(tmp_path):
    page = tmp_path / "README.md"
    page.write_text('SGD stops after 1<!-- = quantities["sgd_epochs"] | d --> epochs.')
    assert notebooks.write_page(page)
    assert "after 39<!--" in page.read_text()
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


def test_command_writes_and_reports(save, monkeypatch, capsys):
    path = save(fine="print(1)")
    (path.parent / "notebooks").mkdir()
    path = path.rename(path.parent / "notebooks" / path.name)
    monkeypatch.setattr(notebooks, "ROOT", path.parent.parent)
    assert notebooks.main([]) == 0
    assert notebooks.main(["small"]) == 0
    path.write_text(path.read_text().replace("print(1)", "print(x)"))
    assert notebooks.main(["small"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == ["small.ipynb: written", "small.ipynb: unchanged"]
    assert said.err == "small: fine: NameError: name 'x' is not defined\n"
