"""The pictures of the learning rate: loss curves, hops, walks in a valley, steps to arrive."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from lessonkit.cost import LinearCost, LineCost
from lessonkit.descent import descend, learning_rate_limit
from lessonkit.figures.drawing import draw_path, draw_point
from lessonkit.picture import (
    BLUE,
    INK,
    RUNS,
    VERMILLION,
    Picture,
    add_legend,
    label,
    new_figure,
    our_style,
    show,
    xy,
)
from lessonkit.words import compact

__all__ = ["show_arrivals", "show_hops", "show_loss_curves", "show_valley", "show_walks"]

_RING = "#9A9A9A"  # lines of equal cost that a walk stands out from, in gray as well
WALK: dict[str, Any] = {"color": BLUE, "markersize": 3.5, "linewidth": 1}
"""The look of a walk in a valley."""


@our_style()
def show_walks(bowl: LineCost, rates: Sequence[float], steps: int) -> Picture:
    """Show the cost and the weight after each iteration, from w = b = 0, one curve per rate.

    Parameters
    ----------
    bowl : LineCost
        What the walks go down.
    rates : sequence of float
        Their learning rates, at most four.
    steps : int
        Iterations of each walk.

    Returns
    -------
    Picture
        Its facts: `ends`, the last cost of each walk, and `furthest`, its largest weight, by rate.
    """
    walks = {f"{rate:g}": descend(bowl, (0, 0), rate, steps) for rate in rates}
    figure, (left, right) = new_figure(2, width=9, height=4)
    costs = _draw_runs(left, {rate: walk.costs for rate, walk in walks.items()})
    weights = _draw_runs(right, {rate: walk.points[:, 0] for rate, walk in walks.items()})
    bottom = right.axhline(bowl.minimum.slope, color=INK, linestyle=":", label="bottom", zorder=1)
    left.set(xlabel="iteration", ylabel="cost (MSE)", ylim=(0, None))
    left.yaxis.set_major_formatter(FuncFormatter(compact))
    right.set(xlabel="iteration", ylabel="weight w")
    add_legend(
        right,
        [*weights, bottom],
        title="learning rate",
        loc="center right",
        bbox_to_anchor=(1, 0.33),
    )
    ends = {rate: float(xy(line)[-1, 1]) for rate, line in zip(rates, costs, strict=True)}
    furthest = {
        rate: float(xy(line)[:, 1].max()) for rate, line in zip(rates, weights, strict=True)
    }
    said = "; ".join(
        f"{rate:g}: the last cost is {ends[rate]:.2f}, the largest weight {furthest[rate]:.2f}"
        for rate in rates
    )
    alt = f"Left, the cost after each of {steps} iterations; right, the weight. {said}."
    return show(figure, alt, {"ends": ends, "furthest": furthest})


def _draw_runs(ax: Axes, series: Mapping[str, NDArray[np.float64]]) -> list[Line2D]:
    """Draw curves that stay apart even where they coincide: later ones have hollow, wider marks."""
    curves = []
    for place, ((name, values), look) in enumerate(zip(series.items(), RUNS, strict=False)):
        marks: dict[str, Any] = {"label": name, "linewidth": 1.5, "markersize": 3 + 2 * place}
        fill = "none" if place else look["color"]
        every = max(1, len(values) // 60)
        curves += ax.plot(values, **look, **marks, markerfacecolor=fill, markevery=every)
    return curves


@our_style()
def show_hops(bowl: LineCost, rates: Sequence[float], steps: int = 8) -> Picture:
    """Show each step of some walks from w = 0 as a hop on the U of the cost, a U for each rate.

    Parameters
    ----------
    bowl : LineCost
        The cost; the U is its slice through the bottom.
    rates : sequence of float
        The learning rates, one U each.
    steps : int, default 8
        Hops of each walk.

    Returns
    -------
    Picture
        Its facts: `crossings`, how many hops go across the bottom, and `ends`, the last weight,
        by rate.
    """
    best = bowl.minimum
    figure, axes = new_figure(len(rates), width=3 * len(rates), height=3.6)
    weights = np.linspace(best.slope - 1.1, best.slope + 1.1, 201)
    crossings, ends = {}, {}
    for ax, rate in zip(axes, rates, strict=True):
        ax.plot(weights, bowl.cost(weights, best.intercept), color=_RING, linewidth=3, zorder=1)
        walk = descend(bowl, (0, best.intercept), rate, steps)
        places = np.column_stack([walk.points[:, 0], walk.costs])
        look: dict[str, Any] = {"color": BLUE, "markersize": 6, "markerfacecolor": BLUE}
        hops = xy(draw_path(ax, places, **look))
        draw_point(ax, 0, walk.costs[0], marker="o", color="white", markersize=9)
        label(ax, "start", (0, walk.costs[0]), (8, 8))
        ax.axvline(best.slope, color=INK, linestyle=":", linewidth=1.2)
        sides = np.sign(hops[:, 0] - best.slope)
        crossings[rate] = int(np.sum(sides[1:] * sides[:-1] < 0))
        ends[rate] = float(hops[-1, 0])
        ax.set(title=f"learning rate {rate:g}", xlabel="weight w", ylim=(0, 1.6))
    axes[0].set_ylabel("cost (MSE)")
    said = "; ".join(
        f"at {rate:g}, {crossings[rate]} of {steps} hops cross the bottom, and the last ends at "
        f"w = {ends[rate]:.2f}"
        for rate in rates
    )
    alt = f"A U for each rate, with hops from w = 0; the bottom is at {best.slope:.2f}: {said}."
    return show(figure, alt, {"crossings": crossings, "ends": ends})


@our_style()
def show_loss_curves(
    curves: Mapping[float, Sequence[float]], lowest: float | None = None, *, parts: bool = False
) -> Picture:
    """Show loss curves, each with its learning rate at its end.

    Parameters
    ----------
    curves : mapping of float to sequence of float
        The costs of each walk, by its learning rate, at most four.
    lowest : float, optional
        The cost at the bottom.
    parts : bool, default False
        Whether to name the steep part and the flat part of the first curve, if it has them.

    Returns
    -------
    Picture
        Its facts: `ends`, the last cost that is drawn of each curve, by rate.
    """
    figure, (ax,) = new_figure(height=4)
    top = 1.4 * max(costs[0] for costs in curves.values())
    length = max(len(costs) for costs in curves.values()) - 1
    ends, lines = {}, []
    for (rate, costs), look in zip(curves.items(), RUNS, strict=False):
        inside = [cost <= top for cost in costs] + [False]
        shown = np.minimum(costs[: inside.index(False) + 1], 2 * top)
        (line,) = ax.plot(shown, **{**look, "linewidth": 2, "markersize": 5}, markevery=10)
        lines.append(line)
        ends[rate] = float(xy(line)[-1, 1])
    ax.set(xlabel="iteration", ylabel="cost (MSE)", ylim=(0, top), xlim=(-1, length + 1))
    if lowest is not None:
        ax.axhline(lowest, color=INK, linestyle=":", linewidth=1.5, zorder=1)
    _name_curves(ax, lines, [f"{rate:g}" for rate in curves], top)
    if parts:
        _name_parts(ax, lines[0])
    said = "; ".join(
        f"{rate:g}: from {costs[0]:.2f} {_to(costs[-1], top)}" for rate, costs in curves.items()
    )
    return show(figure, f"Loss curves over {length} iterations. {said}.", {"ends": ends})


def _name_parts(ax: Axes, line: Line2D) -> None:
    """Name the steep part and the flat part of a loss curve, if it has them."""
    curve = xy(line)
    middle = curve[len(curve) // 2]
    if curve[0, 1] - middle[1] > 10 * abs(middle[1] - curve[-1, 1]):
        label(ax, "steep wall", curve[1], (12, 6))
        label(ax, "flat bottom", middle, (0, 12))


@our_style()
def show_valley(bowl: LinearCost, rates: Sequence[float], steps: int) -> Picture:
    """Show walks on the map of two weights, seen from above, a map for each rate.

    Parameters
    ----------
    bowl : LinearCost
        The cost with two standardized features; the bias stays at its best value.
    rates : sequence of float
        The learning rates, one map each.
    steps : int
        Iterations of each walk.

    Returns
    -------
    Picture
        Its facts, by rate: `left`, the share of the first distance to the bottom that is left in
        the end, and `crossings`, how many steps go across the valley's floor.
    """
    best = np.append(bowl.minimum.weights, bowl.minimum.intercept)
    steepest = np.linalg.eigh(bowl.curvature[:2, :2])[1][:, -1]
    figure, axes = new_figure(len(rates), width=3 * len(rates), height=3.7)
    left, crossings = {}, {}
    for ax, rate in zip(axes, rates, strict=True):
        draw_valley(ax, bowl)
        walk = descend(bowl, (0, 0, best[2]), rate, steps)
        path = xy(draw_path(ax, walk.points[:, :2], **WALK)) - best[:2]
        left[rate] = float(np.hypot(*path[-1]) / np.hypot(*path[0]))
        across = np.sign(np.round(path @ steepest, 9))  # rounding crosses nothing
        crossings[rate] = int(np.sum(across[1:] * across[:-1] < 0))
        ax.set_title(f"learning rate {rate:g}")
    axes[0].set_ylabel("weight of curb weight")
    said = "; ".join(
        f"at {rate:g}, {crossings[rate]} steps cross its floor and {left[rate]:.0%} of the way "
        "is left"
        for rate in rates
    )
    alt = f"A long slanted valley from above, with walks of {steps} steps to the star: {said}."
    return show(figure, alt, {"left": left, "crossings": crossings})


def draw_valley(ax: Axes, bowl: LinearCost) -> None:
    """Draw the map of two weights around the bottom: rings, the start at zero, and the bottom."""
    best = np.append(bowl.minimum.weights, bowl.minimum.intercept)
    first = np.linspace(best[0] - 0.75, best[0] + 0.75, 61)
    second = np.linspace(best[1] - 0.95, best[1] + 0.55, 61)
    heights = np.array([[bowl.cost(w1, w2, best[2]) for w1 in first] for w2 in second])
    rings = bowl.minimum.cost + np.ptp(heights) * np.linspace(0.06, 1, 11) ** 2
    ax.contour(first, second, heights, levels=rings, colors=_RING, linewidths=1)
    draw_point(ax, 0, 0, marker="o", color="white", markersize=9)
    draw_point(ax, best[0], best[1], markersize=15)
    ax.set_aspect("equal")
    ax.set(xlabel="weight of engine size", xlim=first[[0, -1]], ylim=second[[0, -1]])
    ax.locator_params(nbins=4)


@our_style()
def show_arrivals(
    raw: LineCost,
    scaled: LineCost,
    raw_share: float = 0.95,
    scaled_rate: float = 0.1,
    guess: float | None = None,
) -> Picture:
    """Show how far the slope has come after each step, in raw units and standardized.

    Parameters
    ----------
    raw, scaled : LineCost
        The cost in raw units, and standardized.
    raw_share : float, default 0.95
        The learning rate in raw units, as a share of the limit there.
    scaled_rate : float, default 0.1
        The learning rate on the standardized cost.
    guess : float, optional
        How many times as many steps somebody expects in raw units.

    Returns
    -------
    Picture
        Its facts: `raw` and `standardized`, the steps until the slope is within 1 % of its goal.
    """
    figure, (ax,) = new_figure(width=9, height=4.2)
    runs = {
        "raw": (raw, raw_share * learning_rate_limit(raw), VERMILLION, "--", (0, -60), "right"),
        "standardized": (scaled, scaled_rate, BLUE, "-", (10, -26), "left"),
    }
    steps = np.unique(np.geomspace(1, 1e6, 1200).round())
    facts = {}
    for name, (bowl, rate, color, dash, place, side) in runs.items():
        shares = 100 * slopes_after(bowl, rate, steps) / bowl.minimum.slope
        ax.plot(steps, shares, color=color, linestyle=dash, linewidth=2.5)
        arrival = _arrival(bowl, rate)
        at = float(100 * slopes_after(bowl, rate, np.array([arrival]))[0] / bowl.minimum.slope)
        mark = draw_point(ax, arrival, at, marker="o", color=color, markersize=11)
        facts[name] = int(xy(mark)[0, 0])
        words = f"{name}:\n{facts[name]:,} steps"
        label(ax, words, (arrival, at), place, ha=side, color=color)
    ax.axhline(100, color=INK, linestyle=":", linewidth=1.5, zorder=1)
    ax.set(xscale="log", xlim=(0.9, 1.5e6), ylim=(0, 130))
    ax.set_xlabel("steps (from mark to mark, ten times as many)")
    ax.set_ylabel("slope, in % of its goal")
    ax.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    ax.yaxis.set_major_locator(MaxNLocator(6))
    alt = (
        "How far the slope has come, against steps on a scale of powers of ten. Within 1 % of its "
        f"goal: standardized after {facts['standardized']:,} steps, raw after {facts['raw']:,}."
    )
    if guess is not None:
        expected, times = guess * facts["standardized"], facts["raw"] / facts["standardized"]
        draw_point(ax, expected, 100, marker="D", markersize=11)
        label(ax, "your guess", (expected, 100), (0, 10))
        alt = f"Your guess: {guess:,.0f} times. It is {times:,.0f} times. {alt}"
    return show(figure, alt, facts)


def slopes_after(bowl: LineCost, rate: float, steps: NDArray[Any]) -> NDArray[np.float64]:
    """Return the slope after so many steps from zero, without walking: (1 - rate * curvature)^n."""
    curvatures, ways = np.linalg.eigh(bowl.curvature)
    best = np.array(bowl.minimum[:2])
    left = (1 - rate * curvatures) ** np.asarray(steps)[:, np.newaxis] * (ways.T @ -best)
    return np.asarray(best[0] + left @ ways[0])


def _arrival(bowl: LineCost, rate: float) -> int:
    """Return the first step after which the slope is within 1 % of its goal."""
    steps = np.arange(1_000_000)
    near = np.abs(slopes_after(bowl, rate, steps) - bowl.minimum.slope) <= 0.01 * bowl.minimum.slope
    return int(steps[np.argmax(near)])


def _name_curves(ax: Axes, lines: Sequence[Line2D], names: Sequence[str], top: float) -> None:
    """Write each name beside the end of its curve, or where it leaves the picture at the top."""
    below = -np.inf
    for line, name in sorted(zip(lines, names, strict=True), key=lambda one: xy(one[0])[-1, 1]):
        x, y = xy(line)[-1]
        color = line.get_color()
        if y > top:
            label(ax, f"{name} ▲", (x, top), (6, -4), color=color)
            continue
        below = max(y, below + 0.07 * top)  # the names of neighbors stay apart
        label(ax, name, (x, below), (12, 0), color=color)


def _to(cost: float, top: float) -> str:
    return f"to {cost:.2f}" if cost <= top else "out of the picture"
