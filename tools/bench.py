"""Measure how soon a panel follows its slider, in a real JupyterLab and a real Chromium.

Every way of drawing stands in one notebook. In rounds, each in its turn, one slider key is
pressed at a time, and the time runs from the key press to the frame that paints the last of its
changes. The floor is a slider that only echoes its value in a label: no panel can be quicker. A
burst presses the key many times without a pause; its lag runs from the last of them.
"""

import argparse
import json
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from playwright.sync_api import Locator, Page

from tools.browser import Notebook, chromium, open_lab, running_browser, running_lab, settle

RESULT = Path(".artifacts/bench.json")
BURST = 30

FLOOR = "echo"
INTERACT = "interact, new figure"

SETUP = """
import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from lessonkit.data import load_columns
from lessonkit.explorers import *
x, y = load_columns("engine_size", "price")
FEATURES = ("engine_size", "horsepower", "curb_weight", "width", "highway_mpg")
def bench(widget):
    widget.add_class("bench")
    return widget
"""

ECHO_CELL = """
slider, label = widgets.IntSlider(50, 0, 320, 2), widgets.Label("50")
slider.observe(lambda change: setattr(label, "value", str(change.new)), "value")
bench(widgets.VBox([slider, label]))
"""

INTERACT_CELL = """
def draw(slope=50):
    plt.figure(figsize=(8, 4.5), dpi=144, layout="constrained")
    plt.scatter(x, y, s=28, alpha=0.65)
    ends = np.array([52, 267])
    plt.plot(ends, slope * ends, color="#D55E00", linewidth=2.5)
    plt.ylim(0, 42_000)
    plt.xlabel("engine size (cubic inches)")
    plt.ylabel("price (USD)")
    plt.show()
bench(widgets.interactive(draw, slope=(0, 320, 2)))
"""


@dataclass
class Way:
    """One way of following a slider.

    Attributes
    ----------
    name : str
    cell : str
        The notebook cell that shows it.
    slider : str
        Label of the slider whose keys are pressed; empty for the one there is.
    limit : float
        How many times the floor the median may be.
    watched : str
        Selector of what the slider changes.
    milliseconds, lags : list of float
        What was measured: each key press, and each burst.
    """

    name: str
    cell: str
    slider: str = ""
    limit: float = float("inf")
    watched: str = ".lessonkit-picture"
    milliseconds: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The milliseconds of the typical key press."""
        return statistics.median(self.milliseconds)

    @property
    def p95(self) -> float:
        """The milliseconds that one key press in twenty exceeds."""
        return statistics.quantiles(self.milliseconds, n=20)[-1]

    @property
    def lag(self) -> float:
        """How many medians after the last key of a burst its last change came, at the worst."""
        return max(self.lags) / self.median


def ways() -> list[Way]:
    bowl, flat = 4.0, 2.0
    return [
        Way(FLOOR, ECHO_CELL, watched=".widget-label:last-child"),
        Way(INTERACT, INTERACT_CELL, watched=".widget-output"),
        Way("00 line: slope", "bench(LineExplorer(x, y))", "slope", flat),
        Way("01 cost: slope", "bench(CostExplorer(x, y))", "slope", flat),
        Way("02 surface: slope", "bench(SurfaceExplorer(x, y))", "slope", flat),
        Way("02 surface: turn the bowl", "bench(SurfaceExplorer(x, y))", "turn", bowl),
        Way("03 gradient: step", "bench(GradientExplorer(x, y))", "step", flat),
        Way(
            "04 learning rate",
            "bench(LearningRateExplorer(x, y, np.column_stack(load_columns(*FEATURES))))",
            "learning rate",
            flat,
        ),
        Way("05 minima: start", "bench(MinimaExplorer(x, y))", "start", flat),
        Way(
            "06 sklearn: epochs",
            "bench(SklearnExplorer(np.column_stack(load_columns(*FEATURES)), y, epochs=5))",
            "epochs",
            flat,
        ),
    ]


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
    chosen = parser.parse_args()
    executable = chromium()
    if executable is None:
        sys.exit("No Chromium found: install one, or name it: CHROMIUM=/path/to/chromium")
    measured = [way for way in ways() if way.limit == float("inf") or chosen.only in way.name]
    with tempfile.TemporaryDirectory() as folder:
        notebooks, home = Path(folder, "notebooks"), Path(folder, "home")
        notebooks.mkdir()
        home.mkdir()
        cells = [nbformat.v4.new_code_cell(cell) for cell in [SETUP, *(w.cell for w in measured)]]
        book = nbformat.v4.new_notebook(cells=cells)
        book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(book, notebooks / "bench.ipynb")
        with running_lab(notebooks, home) as address, running_browser(executable) as browser:
            page = open_lab(browser, address)
            notebook = Notebook(page, "bench.ipynb")
            if notebook.errors:
                sys.exit("\n".join(notebook.errors))
            measure(page, measured, chosen.rounds, chosen.presses)
    report(measured)


def measure(page: Page, measured: list[Way], rounds: int, presses: int) -> None:
    """Press the keys of each way, interleaved, so that a slow moment of the machine hits all."""
    for turn in range(rounds):
        for place, way in enumerate(measured):
            root = page.locator(".bench").nth(place)
            handle = root.get_by_role("slider").first
            if way.slider:
                handle = root.get_by_role("slider", name=way.slider, exact=True)
            handle.scroll_into_view_if_needed()
            handle.focus()
            key = ["ArrowRight", "ArrowLeft"][turn % 2]
            for _ in range(presses):
                way.milliseconds.append(press(page, root, way, [key]))
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


def report(measured: list[Way]) -> None:
    """Print the table, keep it as JSON, and fail if a panel is too slow."""
    floor = measured[0].median
    interact = measured[1].median
    print(f"{'way':<28}{'median':>9}{'p95':>9}{'x floor':>9}{'limit':>7}{'burst lag':>11}")
    for way in measured:
        limit = f"{way.limit:.1f}" if way.limit < float("inf") else ""
        print(
            f"{way.name:<28}{way.median:>6.0f} ms{way.p95:>6.0f} ms{way.median / floor:>9.2f}"
            f"{limit:>7}{way.lag:>5.1f} medians"
        )
    panels = measured[2:]
    slow = [way.name for way in panels if way.median > way.limit * floor or way.lag > 3]
    slow += [way.name for way in panels if way.limit <= 2 and way.median > interact / 4]
    table = [
        {"name": w.name, "median": w.median, "p95": w.p95, "ratio": w.median / floor, "lag": w.lag}
        for w in measured
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(table, indent=1))
    if slow:
        sys.exit(f"Too slow: {', '.join(slow)}")


if __name__ == "__main__":
    main()
