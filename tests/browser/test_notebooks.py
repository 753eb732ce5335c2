"""Every notebook in a real JupyterLab: by key up to its panel; then whole, all its panel has.

`make test` runs the last cells above a panel by key, `make release` all, by RELEASE=1.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import COLORS, OPTIONS, change_theme, violations
from tests.browser.panel_view import PanelView, drawn
from tools.browser import Notebook
from tools.guards import NOTEBOOKS

WINDOWS = ((1280, 720), (1440, 900))
SHOWS_A_PANEL = "Explorer("
BY_KEY = 1000 if os.environ.get("RELEASE") else 3
"""How many cells above the panel are run by key, if there are so many."""

SLIDERS = """[(name, control.label, control.low, control.high, control.unit)
    for name, control in panel.controls().items() if hasattr(control, 'low')]"""
MENUS = """[(name, control.label, control.options)
    for name, control in panel.controls().items() if hasattr(control, 'options')]"""
COUNTERS = "[control.label for control in panel.controls().values() if getattr(control, 'play', 0)]"
SHOWN = """(repr(panel), [(hashlib.sha256(picture.image.value).hexdigest(), picture.overlay.value)
    for picture in panel.pictures])"""
CLIPPED = """root => [...root.querySelectorAll('button, input, select, .widget-slider, img, svg')]
    .filter(one => one.getBoundingClientRect().right > root.getBoundingClientRect().right + 1)
    .map(one => one.outerHTML.slice(0, 200))"""
CUT = """root => [...root.querySelectorAll('.widget-label, button')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"""

# The words of a panel's picture are the name of the drawing that lies over it.
PICTURES = """() => [...document.querySelectorAll('.jp-OutputArea img:not([hidden])')]
    .map(one => ({
        alt: one.closest('.lessonkit-picture')?.querySelector('svg[role=img]').ariaLabel ?? one.alt,
        seen: one.complete && one.naturalWidth > 0,
        below: one.closest('figure')?.querySelector('figcaption').textContent ?? null,
    }))"""


@pytest.fixture(scope="module", params=[path.name for path in NOTEBOOKS])
def run_by_key(window: tuple[Page, Path], request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """A notebook run up to its panel, which Shift + Enter has run, as the lesson says."""
    opened = Notebook(window[0], request.param, up_to=SHOWS_A_PANEL, by_key=BY_KEY)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def notebook(run_by_key: Notebook) -> Notebook:
    """The cells below its panel have run, too."""
    run_by_key.errors = run_by_key.run_all("notebook:run-all-below")
    return run_by_key


@pytest.fixture
def panel(notebook: Notebook) -> PanelView:
    notebook.run("import hashlib; panel.reset()")
    return PanelView(notebook)


def assert_shows_the_state(notebook: Notebook, panel: PanelView) -> None:
    """The words and the pictures are those of the panel's state, and no error is shown."""
    words, pictures = notebook.value(SHOWN)
    assert panel.alert is None
    assert panel.words == words
    for number, (image, overlay) in enumerate(pictures):
        assert panel.holds(number, image, overlay)


# The first of the tests, for none of the cells below the panel may have run.
def test_run_by_key_its_slider_and_pictures_are_in_view(
    run_by_key: Notebook, screenshots: Path
) -> None:
    for width, height in WINDOWS:
        panel = PanelView(run_by_key)
        if panel.page.viewport_size != {"width": width, "height": height}:
            panel.resize(width, height)
            panel.page.keyboard.press("ArrowUp")
            run_by_key.press_shift_enter()
            panel = PanelView(run_by_key)
        assert panel.out_of_view == [], width
        panel.page.screenshot(path=screenshots / f"{run_by_key.path}_by_key_{width}.png")
    panel.resize(*WINDOWS[0])


def test_every_cell_runs_without_a_word_of_error(notebook: Notebook) -> None:
    assert notebook.errors == []


def test_every_picture_has_words(notebook: Notebook) -> None:
    found = notebook.page.evaluate(PICTURES)
    assert found
    for one in found:
        assert len(one["alt"].split()) >= 3
        assert one["below"] in (one["alt"], None)


def test_every_slider_is_followed_from_end_to_end(notebook: Notebook, panel: PanelView) -> None:
    for name, label, low, high, unit in notebook.value(SLIDERS):
        for keys, value in [(["End"], high), (["ArrowLeft", "Home"], low), (["ArrowRight"], None)]:
            panel.press(label, *keys)
            # The slider's last step may end just short of its range.
            now = notebook.value(f"panel.{name}")
            assert value is None or now == pytest.approx(value, rel=0.01)
            assert float(panel.entry(label).input_value()) == now
            spoken, _, spoken_unit = (
                panel.slider(label).get_attribute("aria-valuetext").partition(" ")
            )
            assert (float(spoken), spoken_unit) == (now, unit)
            assert_shows_the_state(notebook, panel)


def test_a_wild_drag_ends_in_the_right_state(notebook: Notebook, panel: PanelView) -> None:
    name, label, _, high, _ = notebook.value(SLIDERS)[0]
    panel.drag(label, 0.9, 0.1, 0.6, -0.3, 0.7, 0.2, 0.95, 0.05, 1.2)
    assert notebook.value(f"panel.{name}") == pytest.approx(high, rel=0.01)
    assert_shows_the_state(notebook, panel)


def test_every_button_and_menu_is_followed(notebook: Notebook, panel: PanelView) -> None:
    for preset in notebook.value("list(panel.presets)"):
        panel.button(preset).click()
        panel.settle()
        assert panel.root.locator("[aria-pressed=true]").all_inner_texts() == [preset]
        assert_shows_the_state(notebook, panel)
        for number in range(len(notebook.value(SHOWN)[1])):
            assert panel.looks_like(drawn(notebook, f"panel.pictures[{number}]"), number)
    for box in panel.root.get_by_role("checkbox").all():
        box.click()
        panel.settle()
        assert_shows_the_state(notebook, panel)
    for name, label, options in notebook.value(MENUS):
        for option in options:
            panel.root.get_by_role("combobox", name=label).select_option(option)
            panel.settle()
            assert notebook.value(f"panel.{name}") == option
            assert_shows_the_state(notebook, panel)


def test_play_goes_on_and_pause_stops_it(notebook: Notebook, panel: PanelView) -> None:
    for label in notebook.value(COUNTERS):
        panel.enter(label, "0")
        panel.button("Play").click()
        for _ in range(2):
            now = panel.entry(label).input_value()
            expect(panel.entry(label)).not_to_have_value(now)
        panel.button("Pause").click()
        panel.settle()
        assert_shows_the_state(notebook, panel)
        panel.enter(label, "2")  # however far it came meanwhile
        panel.button("Step").click()
        panel.settle()
        assert panel.entry(label).input_value() == "3"


def test_it_fits_the_window(panel: PanelView, notebook: Notebook, screenshots: Path) -> None:
    # To a page, 1280 x 720 at 200 % is 640 x 360.
    for width, height in [(1920, 1080), (1280, 720), (640, 360)]:
        panel.resize(width, height)
        panel.root.evaluate("root => root.scrollIntoView()")
        assert panel.root.evaluate("root => root.scrollWidth <= root.clientWidth")
        assert panel.root.evaluate(CLIPPED) == []
        assert panel.root.evaluate(CUT) == []
        assert panel.has_even_columns
    notebook.page.screenshot(path=screenshots / f"{notebook.path}_640.png")
    panel.resize(*WINDOWS[0])


def test_axe_finds_nothing_wrong(notebook: Notebook, panel: PanelView) -> None:
    notebook.select(notebook.place(SHOWS_A_PANEL))  # JupyterLab scrolls back to the active cell
    words = panel.root.locator(".lessonkit-words").first
    for theme, options in (("Dark", COLORS), ("Light", OPTIONS)):
        change_theme(notebook.page, theme)
        panel.settle()
        words.scroll_into_view_if_needed()  # axe judges no color that it cannot see
        expect(words).to_be_in_viewport()
        assert violations(notebook.page, options=options) == [], theme
