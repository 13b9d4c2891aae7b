"""The figure of threats: a panel for each state that perceives them, a line for each that it perceives."""

from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.show import style
from sim.show.picture import Picture, styled
from sim.show.style import End
from sim.show.subject import Subject
from sim.words import say

PANEL_MM, BESIDE_MM = 24.0, 7.0
"""Height of a panel, and of what stands between two."""

PAGE_MM: Final = 235.0
"""Height of what fits on a page."""

MOST_BANDED: Final = 3
"""States perceived up to which each has its band and its name."""

LEAST_NAMED: Final = 0.1
"""Threat that a line reaches in some year to have its name, where there are more."""

BAND: Final = 0.18
"""How opaque a band is."""


@styled
def threats(subject: Subject, table: pd.DataFrame) -> Picture:
    """Draw the threats that each state perceives: the mean, and where they are few the band.

    Parameters
    ----------
    subject
        What the figure is about.
    table
        As `threats.csv`; states come in the order of the scenario, as many as fit a page.
    """
    perceiving = [code for code in subject.states if code in set(table["by"])]
    banded = table["of"].nunique() - 1 <= MOST_BANDED
    columns = 1 if style.is_narrow() else min(2, len(perceiving))
    rows = min(-(-len(perceiving) // columns), int(PAGE_MM // (PANEL_MM + BESIDE_MM)))
    shown = perceiving[: rows * columns]
    figure = style.canvas(rows * (PANEL_MM + BESIDE_MM))
    axes = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel())
    for ax, by in zip(axes, shown, strict=False):
        _perceived(ax, subject, table[table["by"] == by], banded=banded)
        style.panel_title(ax, say("perceived by {state}", state=subject.naming.state_in_sentence(by)))
    axes[0].set_ylim(0, 1.05 * max(0.5, table["p95" if banded else "mean"].max()))
    style.trim(axes, len(shown), columns)
    if not banded:
        weak = say("states whose mean stays below {least:.1f}", least=LEAST_NAMED)
        style.key(figure, [Line2D([], [], color=style.FAINT, lw=1, label=weak)])
    style.head(figure, _title(subject, len(perceiving) - len(shown), banded=banded))
    return figure


def _title(subject: Subject, left_out: int, *, banded: bool) -> str:
    shown = say("mean and nine lives of ten") if banded else say("mean of lives")
    title = say("Threats perceived, 0 to 1: {shown}. {run}", shown=shown, run=subject.title)
    others = say("Those perceived by {count:d} more states stand in threats.csv.", count=left_out)
    return f"{title}\n{others}" if left_out else title


def _perceived(ax: Axes, subject: Subject, table: pd.DataFrame, *, banded: bool) -> None:
    """Draw all that a state perceives; lines that matter are named at their ends."""
    ends = []
    for of, rows in table.groupby("of"):
        code = str(of)
        line = {**style.colour_of(code, subject.states), "marker": ""}
        years, mean, low, high = style.steps(rows["year"], rows["mean"], rows["p05"], rows["p95"])
        if banded:
            ax.fill_between(years, low, high, color=line["color"], alpha=BAND, lw=0)
        elif mean.max() < LEAST_NAMED:
            ax.plot(years, mean, color=style.FAINT, lw=1, zorder=1)
            continue
        ax.plot(years, mean, lw=1.3, **line)
        ends.append(End(float(mean[-1]), subject.naming.state(code), line["color"], line["linestyle"]))
    style.years_axis(ax, list(table["year"]))
    style.name_ends(ax, ends)
