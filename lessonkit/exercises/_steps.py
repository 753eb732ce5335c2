"""The exercises on the gradient, the step, the loop and when to stop."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import LineCost
from lessonkit.exercises._exercise import Exercise, Flaws, Kind
from lessonkit.exercises._line import some_lines_and_cars

__all__ = ["GRADIENT", "STEP", "STOP", "WALK"]

Array = NDArray[Any]

UPHILL = (
    "You walk uphill: the sign is the wrong way round. The gradient points to where the cost "
    "grows. Which way do you want to go?"
)
IN_TURN = (
    "The two weights move one after the other: the second step looks at the ground from where the "
    "first has already moved to. Take both derivatives at the same place, then move."
)
TWICE = "The learning rate is multiplied in twice. It scales a step once."


def _gradient(flaws: Flaws, w: float, b: float, x: Array, y: Array) -> Any:
    residuals = y - (w * x + b)
    if "uphill" in flaws:
        residuals = -residuals
    along_w = residuals if "no x" in flaws else x * residuals
    along_b = x * residuals if "x twice" in flaws else residuals
    if "squared" in flaws:
        along_w, along_b = along_w * residuals, along_b * residuals
    factor = -1 if "half" in flaws else -2
    if "each" in flaws:
        return factor * along_w, factor * along_b
    count = 1 if "sum" in flaws else len(x)
    both = factor * along_w.sum() / count, factor * along_b.sum() / count
    return both[::-1] if "swapped" in flaws else both


def _gradient_curve(function: Callable[..., Any]) -> tuple[Any, Any]:
    x, y = np.array([-1, 0, 1]), np.array([-2, 0, 2])
    weights = np.linspace(0, 4, 41)
    return weights, [function(w, 0, x, y)[0] for w in weights.tolist()]


GRADIENT = Exercise(
    name="gradient",
    notebook="03_gradient",
    parameters=("w", "b", "x", "y"),
    kind=Kind.PAIR,
    parts=("grad_w", "grad_b"),
    solve=_gradient,
    flaws={
        "uphill": "Both signs are the wrong way round, as if the residual were predicted minus "
        "actual. Used in the update rule, this makes you walk uphill.",
        "half": "The factor 2 is missing. It comes from the square: the derivative of a square "
        "brings its exponent to the front.",
        "sum": "These are sums over the cars, not means. With more cars the same ground would feel "
        "steeper.",
        "x twice": "The derivative along the intercept is multiplied by `x` as well. Moving the "
        "intercept lifts every prediction alike, whatever the size of the engine.",
        "no x": "The derivative along the weight lacks `x`. Tilting the line moves the prediction "
        "of a large engine more than that of a small one.",
        "squared": "The residuals are squared, as in the cost. In its derivative they are not.",
        "each": "These are one number per car. Each derivative is *one* number for the whole line.",
        "swapped": "The two derivatives have changed places: first along `w`, then along `b`.",
    },
    cases=[(1, 0, np.array([1, 2, 3]), np.array([2, 2, 5])), *some_lines_and_cars(10)],
    curve=_gradient_curve,
    curve_words="w",
)


def some_costs(count: int) -> list[tuple[LineCost, int, int]]:
    """Make up costs of a few points, each with a place to stand on."""
    return [(LineCost(x, y), w, b) for w, b, x, y in some_lines_and_cars(count)]


def _step(flaws: Flaws, cost: LineCost, w: float, b: float, learning_rate: float) -> Any:
    rate: float = 1 if "no rate" in flaws else learning_rate
    rate = rate * learning_rate if "twice" in flaws else rate
    rate = -rate if "uphill" in flaws else rate
    along_w: Any
    along_b: Any
    along_w, along_b = cost.gradient(w, b)
    if "in turn, w first" in flaws:
        along_b = cost.gradient(w - rate * along_w, b)[1]
    if "in turn, b first" in flaws:
        along_w = cost.gradient(w, b - rate * along_b)[0]
    if "only w" in flaws:
        along_b = 0
    if "mixed up" in flaws:
        along_w, along_b = along_b, along_w
    if "change" in flaws:
        return -rate * along_w, -rate * along_b
    return w - rate * along_w, b - rate * along_b


_STEP_FLAWS = {
    "uphill": UPHILL,
    "twice": TWICE,
    "no rate": "The learning rate plays no part: the step is as long as the gradient itself.",
    "in turn, w first": IN_TURN,
    "in turn, b first": IN_TURN,
    "only w": "Only `w` moves; `b` stays where it was.",
    "mixed up": "`w` moves by the derivative of `b`, and `b` by that of `w`.",
    "change": "This is by how much the weights change, not where they stand afterwards.",
}

STEP = Exercise(
    name="step",
    notebook="03_gradient",
    parameters=("cost", "w", "b", "learning_rate"),
    kind=Kind.PAIR,
    parts=("w", "b"),
    solve=_step,
    flaws=_STEP_FLAWS,
    cases=[
        (LineCost([0, 1, 2], [1, 1, 4]), 1, 0, 0.5),
        *(
            (*place, rate)
            for place, rate in zip(some_costs(8), [0.1, 0.2, 0.01, 0.5] * 2, strict=True)
        ),
    ],
)


def _walk(
    flaws: Flaws, cost: LineCost, w: float, b: float, learning_rate: float, steps: int
) -> list[Any]:
    costs = [cost.cost(w, b)]
    first: Any = cost.gradient(w, b)
    for _ in range(steps + ("one more" in flaws)):
        if "felt once" in flaws:
            w, b = w - learning_rate * first[0], b - learning_rate * first[1]
        else:
            w, b = _step(flaws, cost, w, b, learning_rate)
        costs.append(cost.cost(w, b))
    if "last only" in flaws:
        return costs[-1:]
    if "no start" in flaws:
        return costs[1:]
    if "late" in flaws:
        return [costs[0], *costs[:-1]]
    return costs[:-1] if "one short" in flaws else costs


def _walk_curve(function: Callable[..., Any]) -> tuple[Any, Any]:
    costs = list(function(LineCost([-1, 0, 1], [-2, 0, 3]), 0.0, 0.0, 0.1, 12))
    return range(len(costs)), costs


WALK = Exercise(
    name="walk",
    notebook="04_learning_rate",
    parameters=("cost", "w", "b", "learning_rate", "steps"),
    kind=Kind.NUMBERS,
    solve=_walk,
    flaws={
        "one short": (
            "Off by one: the cost after the last step is missing. How many costs belong to one "
            "step, counting the start?"
        ),
        "no start": "Off by one: the cost at the start, before any step, is missing.",
        "one more": "Off by one: the loop takes a step more than it was asked for.",
        "late": (
            "Each cost is measured before the step it should follow, so the start counts twice."
        ),
        "last only": "Only the last cost is there. The curve needs every one on the way.",
        "felt once": "The gradient is taken once, before the loop. The ground changes with every "
        "step, so it has to be felt again.",
        **{name: said for name, said in _STEP_FLAWS.items() if name not in ("change", "mixed up")},
    },
    cases=[
        (LineCost([0, 1, 2], [1, 1, 4]), 1, 0, 0.1, 2),
        (LineCost([0, 1, 2], [1, 1, 4]), 0, 0, 0.1, 1),
        *((*place, 0.01, steps) for place, steps in zip(some_costs(6), [3, 4, 5] * 2, strict=True)),
    ],
    curve=_walk_curve,
    curve_words="iteration",
)


def _stop(flaws: Flaws, costs: Sequence[float], tol: float, max_iter: int) -> bool:
    gain = costs[-2] - costs[-1]
    if "backwards" in flaws:
        gain = -gain
    if "absolute" in flaws:
        gain = abs(gain)
    if "from the start" in flaws:
        gain = costs[0] - costs[-1]
    if "level" in flaws:
        gain = costs[-1]
    small = gain <= tol if "just the tolerance" in flaws else gain < tol
    if "reversed" in flaws:
        small = gain > tol
    steps = len(costs) if "start counts" in flaws else len(costs) - 1
    capped = steps > max_iter if "one late" in flaws else steps >= max_iter
    if "both" in flaws:
        return bool(small and capped)
    return bool((small and "no tolerance" not in flaws) or (capped and "no cap" not in flaws))


def _stop_cases() -> list[tuple[list[int], int, int]]:
    """Make up short walks in whole numbers, so that the two rules meet in many ways."""
    random = np.random.default_rng(60)
    cases = [([9, 5, 4], 2, 10), ([9, 6, 2], 2, 10), ([9, 6, 2], 1, 2), ([9, 6, 5], 1, 10)]
    for _ in range(60):
        costs = [int(cost) for cost in random.integers(0, 8, size=random.integers(2, 6))]
        if all(before != after for before, after in pairwise(costs)):
            cases.append((costs, int(random.integers(1, 4)), int(random.integers(1, 9))))
    return cases


STOP = Exercise(
    name="stop",
    notebook="04_learning_rate",
    parameters=("costs", "tol", "max_iter"),
    kind=Kind.TRUTH,
    solve=_stop,
    flaws={
        "reversed": "It stops while the cost still improves a lot, and goes on when it does not.",
        "backwards": "The improvement has the wrong sign. When the cost falls, the earlier cost is "
        "the larger one.",
        "level": "The tolerance is compared with the cost itself. It is about how much the last "
        "step *improved* the cost; the lowest cost need not be near zero.",
        "from the start": "The improvement is counted from the very first cost. Only the last step "
        "matters.",
        "absolute": "A step that *raises* the cost counts as an improvement. Without the absolute "
        "value it would be a negative one, and less than any tolerance.",
        "just the tolerance": "It stops at an improvement of exactly the tolerance. The rule says "
        "*less than*.",
        "start counts": "The cap is one off: the first cost is the start, not a step.",
        "one late": "The cap is one off: at `max_iter` steps it should stop already.",
        "no cap": "The cap plays no part: a walk that bounces for ever would never end.",
        "no tolerance": "The tolerance plays no part: every walk would go on to the cap.",
        "both": "It waits until *both* rules say stop. One of them is enough.",
    },
    cases=_stop_cases(),
)
