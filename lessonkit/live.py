"""One matplotlib figure that follows sliders, fast enough to feel immediate.

Drawing a whole figure takes many times longer than drawing the few artists that a slider moves.
So `LiveFigure` draws the still parts once and keeps their pixels; each move puts those pixels
back, draws only the moving artists over them, and shows the result in an `ipywidgets.Image`.
It needs no code in the browser, and no figure ever enters pyplot.
"""

import struct
import zlib
from typing import Any

import ipywidgets as widgets
import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from traitlets import Unicode

__all__ = ["LiveFigure"]

CSS_PIXELS_PER_INCH = 96
# Rendered pixels for each CSS pixel: sharp on high-dpi screens, and quick to encode and to send.
DENSITY = 1.5


class _NamedImage(widgets.Image):
    """An image with a name for screen readers: its tooltip.

    The browser's side of every widget shows a tooltip only beside an empty `description`, which
    `ipywidgets.Image` lacks.
    """

    description = Unicode("").tag(sync=True)


class LiveFigure:
    """A figure whose moving artists are redrawn over its cached still parts.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure made outside pyplot, with one or more axes. On the screen one inch of it is 96 CSS
        pixels, so text keeps its size in points.
    alt : str
        What the picture shows, in words, for those who do not see it. Set `alt` again whenever
        the picture tells something else.
    density : float
        Rendered pixels for each CSS pixel.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    image : ipywidgets.Image
        The widget to put on the screen.
    alt : str
        The picture in words; shown at the next `refresh`.
    full_draws : int
        How often the still parts were drawn: a panel that moves fast keeps this low.

    Notes
    -----
    Matplotlib marks an artist as stale when it is changed through its setters, and so `refresh`
    knows what there is to do: nothing, the moving artists, or all. After a change that matplotlib
    does not see (an array written in place, the camera of a 3-D axes), call `invalidate`.

    Moving artists are drawn last, in the order of their `zorder`, over everything still.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure(figsize=(4, 3))
    >>> axes = figure.subplots()
    >>> (line,) = axes.plot([0, 1], [0, 1])
    >>> live = LiveFigure(figure, alt="a line that rises")
    >>> live.move(line)
    >>> live.refresh()
    True
    >>> line.set_ydata([1, 0])
    >>> live.alt = "a line that falls"
    >>> live.refresh()
    True
    >>> live.refresh()
    False
    """

    def __init__(self, figure: Figure, alt: str = "", *, density: float = DENSITY) -> None:
        self.figure = figure
        self.alt = alt
        self.full_draws = 0
        self._canvas: Any = FigureCanvasAgg(figure)
        self._moving: list[Artist] = []
        self._still: Any = None
        self._layout: Any = figure.get_layout_engine()
        self._shown = np.empty((0, 0, 4), np.uint8)
        self.figure.dpi = CSS_PIXELS_PER_INCH * _positive("density", density)
        layout = widgets.Layout(width=f"{self.width}px", max_width="100%", height="auto")
        self.image = _NamedImage(format="png", layout=layout)

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
            Whether any pixel changed; if none did, nothing is encoded or sent.
        """
        pixels = self.pixels() if self._draw() else self._shown
        changed = not np.array_equal(pixels, self._shown)
        with self.image.hold_sync():
            if changed:
                self._shown = pixels
                self.image.value = _encode(pixels)
            self.image.tooltip = self.alt
        return changed

    def pixels(self) -> npt.NDArray[np.uint8]:
        """Copy of the pixels last drawn, shape (height, width, 4): red, green, blue and alpha."""
        return np.array(self._canvas.buffer_rgba())

    def close(self) -> None:
        """Take the picture off the screen and let the browser forget it."""
        self.image.layout.close()
        self.image.close()

    def _draw(self) -> bool:
        if self._still is None or self.figure.stale:
            self._canvas.draw()
            self._still = self._canvas.copy_from_bbox(self.figure.bbox)
            self.full_draws += 1
            if self._layout is not None:
                self.figure.set_layout_engine("none")
        elif any(artist.stale for artist in self._moving):
            self._canvas.restore_region(self._still)
        else:
            return False
        for artist in self._moving:
            self.figure.draw_artist(artist)
            # A hidden artist returns early from its draw and would stay stale.
            artist.stale = False
        return True


def _encode(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return pixels, shape (height, width, 4), as PNG by the quickest way.

    Each row is stored as its difference from the row above and deflated at level 1. Imaging
    libraries try five such filters on every row, which takes three times as long.
    """
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, 4 * width)
    up = 2
    filtered = np.empty((height, 1 + 4 * width), np.uint8)
    filtered[:, 0] = up
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    bits, rgba = 8, 6
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, rgba, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(filtered.tobytes(), level=1)),
            _chunk(b"IEND", b""),
        ]
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _positive(name: str, value: float) -> float:
    if not 0 < value < np.inf:
        raise ValueError(f"{name} must be a positive number, got {value!r}; 1 is the natural size")
    return float(value)
