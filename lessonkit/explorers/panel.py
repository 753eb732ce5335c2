"""What every interactive panel of the lesson has in common.

A panel is one state, its controls, and pictures and words that derive from the state alone:

    control or code  ->  trait  ->  `follow`  ->  pictures and readout

So a test, a notebook and a slider all drive a panel in the same way: they set its traits.
"""

import base64
import html
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from threading import RLock
from typing import Any, ClassVar

import ipywidgets as widgets
from IPython import get_ipython
from PIL import Image

from lessonkit.explorers.controls import Choice, Control, Number
from lessonkit.live import LiveFigure, family

__all__ = ["Panel"]

SIZES = ("laptop", "hall")
# Set it to open a whole session in the size of the hall.
SIZE_VARIABLE = "LESSONKIT_SIZE"

STYLE = """<style>
.lessonkit-panel { --lessonkit-slider: 12em; font-size: var(--jp-widgets-font-size); }
.lessonkit-panel .widget-checkbox, .lessonkit-panel .widget-dropdown { width: auto; }
.lessonkit-panel .widget-text input { width: 6em; flex: none; }
.lessonkit-words {
  color: var(--jp-content-font-color1);
  font-size: 15px;
  font-variant-numeric: tabular-nums;
  line-height: 1.4;
  white-space: pre-wrap;
}
.lessonkit-alert {
  border: 2px solid var(--jp-error-color1, #b00020);
  font-weight: bold;
  padding: 4px 8px;
}
/* On any projector the panel as a whole is nearly as high as the window. What is important here
   goes before the layout of the picture itself. */
.lessonkit-hall {
  --lessonkit-slider: 17em;
  --jp-widgets-font-size: 2.2vh;
  --jp-widgets-inline-height: 3.6vh;
  --jp-widgets-slider-handle-size: 2.6vh;
  --jp-widgets-slider-track-thickness: 0.8vh;
}
.lessonkit-hall input[type=checkbox] { height: 2.2vh; width: 2.2vh; }
.lessonkit-hall .lessonkit-words { font-size: 2.6vh; line-height: 1.3; }
.lessonkit-hall .lessonkit-picture { width: auto !important; }
.lessonkit-hall .lessonkit-picture :is(img, svg) {
  height: 53vh !important;
  object-fit: contain;
  width: auto !important;
}
</style>"""

# The browser's side of ipywidgets leaves the handle of a slider without a name, and no trait gives
# it one: this copies the label of the entry before it, for screen readers. Where a page forbids
# inline scripts, that entry still has its name and the same keys.
HANDLE_NAMES = """<img hidden alt="" src="data:," onerror="
  const panel = this.closest('.lessonkit-panel');
  const name = () => panel.querySelectorAll('.widget-text + .widget-slider').forEach(slider =>
    slider.querySelector('[role=slider]')?.setAttribute(
      'aria-label', slider.previousElementSibling.querySelector('label').textContent));
  this.remove();
  name();
  panel.addEventListener('focusin', name);
">"""


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
                view = LiveFigure(figure)
                view.move(self.line)
                return [view]

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
    size : {"laptop", "hall"}
        For whom: one reader, or a hall whose last row reads it, too, on a projector that shows the
        whole window. The environment variable LESSONKIT_SIZE sets the default.

    Notes
    -----
    An error raised while the panel follows a control shows in the panel, in words, until the next
    update that succeeds; set by code, the same error is raised to the caller, too.
    """

    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    size = Choice("laptop", SIZES)

    def __init__(self, **state: Any) -> None:
        self._check(state)
        self._held = False
        self._one_at_a_time = RLock()
        self._links: list[Callable[[], None]] = []
        super().__init__()
        for name, value in {"size": os.environ.get(SIZE_VARIABLE, "laptop"), **state}.items():
            setattr(self, name, value)
        self._first = self.state
        self.begin()
        self.pictures: tuple[LiveFigure, ...] = tuple(self.draw())
        self._words = widgets.HTML()
        self._alert = widgets.HTML(layout=widgets.Layout(display="none"))
        self.children = self._rows()
        self.add_class("lessonkit-panel")
        self.observe(self._changed, list(self.controls()))
        self._refresh()

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

    def buttons(self) -> Mapping[str, Callable[[], Any]]:
        """Buttons of this panel besides its presets and Reset: label and what a click does."""
        return {}

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
        """The value of every control except `size`."""
        return {name: getattr(self, name) for name in self.controls() if name != "size"}

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
        before = self.state, self.size
        self._held = True
        try:
            for name, value in state.items():
                setattr(self, name, value)
        finally:
            self._held = False
        if before != (self.state, self.size):
            self._refresh()

    def preset(self, name: str) -> None:
        """Go to a named state.

        Raises
        ------
        ValueError
            If there is no preset of that name.
        """
        if name not in self.presets:
            known = ", ".join(map(repr, self.presets)) or "none: this panel has no presets"
            raise ValueError(f"name is {name!r}; expected one of {known}")
        self.set(**self.presets[name])

    def reset(self) -> None:
        """Go back to the state the panel was made with, and forget all since."""
        self.begin()
        self.set(**self._first)
        self._refresh()

    def link(
        self,
        widget: widgets.Widget,
        name: str,
        clean: Callable[[Any], Any] = lambda value: value,
        nearest: Callable[[Any], Any] = lambda value: value,
    ) -> None:
        """Tie a widget's value to a trait, both ways.

        Parameters
        ----------
        widget : ipywidgets.Widget
        name : str
            Name of the trait.
        clean : callable
            What to make of the widget's value before the trait gets it.
        nearest : callable
            What the widget shows of the trait's value, where it cannot show every value.
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
        self._links.append(push)

    def close(self) -> None:
        """Take the panel and everything in it off the screen, and let the browser forget it."""
        if self.comm is not None:
            for widget in family(self)[1:]:
                widget.close()
        super().close()

    def __repr__(self) -> str:
        return self.readout()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        _replace_in_cell(self)
        data = super()._repr_mimebundle_(**kwargs)
        picture, width = _side_by_side(self.pictures)
        data["text/plain"] = repr(self)
        data["image/png"] = base64.b64encode(picture).decode("ascii")
        alt = " ".join(view.alt for view in self.pictures)
        return data, {"image/png": {"alt": alt, "width": width}}

    def _check(self, state: Mapping[str, Any]) -> None:
        controls = self.controls()
        for name, value in state.items():
            if name not in controls:
                known = ", ".join(controls)
                raise TypeError(f"{type(self).__name__} has no {name!r}; it has {known}")
            controls[name].validate(self, value)

    def _changed(self, _change: Any) -> None:
        if not self._held:
            self._refresh()

    def _refresh(self) -> None:
        # JupyterLab moves sliders on a thread of their own, while a cell may set the same traits.
        with self._one_at_a_time:
            try:
                with self._errors_shown():
                    self.follow()
                    for view in self.pictures:
                        view.refresh()
                    self._say(self._words, "lessonkit-words", "status", self.readout())
            finally:
                # Last, for the eye is on the picture; and also after an error.
                for push in self._links:
                    push()
                (self.add_class if self.size == "hall" else self.remove_class)("lessonkit-hall")

    @contextmanager
    def _errors_shown(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            trouble = f"This panel could not follow. {type(error).__name__}: {error}"
            self._say(self._alert, "lessonkit-words lessonkit-alert", "alert", trouble)
            self._alert.layout.display = None
            raise
        self._alert.layout.display = "none"
        self._alert.value = ""

    @staticmethod
    def _say(region: widgets.HTML, look: str, role: str, words: str) -> None:
        region.value = f'<div class="{look}" role="{role}">{html.escape(words)}</div>'

    def _rows(self) -> list[widgets.Widget]:
        controls = self.controls()
        size = controls.pop("size")
        rows = [
            [
                _row(control.build(self), grow=isinstance(control, Number))
                for control in controls.values()
            ],
            [view.widget for view in self.pictures],
        ]
        presets = {name: partial(self.preset, name) for name in self.presets}
        actions: dict[str, Callable[[], Any]] = {**presets, **self.buttons(), "Reset": self.reset}
        buttons = [self._button(label, action) for label, action in actions.items()]
        return [
            widgets.HTML(STYLE + HANDLE_NAMES),
            *map(_row, rows),
            self._words,
            self._alert,
            _row([*buttons, *size.build(self)]),
        ]

    def _button(self, label: str, action: Callable[[], Any]) -> widgets.Button:
        button = widgets.Button(description=label, layout=widgets.Layout(width="auto"))

        def click(_button: widgets.Button) -> None:
            with self._errors_shown():
                action()

        button.on_click(click)
        return button


def _row(children: Sequence[widgets.Widget], *, grow: bool = False) -> widgets.HBox:
    layout = widgets.Layout(flex_flow="row wrap", align_items="center", grid_gap="0 12px")
    if grow:
        layout.flex = "1 1 auto"
        layout.max_width = "100%"
    return widgets.HBox(list(children), layout=layout)


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


def _side_by_side(pictures: Sequence[LiveFigure]) -> tuple[bytes, int]:
    """Return the pictures as one PNG, and its width in CSS pixels."""
    tiles = [Image.fromarray(view.pixels()) for view in pictures]
    whole = Image.new(
        "RGB", (sum(tile.width for tile in tiles), max(tile.height for tile in tiles)), "white"
    )
    left = 0
    for tile in tiles:
        whole.paste(tile, (left, 0))
        left += tile.width
    buffer = io.BytesIO()
    whole.save(buffer, "PNG", optimize=True)
    return buffer.getvalue(), sum(view.width for view in pictures)
