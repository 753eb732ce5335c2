"""Which changes of a notebook can be merged with what students have done in it.

That the safe ones arrive, on a real hub, is tried in deploy/rehearsal/test_faults.py.
"""

import pytest

from tools.update import unsafe


def cells(*ids, kind="code"):
    return {"cells": [{"id": name, "cell_type": kind} for name in ids]}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (cells("a", "b", "c"), []),
        (cells("x", "a", "b", "y", "c"), []),
        (cells("a", "c"), ["b is gone"]),
        (cells("a", "c", "b"), ["c has moved"]),
        (cells("a", "b", "c", kind="raw"), [f"{n} is raw and was code" for n in "abc"]),
    ],
)
def test_a_change_that_a_merge_may_not_survive_is_named(new, expected):
    assert unsafe(cells("a", "b", "c"), new) == expected
