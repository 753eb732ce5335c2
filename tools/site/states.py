"""Which states of a panel a page holds, and what the panel shows in each.

A page cannot hold every combination of all sliders. It holds the *rows* through the panel's first
state and through every preset, one for each control, and *sheets*: every combination of a few
values of several controls. tools/site/plan.toml says how many; without a word there, a panel gets
one sheet of all its controls.
"""

import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from lessonkit.explorers.panel import Panel
from tools.site.pack import Parts, drawing_parts, word_parts

PLAN = Path(__file__).with_name("plan.toml")
ROW, SHEET = 61, 1500
"""The most values of a control in a row, and about how many states an unplanned sheet has."""
WALKS = 60
"""How many pairs of moves tell what a panel remembers."""

State = dict[str, Any]


def planned(name: str) -> dict[str, Any]:
    """Return what plan.toml says about a panel."""
    found: dict[str, Any] = tomllib.loads(PLAN.read_text(encoding="utf-8")).get(name, {})
    return found


def controls_of(panel: Panel, left_out: Iterable[str]) -> dict[str, Any]:
    """Return the controls that the page offers."""
    return {name: control for name, control in panel.controls().items() if name not in left_out}


def values(control: Any) -> list[Any]:
    """Return all that a slider, a switch or a list can be moved to."""
    if hasattr(control, "options"):
        return list(control.options)
    if not hasattr(control, "low"):
        return [False, True]
    low, high, step = control.low, control.high, control.step
    if type(control).__name__ == "LogNumber":
        count = round(np.log10(high / low) / step)
        numbers = [float(f"{low * 10 ** (step * place):.3g}") for place in range(count + 1)]
    else:
        count = round((high - low) / step)
        numbers = [round(low + step * place, 9) for place in range(count + 1)]
    return [control.validate(None, min(max(number, low), high)) for number in numbers]


def spread(all_values: Sequence[Any], count: int) -> list[Any]:
    """Return so many of the values, both ends among them, evenly spread."""
    places = np.linspace(0, len(all_values) - 1, min(count, len(all_values)))
    return [all_values[round(place)] for place in places]


def plan(panel: Panel, hints: Mapping[str, Any]) -> list[State]:
    """Return the states of a page, the first control changing the fastest.

    Raises
    ------
    ValueError
        If the plan names a control that the panel lacks.
    """
    left_out = hints.get("left_out", {})
    controls = controls_of(panel, left_out)
    asked = [left_out, hints.get("values", {}), *hints.get("sheet", ())]
    unknown = {name for table in asked for name in table} - panel.controls().keys()
    if unknown:
        raise ValueError(f"plan.toml: {type(panel).__name__} has no control {sorted(unknown)}")
    fewer = hints.get("values", {})
    every = {
        name: spread(options, fewer.get(name, len(options)))
        for name, options in ((name, values(control)) for name, control in controls.items())
    }
    first = panel.state
    states = [
        base | {name: value}
        for base in named(panel)
        for name, options in every.items()
        for value in [*spread(options, hints.get("row", ROW)), base[name]]
    ]
    for sheet in hints.get("sheet", [_sheet(every)]):
        axes = [
            chosen if isinstance(chosen, list) else spread(every[name], chosen)
            for name, chosen in sheet.items()
        ]
        states += [first | dict(zip(sheet, point, strict=True)) for point in product(*axes)]
    places = {name: _Places(options) for name, options in every.items()}
    unique = {tuple(state.values()): state for state in states}
    return sorted(
        unique.values(),
        key=lambda state: [places[name](state[name]) for name in reversed(list(every))],
    )


def named(panel: Panel) -> list[State]:
    """Return the state a panel has now, and those of its presets."""
    return [panel.state, *({**panel.state, **preset} for preset in panel.presets.values())]


class _Places:
    """Where a value stands among the options of a control: numbers by size, names in order."""

    def __init__(self, options: list[Any]) -> None:
        self._names = {name: place for place, name in enumerate(options) if isinstance(name, str)}

    def __call__(self, value: Any) -> float:
        return self._names[value] if self._names else float(value)


def _sheet(every: Mapping[str, list[Any]]) -> dict[str, int]:
    """Return a sheet of all controls: every name of a list, few enough values of each slider."""
    named = {name: len(options) for name, options in every.items() if len(options) < 6}
    sliders = [name for name in every if name not in named]
    room = SHEET / np.prod([*named.values(), 1])
    count = max(2, int(room ** (1 / max(1, len(sliders)))))
    return {name: named.get(name, count) for name in every}


@dataclass
class Recording:
    """What a panel shows in each of its states.

    Attributes
    ----------
    states : list of dict
    shown : list of list of Parts
        For each state its drawings, the alternative texts of these, the readout and the code.
    sizes : list of pair of float
        Width and height of each picture, in points.
    stills : list of bytes
        The still pictures, as PNG files.
    backgrounds : list of tuple of int
        For each state the place of each picture's still part in `stills`.
    remembered : set of str
        Parts of a text that are those of the best state visited so far.
    forgotten : set of str
        Lines that depend on the way here otherwise: a page leaves them out.
    rank : list of int
        How good a state is, if the panel remembers the best: 0 is the best.
    walks : list of pair of list
        Places of states visited one after the other, and what the panel shows in the last.
    """

    states: list[State]
    shown: list[list[Parts]] = field(default_factory=list)
    sizes: list[tuple[float, float]] = field(default_factory=list)
    stills: list[bytes] = field(default_factory=list)
    backgrounds: list[tuple[int, ...]] = field(default_factory=list)
    remembered: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    rank: list[int] = field(default_factory=list)
    walks: list[tuple[list[int], list[Parts]]] = field(default_factory=list)


def shown_by(panel: Panel) -> list[Parts]:
    """Return what a panel shows: drawings, their alternative texts, the readout and the code."""
    return [
        *(drawing_parts(_inside(view.overlay.value)) for view in panel.pictures),
        *(word_parts(view.alt) for view in panel.pictures),
        word_parts(panel.readout()),
        word_parts(panel.code),
    ]


def _inside(svg: str) -> str:
    return svg.partition(">")[2].rpartition("</svg>")[0]


def record(panel: Panel, states: list[State]) -> Recording:
    """Move a panel to each of its states, as the first after it was made."""
    recording = Recording(states)
    known: dict[bytes, int] = {}
    scores = []
    panel.set(**states[-1])
    for state in states:
        go(panel, state)
        recording.shown.append(shown_by(panel))
        recording.backgrounds.append(
            tuple(known.setdefault(view.image.value, len(known)) for view in panel.pictures)
        )
        scores.append(list(_numbers(_memory(panel).values())))
    recording.stills = list(known)
    recording.sizes = [
        (72 * view.figure.get_figwidth(), 72 * view.figure.get_figheight())
        for view in panel.pictures
    ]
    _learn_memory(panel, recording, scores)
    chance = random.Random(1)  # noqa: S311 -- no secret
    for _ in range(10):
        way = [chance.randrange(len(states)) for _ in range(6)]
        go(panel, *(states[place] for place in way))
        recording.walks.append((way, shown_by(panel)))
    return recording


def go(panel: Panel, *states: State) -> None:
    """Visit states as a panel does that was just made."""
    there = panel.state == states[0]
    panel.begin()
    for state in states:
        panel.set(**state)
        if there:
            panel._refresh()  # since nothing was set
            there = False


def _memory(panel: Panel) -> dict[str, Any]:
    """Return what `begin` sets: what the panel remembers of its way."""
    now = dict(vars(panel))
    panel.begin()
    names = [name for name, value in vars(panel).items() if value is not now.get(name)]
    for name in names:
        setattr(panel, name, now.get(name))
    return {name: now.get(name) for name in sorted(names)}


def _numbers(members: Iterable[Any]) -> Iterator[float]:
    for value in members:
        if value is None:
            yield np.inf
        elif isinstance(value, int | float | np.number):
            yield float(value)
        elif isinstance(value, tuple):
            yield from _numbers(value)


def _where_parts_come_and_go(recording: Recording) -> Iterator[list[int]]:
    """Yield neighbors, both ways, of which only one has a part: once for each part."""
    seen: set[str] = set()
    for place, (before, after) in enumerate(pairwise(recording.shown)):
        parts = {
            key
            for texts in zip(before, after, strict=True)
            for key in texts[0].keys() ^ texts[1].keys()
        }
        if parts - seen:
            seen |= parts
            yield from ([place, place + 1], [place + 1, place])


def _learn_memory(panel: Panel, recording: Recording, scores: Any) -> None:
    """Find out what a panel remembers of its way: what differs after another state."""
    chance = random.Random(0)  # noqa: S311 -- no secret
    # Neighbors, since far states may need their still parts drawn anew, which is slow.
    places = [chance.randrange(len(recording.states) - 1) for _ in range(WALKS)]
    walks = [chance.sample([place, place + 1], 2) for place in places]
    walks += _where_parts_come_and_go(recording)
    seen = []
    for first, last in walks:
        go(panel, recording.states[first], recording.states[last])
        now = shown_by(panel)
        for place, text in enumerate(now):
            before, fresh = recording.shown[first][place], recording.shown[last][place]
            recording.forgotten |= fresh.keys() - text.keys()
            for key, part in text.items():
                if part == fresh.get(key):
                    continue
                (recording.remembered if part == before.get(key) else recording.forgotten).add(key)
        seen.append((first, last, now))
    recording.remembered -= recording.forgotten
    if not recording.remembered:
        return
    kept, replaced = (
        [
            walk
            for *walk, now in seen
            for place, text in enumerate(now)
            for key in text.keys() & recording.remembered
            if text[key] != recording.shown[walk[end]][place].get(key)
        ]
        for end in (-1, 0)
    )
    width = min(map(len, scores))  # some remember a place more with each step
    table = np.array([row[:width] for row in scores])
    for column in [*table.T, *-table.T]:
        if all(column[a] <= column[b] for a, b in kept) and all(
            column[b] < column[a] for a, b in replaced
        ):
            recording.rank = np.unique(column, return_inverse=True)[1].tolist()
            return
    recording.forgotten |= recording.remembered
    recording.remembered = set()
