"""What every interactive panel of the lesson has in common.

A panel is one state, its controls, and pictures and words that derive from the state alone:

    control or code  ->  trait  ->  `follow`  ->  pictures and readout

So a test, a notebook and a slider all drive a panel in the same way: they set its traits.
"""

import atexit
import html
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar

import ipywidgets as widgets
from IPython import get_ipython
from PIL import Image

from lessonkit.explorers.controls import Control
from lessonkit.live import LiveFigure, family
from lessonkit.picture import IN_VIEW, Picture, in_hall, our_style, running
from lessonkit.words import typed

__all__ = ["Panel"]

HERE = Path(__file__).parent
STYLE = f"<style>{(HERE / 'panel.css').read_text(encoding='utf-8')}</style>"
SCRIPTS = running(HERE / "accessible.js") + IN_VIEW

# What a saved notebook shows in place of the panel.
NOT_RUN = "<p><strong>Run this cell: its sliders appear here.</strong> Until then, a picture:</p>"


class Panel(widgets.VBox):
    """Base of the interactive panels.

    A panel declares its controls as traits and fills in `draw`, `follow` and `readout`::

        class LineExplorer(Panel):
            slope = Number(50, 0, 320, step=2)

            def __init__(self, x, y, **state):
                self.x, self.y = x, y
                super().__init__(**state)

            def draw(self):  # once: everything, still and moving
                figure = Figure(figsize=(6, 4))
                (self.line,) = figure.subplots().plot(self.x, self.y)
                picture = LiveFigure(figure)
                picture.move(self.line)
                return [picture]

            def follow(self):  # after each change of state
                self.line.set_ydata(self.slope * self.x)
                self.pictures[0].alt = f"a line of slope {self.slope:g}"

            def readout(self):
                return f"slope {self.slope:g}"

    Parameters
    ----------
    **state
        First values of the controls, by name; `reset` comes back to them.

    Attributes
    ----------
    pictures : tuple of LiveFigure
        The pictures, in reading order, as `draw` made them.
    presets : dict of str to dict
        Named states, each a button: ``{"steep": {"slope": 300}}``.
    lines : int
        The most lines of the readout: so much room is kept for it, and nothing jumps.

    Raises
    ------
    ValueError, TypeError
        If a control gets a value that it cannot take, or the environment variable LESSONKIT_SIZE is
        neither "laptop" nor "hall". In a hall the panel fills the window of a projector.

    Notes
    -----
    An error raised while the panel follows a control is shown in the panel, in words, until the
    next update that succeeds. If code set the control, the error is raised there, too.
    """

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    lines: ClassVar[int] = 5

    def __init__(self, **state: Any) -> None:
        self._check(state)
        self._held = False
        self.quiet = False  # while Play runs
        self._one_at_a_time = RLock()
        self._links: dict[str, list[Callable[[], None]]] = defaultdict(list)
        super().__init__()
        for name, value in state.items():
            setattr(self, name, value)
        self._first = self.state
        self.begin()
        with our_style():
            self.pictures: tuple[LiveFigure, ...] = tuple(self.draw())
        self._words = widgets.HTML()
        self._spoken = widgets.HTML()
        self._remark = widgets.HTML()
        self._words.add_class("lessonkit-readout")
        self._words.layout.min_height = f"calc({self.lines} * var(--lessonkit-line))"
        self._alert = widgets.HTML(layout=widgets.Layout(display="none"))
        self._spoken.add_class("lessonkit-spoken")
        self._remark.add_class("lessonkit-remark")
        self.children = self._rows()
        self.add_class("lessonkit-panel")
        if in_hall():
            self.add_class("lessonkit-hall")
        self.observe(self._changed, list(self.controls()))
        self._refresh(self.controls())

    # What a panel fills in.

    def draw(self) -> Sequence[LiveFigure]:
        """Draw everything once, declare what moves, and return the pictures in reading order."""
        raise NotImplementedError

    def follow(self) -> None:
        """Give the artists, and the pictures' `alt`, what the state says now."""
        raise NotImplementedError

    def readout(self) -> str:
        """Say the state and its numbers in words: a few lines, each under 110 characters."""
        raise NotImplementedError

    def begin(self) -> None:
        """Forget what was gathered along the way; called before `draw` and by `reset`."""

    # What a panel can do.

    @classmethod
    def controls(cls) -> dict[str, Control]:
        """Return the controls by name, in the order of their declaration."""
        return {
            name: trait
            for owner in reversed(cls.__mro__)
            for name, trait in vars(owner).items()
            if isinstance(trait, Control)
        }

    @property
    def state(self) -> dict[str, Any]:
        """The value of every control."""
        return {name: getattr(self, name) for name in self.controls()}

    @property
    def code(self) -> str:
        """The code that leads from the first state to this one."""
        moved = [
            f"{name}={typed(value) if isinstance(value, float) else repr(value)}"
            for name, value in self.state.items()
            if value != self._first[name]
        ]
        return f"panel.set({', '.join(moved)})" if moved else "panel.reset()"

    def set(self, **state: Any) -> None:
        """Set several controls and follow once; on any bad value, set none.

        Raises
        ------
        TypeError
            If a name is not one of the panel's controls, or a value is of the wrong type.
        ValueError
            If a value lies outside its control's range or options.
        """
        self._check(state)
        moved = self._assign(state)
        if moved:
            self._refresh(moved)

    def preset(self, name: str) -> None:
        """Go to a named state, or raise ValueError if there is no preset of that name."""
        if name not in self.presets:
            known = ", ".join(map(repr, self.presets)) or "none: this panel has no presets"
            raise ValueError(f"name: got {name!r}, expected one of {known}.")
        self.set(**self.presets[name])

    def reset(self) -> None:
        """Go back to the state the panel was made with, and forget all since."""
        self.begin()
        self._refresh(self._assign(self._first))

    def link(
        self,
        widget: widgets.Widget,
        name: str,
        clean: Callable[[Any], Any] = lambda value: value,
        nearest: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        """Tie a widget's value to a trait, both ways.

        `clean` makes of the widget's value what the trait gets; `nearest` makes of the trait's
        value what the widget shows, if it cannot show every value.
        """

        def shown() -> Any:
            return clean(nearest(getattr(self, name)))

        def pull(_change: Any) -> None:
            value = clean(widget.value)
            if value != shown():
                setattr(self, name, value)

        def push() -> None:
            # A slider under the user's hand keeps its own, uncleaned value.
            if clean(widget.value) != shown():
                widget.value = shown()

        widget.observe(pull, "value")
        self.when_moved(name, push)

    def when_moved(self, name: str, show: Callable[[], None]) -> None:
        """Call `show` each time that a trait has moved."""
        self._links[name].append(show)

    def remark(self, text: str) -> None:
        """Say something about what was just typed, until the panel moves."""
        self._remark.value = f"<p>{html.escape(text)}</p>" if text else ""
        if text:
            self._spoken.value = html.escape(text)

    def speak(self) -> None:
        """Let a screen reader say the first line of the readout, unless Play runs."""
        if not self.quiet:
            self._spoken.value = html.escape(self.readout().partition("\n")[0])

    def close(self) -> None:
        """Take the panel and everything in it off the screen, and let the browser forget it."""
        if self.comm is not None:
            for widget in family(self)[1:]:
                widget.close()
        super().close()

    def __repr__(self) -> str:
        return self.readout()

    def as_picture(self) -> Picture:
        """Return the pictures as they are now, side by side, with their words."""
        pixels, width = _side_by_side(self.pictures)
        return Picture(pixels, " ".join(one.alt for one in self.pictures), width)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        _replace_in_cell(self)
        saved = {"text/plain": repr(self), "text/html": NOT_RUN + self.as_picture()._repr_html_()}
        return {**super()._repr_mimebundle_(**kwargs), **saved}

    def _check(self, state: Mapping[str, Any]) -> None:
        controls = self.controls()
        for name, value in state.items():
            if name not in controls:
                known = ", ".join(controls)
                raise TypeError(
                    f"{name}: {type(self).__name__} has no such control; choose from {known}."
                )
            controls[name].validate(self, value)

    def _assign(self, state: Mapping[str, Any]) -> list[str]:
        """Set controls without following them; return the names of those that moved."""
        before = self.state
        self._held = True
        try:
            for name, value in state.items():
                setattr(self, name, value)
        finally:
            self._held = False
        return [name for name, value in self.state.items() if value != before[name]]

    def _changed(self, change: Any) -> None:
        if not self._held:
            self._refresh([change.name])

    def _refresh(self, moved: Iterable[str] = ()) -> None:
        # JupyterLab moves sliders on a thread of their own, while a cell may set the same traits.
        with self._one_at_a_time:
            self.remark("")
            try:
                with self._errors_shown(), our_style():
                    self.follow()
                    for picture in self.pictures:
                        picture.refresh()
                    words = html.escape(self.readout())
                    self._words.value = (
                        f'<div class="lessonkit-words">{words}</div><div class="lessonkit-code">'
                        f"This state: <code>{html.escape(self.code, quote=False)}</code></div>"
                    )
                    self.speak()
            finally:
                # Last, because the user looks at the picture; and also after an error.
                for name in moved:
                    for push in self._links[name]:
                        push()
                self._mark_presets()

    @contextmanager
    def _errors_shown(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            trouble = f"This panel could not be updated. {type(error).__name__}: {error}"
            look = 'class="lessonkit-words lessonkit-alert" role="alert"'
            self._alert.value = f"<div {look}>{html.escape(trouble)}</div>"
            self._alert.layout.display = None
            raise
        self._alert.layout.display = "none"
        self._alert.value = ""

    def _rows(self) -> list[widgets.Widget]:
        controls = self.controls().values()
        counting = [button for control in controls for button in control.buttons(self)]
        self._preset_buttons = {
            name: self._button(name, partial(self.preset, name)) for name in self.presets
        }
        for button in self._preset_buttons.values():
            button.add_class("lessonkit-preset")
        reset = self._button("Reset", self.reset)
        reset.add_class("lessonkit-reset")
        pictures = _part("pictures", [picture.widget for picture in self.pictures])
        return [
            widgets.HTML(STYLE + SCRIPTS),
            _part("controls", [widgets.HBox(control.build(self)) for control in controls]),
            _part("buttons", [*counting, *self._preset_buttons.values(), reset]),
            self._remark,
            _part("shown", [pictures, self._words]),
            self._spoken,
            self._alert,
        ]

    def _mark_presets(self) -> None:
        """Mark the presets whose state this is."""
        state = self.state
        for name, button in self._preset_buttons.items():
            chosen = self.presets[name].items() <= state.items()
            (button.add_class if chosen else button.remove_class)("lessonkit-chosen")

    def _button(self, label: str, action: Callable[[], Any]) -> widgets.Button:
        button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))

        def click(_button: widgets.Button) -> None:
            with self._errors_shown():
                action()

        button.on_click(click)
        return button


def _part(name: str, children: Sequence[widgets.Widget]) -> widgets.HBox:
    """Put widgets into a part of the panel, laid out by its class in panel.css."""
    part = widgets.HBox(list(children))
    part.add_class(f"lessonkit-{name}")
    return part


# Which panels each notebook cell shows, and which of its runs put them there.
_SHOWN: dict[str, tuple[str, list[Panel]]] = {}


def _replace_in_cell(panel: Panel) -> None:
    """Close the panels that an earlier run of the running cell showed.

    JupyterLab names the cell in every request; where nobody does, nothing is closed.
    """
    kernel = getattr(get_ipython(), "kernel", None)
    request = kernel.get_parent() if kernel is not None else {}
    cell, run = request.get("metadata", {}).get("cellId"), request.get("header", {}).get("msg_id")
    if cell is None:
        return
    shown_by, shown = _SHOWN.get(cell, (run, []))
    if shown_by != run:
        for old in shown:
            if old is not panel:
                old.close()
        shown = []
    _SHOWN[cell] = run, [*shown, panel]


@atexit.register
def _mark_as_lost() -> None:
    """Mark the panels on the screen as lost.

    ipywidgets tells them so when the kernel restarts or dies, but not when it is shut down.
    """
    for _run, panels in _SHOWN.values():
        for panel in panels:
            panel.add_class("lessonkit-lost")


def _side_by_side(pictures: Sequence[LiveFigure]) -> tuple[bytes, int]:
    """Return the pictures as one PNG, and its width in CSS pixels."""
    tiles = [Image.fromarray(one.pixels()) for one in pictures]
    whole = Image.new(
        "RGB", (sum(tile.width for tile in tiles), max(tile.height for tile in tiles)), "white"
    )
    left = 0
    for tile in tiles:
        whole.paste(tile, (left, 0))
        left += tile.width
    buffer = io.BytesIO()
    whole.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), sum(one.width for one in pictures)
