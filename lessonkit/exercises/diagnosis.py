"""Why did my walk blow up? The cause, found by walking the usual slips beside it."""

import inspect
import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from lessonkit.cost import LinearCost, LineCost, as_number, as_numbers, standardize
from lessonkit.descent import Descent, learning_rate_limit
from lessonkit.exercises.feedback import Verdict, page, paragraph
from lessonkit.exercises.run import Call, StoppedError, guarded
from lessonkit.exercises.slips import CAUSES, Array, Setup, Slip, fitting
from lessonkit.words import counted, number

Bowl = LineCost | LinearCost


@dataclass(frozen=True)
class Diagnosis:
    """What `diagnose` found.

    Attributes
    ----------
    cause : str
        A short code: "fine", "slow", "rate-above-limit", "wrong-sign" and so on.
    lines : tuple of str
        The evidence, the remedy, and what is in doubt, in plain words.
    also : tuple of str
        Codes of other causes that fit the same evidence.
    """

    cause: str
    lines: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The cause in a few words."""
        return f"Diagnosis: {CAUSES[self.cause][0]}"

    def __repr__(self) -> str:
        """Return the diagnosis as plain text."""
        return "\n".join([f"{self._verdict.sign} {self.title}", *self.lines])

    def _repr_html_(self) -> str:
        return page(self.title, "".join(map(paragraph, self.lines)), self._verdict)

    @property
    def _verdict(self) -> Verdict:
        return Verdict.RIGHT if self.cause == "fine" else Verdict.NOT_YET


def diagnose(
    walk: Callable[..., Any] | Sequence[float] | Descent,
    bowl: Any,
    learning_rate: float | None = None,
    start: Sequence[float] | None = None,
    steps: int = 60,
) -> Diagnosis:
    """Say why a walk blew up, crept or stood still, or that nothing is wrong.

    A function is run, on the bowl and on a small one where each slip shows; then the cause is
    nearly always known. From a list of costs alone, several causes may fit, and all are told.

    Parameters
    ----------
    walk : function, sequence of float or Descent
        Your loop, as `my_walk(x, y, learning_rate, steps)` that returns w, b and its costs, or only
        its costs, or only its last parameters; or as `f(cost, w, b, learning_rate, steps)` that
        returns its costs; or the list of its costs; or what `descend` returned.
    bowl : LineCost, LinearCost or tuple (x, y)
        What it walked on: the cost, or the data.
    learning_rate : float
        The learning rate; what `descend` returned knows its own.
    start : sequence of float, optional
        Where the walk began, one number per parameter, the intercept last. Zeros by default.
    steps : int, default 60
        How many steps a function takes; at least 3.

    Returns
    -------
    Diagnosis
        What is wrong, how that was seen, and what to do. Its `cause` is a short code.

    Raises
    ------
    TypeError
        If `walk`, `bowl` or a number is of the wrong kind.
    ValueError
        If there are too few costs or steps, `start` has the wrong number of values, or the rate
        is not above zero.

    Examples
    --------
    >>> bowl = LineCost([-1, 0, 1], [-2, 0, 3])
    >>> diagnose([4.3, 6.7, 10.5, 16.7], bowl, 1.05).cause
    'rate-above-limit'
    """
    if isinstance(bowl, tuple):
        x, y = (np.asarray(as_numbers(name, data)) for name, data in zip("xy", bowl, strict=True))
        for name, data in (("x", x), ("y", y)):
            if missing := int(np.isnan(data).sum()):
                return _diagnosis("nan-data", f"`{name}` holds {missing} nan among {data.size}.")
        bowl = LinearCost(x, y) if x.ndim == 2 else LineCost(x, y)
    if not isinstance(bowl, LineCost | LinearCost):
        kind = type(bowl).__name__
        raise TypeError(f"bowl: expected a LineCost, a LinearCost or a pair (x, y), got {kind}.")
    if isinstance(walk, Descent):
        start, learning_rate = walk.points[0], walk.learning_rate
    if learning_rate is None:
        raise TypeError("learning_rate: it is missing; expected the rate of the walk.")
    rate = as_number("learning_rate", learning_rate)
    if not 0 < rate < math.inf:
        raise ValueError(f"learning_rate: got {rate}, expected a finite number above zero.")
    if as_number("steps", steps) < 3 or steps % 1:
        raise ValueError(f"steps: got {steps!r}, expected a whole number, at least 3.")
    n_parameters = len(bowl.curvature)
    at = np.zeros(n_parameters) if start is None else np.ravel(as_numbers("start", start))
    if len(at) != n_parameters:
        raise ValueError(f"start: expected {n_parameters} numbers, got {len(at)}.")
    if isinstance(walk, Descent):
        return _of_rate(Setup(bowl, at, rate, walk.iterations))
    if callable(walk):
        return _of_loop(walk, Setup(bowl, at, rate, steps))
    costs = np.ravel(as_numbers("walk", walk))
    if len(costs) < 2:
        raise ValueError(f"walk: expected at least two costs, got {len(costs)}.")
    return _of_costs(costs, Setup(bowl, at, rate, len(costs) - 1))


def _of_loop(loop: Callable[..., Any], setup: Setup) -> Diagnosis:
    """Diagnose a function, by what it does where each slip shows."""
    takes_cost = _takes_cost(loop, setup.bowl)
    start = [2.5, -1.5] if takes_cost else np.zeros(len(setup.start))
    small = probe(setup.bowl, np.array(start))
    try:
        setups = (small, replace(small, rate=small.rate / 2), setup)
        seen, slower, (costs, end) = guarded(
            loop, lambda call: [_run(call, takes_cost, one) for one in setups]
        )
    except StoppedError as error:
        integers = "Cannot cast ufunc" in str(error)
        return _diagnosis("integers" if integers else "stopped", str(error))
    if end is not None:  # its cost tells whether it arrived, in whichever order it is
        first, *ends = (
            float(setup.bowl.cost(*point.tolist()))
            for point in (setup.start, end, np.roll(end, -1))
        )
        costs = np.array([first, min(ends)])
    if all(part is None for part in seen):
        line = "Expected a list with one cost per step, or the last parameters."
        return _diagnosis("no-costs", line)
    fits = fitting(small, *seen)
    if fits and fits[0].cause == "row-by-row" and costs is not None and _arrives(costs, setup):
        return _of_shape(costs, setup)
    if fits:
        return _of_slips(fits, setup)
    if repr(seen) == repr(slower) and np.isfinite(seen[0] if seen[1] is None else seen[1]).all():
        line = (
            "Two learning rates give the same walk, so the loop does not use the one it is given."
        )
        return _diagnosis("rate-misplaced", line)
    return _diagnosis("unknown") if costs is None else _of_costs(costs, setup)


def _takes_cost(loop: Callable[..., Any], bowl: Bowl) -> bool:
    parameters = inspect.signature(loop).parameters
    if len(parameters) == 4:
        return False
    if len(parameters) != 5:
        raise TypeError(
            "walk: expected a function of (cost, w, b, learning_rate, steps) or of (x, y, "
            f"learning_rate, steps), got one of ({', '.join(parameters)})."
        )
    if len(bowl.curvature) != 2:
        raise TypeError(
            "walk: a function of w and b walks on the cost of a line; for several features give "
            "a function of (X, y, learning_rate, steps), or its costs."
        )
    return True


def probe(bowl: Bowl, start: Array) -> Setup:
    """Return a small, slanted bowl on which no two slips look the same."""
    features = len(start) - 1
    rows, columns = np.ogrid[1 : features + 7, 1 : features + 1]
    X = 3 + 2.5 * np.cos(rows * columns)
    y = 40 + X @ np.linspace(12, 5, features) + 9 * np.sin(rows[:, 0] ** 2)
    small = LineCost(X[:, 0], y) if isinstance(bowl, LineCost) else LinearCost(X, y)
    return Setup(small, start, 0.3 * learning_rate_limit(small), steps=8)


def _run(call: Call, takes_cost: bool, setup: Setup) -> tuple[Any, Any]:
    """Run a loop, and return its costs or, if it returns none, its last parameters."""
    begin = (setup.bowl, *setup.start.tolist()) if takes_cost else (setup.data, setup.bowl.y)
    try:
        value = call(*begin, setup.rate, setup.steps).value
    except StoppedError as error:
        if "OverflowError" in str(error):  # plain Python numbers: the walk went too far
            return None, None
        raise
    numbers = [_flat(part) for part in (value if isinstance(value, tuple | list) else [value])]
    everything = np.concatenate([*numbers, []])
    lists = [one for one in (everything, *numbers) if 3 <= len(one) <= setup.steps + 1]
    for one in lists:
        if len(one) >= setup.steps:
            return one, None
    if len(everything) == len(setup.start):
        return None, everything
    return (lists[-1], None) if lists else (None, None)  # it may have stopped early


def _flat(part: Any) -> Array:
    try:
        return np.ravel(as_numbers("walk", part))
    except (TypeError, ValueError):
        return np.array([])


def _of_costs(costs: Array, setup: Setup) -> Diagnosis:
    """Diagnose a list of costs."""
    known = costs[: int(np.argmin(np.isfinite([*costs, np.nan])))]
    if len(known) < len(costs) and np.isnan(costs[len(known)]) and np.all(known < 1e100):
        where = f"after {counted(len(known) - 1, 'step')}" if len(known) else "from the start"
        line = f"The cost is nan {where}, though this bowl has no nan: was the data another?"
        if setup.rate <= learning_rate_limit(setup.bowl):
            return _diagnosis("nan-data", line)
        line += " Or the walk blew up before its first cost, since the rate is above the limit."
        return _diagnosis("nan-data", line, also=("rate-above-limit",))
    fits = fitting(setup, known, None)
    if not fits:
        return _of_shape(costs, setup)
    return _of_slips(fits, setup, "Give `diagnose` your function, not only its costs, to be sure.")


def _of_slips(fits: list[Slip], setup: Setup, to_be_sure: str = "") -> Diagnosis:
    """Say which slip was found, and which others look the same."""
    first = fits[0]
    if first.cause == "right":
        found = _of_rate(setup, first.scale(setup.bowl.n))
    else:
        found = _diagnosis(first.cause, f"Your loop does what this line does: `{first.code}`.")
    also = sorted({slip.cause for slip in fits} - {"right", found.cause})
    if not also:
        return found
    others = " or ".join(CAUSES[cause][0] for cause in also)
    doubt = f"But the walk would look the same if {others}. {to_be_sure}".rstrip()
    return replace(found, lines=(*found.lines, doubt), also=tuple(also))


def _of_rate(setup: Setup, times: float = 1) -> Diagnosis:
    """Judge the learning rate of a right step, whose gradient is some times that of the mean."""
    bowl, rate = setup.bowl, setup.rate
    limit = learning_rate_limit(bowl) / times
    scaled = learning_rate_limit(_standardized(bowl)) / times
    with_it = "" if times == 1 else ", with your gradient,"
    told = f"Your learning rate is {rate:.4g}, and the limit of this bowl{with_it} is {limit:.4g}"
    if rate > limit * (1 + 1e-6):
        above = f"{told}: above it, a walk overshoots farther with every step."
        cause = "unscaled" if rate < scaled else "rate-above-limit"
        if cause == "unscaled":
            above += f" With standardized features the limit would be {scaled:.4g}."
        if times > 2:
            total = (
                f"Your gradient is {times:.4g} times that of the mean over {bowl.n} rows. With the "
                f"mean the limit is {limit * times:.4g}."
            )
            return _diagnosis("sum", above, total)
        return _diagnosis(cause, above)
    if rate > limit * (1 - 1e-6):
        return _diagnosis("rate-at-limit", f"{told}: there a walk bounces forever.")
    needed = _steps_needed(setup, rate * times)
    lowest = bowl.minimum.cost
    end = lowest + _excess(setup, rate * times, setup.steps)
    fell = (
        f"After {counted(setup.steps, 'step')} the cost is {number(end, 4)}; the lowest is "
        f"{number(lowest, 4)}."
    )
    if needed <= setup.steps:
        return _diagnosis("fine", fell)
    at_best = _steps_needed(setup, limit * times / 2)
    best_scaled = _steps_needed(replace(setup, bowl=_standardized(bowl)), scaled * times / 2)
    pace = (
        f"At this rate it takes about {_about(needed)} steps to come close. At half the limit, "
        f"{limit / 2:.4g}, it takes about {_about(at_best)}"
    )
    if at_best > 10 * best_scaled:
        return _diagnosis(
            "unscaled", fell, f"{pace}; with standardized features, about {_about(best_scaled)}."
        )
    return _diagnosis("slow", fell, f"{pace}.")


def _standardized(bowl: Bowl) -> Bowl:
    if isinstance(bowl, LineCost):
        return LineCost(standardize(bowl.x), bowl.y)
    return LinearCost(standardize(bowl.X), bowl.y)


def _excess(setup: Setup, rate: float, steps: int) -> float:
    """Return how far above the lowest cost a right walk is after some steps."""
    best = np.append(setup.bowl.minimum[0], setup.bowl.minimum[1])
    curvatures, ways = np.linalg.eigh(setup.bowl.curvature)
    apart = ways.T @ (setup.start - best)
    return float(np.sum(curvatures / 2 * apart**2 * (1 - rate * curvatures) ** (2 * steps)))


def _steps_needed(setup: Setup, rate: float) -> int:
    """Return after how many steps a right walk is within 1 % of the lowest cost."""
    near = max(0.01 * setup.bowl.minimum.cost, 1e-4 * _excess(setup, rate, 0))
    return bisect_left(range(10**15), True, key=lambda k: _excess(setup, rate, k) <= near)


def _arrives(costs: Array, setup: Setup) -> bool:
    """Tell whether the last cost is close to the lowest, as a mean, half of it or a sum."""
    lowest, n = setup.bowl.minimum.cost, setup.bowl.n
    return any(
        times * lowest * (1 - 1e-6) <= costs[-1] <= times * lowest * 1.01 + 1e-4 * costs[0]
        for times in (1, 0.5, n, n / 2)
    )


def _about(count: int) -> str:
    return f"{float(f'{count:.2g}'):,.0f}"


def _of_shape(costs: Array, setup: Setup) -> Diagnosis:
    """Judge costs that fit no slip by how they go: from another start, or with more than a rate."""
    limit, lowest = learning_rate_limit(setup.bowl), setup.bowl.minimum.cost
    if _arrives(costs, setup):
        return _diagnosis("fine", f"The last cost, {number(costs[-1], 4)}, is close to the lowest.")
    hedge = (
        "These costs fit no walk that is known here. Did it begin at `start`, on this bowl, with "
        "this rate?"
    )
    rises = not costs[-1] <= costs[0]  # or it is nan
    if rises and setup.rate > limit:
        found = _of_rate(setup)
        return replace(found, lines=(*found.lines, hedge))
    if rises:
        return _diagnosis(
            "unknown",
            f"The cost rises, but the rate {setup.rate:.4g} is below the limit, {limit:.4g}. "
            "There a right step never raises it, so the slip is in the step or in the cost.",
            hedge,
        )
    return _diagnosis(
        "unknown", f"The cost falls, but not to the lowest, {number(lowest, 4)}.", hedge
    )


def _diagnosis(cause: str, *lines: str, also: tuple[str, ...] = ()) -> Diagnosis:
    remedy = CAUSES[cause][1]
    return Diagnosis(cause, (*lines, remedy) if remedy else lines, also)
