"""A panel as its user has it."""

import io

import numpy as np
from PIL import Image
from playwright.sync_api import Locator

from lessonkit.data import load_columns
from lessonkit.explorers import LineExplorer
from tools.browser import Notebook, settle

FIRST_PANEL = """
from lessonkit.data import load_columns
from lessonkit.explorers import LineExplorer
panel = LineExplorer(*load_columns("engine_size", "price"))
panel
"""
"""A cell that shows the lesson's first panel."""

OUTSIDE = """panel => {
    const view = panel.closest('.jp-WindowedPanel-outer').getBoundingClientRect();
    const parts = [panel.querySelector('.widget-slider'),
        ...panel.querySelectorAll('.lessonkit-picture img')];
    return parts.filter(part => {
        const box = part.getBoundingClientRect();
        return !box.height || box.top < view.top - 1 || box.bottom > view.bottom + 1;
    }).map(part => part.className);
}"""
"""What of a panel's first slider and its pictures is out of view."""

RAILS = """panel => [...new Set([...panel.querySelectorAll('.widget-slider')]
    .map(one => Math.round(one.getBoundingClientRect().width)))]"""
"""How wide a panel's sliders are: one number where its columns are even."""

BLOCK = 8  # pixels to a side of what is compared of two pictures


def first_panel(**state: float) -> LineExplorer:
    """Return the panel that this cell shows, as it is in another state."""
    return LineExplorer(*load_columns("engine_size", "price"), **state)


class PanelView:
    """What a user has of a panel: sliders, entries, buttons, pictures and words."""

    def __init__(self, notebook: Notebook, number: int = 0) -> None:
        """Take the notebook's first, second, ... panel, wherever it stands on the page."""
        self.notebook, self.page = notebook, notebook.page
        self.root = self.page.locator(".lessonkit-panel").nth(number)
        self.root.wait_for(state="attached")
        self.root.locator(".lessonkit-picture").first.wait_for(state="visible")
        self.settle()

    def slider(self, label: str) -> Locator:
        """Return the handle of the slider with a label."""
        return self.root.get_by_role("slider", name=label, exact=True)

    def entry(self, label: str) -> Locator:
        """Return the typed entry of the control with a label."""
        return self.root.get_by_role("textbox", name=label, exact=True)

    def button(self, label: str) -> Locator:
        """Return a button by what it says."""
        return self.root.get_by_role("button", name=label, exact=True)

    def press(self, label: str, *keys: str) -> None:
        """Press keys on a slider, and wait until all has followed."""
        self.slider(label).focus()
        for key in keys:
            self.page.keyboard.press(key)
        settle(self.root)

    def enter(self, label: str, value: str) -> None:
        """Type a value into the entry beside a slider, and wait until all has followed."""
        self.entry(label).select_text()
        self.page.keyboard.type(value)
        self.page.keyboard.press("Enter")
        settle(self.root)

    def drag(self, label: str, *stops: float) -> None:
        """Drag a slider through stops from 0 (low end) to 1 without a pause, and let go."""
        rail = self.slider(label).locator("xpath=ancestor::*[contains(@class, 'noUi-base')]")
        box = rail.bounding_box()
        handle = self.slider(label).bounding_box()
        assert box is not None
        assert handle is not None
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        self.page.mouse.down()
        for stop in stops:
            self.page.mouse.move(box["x"] + stop * box["width"], middle, steps=2)
        self.page.mouse.up()
        settle(self.root)

    def settle(self) -> None:
        """Wait until all has followed."""
        settle(self.root)

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, and wait until the panel has found its place in it."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(f"innerWidth === {width} && innerHeight === {height}")
        settle(self.root)

    @property
    def out_of_view(self) -> list[str]:
        """What of its first slider and its pictures is out of view, once all scrolling is over."""
        self.notebook.rest()
        outside: list[str] = self.root.evaluate(OUTSIDE)
        return outside

    @property
    def has_even_columns(self) -> bool:
        """Tell whether all sliders are equally wide: then nothing stands on a row of its own."""
        widths: list[int] = self.root.evaluate(RAILS)
        return max(widths) - min(widths) <= 1

    @property
    def words(self) -> str:
        """The live readout."""
        return self.root.locator(".lessonkit-words").first.inner_text()

    @property
    def spoken(self) -> str:
        """What a screen reader was last given to say."""
        return self.root.get_by_role("status").text_content() or ""

    @property
    def remark(self) -> str:
        """What is said about what was typed."""
        return self.root.locator(".lessonkit-remark").inner_text()

    @property
    def alert(self) -> str | None:
        """The error that the panel shows, if any."""
        alert = self.root.locator("[role=alert]")
        return alert.inner_text() if alert.count() else None

    def holds(self, number: int, image: str, overlay: str) -> bool:
        """Tell whether a picture is an image with this SHA-256, and this markup over it."""
        picture = self.root.locator(".lessonkit-picture").nth(number)
        held: bool = picture.evaluate(
            """async (picture, [image, overlay]) => {
                const bytes = await (await fetch(picture.querySelector('img').src)).arrayBuffer();
                const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
                const wanted = document.createElement('div');
                wanted.innerHTML = overlay;
                return wanted.firstChild.isEqualNode(picture.querySelector('svg')) &&
                    [...digest].map(one => one.toString(16).padStart(2, '0')).join('') === image;
            }""",
            [image, overlay],
        )
        return held

    def looks_like(self, pixels: np.ndarray, number: int = 0, within: float = 80) -> bool:
        """Tell whether the window shows these pixels, whose resolution may be another.

        A browser smooths edges and spaces letters in its own way: what is compared, from 0 to 255,
        is the mean color of blocks. Letters that moved make up to 70, other edges up to 45; a line
        that is missing makes about 100, one that is a few pixels off more than 55.
        """
        shown = self.root.locator(".lessonkit-picture").nth(number).screenshot()
        pictures = Image.open(io.BytesIO(shown)), Image.fromarray(pixels)
        size = pictures[0].width // BLOCK, pictures[0].height // BLOCK
        first, second = (
            np.asarray(one.convert("RGB").resize(size, Image.Resampling.BOX), dtype=float)
            for one in pictures
        )
        return bool(np.abs(first - second).max() < within)


def drawn(notebook: Notebook, picture: str) -> np.ndarray:
    """Return the pixels that a `LiveFigure` in the notebook's kernel draws."""
    save = f"PIL.Image.fromarray({picture}.pixels()).save(file, 'PNG', compress_level=1)"
    png = notebook.run(f"import io, PIL.Image; file = io.BytesIO(); {save}", "file.getvalue()")
    return np.asarray(Image.open(io.BytesIO(png)))
