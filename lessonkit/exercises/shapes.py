"""The picture beside a wrong answer: its shape beside the right one, without numbers."""

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from lessonkit.exercises.exercise import Exercise
from lessonkit.figures import BLUE, INK, VERMILLION, Picture, new_figure, show
from lessonkit.picture import our_style


@our_style()
def compare_shapes(exercise: Exercise, yours: NDArray[np.float64]) -> Picture | None:
    """Draw the student's curve beside the right one, unless its shape is right."""
    assert exercise.curve is not None
    if not np.isfinite(yours).all():
        return None
    right = np.array(exercise.curve(exercise.answer), dtype=float)
    if _alike(yours[1], right[1]):
        return None
    figure, axes = new_figure(2, height=3)
    looks = [("yours", VERMILLION, "--"), ("the right shape", BLUE, "-")]
    for ax, curve, (title, color, dash) in zip(axes, (yours, right), looks, strict=True):
        ax.plot(*curve, color=color, linestyle=dash, linewidth=3)
        ax.axhline(0, color=INK, linewidth=1)
        ax.set(title=title, xlabel=exercise.curve_words, xticks=[], yticks=[])
    return show(
        figure, f"Left: your curve {_shape(yours[1])}. Right: the correct one {_shape(right[1])}."
    )


def _alike(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    """Tell whether two curves differ in their scale only."""
    if len(first) != len(second):
        return False
    return np.allclose(_scaled(first), _scaled(second), atol=0.02)


def _scaled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values / (np.abs(values).max() or 1.0)


def _shape(values: NDArray[np.float64]) -> str:
    """Say how a curve runs, so that its words tell what its picture tells."""
    steps = np.diff(values)
    steps[np.abs(steps) < 1e-9 * max(1.0, np.ptp(values))] = 0
    if not steps.any():
        return "is level"
    signs = np.sign(steps[steps != 0])
    words = [{1: "rises", -1: "falls"}[sign] for sign, _ in groupby(signs)]
    if len(words) > 3:
        return "goes up and down again and again"
    below = " and lies partly below zero" if values.min() < 0 < values.max() else ""
    return ", then ".join(words) + below
