"""Notebook 7: logistic regression, and what the walks of large models add to the loop."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lessonkit.exercises.course.gradient import RATE_FLAWS, rate_of_step
from lessonkit.exercises.course.learning_rate import OFF_BY_ONE
from lessonkit.exercises.exercise import Array, Exercise, Flaws, Kind
from lessonkit.exercises.lesson import my_logistic
from lessonkit.exercises.question import Prediction, question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "07_beyond"

RATE = 0.5


def _logistic(flaws: Flaws, X: Array, y: Array, learning_rate: float, steps: int) -> Any:
    rate = rate_of_step(flaws, learning_rate)
    rate = 2 * rate if "two" in flaws else rate
    count = 1 if "sum" in flaws else len(y)
    factors = {"uphill": -1, "two": 2, "twice a mean": 1 / len(y)}
    one_blank = {
        part: np.prod([times for flaw, times in factors.items() if f"{part} {flaw}" in flaws])
        for part in ("weights", "bias")
    }
    weights, bias = np.zeros(X.shape[1]), 0.0
    for _ in range(steps + ("one more" in flaws) - ("one short" in flaws)):
        scores = X @ weights + (0 if "bias left out" in flaws else bias)
        exponent = scores if "flipped" in flaws else -scores
        if "half a minus" in flaws:
            exponent = -X @ weights + bias
        p = 1 / (1 + np.exp(exponent))
        if "no parentheses" in flaws:
            p = 1 / 1 + np.exp(exponent)
        if "no sigmoid" in flaws:
            p = scores
        if "yes or no" in flaws:
            p = (scores > 0).astype(float)
        residuals = y - p
        if "squared error" in flaws:
            residuals = residuals * p * (1 - p)
        weights = weights + one_blank["weights"] * rate * X.T @ residuals / count
        if "no bias" not in flaws:
            bias = bias + one_blank["bias"] * rate * residuals.sum() / count
    return (bias, weights) if "swapped" in flaws else (weights, bias)


def _some_answers() -> list[tuple[Array, Array, float, int]]:
    random = np.random.default_rng(7)
    cases = []
    for rows, columns, steps in [(4, 1, 2), (5, 2, 3), (6, 3, 4), (20, 2, 5), (9, 4, 1)]:
        X = random.uniform(0, 3, size=(rows, columns)).round(2)
        y = random.permutation(np.arange(rows) % 3 > 0).astype(int)
        cases.append((X, y, [0.5, 0.3][steps % 2], steps))
    return cases


_ONE_BLANK = {
    "uphill": "the sign is the wrong way round. Look at the formula above.",
    "two": "the factor 2 came from squaring. The log loss squares nothing: leave it out.",
    "twice a mean": "the line already divides once by how many images there are.",
}

LOGISTIC = Exercise(
    name="logistic",
    kind=Kind.ARRAY_AND_NUMBER,
    parameters=("X", "y", "learning_rate", "steps"),
    parts=("weights", "bias"),
    solve=_logistic,
    flaws={
        "no sigmoid": "The scores are used as they are. Send them through the sigmoid first: a "
        "probability lies between 0 and 1.",
        "flipped": "The sigmoid is the wrong way round: a large score should give a probability "
        "near 1. Look at the minus in the exponent.",
        "half a minus": "Only a part of the score gets the minus: `-X @ weights + bias` is `-(X @ "
        "weights) + bias`. Put parentheses around the whole score.",
        "no parentheses": "Without parentheses `1 / 1 + ...` divides first and then adds. Put them "
        "around all that stands below the line.",
        "bias left out": "The score leaves out the bias.",
        "yes or no": "It uses 0 or 1 where the probability should stand. A step needs to know "
        "*how* sure the model is.",
        "two": "The factor 2 came from squaring. The log loss squares nothing: leave it out.",
        "squared error": "This is the gradient of the squared error, with the slope of the "
        "sigmoid in it. That of the log loss is simpler: `y - p` is all it needs.",
        **{
            f"{part} {flaw}": f"In the gradient of the {part}, {words}"
            for part in ("weights", "bias")
            for flaw, words in _ONE_BLANK.items()
        },
        **RATE_FLAWS,
        "sum": "The gradient is made of sums over the images, not of means.",
        "no bias": "The bias never moves. It has a derivative of its own, as in `my_fit`.",
        **OFF_BY_ONE,
        "swapped": "Weights and bias have changed places: the weights come first.",
    },
    onward="Two changed lines, and the loop reads handwriting.",
    cases=[(np.array([[1], [3]]), np.array([1, 1]), 0.5, 1), *_some_answers()],
)


def _draw_one_step(letters: Sequence[str]) -> "Picture":
    from sklearn.datasets import load_digits  # noqa: PLC0415 -- slow

    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    X, y = load_digits(n_class=2, return_X_y=True)
    guess = _ONE_STEP.options[letters[0]].text
    return figures.show_reading(my_logistic, X / 16, y, RATE, guess=f"Your guess: {guess}")


_ONE_STEP = question(
    "",
    "The walk starts at zero and takes 200 steps. How many of the 360 images does the model read "
    "right after the first one?",
    "About 180, half of them",
    "That is what it reads right at the start, without a step. One step already goes the way of "
    "all 360 images at once.",
    "About 270, three quarters",
    "It is more. Not one number moves in this step, but 64, each by what all images say.",
    "More than 350, nearly all",
    "One step moves all 64 weights, each by what all images say. The loss has hardly begun to "
    "fall: the model is right, but not sure yet.",
    right="c",
)
ONE_STEP = Prediction("after-one-step", (_ONE_STEP,), _draw_one_step)

NEVER_SETTLES = question(
    "never-settles",
    "Look at the walk with 16 cars per step. Why does it not come to rest at the bottom?",
    "Even there 16 cars have a slope of their own.",
    "The bottom is where the slopes of *all* cars cancel. Those of a few do not, so it steps away.",
    "At the bottom its steps get too short to arrive.",
    "They do not get short: look at the last ones. What do 16 cars say at the bottom?",
    "Its learning rate is above the limit of this valley.",
    "With the same rate all cars together arrive calmly. It would go farther away with each step.",
)


def _momentum(
    flaws: Flaws, w: Any, step: Any, grad: Any, learning_rate: float, momentum: float
) -> Any:
    rate = rate_of_step(flaws, learning_rate)
    rate = rate * (1 - momentum) if "share" in flaws else rate
    kept = 1 if "keeps all" in flaws else 0 if "forgets" in flaws else momentum
    new = kept * step - rate * grad
    if "mirrored" in flaws:
        new = kept * step + rate * grad
    if "brakes all" in flaws:
        new = momentum * (step - rate * grad)
    moved = step if "old step" in flaws else -rate * grad if "gradient only" in flaws else new
    there = w - moved if {"backwards", "mirrored"} & flaws else w + moved
    if "old step back" in flaws:
        new = step
    return (new, there) if "swapped" in flaws else (there, new)


def _some_steps() -> list[tuple[Any, ...]]:
    random = np.random.default_rng(8)
    numbers = [
        (*random.integers(-9, 10, size=3).tolist(), rate, momentum)
        for rate, momentum in [(0.1, 0.5), (0.3, 0.9), (0.05, 0.7), (0.2, 0.0), (1.5, 0.25)]
    ]
    arrays = [(*random.normal(size=(3, 2)).round(2), 0.1, 0.8)]
    return [*numbers, *arrays]


MOMENTUM = Exercise(
    name="momentum",
    kind=Kind.PAIR,
    parameters=("w", "step", "grad", "learning_rate", "momentum"),
    parts=("w", "step"),
    solve=_momentum,
    flaws={
        "forgets": "The old step is not used: this is plain gradient descent.",
        "keeps all": "The whole old step is kept, so the walk never gets slower. Only the part "
        "that `momentum` says should stay.",
        "brakes all": "The momentum multiplies the new gradient, too. It belongs to the old step.",
        "share": "The gradient is multiplied by 1 - momentum as well. Some books do that, and take "
        "a larger rate; the formula here leaves it out.",
        "mirrored": "Some programs keep the step with the other sign and subtract it. Here the "
        "step is what is added to the weight: see the two formulas.",
        **RATE_FLAWS,
        "old step back": "The weight is right, but the old step comes back. The next turn needs "
        "the new one.",
        "old step": "The weight moves by the old step. Work out the new step first, then move.",
        "gradient only": "The weight moves by the gradient alone. It should move by the new step.",
        "backwards": "The new step is subtracted. It points downhill already: add it.",
        "swapped": "The two have changed places: first the weight, then the step.",
    },
    onward="This one line is in nearly every program that trains a neural network.",
    cases=[(3, 2, 4, 0.5, 0.5), *_some_steps()],
)

ASKED = (LOGISTIC, ONE_STEP, NEVER_SETTLES, MOMENTUM)
