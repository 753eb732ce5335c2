"""The panels of the notebooks, their states packed into a script each, and the proof of these."""

import ast
import base64
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from itertools import takewhile
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from PIL import Image
from playwright.sync_api import Page

from lessonkit.explorers.panel import Panel
from tools.site.pack import Packer, Parts, written
from tools.site.states import Recording, controls_of

UNPACK = Path(__file__).with_name("page") / "unpack.js"
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?(?!\w)")
NEAR = 0.01 + 1e-9
"""How far a packed number may lie from what matplotlib wrote: in a picture, so many points."""


def name_of(panel: Panel) -> str:
    """Return the name of a panel in pages: that of its class, as file names are written."""
    words = re.findall("[A-Z][a-z0-9]*", type(panel).__name__.removesuffix("Explorer"))
    return "_".join(words).lower()


def cells_with_values(path: Path) -> dict[str, Any]:
    """Run a notebook's code here, and return the value that each cell shows, by the cell's id."""
    names: dict[str, Any] = {"__name__": "__main__"}
    with chdir(path.parent), redirect_stdout(io.StringIO()):
        return {
            cell.id: _run(cell.source, names)
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "code"
        }


def _run(code: str, names: dict[str, Any]) -> Any:
    """Run code, and return the value of its last line, if that is an expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 -- the lesson's own notebooks
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307


def script(panel: Panel, name: str, recording: Recording, left_out: Mapping[str, str]) -> str:
    """Return the script that brings a panel's states to its page."""
    packer = Packer()
    pictures = len(panel.pictures)
    scenes: list[list[int]] = [[] for _ in recording.shown[0]]
    for texts in recording.shown:
        for place, parts in enumerate(texts):
            kept = {key: part for key, part in parts.items() if key not in recording.forgotten}
            scenes[place].append(
                packer.take(kept, drawing=place < pictures, kept=recording.remembered)
            )
    controls = [
        _control(packer, control, recording) for control in controls_of(panel, left_out).values()
    ]
    backgrounds = zip(*recording.backgrounds, strict=True)
    panel.reset()
    head = {
        "name": name,
        "controls": controls,
        "presets": {words: dict(state) for words, state in panel.presets.items()},
        "first": recording.states.index(panel.state),
        "note": note(left_out, recording),
        "texts": [packer.column(column) for column in scenes],
        "pictures": [
            {"size": size, "still": packer.column(column)}
            for size, column in zip(recording.sizes, backgrounds, strict=True)
        ],
        "stills": [f"data:image/webp;base64,{_webp(still)}" for still in recording.stills],
        "rank": packer.column(recording.rank) if recording.rank else None,
        **packer.tables(),
    }
    return f'lessonPanel("{name}", "{written(head, packer.columns)}");\n'


def note(left_out: Mapping[str, str], recording: Recording) -> str:
    """Say what the page leaves out."""
    missing = ", ".join(["typed values between them", *left_out.values()])
    counts = " Only the notebook counts your moves." if recording.forgotten else ""
    return (
        f"This page holds {len(recording.states):,} states of the panel: a slider rests on the "
        f"nearest, and other sliders may follow it. Only the notebook has {missing}.{counts}"
    )


def _control(packer: Packer, control: Any, recording: Recording) -> dict[str, Any]:
    name = str(control.name)
    seen = [state[name] for state in recording.states]
    kind, options = "switch", [False, True]
    if hasattr(control, "options"):
        kind, options = "choice", control.options
    elif hasattr(control, "low"):
        kind, options = "range", sorted(set(seen))
    known = {value: place for place, value in enumerate(options)}
    return {
        "name": name,
        "label": control.label,
        "kind": kind,
        "unit": getattr(control, "unit", ""),
        "play": getattr(control, "play", None),
        "values": options,
        "places": [_place(control, value, known) for value in options],
        "column": packer.column(known[value] for value in seen),
    }


def _place(control: Any, value: Any, known: Mapping[Any, int]) -> float:
    """Return where a value stands on its slider, from 0 to 1."""
    if not hasattr(control, "low"):
        return float(known[value])
    low, high = control.low, control.high
    if type(control).__name__ == "LogNumber":
        value, low, high = (float(np.log(number)) for number in (value, low, high))
    return float(round((value - low) / (high - low), 6))


def _webp(png: bytes) -> str:
    file = io.BytesIO()
    look = {"lossless": True, "quality": 100, "method": 5}  # quality is effort here
    Image.open(io.BytesIO(png)).convert("RGB").save(file, "WEBP", **look)
    return base64.b64encode(file.getvalue()).decode()


DECODE = """
async script => {
    const [, name, packed] = script.match(/lessonPanel\\("(.*?)", "(.*?)"\\)/);
    window.data = await unpack(packed);
    return [data.count, data.controls.map(control => control.name)];
}
"""
STATES = """
([from, to]) => Array.from({length: Math.min(to, data.count) - from}, (_, at) => [
    data.controls.map(({values}, one) => values[data.at[one][from + at]]),
    data.texts.map((_, place) => data.text(place, from + at)),
    data.pictures.map(({still}) => data.columns[still][from + at]),
])
"""
WALK = """
way => {
    const best = way.reduce((best, state) => data.better(state, best));
    return data.texts.map((_, place) => data.text(place, way[way.length - 1], best));
}
"""
PIXELS = """
async still => {
    const image = new Image();
    image.src = data.stills[still];
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"),
        {width: image.naturalWidth, height: image.naturalHeight});
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const bytes = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let text = "";
    for (let at = 0; at < bytes.length; at += 8192)
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return [canvas.width, canvas.height, btoa(text)];
}
"""
AT_ONCE = 200


def differences(page: Page, packed: str, recording: Recording) -> list[str]:
    """Say where the page's own script shows another thing than the panel did."""
    page.goto("about:blank")
    page.add_script_tag(path=UNPACK)
    count, names = page.evaluate(DECODE, packed)
    if count != len(recording.states):
        return [f"{count} states instead of {len(recording.states)}"]
    found = []
    for start in range(0, count, AT_ONCE):
        for place, (values, texts, stills) in enumerate(
            page.evaluate(STATES, [start, start + AT_ONCE]), start
        ):
            state = recording.states[place]
            if values != [state[name] for name in names]:
                found.append(f"{state}: the page says {values}")
            if tuple(stills) != recording.backgrounds[place]:
                found.append(f"{state}: another still picture")
            found += _other(texts, recording.shown[place], recording, f"{state}")
    for way, shown in recording.walks:
        found += _other(page.evaluate(WALK, way), shown, recording, f"after the states {way}")
    for place, still in enumerate(recording.stills):
        width, height, pixels = page.evaluate(PIXELS, place)
        expected = np.asarray(Image.open(io.BytesIO(still)).convert("RGBA"))
        if expected.shape[:2] != (height, width) or expected.tobytes() != base64.b64decode(pixels):
            found.append(f"still picture {place} differs")
    return found


def _other(texts: list[str], shown: list[Parts], recording: Recording, where: str) -> Iterator[str]:
    """Return the texts of a page that differ from what a panel shows."""
    for text, parts in zip(texts, shown, strict=True):
        kept = (part for key, part in parts.items() if key not in recording.forgotten)
        if not alike(text, expected := "".join(kept)):
            pairs = zip(text, expected, strict=False)
            same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
            yield f"{where}: {text[same:][:200]!r} instead of {expected[same:][:200]!r}"


def alike(page: str, kernel: str) -> bool:
    """Whether two texts differ by no more than the rounding of their numbers."""
    if page == kernel:
        return True
    if NUMBER.sub("#", page) != NUMBER.sub("#", kernel):
        return False
    ours, theirs = (np.array(NUMBER.findall(text), dtype=float) for text in (page, kernel))
    return bool((np.abs(ours - theirs) <= NEAR).all())
