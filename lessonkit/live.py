"""One matplotlib figure that follows sliders, fast enough to feel immediate.

Drawing a whole figure takes many times longer than drawing the few artists that a slider moves, and
a picture must be encoded, sent and decoded before anyone sees it. So `LiveFigure` draws the still
parts once, as a picture in an `ipywidgets.Image`; each move draws the moving artists alone, as an
SVG of a few kilobytes, in an `ipywidgets.HTML` that lies over the picture.
It needs no code of ours in the browser, and no figure ever enters pyplot.
"""

import html
import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import ipywidgets as widgets
import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from PIL import Image
from traitlets import Unicode

from lessonkit.picture import current_settings, settings

__all__ = ["LiveFigure", "family"]

CSS_PIXELS_PER_INCH = 96
POINTS_PER_INCH = 72
# Rendered pixels for each CSS pixel: sharp on high-dpi screens, and quick to encode and to send.
DENSITY = 1.5
# The ends and corners of strokes are those that matplotlib's own files set.
STYLE = "display: block; width: 100%; stroke-linecap: butt; stroke-linejoin: round"
STILL = "Background of the next picture: what no slider moves"


class _NamedImage(widgets.Image):
    """An image with a name for screen readers: its tooltip.

    A browser is told the tooltip only beside a `description`, which `ipywidgets.Image` lacks.
    """

    description = Unicode("").tag(sync=True)


@lru_cache(maxsize=256)
def _outline(words: str, font: FontProperties) -> TextPath:
    return TextPath((0, 0), words, prop=font)


def _clipped(draw: Callable[..., None]) -> Callable[..., None]:
    """Let a renderer draw inside an `<svg>` as large as what clips it: that needs no id."""

    def drawn(self: "_Fragment", gc: Any, *shape: Any, **look: Any) -> None:
        box = gc.get_clip_rectangle()
        if box is None or self.clipping:
            draw(self, gc, *shape, **look)
            return
        sides = box.x0, self.height - box.y1, box.width, box.height
        inner = dict(zip(("x", "y", "width", "height"), map("{:.6g}".format, sides), strict=True))
        self.writer.start("svg", inner, viewBox=" ".join(inner.values()))
        self.clipping = True
        draw(self, gc, *shape, **look)
        self.clipping = False
        self.writer.end("svg")

    return drawn


class _Fragment(RendererSVG):
    """Draws artists as a part of a page, without any id.

    The same panel may stand twice on a page. An id that stands there twice leads to the first of
    them; if that one is hidden, nothing clips the second.
    """

    draw_path = _clipped(RendererSVG.draw_path)
    draw_image = _clipped(RendererSVG.draw_image)
    # `RendererSVG` would define each shape once, under an id; these write it wherever it is drawn.
    draw_markers = _clipped(RendererBase.draw_markers)
    draw_path_collection = _clipped(RendererBase.draw_path_collection)

    def __init__(self) -> None:
        pass  # for each move, `begin` does it

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, *_: Any, **__: Any
    ) -> None:
        """Draw words by their outlines, which hardly ever change."""
        place = Affine2D().rotate_deg(angle).translate(x, self.height - y)
        gc.set_linewidth(0)
        self.draw_path(gc, _outline(s, prop), place, gc.get_rgb())

    def begin(self, width: float, height: float) -> None:
        """Begin anew; one renderer for all moves lets matplotlib keep the sizes of texts."""
        self._written = io.StringIO()
        super().__init__(width, height, self._written)  # type: ignore[no-untyped-call]
        # What was written up to here is for files, and its style would hold for the whole page.
        self._begin = self._written.tell()
        self.clipping = False

    def open_group(self, s: str, gid: str | None = None) -> None:  # noqa: ARG002 -- given to all
        """Begin a group, without the id that it would have in a file."""
        self.writer.start("g")

    def _get_clip_attrs(self, gc: Any) -> dict[str, str]:  # noqa: ARG002 -- clipped already
        return {}

    def _make_id(self, type: str, content: Any) -> str:  # noqa: A002, ARG002 -- matplotlib's names
        return ""  # which is not written

    def end(self) -> str:
        """Return what was drawn and the end of the picture; its beginning is the page's."""
        self.finalize()  # type: ignore[no-untyped-call]
        return self._written.getvalue()[self._begin :]


class LiveFigure:
    """A figure whose moving artists are redrawn over its cached still parts.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure made outside pyplot, with one or more axes. On the screen one inch of it is 96 CSS
        pixels, so text keeps its size in points.
    alt : str
        What the picture shows, in words, for those who do not see it. Set it again whenever the
        picture shows something else; the next `refresh` sends it.

    Attributes
    ----------
    widget : ipywidgets.GridBox
        What to put on the screen: the `image` of the still parts under the `overlay`.
    image : ipywidgets.Image
    overlay : ipywidgets.HTML
    full_draws : int
        How often the still parts were drawn; a panel that moves fast keeps this low.

    Notes
    -----
    Matplotlib marks an artist as stale when it is changed through its setters, and so `refresh`
    knows what there is to do: nothing, the moving artists, or all. After a change that matplotlib
    does not see (an array written in place, the camera of a 3-D axes), call `invalidate`.

    Moving artists are drawn last, in the order of their `zorder`, over everything still.

    Examples
    --------
    >>> figure = Figure(figsize=(4, 3))
    >>> (line,) = figure.subplots().plot([0, 1], [0, 1])
    >>> live = LiveFigure(figure, alt="a line that rises")
    >>> live.move(line)
    >>> live.refresh()
    True
    >>> line.set_ydata([1, 0])
    >>> live.refresh(), live.refresh()
    (True, False)
    """

    def __init__(self, figure: Figure, alt: str = "") -> None:
        self.figure = figure
        self.alt = alt
        self._settings = current_settings()  # ticks, say, are made only when they are drawn
        self.full_draws = 0
        self._canvas: Any = FigureCanvasAgg(figure)
        self._moving: list[Artist] = []
        self._still: Any = None
        self._layout: Any = figure.get_layout_engine()
        self._shown: Any = None
        self._moved = ""
        self.figure.dpi = CSS_PIXELS_PER_INCH * DENSITY
        place = {"grid_area": "1 / 1", "width": "100%", "height": "auto", "margin": "0"}
        self.image = _NamedImage(format="png", layout=place, tooltip=STILL)
        self._fragment = _Fragment()
        self.overlay = widgets.HTML(layout=place)
        self.widget = widgets.GridBox(
            [self.image, self.overlay],
            layout={"width": f"{self.width}px", "max_width": "100%", "margin": "2px"},
        )
        self.widget.add_class("lessonkit-picture")

    @property
    def width(self) -> int:
        """Width on the screen in CSS pixels, where the window is wide enough."""
        return round(self.figure.get_figwidth() * CSS_PIXELS_PER_INCH)

    def move(self, *artists: Artist) -> None:
        """Declare the artists that the sliders move; hide one with `set_visible(False)`."""
        for artist in artists:
            artist.set_animated(True)
            # Where the axes lie must not depend on where the sliders were when it was settled.
            artist.set_in_layout(False)
            self._moving.append(artist)
        self._moving.sort(key=Artist.get_zorder)
        self.invalidate()

    def invalidate(self) -> None:
        """Draw the still parts, too, at the next `refresh`."""
        self._still = None

    def arrange(self) -> None:
        """Lay the axes out afresh at the next `refresh`, as after a change of their labels.

        The figure's layout engine is at work only then: it is slow, and axes that wander while a
        slider moves are hard to read.
        """
        self.figure.set_layout_engine(self._layout)
        self.invalidate()

    def refresh(self) -> bool:
        """Bring the picture up to date with its artists.

        Returns
        -------
        bool
            Whether anything to be seen changed; if nothing did, nothing is sent.
        """
        before = self.image.value, self.overlay.value
        with settings(self._settings):
            self._draw_still()
            redrawn = self._still is not self._shown
            if redrawn or any(artist.stale for artist in self._moving):
                self._moved = self._draw_moving()
        if redrawn:
            self.image.value = _png(self._still)
            self.widget.layout.width = f"{self.width}px"
            self._shown = self._still
        self.overlay.value = self._named(self._moved)
        return before != (self.image.value, self.overlay.value)

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Draw the picture as it is now, shape (height, width, 4): red, green, blue and alpha."""
        with settings(self._settings):
            self._draw_still()
            self._canvas.restore_region(self._still)
            for artist in self._moving:
                stale = artist.stale
                self.figure.draw_artist(artist)
                # The screen has not followed: what was stale there still is.
                artist.stale = stale
        return np.array(self._canvas.buffer_rgba())

    def close(self) -> None:
        """Take the picture off the screen and let the browser forget it."""
        for widget in family(self.widget):
            widget.close()

    def _draw_still(self) -> None:
        """Draw the still parts, if they may have changed."""
        if self._still is not None and not self.figure.stale:
            return
        # Before matplotlib 3.11 a canvas draws images even if they are animated.
        moving = [artist for artist in self._moving if artist.get_visible()]
        for artist in moving:
            artist.set_visible(False)
        try:
            self._canvas.draw()
        finally:
            for artist in moving:
                artist.set_visible(True)
        self._still = self._canvas.copy_from_bbox(self.figure.bbox)
        self.full_draws += 1
        if self._layout is not None:
            self.figure.set_layout_engine("none")

    def _draw_moving(self) -> str:
        """Draw the moving artists as SVG, whose unit is the point."""
        dpi = self.figure.dpi
        self.figure.dpi = POINTS_PER_INCH
        try:
            self._fragment.begin(*self.figure.bbox.size)
            for artist in self._moving:
                artist.draw(self._fragment)
                # A hidden artist returns early from its draw and would stay stale.
                artist.stale = False
        finally:
            self.figure.dpi = dpi
            # To matplotlib, another dpi and back is a change.
            self.figure.stale = False
        return self._fragment.end()

    def _named(self, drawing: str) -> str:
        """Return a drawing that is as wide as its place, with the name that screen readers read."""
        width, height = self.figure.get_size_inches() * POINTS_PER_INCH
        return (
            f'<svg viewBox="0 0 {width:g} {height:g}" style="{STYLE}" role="img" '
            f'aria-label="{html.escape(self.alt)}">{drawing}'
        )


def family(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return a widget and all that it holds: children, layouts and styles."""
    held = [widget]
    for parent in held:
        for value in map(parent.__getattribute__, parent.keys):
            members = value if isinstance(value, tuple | list) else (value,)
            held += [one for one in members if isinstance(one, widgets.Widget) and one not in held]
    return held


def _png(pixels: npt.ArrayLike) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.asarray(pixels)).save(file, "PNG", compress_level=1)
    return file.getvalue()
