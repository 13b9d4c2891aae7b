"""The figure of a measured ladder: what is unknown stays blank and hatched, and leaves the stage open."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.ladder.partly_known import UNKNOWN, PartlyKnown
from sim.show import style
from sim.show.ladder_figures import ROW_MM, STAGE_MM, shade
from sim.show.measured import MeasuredPairs
from sim.show.naming import Naming, degrees, stages_of
from sim.show.picture import Picture, styled
from sim.words import say

BLANK: Final[dict[str, Any]] = {
    "facecolor": "white",
    "edgecolor": "#8a8a8a",
    "hatch": "/////",
    "linewidth": 0.0,
}
"""How a cell is drawn of which nothing is known."""

OPEN: Final[dict[str, Any]] = {"facecolor": style.FAINT, "edgecolor": "none", "alpha": 0.55}
"""How stages are drawn that unknown cells leave open."""


def drawings(pairs: MeasuredPairs) -> dict[str, Callable[[], Figure]]:
    """Return what draws each figure."""
    return {
        f"measured-{ladder.name}": partial(measured, ladder, pairs.weak, pairs.naming)
        for ladder in pairs.drawn
    }


@styled
def measured(ladder: PartlyKnown, weak: Collection[int], naming: Naming) -> Picture:
    """Draw a measured ladder: the stages that it leaves open above, the degrees that are known below."""
    heights = [STAGE_MM * len(ladder.ladder.stages) + 4, ROW_MM * len(ladder.ladder)]
    figure = style.canvas(sum(heights) + 12)
    line, cells = figure.subplots(2, 1, sharex=True, height_ratios=heights)
    _stages(line, ladder)
    shade(cells, np.ma.masked_equal(ladder.degrees, UNKNOWN), ladder.years, ladder.ladder)
    _hatch(cells, ladder)
    labels = [label.get_text() for label in cells.get_yticklabels()]
    marked = [
        say("{indicator}*", indicator=label) if number in weak else label
        for number, label in enumerate(labels, start=1)
    ]
    cells.set_yticks(range(1, len(labels) + 1), marked)
    style.key(
        figure,
        [
            *style.shade_handles(dict(zip(degrees(), style.DEGREES, strict=True))),
            Patch(label=say("unknown: never taken for none"), **BLANK),
            Line2D([], [], linestyle="", label=say("* measured weakly")),
            Line2D([], [], label=say("stage"), **style.OBSERVED),
            Patch(label=say("stages that unknown cells leave open"), **OPEN),
        ],
    )
    span = {"first": ladder.years[0], "last": ladder.years[-1]}
    pair = naming.party(ladder.name)
    style.head(figure, say("{pair}: the ladder as measured, {first:d} to {last:d}", pair=pair, **span))
    return figure


def _stages(ax: Axes, ladder: PartlyKnown) -> None:
    """Draw the stage where it is known, and what is open where it is not."""
    lowest, highest = ladder.lowest.stage.astype(float), ladder.highest.stage.astype(float)
    years, low, high = style.steps(ladder.years, lowest, highest)
    ax.fill_between(years, low, high, where=low < high, **OPEN)
    ax.plot(years, np.where(low == high, low, np.nan), **style.OBSERVED)
    names = stages_of(ladder.ladder)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.3, len(names) - 0.7)
    style.years_axis(ax, [ladder.years[0], ladder.years[-1]])


def _hatch(ax: Axes, ladder: PartlyKnown) -> None:
    for position, unknown in enumerate((ladder.degrees == UNKNOWN).T):
        runs = [(first - 0.5, count) for first, count in _runs(unknown, ladder.years)]
        ax.broken_barh(runs, (position + 0.5, 1), **BLANK)


def _runs(holds: Sequence[bool] | np.ndarray, years: range) -> list[tuple[int, int]]:
    """Return first year and length of each run of years in which something holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds, [False]]).astype(int)))
    return [(years[first], int(end - first)) for first, end in zip(edges[::2], edges[1::2], strict=True)]
