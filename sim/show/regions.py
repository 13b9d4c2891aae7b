"""Figures of a discovery: the region between its most restricted ranges, and its price in coverage."""

from collections.abc import Collection
from itertools import product
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.experiments.discover import Box, Mask, Points, Side
from sim.show.figures import FAINT, INK, MODEL, RECORD, head
from sim.show.sensitivity import short
from sim.show.style import Picture, styled

Band = tuple[float, float]

MOST_RANGES: Final = 4
"""Restricted ranges that are drawn against one another, the surest first."""

BOX: Final[dict[str, Any]] = {"facecolor": "none", "edgecolor": RECORD, "lw": 2}

HEADROOM: Final = 0.08
"""How far over the last year what never comes is drawn, as a share of the years."""

MOST_MARKS: Final = 5
"""Marks on an axis of whole numbers."""

LABEL_APART: Final = 0.025
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
    """Draw the points over each pair of the box's ranges, with the box; over one range, the outcome."""
    names = list(box)[:MOST_RANGES]
    rows = max(len(names) - 1, 1)
    figure = Picture(figsize=(9, max(1 + 2.6 * rows, 5)))
    axes = figure.subplots(rows, rows, squeeze=False)
    if len(names) == 1:
        _one_range(axes[0, 0], points, values, interest, names[0], box)
        axes[0, 0].set_ylabel(outcome)
        _scale(axes[0, 0], "x", names[0], points[names[0]], logarithmic)
    else:
        for (row, column), ax in np.ndenumerate(axes):
            if column <= row:
                across, up = names[column], names[row + 1]
                _two_ranges(ax, points, interest, (across, up), box)
                _scale(ax, "x", across, points[across], logarithmic)
                _scale(ax, "y", up, points[up], logarithmic)
            else:
                ax.set_visible(False)
    handles = [*axes[0, 0].get_legend_handles_labels()[0], Patch(label="region, its limits included", **BOX)]
    figure.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    head(figure, title)
    return figure


def _one_range(ax: Axes, points: Points, values: NDArray[Any], interest: Mask, name: str, box: Box) -> None:
    _scatter(ax, _places(points[name]), _years(ax, values), interest)
    for left, right in _bands(points[name], box[name]):
        ax.axvspan(left, right, **BOX)
    _name_axis(ax, "x", name, points[name])


def _years(ax: Axes, values: NDArray[Any]) -> NDArray[Any]:
    """Return where outcomes are drawn: a year that never comes over the last, and named on the axis."""
    known = values[np.isfinite(values)]
    if len(known) == len(values):
        return values
    first, last = known.min(), known.max()
    top = last + max(HEADROOM * (last - first), 1.0)
    ticks = [tick for tick in MaxNLocator(6, integer=True).tick_values(first, last) if tick < top]
    ax.set_yticks([*ticks, top], [*(f"{tick:.0f}" for tick in ticks), "never"])
    return np.where(np.isfinite(values), values, top)


def _two_ranges(ax: Axes, points: Points, interest: Mask, names: tuple[str, str], box: Box) -> None:
    across, up = names
    _scatter(ax, _places(points[across]), _places(points[up]), interest)
    for (left, right), (low, high) in product(*(_bands(points[name], box[name]) for name in names)):
        ax.add_patch(Rectangle((left, low), right - left, high - low, **BOX))
    _name_axis(ax, "x", across, points[across])
    _name_axis(ax, "y", up, points[up])


def _scatter(ax: Axes, x: NDArray[Any], y: NDArray[Any], interest: Mask) -> None:
    ax.scatter(
        x[~interest], y[~interest], s=9, facecolors="none", edgecolors=FAINT, lw=0.6, label="does not pass it"
    )
    ax.scatter(x[interest], y[interest], s=9, color=MODEL, lw=0, label="passes the threshold")


def _places(values: NDArray[Any]) -> NDArray[Any]:
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


def _name_axis(ax: Axes, axis: str, name: str, values: NDArray[Any]) -> None:
    ax.set(**{f"{axis}label": short(name)})
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
    figure = Picture(figsize=(9, 4.8))
    ax = figure.subplots()
    steps, last = table[table["step"] != "region"], table[table["step"] == "region"]
    chosen = steps[steps["chosen"]]
    ax.plot(steps["coverage"], steps["density"], color=FAINT, lw=1, zorder=1)
    ax.scatter(steps["coverage"], steps["density"], s=16, color=MODEL, label="boxes of the peeling")
    ax.scatter(
        chosen["coverage"], chosen["density"], s=90, facecolors="none", edgecolors=INK, lw=1.5, label="chosen"
    )
    ax.scatter(
        last["coverage"], last["density"], s=80, marker="D", color=RECORD, label="region, pasted and pruned"
    )
    _number(ax, steps)
    ax.set_xlim(1.03, -0.03)
    ax.set_ylim(0, 1.05)
    ax.set_xlabel("coverage: share of all points that pass, in the box (numbers: ranges restricted)")
    ax.set_ylabel("density: share of its points that pass")
    ax.legend(frameon=False, fontsize=8, loc="lower left")
    head(figure, title)
    return figure


def _number(ax: Axes, steps: pd.DataFrame) -> None:
    """Write how many ranges are restricted where there are more than before, as far as there is room."""
    firsts = steps.drop_duplicates("restricted")[["coverage", "density", "restricted"]]
    last = (np.inf, np.inf)
    for coverage, density, restricted in firsts.itertuples(index=False):
        if np.hypot(coverage - last[0], density - last[1]) > LABEL_APART:
            last = (coverage, density)
            ax.annotate(str(restricted), last, (0, 6), textcoords="offset points", fontsize=7, ha="center")
