"""The rehearsal itself, without a hub: what it would overlook, and what it reports."""

import asyncio
import base64
import copy
import io
import json
import os
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_output
from PIL import Image

from tools.classroom import __main__ as command
from tools.classroom import rehearsal, sizes, usage
from tools.classroom.environment import ROOT
from tools.classroom.outputs import difference, differences

SAVED = nbformat.read(ROOT / "notebooks" / "01_cost.ipynb", as_version=4)


def text(said, name="stdout"):
    return new_output("stream", name=name, text=said)


def picture(shade, size=4):
    buffer = io.BytesIO()
    Image.fromarray(np.full((size, size, 3), shade, np.uint8)).save(buffer, "PNG")
    return new_output("display_data", {"image/png": base64.b64encode(buffer.getvalue()).decode()})


def words(said, **more):
    return new_output("execute_result", {"text/plain": said, **more}, execution_count=1)


@pytest.mark.parametrize(
    ("saved", "got"),
    [
        ([], []),
        ([text("one\ntwo\n")], [text("one\n"), text("two\n")]),
        ([words("5")], [words("5")]),
        ([words("5")], [words("5", **{"application/vnd.jupyter.widget-view+json": {"id": 1}})]),
        ([picture(100)], [picture(102)]),
    ],
)
def test_the_same_is_the_same(saved, got):
    assert difference(saved, got) == ""


@pytest.mark.parametrize(
    ("saved", "got", "said"),
    [
        ([words("5")], [], "expected"),
        ([], [words("5")], "expected nothing"),
        ([words("5")], [words("6")], "another text/plain"),
        ([text("5")], [text("5", "stderr")], "expected"),
        ([text("5")], [text("5"), text("a warning", "stderr")], "expected"),
        ([picture(100)], [picture(110)], "another picture"),
        ([picture(100)], [picture(100, size=5)], "another picture"),
        ([], [new_output("error", ename="KeyError", evalue="x", traceback=[])], "expected"),
    ],
)
def test_what_differs_is_seen(saved, got, said):
    assert said in difference(saved, got)


def test_a_digit_changed_anywhere_in_a_notebook_is_seen():
    assert differences(SAVED, copy.deepcopy(SAVED)) == []
    for cell in [c for c in SAVED.cells if c.cell_type == "code"]:
        for number, output in enumerate(cell.outputs):
            changed = copy.deepcopy(SAVED)
            (twin,) = [c for c in changed.cells if c.id == cell.id]
            if output.output_type == "stream":
                twin.outputs[number].text += "0"
            else:
                twin.outputs[number].data["text/plain"] += "0"
            (found,) = differences(SAVED, changed)
            assert found.startswith(f"{cell.id}: ")


def test_nine_of_ten_right_is_not_nearly_all():
    times = [*range(1, 101)]
    assert rehearsal.nearly_all(times) == 95
    assert rehearsal.nearly_all([3.0]) == 3
    assert rehearsal.middle(times) == 50.5


def test_who_fails_is_named_and_out_and_the_others_go_on():
    desks = [rehearsal.Desk(SimpleNamespace(name=name)) for name in ("anna", "ben")]
    done = []

    async def step(desk):
        if desk.student.name == "anna":
            raise ValueError("no chair")
        done.append(desk.student.name)

    async def twice():
        await rehearsal.everybody(desks, step)
        await rehearsal.everybody(desks, step)

    asyncio.run(twice())
    assert done == ["ben", "ben"]
    assert [desk.wrong for desk in desks] == [["ValueError: no chair"], []]


def test_one_wrong_output_of_one_student_makes_the_report_say_so():
    desks = [rehearsal.Desk(SimpleNamespace(name=name)) for name in ("anna", "ben")]
    twins = [rehearsal.Desk(desk.student) for desk in desks]
    twins[1].wrong.append("mse: another text/plain")
    held = {"server": {"pss": 100.0}, "kernel": {"pss": 156.0}}
    lesson = SimpleNamespace(path=ROOT / "notebooks" / "01_cost.ipynb")
    report = rehearsal.report(lesson, desks, twins, {"lesson": held})
    assert (report["students"], report["right"]) == (2, 1)
    assert report["wrong"] == {"ben": ["mse: another text/plain"]}
    assert report["students_per_gb"] == 4


def test_memory_and_time_of_a_process_are_its_own():
    code = "import time; big = bytearray(50 * 2**20); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        found = usage.of([SimpleNamespace(pid=process.pid, cpu_times=lambda: (1.0, 0.5))])
        process.kill()
    assert 50 < found["pss"] <= found["rss"] < 100
    assert found["cpu"] == 1.5
    assert usage.of([SimpleNamespace(pid=process.pid)]) == {"pss": 0, "rss": 0, "cpu": 0}


def test_sizes_follow_from_the_report():
    use = {"server": {"rss": 100.0}, "kernel": {"rss": 29.0}}
    heavy = {"server": {"rss": 100.0}, "kernel": {"rss": 221.0}}
    report = {
        "use": {"lesson": use, "everything imported": heavy},
        "machine": {"cores": 2},
        "students": 40,
    }
    assert sizes.of(report) == {"memory_guarantee": 192, "memory_limit": 704, "cores": 0.05}


def test_a_pages_figures_come_from_the_report():
    page = "**7**<!-- = students --> students, 9.99<!-- = seconds['slider']['median'] | .2f --> s"
    report = {"students": 40, "seconds": {"slider": {"median": 0.1234}}}
    report |= {"machine": {"cores": 2}}
    none = {"server": {"rss": 1.0}, "kernel": {"rss": 1.0}}
    report |= {"use": {"lesson": none, "everything imported": none}}
    expected = page.replace("**7**", "**40**").replace("9.99", "0.12")
    assert command.refilled(page, report) == expected


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--students", "0"], "0 students are no class"),
        (["--students", "many"], "many"),
    ],
)
def test_a_wrong_number_of_students_is_told_so(arguments, said, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["classroom", *arguments])
    with pytest.raises(SystemExit):
        command.parse()
    assert said in capsys.readouterr().err


def test_locks_name_no_place():
    folder = ROOT / "tools" / "classroom"
    proxy = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: found for name, found in proxy["packages"].items() if name}
    assert packages
    assert all("integrity" in found for found in packages.values())
    for lock in ("package-lock.json", "requirements.lock"):
        read = (folder / lock).read_text(encoding="utf-8")
        assert "registry" not in read
        assert "--index" not in read
    assert os.environ.get("HOME", "/") not in (folder / "requirements.lock").read_text()
