"""`make present` in a real browser: the last row reads everything, and nothing is cut off.

What a panel does is proved elsewhere; here it is how it looks from the last row, at the sizes of
two common projectors. `make test` shows one notebook, `make release` all, by RELEASE=1.
"""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lessonkit.picture import STYLE, WIDTH_PX
from tests.browser.command import started
from tests.browser.panel_view import PanelView
from tools.browser import PATIENCE, Notebook
from tools.rerun import ROOT

WINDOWS = ((1280, 720), (1920, 1080))
SETTINGS = '{"theme": "JupyterLab Dark"}'
TO_THE_LAST_ROW = 0.025
"""Least size of letters, as a share of the window's height."""

WIDE_ENOUGH_TO_AIM_AT = 0.2
"""Least width of a slider, as a share of the window's."""

HIGH_ENOUGH = 0.5
"""Least height of a panel's pictures, as a share of the window's."""

LETTERS_IN_PICTURES = 0.02
"""Least size of the letters in still pictures, as a share of the window's height."""

# Every preset, by notebook, and what its readout must say.
PRESETS = {
    "00_start": {
        "20 and 8,000": "price = 20 * engine_size + 8,000",
        "140 and -5,000": "price = 140 * engine_size - 5,000",
        "180 and -10,000": "price = 180 * engine_size - 10,000",
        "320 and -20,000": "price = 320 * engine_size - 20,000",
    },
    "01_cost": {
        "50 and 0": "Cost (MSE): 51,743,975 USD²",
        "140 and -5,000": "Cost (MSE): 10,543,237 USD²",
        "180 and -10,000": "Cost (MSE): 10,307,489 USD²",
        "flat line": "price = 0 * engine_size + 11,446",
    },
    "02_surface": {
        "line A": "slope 60, intercept 0",
        "line B": "slope 100, intercept 4,000",
        "line C": "Cost (MSE): 10,023,135",
    },
    "03_gradient": {
        "rate 0.1, step 0": "New w = 0.000 - 0.1 * (-1.683) = 0.168",
        "rate 0.1, step 60": "Line: price = 162 * engine_size - 7,914.",
        "rate 0.75, step 1": "Gradient by formula: w 0.841, b 0.000.",
        "rate 1.1, step 4": "The next step overshoots: it raises the cost",
    },
    "04_learning_rate": {
        "rate 0.001": "w = 0.095, b = 0.000, cost 0.8488",
        "rate 0.1": "w = 0.841, b = 0.000, cost 0.2919",
        "rate 0.5": "Each step, distance times 0.",
        "rate 0.9": "It overshoots.",
        "rate 0.999": "0.999 times the limit of this problem, 1.0000. It overshoots.",
        "rate 1": "It bounces forever.",
        "rate 1.01": "It diverges.",
        "0.1 beside 0.9": "The cost curve is the same.",
        "0.9, five features": "the limit of this problem, 0.2414. It diverges.",
    },
    "05_minima": {
        "rate 0.9": "16% of starts end in another",
        "rate 0.6": "bouncing, never at rest",
        "rate 1.05 on the bowl": "it diverges",
        "chord on the bumps": "73% of the curve is above it, so this curve is not convex.",
        "chord on the bowl": "the bowl is convex.",
    },
    "06_sklearn": {
        "eta0 0.01, 39 epochs": "after 39 epochs: test R² 0.795",
        "eta0 0.0003": "eta0 0.0003, after 39 epochs",
        "eta0 0.3": "eta0 0.3, after 20 epochs",
        "eta0 3": "eta0 3, after 5 epochs",
    },
    "07_beyond": {
        "all cars, rate 0.4": "The walk ends 1.45 % above the lowest cost.",
        "all cars, rate 0.6": "It began at 424 %: it climbs.",
        "16 cars, rate 0.4": "on average 18.77 %",
        "1 car, rate 0.02": "1,272 steps of 1 car",
    },
}


@dataclass
class Hall:
    """A running `make present`, and the home of who runs it."""

    page: Page
    server: "subprocess.Popen[bytes]"
    home: Path

    @property
    def settings(self) -> dict[str, str]:
        """The user's own settings of JupyterLab, by file."""
        folder = self.home / "config"
        return {str(file): file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture(scope="module")
def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    home = tmp_path_factory.mktemp("present")
    themes = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    themes.mkdir(parents=True)
    (themes / "themes.jupyterlab-settings").write_text(SETTINGS)
    (home / "temporary").mkdir()
    own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(home / "temporary")}
    command = ["-m", "tools.present", "04"]
    with started(browser, command, home, {}, **own) as (page, server):
        page.wait_for_selector(".jp-RenderedHTMLCommon h1")
        yield Hall(page, server, home)


def test_it_opens_on_the_one_document_and_nothing_else(hall: Hall):
    page = hall.page
    assert page.url.split("?")[0].endswith("/doc/tree/notebooks/04_learning_rate.ipynb")
    closed = ".jp-SideBar", "#jp-left-stack", "#jp-right-stack", ".jp-FileBrowser"
    closed += "#jp-main-statusbar", ".jp-cell-toolbar button", ".jp-Dialog", ".Toastify__toast"
    for one in closed:
        expect(page.locator(one).locator("visible=true")).to_have_count(0)
    for one in (".jp-Notebook", ".jp-Notebook h1"):
        expect(page.locator(one).locator("visible=true")).to_have_count(1)


FITS = """root => {
    const small = [...root.querySelectorAll('button, select, .lessonkit-words, .widget-label')]
        .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent);
    const inside = root.closest('.jp-WindowedPanel-outer');
    const bottoms = [...root.querySelectorAll('img, .lessonkit-words, button')]
        .map(one => one.getBoundingClientRect().bottom);
    return {
        small,
        wide: root.scrollWidth > root.clientWidth || inside.scrollWidth > inside.clientWidth,
        high: Math.max(...bottoms) - root.getBoundingClientRect().top - inside.clientHeight,
        beside: root.querySelector('.lessonkit-words').getBoundingClientRect().left >=
            root.querySelector('.lessonkit-pictures').getBoundingClientRect().right,
        picture: Math.min(...[...root.querySelectorAll('.lessonkit-picture img')].map(one =>
            Math.min(one.height, one.width * one.naturalHeight / one.naturalWidth))) / innerHeight,
        letters: parseFloat(getComputedStyle(root.querySelector('.lessonkit-words')).fontSize) /
            innerHeight,
        slider: Math.min(...[...root.querySelectorAll('.widget-slider')]
            .map(one => one.getBoundingClientRect().width)) / innerWidth,
    };
}"""


ONE = ("02_surface",)  # the most pictures


@pytest.fixture(scope="module", params=PRESETS if os.environ.get("RELEASE") else ONE)
def notebook(hall: Hall, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """A notebook run up to its panel, which Shift + Enter has run."""
    width, height = WINDOWS[0]
    hall.page.set_viewport_size({"width": width, "height": height})
    opened = Notebook(hall.page, f"notebooks/{request.param}.ipynb", up_to="Explorer(")
    yield opened
    if not hall.page.is_closed():  # by the last of the tests
        opened.close()


# First, for none of the cells below the panel may have run.
def test_after_shift_enter_slider_and_pictures_are_in_view(notebook: Notebook):
    panel = PanelView(notebook)
    assert panel.out_of_view == []
    panel.resize(*WINDOWS[1])
    notebook.select(notebook.place("Explorer("))  # arrow keys pass over what is folded
    notebook.press_shift_enter()
    assert PanelView(notebook).out_of_view == []


def test_each_preset_says_what_it_promises_and_fits(notebook: Notebook, screenshots: Path):
    name = Path(notebook.path).stem
    assert notebook.run_all() == []
    panel = PanelView(notebook)
    for window in reversed(WINDOWS):
        panel.resize(*window)
        assert_reads_from_the_last_row(panel.page)
    first = notebook.value("panel.state")
    assert notebook.value("list(panel.presets)") == list(PRESETS[name])
    windows = list(WINDOWS)
    for preset, words in PRESETS[name].items():
        panel.button(preset).focus()
        panel.page.keyboard.press("Enter")
        panel.settle()
        assert words in panel.words, preset
        assert notebook.value(f"panel.presets[{preset!r}].items() <= panel.state.items()")
        assert_fits(panel, preset)
        windows.reverse()
        panel.resize(*windows[0])
        assert_fits(panel, preset)
    panel.page.screenshot(path=screenshots / f"present_{name}_{windows[0][1]}.png")
    panel.button("Reset").click()
    panel.settle()
    assert notebook.value("panel.state") == first


# Of votes, questions, progress and feedback: how many texts, and which are smaller than prose.
ASKED = """() => {
    const size = one => parseFloat(getComputedStyle(one).fontSize);
    const prose = size(document.querySelector('.jp-RenderedHTMLCommon p'));
    const texts = [...document.querySelectorAll(
        '.jp-OutputArea-output :is(.lessonkit-ask, [role=status]:not(.lessonkit-panel *)) *')
    ].filter(one => one.offsetParent && one.tagName !== 'STYLE' &&
        [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
    return [texts.length, texts.filter(one => size(one) < prose).map(one => one.outerHTML)];
}"""
# Of each still picture: its width as drawn over that in its file, and whether it fills its place.
STILL = """() => [...document.querySelectorAll('.jp-OutputArea-output figure img')]
    .filter(one => one.offsetParent && !one.closest('.lessonkit-panel')).map(one => {
        const ratio = one.naturalWidth / one.naturalHeight;
        const width = Math.min(one.clientWidth, one.clientHeight * ratio);
        const most = innerHeight * (one.closest('.lessonkit-ask') ? 0.5 : 0.75);
        const fills = width > 0.97 * one.closest('figure').clientWidth || width / ratio > most - 1;
        return [width / one.naturalWidth, fills];
    })"""
LETTERS = STYLE["xtick.labelsize"] / 72 * 2 * WIDTH_PX / 8  # in pixels of the file


def assert_reads_from_the_last_row(page: Page) -> None:
    texts, small = page.evaluate(ASKED)
    assert texts
    assert small == []
    for scale, fills in page.evaluate(STILL):
        assert fills
        assert scale * LETTERS / page.evaluate("innerHeight") >= LETTERS_IN_PICTURES
    for text in (".jp-RenderedHTMLCommon p", ".cm-line"):
        size = page.locator(text).first.evaluate(
            "e => parseFloat(getComputedStyle(e).fontSize) / innerHeight"
        )
        assert size >= TO_THE_LAST_ROW, text
    assert page.locator("body").evaluate("body => body.scrollWidth <= body.clientWidth")


def assert_fits(panel: PanelView, preset: str) -> None:
    found = panel.root.evaluate(FITS)
    assert found["small"] == [], preset
    assert not found["wide"], preset
    assert panel.has_even_columns, preset
    assert found["high"] <= 0, preset
    assert found["letters"] >= TO_THE_LAST_ROW, preset
    assert found["slider"] >= WIDE_ENOUGH_TO_AIM_AT, preset
    assert found["beside"], preset
    assert found["picture"] >= HIGH_ENOUGH, preset


CELLS = """() => lessonNotebook.content.widgets
    .filter(cell => cell.model.type === 'code')
    .map(cell => [
        cell.model.id, cell.inputHidden, cell.model.outputs.length, cell.model.sharedModel.source])
"""


COMMAND_MODE = ".jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite)"
RESTART = """() => {
    window.lessonRestarted = new Promise(done => {
        let begun = false;
        lessonNotebook.sessionContext.statusChanged.connect((_, status) => {
            begun ||= status.endsWith('restarting');
            if (begun && status === 'idle') done();
        });
    });
}"""


def test_one_key_opens_folded_code_and_start_over_brings_all_back(hall: Hall):
    page = hall.page
    notebook = Notebook(page, "notebooks/04_learning_rate.ipynb", up_to="two_costs")
    folded = [name for name, hidden, *_ in page.evaluate(CELLS) if hidden]
    assert "cost-and-weight" in folded
    assert "three-rates" not in folded
    first = page.evaluate(
        """() => {
            const {content} = lessonNotebook;
            content.activeCellIndex = content.widgets.findIndex(
                cell => cell.model.id === 'cost-and-weight');
            content.mode = 'command';
            content.activate();
            return content.activeCell.model.sharedModel.source;
        }"""
    )
    page.wait_for_selector(f"{COMMAND_MODE} :focus", state="attached")
    page.keyboard.press("o")
    page.wait_for_function("!lessonNotebook.content.activeCell.inputHidden")
    page.keyboard.press("Shift+O")
    page.wait_for_function("lessonNotebook.content.activeCell.inputHidden")
    page.keyboard.press("o")
    page.evaluate("lessonNotebook.content.activeCell.model.sharedModel.setSource('1 / 0')")
    notebook.run("trace = 'of the first class'")

    page.evaluate(RESTART)
    page.get_by_text("Start over").locator("visible=true").click()
    page.locator(".jp-Dialog").get_by_text("Reload", exact=True).click()
    page.locator(".jp-Dialog").get_by_text("Restart", exact=True).click()
    page.wait_for_function(f"({CELLS})().every(([name, hidden, outputs]) => outputs === 0)")
    page.evaluate("lessonRestarted")
    cells = page.evaluate(CELLS)
    assert [name for name, hidden, *_ in cells if hidden] == folded
    assert first in [source for *_, source in cells]
    assert not notebook.value("'trace' in globals()")
    notebook.close()


def test_nothing_is_left_and_no_setting_of_the_user_has_changed(hall: Hall):
    assert list((hall.home / "temporary").glob("present-*"))
    before = hall.settings
    hall.page.close()
    hall.server.terminate()
    assert hall.server.wait(timeout=PATIENCE) == 0
    assert list((hall.home / "temporary").glob("present-*")) == []
    assert hall.settings == before
    assert SETTINGS in before.values()
