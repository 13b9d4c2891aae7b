"""Figures of stages: shares as areas, and above them what was observed, in the same colours."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.ladder.ladder import Ladder
from sim.show import style
from sim.show.naming import stages_of
from sim.show.picture import Picture, styled
from sim.show.subject import Subject
from sim.words import say

PANEL_MM, ALONE_MM = 24.0, 44.0
"""Height of a panel, and of one that stands alone."""

STRIP: Final = (1.06, 1.22)
"""Foot and top of the strip of what was observed, where all lives are 1."""

EDGE: Final[dict[str, Any]] = {"edgecolor": style.OBSERVED["color"], "linewidth": 0.9}
"""What frames what was observed."""

READINGS: Final = ("weakest", "median")
"""Readings of a group that are one pair in every life."""


@styled
def stages(subject: Subject, table: pd.DataFrame) -> Picture:
    """Draw the share of lives at each stage over time, pair by pair, and above it the observed stage."""
    parties = list(table["pair"].unique())
    figure, axes = grid(len(parties))
    for ax, party in zip(axes, parties, strict=True):
        rows = table[table["pair"] == party]
        areas(ax, rows, subject.ladder)
        observed_strip(ax, rows[rows["observed"] != ""], subject.ladder)
        style.panel_title(ax, say("{pair}: share of lives", pair=subject.naming.party(party)))
    stage_key(figure, subject.ladder, observed=bool((table["observed"] != "").any()))
    style.head(figure, say("Stages. {run}", run=subject.title))
    return figure


@styled
def group_stages(subject: Subject, group: str, table: pd.DataFrame) -> Picture:
    """Draw the pairs of a group: their shares at each stage, and where the weakest and the median stand.

    Parameters
    ----------
    subject
        What the figure is about.
    group
        What the table calls the group.
    table
        As `group.csv`.
    """
    readings = table[table["group"] == group]
    panels = list(_readings(readings, subject.ladder.stage_names))
    figure, axes = grid(len(panels), across=2)
    for ax, (title, simulated, observed) in zip(axes, panels, strict=True):
        areas(ax, simulated, subject.ladder)
        observed_strip(ax, observed, subject.ladder)
        style.panel_title(ax, title)
    stage_key(figure, subject.ladder, observed=any(len(observed) for _, _, observed in panels))
    called = subject.naming.party(group)
    style.head(figure, say("The pairs of {group}. {run}", group=called, run=subject.title))
    return figure


def _readings(table: pd.DataFrame, names: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """Go through the panels of a group: title, shares, and rows with the observed stage beside them."""
    of = dict(iter(table.groupby(["reading", "source"], sort=False)))
    none = table.iloc[:0].assign(observed="")
    yield say("simulated: share of pairs"), of["pairs", "simulated"], none
    if ("pairs", "observed") in of:
        yield say("observed: share of pairs"), of["pairs", "observed"], none
    titles = {
        "weakest": say("the weakest pair: share of lives"),
        "median": say("the median pair: share of lives"),
    }
    for reading in READINGS:
        observed = of.get((reading, "observed"), none)
        if len(observed):
            observed = observed.assign(observed=observed[list(names)].astype(float).idxmax(axis=1))
        yield titles[reading], of[reading, "simulated"], observed


def grid(panels: int, across: int = 0) -> tuple[Picture, list[Axes]]:
    """Return a figure with a panel a party: one below the other, or beside it where they are many."""
    narrow = style.is_narrow()
    columns = 1 if narrow or (panels <= 3 and not across) else 2
    rows = -(-panels // columns)
    height = ALONE_MM if panels == 1 else PANEL_MM
    figure = style.canvas(rows * (height + 8))
    axes = list(figure.subplots(rows, columns, sharex=True, squeeze=False).ravel())
    style.trim(axes, panels, columns)
    return figure, axes[:panels]


def areas(ax: Axes, rows: pd.DataFrame, ladder: Ladder) -> None:
    """Stack the shares at each stage, the lowest at the bottom."""
    shares = rows[list(ladder.stage_names)].to_numpy(float).T
    tops = np.cumsum(shares, axis=0)
    for share, top, colour in zip(shares, tops, style.stage_colours(len(ladder.stages)), strict=True):
        years, low, high = style.steps(rows["year"], top - share, top)
        ax.fill_between(years, low, high, facecolor=colour, edgecolor="white", lw=0.4)
    style.share_axis(ax)
    style.years_axis(ax, list(rows["year"]))


def observed_strip(ax: Axes, rows: pd.DataFrame, ladder: Ladder) -> None:
    """Show the observed stage of each year as a strip above areas, in the same colours."""
    if not len(rows):
        return
    low, high = STRIP
    colours = dict(zip(ladder.stage_names, style.stage_colours(len(ladder.stages)), strict=True))
    years, reached = rows["year"].to_numpy(int), rows["observed"].to_numpy(str)
    gaps = np.diff(years) > 1
    for span in _spans(gaps | (reached[1:] != reached[:-1])):
        shade = colours[reached[span[0]]]
        ax.bar(years[span[0]] - 0.5, high - low, len(span), low, align="edge", color=shade)
    for span in _spans(gaps):
        ax.bar(years[span[0]] - 0.5, high - low, len(span), low, align="edge", fill=False, **EDGE)
    ax.set_ylim(0, high + 0.02)
    marks = {share: style.share_written(share) for share in (0, 0.5, 1)}
    ax.set_yticks([*marks, (low + high) / 2], [*marks.values(), say("observed")])
    ax.spines["left"].set_bounds(0, 1)


def _spans(breaks: NDArray[np.bool_]) -> list[NDArray[np.int_]]:
    """Return the positions between breaks, span by span."""
    return np.split(np.arange(len(breaks) + 1), np.nonzero(breaks)[0] + 1)


def stage_key(figure: Picture, ladder: Ladder, *, observed: bool) -> None:
    """Say below a figure which shade is which stage, and what is framed."""
    shades: Mapping[str, str] = dict(
        zip(stages_of(ladder), style.stage_colours(len(ladder.stages)), strict=True)
    )
    framed: Sequence[Patch] = (
        [Patch(fill=False, label=say("observed stage (strip)"), **EDGE)] if observed else []
    )
    style.key(figure, [*style.shade_handles(shades), *framed])
