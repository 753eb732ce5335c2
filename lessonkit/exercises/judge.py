"""Compare an answer with the right one, and find out what went wrong."""

import contextlib
import itertools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from lessonkit.exercises.exercise import SAME_IDEAS, Exercise, Flaws, Kind
from lessonkit.exercises.feedback import Feedback, Verdict, code
from lessonkit.exercises.run import Call, StoppedError, guarded, has_blanks, is_stub
from lessonkit.exercises.source import slips_in_number, slips_in_source, wrong_header
from lessonkit.exercises.values import NotNumbersError, brief, complaint, equal, numbers

Style = Callable[[Any], Any]
"""Turns an argument into the kind of object that the student's function is given."""

_met: dict[str, str] = {}
"""The flaws that were told in this kernel, each with the exercise where it was told first."""


def judge_function(exercise: Exercise, function: Any) -> Feedback:
    """Judge what a student wrote; if it is no function, say that one is wanted."""
    if not callable(function):
        return _not_a_function(exercise, function)
    if to_do := _to_do(function):
        return _unanswered(exercise, to_do)
    if header := wrong_header(exercise, function):
        return _not_yet(exercise, header)
    try:
        feedback, curve = guarded(function, lambda call: _try_and_trace(exercise, function, call))
    except StoppedError as stopped:
        lines = (*slips_in_source(function, stopped=True), str(stopped))
        return Feedback(exercise.name, Verdict.STOPPED, lines)
    if curve is None:
        return feedback
    from lessonkit.exercises.shapes import compare_shapes  # noqa: PLC0415 -- loads matplotlib

    picture = compare_shapes(exercise, curve)
    return Feedback(feedback.name, feedback.verdict, feedback.lines, picture)


def judge_by_hand(exercise: Exercise, values: tuple[Any, ...]) -> Feedback:
    """Judge values that a student found on paper; `None` is not answered yet."""
    if any(value is None or value is ... for value in values):
        return _unanswered(exercise, "Replace each `None` by your answer")
    if exercise.kind is Kind.PAIR:
        for name, value in zip(exercise.parts, values, strict=True):
            if slip := slips_in_number(name, value) or _no_number(value):
                return _not_yet(exercise, slip.replace("It is", f"`{name}` is", 1))
    try:
        return _judge_values(exercise, [values])
    except NotNumbersError as error:
        return _not_yet(exercise, error.instead_of(exercise.kind))


def _no_number(value: Any) -> str:
    """Say what a value is if it is no single number."""
    try:
        return complaint(value, 0.0, Kind.NUMBER)
    except NotNumbersError as error:
        return error.instead_of(Kind.NUMBER)


def _to_do(function: Any) -> str:
    """Say what a function that nobody has touched yet waits for; nothing if somebody has."""
    if is_stub(function):
        return "Write your own lines into the function"
    return "Fill in every blank `____`" if has_blanks(function) else ""


def _try_and_trace(
    exercise: Exercise, function: Callable[..., Any], call: Call
) -> tuple[Feedback, Any]:
    """Return the feedback, and the curve of a wrong function if the exercise draws one."""
    feedback = _try_styles(exercise, function, call)
    if feedback.verdict is not Verdict.NOT_YET or exercise.curve is None:
        return feedback, None
    try:
        curve = exercise.curve(lambda *arguments: call(*arguments).value)
        return feedback, np.array(curve, dtype=float)
    except Exception:  # noqa: BLE001 -- their function may raise anything; then there is no curve
        return feedback, None


def _try_styles(exercise: Exercise, function: Callable[..., Any], call: Call) -> Feedback:
    """Hand over the values as the notebook does, then in another style.

    A function that raises an exception may be written for pandas objects where arrays are given,
    or the other way round; both are right.
    """
    first, *others = _styles(exercise)
    try:
        return _run_and_judge(exercise, function, call, first)
    except StoppedError:
        for other in others:
            with contextlib.suppress(StoppedError):
                feedback = _run_and_judge(exercise, function, call, other)
                if feedback.passed or set(feedback.lines) & set(exercise.flaws.values()):
                    return feedback
        raise


def _styles(exercise: Exercise) -> list[Style]:
    """Return the ways to hand over arrays, first the one that the notebook uses."""
    if exercise.columns:
        return [_as_frames(exercise.columns), _as_arrays]
    # Where pandas is not loaded, no function can have been written for it.
    return [_as_arrays, _as_frames()] if "pandas" in sys.modules else [_as_arrays]


def _run_and_judge(
    exercise: Exercise, function: Callable[..., Any], call: Call, style: Style
) -> Feedback:
    values: list[Any] = []
    printed, displayed = "", False
    for case in exercise.cases:
        try:
            outcome = call(*map(style, case))
        except StoppedError:
            if flaws := _recognize(exercise, _numbers_of(values)):  # it may explain the error, too
                return _not_yet(exercise, *_told(exercise, flaws))
            raise
        if outcome.value is ...:
            return _unanswered(exercise, "It returns `...`: write your own lines there")
        parts = outcome.value if isinstance(outcome.value, tuple) else (outcome.value,)
        printed, displayed = printed or outcome.printed, displayed or outcome.displayed
        if any(part is None for part in parts):
            return _not_yet(exercise, _nothing(printed, displayed))
        values.append(outcome.value)
    try:
        feedback = _judge_values(exercise, values, function)
    except NotNumbersError as error:
        feedback = _not_yet(exercise, error.instead_of(exercise.kind))
    if feedback.passed:
        return feedback
    lines = list(feedback.lines)
    if printed.strip():
        lines.append(f"Your function also printed: {code(printed.strip().splitlines()[0][:80])}")
    if displayed:
        lines.append("It also displays something, which the check has left out.")
    return _not_yet(exercise, *lines)


def _judge_values(exercise: Exercise, values: list[Any], function: Any = None) -> Feedback:
    """Judge the values that an answer gave for all the cases."""
    given = [numbers(value) for value in values]
    with np.errstate(all="ignore"):
        right = [exercise.answer(*case) for case in exercise.cases]
    complaints = [
        said
        for value, expected in zip(values, right, strict=True)
        if (said := complaint(value, expected, exercise.kind))
    ]
    wrong = _first_wrong(exercise, given, right)
    if wrong is None and not complaints:
        return Feedback(exercise.name, Verdict.RIGHT, _praise(exercise))
    if wrong is None:
        return _not_yet(exercise, f"The numbers are right, but their type is not. {complaints[0]}")
    if flaws := _recognize(exercise, given):
        return _not_yet(exercise, *_told(exercise, flaws))
    if complaints:
        return _not_yet(exercise, complaints[0], *slips_in_source(function))
    difference = _difference(exercise, wrong, values[wrong], right[wrong])
    return _not_yet(exercise, *slips_in_source(function), *difference)


def _told(exercise: Exercise, flaws: Flaws) -> list[str]:
    """Say what each flaw means, and if it was met before, that it is the same one again."""
    lines = []
    for flaw in (name for name in exercise.flaws if name in flaws):
        before = _met.setdefault(flaw, exercise.name)
        if before != exercise.name and (notebook := SAME_IDEAS.get(flaw)):
            lines.append(f"The same slip as in `{before}`, {flaw} (see notebook {notebook}).")
        lines.append(exercise.flaws[flaw])
    return list(dict.fromkeys(lines))


def _numbers_of(values: list[Any]) -> list[Any]:
    try:
        return [numbers(value) for value in values]
    except NotNumbersError:
        return []


def _first_wrong(exercise: Exercise, given: list[Any], right: list[Any]) -> int | None:
    for i, (mine, theirs) in enumerate(zip(given, right, strict=True)):
        if not equal(mine, numbers(theirs), exercise.near):
            return i
    return None


def _recognize(exercise: Exercise, given: list[Any]) -> Flaws:
    """Find the fewest flaws that explain every value; none if nothing does.

    Two at most for a function; on paper, where one slip brings the next, three.
    """
    counts = (1, 2, 3) if exercise.by_hand else (1, 2)
    chosen = (
        frozenset(names) for n in counts for names in itertools.combinations(exercise.flaws, n)
    )
    if not given or _explain(exercise, frozenset(), given):
        return frozenset()
    return next((flaws for flaws in chosen if _explain(exercise, flaws, given)), frozenset())


def _explain(exercise: Exercise, flaws: Flaws, given: list[Any]) -> bool:
    """Tell whether these flaws, or none, give the values that a student's answer gave."""
    compared = False
    for mine, case in zip(given, exercise.cases, strict=False):
        with np.errstate(all="ignore"):
            flawed = numbers(exercise.solve(flaws, *case))
        if any(np.isnan(part).any() for part in flawed):
            continue  # libraries differ in what they make of a spread of zero
        if not equal(mine, flawed, exercise.near):
            return False
        compared = True
    return compared


def _difference(exercise: Exercise, which: int, value: Any, right: Any) -> list[str]:
    """Say where the answer first differs and by how much, on a case that can be done by hand."""
    mine, theirs = numbers(value), numbers(right)
    if exercise.by_hand:
        return _direction(exercise, mine, theirs)
    case = exercise.cases[which]
    asked = f"Try it by hand: {_written(exercise, case)}"
    if exercise.kind is Kind.TRUTH:
        return [asked, f"There yours says `{brief(value)}`. What does each of the two rules say?"]
    yours = f"There yours gives {code(brief(value))}"
    if [part.shape for part in mine] != [part.shape for part in theirs]:
        return [asked, f"{yours}, which has the wrong length."]
    place, off = _first_gap(exercise, mine, theirs)
    if not np.isfinite(off):
        return [asked, f"{yours}, which is not a finite number."]
    lines = [asked, f"{yours}: {place} is {brief(abs(off))} too {'large' if off > 0 else 'small'}."]
    if all(np.allclose(a, b, rtol=1e-2) for a, b in zip(mine, theirs, strict=True)):
        lines.append("That is near. Do you round on the way? Leave the rounding to the end.")
    return lines


def _direction(exercise: Exercise, mine: Any, theirs: Any) -> list[str]:
    """Say only which way an answer found on paper is off: the gap would give it away."""
    names = [f"`{name}`" for name in exercise.parts] or ["It"]
    for name, part, expected in zip(names, mine, theirs, strict=False):
        if part.shape != expected.shape:
            return [f"{name} has the wrong number of values. {exercise.again}"]
    place, off = _first_gap(exercise, mine, theirs)
    return [f"{place} is too {'large' if off > 0 else 'small'}. {exercise.again}"]


def _first_gap(exercise: Exercise, mine: Any, theirs: Any) -> tuple[str, float]:
    flat_mine = np.concatenate([np.ravel(part) for part in mine]).astype(float)
    flat_theirs = np.concatenate([np.ravel(part) for part in theirs]).astype(float)
    gaps = np.abs(flat_mine - flat_theirs)
    first = int(np.argmax(~(gaps <= max(exercise.near, 1e-9 * np.abs(flat_theirs).max()))))
    return _places(exercise, theirs)[first], float(flat_mine[first] - flat_theirs[first])


def _places(exercise: Exercise, theirs: Any) -> list[str]:
    """Name every number of an answer."""
    count = sum(part.size for part in theirs)
    if len(exercise.parts) == len(theirs):
        return [
            f"`{name}[{index}]`" if part.ndim else f"`{name}`"
            for name, part in zip(exercise.parts, theirs, strict=True)
            for index in range(part.size)
        ]
    if len(exercise.parts) == count:
        return [f"`{name}`" for name in exercise.parts]
    return ["it"] if count == 1 else [f"value number {place + 1}" for place in range(count)]


def _written(exercise: Exercise, case: tuple[Any, ...]) -> str:
    pairs = zip(exercise.parameters, case, strict=True)
    return code(", ".join(f"{name} = {brief(value)}" for name, value in pairs))


def _praise(exercise: Exercise) -> tuple[str, ...]:
    tried = (f"Right in all {len(exercise.cases)} cases tried.",) if exercise.parameters else ()
    return (*tried, exercise.onward)


def _nothing(printed: str, displayed: bool) -> str:
    if printed or displayed:
        return (
            "It shows its result but returns nothing. Printing or drawing shows a value to you; "
            "`return` hands it to whoever called the function. Return it instead."
        )
    return "It returns nothing (`None`). Only `return` hands a value back: is one missing?"


def _not_yet(exercise: Exercise, *lines: str) -> Feedback:
    return Feedback(exercise.name, Verdict.NOT_YET, lines)


def _unanswered(exercise: Exercise, what_to_do: str) -> Feedback:
    lines = (f"{what_to_do} and run this cell again. Stuck? Open the hints below.",)
    return Feedback(exercise.name, Verdict.UNANSWERED, lines)


def _not_a_function(exercise: Exercise, value: Any) -> Feedback:
    if value is None or value is ...:
        return _unanswered(exercise, "Write the function")
    return _not_yet(
        exercise,
        f"This is {code(brief(value)[:40])}, not a function. Give the check the function itself, "
        "its name without parentheses, so that it can try it.",
    )


def _as_arrays(value: Any) -> Any:
    return value


def _as_frames(columns: tuple[str, ...] = ()) -> Style:
    """Return what turns an array into the pandas object of the same shape, labels in any order."""
    import pandas as pd  # noqa: PLC0415 -- only where the student uses pandas anyway

    cars = itertools.count()
    labels: list[int] = []

    def frame(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        # The rows of two tables are different cars; a column belongs to the table before it.
        if value.ndim == 2 or len(value) != len(labels):
            labels[:] = [577 * next(cars) % 997 for _ in value]
        if value.ndim == 1:
            return pd.Series(value, index=labels.copy())
        names = list(columns) or [f"feature_{i + 1}" for i in range(value.shape[1])]
        table = pd.DataFrame(value, columns=names, index=labels.copy())
        return table.astype({name: int for name in names if (table[name] % 1 == 0).all()})

    return frame
