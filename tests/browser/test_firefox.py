"""A panel in JupyterLab in Firefox, where that is installed: keys, typed values, words, picture."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.firefox import Firefox, running_firefox
from tests.browser.panel_view import FIRST_PANEL, first_panel
from tools.browser import PATIENCE, write_notebook

UNIT = "USD per cubic inch"
ARROW_RIGHT, END, ENTER, SHIFT = "\ue014", "\ue010", "\ue007", "\ue008"
ACTIVATE = """(async () => {
    while (!window.jupyterapp) await new Promise(done => setTimeout(done, 50));
    await jupyterapp.restored;
    const {context, content, sessionContext} = await jupyterapp.commands.execute(
        'docmanager:open', {path: 'firefox.ipynb'});
    await context.ready;
    await sessionContext.ready;
    content.activeCellIndex = 0;
    content.mode = 'command';
    content.activate();
})()"""
SHUT_DOWN = "jupyterapp.commands.execute('kernelmenu:shutdown').then(() => '')"
# Waits until what the page has is what is expected, and returns what it has.
HAS = """(async (expected, limit) => {
    const panel = () => document.querySelector('.lessonkit-panel');
    const found = () => {
        const wanted = document.createElement('div');
        wanted.innerHTML = expected.svg;
        const part = name => panel()?.querySelector(name);
        return {
            entry: part('input')?.value,
            said: part('[role=slider]')?.getAttribute('aria-valuetext'),
            words: part('.lessonkit-words')?.innerText,
            remark: part('.lessonkit-remark')?.innerText,
            svg: part('.lessonkit-picture svg')?.isEqualNode(wanted.firstChild)
                ? expected.svg : 'another picture',
        };
    };
    const end = performance.now() + limit;
    while (JSON.stringify(found()) !== JSON.stringify(expected) && performance.now() < end)
        await new Promise(done => setTimeout(done, 20));
    return JSON.stringify(found());
})(%s, %d)"""


@pytest.fixture(scope="module")
def firefox(lab: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox with a notebook whose one cell, a panel, was run by Shift + Enter."""
    address, notebooks = lab
    write_notebook(notebooks / "firefox.ipynb", FIRST_PANEL)
    with running_firefox(tmp_path_factory.mktemp("profile")) as started:
        if started is None:
            pytest.skip("no Firefox on PATH")
        # In a workspace of its own, for another browser has its tabs in the first.
        started.open(address.replace("/lab?", "/lab/workspaces/firefox?"))
        started.evaluate(ACTIVATE)
        started.press(SHIFT, ENTER)
        yield started
        started.evaluate(SHUT_DOWN)


def assert_has(firefox: Firefox, slope: float, remark: str = "") -> None:
    """Entry, value for screen readers, words and picture are those of this slope."""
    made = first_panel(slope=slope)
    expected = {
        "entry": f"{slope:g}",
        "said": f"{slope:g} {UNIT}",
        "words": repr(made),
        "remark": remark,
        "svg": made.pictures[0].overlay.value,
    }
    found = firefox.evaluate(HAS % (json.dumps(expected), 1000 * PATIENCE))
    assert json.loads(found) == expected


def test_keys_move_a_slider_and_everything_follows(firefox: Firefox) -> None:
    assert_has(firefox, 50)
    firefox.evaluate("document.querySelector('.lessonkit-panel [role=slider]').focus()")
    for key, slope in ((ARROW_RIGHT, 52), (ARROW_RIGHT, 54), (END, 320)):
        firefox.press(key)
        assert_has(firefox, slope)


@pytest.mark.parametrize(
    ("text", "slope", "remark"),
    [
        ("0,1", 0.1, "slope: 0,1 is read as 0.1."),
        ("7abc", 0.1, f"slope: expected a number from 0 to 320 {UNIT}, got '7abc'."),
        ("1e9", 320, "slope: 320 is the largest."),
        ("162.38", 162.38, ""),
    ],
)
def test_what_is_typed_is_understood_or_told(
    firefox: Firefox, text: str, slope: float, remark: str
) -> None:
    firefox.evaluate("document.querySelector('.lessonkit-panel input').select()")
    for key in [*text, ENTER]:
        firefox.press(key)
    assert_has(firefox, slope, remark)
