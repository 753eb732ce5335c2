"""What a student reads after an answer: the same plain words as text and as HTML."""

import html
import re
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Verdict(Enum):
    """How an answer stands: a sign, words for it, and a color that only repeats them."""

    RIGHT = ("✓", "right", "success")
    NOT_YET = ("✗", "not yet", "error")
    SURPRISE = ("◇", "a surprise", "info")
    STOPPED = ("!", "your code stopped", "warn")
    UNANSWERED = ("○", "not answered yet", "info")

    @property
    def sign(self) -> str:
        """One character that stands for the verdict."""
        return self.value[0]

    @property
    def words(self) -> str:
        """The verdict in words."""
        return self.value[1]

    @property
    def color(self) -> str:
        """A color of the reader's JupyterLab theme, light or dark, with one for elsewhere."""
        return f"var(--jp-{self.value[2]}-color1, currentColor)"


@dataclass(frozen=True)
class Feedback:
    """What a checker says about an answer."""

    name: str  # the exercise
    verdict: Verdict
    lines: tuple[str, ...] = ()  # a paragraph each; code stands between backticks
    picture: Any = None  # a lessonkit.figures.Picture, if one helps

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.verdict is Verdict.RIGHT

    def __repr__(self) -> str:
        """Return the feedback as plain text."""
        drawn = [f"[Picture: {self.picture.alt}]"] if self.picture else []
        return "\n".join([f"{self.verdict.sign} {self._title}", *self.lines, *drawn])

    def _repr_html_(self) -> str:
        body = "".join(map(paragraph, self.lines))
        return page(self._title, body, self.verdict, self.picture)

    @property
    def _title(self) -> str:
        return f"{self.name}: {self.verdict.words}"


def page(title: str, body: str, verdict: Verdict, picture: Any = None) -> str:
    """Put an HTML body into the lesson's frame: a sign, a title, the body, a picture."""
    return (
        f'<div role="status" style="border-left: 6px solid {verdict.color}; '
        "padding: 4px 14px; margin: 4px 0; line-height: 1.5; "
        'color: var(--jp-content-font-color1, inherit)">'
        '<p style="margin: 4px 0; font-weight: bold">'
        f'<span aria-hidden="true">{verdict.sign}</span> '
        f"{html.escape(title)}</p>{body}{picture._repr_html_() if picture else ''}</div>"
    )


def code(text: str) -> str:
    """Mark text as code; two backticks on each side let the code have some of its own."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def paragraph(text: str) -> str:
    """Turn plain text with code between backticks into an HTML paragraph."""
    pieces = re.split(r"(`` .+? ``|`[^`]+`)", text)  # every other piece is code
    return f'<p style="margin: 4px 0">{"".join(map(_marked, pieces))}</p>'


def _marked(piece: str) -> str:
    edge = 3 if piece.startswith("`` ") else 1
    if piece.startswith("`"):
        return f"<code>{html.escape(piece[edge:-edge], quote=False)}</code>"
    words = html.escape(piece, quote=False)
    return re.sub(r"(?<![\w*])\*(\w[^*<>]*)\*(?![\w*])", r"<em>\1</em>", words)
