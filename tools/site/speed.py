"""How soon a page's panel follows a key, beside the floor of a notebook; a part of `make bench`."""

import statistics
import sys

from playwright.sync_api import Browser

from tools.rerun import ROOT

SITE = ROOT / "build/site"
READY = """
new Promise((done, fail) => {
    const look = () => {
        if (document.querySelector(".lesson-live")) done(performance.now());
        else if (performance.now() > 10_000) fail(Error(`no panel moves in ${location}`));
        else requestAnimationFrame(look);
    };
    look();
})
"""


def measure_pages(browser: Browser, watch: str, floor: float, presses: int) -> dict[str, float]:
    """Press keys on the first slider of every page; print a table, and return what to keep.

    Parameters
    ----------
    browser : Browser
    watch : str
        Script that notes the time from a key to the frame that paints its changes.
    floor : float
        Milliseconds of a notebook's slider that only echoes its value.
    presses : int
    """
    medians, opened = [], []
    for path in sorted(SITE.glob("[0-9]*.html")):
        page = browser.new_page()
        page.goto(path.as_uri())
        opened.append(float(page.evaluate(READY)))
        root = page.locator("[data-lesson-panel]").first
        slider = root.get_by_role("slider").first
        slider.focus()
        times = []
        for place in range(2 * presses):
            page.evaluate(watch, [root.element_handle(), ".lesson-pictures"])
            page.keyboard.press("ArrowRight" if place < presses else "ArrowLeft")
            page.wait_for_timeout(60)
            times.append(page.evaluate("milliseconds()"))
        page.close()
        # At the end of a slider nothing changes.
        medians.append(statistics.median(time for time in times if time is not None))
        ratio = medians[-1] / floor
        print(f"page {path.stem:<25}{medians[-1]:>4.0f} ms, {ratio:.2f} x floor", end="")
        print(f", {opened[-1]:.0f} ms to open")
    found = {
        "slowest": max(medians) / floor,
        "median": statistics.median(medians) / floor,
        "seconds to open": max(opened) / 1000,
    }
    # A page need not ask a kernel: it is quicker than the floor, and half of it where it is usual.
    if found["slowest"] > 1 or found["median"] > 0.5 or found["seconds to open"] > 1:
        sys.exit(f"Pages are too slow: {found}")
    return found
