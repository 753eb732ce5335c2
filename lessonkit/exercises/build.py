"""Build your own: a student's functions, kept from notebook to notebook once they pass.

They are kept in one file of plain Python beside the progress file: a cell for each function, under
a line that names it, with the imports that it needs. A function's cell runs only when `mine` is
asked for that function, and it is checked again before it is used.
"""

import inspect
import re
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from lessonkit.exercises import lesson, record
from lessonkit.exercises.checks import check
from lessonkit.exercises.course import WHERE
from lessonkit.exercises.run import StoppedError, guarded

Function = Callable[..., Any]

FILE = "lessonkit-mine.py"
HEADER = "# Your own functions, kept by the lesson once they pass. You may read and change them.\n"
BUILT = ("mse", "standardize", "gradient", "step", "walk", "fit", "logistic", "momentum")
_MARK = re.compile(rf"^# %% (my_(?:{'|'.join(BUILT)}))\b.*\n", re.MULTILINE)


def mine(name: str, function: Function | None = None) -> Function:
    """Return your own function if it is finished, or else the lesson's, and say which.

    Parameters
    ----------
    name : {"mse", "standardize", "gradient", "step", "walk", "fit", "logistic", "momentum"}
        The exercise in which you wrote it.
    function : callable, optional
        Your function, in the notebook that asks for it: once it passes, it is saved for the next
        ones. Without it, the one that you saved before is used.

    Returns
    -------
    callable
        Yours, or the lesson's. Either takes the same arguments.

    Raises
    ------
    ValueError
        If `name` is none of these.
    """
    if name not in BUILT:
        raise ValueError(f"name: there is no {name!r} to build; choose from {', '.join(BUILT)}.")
    if function is not None:
        if not check(name, function).passed:
            return _lessons(name, "yours is not finished yet")
        _say(name, f"yours{_keep(name, function)}.")
        return function
    try:
        cells = _read()
    except (OSError, ValueError):
        return _lessons(name, f"{FILE} cannot be read. The file is left as it is")
    if _called(name) not in cells:
        return _lessons(name, "yours is not finished yet")
    used: list[str] = []
    saved = _saved(name, cells, used)
    if saved is None:
        return _lessons(name, f"the one in {FILE} does not pass. The file is left as it is")
    with_these = "".join(f", with {one}" for one in used)
    _say(name, f"yours, saved in notebook {_number(name)} (open {FILE} to read it){with_these}.")
    return saved


def file() -> Path | None:
    """Return where functions are kept; None if nothing is to be written."""
    beside = record.file()
    return None if beside is None else beside.with_name(FILE)


def _saved(name: str, cells: dict[str, tuple[str, int]], used: list[str]) -> Function | None:
    """Return a saved function if it passes, and note whose the functions are that it uses."""

    def give(one: str) -> Function:
        yours = _saved(one, cells, used) if _called(one) in cells else None
        used.append(("your " if yours else "the lesson's ") + _called(one))
        return yours or _lesson(one)

    saved = _run(name, *cells[_called(name)], give)
    return saved if saved is not None and check(name, saved).passed else None


def _called(name: str) -> str:
    return f"my_{name}"


def _say(name: str, text: str) -> None:
    print(f"{_called(name)}: {text}")  # noqa: T201 -- one line under the cell, kept as text


def _number(name: str) -> int:
    """Return the number of the notebook in which a function is written."""
    return int(WHERE[name].partition("_")[0])


def _lesson(name: str) -> Function:
    function: Function = getattr(lesson, _called(name))
    return function


def _lessons(name: str, why: str) -> Function:
    _say(name, f"the lesson's, since {why}.")
    return _lesson(name)


def _keep(name: str, function: Function) -> str:
    """Save a function; return what else is to be said about it, if anything."""
    path = file()
    if path is None:
        return ""
    try:
        source = _source(function)
        alone = _run(name, source, 0, _lesson)
        if alone is None or not check(name, alone).passed:
            return ", in this notebook only: it needs something that is written outside it"
        _write(path, name, source)
    except OSError as error:
        return f", but it could not be saved: {error.strerror or error}"
    except ValueError:
        return f", but it could not be saved, since {FILE} is damaged. The file is left as it is"
    return ""


def _run(name: str, source: str, line: int, give: Callable[[str], Function]) -> Function | None:
    """Run the cell of a function and return the function; None if there is none.

    The functions that it builds on, which come before it in the lesson, are given to it.
    """
    try:
        code = compile("\n" * line + source, str(file()), "exec")
    except (SyntaxError, ValueError):
        return None
    used, before = _names(code), BUILT[: BUILT.index(name)]
    known: dict[str, Any] = {_called(one): give(one) for one in before if _called(one) in used}
    try:
        # The student's own file.
        guarded(lambda: exec(code, known), lambda call: call())  # noqa: S102
    except StoppedError:
        return None
    function = known.get(_called(name))
    return function if callable(function) else None


def _names(code: CodeType) -> set[str]:
    """Return every name that some code uses, inside its functions as well."""
    inside = (_names(one) for one in code.co_consts if isinstance(one, CodeType))
    return set(code.co_names).union(*inside)


def _source(function: Function) -> str:
    """Return the text of a function, with the imports that it needs above it.

    Raises
    ------
    OSError
        If Python does not know its text.
    """
    try:
        text = textwrap.dedent(inspect.getsource(function)).strip()
    except TypeError:
        raise OSError("Python does not know its text") from None
    code, known = getattr(function, "__code__", None), getattr(function, "__globals__", {})
    used = _names(code) & known.keys() if code else set()
    used -= {_called(one) for one in BUILT}  # `mine` gives those
    imports = sorted(filter(None, (_import(name, known[name]) for name in used)))
    return "\n".join([*imports, "", "", text]).strip() + "\n"


def _import(name: str, value: Any) -> str:
    """Return the line that imports what a notebook imported; nothing if it was written there."""
    own = getattr(value, "__name__", "")
    module = (getattr(value, "__module__", None) or "").partition("._")[0]  # the public one
    if isinstance(value, ModuleType):
        line = f"import {own}"
    elif module != "__main__" and value is getattr(sys.modules.get(module), own, None):
        line = f"from {module} import {own}"
    else:
        return ""
    return line if name == own else f"{line} as {name}"


def _read() -> dict[str, tuple[str, int]]:
    """Return the cell of each function in the file, and the line on which it begins.

    Raises
    ------
    OSError, ValueError
        If the file cannot be read, or is not one of ours.
    """
    path = file()
    if path is None or not path.exists():
        return {}
    text = path.read_text(encoding="utf-8")
    cells = _cells(text)
    if text.strip() and not cells:
        raise ValueError
    return {
        mark[1]: (text[mark.end() : end], text.count("\n", 0, mark.end())) for mark, end in cells
    }


def _cells(text: str) -> list[tuple[re.Match[str], int]]:
    """Return the line above each function's cell, and where the cell ends."""
    marks = list(_MARK.finditer(text))
    return list(zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=False))


def _write(path: Path, name: str, source: str) -> None:
    """Put a function into the file in the place of its earlier version, and leave the rest."""
    _read()  # a file that is not ours is not written into
    text = path.read_text(encoding="utf-8") if path.exists() else HEADER
    cell = f"# %% {_called(name)}, saved in notebook {_number(name)}\n{source.strip()}\n"
    before, after = text, ""
    for mark, end in _cells(text):
        if mark[1] == _called(name):
            before, after = text[: mark.start()], text[end:]
    text = f"{before.rstrip()}\n\n{cell}\n{after}".rstrip() + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(path)
