"""Figures of a run: the index as a fan, what pairs do beside the ladder, and scores."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike

from sim.ladder.ladder import Ladder
from sim.show import style
from sim.show.measures import forecaster, measure
from sim.show.picture import Picture, styled
from sim.show.shock_marks import mark_shocks
from sim.show.stage_figures import grid
from sim.show.subject import Subject
from sim.words import later, say

NINE_TENTHS, HALF = 0.18, 0.42
"""How opaque the bands of a fan are."""

MEAN: Final[dict[str, Any]] = {"linewidth": 1.4, "linestyle": style.MEAN_DASHES}
"""How the mean of lives is drawn."""

HELD_MEAN: Final[dict[str, Any]] = {"linewidth": 1.6, "linestyle": (0, (1.2, 0.8))}
"""How the mean of lives is drawn that were held to the record up to a year."""

SCORE_MM: Final = 3.6
"""Height of a measure."""

SCORED: Final[Mapping[str, Mapping[str, Any]]] = {
    "model": {"marker": "o", "color": style.COLOURS[0], "markersize": 4.5, "zorder": 3},
    "persistence": {"marker": "s", "color": style.COLOURS[1], "markerfacecolor": "none", "markersize": 4.5},
    "climatology": {"marker": "^", "color": style.COLOURS[3], "markerfacecolor": "none", "markersize": 4.5},
    "line": {"marker": "x", "color": style.COLOURS[2], "markersize": 4},
}
"""Marks of the forecasters whose scores are drawn."""

CHANNELS: Final = {"diplomatic": later("diplomatic acts"), "economic": later("economic acts")}
"""What channels are called."""


@styled
def index(
    subject: Subject, stages: pd.DataFrame, observed: pd.DataFrame, held: pd.DataFrame | None = None
) -> Picture:
    """Draw the index as a fan over the lives, pair by pair, what was observed over it, and the shocks.

    Parameters
    ----------
    subject
        What the figure is about.
    stages
        As `stages.csv`, and `index_p25` and `index_p75` where half of the lives have their band.
    observed
        As `observed.csv`.
    held
        As `held.csv`: a second fan, from what was observed up to a year.
    """
    parties = list(stages["pair"].unique())
    figure, axes = grid(len(parties))
    most = 0.5
    for ax, party in zip(axes, parties, strict=True):
        record = observed[observed["pair"] == party]
        most = max(most, _index_panel(ax, subject, stages[stages["pair"] == party], record))
        if held is not None:
            most = max(most, _held_fan(ax, held[held["pair"] == party], subject.colour(party)))
    for ax in axes:
        ax.set_ylim(0, most * 1.05)
    colour = subject.colour(parties[0]) if len(parties) == 1 else "#555555"
    _fan_key(figure, colour, observed=len(observed) > 0, half="index_p25" in stages, held=held)
    mark_shocks(axes, subject.shocks)
    style.head(figure, say("Index, 0 to 1. {run}", run=subject.title))
    return figure


def _index_panel(ax: Axes, subject: Subject, lives: pd.DataFrame, record: pd.DataFrame) -> float:
    """Draw the fan of a pair; return how high it reaches."""
    party = str(lives["pair"].iloc[0])
    colour, years = subject.colour(party), lives["year"]
    _band(ax, years, lives["index_p05"], lives["index_p95"], color=colour, alpha=NINE_TENTHS)
    if "index_p25" in lives:
        _band(ax, years, lives["index_p25"], lives["index_p75"], color=colour, alpha=HALF)
    ax.plot(*style.steps(years, lives["index_mean"]), color=colour, **MEAN)
    if len(record):
        ax.plot(*style.steps(record["year"], record["index"]), **style.OBSERVED)
    style.years_axis(ax, list(years))
    style.panel_title(ax, subject.naming.party(party))
    return float(max(lives["index_p95"].max(), record["index"].max() if len(record) else 0))


def _held_fan(ax: Axes, lives: pd.DataFrame, colour: str) -> float:
    """Draw the fan of lives that were held to the record up to a year; return how high it reaches."""
    years = lives["year"]
    _band(ax, years, lives["index_p05"], lives["index_p95"], **_hatched(colour))
    for bound in ("index_p05", "index_p95"):
        ax.plot(*style.steps(years, lives[bound]), color=colour, lw=0.6)
    ax.plot(*style.steps(years, lives["index_mean"]), color=colour, **HELD_MEAN)
    return float(lives["index_p95"].max())


def _hatched(colour: str) -> dict[str, Any]:
    return {"facecolor": "none", "edgecolor": to_rgba(colour, 0.7), "hatch": "////"}


def _band(ax: Axes, years: ArrayLike, low: ArrayLike, high: ArrayLike, **shade: Any) -> None:
    edges, lows, highs = style.steps(years, low, high)
    ax.fill_between(edges, lows, highs, lw=0, **shade)


def with_quartiles(stages: pd.DataFrame, counts: pd.DataFrame, maximum: int) -> pd.DataFrame:
    """Add the bounds of the middle half of the lives to `stages.csv`, from the counts of `index.csv`."""
    rows = []
    of_stages = counts[counts["pair"].isin(stages["pair"].unique())].sort_values("index")
    for (year, party), counted in of_stages.groupby(["year", "pair"]):
        reached = counted["lives"].cumsum() / counted["lives"].sum()
        low, high = counted["index"].to_numpy()[np.searchsorted(reached, (0.25, 0.75))] / maximum
        rows.append({"year": year, "pair": party, "index_p25": low, "index_p75": high})
    return stages.merge(pd.DataFrame(rows), on=["year", "pair"])


def _fan_key(figure: Picture, colour: str, *, observed: bool, half: bool, held: pd.DataFrame | None) -> None:
    handles: list[tuple[bool, Artist]] = [
        (observed, style.observed_key()),
        (True, Line2D([], [], color=colour, label=say("simulated, mean of lives"), **MEAN)),
        (half, Patch(color=colour, alpha=HALF + NINE_TENTHS, lw=0, label=say("half of the lives"))),
        (True, Patch(color=colour, alpha=NINE_TENTHS, lw=0, label=say("nine lives of ten"))),
    ]
    if held is not None:
        mean = say("mean from what was observed up to {year:d}", year=int(held["from"].iloc[0]))
        handles += [
            (True, Line2D([], [], color=colour, label=mean, **HELD_MEAN)),
            (True, Patch(label=say("nine of ten of these lives"), **_hatched(colour))),
        ]
    style.key(figure, [handle for is_drawn, handle in handles if is_drawn])


@styled
def channels(subject: Subject, party: str, table: pd.DataFrame) -> Picture:
    """Draw the share of lives in which a pair met, by channel, and mark the years with coded events."""
    acts = table[table["pair"] == party]
    names = list(acts["channel"].unique())
    figure = style.canvas(26 * len(names))
    axes = figure.subplots(len(names), 1, sharex=True, squeeze=False).ravel()
    for ax, name in zip(axes, names, strict=True):
        rows = acts[acts["channel"] == name]
        coded = rows["year"][pd.to_numeric(rows["coded"]).fillna(0) > 0]
        ax.plot(*style.steps(rows["year"], rows["share"]), color=subject.colour(party), lw=1.5)
        ax.plot(coded, np.full(len(coded), 1.1), **CODED)
        style.share_axis(ax)
        ax.set_ylim(0, 1.2)
        ax.spines["left"].set_bounds(0, 1)
        style.years_axis(ax, list(rows["year"]))
        style.panel_title(ax, say(CHANNELS[name]) if name in CHANNELS else name)
    simulated = say("simulated: share of lives with such an act")
    key = [
        Line2D([], [], label=say("observed: an event is coded"), **CODED),
        Line2D([], [], color=subject.colour(party), lw=1.5, label=simulated),
    ]
    style.key(figure, key)
    pair = subject.naming.party(party)
    style.head(figure, say("{pair}: beside the ladder. {run}", pair=pair, run=subject.title))
    return figure


CODED: Final[dict[str, Any]] = {
    "color": style.OBSERVED["color"],
    "marker": "s",
    "markersize": 3,
    "linestyle": "",
}
"""How a year with a coded event is marked."""


@styled
def scores(subject: Subject, table: pd.DataFrame) -> Picture:
    """Draw the error of the model and of each baseline, measure by measure: further left is better."""
    errors = table[table["measure"].str.startswith(("rps", "crps"))].assign(
        score=lambda rows: rows["score"].astype(float)
    )
    parties = list(errors["pair"].unique())
    columns = 1 if style.is_narrow() or len(parties) == 1 else 2
    rows = -(-len(parties) // columns)
    figure = style.canvas(rows * (SCORE_MM * errors["measure"].nunique() + 8))
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for ax, party in zip(axes, parties, strict=False):
        _errors(ax, errors[errors["pair"] == party], subject.ladder)
        style.panel_title(ax, subject.naming.party(party))
    for ax in axes[max(0, len(parties) - columns) : len(parties)]:
        ax.set_xlabel(say("error (0 is without fault)"))
    style.trim(list(axes), len(parties), columns)
    style.key(
        figure,
        [Line2D([], [], linestyle="", label=forecaster(code), **mark) for code, mark in SCORED.items()],
    )
    style.head(figure, say("Errors within the sample. {run}", run=subject.title))
    return figure


def _errors(ax: Axes, errors: pd.DataFrame, ladder: Ladder) -> None:
    measures = list(errors["measure"].unique())
    for code, mark in SCORED.items():
        scored = errors[errors["forecaster"] == code]
        positions = [measures.index(name) for name in scored["measure"]]
        ax.plot(scored["score"], positions, linestyle="", clip_on=False, **mark)
    ax.set_yticks(range(len(measures)), [measure(name, ladder) for name in measures])
    ax.set_ylim(len(measures) - 0.5, -0.5)
    ax.set_xlim(left=0)
    ax.grid(axis="y", color="#dddddd", lw=0.5)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
