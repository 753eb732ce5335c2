"""The pictures of notebook 6: a loss curve, two models side by side, and scores on many splits."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.ticker import StrMethodFormatter
from numpy.typing import ArrayLike

from lessonkit.cost import LinearCost, standardize
from lessonkit.figures.drawing import draw_agreement
from lessonkit.picture import (
    BLUE,
    INK,
    VERMILLION,
    Picture,
    add_legend,
    label,
    new_figure,
    our_style,
    show,
    xy,
)

__all__ = ["show_agreement", "show_loss_of_fit", "show_many_splits"]


@our_style()
def show_loss_of_fit(
    fit: Callable[..., Any], X: ArrayLike, y: ArrayLike, learning_rate: float, steps: int
) -> Picture:
    """Show the cost of the models that a function fits with 0, 1, 2 and more steps.

    Parameters
    ----------
    fit : callable
        Called as `fit(X, y, learning_rate, steps)`, it returns weights and a bias.
    X : array-like, shape (n, n_features)
        Features in their own units.
    y : array-like, shape (n,)
        Prices in USD.
    learning_rate : float
    steps : int
        The largest number of steps.

    Returns
    -------
    Picture
        Its facts: `first` and `last`, the cost before the first and after the last step, and
        `lowest`, the cost of the closed form, in USD squared.
    """
    bowl = LinearCost(np.column_stack([standardize(one) for one in np.asarray(X, float).T]), y)
    fits = (fit(X, y, learning_rate, count) for count in range(steps + 1))
    costs = [bowl.cost(*weights, bias) / 1e6 for weights, bias in fits]
    figure, (ax,) = new_figure(height=4)
    (curve,) = ax.plot(costs, color=BLUE, linewidth=2, marker="o", markersize=4)
    lowest = ax.axhline(bowl.minimum.cost / 1e6, color=INK, linestyle="--", linewidth=1.5)
    ax.set(xlabel="step", ylabel="cost (million USD²)", ylim=(0, None))
    heights = xy(curve)[:, 1]
    floor = float(xy(lowest)[0, 1])
    label(ax, "closed form", (steps, floor), (0, 8), ha="right")
    label(ax, "my_fit", (1, heights[1]), (10, 4), color=BLUE)
    alt = (
        f"Cost against step, a loss curve: it falls from {heights[0]:.1f} to {heights[-1]:.1f} "
        f"million in {steps} steps. The closed form is at {floor:.1f} million."
    )
    facts = {"first": heights[0] * 1e6, "last": heights[-1] * 1e6, "lowest": floor * 1e6}
    return show(figure, alt, facts)


@our_style()
def show_agreement(first: ArrayLike, second: ArrayLike) -> Picture:
    """Show the predictions of two models against each other.

    Parameters
    ----------
    first, second : array-like, shape (n,)
        What the closed form and the walk predict for the same cars, in USD.

    Returns
    -------
    Picture
        Its facts: `cars`, and `apart`, the largest difference in USD.
    """
    figure, (ax,) = new_figure(width=7, height=5)
    dots = draw_agreement(ax, first, second)
    ax.set(xlabel="closed form (1,000 USD)", ylabel="walk (1,000 USD)")
    add_legend(ax, loc="upper left")
    cars, apart = len(xy(dots)), float(np.abs(np.diff(xy(dots), axis=1)).max())
    alt = f"{cars} test cars near the diagonal, at most {apart:,.0f} USD off it."
    return show(figure, alt, {"cars": cars, "apart": apart})


@our_style()
def show_many_splits(gains: ArrayLike, title: str = "") -> Picture:
    """Show by how much the walk scores better than the closed form, a bar for each split.

    Parameters
    ----------
    gains : array-like, shape (n,)
        Test R^2 of the walk minus that of the closed form.
    title : str, optional
        What to write above the picture.

    Returns
    -------
    Picture
        Its facts: `splits`; `walk`, on how many of them the walk is better; `mean` and `spread`,
        the mean and the standard deviation of the differences; `lowest` and `highest`.
    """
    gains = np.sort(np.asarray(gains, dtype=float))
    figure, (ax,) = new_figure(height=4)
    colors = [BLUE if gain > 0 else VERMILLION for gain in gains]
    bars = ax.bar(np.arange(1, len(gains) + 1), gains, width=1, color=colors)
    heights = np.array([bar.get_height() for bar in bars])
    walk = int((heights > 0).sum())
    closed = len(heights) - walk
    ax.axhline(0, color=INK, linewidth=1)
    ax.set(xlabel="splits, in order of the difference", ylabel="test R²: walk minus closed form")
    ax.set(xlim=(0, len(heights) + 1), title=title)
    ax.yaxis.set_major_formatter(StrMethodFormatter("{x:.2f}"))
    label(ax, f"closed form better: {closed} splits", (0, 0), (8, 12))
    label(ax, f"walk better: {walk} splits", (len(heights), 0), (-8, -12))
    alt = (
        f"{len(heights)} splits. On {closed} of them the closed form scores better, on {walk} the "
        f"walk. The differences go from {heights[0]:.3f} to {heights[-1]:.3f}."
    )
    facts = {"splits": len(heights), "walk": walk, "mean": float(heights.mean())}
    facts |= {"spread": float(heights.std()), "lowest": heights[0], "highest": heights[-1]}
    return show(figure, f"{title}. {alt}" if title else alt, facts)
