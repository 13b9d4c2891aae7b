"""Figures of a discovery: the region between its most restricted ranges, and its price in coverage."""

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from sim.experiments.discover import Box, Mask, Points, Side, whole
from sim.show.figures import FAINT, INK, MODEL, RECORD, head
from sim.show.sensitivity import short

MOST_RANGES: Final = 4
"""Restricted ranges that are drawn against one another, the surest first."""


def region(
    title: str, points: Points, values: NDArray[Any], interest: Mask, box: Box, outcome: str
) -> Figure:
    """Draw the points over each pair of the box's ranges, with the box; over one range, the outcome."""
    names = list(box)[:MOST_RANGES]
    outer = whole(points)
    if len(names) == 1:
        figure = Figure(figsize=(9, 4.5))
        ax = figure.subplots()
        _scatter(ax, _places(points[names[0]]), values, interest)
        ax.axvspan(*_band(points[names[0]], box[names[0]]), facecolor="none", edgecolor=RECORD, lw=2)
        _name_axis(ax, "x", names[0], outer[names[0]])
        ax.set_ylabel(outcome)
        axes = np.array([ax])
    else:
        figure = Figure(figsize=(9, 1 + 2.6 * (len(names) - 1)) if len(names) > 2 else (9, 5))
        grid = figure.subplots(len(names) - 1, len(names) - 1, squeeze=False)
        for (row, column), ax in np.ndenumerate(grid):
            if column > row:
                ax.set_visible(False)
                continue
            across, up = names[column], names[row + 1]
            _scatter(ax, _places(points[across]), _places(points[up]), interest)
            _frame(ax, _band(points[across], box[across]), _band(points[up], box[up]))
            _name_axis(ax, "x", across, outer[across])
            _name_axis(ax, "y", up, outer[up])
        axes = grid
    handles, labels = axes.ravel()[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    head(figure, title)
    return figure


def _scatter(ax: Axes, x: NDArray[Any], y: NDArray[Any], interest: Mask) -> None:
    ax.scatter(x[~interest], y[~interest], s=9, facecolors="none", edgecolors=FAINT, lw=0.6, label="does not")
    ax.scatter(x[interest], y[interest], s=9, color=MODEL, lw=0, label="passes the threshold")


def _frame(ax: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    size = across[1] - across[0], up[1] - up[0]
    ax.add_patch(Rectangle((across[0], up[0]), *size, fill=False, edgecolor=RECORD, lw=2))


def _places(values: NDArray[Any]) -> NDArray[Any]:
    """Return where values are drawn: words at whole numbers, a little apart from one another."""
    if np.issubdtype(values.dtype, np.number):
        return values.astype(float)
    _, codes = np.unique(values.astype(str), return_inverse=True)
    return codes + np.random.default_rng(0).uniform(-0.3, 0.3, len(codes))


def _band(values: NDArray[Any], side: Side) -> tuple[float, float]:
    """Return the ends of what a box allows of a range; of words, from the first to the last."""
    if not isinstance(side, frozenset):
        return side
    words = list(np.unique(values.astype(str)))
    codes = [words.index(str(word)) for word in side]
    return min(codes) - 0.4, max(codes) + 0.4


def _name_axis(ax: Axes, axis: str, name: str, full: Side) -> None:
    ax.set(**{f"{axis}label": short(name)})
    if isinstance(full, frozenset):
        words = sorted(map(str, full))
        ax.set(**{f"{axis}ticks": range(len(words)), f"{axis}ticklabels": words})


def trade_off(title: str, table: pd.DataFrame) -> Figure:
    """Draw the boxes of a peeling by coverage and density, with the one chosen and the region of it."""
    figure = Figure(figsize=(9, 4.8))
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
    seen = -1
    for row in steps.to_dict("records"):
        if row["restricted"] > seen:
            seen = row["restricted"]
            place = (row["coverage"], row["density"])
            ax.annotate(str(seen), place, (0, 6), textcoords="offset points", fontsize=7, ha="center")
    ax.set_xlim(1.03, -0.03)
    ax.set_ylim(0, 1.05)
    ax.set_xlabel("coverage: share of all points that pass, in the box (numbers: ranges restricted)")
    ax.set_ylabel("density: share of its points that pass")
    ax.legend(frameon=False, fontsize=8, loc="lower left")
    head(figure, title)
    return figure
