"""What counts when a student is compared with the right notebook, and what the report says."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_output

from deploy.rehearsal.lesson import Lesson, plain, view
from deploy.rehearsal.report import sizes
from deploy.rehearsal.steps import results, together
from lessonkit.server import WIDGET_VIEW, save_without_widgets


def test_the_words_and_the_picture_of_a_panel_count():
    def shown(words, picture):
        html = {"_model_name": "HTMLModel", "value": words}
        return view({"a": html, "b": {"_model_name": "ImageModel", "value": picture}})

    right = shown("cost 0.29", b"png")
    assert right == [["cost 0.29"], [b"png"]]
    assert right != shown("cost 0.28", b"png")
    assert right != shown("cost 0.29", b"pnh")


def text(said, name="stdout"):
    return new_output("stream", name=name, text=said)


def result(said, **more):
    return new_output("execute_result", {"text/plain": said, **more}, execution_count=1)


def test_how_outputs_were_sent_does_not_count():
    assert plain([text("one\ntwo\n")]) == plain([text("one\n"), text("two\n")])


def test_a_panel_is_right_before_it_is_saved_and_after():
    cell = nbformat.v4.new_code_cell(outputs=[result("5", **{WIDGET_VIEW: {"model_id": "any"}})])
    book = nbformat.v4.new_notebook(cells=[cell])
    assert plain(cell.outputs) == plain([result("5")])
    save_without_widgets({"type": "notebook", "content": book})
    (saved,) = nbformat.from_dict(book).cells
    assert len(saved.outputs) == 2
    assert plain(saved.outputs) == plain([result("5")])


@pytest.mark.parametrize(
    "got",
    [
        [],
        [result("6")],
        [result("5", **{"image/png": "iVBORw0KGgo="})],
        [result("5"), text("a warning", "stderr")],
        [result("5"), new_output("error", ename="KeyError", evalue="x", traceback=[])],
    ],
)
def test_what_differs_is_told_with_its_cell(got):
    cell = nbformat.v4.new_code_cell("2 + 3", id="sum", outputs=[result("5")])
    other = nbformat.v4.new_code_cell("2 + 3", id="sum", outputs=got)
    right, notebook = (nbformat.v4.new_notebook(cells=[c]) for c in (cell, other))
    lesson = Lesson(Path(), right, [])
    assert lesson.wrong(right) == []
    (found,) = lesson.wrong(notebook)
    assert found.startswith("sum: ")


def test_one_wrong_output_of_one_student_makes_the_report_say_so():
    anna = SimpleNamespace(name="anna", wrong=[], seconds={"save": [1.0]})
    ben = SimpleNamespace(name="ben", wrong=["mse: 5"], seconds={"save": [3.0]})
    found = results([anna, ben])
    assert (found["students"], found["right"], found["wrong"]) == (2, 1, {"ben": ["mse: 5"]})
    assert found["seconds"]["save"] == {"median": 2.0, "slowest": 3.0}


def test_what_deployments_need_follows_from_the_report():
    part = {"pss": 128.0, "rss": 100.0, "cpu": 1.0}
    use = {what: {"server": part, "kernel": part} for what in ("lesson", "everything imported")}
    assert sizes({"use": use, "machine": {"cores": 2}, "students": 4}) == {
        "memory_guarantee": 256,
        "memory_limit": 448,
        "cores": 0.5,
        "students_per_gb": 4,
    }


def test_a_student_who_fails_is_named_and_out_and_the_others_go_on():
    students = [SimpleNamespace(name=name, wrong=[], seconds={}) for name in ("anna", "ben")]
    done = []

    async def step(student):
        if student.name == "anna":
            raise ValueError("no chair")
        done.append(student.name)

    for _ in range(2):
        asyncio.run(together(students, "sit down", step))
    assert done == ["ben", "ben"]
    assert [one.wrong for one in students] == [["sit down: ValueError: no chair"], []]
