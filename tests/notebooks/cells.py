"""Take functions out of notebooks, to test what a notebook derives."""

import ast
from collections.abc import Callable
from typing import Any

from tools.notebooks import read
from tools.rerun import ROOT


def function_in(notebook: str, cell_id: str, name: str, **known: Any) -> Callable[..., Any]:
    """Return a function as a cell of a notebook defines it.

    Parameters
    ----------
    notebook : str
        Name without ending.
    cell_id : str
    name : str
        Of the function; nothing else in the cell is run.
    **known
        What the function may use besides its arguments.

    Raises
    ------
    LookupError
        If there is no such cell or function.
    """
    cells = {cell.id: cell for cell in read(ROOT / "notebooks" / f"{notebook}.ipynb").cells}
    if cell_id not in cells:
        raise LookupError(f"{notebook}: there is no cell {cell_id!r}.")
    for node in ast.parse(cells[cell_id].source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            namespace = dict(known)
            exec(compile(ast.Module([node], []), f"{notebook}:{cell_id}", "exec"), namespace)
            function: Callable[..., Any] = namespace[name]
            return function
    raise LookupError(f"{notebook}: {cell_id}: no function {name!r} is defined there.")
