"""How figures look: the style of this house, whatever the caller's, and text that is never parsed."""

import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, Final, ParamSpec

from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import LogFormatter, LogFormatterMathtext

from sim.plain import drawable

Given = ParamSpec("Given")

STYLE: Final = (
    "default",
    {
        "svg.hashsalt": "rapprochement",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "figure.constrained_layout.use": True,
        "axes.titlesize": 9,
        "axes.titlelocation": "left",
        # A dollar in a title is a dollar.
        "text.parse_math": False,
    },
)
"""Matplotlib's own defaults, and what differs."""

SHARP: Final = 130
"""Dots an inch of what is no vector graphic."""


MISSING: Final = re.compile(r"Glyph (\d+) .* missing from font")
"""What Matplotlib warns of for each letter that no font has."""


@contextmanager
def _scripts_told() -> Iterator[None]:
    """Warn once of each script that no font has, instead of each of its letters in each picture."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        letter = MISSING.match(str(warning.message))
        if letter:
            _tell(unicodedata.name(chr(int(letter[1])), "unknown").split()[0])
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


@cache
def _tell(script: str) -> None:
    said = f"no font has the {script} letters of a text: pictures show boxes, the terminal and pages the text"
    warnings.warn(said, stacklevel=2)


class PlainLog(LogFormatter):
    """Numbers on a logarithmic axis as they are written in text."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write a number, where Matplotlib would write one."""
        return f"{x:,g}" if super().__call__(x, pos) else ""


class Picture(Figure):
    """A figure that is drawn alike whatever the caller has set, shows in notebooks and opens no window."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        FigureCanvasAgg(self)

    def draw(self, renderer: Any) -> None:
        """Draw it in the style of the house."""
        with style.context(STYLE):
            for text in self.findobj(Text):
                text.set_text(drawable(text.get_text()))
            self._write_plain_numbers()
            with _scripts_told():
                self._lay_out()
                super().draw(renderer)

    def _lay_out(self) -> None:
        """Place the panels once, to digits that do not hang on the order in which they were solved for."""
        engine = self.get_layout_engine()
        if engine is None:
            return
        engine.execute(self)
        self.set_layout_engine("none")
        for ax in self.axes:
            left, bottom, width, height = (round(float(x), 9) for x in ax.get_position().bounds)
            ax.set_position((left, bottom, width, height))

    def _write_plain_numbers(self) -> None:
        for axis in (axis for ax in self.axes for axis in (ax.xaxis, ax.yaxis)):
            if isinstance(axis.get_major_formatter(), LogFormatterMathtext):
                axis.set_major_formatter(PlainLog())
            if isinstance(axis.get_minor_formatter(), LogFormatterMathtext):
                axis.set_minor_formatter(PlainLog(labelOnlyBase=False))

    def savefig(self, *places: Any, **options: Any) -> None:
        """Save it in the style of the house."""
        with style.context(STYLE):
            super().savefig(*places, **options)

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook, whichever backend that uses."""
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=SHARP)
        return file.getvalue()


def styled(draw: Callable[Given, Picture]) -> Callable[Given, Picture]:
    """Let a function draw in the style of the house, and leave the caller's as it is."""

    @wraps(draw)
    def drawn(*arguments: Given.args, **named: Given.kwargs) -> Picture:
        with style.context(STYLE):
            return draw(*arguments, **named)

    return drawn
