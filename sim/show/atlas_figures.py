"""Figures of the atlas: a matrix of states by stage with its groups; who is likely to climb or to fall."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import NDArray

from sim.ladder.ladder import Ladder
from sim.show import style
from sim.show.atlas import Atlas, best_tied, called
from sim.show.naming import Naming, stages_of
from sim.show.picture import Picture, styled
from sim.words import later, name, numerals, say

LETTERS: Final = 7
"""Points of the names of states."""

LINE_MM: Final = 2.75
"""Height of a name with what is between it and the next."""

WIDEST_CELL_MM: Final = 7.0
"""Width of a cell where there is room for more."""

BRACKET_MM: Final = 7
"""Width of the numbers of groups beside the matrix."""

SIZES: Final = ((0.9, 1.0), (0.5, 0.68), (0.0, 0.4))
"""Shares of lives, and the side of a cell from each on."""

STILL: Final = "//////"
"""Hatch of what was last known."""

DOT: Final = 0.24
"""Side of the mark of a pair of which not all is known."""

ROW_MM: Final = 4.4
"""Height of a pair in the figure of prospects."""

MOST_PAIRS: Final = 15
"""Pairs of either list that are drawn."""

Cells = NDArray[np.bool_]


@styled
def matrix(atlas: Atlas, of: int) -> Picture:
    """Draw the states against each other, each pair by its stage; of many states those with the most ties.

    Parameters
    ----------
    atlas
        What is shown.
    of
        How many states there are in all.
    """
    longest = max(style.width_of(atlas.naming.state(code), LETTERS) for code in atlas.states) + 3
    room = style.look().width_mm - longest - BRACKET_MM
    drawn = best_tied(atlas, int(room / LINE_MM))
    count = len(drawn.states)
    cell = min(room / count, WIDEST_CELL_MM)
    figure = style.canvas(count * cell + longest + 2)
    ax = figure.subplots()
    ax.set_aspect("equal")
    ax.set_anchor("W")
    _cells(ax, drawn)
    _names(ax, drawn)
    for number, group in drawn.groups.items():
        _frame(ax, drawn, group, numerals(str(number)))
    names = [
        say("{number}: {states}", number=numerals(str(n)), states=called(atlas, n)) for n in drawn.groups
    ]
    if names:
        style.list_below(figure, names)
    style.key(figure, _key(drawn))
    style.head(figure, _title(drawn, of))
    return figure


def _title(drawn: Atlas, of: int) -> str:
    values = {"count": len(drawn.states), "year": drawn.year, "all": of}
    if drawn.simulated:
        return say("Most likely stage of each pair, {count:,} of {all:,} states, end of {year:d}", **values)
    return say(
        "Stage that each pair is known to reach, {count:,} of {all:,} states, end of {year:d}", **values
    )


def _cells(ax: Axes, atlas: Atlas) -> None:
    """Fill the cells: shades by stage, hatches of what was last known, marks where not all is known."""
    count, apart = len(atlas.states), ~np.eye(len(atlas.states), dtype=bool)
    shades = style.stage_colours(len(atlas.ladder.stages))
    _fill(ax, apart, 1.0, facecolor=shades[0])
    _fill(ax, ~apart, 1.0, facecolor=style.FAINT)
    sides = np.select([atlas.share >= least for least, _ in SIZES], [side for _, side in SIZES])
    for number, shade in enumerate(shades[1:], start=1):
        for proven in range(number):
            further = apart & (atlas.still == number) & (atlas.level == proven)
            _fill(ax, further, 1.0, **_hatched(shade, shades[proven] if proven else "white"))
        for _, side in SIZES:
            _fill(ax, apart & (atlas.level == number) & (sides == side), side, facecolor=shade)
    _fill(ax, apart & (atlas.still == 0) & (atlas.unknown > 0), DOT, facecolor=style.FAINT)
    for edge in range(count + 1):
        ax.axhline(edge, color="white", lw=0.4)
        ax.axvline(edge, color="white", lw=0.4)
    ax.set_xlim(0, count)
    ax.set_ylim(count, 0)


def _hatched(shade: str, behind: str = "white") -> dict[str, Any]:
    return {"facecolor": behind, "edgecolor": shade, "hatch": STILL, "linewidth": 0.5}


def _fill(ax: Axes, cells: Cells, side: float, **look: Any) -> None:
    """Fill the middle of some cells, as one shape."""
    places = np.argwhere(cells)
    if not len(places):
        return
    margin = (1 - side) / 2
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side], [0, 0]]) + margin
    vertices = (places[:, np.newaxis, ::-1] + corners).reshape(-1, 2)
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(places))
    ax.add_patch(PathPatch(Path(vertices, codes), **{"linewidth": 0, **look}))


def _names(ax: Axes, atlas: Atlas) -> None:
    names = [atlas.naming.state(code) for code in atlas.states]
    middles = np.arange(len(names)) + 0.5
    ax.set_yticks(middles, names, fontsize=LETTERS)
    ax.set_xticks(middles, names, fontsize=LETTERS, rotation=90)
    ax.tick_params(length=0, pad=1, top=True, labeltop=True, bottom=False, labelbottom=False)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _frame(ax: Axes, atlas: Atlas, group: Sequence[str], number: str) -> None:
    """Frame a group, and put its number beside the matrix at its height."""
    first, count = atlas.states.index(group[0]), len(group)
    ax.add_patch(
        Rectangle(
            (first, first), count, count, fill=False, edgecolor="black", lw=1.1, clip_on=False, zorder=4
        )
    )
    right = len(atlas.states) + 0.4
    ax.plot([right, right], [first + 0.15, first + count - 0.15], color="black", lw=1.1, clip_on=False)
    ax.annotate(
        number,
        (right, first + count / 2),
        xytext=(3, 0),
        textcoords="offset points",
        va="center",
        fontsize=LETTERS,
        weight="bold",
        annotation_clip=False,
    )


def _key(atlas: Atlas) -> list[Artist]:
    """Say what the cells are."""
    stages = stages_of(atlas.ladder)
    shades = style.stage_colours(len(atlas.ladder.stages))
    handles: list[Artist] = list(style.shade_handles({stages[n]: shades[n] for n in atlas.stages}))
    none: dict[str, Any] = {"facecolor": shades[0], "edgecolor": "#888888", "lw": 0.5}
    if atlas.simulated:
        handles.append(Patch(**none, label=stages[0]))
        labels = later("nine of ten lives or more"), later("half of the lives or more"), later("fewer lives")
        handles += [
            Line2D([], [], ls="", marker="s", ms=6 * side, color=shades[-1], label=say(label))
            for (_, side), label in zip(SIZES, labels, strict=True)
        ]
        return handles
    if (atlas.still > atlas.level).any():
        handles.append(Patch(**_hatched(shades[-1]), label=say("as last known, unless it ended since")))
    handles.append(Patch(**none, label=say("known to have none")))
    mark: dict[str, Any] = {"marker": "s", "ms": 2, "color": style.FAINT}
    handles.append(Line2D([], [], ls="", label=say("none seen, not all is known"), **mark))
    return handles


@styled
def prospects(tables: Mapping[str, pd.DataFrame], naming: Naming, ladder: Ladder, lives: int) -> Picture:
    """Draw the pairs most likely to climb, and to fall, each with the indicator that is most likely to move.

    Parameters
    ----------
    tables
        As `climbers.csv` and `fallers.csv`, by these names.
    naming, ladder
        What states and indicators are called.
    lives
        How many lives the shares are of.
    """
    parts = {which: table.head(MOST_PAIRS) for which, table in tables.items() if len(table)}
    columns = 1 if style.is_narrow() else len(parts)
    rows = -(-len(parts) // columns)
    most = max(len(table) for table in parts.values())
    figure = style.canvas(rows * (most * ROW_MM + 12))
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    titles = {"climbers": later("stand higher by {year:d}"), "fallers": later("stand lower by {year:d}")}
    for ax, (which, table) in zip(axes, parts.items(), strict=True):
        colour = style.COLOURS[0] if which == "climbers" else style.COLOURS[1]
        _bars(ax, table, naming, ladder, lives, colour)
        ax.set_ylim(most - 0.4, -0.6)
        style.panel_title(ax, say(titles[which], year=int(table["year"].iloc[0])))
    year = int(next(iter(parts.values()))["year"].iloc[0])
    style.head(
        figure,
        say(
            "Pairs most likely to climb and to fall by {year:d}: share of {lives:,} lives",
            year=year,
            lives=lives,
        ),
    )
    return figure


def _bars(ax: Axes, table: pd.DataFrame, naming: Naming, ladder: Ladder, lives: int, colour: str) -> None:
    """Draw the shares of lives as bars, with the error that comes of the number of lives (90 %)."""
    shares, places = table["chance"].to_numpy(float), np.arange(len(table))
    error = 1.645 * np.sqrt(shares * (1 - shares) / lives)
    ax.barh(places, shares, height=0.62, color=colour, alpha=0.75)
    ax.errorbar(shares, places, xerr=error, ls="", ecolor=style.INK, elinewidth=0.8)
    ax.set_yticks(places, [naming.party(pair) for pair in table["pair"]])
    ax.tick_params(axis="y", length=0)
    for place, share, margin, number in zip(places, shares, error, table["indicator"], strict=True):
        indicator = name(ladder.indicators[int(number) - 1].short)
        ax.text(share + margin + 0.02, float(place), indicator, va="center", fontsize=6.5, color=style.INK)
    ax.set_xlim(0, 1.5)
    ax.set_xticks((0, 0.5, 1), list(map(style.share_written, (0, 0.5, 1))))
    ax.spines["bottom"].set_bounds(0, 1)
