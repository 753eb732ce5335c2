"""What the tests of the writer and of the plain run share."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


@pytest.fixture
def save(tmp_path) -> Callable[..., Path]:
    """Save cells, given as sources by id, as a notebook; `read...` are of markdown."""

    def save(**sources: str) -> Path:
        cells = [
            (new_markdown_cell if name.startswith("read") else new_code_cell)(source, id=name)
            for name, source in sources.items()
        ]
        path = tmp_path / "notebooks" / "small.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(new_notebook(cells=cells), path)
        return path

    return save
