r"""Numbers in prose, tied to the values that a run produces.

A tie is an HTML comment, which every renderer hides, directly after a literal number:

    The cost falls to **0.2919**<!-- = costs[-1] | .4f --> after
    sixty<!-- = walk.iterations | words --> steps.

- **Literal**: `0.2919`, `-7,914.1`, `6.6059e-05`, `70.8%`, or a number word (`sixty`,
  `thirty-nine`). A typographic minus sign is kept.
- Between literal and comment may stand only what closes markup: `**`, `*`, `_`, `)`, a backtick,
  a dollar sign of math, or `](target)` of a link or picture. A unit comes after the comment.
- **Expression**: Python over the notebook's variables, after every code cell above; after `=>`
  instead of `=`, when the code cell below has run too, for words that announce it. On a page
  (README.md, those of teaching/): over `quantities`, of tools/quantities.py, and `measured`, of
  docs/measured.json.
- **Format**: a Python format specification, or `words` (`Words` at the start of a sentence). Left
  out, the value must be a whole number and is written as it is. In a table its bar is written
  `\|`, since a plain one would end the cell.

Numbers that need no tie: code blocks, addresses, ordinals, the numbers of headings, lists, labels
("Exercise 2", "Notebook 3"), dimensions ("3-D") and minutes of reading; a code span that quotes a
code cell, with its numbers; whole numbers of one digit in code spans and math. A number word
needs one from eleven on, and from two on where it counts something (`COUNTED`). Any other number
is tied, is part of the name of a panel's button in stars (`*rate 0.9*`: tools/guards.py), or
stands in tools/reviewed.toml with its reason.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_COUNTED = """
bottom car column digit epoch feature iteration minima minimum order rate row step time valley
"""
ONES, TENS, COUNTED = _ONES.split(), _TENS.split(), _COUNTED.split()
MINUS = "\N{MINUS SIGN}"


def in_words(number: int) -> str:
    """Return a whole number from 0 to 99 as an English word."""
    if not 0 <= number <= 99:
        raise ValueError(f"number: {number} has no word here; expected 0 to 99, else use digits.")
    if number < len(ONES):
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")


_DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:[eE][+\-{MINUS}]?\d+)?%?"
_APART = r"(?<![^\W_])"  # no letter or digit before it; an underscore may be markup
_SIGN = rf"(?:{_APART}(?<![.)])[+\-{MINUS}])?"
_WORD = rf"(?:{'|'.join(TENS)})(?:-(?:{'|'.join(ONES[1:10])}))?|{'|'.join(ONES)}"
_LITERAL = rf"{_SIGN}{_APART}(?<!\.){_DIGITS}(?![^\W_])|\b(?i:{_WORD})\b"
_CLOSERS = r"(?:\*\*|[*_)`$]|\]\([^()\s]*\))*"
_COMMENT = r"<!-- =(?P<ahead>>?) (?P<expression>[^\n]+?)(?: \\?\| (?P<spec>[^\s|]+))? -->"
_TIE = re.compile(rf"(?P<literal>{_LITERAL})(?P<closers>{_CLOSERS}){_COMMENT}")
_TIE_LIKE = re.compile(r"<!--\s*=.*?-->", re.DOTALL)

_NUMBER = re.compile(rf"{_SIGN}{_APART}(?<![^\W_]\.){_DIGITS}")
_LARGE_WORD = re.compile(
    rf"\b(?:(?:{'|'.join(TENS)})(?:-\w+)?|{'|'.join(ONES[11:])}|dozen|hundred|thousand|million)\b",
    re.IGNORECASE,
)
_COUNTING_WORD = re.compile(
    rf"\b(?<!-)(?:{'|'.join(ONES[2:11])})(?=(?:[\s>]+[\w-]+)?[\s>]+(?:{'|'.join(COUNTED)})s?\b)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^(?P<mark>```+|~~~+).*?^(?P=mark)[ \t]*$", re.MULTILINE | re.DOTALL)
_CODE_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)", re.DOTALL)
_MATH = re.compile(r"\$\$.+?\$\$|(?<![\\$\w])\$(?=\S)[^$\n]*?(?<=\S)\$(?!\d)", re.DOTALL)
_FIGURE = re.compile(r"(?<![\w.])(?:\d[\d,]*\.\d+|\d[\d,]*\d)")  # more than one digit
# What needs no tie, in the order in which it is blanked.
_FREE = [
    # the number of a notebook in a link to it
    re.compile(r"(?<=\[)(?:step )?(\d)\b(?=[^\]]*\]\((?:[\w.]+/)*0\1_)"),
    # the number of a heading, and of an item of a list
    re.compile(r"^#{1,6} (?:\d+(?:\.\d+)*\b)?", re.MULTILINE),
    re.compile(r"^[ \t]*(?:> ?)?\d+[.)] ", re.MULTILINE),
    # labels
    re.compile(
        r"\b(?:Cell|Exercise|Figure|Hint|Part|Section|Step|(?i:Notebook|Question))s? \d{1,2}\b"
        r"(?![.,]\d)"
    ),
    # ordinals, dimensions, minutes that a reader may take
    re.compile(r"\b\d+(?:st|nd|rd|th)\b|\b[1-3]-?D\b|\b\d+ minutes?\b"),
    # the name of a notebook
    re.compile(r"(?<![\w.,])0\d(?=\b|_)"),
    # comments, targets and references of links, addresses, tags, names of characters
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"(?<=\])\([^()\s]*\)|^\[[^\]]+\]:.*$", re.MULTILINE),
    re.compile(r"<?https?://[^\s>)]+>?|</?[a-zA-Z][^<>]*>|&#?\w+;"),
]


@dataclass(frozen=True)
class Tie:
    """A number in a text, and where it comes from."""

    literal: str
    expression: str
    spec: str
    ahead: bool = False

    def render(self, value: Any) -> str:
        """Return the text that the value should have here, minus sign as in the literal."""
        text = render(value, self.spec)
        return text.replace("-", MINUS) if MINUS in self.literal else text


def render(value: Any, spec: str) -> str:
    """Write a number as prose does: by a format, in `words` or `Words`, or as a whole number."""
    if isinstance(value, bool | str) or np.ndim(value) or not hasattr(value, "__float__"):
        raise TypeError(f"value: expected a number, got {value!r}.")
    if spec in ("", "words", "Words"):
        if value != int(value):
            raise TypeError(
                f"value: {value!r} is not a whole number; give it a format such as .4f."
            )
        text = in_words(int(value)) if spec else str(int(value))
        return text.capitalize() if spec == "Words" else text
    return format(value, spec)


def evaluate(tie: Tie, namespace: Mapping[str, Any]) -> Any:
    """Return the value of a tie's expression."""
    try:
        return eval(tie.expression, dict(namespace))  # noqa: S307 -- as trusted as the code cells
    except Exception as error:  # an expression can raise anything
        raise ValueError(f"{tie.expression}: {type(error).__name__}: {error}") from error


def ties(text: str) -> list[Tie]:
    """Return the ties of a markdown text, in order; what only looks like one is an error."""
    found = list(_TIE.finditer(text))
    ends = {match.end() for match in found}
    for comment in _TIE_LIKE.finditer(text):
        if comment.end() not in ends:
            before = text[max(0, comment.start() - 30) : comment.start()]
            raise ValueError(
                f"not a tie: ...{before}{comment[0]}; expected a number, then "
                "<!-- = expression | format -->, with single spaces and nothing in between."
            )
    for row in re.findall(r"^[ \t]*\|.*", text, re.MULTILINE):
        for comment in _TIE_LIKE.findall(row):
            if re.search(r"(?<!\\)\|", comment):
                raise ValueError(
                    f"not a tie: {comment} ends the cell of its table; write \\| for |."
                )
    return [Tie(m["literal"], m["expression"], m["spec"] or "", bool(m["ahead"])) for m in found]


def refill(text: str, literals: Iterable[str]) -> str:
    """Return the text with its tied literals replaced, one new literal per tie."""
    new = iter(literals)
    return _TIE.sub(lambda match: next(new) + match[0][len(match["literal"]) :], text)


def untied(text: str, code: str = "") -> list[tuple[int, int]]:
    """Find the places of numbers that are neither tied nor free; code spans may quote `code`."""
    masked = _TIE.sub(_blank_tie, text)
    masked = _blank(_FENCE, masked)
    quotable = _squeeze(code)
    found = []
    for span in _CODE_SPAN.finditer(masked):
        if _squeeze(span["code"]) not in quotable:
            found += _places(_FIGURE, span["code"], span.start("code"))
    masked = _blank(_CODE_SPAN, masked)
    for formula in _MATH.finditer(masked):
        found += _places(_FIGURE, formula[0], formula.start())
    for pattern in (_MATH, *_FREE):
        masked = _blank(pattern, masked)
    for pattern in (_NUMBER, _LARGE_WORD, _COUNTING_WORD):
        found += _places(pattern, masked, 0)
    return sorted(found)


def around(text: str, start: int, end: int) -> str:
    """Return a number with a few words on either side, for a message."""
    return f"{text[start:end]} in «{' '.join(text[max(0, start - 30) : end + 30].split())}»"


def _places(pattern: re.Pattern[str], text: str, offset: int) -> list[tuple[int, int]]:
    return [(match.start() + offset, match.end() + offset) for match in pattern.finditer(text)]


def _blank(pattern: re.Pattern[str], text: str) -> str:
    """Replace what matches by spaces, so that places in the text stay."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _blank_tie(match: re.Match[str]) -> str:
    """Keep what closes the markup around the literal."""
    after = match.end("closers")
    return " " * len(match["literal"]) + match["closers"] + " " * (match.end() - after)


def _squeeze(code: str) -> str:
    return re.sub(r"\s+", "", code)
