"""Notebook 3: the gradient, and one step against it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.cost import LineCost, standardize
from lessonkit.data import load_columns
from lessonkit.descent import descend
from lessonkit.exercises.cases import lines_and_cars, safe_rate
from lessonkit.exercises.course.cost import ALL_PAIRS, FIRST, LAST, NO_BRACKET
from lessonkit.exercises.exercise import Array, Exercise, Flaws, Kind
from lessonkit.exercises.question import Prediction, question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "03_gradient"

WHICH_WAY = question(
    "which-way",
    "Look at the tangent to the bowl. Now stand to the *right* of the bottom. What are the sign of "
    "the slope there, and the direction of the next step?",
    "Positive, so the step goes right.",
    "The sign is right. But where a cost rises to the right, which way is down?",
    "Negative, so the step goes right.",
    "Right of the bottom the ground rises as `w` grows. What sign has a rising slope?",
    "Positive, so the step goes left.",
    "The ground rises to the right, so down is to the left.",
    right="c",
)

UPHILL_OR_DOWN = question(
    "uphill-or-down",
    "What is wrong with `w = w + alpha * grad_w`?",
    "The sign: the gradient points uphill, so this walk climbs in each step.",
    "The higher it gets, the steeper the ground, and the longer the next step.",
    "Nothing: some books write plus, and both ways lead to the bottom of the bowl.",
    "Books with a plus add the *error*, price minus prediction. That is minus the gradient.",
    "The learning rate: with a smaller one the same line would lead down.",
    "With a smaller rate it climbs more slowly. It climbs all the same.",
)


PARTS = {"a": 1 / 20, "b": 1 / 2, "c": 0.95}


def _draw_learning_line(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    x, y = load_columns("engine_size", "price")
    walk = descend(LineCost(standardize(x), standardize(y)), (0, 0), 0.1, max_iter=60)
    lines = {steps: walk.points[steps].tolist() for steps in (0, 1, 3, 60)}
    return figures.show_learning_line(x, y, lines, guess=PARTS[letters[0]])


_HOW_FAR = question(
    "",
    "How much of its final slope does the line have after 3 of the 60 steps?",
    "About one part in twenty: 3 of 60 steps.",
    "That would be right if all steps were equally long. But the steeper the ground, the longer "
    "the step, and the ground is steepest at the start.",
    "About half.",
    "Each step takes away a fifth of the distance that is left: 1 - 0.8 * 0.8 * 0.8 = 0.488.",
    "Nearly all of it.",
    "Each step takes away a fifth of the distance that is left. After three steps half of it is "
    "still there.",
    right="b",
)
HOW_FAR = Prediction("how-far", (_HOW_FAR,), _draw_learning_line)

IN_TURN = (
    "The two weights move one after the other: the second derivative is taken where the first move "
    "ended. Take both derivatives at the same place, then move."
)
X_AFTER = (
    "The mean is taken of the residuals alone, without their `x`. Multiply first, then take the "
    "mean: where do the parentheses belong?"
)
RATE_FLAWS = {
    "uphill": "You walk uphill: the sign is the wrong way round. The gradient points to where the "
    "cost grows. Which way do you want to go?",
    "twice": "The step is multiplied by the learning rate twice. Once is enough.",
    "no rate": "The learning rate is not used: the step is as long as the gradient itself.",
}


def _gradient(flaws: Flaws, w: float, b: float, x: Array, y: Array) -> Any:
    if "parameters" in flaws:
        w, b = b, w
    predicted = w * x + b
    residuals = y - predicted
    if "no bracket" in flaws:
        residuals = y - w * x + b
    if "all pairs" in flaws:
        residuals = np.subtract.outer(y, predicted)
        x = np.broadcast_to(x, residuals.shape)
    if "uphill" in flaws:
        residuals = -residuals
    along_w = residuals if "no x" in flaws else x * residuals
    if "x after" in flaws:
        along_w = x * residuals.mean()
    if "apart" in flaws:
        along_w = np.full(x.shape, x.mean() * residuals.mean())
    along_b = x * residuals if "x twice" in flaws else residuals
    if "squared" in flaws:
        along_w, along_b = along_w * residuals, along_b * residuals
    factor = -1 if "half" in flaws else -2
    if "each" in flaws:
        return factor * along_w, factor * along_b
    count = 1 if "sum" in flaws else along_w.size
    if "x after" in flaws:
        return factor * along_w, factor * along_b.mean()
    kept = slice(-1, None) if "last" in flaws else slice(0, 1 if "first" in flaws else None)
    both = factor * along_w[kept].sum() / count, factor * along_b[kept].sum() / count
    return both[::-1] if "swapped" in flaws else both


def _gradient_curve(function: Callable[..., Any]) -> tuple[Any, Any]:
    x, y = np.array([-1, 0, 1]), np.array([-2, 0, 2])
    weights = np.linspace(0, 4, 41)
    return weights, [function(w, 0, x, y)[0] for w in weights.tolist()]


GRADIENT = Exercise(
    name="gradient",
    kind=Kind.PAIR,
    parameters=("w", "b", "x", "y"),
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
        "x after": X_AFTER,
        "apart": X_AFTER,
        "squared": "The residuals are squared, as in the cost. In its derivative they are not.",
        "each": "These are one number per car. Each derivative is *one* number for the whole line.",
        "swapped": "The two derivatives have changed places: first along `w`, then along `b`.",
        "parameters": "`w` and `b` have changed places in the prediction.",
        "no bracket": NO_BRACKET,
        "last": LAST,
        "first": FIRST,
        "all pairs": ALL_PAIRS,
    },
    onward="Your gradient points uphill, so a step goes against it.",
    cases=[(1, 0, np.array([1, 2, 3]), np.array([2, 2, 5])), *lines_and_cars()],
    curve=_gradient_curve,
    curve_words="w",
)


def rate_of_step(flaws: Flaws, learning_rate: float) -> float:
    """Return what a step takes of the gradient, changed by those of `RATE_FLAWS`."""
    rate = 1 if "no rate" in flaws else learning_rate
    rate = rate * learning_rate if "twice" in flaws else rate
    return -rate if "uphill" in flaws else rate


def step(
    flaws: Flaws, w: float, b: float, x: Array, y: Array, learning_rate: float
) -> tuple[Any, Any]:
    """Return the weights after one step, changed by the flaws."""
    rate = rate_of_step(flaws, learning_rate)
    of_gradient = flaws & {"sum"}
    along_w, along_b = _gradient(of_gradient, w, b, x, y)
    if "one after the other" in flaws:
        along_b = _gradient(of_gradient, w - rate * along_w, b, x, y)[1]
    if "b first" in flaws:
        along_w = _gradient(of_gradient, w, b - rate * along_b, x, y)[0]
    if "uphill in w" in flaws:
        along_w = -along_w
    if "uphill in b" in flaws:
        along_b = -along_b
    if "only w" in flaws:
        along_b = 0
    if "only b" in flaws:
        along_w = 0
    if "mixed up" in flaws:
        along_w, along_b = along_b, along_w
    if "stays" in flaws:
        along_w, along_b = 0, 0
    if "change" in flaws:
        return -rate * along_w, -rate * along_b
    after = w - rate * along_w, b - rate * along_b
    whole = "whole" in flaws and float(w).is_integer() and float(b).is_integer()
    after = tuple(map(np.trunc, after)) if whole else after
    return after[::-1] if "swapped" in flaws else after


STEP_FLAWS = {
    **RATE_FLAWS,
    "sum": "The gradient is made of sums over the cars, not of means.",
    "one after the other": IN_TURN,
    "b first": IN_TURN,
    "uphill in w": "`w` walks uphill: its sign is the wrong way round, that of `b` is right.",
    "uphill in b": "`b` walks uphill: its sign is the wrong way round, that of `w` is right.",
    "stays": "Neither weight moves. The new values have to be stored with `=` (`<-` compares), and "
    "returned.",
    "only w": "Only `w` moves; `b` stays where it was.",
    "only b": "Only `b` moves; `w` stays where it was.",
    "mixed up": "`w` moves by the derivative of `b`, and `b` by that of `w`.",
    "whole": "The weights lose their decimals. An array made of whole numbers keeps whole numbers "
    "only: make it one of floats, `np.array([w, b], dtype=float)`.",
    "swapped": "The two weights have changed places: first `w`, then `b`.",
    "change": "This is by how much the weights change, not where they stand afterwards.",
}

STEP = Exercise(
    name="step",
    kind=Kind.PAIR,
    parameters=("w", "b", "x", "y", "learning_rate"),
    parts=("w", "b"),
    solve=step,
    flaws=STEP_FLAWS,
    onward="You have written the update rule: neural networks learn by it, too.",
    cases=[
        (1, 0, np.array([0, 1, 2]), np.array([1, 1, 4]), 0.5),
        (0, 0, np.array([0, 1, 2]), np.array([1, 1, 4]), 0.1),
        *((w, b, x, y, safe_rate(x)) for w, b, x, y in lines_and_cars()),
    ],
)

ASKED = (WHICH_WAY, GRADIENT, STEP, HOW_FAR, UPHILL_OR_DOWN)
