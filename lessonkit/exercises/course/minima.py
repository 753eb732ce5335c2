"""Notebook 5: local minima, on paper and as a function."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.descent import descend
from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.question import Prediction, question
from lessonkit.minima import BumpyCurve

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "05_minima"

START = -3


def _draw_valley(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    curve = BumpyCurve()
    walk = descend(curve, [START], 0.1, max_iter=200)
    at = walk.points[:, 0]
    end = at[-1]
    figure, (ax,) = figures.new_figure()
    figures.draw_valleys(ax, curve)
    valley = {one.letter.lower(): one for one in curve.valleys}[letters[0]]
    ring = {"marker": "o", "markersize": 24, "markerfacecolor": "none", "markeredgewidth": 4}
    edge = {"markeredgecolor": figures.ORANGE, "label": "your guess"}
    guess = figures.draw_point(ax, valley.bottom, valley.cost, **ring, **edge)
    path = figures.draw_path(ax, np.column_stack([at, curve.cost(at)]), label="the walk")
    bottom = figures.draw_point(ax, end, walk.costs[-1], label="where it ends")
    figures.add_legend(ax, [guess, path, bottom], loc="upper center")
    reached = min(curve.valleys, key=lambda one: abs(one.bottom - end)).letter
    return figures.show(
        figure,
        f"Your guess: valley {valley.letter}. The walk from w = {at[0]:.0f} ends at w = {end:.2f}, "
        f"in valley {reached}.",
    )


_WHERE_DOES_IT_END = question(
    "",
    f"A walker starts at w = {START}, with a learning rate of 0.1. Where does the walk end?",
    "A",
    "The hilltop between A and B is to the left of this start: A is uphill.",
    "B",
    "From the start the ground falls to the right, down to B.",
    "C",
    "C is the lowest valley of all, but a walker who feels only the ground underfoot does not know "
    "that. To get there it would have to climb.",
    "D",
    "Two hills stand between the start and D, and the walk never climbs.",
    right="b",
)
WHICH_VALLEY = Prediction("which-valley", (_WHERE_DOES_IT_END,), _draw_valley)


def _minima(flaws: Flaws, values: Sequence[float]) -> list[Any]:
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
    if "first only" in flaws:
        return found[:1]
    if "last only" in flaws:
        return found[-1:]
    if "distinct" in flaws:
        found = list(dict.fromkeys(found))
    return sorted(found) if "sorted" in flaws else found


def _plateaus(values: Sequence[float]) -> list[tuple[float, int]]:
    return [(value, len(list(equal))) for value, equal in groupby(values)]


TWICE = (
    "A plateau is counted once for each of its values. Equal neighbors are one place: count it "
    "once."
)
SHOULDER = (
    "A step on a slope is counted: a plateau with higher ground on one side and lower ground on "
    "the other. There the walk could still go down."
)
_FLAWS = {
    "edges": (
        "An edge is missed. The first and the last value have only one neighbor, and the rule "
        "asks for every neighbor that there is."
    ),
    "plateaus": (
        "A plateau is missed. Equal neighbors form one valley floor; look at what stands on "
        "either side of the whole of it."
    ),
    "twice": TWICE,
    "ties": f"{TWICE} And not every plateau is a minimum: some are steps on a slope.",
    "shoulder before": SHOULDER,
    "shoulder after": SHOULDER,
    "global only": (
        "This is the lowest value of all, the *global* minimum. A *local* one only has to be lower "
        "than its neighbors."
    ),
    "first only": (
        "Only the first minimum is there. A `return` inside a loop ends the function; how far is "
        "it indented?"
    ),
    "last only": "Only the last minimum is there: `=` forgets the others, `append` keeps them.",
    "maxima": "These are the hilltops. A minimum is where the neighbors are higher.",
    "positions": "These are positions. Return the values that stand there.",
    "distinct": "Two valleys of the same depth are counted as one. They are two places.",
    "sorted": "They are in order of size. Return them in the order of the list, left to right.",
}


def _some_lists() -> list[tuple[list[float]]]:
    random = np.random.default_rng(5)
    whole = [random.integers(0, 6, size=random.integers(4, 9)).tolist() for _ in range(30)]
    others = [
        *([2.5, 2.25, 2.75, 2.5], [-1, -3, -3, -2], [0.5, 0.5], [7, 3], [1e6, 2e6, 1e6]),
        *([0.001, 0.0005, 0.002], [0, -0.4, 0.4, -0.6, 0], [2, 2, 3, 1, 1, 1]),
        (10 * np.cos(np.arange(60))).round(2).tolist(),
    ]
    return [(values,) for values in (*whole, *others)]


MINIMA = Exercise(
    name="minima",
    kind=Kind.NUMBERS,
    parameters=("values",),
    solve=_minima,
    flaws=_FLAWS,
    onward="Most programs of this kind fail at edges and ties. Yours does not.",
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
    if "from right to left" in flaws:
        found = found[::-1]
    if "left edge" in flaws:
        found = [values[0], *found]
    return found, 2 if "not the lowest" in flaws else 3 if "counted" in flaws else min(values)


VALLEYS = Exercise(
    name="valleys",
    kind=Kind.LIST_AND_NUMBER,
    parts=("local", "lowest"),
    solve=_valleys,
    flaws={
        **{name: _FLAWS[name] for name in _ON_PAPER},
        "from right to left": "They stand from right to left. Write them from left to right.",
        "left edge": "The first value counts as a minimum, but the one neighbor that it has is "
        "lower.",
        "counted": "`lowest` is how many minima there are. It should be the lowest value.",
        "not the lowest": "`lowest` is a local minimum, but another one lies deeper.",
    },
    again="Go through the values again, one by one.",
    onward="A rule in words becomes a rule for a program once the edges and ties are in it.",
    cases=[()],
)

BETWEEN_DOTS = question(
    "between-dots",
    "Could a deeper valley hide between two of the dots?",
    "For the cost of a line it could not, but the dots alone do not prove it.",
    "Dots show heights at a few places. That nothing hides between them must follow from the "
    "formula of the cost; the section on *convex* shows how.",
    "No: the dots show a clear U, so the curve between them is a U as well.",
    "These dots do lie on a U. But the dots of a curve with a narrow, deep valley could look "
    "just the same.",
    "Yes: with only nine dots it is likely that the true bottom is far from the lowest dot.",
    "The true bottom is at slope 162.4, close to the lowest dot at 160. Few dots do not make a "
    "hidden valley likely.",
)
WHY_NEVER = question(
    "why-never",
    "Why may this walker never find the global minimum?",
    "At the bottom of B the gradient is zero, so the walk stops there.",
    "The update is the learning rate times the gradient. Where the gradient is zero nothing "
    "moves, and nothing tells the walker that C is lower.",
    "It needs more steps: with enough of them every walk gets to C.",
    "More steps do not help: at the bottom of B each step has the length zero.",
    "Its learning rate is too small to be accurate at the bottom of C.",
    "It never gets near C. Short steps cannot climb the hill between B and C.",
)

ASKED = (BETWEEN_DOTS, WHICH_VALLEY, WHY_NEVER, VALLEYS, MINIMA)
