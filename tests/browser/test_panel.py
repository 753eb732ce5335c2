"""What the base of the panels promises, in a real JupyterLab, proved on the first panel."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations
from tests.browser.panel_view import FIRST_PANEL, PanelView, first_panel
from tools.browser import Notebook, write_notebook

UNIT = "USD per cubic inch"
CONNECTION = "lessonNotebook.sessionContext.session.kernel"
OFFLINE = '"The connection to the server is lost: nothing moves until it is back."'
SAME_LINE = 55  # no letters move in this panel


@pytest.fixture(scope="module")
def notebook(window: tuple[Page, Path]) -> Iterator[Notebook]:
    page, folder = window
    other = FIRST_PANEL.replace("panel", "other")
    write_notebook(folder / "panel.ipynb", FIRST_PANEL, other, "panel")
    opened = Notebook(page, "panel.ipynb")
    assert opened.errors == []
    yield opened
    opened.close()


@pytest.fixture
def panel(notebook: Notebook) -> PanelView:
    notebook.run("panel.reset()")
    return PanelView(notebook)


def assert_shows(panel: PanelView, **state: float) -> None:
    """The words and the picture are those of a panel made in this state."""
    expected = first_panel(**state)
    assert panel.words == repr(expected)
    assert panel.looks_like(expected.pictures[0].pixels(), within=SAME_LINE)


def test_another_line_does_not_look_the_same(panel: PanelView) -> None:
    for near in ({"slope": 54}, {"intercept": 600}):
        assert not panel.looks_like(first_panel(**near).pictures[0].pixels(), within=SAME_LINE)


def test_keys_move_a_slider_and_everything_follows(panel: PanelView) -> None:
    panel.press("slope", "ArrowRight", "ArrowRight", "ArrowUp")
    assert_shows(panel, slope=56)


def test_a_typed_value_may_lie_between_the_steps_but_not_beyond_the_ends(panel: PanelView) -> None:
    panel.enter("slope", "162.38")
    panel.enter("intercept", "-7914.1")
    assert_shows(panel, slope=162.38, intercept=-7914.1)
    panel.press("intercept", "ArrowRight")
    assert panel.entry("slope").input_value() == "162.38"
    panel.enter("slope", "1e9")
    assert panel.entry("slope").input_value() == "320"
    assert panel.remark == "slope: 320 is the largest."
    panel.press("intercept", "ArrowRight")
    assert panel.remark == ""


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("12,5", "12.5", "slope: 12,5 is read as 12.5."),
        ("7abc", "50", f"slope: expected a number from 0 to 320 {UNIT}, got '7abc'."),
        ("-1", "0", "slope: 0 is the smallest."),
    ],
)
def test_what_is_typed_is_understood_or_told(
    panel: PanelView, text: str, value: str, said: str
) -> None:
    panel.enter("slope", text)
    assert panel.entry("slope").input_value() == value
    assert panel.remark == panel.spoken == said
    assert panel.words == repr(first_panel(slope=float(value)))


def test_a_range_is_in_sight_beside_each_entry(panel: PanelView) -> None:
    for ends in ("0 to 320", "-20,000 to 20,000"):
        assert panel.root.get_by_text(ends, exact=True).is_visible()


def test_a_screen_reader_hears_values_with_their_unit_and_the_first_line(panel: PanelView) -> None:
    region = panel.root.get_by_role("status").element_handle()
    for slope, keys in (("52", ["ArrowRight"]), ("320", ["End"])):
        panel.press("slope", *keys)
        said = panel.slider("slope").get_attribute("aria-valuetext")
        assert said == f"{slope} {UNIT}"
        assert panel.spoken == panel.words.splitlines()[0]
        assert region.text_content() == panel.spoken  # the region itself stays
    panel.enter("slope", "162.38")
    panel.slider("slope").focus()
    said = panel.slider("slope").get_attribute("aria-valuetext")
    assert said == f"162.38 {UNIT}"


def test_code_moves_the_slider_and_reset_comes_back(notebook: Notebook, panel: PanelView) -> None:
    notebook.run("panel.slope = 100")
    panel.settle()
    assert panel.slider("slope").get_attribute("aria-valuenow") == "100.0"
    assert panel.entry("slope").input_value() == "100"
    assert_shows(panel, slope=100)
    panel.button("Reset").click()
    panel.settle()
    assert_shows(panel)


def test_two_panels_share_nothing(notebook: Notebook, panel: PanelView) -> None:
    panel.press("slope", "End")
    assert_shows(panel, slope=320)
    assert_shows(PanelView(notebook, 1), slope=50)


def test_a_panel_shown_twice_is_clipped_while_its_first_view_is_hidden(
    notebook: Notebook, panel: PanelView
) -> None:
    panel.root.evaluate("root => { root.style.display = 'none' }")
    twin = PanelView(notebook, 2)
    notebook.run("panel.set(slope=320, intercept=-20_000)")
    twin.settle()
    assert_shows(twin, slope=320, intercept=-20_000)
    panel.root.evaluate("root => { root.style.display = '' }")


def test_running_a_cell_again_replaces_its_panel(notebook: Notebook) -> None:
    count = "len(__import__('ipywidgets').widgets.widget._instances)"
    before = notebook.value(count)
    for _ in range(2):
        assert notebook.run_all() == []
    assert notebook.value(count) == before
    assert notebook.page.locator(".lessonkit-panel").count() == 3


def test_an_error_is_seen_and_goes_away(notebook: Notebook, panel: PanelView) -> None:
    notebook.run("panel.follow = lambda: 1 / 0")
    panel.press("slope", "ArrowRight")
    assert panel.alert == "This panel could not be updated. ZeroDivisionError: division by zero"
    notebook.run("del panel.follow")
    panel.press("slope", "ArrowRight")
    assert panel.alert is None
    assert_shows(panel, slope=54)


def test_a_cell_and_a_slider_move_the_panel_at_once(notebook: Notebook, panel: PanelView) -> None:
    # The cell is still running while the keys are pressed.
    notebook.page.evaluate(
        """code => {
            window.running = lessonNotebook.sessionContext.session.kernel
                .requestExecute({code}).done.then(reply => reply.content.status);
        }""",
        "for step in range(60): panel.intercept = 100 * step",
    )
    panel.press("slope", *["ArrowRight"] * 20)
    assert notebook.page.evaluate("running") == "ok"
    panel.settle()
    assert panel.alert is None
    assert_shows(panel, slope=90, intercept=5900)


def test_a_panel_without_its_server_says_so_until_it_is_back(panel: PanelView) -> None:
    told = "panel => getComputedStyle(panel, '::before').content"
    panel.page.context.set_offline(True)
    try:
        panel.page.evaluate(f"void {CONNECTION}.reconnect().catch(() => {{}})")
        panel.page.get_by_role("button", name="Close", exact=True).click()  # JupyterLab's dialog
        assert panel.root.evaluate(told) == OFFLINE
    finally:
        panel.page.context.set_offline(False)
    panel.page.evaluate(f"async () => {{ await {CONNECTION}.reconnect() }}")
    panel.page.wait_for_function(f"{CONNECTION}.connectionStatus === 'connected'")
    assert panel.root.evaluate(told) == "none"
    panel.press("slope", "End")
    assert_shows(panel, slope=320)


def test_axe_sees_the_lessons_words_and_pictures(notebook: Notebook, panel: PanelView) -> None:
    assert violations(notebook.page) == []
    notebook.select(0)  # JupyterLab scrolls back to the active cell
    panel.root.evaluate(
        """root => {
            const words = root.querySelector('.lessonkit-words');
            words.style.color = '#bbb';
            words.scrollIntoView({block: 'center'});  // axe judges no color that it cannot see
            root.querySelector('.lessonkit-picture svg').removeAttribute('aria-label');
        }"""
    )
    panel.settle()
    found = {one.partition(":")[0] for one in violations(notebook.page)}
    assert found == {"color-contrast", "svg-img-alt"}
