"""Figures of a sweep of two ranges: an outcome as a map, a grid in its cells or points where they lie."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.experiments.design import Outcome, Range
from sim.scenario.load import Case
from sim.show import style, value_names
from sim.show.picture import Picture, styled
from sim.show.style import FAINT, INK, look
from sim.show.sweep_axes import (
    BLANK,
    BLANKS,
    Side,
    Values,
    blanks_explained,
    blanks_key,
    broken,
    mark,
    name_outcome,
    outcome_axis,
    scale_axis,
    side,
    spread_of,
    write_value,
)
from sim.words import say_in

SHADES: Final = "cividis"
"""Shades of a map: the same order in grey and for those who are colour-blind."""

BESIDE_MM: Final = 42
"""Width of what stands beside a map: the names and marks of its axis and the colour key."""

MOST_WIDE: Final = 130
"""Width of a map in mm where a page has more."""

NUMBER_SIZE: Final = 7
"""Points of the numbers in cells."""


@styled
def heat_map(
    title: str, table: pd.DataFrame, ranges: Mapping[str, Range], name: str, measured: Outcome, case: Case
) -> Picture:
    """Draw an outcome over a grid of two ranges, a cell for every point.

    Parameters
    ----------
    title
        What stands above.
    table
        The points of one scenario, with `failed` and the outcome.
    ranges
        Both ranges by their paths, the one across first.
    name, asked
        The outcome: its column, and what is measured; a year that never comes is marked `never`.
    case
        The scenario.
    """
    across, up = ranges
    rows, columns = (list(pd.unique(table[path])) for path in (up, across))
    values, failed = (
        table.pivot(index=up, columns=across, values=column).reindex(index=rows, columns=columns)
        for column in (name, "failed")
    )
    grid = values.to_numpy(float)
    blanks = np.where(np.isfinite(grid), "", np.where(failed.notna(), "failed", "never"))
    figure, ax, (width, height) = _map_canvas()
    sides = side(ranges[across], columns), side(ranges[up], rows)
    mark(ax, "x", ranges[across], columns, width)
    mark(ax, "y", ranges[up], rows, height)
    mesh = ax.pcolormesh(sides[0].edges, sides[1].edges, np.ma.masked_invalid(grid), cmap=SHADES)
    ax.tick_params(length=0)
    hatch(ax, sides, blanks)
    _number(ax, sides, grid, blanks, measured, (width / len(columns), height / len(rows)))
    _name(figure, ax, mesh, (across, up), grid, measured, case)
    if explained := blanks_key(blanks, measured, case):
        style.key(figure, explained)
    style.head(figure, title)
    return figure


@styled
def point_map(
    title: str, table: pd.DataFrame, ranges: Mapping[str, Range], name: str, measured: Outcome, case: Case
) -> Picture:
    """Draw an outcome at points that lie anywhere within two ranges; parameters as of `heat_map`."""
    across, up = ranges
    values = table[name].to_numpy(float)
    figure, ax, lengths = _map_canvas()
    places = []
    for axis, path, length in zip("xy", (across, up), lengths, strict=True):
        span = ranges[path]
        listed = list(span.values) if span.values is not None else list(table[path])
        if span.values is not None:
            mark(ax, axis, span, listed, length)
        scale_axis(ax, axis, span)
        places.append(side(span, listed).middles[[listed.index(value) for value in table[path]]])
    known = np.isfinite(values)
    x, y = places
    mesh = ax.scatter(x[known], y[known], c=values[known], cmap=SHADES, s=22, lw=0.3, ec=INK)
    blanks = np.where(known, "", np.where(table["failed"].notna(), "failed", "never"))
    unknown: dict[str, dict[str, Any]] = {
        "never": {"marker": "^", "mfc": "white", "mec": INK},
        "failed": {"marker": "x", "mec": FAINT},
    }
    handles = []
    for blank, marker in unknown.items():
        there = blanks == blank
        if there.any():
            ax.plot(x[there], y[there], ls="", ms=4.5, **marker)
            label = blanks_explained(measured, case)[blank]
            handles.append(Line2D([], [], ls="", ms=4.5, label=label, **marker))
    _name(figure, ax, mesh, (across, up), values, measured, case)
    if handles:
        style.key(figure, handles)
    style.head(figure, title)
    return figure


def _map_canvas() -> tuple[Picture, Axes, tuple[float, float]]:
    """Return a figure with a panel, and the width and height that the panel will have, roughly."""
    width = min(look().width_mm - BESIDE_MM, MOST_WIDE)
    height = 0.72 * width + 10
    figure = style.canvas(height + 14)
    return figure, figure.subplots(), (width, height)


def _name(
    figure: Picture,
    ax: Axes,
    mesh: Any,
    paths: tuple[str, str],
    values: Values,
    measured: Outcome,
    case: Case,
) -> None:
    """Name both axes and the colours."""
    width = min(look().width_mm - BESIDE_MM, MOST_WIDE)
    ax.set_xlabel(broken(value_names.value(paths[0], case), width))
    ax.set_ylabel(broken(value_names.value(paths[1], case), 0.72 * width))
    name_outcome(ax, measured, case, width + 10)
    if np.isfinite(values).any():
        bar = figure.colorbar(mesh, ax=ax, aspect=30, pad=0.02)
        bar.outline.set_visible(False)
        outcome_axis(bar.ax.yaxis, measured, spread_of(values))


def hatch(ax: Axes, sides: tuple[Side, Side], blanks: NDArray[np.str_]) -> None:
    """Hatch the cells that have no value, each by why it has none."""
    across, up = (side.edges for side in sides)
    for row, column in np.argwhere(blanks != ""):
        x, y = across[[column, column + 1]], up[[row, row + 1]]
        ax.fill([*x, *x[::-1]], [y[0], y[0], y[1], y[1]], **BLANK, hatch=BLANKS[blanks[row, column]])


def _number(
    ax: Axes,
    sides: tuple[Side, Side],
    grid: Values,
    blanks: NDArray[np.str_],
    measured: Outcome,
    cell_mm: tuple[float, float],
) -> None:
    """Write the value of every point where cells have room for all, alike in their decimals."""
    known, spread = grid[np.isfinite(grid)], spread_of(grid)
    words = {"never": say_in("year", "never"), "failed": say_in("point", "failed"), "": ""}
    texts = [
        words[str(blank)] or write_value(value, measured, spread)
        for value, blank in zip(grid.ravel(), blanks.ravel(), strict=True)
    ]
    if max(style.width_of(text, NUMBER_SIZE) for text in texts) + 1 > cell_mm[0] or cell_mm[1] < 3:
        return
    middle = (known.min() + known.max()) / 2 if len(known) else 0.0
    for ((row, column), value), text in zip(np.ndenumerate(grid), texts, strict=True):
        blank = str(blanks[row, column])
        x, y = float(sides[0].middles[column]), float(sides[1].middles[row])
        colour = "black" if blank or value > middle else "white"
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 1} if blank else None
        ax.text(x, y, text, ha="center", va="center", fontsize=NUMBER_SIZE, color=colour, bbox=behind)
