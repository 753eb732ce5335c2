"""Each guard finds the defects it is for, and nothing in a sound notebook."""

import copy
import io
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from lessonkit.figures import Picture
from lessonkit.server import WIDGET_VIEW
from tools import guards
from tools.guards import Document
from tools.notebooks import METADATA

Spoil = Callable[[NotebookNode], object]
ALT = "Three dots in a row."


def png(*dots: tuple[int, int], size: tuple[int, int] = (760, 420)) -> str:
    """Draw dots of nine pixels, as a notebook stores a picture."""
    picture = Image.new("RGB", size, "white")
    for x, y in dots:
        picture.paste("black", (x, y, x + 9, y + 9))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return b64encode(file.getvalue()).decode()


DRAWN = png((100, 200), (300, 100))


def drawn(png: str = DRAWN, alt: str = ALT) -> dict[str, str]:
    return {"text/plain": ALT, "text/html": Picture(b64decode(png), alt, 760)._repr_html_()}


PICTURE = new_output("execute_result", drawn(), execution_count=2)


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
def document(tmp_path) -> Callable[..., Document]:
    (tmp_path / "page.md").write_text("# A b\n\n## C: `d`!\n")

    def document(*spoils: Spoil, name: str = "small.ipynb") -> Document:
        notebook = sound()
        for spoil in spoils:
            spoil(notebook)
        path = tmp_path / name
        path.write_text(nbformat.writes(notebook) + "\n")
        return Document.load(path)

    return document


def code(source: str) -> Spoil:
    return lambda n: n.cells[1].update(source=source)


def words(source: str) -> Spoil:
    return lambda n: n.cells[2].update(source=source)


def stored(kind: str = "execute_result", **values: object) -> Spoil:
    return lambda n: n.cells[1].outputs.append(new_output(kind, **values))


def result(text: str, kind: str = "text/plain") -> Spoil:
    return stored(data={kind: text}, execution_count=1)


def picture(**values: object) -> Spoil:
    return lambda n: n.cells[3].outputs[0].update(values)


RESULT = new_output("execute_result", {"text/plain": "mse: not answered yet"})
REVEAL = {"tags": ["reveal"], "jupyter": {"outputs_hidden": True}}


def asked(said: str = "Run it, then open this.", **values: object) -> Spoil:
    """Plant a question, a cell that answers it, words about it, and a reveal elsewhere."""

    def spoil(notebook: NotebookNode) -> None:
        answer = {"source": "w", "outputs": notebook.cells[1].outputs, "metadata": REVEAL}
        notebook.cells[2:2] = [
            new_code_cell("predict('which-line', None)", id="guess"),
            new_code_cell(**answer | values, id="answer"),
            new_markdown_cell(said, id="said"),
        ]
        notebook.cells[-1].metadata = copy.deepcopy(REVEAL)

    return spoil


def needs(gives: str, takes: str, metadata: dict[str, object] = REVEAL, heading: str = "") -> Spoil:
    """Plant a reveal or an exercise, and below it a cell; under a new heading it is a reveal."""

    def spoil(notebook: NotebookNode) -> None:
        notebook.cells[1:2] = [
            new_code_cell(gives, id="gives", metadata=copy.deepcopy(metadata)),
            new_markdown_cell(heading, id="heading"),
            new_code_cell(takes, id="takes", metadata=copy.deepcopy(REVEAL if heading else {})),
        ]

    return spoil


DEFECTS: dict[guards.Guard, list[Spoil]] = {
    guards.written_by_the_writer: [
        lambda n: n.cells[1].update(execution_count=None),
        lambda n: n.cells[3].update(execution_count=7),
        picture(execution_count=3),
        lambda n: n.metadata.update(widgets={}),
        lambda n: n.metadata.kernelspec.update(name="mine"),
        lambda n: n.metadata.language_info.update(version="3.11"),
        lambda n: n.cells[1].metadata.update(execution={}),
        lambda n: n.cells[3].metadata.update(tags=["reveal"]),
        words("## Read\n"),
        result("1", WIDGET_VIEW),
    ],
    guards.clean_run: [
        stored("stream", name="stderr", text="careful"),
        stored("error", ename="E", evalue="", traceback=[]),
    ],
    guards.same_everywhere: [
        *map(code, ["w;", "Out[1]", "_1 + 1", "clear_output()", "df.info()", "%timeit w"]),
        *map(code, ["display(w, display_id=True)", "interact(f, w=1)", "with Output(): w"]),
        *map(code, ["# NBVAL_SKIP\n1", "# PYTEST_VALIDATE_IGNORE_OUTPUT\n1"]),
        *map(result, ["<Thing at 0x7f00>", "np.float64(0.9)", "<Figure size 640x480>"]),
        *map(result, ["[<matplotlib.lines.Line2D>]", "array([<Axes: >], dtype=object)"]),
        *map(result, ["/home/someone/data.csv", "lib/site-packages/numpy", "C:\\Users\\someone"]),
        *map(result, ["took 3.2 ms", "<div id='sk-container-id-1'>"]),
        words("See /home/someone."),
        picture(metadata={"model_id": "1"}),
    ],
    guards.pictures_speak: [
        picture(data=drawn(alt="")),
        picture(data={"text/plain": ALT, "text/html": "<img src='data:,'>"}),
        stored("display_data", data={"text/plain": ALT, "image/png": DRAWN}),
        lambda n: n.cells[3].outputs[0].data.pop("text/plain"),
        lambda n: n.cells[3].outputs[0].data.update({"text/plain": "<Picture>"}),
    ],
    guards.short_cells: [code("w = 1\n" * 15 + "w")],
    guards.headings_in_order: [
        words("#### Read"),
        words("# Read"),
        lambda n: n.cells[0].update(source="Words [page](page.md)"),
    ],
    guards.links_resolve: [
        *map(words, ["[a](nowhere.md)", "[a](page.md#nowhere)", "[a](#Nowhere)"]),
        words("![a picture of it](nowhere.png)"),
    ],
    guards.external_links: [
        *map(words, ["[there](https://example.org/new)", "See https://example.org/new."]),
        *map(words, ["See <https://example.org/new>.", "[there](http://example.org)"]),
    ],
    guards.images_have_alt: [words("![](page.md)"), words("<img src='page.md' alt='0.3'>")],
    guards.nothing_told_early: [
        asked(metadata={}),
        asked(outputs=[RESULT], metadata={}),
        asked(source="predict('which-line', None)\nw", metadata={}),
        asked(outputs=[new_output("stream", text="my_step: yours.\n0.9\n")], metadata={}),
        *(asked(said=text) for text in ["It is 0.9.", "It is 0.9<!-- = w | .1f -->."]),
        *(asked(said=text) for text in ["After thirty-nine epochs.", "word " * 41]),
        asked(said="<details>It is</details> 0.9 <details>of one</details>"),
        asked(said="<details>a<details>b</details>c</details> 0.9"),
        asked(said="### Part\n\nIt is 0.9."),
    ],
    guards.nothing_needs_what_may_be_skipped: [
        needs("w = 1", "w"),
        needs("import numpy as np", "np.mean([1])"),
        needs("w = 1", "def double():\n    return 2 * w"),
        needs("w = 1\ncheck('mse', my_mse)", "w", {}),
        needs("from lessonkit.exercises import ask\nask('same-ring')", "ask('which-way')", {}),
        needs("w = 1", "w", heading="## Next"),
    ],
    guards.untied: [
        *map(words, ["It is 0.9.", "After thirty-nine epochs.", "*rate 0.12*", "rate 0.1"]),
    ],
}
PLANTED = [
    pytest.param(guard, spoil, id=f"{guard.__name__}-{number}")
    for guard, spoils in DEFECTS.items()
    for number, spoil in enumerate(spoils)
]


@pytest.mark.parametrize("guard", guards.OF_NOTEBOOKS, ids=lambda guard: guard.__name__)
def test_sound_notebook_passes(document, guard):
    assert list(guard(document())) == []


@pytest.mark.parametrize(("guard", "spoil"), PLANTED)
def test_planted_defect_is_found(document, guard, spoil):
    problems = list(guard(document(spoil)))
    assert str(problems[0]).startswith("small: ")


@pytest.mark.parametrize(
    "spoil",
    [
        asked(),
        asked(
            said="Run it.\n\n<details><summary>a</summary>\n\n0.9 <details>9</details> 1</details>"
        ),
        asked(said="## Next\n\nIt is 0.9."),
        asked(source="check('mse', my_mse)", outputs=[RESULT], metadata={}),
        asked(outputs=[new_output("stream", text="my_a: yours.\nmy_b: yours.\n")], metadata={}),
        asked(outputs=[], metadata={}),
    ],
)
def test_what_answers_a_question_may_be_closed_or_folded(document, spoil):
    assert list(guards.nothing_told_early(document(spoil))) == []


@pytest.mark.parametrize(
    "spoil",
    [
        needs("w = 1", "w = 2\nw"),
        needs("w = 1", "def double(w):\n    return 2 * w"),
        needs("w = 1", "w", heading="words between two reveals of a section"),
        needs("def my_mse():\n    pass\ncheck('mse', my_mse)", "my_mse = mine('mse', my_mse)", {}),
    ],
)
def test_a_cell_may_need_what_is_there_anyhow(document, spoil):
    assert list(guards.nothing_needs_what_may_be_skipped(document(spoil))) == []


def test_what_depends_on_the_name_is_found(monkeypatch, document):
    third = document(name="03_small.ipynb")
    monkeypatch.setattr(guards, "NOTEBOOKS", [Path("00_first.ipynb"), third.path])
    (problem,) = guards.next_is_linked(third)
    assert "00_first.ipynb" in str(problem)
    (problem,) = guards.titled_by_number(third)
    assert "expected it to start with 3" in str(problem)


@pytest.mark.parametrize("right", [["Four dots in a row."], [], [ALT, "Another one."]])
def test_picture_described_otherwise_than_by_a_run_is_found(document, right):
    runs = {"picture": [{"alt": alt, "png": DRAWN} for alt in right]}
    (problem,) = guards.misdescribed(document(), runs)
    assert f"'{ALT}'" in str(problem)


@pytest.mark.parametrize(
    ("image", "messages"),
    [
        (DRAWN, []),
        (png((100, 200), (312, 100)), ["is not that of a run"]),
        (png((100, 200)), ["is not that of a run"]),
        (png((100, 200), (300, 100), size=(760, 400)), ["in a run (400, 760, 3)"]),
    ],
)
def test_picture_that_a_run_draws_otherwise_is_found(document, image, messages):
    runs = {"picture": [{"alt": ALT, "png": image}]}
    assert list(guards.misdescribed(document(), runs)) == []
    problems = list(map(str, guards.misdrawn(document(), runs)))
    assert len(problems) == len(messages)
    assert all(message in problem for message, problem in zip(messages, problems, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        *(f"## Read\n\n[a]({to})" for to in ["page.md", "page.md#a-b", "page.md#c-d", "#Title"]),
        "## Read\n\n[a](small.ipynb#Read)",
        "`[x](nowhere.md)` and\n```\n[x](nowhere.md)\n# x\n```\n",
    ],
)
def test_good_link_and_code_pass(document, text):
    assert list(guards.links_resolve(document(words(text)))) == []


@pytest.mark.parametrize(
    "text", ["*rate 0.1*", "**rate 0.1, step 60**", "> *rate 1.05\n> on the bowl*"]
)
def test_a_number_on_a_button_needs_no_tie(document, text):
    assert list(guards.untied(document(words(text)))) == []


def test_review_excuses_the_quoted_number_alone(document):
    first, second, third = guards.untied(document(words("Cars of 1985 in 1985, or 12.")))
    entry = {"where": "small", "text": "of 1985", "reason": "a year"}
    assert first.excused_by(entry)
    assert not second.excused_by(entry)
    assert not third.excused_by(entry)
    assert not first.excused_by({**entry, "where": "other"})


@pytest.mark.parametrize("missing", ["where", "text", "reason"])
def test_review_needs_a_place_a_text_and_a_reason(tmp_path, missing):
    file = tmp_path / "reviewed.toml"
    entry = {"where": "small", "text": "of 1985", "reason": "a year", missing: " "}
    file.write_text("\n".join(["[[untied]]", *(f'{k} = "{v}"' for k, v in entry.items())]))
    with pytest.raises(ValueError, match="expected where, text and reason"):
        guards.reviewed(file)
