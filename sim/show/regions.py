"""Figures of a discovery: the region between its most restricted ranges, and its price in coverage."""

from collections.abc import Collection, Sequence
from itertools import product
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.experiments.discover import Box, Mask, Points, Side
from sim.show import style, value_names
from sim.show.picture import Picture, styled
from sim.show.style import COLOURS, INK, is_narrow, look
from sim.show.sweep_axes import broken
from sim.words import numerals, say, say_in

Band = tuple[float, float]

MOST_RANGES, MOST_RANGES_IN_A_COLUMN = 4, 3
"""Restricted ranges that are drawn against one another, the surest first."""

BOX: Final[dict[str, Any]] = {"facecolor": "none", "edgecolor": "#000000", "lw": 1.6, "zorder": 3}

PASSES: Final[dict[str, Any]] = {"marker": "o", "mfc": COLOURS[0], "mec": COLOURS[0]}
PASSES_NOT: Final[dict[str, Any]] = {"marker": "o", "mfc": "none", "mec": "#9a9a9a"}
"""How points are marked that pass the threshold, and that do not."""

HEADROOM: Final = 0.08
"""How far over the last year what never comes is drawn, as a share of the years."""

MOST_MARKS: Final = 5
"""Marks on an axis of whole numbers."""

LABEL_APART: Final = 0.03
"""Least distance of two numbers on the trade-off."""


@styled
def region(
    title: str,
    points: Points,
    values: NDArray[Any],
    interest: Mask,
    box: Box,
    outcome: str,
    logarithmic: Collection[str] = (),
) -> Picture:
    """Draw the points over each pair of the box's ranges, with the box; over one range, the outcome.

    Parameters
    ----------
    title
        What stands above.
    points, values, interest
        Values by range, the outcome, and whether it passes the threshold `[point]`.
    box
        The region: what it allows of each range that it restricts.
    outcome
        What the outcome is called.
    logarithmic
        Ranges on a logarithmic scale.
    """
    names = list(box)[: MOST_RANGES_IN_A_COLUMN if is_narrow() else MOST_RANGES]
    rows = max(len(names) - 1, 1)
    panel = min((look().width_mm - 16) / rows, 110)
    figure = style.canvas(10 + 0.8 * panel * rows)
    axes = figure.subplots(rows, rows, squeeze=False, sharex="col", sharey="row")
    size = 3.2 if rows == 1 else 2.2
    if len(names) == 1:
        _one_range(axes[0, 0], points, values, interest, (names[0], box[names[0]]), size)
        axes[0, 0].set_ylabel(broken(outcome, 0.8 * panel - 6))
        _scale(axes[0, 0], "x", names[0], points[names[0]], logarithmic)
        _name_axis(axes[0, 0], "x", names[0], points[names[0]], panel)
    for row, column in product(range(rows), range(rows)) if len(names) > 1 else ():
        ax, across, up = axes[row, column], names[column], names[row + 1]
        ax.set_visible(column <= row)
        if column <= row:
            _two_ranges(ax, points, interest, {name: box[name] for name in (across, up)}, size)
            _scale(ax, "x", across, points[across], logarithmic)
            _scale(ax, "y", up, points[up], logarithmic)
        if row == rows - 1:
            _name_axis(ax, "x", across, points[across], panel)
        if column == 0:
            _name_axis(ax, "y", up, points[up], 0.8 * panel)
    style.key(figure, _key())
    style.head(figure, title)
    return figure


def _key() -> list[Artist]:
    marks = {say("passes the threshold"): PASSES, say("does not pass it"): PASSES_NOT}
    return [
        *(Line2D([], [], ls="", ms=3.5, mew=0.7, label=label, **mark) for label, mark in marks.items()),
        Patch(label=say("the region, its limits included"), **BOX),
    ]


def _one_range(
    ax: Axes, points: Points, values: NDArray[Any], interest: Mask, side: tuple[str, Side], size: float
) -> None:
    name, allowed = side
    _scatter(ax, _positions(points[name]), _years(ax, values), interest, size)
    for left, right in _bands(points[name], allowed):
        ax.axvspan(left, right, **BOX)


def _years(ax: Axes, values: NDArray[Any]) -> NDArray[Any]:
    """Return where outcomes are drawn: a year that never comes over the last, and named on the axis."""
    known = values[np.isfinite(values)]
    if len(known) == len(values):
        return values
    first, last = known.min(), known.max()
    top = last + max(HEADROOM * (last - first), 1.0)
    ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(first, last) if tick < top]
    ax.set_yticks([*ticks, top], [*(numerals(f"{tick:.0f}") for tick in ticks), say_in("year", "never")])
    return np.where(np.isfinite(values), values, top)


def _two_ranges(ax: Axes, points: Points, interest: Mask, sides: Box, size: float) -> None:
    across, up = sides
    _scatter(ax, _positions(points[across]), _positions(points[up]), interest, size)
    for (left, right), (low, high) in product(*(_bands(points[name], side) for name, side in sides.items())):
        ax.add_patch(Rectangle((left, low), right - left, high - low, **BOX))


def _scatter(ax: Axes, x: NDArray[Any], y: NDArray[Any], interest: Mask, size: float) -> None:
    for among, mark in ((~interest, PASSES_NOT), (interest, PASSES)):
        ax.plot(x[among], y[among], ls="", ms=size, mew=0.5, **mark)


def _positions(values: NDArray[Any]) -> NDArray[Any]:
    """Return where values are drawn: words at whole numbers, a little apart from one another."""
    if np.issubdtype(values.dtype, np.number):
        return values.astype(float)
    _, codes = np.unique(values.astype(str), return_inverse=True)
    return codes + np.random.default_rng(0).uniform(-0.3, 0.3, len(codes))


def _bands(values: NDArray[Any], side: Side) -> list[Band]:
    """Return the ends of what a box allows of a range; of words, those of each."""
    if not isinstance(side, frozenset):
        return [side]
    words = list(np.unique(values.astype(str)))
    return [(words.index(word) - 0.4, words.index(word) + 0.4) for word in sorted(map(str, side))]


def _name_axis(ax: Axes, axis: str, name: str, values: NDArray[Any], length_mm: float) -> None:
    ax.set(**{f"{axis}label": broken(value_names.value(name, None), length_mm - 4)})
    if not np.issubdtype(values.dtype, np.number):
        words = list(np.unique(values.astype(str)))
        ax.set(**{f"{axis}ticks": range(len(words)), f"{axis}ticklabels": words})


def _scale(ax: Axes, axis: str, name: str, values: NDArray[Any], logarithmic: Collection[str]) -> None:
    """Scale an axis as the range is; where all its values are whole, as years are, so are its marks."""
    if name in logarithmic:
        ax.set(**{f"{axis}scale": "log"})
    elif np.issubdtype(values.dtype, np.number) and (values == np.round(values)).all():
        getattr(ax, f"{axis}axis").set_major_locator(MaxNLocator(MOST_MARKS, integer=True))


@styled
def trade_off(title: str, table: pd.DataFrame) -> Picture:
    """Draw the boxes of a peeling by coverage and density, with the one chosen and the region of it."""
    figure = style.canvas(min(0.72 * look().width_mm, 84))
    ax = figure.subplots()
    boxes, last = table[table["step"] != "region"], table[table["step"] == "region"]
    chosen = boxes[boxes["chosen"]]
    ax.plot(boxes["coverage"], boxes["density"], color="#9a9a9a", lw=0.8, zorder=1)
    drawn: Sequence[tuple[pd.DataFrame, str, dict[str, Any]]] = (
        (
            boxes,
            say("boxes on the way, the ranges restricted as numbers"),
            {"marker": "o", "ms": 3, "color": COLOURS[0]},
        ),
        (chosen, say("the one chosen"), {"marker": "o", "ms": 9, "mfc": "none", "mec": INK, "mew": 1.3}),
        (
            last,
            say("the region: the one chosen, pasted and pruned"),
            {"marker": "D", "ms": 6, "color": COLOURS[1]},
        ),
    )
    for rows, _, mark in drawn:
        ax.plot(rows["coverage"], rows["density"], ls="", **mark)
    _number(ax, boxes)
    ax.set_xlim(1.03, -0.03)
    style.share_axis(ax)
    ax.set_ylim(0, 1.05)
    ax.set_xticks((1, 0.75, 0.5, 0.25, 0), [numerals(f"{share:.0%}") for share in (1, 0.75, 0.5, 0.25, 0)])
    length = look().width_mm - 20
    ax.set_xlabel(broken(say("coverage: the share of all points that pass which lie in the box"), length))
    ax.set_ylabel(broken(say("density: the share of the points in it that pass"), 52))
    style.key(figure, [Line2D([], [], ls="", label=label, **mark) for _, label, mark in drawn])
    style.head(figure, title)
    return figure


def _number(ax: Axes, steps: pd.DataFrame) -> None:
    """Write how many ranges are restricted where there are more than before, as far as there is room."""
    firsts = steps.drop_duplicates("restricted")[["coverage", "density", "restricted"]]
    last = (np.inf, np.inf)
    for coverage, density, restricted in firsts.itertuples(index=False):
        if np.hypot(coverage - last[0], density - last[1]) > LABEL_APART:
            last = (coverage, density)
            ax.annotate(
                numerals(str(restricted)), last, (0, 5), textcoords="offset points", fontsize=7, ha="center"
            )
