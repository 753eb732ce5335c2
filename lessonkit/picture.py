"""A figure and what every figure shares: colors, sizes, words, a legend.

Figures live outside pyplot: nothing global changes, and nothing piles up. The colors are those of
Okabe and Ito, which color-blind people can tell apart; a dash, a marker or a letter always says the
same thing as the color.
"""

import base64
import html
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, cast

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.text import Annotation
from numpy.typing import NDArray

ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"
INK = "#222222"
PAPER = "#FFFFFF"

RUNS: tuple[dict[str, Any], ...] = (
    {"color": BLUE, "linestyle": "-", "marker": "o"},
    {"color": VERMILLION, "linestyle": "--", "marker": "s"},
    {"color": GREEN, "linestyle": "-.", "marker": "^"},
    {"color": SKY_BLUE, "linestyle": ":", "marker": "D"},
)
"""Looks of several runs in one picture: color, dash and marker differ together."""

COST_MAP = "cividis"
FONT_SIZE = 13
WIDTH_PX = 760
"""Width at which a notebook shows a picture, in CSS pixels; it is stored twice as fine."""
LOADED = "window.lessonkitPicture?.(this)"
"""What a browser does once a picture is there: see in_view.js."""
IN_HALL = (
    "width: 100%; height: auto; max-height: var(--lessonkit-picture, 75vh); "
    "object-fit: contain; object-position: left; "
)
"""Look of a picture that fills a hall's screen; where it is part of a question, that needs room."""

STYLE: dict[Any, Any] = {
    "font.size": FONT_SIZE,
    "axes.labelsize": FONT_SIZE,
    "axes.titlesize": FONT_SIZE + 1,
    "xtick.labelsize": FONT_SIZE - 1,
    "ytick.labelsize": FONT_SIZE - 1,
    "legend.title_fontsize": FONT_SIZE - 1,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

_OURS = {name: value for name, value in dict.items(matplotlib.rcParamsDefault) if name != "backend"}
_ONE_AT_A_TIME = RLock()


@contextmanager
def settings(values: Mapping[Any, Any]) -> Iterator[None]:
    """Draw with other settings of matplotlib than the user's; those come back."""
    with _ONE_AT_A_TIME:  # a panel draws on a thread of its own
        theirs = current_settings()
        # Past the checks, which take a hundred times as long: a panel does this at every move.
        dict.update(matplotlib.rcParams, cast("Any", values))
        try:
            yield
        finally:
            dict.update(matplotlib.rcParams, cast("Any", theirs))


def current_settings() -> dict[Any, Any]:
    """Return a copy of matplotlib's settings."""
    return dict(dict.items(matplotlib.rcParams))


@contextmanager
def our_style() -> Iterator[None]:
    """Draw with matplotlib's defaults and the lesson's own settings, whatever the user's are."""
    with settings(_OURS | STYLE):
        yield


def running(script: Path) -> str:
    """Return HTML that runs a script: an image that cannot load. A page runs no added <script>."""
    code = html.escape(script.read_text(encoding="utf-8"))
    return f'<img hidden alt="" src="data:," onerror="{code}">'


IN_VIEW = running(Path(__file__).with_name("in_view.js"))
"""Keeps in view what a cell shows after Shift + Enter."""


@dataclass(frozen=True)
class Picture:
    """A finished picture, `width` CSS pixels wide on the page, with words for a screen reader.

    Its `facts` are numbers read back from what is drawn, by name, for the words beside it.
    """

    png: bytes
    alt: str
    width: int
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the words, which stand for the picture where there is none."""
        return self.alt

    def _repr_html_(self) -> str:
        """Return the picture with its words: to be read aloud once, and to be seen below it."""
        pixels = base64.b64encode(self.png).decode("ascii")
        words = html.escape(self.alt)
        wide = IN_HALL if in_hall() else ""
        return (
            f'<figure style="margin: 0"><img src="data:image/png;base64,{pixels}" alt="{words}" '
            f'width="{self.width}" style="{wide}max-width: 100%" onload="{LOADED}"/>'
            f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
        )


def in_hall() -> bool:
    """Tell whether pictures are for the last row of a hall: LESSONKIT_SIZE is "hall"."""
    size = os.environ.get("LESSONKIT_SIZE", "laptop")
    if size not in ("laptop", "hall"):
        raise ValueError(f"LESSONKIT_SIZE: got {size!r}, expected 'laptop' or 'hall'.")
    return size == "hall"


@our_style()
def new_figure(
    columns: int | str = 1,
    *,
    width: float = 8.0,
    height: float = 4.5,
    bowl_at: int | None = None,
    **grid: Any,
) -> tuple[Figure, list[Axes]]:
    """Make a figure with its axes, outside pyplot.

    Parameters
    ----------
    columns : int or str, default 1
        Number of axes side by side, or a plan such as "12;13" for `Figure.subplot_mosaic`.
    width, height : float
        Size in inches; text is set for 8 inches.
    bowl_at : int, optional
        The place of the axes that is three-dimensional.
    **grid
        Such as `width_ratios` and `height_ratios` of its columns and rows, as for `GridSpec`.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
        From left to right; those of a plan in the order in which they appear there.
    """
    figure = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    FigureCanvasAgg(figure)
    plan: Any = columns if isinstance(columns, str) else [list(range(columns))]
    kinds: Any = {} if bowl_at is None else {bowl_at: {"projection": "3d"}}
    axes = figure.subplot_mosaic(plan, per_subplot_kw=kinds, gridspec_kw=grid)
    return figure, list(axes.values())


@our_style()
def show(figure: Figure, alt: str, facts: Mapping[str, Any] | None = None) -> Picture:
    """Turn a figure into a picture that a notebook shows and keeps.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure from `new_figure`.
    alt : str
        What it shows, in one or two sentences, for those who cannot see it.
    facts : mapping of str to object, optional
        Numbers read back from what is drawn, for the words beside the picture.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `alt` says nothing.
    """
    if not alt.strip():
        raise ValueError("alt: it is empty; say in a sentence what the picture shows.")
    buffer = io.BytesIO()
    scale = WIDTH_PX / 8.0
    figure.savefig(buffer, format="png", dpi=2 * scale, metadata={"Software": None})
    width = round(scale * figure.get_figwidth())
    return Picture(buffer.getvalue(), alt, width, facts or {})


def xy(artist: Line2D | PathCollection) -> NDArray[np.float64]:
    """Return what an artist shows, so that words beside a picture speak of the picture itself.

    Returns
    -------
    numpy.ndarray, shape (n, 2)
        The points of a line, or of dots, in data units.
    """
    if isinstance(artist, Line2D):
        return np.array(artist.get_xydata(), dtype=float)
    return np.array(artist.get_offsets(), dtype=float)


@our_style()
def label(
    ax: Axes,
    words: str,
    place: Sequence[float] | NDArray[np.float64],
    shift: tuple[float, float],
    **style: Any,
) -> Annotation:
    """Write words beside a place, with a pale rim that keeps them legible over lines.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    words : str
    place : sequence of two floats
        In data units.
    shift : pair of float
        From the place to the words, in points: (8, 0) is to its right, (0, -4) below it.
    **style
        Changes, as for `Axes.annotate`.
    """
    right, up = shift
    look: dict[str, Any] = {"color": INK, "fontsize": FONT_SIZE, "annotation_clip": False}
    look["path_effects"] = [withStroke(linewidth=3, foreground=PAPER)]
    look["ha"] = "left" if right > 0 else "right" if right < 0 else "center"
    look["va"] = "bottom" if up > 0 else "top" if up < 0 else "center"
    look["textcoords"] = "offset points"
    return ax.annotate(words, (place[0], place[1]), shift, **(look | style))


@our_style()
def add_legend(ax: Axes, artists: Sequence[Artist] | None = None, **style: Any) -> Legend:
    """Add a legend in the lesson's size, where it covers least.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    artists : sequence of matplotlib.artist.Artist, optional
        What to list; by default everything that has a label.
    **style
        Changes, as for `Axes.legend`.
    """
    look: dict[str, Any] = {"frameon": True, "framealpha": 0.9, "edgecolor": "none"}
    look["fontsize"] = FONT_SIZE - 1
    if artists is not None:
        style["handles"] = list(artists)
    return ax.legend(**(look | style))
