"""A picture: drawn alike whatever the caller has set, with text that is never parsed."""

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
from matplotlib.font_manager import get_font_names
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.legend import Legend
from matplotlib.text import Annotation, Text
from matplotlib.ticker import LogFormatter, LogFormatterMathtext, ScalarFormatter

from sim.plain import drawable
from sim.words import numerals, speaking, spoken

Given = ParamSpec("Given")

FONTS: Final = {
    "CJK": "Noto Sans CJK SC",
    "HIRAGANA": "Noto Sans CJK SC",
    "KATAKANA": "Noto Sans CJK SC",
    "HANGUL": "Noto Sans CJK SC",
    "DEVANAGARI": "Noto Sans Devanagari",
    "BENGALI": "Noto Sans Bengali",
    "TAMIL": "Noto Sans Tamil",
    "THAI": "Noto Sans Thai",
    "ETHIOPIC": "Noto Sans Ethiopic",
    "HEBREW": "Noto Sans Hebrew",
}
"""Free fonts, used where installed, of scripts that DejaVu Sans (it ships with Matplotlib) does not have."""

DEJAVU: Final = "DejaVu Sans"
"""The font of all text: Latin, Greek, Cyrillic, Arabic."""

STYLE: Final[dict[str, Any]] = {
    # What shows a vector file where the font is missing takes another without serifs.
    "font.sans-serif": [DEJAVU],
    "svg.hashsalt": "rapprochement",
    # Text in a vector file stays text, which can be searched and edited.
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 7.5,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "hatch.linewidth": 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.constrained_layout.use": True,
    "axes.titlelocation": "left",
    # A dollar in a title is a dollar.
    "text.parse_math": False,
}
"""What differs from Matplotlib's own defaults. Sizes are in points on paper."""

SCREEN: Final = 130
"""Dots an inch in a notebook."""

FROM_LEFT: Final = "\u200e"
"""A mark without width, after which text runs from the left."""

FROM_RIGHT: Final = "\u200f"
"""A mark without width, after which text runs from the right."""

HEADING: Final = "heading"
"""What the heading of a figure is called in a file of it."""

BELOW_GAP: Final = 4
"""Points between the panels and what stands below them."""

BETWEEN: Final = 1.15
"""Height of a line of text that stands beside others, in heights of its letters."""

MISSING: Final = re.compile(r"Glyph (\d+) .* missing from font")
"""What Matplotlib warns of for each letter that no font has."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the style of the house, and leave the caller's as it is."""
    with style.context(("default", {**STYLE, "font.family": _families()})), _scripts_told():
        yield


@cache
def _families() -> list[str]:
    installed = set(get_font_names())
    return [DEJAVU, *(font for font in dict.fromkeys(FONTS.values()) if font in installed), "sans-serif"]


def styled(draw: Callable[Given, "Picture"]) -> Callable[Given, "Picture"]:
    """Let a function draw in the style of the house, and leave the caller's as it is."""

    @wraps(draw)
    def drawn(*arguments: Given.args, **named: Given.kwargs) -> Picture:
        with house_style():
            return draw(*arguments, **named)

    return drawn


class Picture(Figure):
    """A figure that is drawn alike whatever the caller has set, shows in notebooks and opens no window.

    Attributes
    ----------
    language
        The language it was made in, which its numbers are written in.
    below
        What stands below the panels, from the top down.
    ends
        Names at the ends of lines, panel by panel: they are moved apart once the panels have their sizes.
    """

    def __init__(self, **options: Any):
        super().__init__(**options)
        FigureCanvasAgg(self)
        self.language = spoken().code
        self.below: list[Legend] = []
        self.ends: list[list[Annotation]] = []

    def draw(self, renderer: Any) -> None:
        """Draw it in the style of the house."""
        with house_style(), speaking(self.language):
            for text in self.findobj(Text):
                text.set_text(directed(unmarked(drawable(text.get_text()))))
            self._write_plain_numbers()
            self._lay_out()
            super().draw(renderer)

    def _lay_out(self) -> None:
        """Place the panels once, to digits that do not hang on the order in which they were solved for."""
        engine = self.get_layout_engine()
        if not isinstance(engine, ConstrainedLayoutEngine):
            return
        bottom = self._stack_below()
        engine.set(rect=(0, bottom, 1, 1 - bottom))
        engine.execute(self)
        self.set_layout_engine("none")
        for ax in self.axes:
            left, bottom, width, height = (round(float(x), 9) for x in ax.get_position().bounds)
            ax.set_position((left, bottom, width, height))
        for names in self.ends:
            _move_apart(names)

    def _stack_below(self) -> float:
        """Stack what stands below the panels; return the height of it all, as a share of the figure's."""
        top, gap = 0.0, BELOW_GAP * self.dpi / 72 / self.bbox.height
        for legend in reversed(self.below):
            x = legend.get_bbox_to_anchor().x0 / self.bbox.width
            legend.set_bbox_to_anchor((x, top), transform=self.transFigure)
            top += legend.get_window_extent().height / self.bbox.height
        return top + gap if self.below else 0.0

    def _write_plain_numbers(self) -> None:
        for axis in (axis for ax in self.axes for axis in (ax.xaxis, ax.yaxis)):
            if isinstance(axis.get_major_formatter(), LogFormatterMathtext):
                axis.set_major_formatter(PlainLog())
            if isinstance(axis.get_minor_formatter(), LogFormatterMathtext):
                axis.set_minor_formatter(PlainLog(labelOnlyBase=False))
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(PlainNumber(useOffset=False))

    def savefig(self, *places: Any, **options: Any) -> None:
        """Save it in the style of the house."""
        with house_style():
            super().savefig(*places, **options)

    def _repr_png_(self) -> bytes:
        """Show itself in a notebook, whichever backend that uses."""
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=SCREEN)
        return file.getvalue()


def directed(text: str) -> str:
    """Let each line with letters that run from the right be read from the right, whatever it begins with."""
    lines = text.split("\n")
    return "\n".join(f"{FROM_RIGHT}{line}" if _runs_from_right(line) else line for line in lines)


def unmarked(text: str) -> str:
    """Leave out marks of direction beside a sign of percent: a PDF prints over what is before them."""
    return text.replace(f"{FROM_LEFT}%{FROM_LEFT}", "%")


def _runs_from_right(line: str) -> bool:
    has_such = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in line)
    return has_such and spoken().right_to_left and not line.startswith(FROM_RIGHT)


class PlainNumber(ScalarFormatter):
    """Numbers on an axis in the signs of the language."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write a number."""
        return numerals(super().__call__(x, pos))


class PlainLog(LogFormatter):
    """Numbers on a logarithmic axis as they are written in text."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Write a number, where Matplotlib would write one."""
        return numerals(f"{x:,g}") if super().__call__(x, pos) else ""


def _move_apart(names: list[Annotation]) -> None:
    """Move names at the ends of lines apart, up and down alike, until none covers another.

    Those that touch make a block around the middle of where they would be, within the panel if it has room.
    """
    ax: Any = names[0].axes
    points = 72 / ax.figure.dpi

    def ends_at(name: Annotation) -> float:
        return float(ax.transData.transform((0, name.xy[1]))[1])

    order = sorted(names, key=ends_at)
    wanted = list(map(ends_at, order))
    heights = [BETWEEN * name.get_window_extent().height for name in order]
    foot, top = ax.bbox.y0, ax.bbox.y1

    def block(members: list[int]) -> tuple[float, list[int]]:
        half = sum(heights[m] for m in members) / 2
        middle = sum(wanted[m] for m in members) / len(members)
        return max(min(middle, top - half), foot + half), members

    blocks: list[tuple[float, list[int]]] = []
    for n in range(len(order)):
        blocks.append(block([n]))
        while len(blocks) > 1 and _overlap(blocks[-2], blocks[-1], heights):
            blocks[-2:] = [block(blocks[-2][1] + blocks[-1][1])]
    for middle, members in blocks:
        y = middle - sum(heights[m] for m in members) / 2
        for m in members:
            order[m].set_position((order[m].xyann[0], (y + heights[m] / 2 - wanted[m]) * points))
            y += heights[m]


def _overlap(lower: tuple[float, list[int]], upper: tuple[float, list[int]], heights: list[float]) -> bool:
    halves = [sum(heights[m] for m in members) / 2 for _, members in (lower, upper)]
    return lower[0] + halves[0] > upper[0] - halves[1]


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
    font = FONTS.get(script, f"Noto Sans {script.title()}")
    remedy = f"the free font {font} has them" + ("" if script in FONTS else ", or another of its family")
    warnings.warn(
        f"no font has the {script} letters of a text: pictures show boxes, the terminal and pages the text; "
        f"once installed, {remedy}",
        stacklevel=2,
    )
