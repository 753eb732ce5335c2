"""The sign for what has left a picture: words in a box, with an arrow to where it went."""

from collections.abc import Iterable
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.text import Text

from lessonkit.picture import FONT_SIZE, INK, PAPER, VERMILLION

__all__ = ["arrow_to", "new_sign", "show_sign", "show_walk_off"]


def new_sign(
    ax: Axes, x: float = 0.5, y: float = 0.5, *, ha: Literal["left", "center", "right"] = "center"
) -> Text:
    """Put a sign, hidden at first, into an axes, at these shares of its width and height."""
    box = {"facecolor": PAPER, "edgecolor": VERMILLION, "boxstyle": "round"}
    look: dict[str, Any] = {"fontsize": FONT_SIZE, "color": INK, "zorder": 7, "visible": False}
    return ax.text(x, y, "", transform=ax.transAxes, ha=ha, va="center", bbox=box, **look)


def show_sign(sign: Text, words: str) -> None:
    """Show the sign with these words; without words, hide it."""
    sign.set_text(words)
    sign.set_visible(bool(words))


def arrow_to(place: Iterable[float], x_span: Iterable[float], y_span: Iterable[float]) -> str:
    """Return the arrow to a place outside the picture; no arrow if it is inside."""
    (x, y), (left, right), (low, high) = place, x_span, y_span
    sides = {"▲": y > high, "▼": y < low, "▶": x > right, "◀": x < left}
    return next((arrow for arrow, outside in sides.items() if outside), "")


def show_walk_off(sign: Text, place: Iterable[float], *spans: Iterable[float]) -> None:
    """Show the sign if a walk has come to a place outside the picture; else hide it."""
    arrow = arrow_to(place, *spans)
    show_sign(sign, arrow and f"{arrow} the walk is off there")
