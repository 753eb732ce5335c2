"""Progress: one small file that two notebooks share, that may be damaged, read-only or unwanted."""

import errno
import json
import multiprocessing
import os
from pathlib import Path

import pytest

from lessonkit.exercises import check, progress, record
from lessonkit.exercises.course import ASKED
from lessonkit.exercises.progress_panel import Progress


def another_kernel(monkeypatch):
    """Forget what this kernel remembers; the file stays."""
    monkeypatch.setattr(record, "_remembered", set())
    monkeypatch.setattr(record, "_notes", [])


def test_what_is_done_is_one_line_each(progress_file):
    record.add("mse")
    record.add("step")
    record.add("mse")
    assert [json.loads(line) for line in progress_file.read_text().splitlines()] == [
        {"done": "mse"},
        {"done": "step"},
    ]


def test_only_right_answers_touch_the_file(progress_file):
    check("line", None)
    check("two-costs", 1, 2)
    progress()
    assert not progress_file.exists()
    check("two-costs", 0, 7_250_000 / 3)
    assert progress_file.exists()


def test_a_progress_on_the_screen_follows_a_fresh_answer():
    shown = progress("01_cost")
    assert "two-costs" in shown.value
    check("two-costs", 0, 7_250_000 / 3)
    assert "two-costs" not in shown.value


def record_many(kernel):
    for number in range(50):
        record.add(f"{kernel}-{number}")


def test_kernels_that_write_at_once_lose_nothing(progress_file):
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    kernels = [context.Process(target=record_many, args=(kernel,)) for kernel in "abcd"]
    for kernel in kernels:
        kernel.start()
    for kernel in kernels:
        kernel.join()
    assert [kernel.exitcode for kernel in kernels] == [0] * 4
    assert record.done() == {f"{kernel}-{number}" for kernel in "abcd" for number in range(50)}
    assert list(progress_file.parent.iterdir()) == [progress_file]


@pytest.mark.parametrize(
    "damage", [b"\x00\xff\x00", b"{", b'{"done": 3}\n', b"[]\n", b"null\n", b'"mse"\n', b'{"don']
)
def test_a_damaged_file_is_set_aside_and_what_can_be_read_is_kept(
    progress_file, monkeypatch, damage
):
    record.add("mse")
    record.add("step")
    whole = progress_file.read_bytes() + damage
    progress_file.write_bytes(whole)
    another_kernel(monkeypatch)
    assert record.done() == {"mse", "step"}
    aside = progress_file.with_name(progress_file.name + ".damaged-1")
    assert aside.read_bytes() == whole
    assert f"It is kept as {aside.name}" in progress().value
    another_kernel(monkeypatch)
    assert record.done() == {"mse", "step"}
    assert record.notes() == ()


def test_each_damaged_file_is_kept(progress_file, monkeypatch):
    for _ in range(3):
        progress_file.write_bytes(b"damage")
        another_kernel(monkeypatch)
        record.done()
    names = sorted(path.name for path in progress_file.parent.iterdir())
    assert names == [
        progress_file.name + tail for tail in (".damaged-1", ".damaged-2", ".damaged-3")
    ]


def test_a_record_goes_on_after_damage(progress_file, monkeypatch):
    progress_file.write_bytes(b'{"done": "mse"}\n{"done": "st')
    another_kernel(monkeypatch)
    record.add("walk")
    another_kernel(monkeypatch)
    assert record.done() == {"mse", "walk"}


def test_where_nothing_can_be_written_the_kernel_remembers(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "file" / "progress.jsonl"))
    assert check("two-costs", 0, 7_250_000 / 3).passed
    assert record.done() == {"two-costs"}
    assert len(record.notes()) <= 2
    assert "Your progress is kept only until this kernel ends" in progress().value


def failing(*error):
    def fail(*_):
        raise OSError(*error)

    return fail


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [("open", errno.EROFS, "Read-only file system"), ("write", errno.ENOSPC, "No space left")],
)
def test_a_read_only_home_or_a_full_disk(monkeypatch, call, error, said):
    with monkeypatch.context() as disk:
        disk.setattr(os, call, failing(error, said))
        assert check("two-costs", 0, 7_250_000 / 3).passed
    assert record.done() == {"two-costs"}
    assert record.notes() == (f"Your progress is kept only until this kernel ends: {said}.",)
    record.add("step")
    another_kernel(monkeypatch)
    assert record.done() == {"two-costs", "step"}, "what could not be written is written later"


def test_a_file_that_cannot_be_read(progress_file):
    progress_file.mkdir()
    assert check("two-costs", 0, 7_250_000 / 3).passed
    assert record.done() == {"two-costs"}
    assert "The progress file cannot be read" in progress().value


def test_an_error_that_the_system_gives_no_reason_for_is_told_in_its_own_words(
    monkeypatch, progress_file
):
    fail = failing("the folder is gone")
    with monkeypatch.context() as broken:
        broken.setattr(os, "open", fail)
        record.add("mse")
    progress_file.write_text("damaged\n")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", fail)
        record.add("mse")
    with monkeypatch.context() as broken:
        broken.setattr(Path, "read_bytes", fail)
        record.done()
    assert record.notes() == (
        "Your progress is kept only until this kernel ends: the folder is gone.",
        "The progress file is damaged and cannot be mended: the folder is gone.",
        "The progress file cannot be read: the folder is gone.",
    )


def test_it_can_be_turned_off(progress_file, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, "off")
    record.add("mse")
    assert record.file() is None
    assert record.done() == {"mse"}
    assert not progress_file.exists()


def test_by_default_it_lies_in_the_home_of_the_user(tmp_path, monkeypatch):
    monkeypatch.delenv(record.VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path))
    record.add("mse")
    assert [path.name for path in tmp_path.iterdir()] == [".lessonkit-progress.jsonl"]
    assert (tmp_path / ".lessonkit-progress.jsonl").stat().st_mode & 0o077 == 0


def test_a_user_without_a_home(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(record.VARIABLE)
    monkeypatch.setattr(record.Path, "home", homeless)
    record.add("mse")
    assert record.done() == {"mse"}


def test_it_can_be_exported_and_forgotten(tmp_path, progress_file):
    record.add("mse")
    panel = progress()
    exported = panel.export(tmp_path / "done.json")
    assert json.loads(exported.read_text()) == {"done": ["mse"]}
    panel.forget()
    assert not progress_file.exists()
    assert record.done() == frozenset()
    panel.forget()


def test_a_deleted_file_is_begun_again(progress_file):
    record.add("mse")
    progress_file.unlink()
    record.add("step")
    assert record.done() == {"mse", "step"}
    assert len(progress_file.read_text().splitlines()) == 2


def test_the_panel_counts_what_is_done_here_and_in_the_series():
    assert check("two-costs", 0, 7_250_000 / 3).passed
    here = Progress("01_cost")
    still_open = "lower-mse, mse, which-line, longest-gap, misses, friends-bug"
    assert here.sentence == f"In 01_cost: 1 of 7 done. Still open: {still_open}."
    assert Progress().sentence.startswith(f"In the series: 1 of {len(ASKED) + 1} done.")


def test_the_saved_panel_is_the_same_whatever_is_done():
    before = progress()._repr_mimebundle_()
    assert check("two-costs", 0, 7_250_000 / 3).passed
    after = progress()._repr_mimebundle_()
    assert before["text/plain"] == after["text/plain"]
    assert set(after) == {"text/plain", "application/vnd.jupyter.widget-view+json"}


def test_an_unknown_notebook():
    with pytest.raises(ValueError, match="notebook: there is no '07_more'; choose from 00_start"):
        progress("07_more")


def test_a_folder_that_is_not_there_is_made(monkeypatch, tmp_path):
    path = tmp_path / "one" / "two" / "progress.jsonl"
    monkeypatch.setenv(record.VARIABLE, str(path))
    record.add("mse")
    record.add("step")
    assert [json.loads(line)["done"] for line in path.read_text().splitlines()] == ["mse", "step"]


def test_forgetting_forgets_what_was_said_of_the_file(progress_file):
    progress_file.write_text("{\n")
    record.done()
    assert record.notes()
    record.forget()
    assert record.notes() == ()


def test_the_progress_panel_is_right_once_all_is_done_and_follows_what_is_forgotten():
    panel = progress("00_start")
    assert "not answered" not in panel.value
    assert "○" in panel.value
    for name in panel.remaining:
        record.add(name)
    panel.refresh()
    assert "✓" in panel.value
    panel.forget()
    assert "○" in panel.value
    assert "0 of" in panel.value
