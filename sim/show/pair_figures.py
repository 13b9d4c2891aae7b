"""The figure of all pairs of a run: their index by year as shade, simulated beside observed."""

from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize

from sim.show import style
from sim.show.picture import Picture, styled
from sim.show.subject import Subject
from sim.words import say, say_many

ROW_MM: Final = 3.1
"""Height of a pair."""

MOST_ROWS: Final = 66
"""Pairs that fit on a page."""

SCALE: Final = LinearSegmentedColormap.from_list("index", style.DEGREES)
"""Shades of the index from 0 up."""


@styled
def every_pair(subject: Subject, stages: pd.DataFrame, observed: pd.DataFrame) -> Picture:
    """Draw the index of every pair and group by year, the highest first; blank where none is known.

    Parameters
    ----------
    subject
        What the figure is about.
    stages, observed
        As `stages.csv` and `observed.csv`.
    """
    years = sorted(stages["year"].unique())
    last = stages[stages["year"] == years[-1]].sort_values("index_mean", ascending=False, kind="stable")
    parties = list(last["pair"][:MOST_ROWS])
    figure = style.canvas(ROW_MM * len(parties) + 20)
    axes = figure.subplots(1, 2, sharex=True, sharey=True)
    norm = Normalize(0, max(stages["index_mean"].max(), observed["index"].max() if len(observed) else 0))
    panels = (
        (say("simulated, mean of lives"), stages.rename(columns={"index_mean": "value"})),
        (say("observed"), observed.rename(columns={"index": "value"})),
    )
    for ax, (title, table) in zip(axes, panels, strict=True):
        values = table.pivot_table(index="pair", columns="year", values="value", sort=False)
        _shade(ax, values.reindex(index=parties, columns=years), norm)
        style.panel_title(ax, title)
    axes[0].set_yticks(range(len(parties)), [subject.naming.party(party) for party in parties])
    axes[0].set_ylim(len(parties) - 0.5, -0.5)
    figure.colorbar(
        ScalarMappable(norm, SCALE),
        ax=list(axes),
        label=say("index"),
        location="bottom",
        shrink=0.5,
        aspect=40,
    )
    style.head(figure, _title(subject, len(last) - len(parties)))
    return figure


def _title(subject: Subject, left_out: int) -> str:
    title = say("Index of every pair, 0 to 1. {run}", run=subject.title)
    others = say_many(
        "{count:,} pair below them stands in stages.csv.",
        "{count:,} pairs below them stand in stages.csv.",
        left_out,
    )
    return f"{title}\n{others}" if left_out else title


def _shade(ax: Axes, values: pd.DataFrame, norm: Normalize) -> None:
    years = values.columns.to_numpy(int)
    across = np.append(years, years[-1] + 1) - 0.5
    up = np.arange(len(values) + 1) - 0.5
    cells = np.ma.masked_invalid(values.to_numpy(float))
    # Thousands of cells are an image: as shapes they would make a page heavy.
    ax.pcolormesh(across, up, cells, cmap=SCALE, norm=norm, rasterized=True)
    style.years_axis(ax, years.tolist())
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
