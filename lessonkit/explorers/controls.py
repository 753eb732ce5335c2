"""The controls of a panel: traits that bring their own widgets.

A control is declared once, in the body of a panel's class, and checks every value it is given,
whether from the keyboard or from code.
"""

import asyncio
import contextlib
import html
import math
import numbers
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets
import traitlets

from lessonkit.words import typed

if TYPE_CHECKING:
    from lessonkit.explorers.panel import Panel

__all__ = ["Control", "LogNumber", "Menu", "Number", "Switch", "Whole"]

TO_FIT = {"width": "auto"}
TO_GROW = {"flex": "1 1 auto", "min_width": "var(--lessonkit-slider)", "max_width": "43em"}
TO_GROW |= TO_FIT
LABEL = {"description_width": "initial"}
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")


class Control(traitlets.TraitType[Any, Any]):
    """A trait of a panel with a control on the screen, named by `label` or else as the trait is."""

    def __init__(self, default: Any, *, label: str = "") -> None:
        super().__init__(default)
        self._label = label

    @property
    def label(self) -> str:
        """Name on the screen."""
        return self._label or str(self.name).replace("_", " ")

    def validate(self, _panel: Any, value: Any) -> Any:
        """Return the value in its own type, or raise ValueError or TypeError."""
        raise NotImplementedError

    def build(self, panel: "Panel") -> list[widgets.Widget]:
        """Make the widgets, tied to the panel's trait, in reading order."""
        raise NotImplementedError

    def buttons(self, _panel: "Panel") -> list[widgets.Widget]:
        """Make the buttons, if any, that stand before those of the panel."""
        return []


class Number(Control):
    """A number with a slider and a typed entry.

    Parameters
    ----------
    default, low, high : float
        The first value, and the ends of the slider.
    step : float
        One key press on the slider; steps lead from end to end. A typed or coded value may lie
        between two of them.
    unit : str, optional
        Unit in words.
    label : str, optional
        Name on the screen; by default that of the trait, with spaces.
    """

    kind = "number"

    def __init__(
        self, default: float, low: float, high: float, *, step: float, unit: str = "", **label: str
    ) -> None:
        super().__init__(default, **label)
        self.low, self.high, self.step, self.unit = low, high, step, unit

    @property
    def span(self) -> str:
        """The range in words."""
        unit = f" {self.unit}" if self.unit else ""
        return f"from {self.low:,g} to {self.high:,g}{unit}"

    def validate(self, _panel: Any, value: Any) -> float:
        """Return the value as a number; ValueError outside the range, TypeError for no number."""
        number = self.as_number(value)
        if not self.low <= number <= self.high:
            raise ValueError(f"{self.name}: got {number:g}, expected a {self.kind} {self.span}.")
        return number

    def as_number(self, value: Any) -> float:
        """Return the value as a float, or raise TypeError."""
        # To Python, True is a number; to a student who writes it, it is a mistake.
        if isinstance(value, bool) or not isinstance(value, numbers.Real):
            found = f"{value!r}, a {type(value).__name__}"
            raise TypeError(f"{self.name}: got {found}, expected a {self.kind} {self.span}.")
        return float(value) + 0.0  # which turns -0 into 0

    def read(self, text: str) -> tuple[float | None, str]:
        """Return the number that a typed text means, or None, and what to say about it, if any."""
        short, found = text.strip(), _numbers_in(text)
        number = next((one for one in found if self.low <= one <= self.high), found[0])
        nearest = min(max(number, self.low), self.high)
        try:
            value = self.as_number(nearest)
        except TypeError:
            value = math.nan
        if math.isnan(value):
            wanted = f"expected a {self.kind} {self.span}"
            return None, f"{self.label}: {wanted}, got {short[:20]!r}."
        # Some write a point between thousands.
        doubtful = "," in short or short.endswith(".000")
        said = [f"{short} is read as {typed(number)}."] if doubtful else []
        if nearest != number:
            end = "largest" if number > nearest else "smallest"
            said.append(f"{nearest:,g} is the {end}.")
        return value, f"{self.label}: {' '.join(said)}" if said else ""

    def build(self, panel: "Panel") -> list[widgets.Widget]:
        """Make the typed entry, whose label names both, its range, and the slider."""
        name = str(self.name)
        value = getattr(panel, name)
        # A text, since browsers misread in silence what is typed into an entry for numbers.
        entry = widgets.Text(
            typed(value),
            continuous_update=False,
            description=self.label,
            tooltip=f"{self.label}, {self.span}",
            style=LABEL,
            layout=TO_FIT,
        )
        slider = self._slider(value=value, readout=False, layout=TO_GROW)

        def show() -> None:
            entry.value = typed(getattr(panel, name))

        def take(_change: Any) -> None:
            if entry.value == typed(getattr(panel, name)):
                return
            value, remark = self.read(entry.value)
            try:
                if value is not None:
                    setattr(panel, name, value)
            finally:
                show()
            panel.remark(remark)

        entry.observe(take, "value")
        panel.when_moved(name, show)
        panel.link(slider, name, self._rounded, self._on_slider)
        ends = widgets.HTML(f"<span{self._for_script()}>{self.low:,g} to {self.high:,g}</span>")
        ends.add_class("lessonkit-range")
        return [entry, ends, slider]

    def _for_script(self) -> str:
        words = {"label": self.label, "unit": self.unit, "step": self.step}
        return "".join(f' data-{name}="{html.escape(str(one))}"' for name, one in words.items())

    def _slider(self, **look: Any) -> widgets.Widget:
        return widgets.FloatSlider(min=self.low, max=self.high, step=self.step, **look)

    def _rounded(self, value: float) -> float:
        """Clean a slider's value: it counts in binary, and 0.2 + 0.1 is 0.30000000000000004.

        Digits after the point are counted, not those of the value: a slider from -30,000 on rests
        at -0.000000000004 where it means 0.
        """
        digits = 3 - math.floor(math.log10(self.step))
        return min(max(round(value, digits), self.low), self.high)

    def _on_slider(self, value: float) -> float:
        """Return the step of the slider nearest to a value: a slider rests on no other."""
        return self.low + round((value - self.low) / self.step) * self.step


class LogNumber(Number):
    """A positive number with a slider that moves by factors and a typed entry.

    One key press on the slider is `step` powers of ten: 0.05 gives 20 presses from 0.1 to 1.
    """

    def _slider(self, **look: Any) -> widgets.Widget:
        ends = {"min": math.log10(self.low), "max": math.log10(self.high)}
        return widgets.FloatLogSlider(base=10, step=self.step, **ends, **look)

    def _for_script(self) -> str:
        return f"{super()._for_script()} data-log"

    def _rounded(self, value: float) -> float:
        return min(max(float(f"{value:.3g}"), self.low), self.high)

    def _on_slider(self, value: float) -> float:
        steps = round(math.log10(value / self.low) / self.step)
        return float(self.low * 10 ** (steps * self.step))


class Whole(Number):
    """A whole number with a slider, a typed entry and, if it counts steps, Step and Play.

    `play` is the seconds for each step of Play; without it there is neither Step nor Play.
    """

    kind = "whole number"

    def __init__(
        self, default: int, low: int, high: int, *, play: float | None = None, **words: str
    ) -> None:
        super().__init__(default, low, high, step=1, **words)
        self.play = play

    def as_number(self, value: Any) -> int:
        """Return the value as an int, or raise TypeError."""
        number = super().as_number(value)
        if not number.is_integer():
            raise TypeError(f"{self.name}: got {number:g}, expected a {self.kind} {self.span}.")
        return int(number)

    def buttons(self, panel: "Panel") -> list[widgets.Widget]:
        """Make Step and Play, if it counts steps."""
        return [] if self.play is None else _Player(panel, self, self.play).buttons

    def _slider(self, **look: Any) -> widgets.Widget:
        return widgets.IntSlider(min=self.low, max=self.high, **look)


class Switch(Control):
    """Something that is on or off: a check box, whose `label` says what is on."""

    def validate(self, _panel: Any, value: Any) -> bool:
        """Return the value, or raise TypeError."""
        if not isinstance(value, bool):
            raise TypeError(f"{self.name}: got {value!r}, expected True or False.")
        return value

    def build(self, panel: "Panel") -> list[widgets.Widget]:
        """Make the check box."""
        value = getattr(panel, str(self.name))
        box = widgets.Checkbox(value, description=self.label, indent=False)
        panel.link(box, str(self.name))
        return [box]


class Menu(Control):
    """One of a few named options: a drop-down list."""

    def __init__(self, default: str, options: Sequence[str], *, label: str = "") -> None:
        super().__init__(default, label=label)
        self.options = list(options)

    def validate(self, _panel: Any, value: Any) -> str:
        """Return the value, or raise ValueError."""
        if value not in self.options:
            known = ", ".join(map(repr, self.options))
            raise ValueError(f"{self.name}: got {value!r}, expected one of {known}.")
        return str(value)

    def build(self, panel: "Panel") -> list[widgets.Widget]:
        """Make the drop-down list."""
        menu = widgets.Dropdown(
            options=self.options,
            value=getattr(panel, str(self.name)),
            description=self.label,
            style=LABEL,
        )
        panel.link(menu, str(self.name))
        return [menu]


def _numbers_in(text: str) -> list[float]:
    """Return the numbers that a typed text may mean, the likeliest first; NaN if it means none.

    A comma may stand before thousands, as in 20,000, or in the place of the point, as in 0,1.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    readings = [text]
    if "," in text:
        readings = [text.replace(",", "")] if THOUSANDS.fullmatch(text) else []
        readings += [text.replace(",", ".")] if "." not in text else []
    numbers = []
    for reading in readings:
        with contextlib.suppress(ValueError):
            numbers.append(float(reading))
    return numbers or [math.nan]


class _Player:
    """Step and Play: buttons that count a whole number up, and from its low end after its high."""

    def __init__(self, panel: "Panel", control: Whole, seconds: float) -> None:
        self._panel, self._control, self._seconds = panel, control, seconds
        self._step = widgets.Button(description="Step", layout=TO_FIT)
        self._play = widgets.ToggleButton(description="Play", layout={"width": "4.5em"})
        self._step.on_click(lambda _: self._count())
        self._play.observe(self._pressed, "value")

    @property
    def buttons(self) -> list[widgets.Widget]:
        return [self._step, self._play]

    @property
    def _now(self) -> Any:
        return getattr(self._panel, str(self._control.name))

    @property
    def _at_end(self) -> bool:
        return bool(self._now >= self._control.high)

    def _count(self) -> None:
        after = self._control.low if self._at_end else self._now + 1
        setattr(self._panel, str(self._control.name), after)

    def _pressed(self, change: Any) -> None:
        self._play.description = "Pause" if change.new else "Play"
        if change.new:
            # Kept here, for the event loop itself keeps only a weak reference to a task.
            self._run = asyncio.get_running_loop().create_task(self._count_on())
        else:
            self._run.cancel()

    async def _count_on(self) -> None:
        self._panel.quiet = True
        try:
            self._count()
            while not self._at_end and self._panel.comm is not None:
                counted = self._now
                await asyncio.sleep(self._seconds)
                if self._now != counted:
                    break  # Reset, a preset or the slider has moved it
                self._count()
        finally:
            self._panel.quiet = False
            self._panel.speak()
            self._play.value = False
