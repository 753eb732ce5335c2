"""The cases of each exercise are enough: no wrong answer that passes differs anywhere else."""

import ast
import copy
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from lessonkit.exercises.judge import judge_function
from lessonkit.exercises.values import numbers
from tests.lessonkit.exercises.written import FUNCTIONS, answers, cell, source_of

OTHERS = (
    "Add Sub, Sub Add, Mult Div Add, Div Mult, FloorDiv Div, Lt LtE Gt, LtE Lt, Gt GtE Lt, GtE Gt"
)
OTHERS += ", And Or, Or And, Eq NotEq, NotEq Eq, USub UAdd"
OTHER_OPERATORS = {one.split()[0]: one.split()[1:] for one in OTHERS.split(", ")}
STYLES = 4
INPUTS = 60


def slips_of(source):
    """Yield the source with one slip: another operator, a number that is one more or one less."""
    for place, node in enumerate(ast.walk(ast.parse(source))):
        changes = []
        for field in ("op", "ops"):
            if operator := getattr(node, field, None):
                one = operator[0] if isinstance(operator, list) else operator
                others = [
                    getattr(ast, name)() for name in OTHER_OPERATORS.get(type(one).__name__, [])
                ]
                changes += [(field, [other] if field == "ops" else other) for other in others]
        if isinstance(node, ast.Constant) and type(node.value) is int:
            changes += [("value", node.value + 1), ("value", node.value - 1)]
        if isinstance(node, ast.AugAssign):
            changes.append(("op", ast.Pow()))
        for field, change in changes:
            tree = ast.parse(source)
            setattr(list(ast.walk(tree))[place], field, copy.copy(change))
            yield ast.unparse(tree)


def some_input(name, random):
    """Draw the arguments of an exercise."""
    n = random.integers(2, 12)
    x, y = random.normal(size=(2, n)) * random.choice([0.1, 1, 30])
    w, b, rate, steps = *random.normal(size=2) * 3, random.uniform(0.01, 0.2), random.integers(1, 6)
    costs = random.integers(0, 9, size=n) / random.choice([1, 8])
    table = random.normal(size=(n + 4, 5))
    return {
        "line": (w, b, x[0]),
        "mse": (w, b, x, y),
        "standardize": (x,),
        "gradient": (w, b, x, y),
        "step": (w, b, x, y, rate),
        "walk": (x / np.abs(x).max(), y, rate, int(steps)),
        "stop": (costs.tolist(), float(random.integers(0, 4)), int(random.integers(1, 12))),
        "minima": (costs.tolist(),),
        "scale": (table[:-3], table[-3:]),
        "fit": (table, random.normal(size=n + 4), rate, int(steps)),
        "logistic": (table, random.integers(0, 2, size=n + 4), rate, int(steps)),
        "momentum": (w, b, float(x[0]), rate, random.uniform(0, 1)),
    }[name]


def differs(function, exercise):
    """Search for an input on which a function is wrong, by more than honest styles are."""
    random = np.random.default_rng(7)
    for _ in range(INPUTS):
        case = some_input(exercise.name, random)
        right = numbers(exercise.answer(*case))
        try:
            mine = numbers(function(*copy.deepcopy(case)))
        except Exception:  # noqa: BLE001 -- any is a difference
            return case
        if [part.shape for part in mine] != [part.shape for part in right]:
            return case
        if not all(map(partial(np.allclose, rtol=0.01, atol=0.01), mine, right)):
            return case
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exercise", FUNCTIONS, ids=lambda one: one.name)
def test_no_answer_with_a_slip_that_passes_is_wrong_anywhere(exercise):
    exercise = replace(exercise, curve=None)  # its picture takes time
    name, called = exercise.name, f"my_{exercise.name}"
    right = [source_of(name, body) for what, body in answers(name) if what == "right"]
    styles = [source for source in right if differs(cell(source, called), exercise) is None]
    tried = passed = 0
    for style in styles[:STYLES]:
        for source in slips_of(style):
            function = cell(source, called)
            tried += 1
            if judge_function(exercise, function).passed:
                passed += 1
                assert differs(function, exercise) is None, source
    assert tried > 5
    assert passed < tried
