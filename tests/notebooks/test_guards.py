"""Each guard finds the defect it is for, and nothing in a sound notebook."""

import base64
import copy
import io
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from tools import guards, reviewed
from tools.guards import Document
from tools.notebooks import METADATA

PNG = "iVBORw0KGgo="
PICTURE = new_output(
    "execute_result",
    {"text/plain": "Three dots in a row.", "image/png": PNG},
    metadata={"image/png": {"alt": "Three dots in a row."}},
    execution_count=2,
)


def sound() -> NotebookNode:
    cells = [
        new_markdown_cell("# Title\n\nBack to [the page](page.md#a-b).", id="title"),
        new_code_cell(
            "w = 0.9\nprint(w)",
            id="weight",
            execution_count=1,
            outputs=[new_output("stream", text="0.9\n")],
        ),
        new_markdown_cell("## Read\n\nIt is 0.9<!-- = w | .1f -->.", id="read"),
        new_code_cell("show()", id="picture", execution_count=2, outputs=[PICTURE]),
    ]
    return copy.deepcopy(new_notebook(cells=cells, metadata=METADATA))


@pytest.fixture
def document(tmp_path) -> Callable[[NotebookNode], Document]:
    (tmp_path / "page.md").write_text("# A b\n\n## C: `d`!\n")

    def document(notebook: NotebookNode) -> Document:
        path = tmp_path / "small.ipynb"
        path.write_text(nbformat.writes(notebook) + "\n")
        return Document.load(path)

    return document


@pytest.mark.parametrize("guard", guards.OF_NOTEBOOKS, ids=lambda guard: guard.__name__)
def test_sound_notebook_passes(document, guard):
    assert list(guard(document(sound()))) == []


def output(text: str) -> Callable[[NotebookNode], None]:
    return lambda n: n.cells[1].outputs.append(
        new_output("execute_result", {"text/plain": text}, execution_count=1)
    )


def code(source: str) -> Callable[[NotebookNode], None]:
    return lambda n: n.cells[1].update(source=source)


def words(source: str) -> Callable[[NotebookNode], None]:
    return lambda n: n.cells[2].update(source=source)


DEFECTS: list[tuple[guards.Guard, Callable[[NotebookNode], None]]] = [
    (guards.counts, lambda n: n.cells[1].update(execution_count=None)),
    (guards.counts, lambda n: n.cells[3].update(execution_count=7)),
    (guards.counts, lambda n: n.cells[3].outputs[0].update(execution_count=3)),
    (guards.written_by_the_writer, lambda n: n.metadata.update(widgets={})),
    (guards.written_by_the_writer, lambda n: n.metadata.kernelspec.update(name="mine")),
    (guards.written_by_the_writer, lambda n: n.metadata.language_info.update(version="3.11")),
    (guards.written_by_the_writer, lambda n: n.cells[1].metadata.update(execution={})),
    (
        guards.written_by_the_writer,
        lambda n: n.cells[1].outputs.append(new_output("stream", text="more")),
    ),
    (guards.written_by_the_writer, lambda n: n.cells[2].update(source="## Read\n")),
    (
        guards.written_by_the_writer,
        lambda n: (
            n.cells[3]
            .outputs[0]
            .data.update({"application/vnd.jupyter.widget-view+json": {"model_id": "1"}})
        ),
    ),
    (
        guards.clean_run,
        lambda n: n.cells[1].outputs.append(new_output("stream", name="stderr", text="careful")),
    ),
    (
        guards.clean_run,
        lambda n: n.cells[1].outputs.append(
            new_output("error", ename="E", evalue="", traceback=[])
        ),
    ),
    *((guards.unskipped, code(f"# {mark}\n1")) for mark in ("NBVAL_SKIP", "NBVAL_IGNORE_OUTPUT")),
    (guards.no_false_alarm_in_code, code("w;")),
    (guards.no_false_alarm_in_code, code("Out[1]")),
    (guards.no_false_alarm_in_code, code("_1 + 1")),
    (guards.no_false_alarm_in_code, code("clear_output()")),
    (guards.no_false_alarm_in_code, code("display(w, display_id=True)")),
    (guards.no_false_alarm_in_code, code("interact(f, w=1)")),
    (guards.no_false_alarm_in_code, code("with Output(): w")),
    (guards.no_false_alarm_in_code, code("df.info()")),
    (guards.no_false_alarm_in_code, code("%timeit w")),
    (guards.no_false_alarm_in_output, output("<Thing at 0x7f00>")),
    (guards.no_false_alarm_in_output, output("np.float64(0.9)")),
    (guards.no_false_alarm_in_output, output("<Figure size 640x480 with 1 Axes>")),
    (guards.no_false_alarm_in_output, output("[<matplotlib.lines.Line2D>]")),
    (guards.no_false_alarm_in_output, output("array([<Axes: >], dtype=object)")),
    (
        guards.no_false_alarm_in_output,
        lambda n: n.cells[3].outputs[0].data.update({"text/html": "<div id='sk-container-id-1'>"}),
    ),
    (guards.no_trace_of_a_machine, output("/home/someone/data.csv")),
    (guards.no_trace_of_a_machine, output("lib/site-packages/numpy")),
    (guards.no_trace_of_a_machine, output("C:\\Users\\someone")),
    (guards.no_trace_of_a_machine, output("took 3.2 ms")),
    (guards.no_trace_of_a_machine, words("See /home/someone.")),
    (
        guards.no_trace_of_a_machine,
        lambda n: (
            n.cells[3].outputs[0].data.update({"application/vnd.jupyter.widget-view+json": {}})
        ),
    ),
    (guards.no_trace_of_a_machine, lambda n: n.metadata.update(widgets={})),
    (guards.pictures_speak, lambda n: n.cells[3].outputs[0].update(metadata={})),
    (guards.pictures_speak, lambda n: n.cells[3].outputs[0].data.pop("text/plain")),
    (
        guards.pictures_speak,
        lambda n: n.cells[3].outputs[0].data.update({"text/plain": "<Picture>"}),
    ),
    (guards.short_cells, code("w = 1\n" * 15 + "w")),
    (guards.headings_in_order, words("#### Read")),
    (guards.headings_in_order, words("# Read")),
    (guards.headings_in_order, lambda n: n.cells[0].update(source="Words [page](page.md)")),
    (guards.links_resolve, words("[there](nowhere.md)")),
    (guards.links_resolve, words("[there](page.md#nowhere)")),
    (guards.links_resolve, words("[there](#Nowhere)")),
    (guards.links_resolve, words("![a picture of it](nowhere.png)")),
    (guards.external_links, words("[there](https://example.org/new)")),
    (guards.external_links, words("See https://example.org/new.")),
    (guards.external_links, words("See <https://example.org/new>.")),
    (guards.external_links, words("[there](http://example.org)")),
    (guards.images_have_alt, words("![](page.md)")),
    (guards.images_have_alt, words("<img src='page.md' alt='0.3'>")),
    (guards.untied, words("It is 0.9.")),
    (guards.untied, words("After thirty-nine epochs.")),
]


@pytest.mark.parametrize(
    ("guard", "spoil"), DEFECTS, ids=[f"{g.__name__}-{i}" for i, (g, _) in enumerate(DEFECTS)]
)
def test_planted_defect_is_found(document, guard, spoil):
    notebook = sound()
    spoil(notebook)
    problems = list(guard(document(notebook)))
    assert len(problems) >= 1
    assert str(problems[0]).startswith("small: ")


def test_every_guard_has_a_planted_defect():
    untested = {guards.next_is_linked, guards.titled_by_number}  # below: they look at the name
    assert {guard for guard, _ in DEFECTS} | untested == set(guards.OF_NOTEBOOKS)


def test_missing_link_to_the_next_is_found(monkeypatch, document):
    last = document(sound())
    monkeypatch.setattr(guards, "NOTEBOOKS", [Path("00_first.ipynb"), last.path])
    (problem,) = guards.next_is_linked(last)
    assert "00_first.ipynb" in str(problem)


def test_title_with_another_notebooks_number_is_found(tmp_path):
    path = tmp_path / "03_small.ipynb"
    path.write_text(nbformat.writes(sound()) + "\n")
    (problem,) = guards.titled_by_number(Document.load(path))
    assert "expected it to start with 3" in str(problem)


def test_picture_described_otherwise_than_by_a_run_is_found(document):
    right = {"picture": "Three dots in a row."}
    assert list(guards.misdescribed(document(sound()), right)) == []
    for wrong in ({"picture": "Four dots in a row."}, {}):
        (problem,) = guards.misdescribed(document(sound()), wrong)
        assert "'Three dots in a row.'" in str(problem)


def png(*dots: tuple[int, int], size: tuple[int, int] = (760, 420)) -> str:
    """Draw dots of nine pixels, as a notebook stores a picture."""
    picture = Image.new("RGB", size, "white")
    for x, y in dots:
        picture.paste("black", (x, y, x + 9, y + 9))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        (png((100, 200), (300, 100)), None),
        (png((100, 200), (312, 100)), "is not that of a run"),
        (png((100, 200)), "is not that of a run"),
        (png((100, 200), (300, 100), size=(760, 400)), r"a run's has \(400, 760, 3\)"),
        (None, "a run shows no picture"),
    ],
)
def test_picture_that_a_run_draws_otherwise_is_found(document, drawn, message):
    notebook = sound()
    notebook.cells[3].outputs[0].data["image/png"] = png((100, 200), (300, 100))
    found = {} if drawn is None else {"picture": drawn}
    problems = list(map(str, guards.misdrawn(document(notebook), found)))
    assert len(problems) == (message is not None)
    assert all(re.search(message, problem) for problem in problems)


@pytest.mark.parametrize(
    "link", ["page.md", "page.md#a-b", "page.md#c-d", "#Title", "small.ipynb#Read"]
)
def test_good_link_passes(document, link):
    notebook = sound()
    words(f"## Read\n\n[there]({link})")(notebook)
    assert list(guards.links_resolve(document(notebook))) == []


def test_link_in_code_is_no_link(document):
    notebook = sound()
    words("`[x](nowhere.md)` and\n```\n[x](nowhere.md)\n# x\n```\n")(notebook)
    assert list(guards.links_resolve(document(notebook))) == []


def test_review_excuses_the_quoted_number_alone(document):
    notebook = sound()
    words("Cars of 1985 in 1985, or 12.")(notebook)
    first, second, third = guards.untied(document(notebook))
    entry = {"where": "small", "text": "of 1985", "reason": "a year"}
    assert first.excused_by(entry)
    assert not second.excused_by(entry)
    assert not third.excused_by(entry)
    assert not first.excused_by({**entry, "where": "other"})


@pytest.mark.parametrize("missing", ["where", "reason"])
def test_review_needs_a_place_and_a_reason(tmp_path, missing):
    file = tmp_path / "reviewed.toml"
    entry = {"where": "small", "text": "of 1985", "reason": "a year"}
    lines = [f'{key} = "{value if key != missing else " "}"' for key, value in entry.items()]
    file.write_text("\n".join(["[[untied]]", *lines]))
    with pytest.raises(ValueError, match=r"reviewed\.toml: .* expected `where` and `reason`"):
        reviewed.load("untied", file)
