"""Notebook 4: the learning rate, the loop, and when to stop."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lessonkit.cost import LineCost, standardize
from lessonkit.data import load_columns
from lessonkit.descent import descend
from lessonkit.exercises.cases import lines_and_cars, safe_rate
from lessonkit.exercises.course.gradient import STEP_FLAWS, step
from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.question import Option, Prediction, Question, question

if TYPE_CHECKING:
    from lessonkit.figures import Picture

NOTEBOOK = "04_learning_rate"

RATES = (0.001, 0.1, 0.9)
STEPS = 60
SHAPES = {
    "a": "falls slowly and ends high",
    "b": "falls fast, then levels off",
    "c": "goes up and down all the way",
    "d": "climbs faster and faster",
}
_SLOW = "Steps as short as these have hardly left the start."
_CALM = "This rate is well below the limit, so each step goes down, and far enough to arrive."
_LEAPS = (
    "This rate makes the weight jump across the bottom and back, but below the limit of this "
    "problem each jump ends closer than it began. So the *cost* falls in every step, just as with "
    "0.1."
)


def _sketch(letter: str) -> NDArray[np.float64]:
    """Return a curve of a shape over all the steps, from the start at 1."""
    step = np.arange(STEPS + 1)
    curves = {
        "a": 1 - step / 350,
        "b": 0.3 + 0.7 * np.exp(-step / 6),
        "c": 0.75 + 0.25 * np.cos(step / 3),
        "d": 1 + (step / 65) ** 2,
    }
    return np.asarray(curves[letter])


def _draw_rates(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    cost = LineCost(*map(standardize, load_columns("engine_size", "price")))
    figure, axes = figures.new_figure(len(RATES), width=9, height=3.6)
    words = []
    for ax, rate, letter in zip(axes, RATES, letters, strict=True):
        walk = descend(cost, (0, 0), rate, max_iter=STEPS)
        ax.plot(_sketch(letter), color=figures.ORANGE, ls="--", lw=4, label="your sketch")
        (truth,) = ax.plot(walk.costs, color=figures.BLUE, linewidth=2.5, label="the run")
        ax.set(title=f"learning rate {rate:g}", xlabel="iteration", ylim=(0, 1.9))
        end = float(np.asarray(truth.get_ydata())[-1])
        words.append(f"{rate:g}: you sketched one that {SHAPES[letter]}; the run ends at {end:.2f}")
    axes[0].set_ylabel("cost (MSE)")
    figures.add_legend(axes[0], loc="lower left")
    return figures.show(figure, f"Three runs over your sketches. {'. '.join(words)}.")


_HOW_DO_THEY_RUN = tuple(
    Question(
        f"Learning rate {rate:g}: how does the cost run over {STEPS} steps?",
        options={letter: Option(shape, why) for letter, shape in SHAPES.items()},
        right=right,
    )
    for rate, right, why in zip(RATES, "abb", (_SLOW, _CALM, _LEAPS), strict=True)
)
THREE_RATES = Prediction("three-rates", _HOW_DO_THEY_RUN, _draw_rates)

TWO_PICTURES = question(
    "two-pictures",
    "Look at the costs and the weights side by side. The cost falls in every step. What does that "
    "say about the weight?",
    "It comes closer to the bottom, always from the same side.",
    "Closer, yes. But the cost alone does not tell on which side of the bottom it is.",
    "It comes closer to the bottom, and may change sides.",
    "A lower cost is a shorter distance on this bowl. Only the weight shows the zigzag.",
    "It comes closer to the bottom, and never overshoots.",
    "It can overshoot: if it lands closer than it was, the cost falls all the same.",
    right="b",
)

ONE_STEP = question(
    "one-step",
    "Use the rule: each step multiplies the distance by 1 - 2 * (learning rate). At which learning "
    "rate is the walk at the bottom after one single step?",
    "At 0.5.",
    "The factor is 1 - 2 * 0.5, and zero times any distance is zero.",
    "At 1.",
    "The factor is 1 - 2 * 1. Which distance is left then?",
    "At no learning rate.",
    "It is possible. For which rate is 1 - 2 * (learning rate) zero?",
)

LONG_VALLEY = question(
    "long-valley",
    "Look at the three maps. Why does no learning rate arrive quickly in this valley?",
    "The gradient has the wrong sign along the valley's floor.",
    "Along the floor each walk goes the right way, only slowly. How steep is it there?",
    "The walks begin too far from the bottom, at zero.",
    "The start matters little. What does a large rate do across the valley?",
    "The steep sides limit the rate, and the floor is flat.",
    "A rate that the steep sides allow is too small for the flat floor.",
    right="c",
)

TIMES = {"a": 20, "b": 1000, "c": 20_000}


def _draw_times(letters: Sequence[str]) -> "Picture":
    from lessonkit import figures  # noqa: PLC0415 -- loads matplotlib

    data = load_columns("engine_size", "price")
    raw, scaled = LineCost(*data), LineCost(*map(standardize, data))
    return figures.show_arrivals(raw, scaled, guess=TIMES[letters[0]])


_FAR_MORE = "It is far more: the raw valley is very long and narrow."
_HOW_MANY_TIMES = question(
    "",
    "In raw units the walk needs more steps. How many times as many?",
    f"About {TIMES['a']:,} times.",
    _FAR_MORE,
    f"About {TIMES['b']:,} times.",
    _FAR_MORE,
    f"About {TIMES['c']:,} times.",
    "The steep walls of the raw valley allow only tiny steps, and its floor is nearly flat.",
    right="c",
)
RAW_STEPS = Prediction("raw-steps", (_HOW_MANY_TIMES,), _draw_times)


OFF_BY_ONE = {
    "one short": "Off by one: the loop takes one step less than it was asked for.",
    "one more": "Off by one: the loop takes one step more than it was asked for.",
}


def _walk(flaws: Flaws, x: Any, y: Any, learning_rate: float, steps: int) -> Any:
    def cost(w: Any, b: Any) -> Any:
        return np.mean((y - (w * x + b)) ** 2)

    w, b = 0.0, 0.0
    costs = [cost(w, b)]
    first = step(flaws, w, b, x, y, learning_rate)
    taken = steps + ("one more" in flaws) - ("one short" in flaws)
    for _ in range(taken):
        if "starts again" in flaws:
            w, b = first
        elif "taken once" in flaws:
            w, b = w + first[0], b + first[1]
        elif "stands still" not in flaws:
            w, b = step(flaws, w, b, x, y, learning_rate)
        costs.append(cost(w, b))
        if "returned early" in flaws:
            break
    if "moved on" in flaws:
        w, b = step(flaws, w, b, x, y, learning_rate)
    if "last only" in flaws:
        costs = costs[-1:]
    if "appended once" in flaws:
        costs = [costs[0], costs[-1]]
    if "list again" in flaws:
        costs = costs[-2:]
    if "no start" in flaws:
        costs = costs[1:]
    if "late" in flaws:
        costs = [costs[0], *costs[:-1]]
    if "no end" in flaws:
        costs = costs[:-1]
    return w, b, costs


def _walk_curve(function: Callable[..., Any]) -> tuple[Any, Any]:
    _, _, costs = function(np.array([-1, 0, 1]), np.array([-2, 0, 3]), 0.1, 12)
    return range(len(costs)), costs


WALK = Exercise(
    name="walk",
    kind=Kind.TWO_NUMBERS_AND_LIST,
    parameters=("x", "y", "learning_rate", "steps"),
    parts=("w", "b", "costs"),
    solve=_walk,
    flaws={
        **OFF_BY_ONE,
        "no start": "Off by one: the cost at the start, before any step, is missing.",
        "no end": "Off by one: the cost after the last step is missing. How many costs belong "
        "to one step, counting the start?",
        "moved on": "The costs are right, but `w` and `b` are one step too far: the last turn "
        "moves them once more after the last cost.",
        "late": "Each cost is measured before the step it should follow, so the start counts "
        "twice.",
        "last only": "Only the last cost is there. The curve needs every one on the way.",
        "taken once": "The gradient is taken once, before the loop. The gradient changes with "
        "every step, so it has to be taken again.",
        "appended once": "Only the first cost and the last are there: `append` stands after the "
        "loop, not inside it. How far is it indented?",
        "list again": "Only the last two costs are there: the list starts again in every turn. "
        "Make it once, before the loop.",
        "starts again": "Every step begins at the start again: `w, b = 0, 0` belongs before the "
        "loop.",
        "returned early": "It ends after one step. Is the `return` inside the loop? Or do `w`, `b` "
        "and `costs` start again in every turn? How far is each line indented?",
        "stands still": "The weights never move: store what `my_step` returns in `w` and `b`.",
        **{
            name: said
            for name, said in STEP_FLAWS.items()
            if name not in ("stays", "change", "swapped")
        },
    },
    cases=[
        (np.array([0, 1, 2]), np.array([1, 1, 4]), 0.1, 2),
        (np.array([0, 1, 2]), np.array([2, 1, 4]), 0.1, 1),
        *(
            (x, y, safe_rate(x), 3 + turn % 3)
            for turn, (_, _, x, y) in enumerate(lines_and_cars())
            if len(x) > 1
        ),
        (np.array([-1, 0, 1]), np.array([-2, 0, 3]), 0.1, 25),
    ],
    onward="You have written gradient descent: neural networks are trained by this loop, too.",
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
    if "first step" in flaws:
        gain = costs[0] - costs[1]
    small = gain <= tol if "just the tolerance" in flaws else gain < tol
    if "reversed" in flaws:
        small = gain > tol
    steps = len(costs) if "start counts" in flaws else len(costs) - 1
    capped = steps > max_iter if "one late" in flaws else steps >= max_iter
    if "both" in flaws:
        return bool(small and capped)
    return bool((small and "no tolerance" not in flaws) or (capped and "no cap" not in flaws))


def _stop_cases() -> list[tuple[Sequence[float], float, int]]:
    """Make up walks in which the two rules meet in many ways: with equal numbers, and with tiny."""
    random = np.random.default_rng(60)
    cases: list[tuple[Sequence[float], float, int]] = [
        *(([9, 5, 4], 2, 10), ([9, 6, 2], 2, 10), ([9, 6, 2], 1, 2), ([9, 6, 5], 1, 10)),
        *(([0.9, 0.5, 0.45], 0.1, 10), ([0.9, 0.85, 0.2], 0.1, 10), ([0.1, 0.9], 0.5, 3)),
        *(([3e-4, 2e-4, 1.9e-4], 5e-5, 9), ([3e-4, 2e-4, 1e-4], 5e-5, 9), ([6e7, 5e7], 1e6, 9)),
        *(([0.5, 0.25], 0, 2), ([0.5, 0.7], 0, 2), ([1 / n for n in range(1, 90)], 1e-6, 88)),
        ([1 / n for n in range(1, 90)], 1e-6, 89),
    ]
    for _ in range(60):
        costs = [int(cost) for cost in random.integers(0, 8, size=random.integers(2, 6))]
        if all(before != after for before, after in pairwise(costs)):
            cases.append((costs, int(random.integers(1, 4)), int(random.integers(1, 9))))
    return cases


STOP = Exercise(
    name="stop",
    kind=Kind.TRUTH,
    parameters=("costs", "tol", "max_iter"),
    solve=_stop,
    flaws={
        "reversed": "It stops while the cost still improves a lot, and goes on when it does not.",
        "backwards": "The improvement has the wrong sign. When the cost falls, the earlier cost is "
        "the larger one.",
        "level": "The tolerance is compared with the cost itself. It is about how much the last "
        "step *improved* the cost; the lowest cost need not be near zero.",
        "from the start": "The improvement is counted from the very first cost. Only the last step "
        "matters.",
        "first step": "This is the improvement of the first step. The last step matters.",
        "absolute": "A step that *raises* the cost counts as an improvement. Without the absolute "
        "value it would be a negative one, and less than any tolerance.",
        "just the tolerance": "It stops at an improvement of exactly the tolerance. The rule says "
        "*less than*.",
        "start counts": "The cap is one off: the first cost is the start, not a step.",
        "one late": "The cap is one off: at `max_iter` steps it should stop already.",
        "no cap": "The cap is not used: a walk that bounces forever would never end.",
        "no tolerance": "The tolerance is not used: every walk would go on to the cap.",
        "both": "It waits until *both* rules say stop. One of them is enough.",
    },
    onward="Libraries stop by these two rules, too.",
    cases=_stop_cases(),
)

ASKED = (WALK, THREE_RATES, TWO_PICTURES, ONE_STEP, LONG_VALLEY, RAW_STEPS, STOP)
