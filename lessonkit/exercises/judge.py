"""Compare an answer with the right one, and find out what went wrong."""

import contextlib
import inspect
import sys
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from lessonkit.exercises.exercise import Exercise, Flaws, Kind
from lessonkit.exercises.feedback import Feedback, Verdict
from lessonkit.exercises.run import SECONDS, StoppedError, call, has_blanks, is_stub, time_limit
from lessonkit.exercises.values import NotNumbersError, complaint, equal, numbers, short

Convert = Callable[[Any], Any]
"""Turns an argument into the kind of object that the student's function is given."""


def judge_function(exercise: Exercise, function: Any) -> Feedback:
    """Judge what a student wrote; if it is no function, say that one is wanted."""
    if not callable(function):
        return _not_a_function(exercise, function)
    if to_do := _to_do(function):
        return _unanswered(exercise, to_do)
    wrong_count = _wrong_count(exercise, function)
    if wrong_count:
        return Feedback(exercise.name, Verdict.NOT_YET, (wrong_count,))
    styles = _argument_styles(exercise)
    try:
        with time_limit(SECONDS):
            feedback = _try_styles(exercise, function, styles)
    except StoppedError as stopped:
        return Feedback(exercise.name, Verdict.STOPPED, (str(stopped),))
    if feedback.verdict is Verdict.NOT_YET and exercise.curve is not None:
        return _with_picture(exercise, function, feedback)
    return feedback


def judge_by_hand(exercise: Exercise, values: tuple[Any, ...]) -> Feedback:
    """Judge values that a student found on paper; `None` is not answered yet."""
    if any(value is None or value is ... for value in values):
        return _unanswered(exercise, "Replace each `None` by your answer")
    try:
        return _judge_values(exercise, [values], "")
    except NotNumbersError as error:
        return _not_numbers(exercise, error)


def _to_do(function: Any) -> str:
    """Say what a function that nobody has touched yet waits for; nothing if somebody has."""
    if is_stub(function):
        return "Write your own lines into the function"
    return "Fill in every blank `____`" if has_blanks(function) else ""


def _unanswered(exercise: Exercise, what_to_do: str) -> Feedback:
    lines = (f'{what_to_do} and run this cell again. Stuck? `hint("{exercise.name}")`',)
    return Feedback(exercise.name, Verdict.UNANSWERED, lines)


def _argument_styles(exercise: Exercise) -> list[Convert]:
    """Return the ways to hand over arrays, first the one that the notebook uses."""
    if exercise.frames:
        return [_as_frames(), _as_arrays]
    # Where pandas is not loaded, no function can have been written for it.
    return [_as_arrays, _as_frames()] if "pandas" in sys.modules else [_as_arrays]


def _try_styles(
    exercise: Exercise, function: Callable[..., Any], styles: list[Convert]
) -> Feedback:
    """Try the function with the values its notebook uses, then with those of another style.

    A function that only raises an exception may be written for pandas objects where arrays are
    given, or the other way round; both are right.
    """
    first, *others = styles
    try:
        return _run_and_judge(exercise, function, first)
    except StoppedError:
        for other in others:
            with contextlib.suppress(StoppedError):
                feedback = _run_and_judge(exercise, function, other)
                if feedback.passed:
                    return feedback
        raise


def _run_and_judge(exercise: Exercise, function: Callable[..., Any], style: Convert) -> Feedback:
    values, printed = [], ""
    for case in exercise.cases:
        outcome = call(function, tuple(map(style, case)))
        if outcome.value is ...:
            return _unanswered(exercise, "It returns `...`: write your own lines there")
        parts = outcome.value if isinstance(outcome.value, tuple) else (outcome.value,)
        if any(part is None for part in parts):
            return _nothing(exercise, outcome.printed)
        values.append(outcome.value)
        printed = printed or outcome.printed
    try:
        return _judge_values(exercise, values, printed)
    except NotNumbersError as error:
        return _not_numbers(exercise, error)


def _judge_values(exercise: Exercise, values: list[Any], printed: str) -> Feedback:
    """Judge the values that an answer gave for all the cases."""
    given = [numbers(value) for value in values]
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
        lines = [f"The numbers are right, but their type is not. {complaints[0]}"]
    elif flaws := _recognize(exercise, given):
        lines = [exercise.flaws[flaw] for flaw in exercise.flaws if flaw in flaws]
    else:
        lines = complaints[:1] or _difference(exercise, wrong, values[wrong], right[wrong])
    if printed:
        lines.append(f"Your function also printed: `{printed.strip().splitlines()[0][:80]}`")
    return Feedback(exercise.name, Verdict.NOT_YET, tuple(lines))


def _first_wrong(exercise: Exercise, given: list[Any], right: list[Any]) -> int | None:
    for i, (mine, theirs) in enumerate(zip(given, right, strict=True)):
        if not equal(mine, numbers(theirs), exercise.near):
            return i
    return None


def _recognize(exercise: Exercise, given: list[Any]) -> Flaws:
    """Find the fewest flaws that explain every value; none if nothing does.

    Two at most for a function; on paper, where one slip brings the next, three.
    """
    for count in (1, 2, 3) if exercise.by_hand else (1, 2):
        for chosen in combinations(exercise.flaws, count):
            flaws = frozenset(chosen)
            if all(
                equal(mine, _flawed(exercise, flaws, case), exercise.near)
                for mine, case in zip(given, exercise.cases, strict=True)
            ):
                return flaws
    return frozenset()


def _flawed(exercise: Exercise, flaws: Flaws, case: tuple[Any, ...]) -> Any:
    with np.errstate(all="ignore"):
        return numbers(exercise.solve(flaws, *case))


def _difference(exercise: Exercise, which: int, value: Any, right: Any) -> list[str]:
    """Say where the answer first differs and by how much, on a case that can be done by hand."""
    mine, theirs = numbers(value), numbers(right)
    if exercise.by_hand:
        return _direction(exercise, mine, theirs)
    case = exercise.cases[which]
    asked = f"Try it by hand: {_written(exercise, case)}"
    if exercise.kind is Kind.TRUTH:
        return [
            asked,
            f"There yours says `{short(value)}`; work out what each of the two rules says.",
        ]
    if [part.shape for part in mine] != [part.shape for part in theirs]:
        return [asked, f"There yours gives `{short(value)}`, which has the wrong length."]
    place, off = _first_gap(exercise, mine, theirs)
    if not np.isfinite(off):
        return [
            asked,
            f"There yours gives `{short(value)}`, which is not a finite number.",
        ]
    far = "too large" if off > 0 else "too small"
    lines = [asked, f"There yours gives `{short(value)}`: {place} is {short(abs(off))} {far}."]
    if all(np.allclose(a, b, rtol=1e-2) for a, b in zip(mine, theirs, strict=True)):
        lines.append("That is near. Do you round on the way? Leave the rounding to the end.")
    return lines


def _direction(exercise: Exercise, mine: Any, theirs: Any) -> list[str]:
    """Say only which way an answer found on paper is off: the gap would give it away."""
    if [part.shape for part in mine] != [part.shape for part in theirs]:
        return ["It has the wrong number of values."]
    place, off = _first_gap(exercise, mine, theirs)
    return [f"{place} is too {'large' if off > 0 else 'small'}. Write down each step of it."]


def _first_gap(exercise: Exercise, mine: Any, theirs: Any) -> tuple[str, float]:
    flat_mine = np.concatenate([np.ravel(part) for part in mine]).astype(float)
    flat_theirs = np.concatenate([np.ravel(part) for part in theirs]).astype(float)
    close = [
        equal((np.asarray(a),), (np.asarray(b),), exercise.near)
        for a, b in zip(flat_mine, flat_theirs, strict=True)
    ]
    first = close.index(False)
    if len(flat_theirs) == 1:
        place = "it"
    elif exercise.parts:
        place = f"`{exercise.parts[first]}`"
    else:
        place = f"value number {first + 1}"
    return place, float(flat_mine[first] - flat_theirs[first])


def _written(exercise: Exercise, case: tuple[Any, ...]) -> str:
    pairs = zip(exercise.parameters, case, strict=True)
    return "`" + ", ".join(f"{name} = {short(value)}" for name, value in pairs) + "`"


def _praise(exercise: Exercise) -> tuple[str, ...]:
    if exercise.by_hand:
        return ()
    return (f"It agrees with the right answer in all of {len(exercise.cases)} cases.",)


def _nothing(exercise: Exercise, printed: str) -> Feedback:
    if printed:
        line = (
            "It prints its result but returns nothing. Printing shows a value to you; `return` "
            "hands it to whoever called the function. Return it instead."
        )
    else:
        line = "It returns nothing (`None`). Does every way through it end in a `return`?"
    return Feedback(exercise.name, Verdict.NOT_YET, (line,))


def _not_numbers(exercise: Exercise, error: NotNumbersError) -> Feedback:
    line = f"{error}, instead of {exercise.kind.value}."
    return Feedback(exercise.name, Verdict.NOT_YET, (line,))


def _not_a_function(exercise: Exercise, value: Any) -> Feedback:
    if value is None or value is ...:
        return _unanswered(exercise, "Write the function")
    line = (
        f"This is {short(value)[:40]}, not a function. Give the check the function itself, its "
        "name without parentheses, so that it can try it."
    )
    return Feedback(exercise.name, Verdict.NOT_YET, (line,))


def _wrong_count(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Say so if the function cannot be called with the arguments that the exercise names."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ""
    try:
        signature.bind(*exercise.parameters)
    except TypeError:
        wanted, taken = ", ".join(exercise.parameters), ", ".join(signature.parameters)
        return (
            f"It is called with ({wanted}), in this order, and yours takes ({taken}). "
            "Leave the first line as it was."
        )
    return ""


def _with_picture(exercise: Exercise, function: Callable[..., Any], feedback: Feedback) -> Feedback:
    from lessonkit.exercises.shapes import compare_shapes  # noqa: PLC0415 -- loads matplotlib

    picture = compare_shapes(exercise, function)
    return Feedback(feedback.name, feedback.verdict, feedback.lines, picture)


def _as_arrays(value: Any) -> Any:
    return value


def _as_frames() -> Convert:
    """Return what turns an array into the pandas object of the same shape."""
    import pandas as pd  # noqa: PLC0415 -- only where the student uses pandas anyway

    def frame(value: Any) -> Any:
        if not isinstance(value, np.ndarray):
            return value
        if value.ndim == 1:
            return pd.Series(value)
        return pd.DataFrame(value, columns=[f"feature_{i + 1}" for i in range(value.shape[1])])

    return frame
