"""How figures look: their width, colours that stay with what they stand for, axes, keys and shocks."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final, Literal, NamedTuple, TypeVar, cast

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from sim.show.picture import HEADING, Picture, unmarked
from sim.words import numerals, say, spoken

Item = TypeVar("Item")

SINGLE: Final = 88.0
"""Width of a column of a journal in mm."""

DOUBLE: Final = 180.0
"""Width of a page of a journal in mm."""

INCH: Final = 25.4
"""Mm."""

DOTS: Final = 600
"""Dots an inch at which text is measured."""

INK: Final = "#1b2a3a"
"""Text and axes."""

FAINT: Final = "#b8b8b8"
"""What stands in the background."""

OBSERVED: Final[dict[str, Any]] = {"color": "#000000", "linestyle": "-", "linewidth": 1.8, "zorder": 4}
"""How what was observed is drawn, in every figure."""

MEAN_DASHES: Final = (0, (5, 1.2))
"""Dashes of the mean of lives, which what was observed never has."""

COLOURS: Final = ("#1f5fa6", "#dd6a1f", "#6b2458", "#379a8c", "#6e5a16")
DASHES: Final[tuple[Any, ...]] = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)))
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
"""Neighbours differ in all three, so that lines are told apart in grey too."""

STAGES: Final = ("#bdd0e2", "#7299bf", "#1c4a78")
"""Shades from the first stage to the last."""

NO_STAGE: Final = "#f4f4f4"

DEGREES: Final = ("#f4f4f4", "#9db4c8", "#1c4a78")
"""Shades of the degrees from none to high."""

LEADER: Final = 14
"""Points from the end of a line to its name."""


@dataclass(frozen=True)
class Look:
    """How figures are to look.

    Attributes
    ----------
    width_mm
        Their width on paper; text has the same size at every width.
    titles
        Whether each says above what it shows, of what, and from how many lives.
    """

    width_mm: float = DOUBLE
    titles: bool = True


ON_PAPER: Final = Look()
"""The look of figures of which nothing else is said."""

_LOOK: ContextVar[Look] = ContextVar("look", default=ON_PAPER)


def look() -> Look:
    """Return how figures are to look now."""
    return _LOOK.get()


def is_narrow() -> bool:
    """Tell whether figures are to be about as wide as a column, rather than as a page."""
    return look().width_mm < (SINGLE + DOUBLE) / 2


@contextmanager
def looking(wanted: Look) -> Iterator[None]:
    """Draw figures that look so."""
    before = _LOOK.set(wanted)
    try:
        yield
    finally:
        _LOOK.reset(before)


def canvas(height_mm: float) -> Picture:
    """Return an empty figure of the width wanted; headings, keys and lists add to its height."""
    return Picture(figsize=(look().width_mm / INCH, height_mm / INCH))


def _grow(figure: Picture, height_mm: float) -> None:
    figure.set_figheight(figure.get_figheight() + height_mm / INCH)


def head(figure: Picture, text: str) -> None:
    """Write a heading over a figure where it is to have one, broken into lines that fit."""
    if not look().titles:
        return
    width = figure.get_figwidth() * INCH
    size = 8 if width < (SINGLE + DOUBLE) / 2 else 9
    lines = wrapped(text, width - 4, size, "bold")
    x, side = (0.99, "right") if spoken().right_to_left else (0.01, "left")
    figure.suptitle("\n".join(lines), x=x, ha=side, weight="bold", fontsize=size, gid=HEADING)
    _grow(figure, len(lines) * size * 0.44 + 2)


def wrapped(text: str, width_mm: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines that fit a width; a line that stands in it stays one."""
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and width_of(longer, size, weight) > width_mm:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of a line of text in mm."""
    properties = FontProperties(size=size, weight=weight)
    dots, _, _ = _ruler().get_text_width_height_descent(text, properties, ismath=False)
    return float(dots) / DOTS * INCH


@cache
def _ruler() -> Any:
    canvas: Any = RendererAgg
    return canvas(1, 1, DOTS)


def colour_of(label: str, labels: Sequence[str]) -> dict[str, Any]:
    """Return the colour, dashes and marker of a pair, a state or whatever has a place among its like.

    With the same labels, the pair under study first, it is the same in every figure.
    """
    n = labels.index(label)
    return {
        "color": COLOURS[n % len(COLOURS)],
        "linestyle": DASHES[n % len(DASHES)],
        "marker": MARKERS[n % len(MARKERS)],
    }


def stage_colours(count: int) -> list[str]:
    """Return the shades of so many stages, after that of no stage."""
    anchors = np.array([to_rgb(shade) for shade in STAGES])
    positions = np.linspace(0, len(anchors) - 1, count)
    channels = [np.interp(positions, range(len(anchors)), channel) for channel in anchors.T]
    return [NO_STAGE, *(to_hex((float(r), float(g), float(b))) for r, g, b in zip(*channels, strict=True))]


def steps(years: ArrayLike, *series: ArrayLike) -> tuple[NDArray[Any], ...]:
    """Return years and yearly values as they are drawn: each value level from half a year before to after."""
    middles = np.asarray(years, float)
    edges = np.column_stack([middles - 0.5, middles + 0.5]).ravel()
    return edges, *(np.repeat(np.asarray(values), 2) for values in series)


def years_axis(ax: Axes, years: Sequence[int]) -> None:
    """Let an axis span some years, and mark whole years alone."""
    ax.set_xlim(min(years) - 0.5, max(years) + 0.5)
    ax.xaxis.set_major_locator(MaxNLocator(nbins="auto", integer=True))


def trim(axes: Sequence[Axes], panels: int, columns: int) -> None:
    """Leave out the panels of a grid that nothing is drawn in; those with none below show the years."""
    for ax in axes[panels:]:
        ax.set_visible(False)
    for ax in axes[max(0, panels - columns) : panels]:
        ax.tick_params(labelbottom=True)


def share_axis(ax: Axes) -> None:
    """Let an axis span shares from nothing to all."""
    ax.set_ylim(0, 1)
    ax.set_yticks((0, 0.5, 1), list(map(share_written, (0, 0.5, 1))))


def share_written(share: float) -> str:
    """Write a share as it stands on an axis."""
    return unmarked(numerals(f"{share:.0%}"))


def panel_title(ax: Axes, text: str) -> None:
    """Write what a panel shows above it."""
    ax.set_title(text, loc=text_side())


def text_side() -> Literal["left", "right"]:
    """Return the side on which text begins."""
    return "right" if spoken().right_to_left else "left"


class End(NamedTuple):
    """A name beside the end of a line.

    Attributes
    ----------
    height
        Where the line ends.
    name
        What it is called.
    colour, dashes
        Those of the line: in them it is led to its name.
    x
        Where the line ends, if not at the right edge of the panel.
    """

    height: float
    name: str
    colour: str
    dashes: Any = "-"
    x: float | None = None


def name_ends(ax: Axes, ends: Sequence[End]) -> None:
    """Name lines in the margin at their right ends, moved apart where they end close together."""
    right, figure = ax.get_xlim()[1], cast(Picture, ax.figure)
    names = []
    for end in ends:
        leader = {"color": end.colour, "linestyle": end.dashes, "linewidth": 1}
        ends_at = {"arrowstyle": "-", "shrinkA": 1, "shrinkB": 0, "relpos": (0, 0.5)}
        names.append(
            ax.annotate(
                end.name,
                (right if end.x is None else end.x, end.height),
                xytext=(LEADER, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
                color=end.colour,
                zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
                annotation_clip=False,
                arrowprops={**ends_at, **leader},
            )
        )
    if names:
        figure.ends.append(names)


def key(figure: Picture, handles: Sequence[Artist]) -> None:
    """Say below the panels what is what, in as many columns as fit."""
    widths = [width_of(str(handle.get_label()), 7) + 9 for handle in handles]
    columns = next(
        count
        for count in range(len(handles), 0, -1)
        if count == 1 or sum(map(max, _filled(widths, count))) < look().width_mm - 4
    )
    ordered = _in_columns(handles, columns)
    _below(figure, figure.legend(handles=ordered, ncols=columns, handlelength=1.8, **_plain_legend(7)))


def _in_columns(handles: Sequence[Artist], columns: int) -> list[Artist]:
    """Return the handles of a key as it fills its columns from the left: the first where text begins."""
    if not spoken().right_to_left:
        return list(handles)
    filled = _filled(handles, columns)
    blank = Line2D([], [], linestyle="", label=" ")
    return [
        handle
        for column in reversed(filled)
        for handle in [*column, *[blank] * (len(filled[0]) - len(column))]
    ]


def _filled(items: Sequence[Item], columns: int) -> list[Sequence[Item]]:
    """Return what stands in each column as a key fills them, one below the other."""
    each, more = divmod(len(items), columns)
    firsts = [n * each + min(n, more) for n in range(columns + 1)]
    return [items[first:after] for first, after in pairwise(firsts)]


def shade_handles(shades: Mapping[str, str]) -> list[Patch]:
    """Return what stands in a key for shades by their names."""
    edge: dict[str, Any] = {"edgecolor": "#888888", "lw": 0.5}
    return [Patch(facecolor=shade, label=name, **edge) for name, shade in shades.items()]


def shade_key(figure: Picture, shades: Mapping[str, str]) -> None:
    """Say below the panels which shade is what."""
    key(figure, shade_handles(shades))


def observed_key(**differing: Any) -> Line2D:
    """Return what stands in a key for what was observed."""
    return Line2D([], [], label=say("observed"), **{**OBSERVED, **differing})


def _plain_legend(size: float) -> dict[str, Any]:
    right = spoken().right_to_left
    return {
        "loc": "lower right" if right else "lower left",
        "bbox_to_anchor": (1, 0) if right else (0, 0),
        "markerfirst": not right,
        "alignment": "right" if right else "left",
        "fontsize": size,
        "frameon": False,
        "borderaxespad": 0,
        "columnspacing": 1.2,
        "handletextpad": 0.5,
        "labelspacing": 0.3,
    }


def _below(figure: Picture, legend: Legend) -> None:
    """Put a key or a list below the panels and all that stands there already."""
    legend.set_in_layout(False)
    for text in legend.get_texts():
        text.set_multialignment(text_side())
    figure.below.append(legend)
    _grow(figure, legend.get_window_extent().height / figure.dpi * INCH)


def list_below(figure: Picture, texts: Sequence[str], size: float = 7) -> None:
    """List texts below a figure in columns, each broken into lines that fit."""
    columns = 1 if is_narrow() or len(texts) == 1 else 2
    width = (look().width_mm - 6) / columns - 3
    handles = [Line2D([], [], linestyle="", label="\n".join(wrapped(text, width, size))) for text in texts]
    legend = figure.legend(
        handles=_in_columns(handles, columns),
        ncols=columns,
        handlelength=0,
        **{**_plain_legend(size), "handletextpad": 0},
    )
    _below(figure, legend)
