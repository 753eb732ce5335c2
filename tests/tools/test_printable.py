"""The printable page: made from the lesson, and up to date."""

import re

import pytest

from tools.printable import PAGE, SOLUTION, cell, inline, loop, made_from, page, table


@pytest.fixture(scope="module")
def text() -> str:
    return page()


def test_the_kept_page_is_up_to_date(text):
    assert PAGE.read_bytes().endswith(made_from(text)), "make page"


def test_another_word_or_caption_makes_it_out_of_date(text):
    assert made_from(text) != made_from(text.replace("creeps", "crawls"))
    assert made_from(text) == made_from(re.sub(r"base64,[^\"]*", "base64,AAAA", text))


def test_the_loop_is_the_cell_of_the_notebook_with_its_blanks_filled_in():
    before, _, _ = cell("06_sklearn", "my-fit").partition("\n\n\ncheck(")
    filled = ".+".join(map(re.escape, before.strip().split("____")))
    assert re.fullmatch(filled, loop()), SOLUTION


def test_the_table_and_the_glossary_are_there_whole(text):
    for notebook, name in (("04_learning_rate", "read-loss-curve"), ("06_sklearn", "glossary")):
        _, *rows = table(cell(notebook, name))
        assert len(rows) > 5
        for first, second, _third in rows:
            assert inline(first) in text
            assert inline(second) in text


def test_four_pictures_told_in_words(text):
    assert len(re.findall(r'<img alt="[^"]{30,}" src="data:image/png;base64,', text)) == 4


def test_no_mark_of_markdown_is_left(text):
    visible = re.sub(r"<pre>.*?</pre>|<style>.*?</style>|<[^>]*>", "", text, flags=re.DOTALL)
    assert not re.search(r"\*\*|`|\$|\]\(|<!--", visible)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("up to `inf`", "up to <code>inf</code>"),
        ("the number $b$", "the number <i>b</i>"),
        ("[3](03_gradient.ipynb)", "3"),
        ("a < b", "a &lt; b"),
    ],
)
def test_a_line_of_markdown(markdown, expected):
    assert inline(markdown) == expected


def test_it_is_a_small_file():
    assert PAGE.stat().st_size < 400_000
