"""The pictures of notebook 7: handwritten digits, what a model reads in them, and other walks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from lessonkit.cost import LinearCost
from lessonkit.figures.drawing import draw_path
from lessonkit.figures.learning_rate import WALK, draw_valley
from lessonkit.picture import (
    BLUE,
    FONT_SIZE,
    INK,
    PAPER,
    VERMILLION,
    Picture,
    new_figure,
    our_style,
    show,
    xy,
)

__all__ = ["show_digits", "show_paths", "show_reading"]

SIDE = 8
"""Pixels along each side of an image."""
ROW, MOST = 8, 80
"""Images in a row, and how many can be shown."""
LAST = 10
"""How many of its last places say where a walk stays."""


@our_style()
def show_digits(X: ArrayLike, y: ArrayLike, count: int = 8) -> Picture:
    """Show the first images, each under what it is.

    Parameters
    ----------
    X : array-like, shape (n, 64)
        Images of 8 x 8 pixels, a row each, from 0 (paper) to 1 (ink).
    y : array-like, shape (n,)
        What each image is.
    count : int, default 8
        How many to show, from 1 to 80.

    Returns
    -------
    Picture
        Its facts: `pixels`, how many one image has.

    Raises
    ------
    ValueError
        If `count` is below 1 or above 80.
    """
    if count not in range(1, MOST + 1):
        raise ValueError(f"count: got {count!r}, expected a whole number from 1 to {MOST}.")
    images, names = np.asarray(X)[:count].reshape(-1, SIDE, SIDE), np.asarray(y)[:count]
    rows = -(-len(images) // ROW)
    figure, axes = new_figure(len(images), width=9, height=1.7 * rows)
    grid = figure.add_gridspec(rows, min(len(images), ROW))
    for place, ax, image, name in zip(range(len(images)), axes, images, names, strict=True):
        ax.set_subplotspec(grid[place])
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=1)
        ax.set(title=f"{name:g}", xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
    said = ", ".join(f"{name:g}" for name in names)
    alt = f"Handwritten digits, images of {SIDE} by {SIDE} pixels: {said}."
    return show(figure, alt, {"pixels": images[0].size})


@our_style()
def show_reading(
    fit: Callable[..., Any],
    X: ArrayLike,
    y: ArrayLike,
    learning_rate: float = 0.5,
    steps: Sequence[int] = (0, 1, 2, 3, 5, 10, 20, 50, 100, 200),
    guess: str = "",
) -> Picture:
    """Show how a model learns to tell two digits apart, and which pixels speak for which.

    Parameters
    ----------
    fit : callable
        Called as `fit(X, y, learning_rate, steps)`, it returns 64 weights and a bias.
    X : array-like, shape (n, 64)
        Images of 8 x 8 pixels, a row each, from 0 (paper) to 1 (ink).
    y : array-like, shape (n,)
        0 or 1.
    learning_rate : float, default 0.5
    steps : sequence of int
        After how many steps to look.
    guess : str, optional
        What somebody expected; a title above the counts.

    Returns
    -------
    Picture
        Its facts: `right`, how many images are read right, and `losses`, the mean log loss; both
        by step.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    figure, (left, middle, right) = new_figure(3, width=9, height=3.3)
    models = [fit(X, y, learning_rate, count) for count in steps]
    scores = [X @ weights + bias for weights, bias in models]
    losses = [float(np.logaddexp(0, np.where(y == 1, -one, one)).mean()) for one in scores]
    counts = [int(((one > 0) == y).sum()) for one in scores]
    look: dict[str, Any] = {"color": BLUE, "marker": "o", "linewidth": 2, "markersize": 6}
    (curve,) = left.plot(steps, losses, **look)
    (hits,) = middle.plot(steps, counts, **look)
    for ax in (left, middle):
        ax.set_xscale("symlog", linthresh=1)
        ax.set(xticks=[0, 1, 10, 100], xticklabels=["0", "1", "10", "100"], xlabel="step")
    left.set(ylabel="mean log loss", ylim=(0, None))
    middle.set(ylabel=f"read right, of {len(y)}", ylim=(0, 1.05 * len(y)))
    middle.set_title(guess.replace(": ", ":\n"))
    _draw_weights(right, models[-1][0])
    found = dict(zip(steps, (int(count) for count in xy(hits)[:, 1]), strict=True))
    heights = dict(zip(steps, xy(curve)[:, 1].tolist(), strict=True))
    alt = (
        f"Left, the loss curve: from {losses[0]:.2f} at the start to {losses[-1]:.2f} after "
        f"{steps[-1]} steps. Middle, images read right: {found[steps[0]]} of {len(y)} at the "
        f"start, {found[steps[1]]} after {steps[1]} step, {found[steps[-1]]} after {steps[-1]}. "
        f"Right, the weights as an image: {_signs(models[-1][0])}."
    )
    if guess:
        alt = f"{guess}. {alt}"
    return show(figure, alt, {"right": found, "losses": heights})


def _draw_weights(ax: Axes, weights: ArrayLike) -> None:
    """Draw weights where their pixels are; the sign of a large one is written there, too."""
    image = np.reshape(weights, (SIDE, SIDE))
    reach = float(np.abs(image).max())
    ax.imshow(image, cmap="PuOr_r", vmin=-reach, vmax=reach)
    for (row, column), weight in np.ndenumerate(image):
        if abs(weight) > reach / 4:
            sign = "+" if weight > 0 else "\N{MINUS SIGN}"
            look: dict[str, Any] = {"color": PAPER if abs(weight) > reach / 2 else INK}
            ax.text(column, row, sign, ha="center", va="center", fontsize=FONT_SIZE, **look)
    ax.spines[:].set_visible(True)
    ax.set(xlabel="weights: + for 1, \N{MINUS SIGN} for 0", xticks=[], yticks=[])


def _signs(weights: ArrayLike) -> str:
    image = np.reshape(weights, (SIDE, SIDE))
    sides = {"in the middle": image[2:6, 3:5], "left and right of it": image[2:6, [2, 5, 6]]}
    return ", ".join(f"{'+' if one.mean() > 0 else '-'} {where}" for where, one in sides.items())


@our_style()
def show_paths(bowl: LinearCost, paths: Mapping[str, ArrayLike]) -> Picture:
    """Show some walks in a valley of two weights, a map for each.

    Parameters
    ----------
    bowl : LinearCost
        The cost with two standardized features; the bias stays at its best value.
    paths : mapping of str to array-like, shape (n, 2)
        The places of each walk, by the title of its map.

    Returns
    -------
    Picture
        Its facts: `left`, by title: how far from the bottom the walk is over its last ten places
        on average, as a share of its first distance.
    """
    figure, axes = new_figure(len(paths), width=3 * len(paths), height=3.7)
    left = {}
    for ax, (title, path) in zip(axes, paths.items(), strict=True):
        draw_valley(ax, bowl)
        line = draw_path(ax, path, **WALK)
        away = np.hypot(*(xy(line) - bowl.minimum.weights).T)
        left[title] = float(away[-LAST:].mean() / away[0])
        ax.plot(*xy(line)[-1], "o", color=VERMILLION, markeredgecolor=INK, markersize=8, zorder=6)
        ax.set_title(title)
    axes[0].set_ylabel("weight of curb weight")
    said = "; ".join(f"{title}, {share:.0%} of the way is left" for title, share in left.items())
    alt = f"Walks in a long valley, from the white dot to the star: {said}."
    return show(figure, alt, {"left": left})
