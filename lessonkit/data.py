"""The cars of the lesson: the meaning of the columns, and a check of every cell."""

import csv
import hashlib
import math
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Column", "load_automobiles", "load_columns"]


class Column(NamedTuple):
    """One column: its kind (`int`, `float` or `str`), its unit ("" if none) and its meaning."""

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
_KIND_WORDS = {int: "a whole number", float: "a number with a decimal point", str: "a word"}
_MISSING = {"", "?", "na", "nan", "none", "null"}
_PLAIN_CSV = (
    "Save the table as plain CSV: UTF-8 without a byte order mark, commas between the columns, "
    "points in the decimals."
)
_LESSON_TABLE = "07040521688fe868dc3bade88cc865d053cc02dcb39b83340c17bcc1934a09f3"
"""The SHA-256 of the lesson's table: the split of notebook 6 depends on the order of its rows."""


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
        column and what was expected there.
    TypeError
        If `path` is neither text nor a path.

    References
    ----------
    J. Schlimmer (1987), Automobile, UCI Machine Learning Repository, DOI 10.24432/C5B01C.
    """
    import pandas as pd  # noqa: PLC0415 -- pandas takes long to load

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
        If a name is not a column. Other errors are those of `load_automobiles`.
    """
    for name in names:
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise ValueError(f"names: there is no column {name!r}; choose from {known}.")
    table = _read_table(path)
    return tuple(np.array(table[name]) for name in names)


def _read_table(path: str | Path | None) -> dict[str, list[int | float | str]]:
    if path is not None and not isinstance(path, str | Path):
        raise TypeError(f"path: expected text or a path, got {type(path).__name__}.")
    file = _lesson_file() if path is None else Path(path)
    lines = _read_lines(file)
    header, *rows = csv.reader(lines)
    _check_header(file, header)
    if not rows:
        raise ValueError(f"{file}, row 2: the file ends after its header; expected cars.")
    for row, cells in enumerate(rows, start=2):
        if len(cells) != len(COLUMNS):
            raise ValueError(
                f"{file}, row {row}: found {len(cells)} cells, expected {len(COLUMNS)}; is there a "
                f"comma in a number, or is the file cut off? {_PLAIN_CSV}"
            )
    table = {
        name: [
            _value(f"{file}, row {row}, column {name}", name, cell)
            for row, cell in enumerate(cells, start=2)
        ]
        for name, cells in zip(COLUMNS, zip(*rows, strict=True), strict=True)
    }
    if path is None and hashlib.sha256("\n".join(lines).encode()).hexdigest() != _LESSON_TABLE:
        raise ValueError(
            f"{file}: not the cars of the lesson; a value was changed, or rows were moved, added "
            "or left out. Restore it with `git checkout data/automobiles.csv`, or give your own "
            "file as `path`."
        )
    return table


def _lesson_file() -> Path:
    """Return the place of the table: in an installed package, or in the `data` of a checkout."""
    package = Path(__file__).resolve().parent
    places = [package / "automobiles.csv", package.parent / "data" / "automobiles.csv"]
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(
        f"automobiles.csv: not found in {places[0].parent} nor in {places[1].parent}. "
        "Restore it with `git checkout data/automobiles.csv`, or install lessonkit again."
    )


def _read_lines(file: Path) -> list[str]:
    if not file.is_file():
        raise FileNotFoundError(f"path: there is no file {file}; check the folder and the name.")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        row = file.read_bytes()[: error.start].count(b"\n") + 1
        raise ValueError(f"{file}, row {row}: not UTF-8 text. {_PLAIN_CSV}") from None
    if not lines:
        raise ValueError(f"{file}, row 1: the file is empty; expected the names of the columns.")
    return lines


def _check_header(file: Path, header: list[str]) -> None:
    """Check the first row, which also shows how a spreadsheet saved the table."""
    where, first = f"{file}, row 1, column", next(iter(COLUMNS))
    if header[:1] and header[0].startswith("\ufeff"):
        raise ValueError(f"{where} {first}: it begins with a byte order mark. {_PLAIN_CSV}")
    if len(header) == 1 and ";" in header[0]:
        raise ValueError(f"{where} {first}: the columns are parted by semicolons. {_PLAIN_CSV}")
    for place, expected in enumerate(COLUMNS):
        found = header[place] if place < len(header) else "nothing"
        if found != expected:
            raise ValueError(f"{where} {place + 1}: expected {expected!r}, found {found!r}.")
    if len(header) > len(COLUMNS):
        extra = header[len(COLUMNS)]
        raise ValueError(f"{where} {len(COLUMNS) + 1}: expected no more, found {extra!r}.")


def _value(where: str, name: str, cell: str) -> int | float | str:
    """Return a cell as its column's kind, or say what is wrong with it."""
    kind, expected = COLUMNS[name].kind, _KIND_WORDS[COLUMNS[name].kind]
    if cell.strip().lower() in _MISSING:
        raise ValueError(f"{where}: the value is missing ({cell!r}); expected {expected}.")
    try:
        value: float = float(cell) if kind is str else kind(cell)
    except ValueError:
        if kind is str:
            return cell
        remedy = f" {_PLAIN_CSV}" if "," in cell else ""
        raise ValueError(f"{where}: found {cell!r}, expected {expected}.{remedy}") from None
    if kind is str:
        raise ValueError(f"{where}: found the number {cell!r}, expected a word.")
    if not math.isfinite(value):
        raise ValueError(f"{where}: found {cell!r}, expected a finite number.")
    if value <= 0 and name not in _MAY_BE_NEGATIVE:
        raise ValueError(f"{where}: found {cell!r}, expected a number above zero.")
    return value
