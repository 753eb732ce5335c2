"""The lesson's pages in a browser: from a file and from a server, without a kernel.

`make test` builds one notebook with a few states of its panel. `make site` names the folder
that it built, by the environment variable SITE, and all pages and panels are tested.
"""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.axe import COLORS, OPTIONS, violations
from tests.browser.firefox import running_firefox
from tests.browser.panel_view import first_panel
from tests.site.test_states import Toy
from tools.browser import free_port, serving
from tools.rerun import ROOT
from tools.site.panels import differences, script
from tools.site.states import named, plan, record

SMALL = ("05_minima",)  # every kind of control, a guess, a counter
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# Two pictures are as many characters as a small book: of each, its place among those seen before.
SHOWN = """
panel => {
    const drawn = panel.pictures.map(({svg, image}) => image.src + svg.innerHTML).join();
    const seen = (window.seen ??= []);
    if (!seen.includes(drawn)) seen.push(drawn);
    return [
        `${seen.indexOf(drawn)}`,
        panel.pictures.map(({svg}) => svg.getAttribute("aria-label")).join(),
        panel.words.textContent,
    ];
}
"""
STATE = """
({data, state}) => Object.fromEntries(
    data.controls.map(({name, values}, one) => [name, values[data.at[one][state]]]))
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of pages."""
    if named := os.environ.get("SITE"):
        return Path(named).resolve()
    folder = tmp_path_factory.mktemp("pages") / "site"
    # Each state is decoded by the page's script and compared with the panel, walks besides.
    subprocess.run(
        [sys.executable, "-m", "tools.site", "--quick", f"--into={folder}", *SMALL],
        cwd=ROOT,
        check=True,
    )
    return folder


@pytest.fixture(scope="session")
def pages(site: Path) -> list[Path]:
    """Return the pages."""
    return sorted(site.glob("*.html"))


@pytest.fixture
def panels(site: Path, page: Page) -> Iterator[Locator]:
    """Go through the panels of all notebooks, each alive in its page."""
    return (opened(page, path.as_uri()) for path in with_panel(site))


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with window(browser) as page:
        yield page


@contextmanager
def window(browser: Browser, **look: Any) -> Iterator[Page]:
    context = browser.new_context(**look)
    try:
        yield context.new_page()
    finally:
        context.close()


def with_panel(site: Path) -> list[Path]:
    return [
        path for path in sorted(site.glob("[0-9]*.html")) if "data-lesson-panel" in path.read_text()
    ]


def opened(page: Page, address: str) -> Locator:
    """Open a page, and return its panel as soon as it moves."""
    page.goto("about:blank")
    page.goto(address)
    panel = page.locator(".lesson-live").first
    panel.wait_for()
    return panel


def shown(panel: Locator) -> list[str]:
    """Return what a panel shows: its pictures, what is said of them, and its readout."""
    found: list[str] = panel.evaluate(f"root => ({SHOWN})(root.lesson)")
    return found


def at_its_end(slider: Locator) -> bool:
    """Tell whether a slider has gone all of the way from its low to its high end."""
    return slider.input_value() == "1"


def state(panel: Locator) -> dict[str, Any]:
    found: dict[str, Any] = panel.evaluate(f"root => ({STATE})(root.lesson)")
    return found


@pytest.fixture(scope="session")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages from a path of a server, and yield its address."""
    root = tmp_path_factory.mktemp("server")
    (root / "school").mkdir()
    (root / "school/lesson").symlink_to(site)
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind=127.0.0.1", f"--directory={root}"]
    with serving([*command, str(port)], dict(os.environ), port, root / "log"):
        yield f"http://127.0.0.1:{port}/school/lesson"


@pytest.mark.parametrize("place", ["file", "server"])
def test_a_page_asks_no_other_host_and_lacks_nothing(
    place: str, site: Path, pages: list[Path], server: str, browser: Browser
) -> None:
    home = site.as_uri() if place == "file" else server
    asked: list[str] = []
    wrong: list[str] = []
    with window(browser) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda answer: answer.status < 400 or wrong.append(f"{answer.status}: {answer.url}"),
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
        for path in pages:
            page.goto(f"{home}/{path.name}", wait_until="networkidle")
    assert [url for url in asked if not url.startswith((home, "data:", "blob:"))] == []
    assert wrong == []
    assert len(asked) > len(pages)


def test_every_control_moves_the_picture_and_what_is_said(panels: Iterator[Locator]) -> None:
    for panel in panels:
        starts = ["Reset", *panel.evaluate("root => Object.keys(root.lesson.data.presets)")]
        for name in panel.evaluate("root => root.lesson.data.controls.map(({name}) => name)"):
            control = panel.locator(f"[id$='-{name}']")
            is_drawn = is_told = False
            for start in starts:
                if is_drawn and is_told:
                    break
                panel.get_by_role("button", name=start, exact=True).click()
                picture, *words = shown(panel)
                for _ in move(control):
                    now, *said = shown(panel)
                    is_drawn |= now != picture
                    is_told |= said != words
            assert is_drawn, f"{name} in {panel.page.url}"
            assert is_told, f"{name} in {panel.page.url}"


def move(control: Locator) -> Iterator[None]:
    """Move a control as a user does, to a few of its places."""
    kind = control.evaluate("one => one.type")
    if kind == "range":
        for key in ("Home", "ArrowRight", "PageUp", "End", "ArrowLeft"):
            yield control.press(key)
    elif kind == "checkbox":
        for _ in range(2):
            yield control.click()
    else:
        for place in range(control.locator("option").count()):
            yield control.select_option(index=place) and None


def test_presets_are_exact(panels: Iterator[Locator]) -> None:
    for panel in panels:
        for name, wanted in panel.evaluate("root => Object.entries(root.lesson.data.presets)"):
            panel.get_by_role("button", name=name, exact=True).click()
            found = state(panel)
            assert {control: found.get(control) for control in wanted if control in found} == {
                control: value for control, value in wanted.items() if control in found
            }


def test_step_and_play_count_to_the_end(panels: Iterator[Locator]) -> None:
    played = 0
    for panel in panels:
        for control in panel.locator(".lesson-control", has_text="Play").all():
            slider = control.get_by_role("slider")
            before = slider.get_attribute("aria-valuetext")
            control.get_by_role("button", name="Step").click()
            assert slider.get_attribute("aria-valuetext") != before
            for key in ("End", "ArrowLeft", "ArrowLeft"):
                slider.press(key)
            assert not at_its_end(slider)
            control.get_by_role("button", name="Play").click()
            control.get_by_role("button", name="Play").wait_for()  # it was Pause meanwhile
            assert at_its_end(slider)
            played += 1
    assert played


def test_an_address_leads_to_its_state(panels: Iterator[Locator], page: Page) -> None:
    chance = random.Random(0)
    for panel in panels:
        count = panel.evaluate("root => root.lesson.data.count")
        for place in chance.sample(range(count), 5):
            address = panel.evaluate(
                "(root, place) => { root.lesson.go(place); return root.lesson.address() }", place
            )
            assert len(address.rpartition("/")[2]) < 200
            wanted = state(panel), panel.locator("code").inner_text()
            opened(page, address)  # the same place of the page, and a new panel
            assert (state(panel), panel.locator("code").inner_text()) == wanted


def test_the_address_follows_and_is_followed(panels: Iterator[Locator], page: Page) -> None:
    for panel in panels:
        first = shown(panel)
        slider = panel.get_by_role("slider").first
        slider.press("Home" if at_its_end(slider) else "End")
        moved = shown(panel)
        page.wait_for_url("**#*=*")
        address = page.url
        panel.get_by_role("button", name="Reset", exact=True).click()
        assert shown(panel) == first
        page.wait_for_url("**#")
        page.evaluate("address => { location.href = address }", address)
        page.wait_for_function(
            "root => root.lesson.state !== root.lesson.first", arg=panel.element_handle()
        )
        assert shown(panel) == moved


def test_a_slider_says_its_value_and_its_unit(panels: Iterator[Locator]) -> None:
    for panel in panels:
        controls = panel.evaluate("root => root.lesson.data.controls")
        units = [one["unit"] for one in controls if one["kind"] == "range"]
        for slider, unit in zip(panel.get_by_role("slider").all(), units, strict=True):
            slider.press("PageUp")
            value = slider.evaluate(
                "one => one.closest('.lesson-control').querySelector('output').value"
            )
            assert slider.get_attribute("aria-valuetext") == f"{value} {unit}".strip()


def test_a_finger_moves_a_slider(site: Path, browser: Browser) -> None:
    for path in with_panel(site):
        with window(browser, **LOOKS["phone"]) as page:
            panel = opened(page, path.as_uri())
            before = shown(panel)
            slider = panel.get_by_role("slider").first
            slider.scroll_into_view_if_needed()
            box = slider.bounding_box()
            assert box is not None
            page.touchscreen.tap(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
            assert shown(panel) != before


def test_a_guess_comes_before_what_it_is_about(site: Path, page: Page) -> None:
    waiting = 0
    for path in sorted(site.glob("[0-9]*.html")):
        page.goto(path.as_uri())
        for form in page.locator("form.lesson-guess").all():
            told = form.locator("[data-answer]")
            after = form.locator("xpath=ancestor::*[contains(@class, 'cell')][last()]").locator(
                "xpath=following-sibling::*[not(self::section)]"
            )
            commits = form.get_attribute("data-reveal") is not None
            hidden = [*told.all(), *(after.all() if commits else ())]
            form.get_by_role("button").click()  # without a guess
            assert not any(one.is_visible() for one in hidden)
            for question in form.locator("fieldset").all():
                question.get_by_role("radio").first.check()
            form.get_by_role("button").click()
            questions = form.locator("fieldset").count()
            assert sum(one.is_visible() for one in told.all()) == questions
            assert form.get_by_role("radio").first.is_disabled() == commits
            if commits:
                assert all(one.is_visible() for one in after.all())
                waiting += after.count()
    assert waiting


def test_reset_leads_back(panels: Iterator[Locator]) -> None:
    for panel in panels:
        first = shown(panel)
        for slider in panel.get_by_role("slider").all():
            slider.press("End")
        assert shown(panel) != first
        panel.get_by_role("button", name="Reset", exact=True).click()
        assert shown(panel) == first


def test_without_script_the_picture_and_the_words_are_there(site: Path, browser: Browser) -> None:
    with window(browser, java_script_enabled=False) as page:
        for path in with_panel(site):
            page.goto(path.as_uri())
            panel = page.locator("[data-lesson-panel]").first
            picture = panel.get_by_role("img")
            assert picture.is_visible()
            assert len(picture.get_attribute("alt") or "") > 40
            assert len(panel.locator(".lesson-words").inner_text()) > 40


@pytest.mark.parametrize("look", LOOKS)
def test_anybody_can_use_it_and_need_not_scroll_sideways(
    look: str, pages: list[Path], browser: Browser
) -> None:
    found = []
    options = COLORS if look == "dark" else OPTIONS
    with window(browser, **LOOKS[look]) as page:
        for path in pages:
            page.goto(path.as_uri())
            if page.locator("[data-lesson-panel]").count():
                page.locator(".lesson-live").first.wait_for()
            found += [f"{path.name}: {one}" for one in violations(page, None, options)]
            assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), path.name
    assert found == []


def test_a_dark_page_is_dark_and_its_drawings_lie_on_the_pictures(
    site: Path, browser: Browser
) -> None:
    with window(browser, **LOOKS["dark"]) as page:
        panel = opened(page, with_panel(site)[0].as_uri())
        red, *_ = page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        )
        assert red < 80
        drawing = panel.locator(".lesson-layers").first
        both = drawing.screenshot()
        drawing.locator("> svg").evaluate("svg => { svg.style.visibility = 'hidden' }")
        assert drawing.screenshot() != both


SAMPLE = """
(async () => {
    const pause = () => new Promise(done => setTimeout(done, 20));
    while (!document.querySelector(".lesson-live")) await pause();
    const {data} = document.querySelector(".lesson-live").lesson;
    document.querySelector(".lesson-live input").focus();
    const texts = [];
    for (let state = 0; state < data.count; state += Math.ceil(data.count / 50))
        data.texts.forEach((_, place) => texts.push(data.text(place, state)));
    return texts.join("|");
})()
"""
READOUT = "document.querySelector('.lesson-live .lesson-words').textContent"
ARROWS = {"ArrowLeft": "\ue012", "ArrowRight": "\ue014"}


def test_firefox_shows_the_same_and_obeys_its_keys(site: Path, page: Page, tmp_path: Path) -> None:
    with running_firefox(tmp_path) as firefox:
        if firefox is None:
            pytest.skip("no Firefox on PATH")
        for path in with_panel(site):
            firefox.open(path.as_uri())
            page.goto(path.as_uri())
            assert firefox.evaluate(SAMPLE) == page.evaluate(SAMPLE)
            before = firefox.evaluate(READOUT)
            slider = page.get_by_role("slider").first
            key = "ArrowLeft" if at_its_end(slider) else "ArrowRight"
            firefox.press(ARROWS[key])
            page.keyboard.press(key)
            assert firefox.evaluate(READOUT) == page.evaluate(READOUT) != before


def test_a_state_that_differs_is_found(page: Page) -> None:
    panel = first_panel()
    recording = record(panel, named(panel))
    packed = script(panel, "line", recording, {})
    assert differences(page, packed, recording) == []
    for shown in (recording.shown[-1], recording.walks[-1][1]):
        code = shown[-1]
        (key,) = code
        was, code[key] = code[key], "none"
        (problem,) = differences(page, packed, recording)
        assert f"{was!r} instead of 'none'" in problem
        code[key] = was


def test_a_sentence_that_only_the_best_state_has_comes_along(page: Page) -> None:
    class Aiming(Toy):
        def readout(self) -> str:
            reached = " Reached." if self.lowest == 0 else ""
            return f"Here: {self.place:g}\nLowest: {self.lowest:g}.{reached}"

    panel = Aiming()
    recording = record(panel, plan(panel, {"sheet": [], "row": 9}))
    assert "Reached#0" in recording.remembered
    assert differences(page, script(panel, "toy", recording, {}), recording) == []
