"""What is packed is what was there: numbers, words, drawings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from lessonkit.live import LiveFigure
from tools.site.pack import FROM_FIRST, HOLE, Packer, drawing_parts, in_words, word_parts
from tools.site.pack import _cut_words as cut_words
from tools.site.pack import _packed as packed


def filled(template: str, row: list[int]) -> str:
    first, *rest = template.split(HOLE)
    return first + "".join(
        in_words(number, text[0]) + text[1:] for text, number in zip(rest, row, strict=True)
    )


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["w = ", " USD", "-", "(", "e", ".", ",", " ", "−", "%"]),
            st.floats(-1e9, 1e9).map(lambda number: f"{number:,.2f}"),
            st.floats(-1e9, 1e9).map(lambda number: f"{number:.4g}"),
            st.integers(-(10**18), 10**18).map(str),
            st.from_regex(r"-?0\d*\.?\d*", fullmatch=True),
        )
    ).map("".join)
)
def test_words_come_back(words: str) -> None:
    template, row, _ = cut_words(words, 0)
    assert filled(template, row) == words


def test_the_numbers_of_words_are_taken_out() -> None:
    template, row, _ = cut_words("cost 51,743,975 at -0.50 and 3 steps", 0)
    assert row == [51_743_975, -50, 3]
    assert not any(
        digit in template.replace(HOLE + "2", "").replace(HOLE + "0", "") for digit in "5379"
    )


def unpacked(data: bytes) -> list[int]:
    order, *rest = data
    numbers, value, scale = [], 0, 1
    for byte in rest:
        value += (byte & 127) * scale
        scale *= 128
        if byte < 128:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value, scale = 0, 1
    count, *column = numbers
    assert count == len(column)
    for _ in range(order):
        column = np.cumsum(column).tolist()
    return column


@given(st.lists(st.integers(-(2**50), 2**50), min_size=1))
def test_columns_come_back(column: list[int]) -> None:
    assert unpacked(packed(np.array(column))) == column


def test_a_steady_column_is_short() -> None:
    assert len(packed(np.arange(0, 100_000, 100))) < 1_010


def drawing(value: float) -> str:
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.set_ylim(0, 1)
    (line,) = axes.plot([0, 1], [0, value])
    live = LiveFigure(figure)
    live.move(line)
    live.refresh()
    return str(live.overlay.value).partition(">")[2].rpartition("</svg>")[0]


def test_an_artist_keeps_its_name_as_it_moves() -> None:
    first, other = drawing_parts(drawing(0.5)), drawing_parts(drawing(0.7))
    assert first.keys() == other.keys()
    assert first != other


def test_what_is_too_far_off_to_count_stays_as_it_is() -> None:
    packer = Packer()
    for far in ("1e30", "2e30"):
        packer.take({"#0": f'<path d="M 1 2 L 3 {far}"/>'}, drawing=True, kept=())
    templates = [template for template, *_ in packer.tables()["streams"]]
    assert "M 1 2 L 3 1e30" in templates
    assert "M 1 2 L 3 2e30" in templates


def test_a_shape_that_moves_as_a_whole_is_two_columns() -> None:
    packer = Packer()
    for x, y in ((1.234, 5), (7.75, -3), (9, 0.111)):
        curve = f"C {x + 1} {y} {x + 2} {y + 1.5} {x + 2} {y + 2}"
        packer.take({"#0": f'<path d="M {x} {y} {curve} z"/>'}, drawing=True, kept=())
    drawn = next(one for one in packer.tables()["streams"] if one[0].startswith("M"))
    assert len(drawn) == 3
    assert drawn[0].count(FROM_FIRST) == 6


@pytest.mark.parametrize(("far", "seen"), [(20_000, False), (-20_000, False), (2_000, True)])
def test_a_mark_that_is_far_beside_its_picture_is_left_out(far: float, seen: bool) -> None:
    for place in (f"5 {far} L 6 {far + 1}", f"{far} 5 L {far + 1} 6"):
        assert ("<path" in "".join(drawing_parts(f'<path d="M {place}"/>').values())) is seen
    across = f'<path d="M 5 {-abs(far)} L 6 {abs(far)}"/>'
    assert list(drawing_parts(across).values()) == [across]


def test_sentences_are_named_by_their_first_word() -> None:
    text = "Best so far: 1.2. You stand at 3.\nYou stand."
    parts = word_parts(text)
    assert list(parts) == ["Best#0", "You#0", "You#1"]
    assert "".join(parts.values()) == text


def test_texts_that_differ_in_numbers_alone_share_their_templates() -> None:
    packer = Packer()
    scenes = {
        packer.take(word_parts(f"w is {value}"), drawing=False, kept=()) for value in range(9)
    }
    tables = packer.tables()
    assert len(scenes) == len(tables["streams"]) == len(packer.columns) == 1


@pytest.mark.parametrize(
    ("value", "kind", "words"),
    [(1234567, "c", "12,345.67"), (-5, "1", "-0.5"), (7, "2", "0.07"), (1250, "s", "12.5")],
)
def test_numbers_are_written_as_they_were(value: int, kind: str, words: str) -> None:
    assert in_words(value, kind) == words
