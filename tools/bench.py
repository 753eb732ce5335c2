"""Measure how soon a panel follows its slider, in a real JupyterLab and a real Chromium.

Every way of drawing stands in one notebook. In rounds, each in its turn, one slider key is
pressed at a time, and the time runs from the key press to the frame that paints the last of its
changes. The floor is a slider that only echoes its value in a label: no panel can be quicker. What
everyone writes is `interact` with a new figure each time: here with each panel's own picture. A
burst presses the key many times without a pause; its lag runs from the last of them.

Then, in turns, how long all notebooks take again: in `make rerun`, and with plain nbval.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from playwright.sync_api import Locator, Page

from tools.browser import (
    Notebook,
    open_lab,
    running_browser,
    running_lab,
    settle,
    write_notebook,
)
from tools.notebooks import MEASURED
from tools.rerun import ROOT
from tools.site.speed import measure_pages

NBVAL = "-m pytest --quiet --nbval --nbval-current-env --nbval-cell-timeout=60 "
NBVAL += "--nbval-sanitize-with=tools/nbval.cfg notebooks"
RERUNS = {
    "make test": ["make", "rerun"],
    "plain nbval": [sys.executable, *NBVAL.split()],
}
BURST = 30

QUICKER = 4.0  # how many times as quick as `interact` a panel must be
FLAT, BOWL = 1.5, 4.0  # how many times the floor it may take; a bowl that turns is drawn again

SETUP = """
%matplotlib inline
import ipywidgets as widgets
import numpy as np
from IPython.display import display
from lessonkit.data import load_columns
from lessonkit.explorers import *
from lessonkit.explorers.two_models import FEATURES
x, y = load_columns("engine_size", "price")
X = np.column_stack(load_columns(*FEATURES))
two = X[:, [0, 2]]
def bench(widget):
    widget.add_class("bench")
    return widget
def interact(panel, name):
    panel._held = True  # it shall not follow by itself
    def draw(value):
        setattr(panel, name, value)
        panel.pictures = panel.draw()
        panel.follow()
        for view in panel.pictures:
            display(view.figure)
    slider = panel.controls()[name]._slider(value=getattr(panel, name))
    return widgets.interactive(draw, value=slider)
"""

ECHO_CELL = """
slider, label = widgets.IntSlider(50, 0, 320, 2), widgets.Label("50")
slider.observe(lambda change: setattr(label, "value", str(change.new)), "value")
bench(widgets.VBox([slider, label]))
"""


@dataclass
class Way:
    """One way of following a slider, and what was measured of it."""

    name: str
    cell: str  # the notebook cell that shows it
    slider: str = ""  # label of the slider whose keys are pressed; empty for the one there is
    watched: str = ".lessonkit-picture"  # selector of what the slider changes
    limit: float = float("inf")  # how many times the floor the median may be
    is_quick: bool = True  # else it is pressed half as often, and in no bursts
    milliseconds: list[float] = field(default_factory=list)  # of each key press
    lags: list[float] = field(default_factory=list)  # of each burst

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)


FLOOR = Way("echo", ECHO_CELL, watched=".widget-label:last-child")
PANELS = [
    ("00 line", "LineExplorer(x, y)", "slope", FLAT),
    ("01 cost", "CostExplorer(x, y)", "slope", FLAT),
    ("02 surface", "SurfaceExplorer(x, y)", "slope", FLAT),
    ("02 surface", "SurfaceExplorer(x, y)", "turn", BOWL),
    ("03 gradient", "GradientExplorer(x, y)", "step", FLAT),
    ("04 learning rate", "LearningRateExplorer(x, y, X)", "learning_rate", FLAT),
    ("05 minima", "MinimaExplorer(x, y)", "start", FLAT),
    # So that no end of the slider stops a burst.
    ("06 sklearn", "SklearnExplorer(X, y, epochs=5)", "epochs", FLAT),
    ("07 beyond", "BatchExplorer(two, y, learning_rate=0.01)", "learning_rate", FLAT),
]


def ways(name: str, made: str, control: str, limit: float) -> tuple[Way, Way]:
    """Return a panel, and its picture with `interact`."""
    label = control.replace("_", " ")
    cell = f"bench(interact({made}, '{control}'))"
    return (
        Way(f"{name}: {label}", f"bench({made})", label, limit=limit),
        Way(f"{name}: interact", cell, watched=".widget-output", is_quick=False),
    )


# From now on notes when a key was last pressed, and when the last change it caused was painted.
WATCH = """
([root, watched]) => {
    const nextFrame = () => new Promise(done => requestAnimationFrame(() => {
        const frame = new MessageChannel();
        frame.port1.onmessage = done;
        frame.port2.postMessage(0);
    }));
    const stop = new AbortController();
    let pressed, painted;
    root.addEventListener('keydown', () => { pressed = performance.now() },
        {capture: true, signal: stop.signal});
    const watch = new MutationObserver(async changes => {
        const seen = changes.filter(({target}) =>
            (target.closest ? target : target.parentElement)?.closest(watched));
        if (!seen.length) return;
        const touched = seen.flatMap(({type, target, addedNodes}) =>
            type === 'attributes' ? [target] : [...addedNodes]);
        const images = touched.flatMap(one =>
            one.decode ? [one] : [...(one.querySelectorAll?.('img') ?? [])]);
        // An image that is replaced meanwhile cannot be decoded; the one in its place can.
        await Promise.allSettled(images.map(image => image.decode()));
        await nextFrame();
        painted = performance.now();
    });
    watch.observe(root, {
        subtree: true, childList: true, characterData: true,
        attributes: true, attributeFilter: ['src']});
    window.milliseconds = async () => {
        await nextFrame();
        watch.disconnect();
        stop.abort();
        return painted > pressed ? painted - pressed : null;
    };
}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--presses", type=int, default=12, help="in each round, of each way")
    parser.add_argument("--only", default="", help="part of the names of the panels to measure")
    parser.add_argument("--keep", action="store_true", help="for the pages that quote it")
    chosen = parser.parse_args()
    if chosen.keep and chosen.only:
        parser.error("--keep needs every panel: leave out --only")
    panels = [ways(*row) for row in PANELS if chosen.only in row[0]]
    measured = [FLOOR, *(way for both in panels for way in both)]
    with tempfile.TemporaryDirectory() as folder:
        notebooks, home = Path(folder, "notebooks"), Path(folder, "home")
        notebooks.mkdir()
        home.mkdir()
        write_notebook(notebooks / "bench.ipynb", SETUP, *(way.cell for way in measured))
        with running_browser() as browser, running_lab(notebooks, home) as address:
            page = open_lab(browser, address)
            notebook = Notebook(page, "bench.ipynb")
            if notebook.errors:
                sys.exit("\n".join(notebook.errors))
            # Figures may be shown as words alone.
            if page.locator(".bench:has(.widget-output img)").count() != len(panels):
                sys.exit("interact shows no pictures, so it cannot be compared with.")
            measure(page, measured, chosen.rounds, chosen.presses)
            kept = {"panels": report(panels)}
            kept["pages"] = measure_pages(browser, WATCH, FLOOR.median, chosen.presses)
    if not chosen.only:
        kept["notebooks"] = rerun_notebooks()
    if chosen.keep:
        rounded = {name: {key: round(n, 3) for key, n in one.items()} for name, one in kept.items()}
        MEASURED.write_text(json.dumps(rounded, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def measure(page: Page, measured: list[Way], rounds: int, presses: int) -> None:
    """Press the keys of each way, in turns, so that a slow moment of the machine hits all."""
    for turn in range(rounds):
        for place, way in enumerate(measured):
            root = page.locator(".bench").nth(place)
            handle = root.get_by_role("slider", name=way.slider or None, exact=True).first
            handle.scroll_into_view_if_needed()
            handle.focus()
            key = ["ArrowRight", "ArrowLeft"][turn % 2]
            for _ in range(presses if way.is_quick else presses // 2):
                way.milliseconds.append(press(page, root, way, [key]))
            if way.is_quick:
                way.lags.append(press(page, root, way, [key] * BURST))
        print(f"round {turn + 1} of {rounds}", file=sys.stderr)


def press(page: Page, root: Locator, way: Way, keys: list[str]) -> float:
    """Return the milliseconds from the last key to the frame after which nothing changed."""
    page.evaluate(WATCH, [root.element_handle(), way.watched])
    for key in keys:
        page.keyboard.press(key)
    settle(root)
    milliseconds: float | None = page.evaluate("milliseconds()")
    if milliseconds is None:
        sys.exit(f"{way.name}: nothing changed after {' '.join(keys)}.")
    return milliseconds


def report(panels: list[tuple[Way, Way]]) -> dict[str, float]:
    """Print the table, fail if a panel is too slow, and return the ends of what it says."""
    table = pd.DataFrame(
        {
            "median ms": way.median,
            "x floor": way.median / FLOOR.median,
            "limit": way.limit,
            "burst lag in medians": max(way.lags) / way.median,
            "interact takes": interact.median / way.median,
        }
        for way, interact in panels
    )
    table.index = pd.Index([way.name for way, _ in panels])
    print(f"the floor, a slider that echoes its value: {FLOOR.median:.0f} ms")
    print(table.round(2).to_string())
    flat = table[table["limit"] == FLAT]
    slow = [
        *table.index[(table["x floor"] > table["limit"]) | (table["burst lag in medians"] > 3)],
        *flat.index[flat["interact takes"] < QUICKER],
    ]
    if slow:
        sys.exit(f"Too slow: {', '.join(slow)}")
    return {
        "quickest": flat["x floor"].min(),
        "slowest": flat["x floor"].max(),
        "bowl": table["x floor"][table["limit"] == BOWL].max(),
        "interact least": flat["interact takes"].min(),
        "interact most": flat["interact takes"].max(),
    }


def rerun_notebooks(rounds: int = 3) -> dict[str, float]:
    """Run every notebook again in turns, both ways; return the ratio of the medians."""
    seconds: dict[str, list[float]] = {way: [] for way in RERUNS}
    for _ in range(rounds):
        for way, command in RERUNS.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
            seconds[way].append(time.perf_counter() - start)
    ours, plain = (statistics.median(seconds[way]) for way in RERUNS)
    print(f"all notebooks again: {ours:.1f} s in make test, {plain:.1f} s with plain nbval")
    return {"make test": ours / plain}


if __name__ == "__main__":
    main()
