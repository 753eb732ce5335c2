"""The table of cars: what is in it, and what is said of a damaged one."""

import codecs

import numpy as np
import pytest

from lessonkit import COLUMNS, load_automobiles, load_columns
from lessonkit import data as data_module

FILE = data_module._lesson_file()
LINES = FILE.read_text(encoding="utf-8").splitlines()


def write(path, lines):
    """Write a table from its lines, or from the bytes of the whole file."""
    file = path / "cars.csv"
    file.write_bytes(lines if isinstance(lines, bytes) else "\n".join([*lines, ""]).encode())
    return file


def edit(row, column, cell):
    """Return the lines of the table with one cell replaced; the header is row 1."""
    lines = LINES.copy()
    cells = lines[row - 1].split(",")
    cells[list(COLUMNS).index(column)] = cell
    lines[row - 1] = ",".join(cells)
    return lines


def test_the_table_of_the_lesson():
    cars = load_automobiles()
    assert cars.shape == (159, 26)
    assert list(cars.columns) == list(COLUMNS)
    assert not cars.isna().any(axis=None)
    assert cars["price"].dtype == np.int64


def test_columns_come_as_arrays_in_the_order_asked_for():
    price, size = load_columns("price", "engine_size")
    cars = load_automobiles()
    assert price.tolist() == cars["price"].tolist()
    assert size.tolist() == cars["engine_size"].tolist()


def test_an_unknown_column_is_refused():
    with pytest.raises(ValueError, match="names: there is no column 'color'; choose from"):
        load_columns("color")


def test_it_is_found_from_any_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(load_automobiles()) == 159


def test_a_class_can_bring_its_own_file(tmp_path):
    file = write(tmp_path, [LINES[0], *reversed(LINES[1:8])])
    assert len(load_automobiles(file)) == 7
    assert len(load_automobiles(str(file))) == 7


def test_a_copy_saved_on_windows_is_the_same_table(tmp_path):
    file = write(tmp_path, "\r\n".join(LINES).encode())
    assert load_automobiles(file).equals(load_automobiles())


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (edit(5, "price", ""), r"row 5, column price: the value is missing"),
        (edit(5, "price", "?"), r"row 5, column price: the value is missing"),
        (edit(7, "width", "nan"), r"row 7, column width: the value is missing"),
        (edit(7, "width", "inf"), r"row 7, column width: found 'inf', expected a finite"),
        (edit(9, "engine_size", "109.5"), r"row 9, column engine_size: .* a whole number"),
        (edit(9, "width", "wide"), r"row 9, column width: found 'wide', expected a number"),
        (edit(9, "width", '"66,2"'), r"row 9, column width: found '66,2', .* points in the dec"),
        (edit(9, "width", "66,2"), r"row 9: found 27 cells, expected 26"),
        (edit(3, "make", "12"), r"row 3, column make: found the number '12', expected a word"),
        (edit(3, "price", "-1"), r"row 3, column price: found '-1', expected a number above"),
        (edit(3, "price", "0"), r"row 3, column price: found '0', expected a number above zero"),
        ([*LINES[:20], LINES[20][:30]], r"row 21: found \d+ cells, expected 26; .* cut off"),
        (LINES[:1], r"row 2: the file ends after its header"),
        ([LINES[0].replace(",", ";")], r"row 1, column symboling: .* parted by semicolons"),
        ([LINES[0].replace("price", "cost"), *LINES[1:]], r"row 1, column 26: .* 'price', found"),
        ([LINES[0] + ",color", *LINES[1:]], r"row 1, column 27: expected no more, found 'color'"),
        ([LINES[0].rsplit(",", 1)[0]], r"row 1, column 26: .* 'price', found 'nothing'"),
        (["symboling"], r"row 1, column 2: expected 'normalized_losses', found 'nothing'"),
        (
            [LINES[0].replace("make", "make;", 1)],
            r"row 1, column 3: expected 'make', found 'make;'",
        ),
        (
            codecs.BOM_UTF8 + FILE.read_bytes(),
            r"row 1, column symboling: it begins with a byte ord",
        ),
        (FILE.read_text().encode("utf-16"), r"row 1: not UTF-8 text"),
        (b"", r"row 1: the file is empty"),
    ],
)
def test_a_damaged_file_says_where_and_what_was_expected(tmp_path, lines, message):
    file = write(tmp_path, lines)
    with pytest.raises(ValueError, match=message) as caught:
        load_automobiles(file)
    assert str(file) in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"path: there is no file .*nowhere\.csv"):
        load_automobiles(tmp_path / "nowhere.csv")


def test_a_path_must_be_a_path():
    with pytest.raises(TypeError, match="path: expected text or a path, got int"):
        load_automobiles(3)


@pytest.mark.parametrize(
    "lines",
    [
        [*LINES[:30], LINES[31], LINES[30], *LINES[32:]],
        edit(40, "price", "9999"),
        LINES[:-1],
        [*LINES, LINES[-1]],
    ],
    ids=["moved", "changed", "left out", "added"],
)
def test_the_lessons_own_table_must_hold_its_own_rows(tmp_path, monkeypatch, lines):
    file = write(tmp_path, lines)
    monkeypatch.setattr(data_module, "_lesson_file", lambda: file)
    with pytest.raises(ValueError, match="not the cars of the lesson; a value was changed, or row"):
        load_automobiles()


def test_every_column_says_what_it_means():
    assert all(column.meaning for column in COLUMNS.values())
    assert COLUMNS["engine_size"].unit == "cubic inches"


def test_the_dictionary_beside_the_table_lists_every_column_as_the_code_has_it():
    dictionary = (FILE.parent / "README.md").read_text(encoding="utf-8")
    for name, column in COLUMNS.items():
        kind = {int: "whole number", float: "decimal", str: "word"}[column.kind]
        assert f"| `{name}` | {kind} | {column.unit or '–'} | {column.meaning} |" in dictionary


def test_a_lost_table_says_where_it_was_looked_for_and_how_to_restore_it(monkeypatch, tmp_path):
    package = tmp_path / "project" / "lessonkit"
    monkeypatch.setattr(data_module, "__file__", str(package / "data.py"))
    with pytest.raises(FileNotFoundError) as missing:
        data_module._lesson_file()
    places = f"not found in {package} nor in {package.parent / 'data'}."
    assert places in str(missing.value)
