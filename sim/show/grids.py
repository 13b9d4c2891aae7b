"""Figures of a grid sweep: an outcome over two ranges, with every point of the grid in its place."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import QuadMesh
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.experiments.design import Outcome, Range
from sim.show.figures import FAINT, head
from sim.show.style import Picture, styled

Values = NDArray[np.float64]

MOST_NUMBERED: Final = 150
"""Points up to which each has its number written."""

BLANKS: Final = {"never": "///", "failed": "xxx"}
"""How points without a value are hatched: too few lives reach the stage, or the model refuses the values."""

BLANK: Final[dict[str, Any]] = {"facecolor": "white", "edgecolor": FAINT, "lw": 0.5}


class Side(NamedTuple):
    """Where the points of a range are drawn, and the edges of their cells."""

    middles: Values
    edges: Values


@styled
def heat_map(
    title: str, table: pd.DataFrame, ranges: Mapping[str, Range], name: str, outcome: Outcome
) -> Picture:
    """Draw an outcome over a grid of two ranges.

    Parameters
    ----------
    title
        What the figure says of itself.
    table
        The points of one scenario, with `failed` and the outcome.
    ranges
        Both ranges by their paths, the one across first.
    name, outcome
        What is drawn; where a year is asked for, a point without one is marked `never`.
    """
    across, up = ranges
    index, columns = (pd.unique(table[path]) for path in (up, across))
    values, failed = (
        table.pivot(index=up, columns=across, values=column).reindex(index=index, columns=columns)
        for column in (name, "failed")
    )
    grid = values.to_numpy(float)
    blanks = np.where(np.isfinite(grid), "", np.where(failed.notna(), "failed", "never"))
    figure = Picture(figsize=(7, 5.4))
    ax = figure.subplots()
    sides = _axis(ax, "x", across, ranges[across], columns), _axis(ax, "y", up, ranges[up], index)
    mesh = ax.pcolormesh(sides[0].edges, sides[1].edges, np.ma.masked_invalid(grid), cmap="cividis")
    if np.isfinite(grid).any():
        _colour_key(figure, ax, mesh, name, outcome)
    _hatch(ax, sides, blanks)
    if grid.size <= MOST_NUMBERED:
        _number(ax, sides, grid, blanks)
    _blank_key(figure, blanks, outcome)
    head(figure, title)
    return figure


def _axis(ax: Axes, axis: str, name: str, span: Range, values: Any) -> Side:
    """Scale and name an axis as its range is."""
    ax.set(**{f"{axis}label": name})
    if span.values is not None:
        places = np.arange(len(values), dtype=float)
        ax.set(**{f"{axis}ticks": places, f"{axis}ticklabels": list(map(str, values))})
        return Side(places, _edges(places))
    middles = np.asarray(values, float)
    if span.scale == "log":
        ax.set(**{f"{axis}scale": "log"})
        return Side(middles, np.exp(_edges(np.log(middles))))
    if span.integer:
        getattr(ax, f"{axis}axis").set_major_locator(MaxNLocator(integer=True))
    return Side(middles, _edges(middles))


def _edges(middles: Values) -> Values:
    between = (middles[1:] + middles[:-1]) / 2
    first, last = 2 * middles[0] - between[0], 2 * middles[-1] - between[-1]
    return np.concatenate([[first], between, [last]])


def _colour_key(figure: Picture, ax: Axes, mesh: QuadMesh, name: str, outcome: Outcome) -> None:
    years = MaxNLocator(integer=True) if outcome.measure == "first-passage" else None
    key = figure.colorbar(mesh, ax=ax, label=name, ticks=years)
    key.ax.ticklabel_format(useOffset=False)


def _hatch(ax: Axes, sides: tuple[Side, Side], blanks: NDArray[np.str_]) -> None:
    across, up = (side.edges for side in sides)
    for row, column in np.argwhere(blanks != ""):
        x, y = across[[column, column + 1]], up[[row, row + 1]]
        style = {**BLANK, "hatch": BLANKS[blanks[row, column]]}
        ax.fill([*x, *x[::-1]], [y[0], y[0], y[1], y[1]], **style)


def _number(ax: Axes, sides: tuple[Side, Side], grid: Values, blanks: NDArray[np.str_]) -> None:
    """Write the value of every point, or why it has none."""
    known = grid[np.isfinite(grid)]
    middle = (known.min() + known.max()) / 2 if len(known) else 0.0
    for (row, column), value in np.ndenumerate(grid):
        blank = str(blanks[row, column])
        x, y = float(sides[0].middles[column]), float(sides[1].middles[row])
        colour = "black" if blank or value > middle else "white"
        behind = {"facecolor": "white", "edgecolor": "none", "pad": 1} if blank else None
        text = blank or f"{value:.4g}"
        ax.text(x, y, text, ha="center", va="center", fontsize=7, color=colour, bbox=behind)


def _blank_key(figure: Picture, blanks: NDArray[np.str_], outcome: Outcome) -> None:
    """Explain the points that have no value, where there are any."""
    told = {
        "never": f"never: fewer than {outcome.quantile:.0%} of the lives reach {outcome.stage}",
        "failed": "failed: no life at that point, outcomes.parquet says why",
    }
    shown = [
        Patch(label=told[blank], **{**BLANK, "hatch": BLANKS[blank]}) for blank in BLANKS if blank in blanks
    ]
    if shown:
        figure.legend(handles=shown, loc="outside lower left", frameon=False, fontsize=8)
