"""Pack the texts of many states: templates, and columns of whole numbers.

A drawing is cut into its artists, and these into tags and parts of paths; words are cut into
sentences. A piece is a template and the numbers in it. The same piece of all states is a stream;
each of its numbers is a column, written as differences; a column that never changes goes back into
the template. A skeleton is the list of streams that make a part, a scene the list of skeletons that
make a text. page/unpack.js undoes it all. Nothing here knows what the texts are about.
"""

import base64
import gzip
import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = list[int]
Parts = dict[str, str]
"""The parts of a text, in order, each by a name that it keeps from state to state."""

HOLE = "\x01"
"""Where a number stands in a template; the next character says how it is written."""
SVG = "s"
"""Hundredths of a point, written as short as can be."""
FROM_FIRST = "\x02"
"""Before a number that counts from the first point of its path: a letter moves as a whole."""
DIGITS = "0123456789"
"""So many decimals; the same place in `GROUPED`, with a comma after each thousand."""
GROUPED = "abcdefghij"
FAR = 10**10
"""Beyond this hundredths are no longer exact: such a part of a path stays as it is."""
OUT_OF_SIGHT = 10_000
"""A mark so many points beside its picture is left out."""

_FAR_PATH = re.compile(r'<path d="([^"]*[ -]\d{5}[^"]*)"[^>]*/>')
_TAG = re.compile(r"<[^>]*>[^<]*")
_PLACES = re.compile(r'(?<= [xy]=")[^"]*|translate\([^)]*\)')
_IN_PLACES = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_IN_WORDS = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?!\w)")
_MOVING = re.compile(r' (?:d|x|y|transform)="[^"]*"')


def drawing_parts(svg: str) -> Parts:
    """Cut an SVG into its drawn artists, named by their looks."""
    # What an artist draws begins after one single space.
    parts = (re.sub(r"\s+", " ", part) for part in re.split(r"(?:^|\n) (?=<[^/])", svg))
    seen = (_FAR_PATH.sub(_in_sight, part) for part in parts if part.strip())
    return _numbered((_MOVING.sub("", part), part) for part in seen)


def _in_sight(path: re.Match[str]) -> str:
    """Return a path, or nothing if all of it lies far away on the same side of the picture."""
    numbers = [float(number) for number in _IN_PLACES.findall(path[1])]
    for axis in (numbers[::2], numbers[1::2]):
        if min(axis) > OUT_OF_SIGHT or max(axis) < -OUT_OF_SIGHT:
            return ""
    return path[0]


def word_parts(words: str) -> Parts:
    """Cut words into sentences, named by their first word."""
    sentences = (one for one in re.split(r"(?<=\.)(?= )|(?<=\n)", words) if one)
    return _numbered((re.findall(r"\w*", one.strip())[0], one) for one in sentences)


def _numbered(parts: Iterable[tuple[str, str]]) -> Parts:
    seen: Counter[str] = Counter()
    named = {}
    for name, part in parts:
        named[f"{name}#{seen[name]}"] = part
        seen[name] += 1
    return named


class Packer:
    """Gathers the texts of states, and packs them.

    Attributes
    ----------
    columns : dict
        The packed columns, each with its number.
    kept : set of int
        The skeletons of what a panel remembers.
    """

    def __init__(self) -> None:
        self.columns: dict[bytes, int] = {}
        self._streams: dict[tuple[str, str], int] = {}
        self._rows: list[list[Row]] = []
        self._skeletons: dict[tuple[int, ...], int] = {}
        self._scenes: dict[tuple[int, ...], int] = {}
        self.kept: set[int] = set()

    def take(self, parts: Parts, *, drawing: bool, kept: Container[str]) -> int:
        """Take a text of a state, and return the number of its scene, a list of skeletons."""
        scene = []
        for place, (name, part) in enumerate(parts.items()):
            cut = _cut_svg(part) if drawing else iter([_cut_words(part, place)])
            scene.append(self._take(cut))
            if name in kept:
                self.kept.add(scene[-1])
        return self._scenes.setdefault(tuple(scene), len(self._scenes))

    def column(self, values: Iterable[int]) -> int:
        """Pack whole numbers, and return the number of the column."""
        packed = _packed(np.fromiter(values, dtype=np.int64))
        return self.columns.setdefault(packed, len(self.columns))

    def tables(self) -> dict[str, Any]:
        """Return the streams (each a template and its columns), skeletons and scenes."""
        streams = []
        for (template, _), rows in zip(self._streams, self._rows, strict=True):
            numbers = np.array(rows, dtype=np.int64).reshape(len(rows), -1)
            constant = (numbers == numbers[0]).all(axis=0)
            streams.append(
                [
                    _filled(template, numbers[0], constant),
                    *(self.column(one) for one in numbers.T[~constant]),
                ]
            )
        return {
            "streams": streams,
            "skeletons": list(map(list, self._skeletons)),
            "scenes": list(map(list, self._scenes)),
            "remembered": sorted(self.kept),
        }

    def _take(self, pieces: Iterable[tuple[str, Row, str]]) -> int:
        skeleton = []
        for template, row, place in pieces:
            stream = self._streams.setdefault((template, place), len(self._streams))
            if stream == len(self._rows):
                self._rows.append([])
            self._rows[stream].append(row)
            skeleton.append(stream)
        return self._skeletons.setdefault(tuple(skeleton), len(self._skeletons))


def written(head: dict[str, Any], columns: Iterable[bytes]) -> str:
    """Return a head and its columns as base64 of gzip: the length of the head, the head, both."""
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    whole = len(text).to_bytes(4, "little") + text + b"".join(columns)
    return base64.b64encode(gzip.compress(whole, 9, mtime=0)).decode()


def _cut_svg(svg: str) -> Iterator[tuple[str, Row, str]]:
    """Cut at each tag, and a path at each of its parts, which keep their place in the path."""
    seen: Counter[str] = Counter()
    for tag in _TAG.findall(svg):
        start, path, end = tag.partition(' d="')
        if not path:
            template, row = _cut_places(tag)
            yield template, row, str(seen[template])
            seen[template] += 1
            continue
        drawn, quote, look = end.partition('"')
        yield start + path, [], ""
        for place, part in enumerate(re.split("(?=M)", drawn)[1:]):
            row = []
            # The look stands for the artist, whose parts belong together.
            yield _numbers(part, row, whole="C" in part or "Q" in part), row, f"{place}{look}"
        yield quote + look, [], ""


def _cut_places(tag: str) -> tuple[str, Row]:
    row: Row = []
    return _PLACES.sub(lambda place: _numbers(place[0], row), tag), row


def _numbers(text: str, row: Row, *, whole: bool = False) -> str:
    """Add the numbers of a text to a row, and return the text with holes."""
    found = np.array(_IN_PLACES.findall(text), dtype=float)
    if (np.abs(found) > FAR / 100).any():
        return text
    if whole:
        found[2:] -= np.resize(found[:2], len(found) - 2)
    row += np.rint(100 * found).astype(int).tolist()
    holes = iter([HOLE] * 2) if whole else repeat(HOLE)
    return _IN_PLACES.sub(lambda _: next(holes, FROM_FIRST + HOLE) + SVG, text)


def _cut_words(line: str, place: int) -> tuple[str, Row, str]:
    row: Row = []

    def number(match: re.Match[str]) -> str:
        digits = match[0].replace(",", "").replace(".", "")
        decimals = len(match[0].partition(".")[2])
        kind = (GROUPED if "," in match[0] else DIGITS)[min(decimals, 9)]
        if len(digits) > 15 or in_words(int(digits), kind) != match[0]:
            return match[0]
        row.append(int(digits))
        return HOLE + kind

    return _IN_WORDS.sub(number, line), row, str(place)


def in_words(value: int, kind: str) -> str:
    """Write a number as the hole of a template asks."""
    if kind == SVG:
        return f"{value / 100:.2f}".rstrip("0").rstrip(".")
    decimals = (GROUPED if kind in GROUPED else DIGITS).index(kind)
    whole, part = divmod(abs(value), 10**decimals)
    sign = "-" if value < 0 else ""
    point = f".{part:0{decimals}d}" if decimals else ""
    return f"{sign}{whole:{',' if kind in GROUPED else ''}d}{point}"


def _filled(template: str, numbers: Any, constant: Any) -> str:
    first, *rest = template.split(HOLE)
    texts = [first]
    for text, number, known in zip(rest, numbers, constant, strict=True):
        texts.append(in_words(int(number), text[0]) + text[1:] if known else HOLE + text)
    return "".join(texts)


def _packed(values: NDArray[np.int64]) -> bytes:
    """Return how often to take differences, how many numbers, and the numbers of the best try."""
    tries = []
    for order in range(3):
        tries.append((np.log2(2 + np.abs(values)).sum(), order, values))
        values = np.diff(values, prepend=0)
    _, order, best = min(tries, key=lambda one: one[:2])
    return bytes([order]) + _varints(np.concatenate([[2 * len(best)], _zigzag(best)]))


def _zigzag(values: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(values < 0, -2 * values - 1, 2 * values)


def _varints(values: NDArray[np.int64]) -> bytes:
    """Write each number with seven bits to a byte; the eighth says that more follow."""
    digits = [values]
    while (digits[-1] >= 128).any():
        digits.append(digits[-1] >> 7)
    table = np.stack(digits, axis=1)
    used = table > 0
    used[:, 0] = True
    more = np.pad(used[:, 1:], [(0, 0), (0, 1)])
    return (table % 128 + 128 * more)[used].astype(np.uint8).tobytes()
