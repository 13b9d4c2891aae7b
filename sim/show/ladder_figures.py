"""Figures of the ladder: stages as lines, degrees as shades, one indicator a row and one year a column."""

from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from sim.ladder.assess import Trajectory
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.show import style
from sim.show.naming import Naming, degrees, labels_of, stages_of
from sim.show.picture import Picture, styled
from sim.show.style import End
from sim.show.subject import Subject
from sim.words import later, name, say

ROW_MM: Final = 4.4
"""Height of an indicator."""

STAGE_MM: Final = 5.0
"""Height of a step from a stage to the next."""

REACH: Final[dict[str, Any]] = {"color": "#666666", "linewidth": 1.2, "linestyle": (0, (1.2, 1.2))}
"""How the reach is drawn."""


DIFFERS: Final[dict[str, Any]] = {
    "color": "black",
    "marker": "D",
    "markersize": 3,
    "markerfacecolor": "white",
    "markeredgewidth": 0.7,
    "linestyle": "",
}
"""How a cell is marked on which two codings differ: light with a dark edge, to be seen on every shade."""


@styled
def trajectory(path: Trajectory, naming: Naming) -> Picture:
    """Draw an assessment: stage and reach above, degrees below."""
    figure, (line, cells) = _panels([STAGE_MM * len(path.ladder.stages) + 4, ROW_MM * len(path.ladder)])
    _stages(line, path)
    shade(cells, path.degrees, path.years, path.ladder)
    style.shade_key(figure, dict(zip(degrees(), style.DEGREES, strict=True)))
    pair = naming.party(path.name)
    span = {"first": int(path.years[0]), "last": int(path.years[-1])}
    style.head(figure, say("{pair}: the ladder as observed, {first:d} to {last:d}", pair=pair, **span))
    return figure


@styled
def dimensions(paths: Sequence[Trajectory], naming: Naming) -> Picture:
    """Draw where a pair stands on several ladders over the same years."""
    heights = [
        mm for path in paths for mm in (STAGE_MM * len(path.ladder.stages) + 4, ROW_MM * len(path.ladder))
    ]
    figure, axes = _panels(heights)
    for path, line, cells in zip(paths, axes[::2], axes[1::2], strict=True):
        _stages(line, path)
        style.panel_title(line, name(path.ladder.title))
        shade(cells, path.degrees, path.years, path.ladder)
    style.shade_key(figure, dict(zip(degrees(), style.DEGREES, strict=True)))
    pair = naming.party(paths[0].name)
    span = {"first": int(paths[0].years[0]), "last": int(paths[0].years[-1])}
    style.head(figure, say("{pair}: the dimensions side by side, {first:d} to {last:d}", pair=pair, **span))
    return figure


@styled
def two_codings(first: Trajectory, second: Trajectory, files: Sequence[str], naming: Naming) -> Picture:
    """Draw the degrees of a pair by two codings of its history, and a mark in each cell where they differ."""
    figure, axes = _panels([ROW_MM * len(first.ladder)] * 2)
    row, column = np.nonzero(first.degrees != second.degrees)
    titles = say("first coding: {file}", file=files[0]), say("second coding: {file}", file=files[1])
    for ax, path, title in zip(axes, (first, second), titles, strict=True):
        shade(ax, path.degrees, path.years, path.ladder)
        ax.plot(row + int(first.years[0]), column + 1, **DIFFERS)
        style.panel_title(ax, title)
    handles = style.shade_handles(dict(zip(degrees(), style.DEGREES, strict=True)))
    style.key(figure, [*handles, Line2D([], [], label=say("the codings differ"), **DIFFERS)])
    message = later("{pair}: two codings, {first:d} to {last:d}; they agree on {share:.0%} of the cells")
    span = {"first": int(first.years[0]), "last": int(first.years[-1])}
    share = float(np.mean(first.degrees == second.degrees))
    style.head(figure, say(message, pair=naming.party(first.name), share=share, **span))
    return figure


@styled
def ladder_of(subject: Subject, party: str, table: pd.DataFrame, stages: pd.DataFrame) -> Picture:
    """Draw one pair's ladder, observed (where coded) above simulated: mean degree over lives as shade.

    Parameters
    ----------
    subject
        What the figure is about.
    party
        The pair or the group.
    table, stages
        Shares of lives at each degree and at each stage, as `degrees.csv` and `stages.csv` have them.
    """
    ladder = subject.ladder
    cells, lives = table[table["pair"] == party], stages[stages["pair"] == party]
    coded = lives[lives["observed"] != ""]
    heat = ROW_MM * len(ladder) + 5
    figure, axes = _panels([STAGE_MM * len(ladder.stages) + 8, *[heat] * (2 if len(coded) else 1)])
    mean = sum(n * lives[stage] for n, stage in enumerate(ladder.stage_names))
    years, means = style.steps(lives["year"], mean)
    colour = subject.colour(party)
    axes[0].plot(years, means, color=colour, linestyle=style.MEAN_DASHES, linewidth=1.4)
    ends = [End(means[-1], say("simulated"), colour, style.MEAN_DASHES)]
    if len(coded):
        numbers = [ladder.stage_names.index(stage) for stage in coded["observed"]]
        axes[0].plot(*style.steps(coded["year"], numbers), **style.OBSERVED)
        ends.append(End(numbers[-1], say("observed"), style.OBSERVED["color"]))
        record = cells[cells["observed"] != ""].assign(
            degree=lambda rows: rows["observed"].map(DEGREES.index)
        )
        shade(axes[1], _by_year(record), list(coded["year"]), ladder)
        style.panel_title(axes[1], say("degree as observed"))
    _stage_axis(axes[0], ladder, list(lives["year"]))
    style.name_ends(axes[0], ends)
    style.panel_title(axes[0], say("stage; as simulated: mean of lives"))
    simulated_cells = cells.assign(degree=cells["low"] + 2 * cells["high"])
    shade(axes[-1], _by_year(simulated_cells), list(lives["year"]), ladder)
    style.panel_title(axes[-1], say("degree as simulated, mean of lives"))
    axes[-1].set_xlim(axes[0].get_xlim())
    style.shade_key(figure, dict(zip(degrees(), style.DEGREES, strict=True)))
    style.head(figure, say("{pair}: the ladder. {run}", pair=subject.naming.party(party), run=subject.title))
    return figure


def _by_year(rows: pd.DataFrame) -> NDArray[np.float64]:
    return rows.pivot_table(index="year", columns="indicator", values="degree").to_numpy(float)


def _panels(heights: Sequence[float]) -> tuple[Picture, list[Axes]]:
    """Return a figure with panels of some heights one below the other, whose years are the same."""
    figure = style.canvas(sum(heights) + 6 * len(heights))
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights, squeeze=False)
    return figure, list(axes.ravel())


def _stages(ax: Axes, path: Trajectory) -> None:
    """Draw the stage and the reach of a trajectory, each named at its end."""
    years = [int(year) for year in path.years]
    ax.plot(*style.steps(years, path.reach), **REACH)
    ax.plot(*style.steps(years, path.stage), **style.OBSERVED)
    _stage_axis(ax, path.ladder, years)
    ends = [
        End(float(path.stage[-1]), say("stage"), style.OBSERVED["color"]),
        End(float(path.reach[-1]), say("reach"), REACH["color"], REACH["linestyle"]),
    ]
    style.name_ends(ax, ends)


def _stage_axis(ax: Axes, ladder: Ladder, years: Sequence[int]) -> None:
    names = stages_of(ladder)
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.3, len(names) - 0.7)
    style.years_axis(ax, years)


def shade(ax: Axes, cells: NDArray[Any], years: Sequence[int] | NDArray[Any], ladder: Ladder) -> None:
    """Shade degrees `[year, indicator]` from 0 to 2, the first indicator at the bottom."""
    scale = mpl.colors.LinearSegmentedColormap.from_list("degree", list(style.DEGREES))
    across, up = np.append(np.asarray(years), int(years[-1]) + 1) - 0.5, np.arange(len(ladder) + 1) + 0.5
    mesh = ax.pcolormesh(across, up, cells.T, cmap=scale, vmin=0, vmax=2, edgecolor="white", linewidth=0.4)
    mesh.set_rasterized(False)
    ax.set_yticks(range(1, len(ladder) + 1), _indicators(ladder))
    style.years_axis(ax, [int(years[0]), int(years[-1])])
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def _indicators(ladder: Ladder) -> Sequence[str]:
    """Return the names of the indicators, in a narrow figure the short ones."""
    if not style.is_narrow():
        return labels_of(ladder)
    return [
        say("{number:d} {name}", number=indicator.number, name=name(indicator.short))
        for indicator in ladder.indicators
    ]
