"""The cars of the lesson: where the table lies, what it means, and a check of every cell."""

import csv
import hashlib
import math
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Column", "load_automobiles", "load_columns"]


class Column(NamedTuple):
    """One column of the table.

    Attributes
    ----------
    kind : type
        `int` (whole numbers), `float` or `str`.
    unit : str
        The unit of measurement; empty for words, codes and pure numbers.
    meaning : str
        What the column tells, in a few words.
    """

    kind: type
    unit: str
    meaning: str


COLUMNS: dict[str, Column] = {
    "symboling": Column(int, "", "insurer's risk rating, -3 (safe) to +3 (risky)"),
    "normalized_losses": Column(int, "", "average yearly insurance loss, relative to its class"),
    "make": Column(str, "", "manufacturer"),
    "fuel_type": Column(str, "", "gas or diesel"),
    "aspiration": Column(str, "", "std (standard) or turbo"),
    "num_of_doors": Column(str, "", "two or four"),
    "body_style": Column(str, "", "sedan, hatchback, wagon, hardtop or convertible"),
    "drive_wheels": Column(str, "", "fwd (front), rwd (rear) or 4wd (all)"),
    "engine_location": Column(str, "", "front or rear"),
    "wheel_base": Column(float, "in", "distance between the axles"),
    "length": Column(float, "in", "length of the car"),
    "width": Column(float, "in", "width of the car"),
    "height": Column(float, "in", "height of the car"),
    "curb_weight": Column(int, "lb", "weight of the car, ready to drive and empty"),
    "engine_type": Column(str, "", "layout of the engine's valves"),
    "num_of_cylinders": Column(str, "", "number of cylinders, as a word"),
    "engine_size": Column(int, "cubic inches", "displacement of the engine"),
    "fuel_system": Column(str, "", "how fuel reaches the engine"),
    "bore": Column(float, "in", "diameter of a cylinder"),
    "stroke": Column(float, "in", "travel of a piston"),
    "compression_ratio": Column(float, "", "largest volume of a cylinder over its smallest"),
    "horsepower": Column(int, "hp", "power of the engine"),
    "peak_rpm": Column(int, "1/min", "engine speed at which it gives that power"),
    "city_mpg": Column(int, "miles per gallon", "fuel economy in town"),
    "highway_mpg": Column(int, "miles per gallon", "fuel economy on the highway"),
    "price": Column(int, "USD", "price of the car in 1985"),
}
"""The columns of the table, in the order of the file."""

_MAY_BE_NEGATIVE = {"symboling"}
_KIND_WORDS = {
    int: "a whole number",
    float: "a number with a decimal point",
    str: "a word",
}
_HOW_TO_MEND = (
    "Save the table as plain CSV: UTF-8 without a byte order mark, commas between the columns, "
    "points in the decimals."
)

_MARK_LENGTH = 4
# The first four hexadecimal digits of each row's SHA-256: enough to name the first row that is
# not where the lesson has it, since the split of the last step depends on the order of the rows.
_ROW_MARKS = (
    "5e3dd3c89dc54ecd517aeefef625752c4e9df3198c305807eb46235b0722e6c6805d4a13aa74444d"
    "9ed995aa1b0e8b292742c6d56ec8fdde0f9cb0a56cbad415f680101b1e06852a0927e327fdd3a5cd"
    "2b0b26d34c588afb60d2ceb55a784dde4ad5fe8045d6ad4e0510c1f5d3422c8008bcc5495da57c17"
    "df4e0f4b31a0fb983166965abd3c0fd35e53527bba855d2eda56e439b9bb90f1818069f8449927a3"
    "b46a822b300720a5b17a5bb0191e546cd1ade7b271d4c0c3b7d40d34bbb43bf8097ffbccc480cf78"
    "9a52da87e5dbe7624adbbdf00e9fc75ee76ca9967c6a697651d925e08a80b6475bcc7dd5f0386cf9"
    "e66bdd89419e4c0392e16b0b619518a1d584455de9cef87c3042bc82db59019a683160580085abd1"
    "fef2a2321406a16c9681c5e26445a55d7a9e13ade20bc1099c505353cada5e6cd87e1274fb91"
)


def load_automobiles(path: str | Path | None = None) -> "pd.DataFrame":
    """Load the automobile table, with every cell checked.

    Parameters
    ----------
    path : str or path-like, optional
        A CSV file with the columns of `COLUMNS`, in that order. By default the table of the
        lesson, which is found from any working directory.

    Returns
    -------
    pandas.DataFrame
        One row per car, in the order of the file: shape (159, 26) for the lesson's own table.
        Units are those of `COLUMNS` (engine size in cubic inches, price in US dollars).

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not the table that was expected. The message names the file, the row, the
        column and what was expected there. The lesson's own table must also hold just its own
        rows in their own order.
    TypeError
        If `path` is neither text nor a path.

    References
    ----------
    J. Schlimmer (1987), Automobile, UCI Machine Learning Repository, DOI 10.24432/C5B01C.
    """
    import pandas as pd  # noqa: PLC0415 -- only who asks for a frame waits for pandas

    return pd.DataFrame(_read_table(path))


def load_columns(*names: str, path: str | Path | None = None) -> tuple[np.ndarray, ...]:
    """Load some columns of the automobile table as arrays, without importing pandas.

    Parameters
    ----------
    *names : str
        Names of columns of `COLUMNS`.
    path : str or path-like, optional
        As for `load_automobiles`.

    Returns
    -------
    tuple of numpy.ndarray
        One array of shape (n_cars,) per name, in the order asked for.

    Raises
    ------
    ValueError
        If a name is not a column, or the file is not the table that was expected.
    FileNotFoundError, TypeError
        As for `load_automobiles`.
    """
    for name in names:
        if name not in COLUMNS:
            raise ValueError(
                f"names: there is no column {name!r}; choose from {', '.join(COLUMNS)}."
            )
    table = _read_table(path)
    return tuple(np.array(table[name]) for name in names)


def _read_table(path: str | Path | None) -> dict[str, list[int | float | str]]:
    if path is not None and not isinstance(path, str | Path):
        raise TypeError(f"path: expected text or a path, got {type(path).__name__}.")
    file = _lesson_file() if path is None else Path(path)
    header, *rows = _read_cells(file)
    _check_header(file, header)
    if not rows:
        raise ValueError(
            f"{file}, row 2: the file ends after its header; expected one row per car."
        )
    table = {
        name: [_value(file, number, name, cells) for number, cells in enumerate(rows, start=2)]
        for name in COLUMNS
    }
    if path is None:
        _check_lesson_rows(file, rows)
    return table


def _lesson_file() -> Path:
    """Return the table's place: inside an installed package, or in a checkout's `data` folder."""
    package = Path(__file__).resolve().parent
    places = [package / "automobiles.csv", package.parent / "data" / "automobiles.csv"]
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(
        f"automobiles.csv: not found in {places[0].parent} nor in {places[1].parent}. "
        "Restore it with `git checkout data/automobiles.csv`, or install lessonkit again."
    )


def _read_cells(file: Path) -> list[list[str]]:
    if not file.is_file():
        raise FileNotFoundError(
            f"path: there is no file {file}; check the folder and the spelling."
        )
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        row = file.read_bytes()[: error.start].count(b"\n") + 1
        raise ValueError(f"{file}, row {row}: not UTF-8 text. {_HOW_TO_MEND}") from None
    cells = list(csv.reader(text.splitlines()))
    if not cells:
        raise ValueError(
            f"{file}, row 1: the file is empty; expected the {len(COLUMNS)} column names."
        )
    return cells


def _check_header(file: Path, header: Sequence[str]) -> None:
    first = next(iter(COLUMNS))
    if header and header[0].startswith("\ufeff"):
        raise ValueError(
            f"{file}, row 1, column {first}: a byte order mark stands before the name, as some "
            f"spreadsheets write it. {_HOW_TO_MEND}"
        )
    if len(header) == 1 and ";" in header[0]:
        raise ValueError(
            f"{file}, row 1, column {first}: semicolons between the columns; expected commas. "
            f"{_HOW_TO_MEND}"
        )
    for place, expected in enumerate(COLUMNS):
        found = header[place] if place < len(header) else "nothing"
        if found != expected:
            raise ValueError(
                f"{file}, row 1, column {place + 1}: expected the name {expected!r}, "
                f"found {found!r}."
            )
    if len(header) > len(COLUMNS):
        raise ValueError(
            f"{file}, row 1, column {len(COLUMNS) + 1}: {header[len(COLUMNS)]!r} is one column "
            f"more than the {len(COLUMNS)} expected."
        )


def _value(file: Path, row: int, name: str, cells: Sequence[str]) -> int | float | str:
    """Return one cell as its column's kind, or say what is wrong with it."""
    where = f"{file}, row {row}, column {name}"
    place = list(COLUMNS).index(name)
    if place >= len(cells):
        raise ValueError(
            f"{where}: the row ends after {len(cells)} of {len(COLUMNS)} cells; is the file cut "
            "off?"
        )
    if len(cells) > len(COLUMNS):
        raise ValueError(
            f"{where}: the row has {len(cells)} cells, expected {len(COLUMNS)}; is there a comma "
            f"in a number? {_HOW_TO_MEND}"
        )
    cell, kind = cells[place], COLUMNS[name].kind
    expected = _KIND_WORDS[kind]
    if cell.strip().lower() in {"", "?", "na", "nan", "none", "null"}:
        raise ValueError(f"{where}: the value is missing ({cell!r}); expected {expected}.")
    if kind is str:
        return _word(where, cell)
    try:
        value: int | float = kind(cell)
    except ValueError:
        hint = f" {_HOW_TO_MEND}" if "," in cell else ""
        raise ValueError(f"{where}: found {cell!r}, expected {expected}.{hint}") from None
    if not math.isfinite(value):
        raise ValueError(f"{where}: found {cell!r}, expected a finite number.")
    if value <= 0 and name not in _MAY_BE_NEGATIVE:
        raise ValueError(f"{where}: found {cell!r}, expected a number above zero.")
    return value


def _word(where: str, cell: str) -> str:
    try:
        float(cell)
    except ValueError:
        return cell
    raise ValueError(f"{where}: found the number {cell!r}, expected a word.")


def _check_lesson_rows(file: Path, rows: Sequence[Sequence[str]]) -> None:
    expected = textwrap.wrap(_ROW_MARKS, _MARK_LENGTH)
    for number, (cells, mark) in enumerate(zip(rows, expected, strict=False), start=2):
        if _row_mark(cells) != mark:
            raise ValueError(
                f"{file}, row {number}, column {next(iter(COLUMNS))} and on: not the car that the "
                "lesson has in this row; a value was changed or the rows were re-ordered. Restore "
                "it with `git checkout data/automobiles.csv`, or give your own file as `path`."
            )
    if len(rows) != len(expected):
        raise ValueError(
            f"{file}, row {min(len(rows), len(expected)) + 2}: found {len(rows)} cars, expected "
            f"{len(expected)}. Restore it with `git checkout data/automobiles.csv`."
        )


def _row_mark(cells: Sequence[str]) -> str:
    return hashlib.sha256(",".join(cells).encode()).hexdigest()[:_MARK_LENGTH]
