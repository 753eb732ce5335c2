"""The exercises on local minima: on paper, then as a function."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np

from lessonkit.exercises._exercise import Exercise, Flaws, Kind

__all__ = ["MINIMA", "VALLEYS"]


def _minima(flaws: Flaws, values: Sequence[int]) -> list[Any]:
    numbers = [-value for value in values] if "maxima" in flaws else list(values)
    as_they_are = {"plateaus", "ties", "shoulder before", "shoulder after"} & flaws
    groups = [(n, 1) for n in numbers] if as_they_are else _plateaus(numbers)
    beyond = -np.inf if "edges" in flaws else np.inf
    heights = [beyond, *(height for height, _ in groups), beyond]
    found, place = [], 0
    for i, (height, length) in enumerate(groups):
        before, after = heights[i], heights[i + 2]
        lower_before = before >= height if {"ties", "shoulder before"} & flaws else before > height
        lower_after = after >= height if {"ties", "shoulder after"} & flaws else after > height
        if lower_before and lower_after:
            value = place if "positions" in flaws else -height if "maxima" in flaws else height
            found += [value] * (length if "twice" in flaws else 1)
        place += length
    if "global only" in flaws:
        return [min(values)]
    if "distinct" in flaws:
        found = list(dict.fromkeys(found))
    return sorted(found) if "sorted" in flaws else found


def _plateaus(values: Sequence[int]) -> list[tuple[int, int]]:
    return [(value, len(list(equal))) for value, equal in groupby(values)]


TWICE = (
    "A plateau is counted once for each of its values. Equal neighbours are one place: count it "
    "once."
)
SHOULDER = (
    "A step on a slope is counted: a plateau with higher ground on one side and lower ground on "
    "the other. There the walk could still go down."
)
_FLAWS = {
    "edges": (
        "An edge is missed. The first and the last value have only one neighbour, and the rule "
        "asks for every neighbour that there is."
    ),
    "plateaus": (
        "A plateau is missed. Equal neighbours form one valley floor; look at what stands on "
        "either side of the whole of it."
    ),
    "twice": TWICE,
    "ties": f"{TWICE} And not every plateau is a minimum: some are steps on a slope.",
    "shoulder before": SHOULDER,
    "shoulder after": SHOULDER,
    "global only": (
        "This is the lowest value of all, the *global* minimum. A *local* one only has to be lower "
        "than its neighbours."
    ),
    "maxima": "These are the hilltops. A minimum is where the neighbours are higher.",
    "positions": "These are positions. Return the values that stand there.",
    "distinct": "Two valleys of the same depth are counted as one. They are two places.",
    "sorted": "They are in order of size. Return them in the order of the list, left to right.",
}


def _some_lists() -> list[tuple[list[int]]]:
    random = np.random.default_rng(5)
    return [
        ([int(v) for v in random.integers(0, 6, size=random.integers(4, 9))],) for _ in range(30)
    ]


MINIMA = Exercise(
    name="minima",
    notebook="05_minima",
    parameters=("values",),
    kind=Kind.NUMBERS,
    solve=_minima,
    flaws=_FLAWS,
    cases=[
        ([4, 2, 5],),
        ([4, 2, 5, 1, 3],),
        ([1, 5, 2],),
        ([6, 3, 3, 7],),
        ([6, 3, 3, 2],),
        ([2, 2, 5, 5],),
        ([5],),
        ([4, 4, 4],),
        *_some_lists(),
    ],
)


_ON_PAPER = ("edges", "plateaus", "twice", "global only", "maxima", "positions")


def _valleys(flaws: Flaws) -> tuple[list[Any], int]:
    values = [3, 1, 1, 8, 6, 5, 2, 6, 4, 3]
    found = _minima(flaws, values)
    if "left edge" in flaws:
        found = [values[0], *found]
    return found, 2 if "not the lowest" in flaws else 3 if "counted" in flaws else min(values)


VALLEYS = Exercise(
    name="valleys",
    notebook="05_minima",
    parameters=(),
    kind=Kind.LIST_AND_NUMBER,
    solve=_valleys,
    flaws={
        **{name: _FLAWS[name] for name in _ON_PAPER},
        "left edge": "The first value counts as a minimum, but the one neighbour that it has is "
        "lower.",
        "counted": "`lowest` is how many minima there are. It should be the lowest value.",
        "not the lowest": "`lowest` is a local minimum, but another one lies deeper.",
    },
    cases=[()],
    by_hand=True,
)
