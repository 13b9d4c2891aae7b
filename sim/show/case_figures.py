"""Figures of many cases on one scale: their observed index by age, and each pair in a panel of its own."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap

from sim.ladder.ladder import Ladder
from sim.scenario.load import Case
from sim.show import style
from sim.show.naming import Naming, naming_of
from sim.show.picture import Picture, styled
from sim.show.stage_figures import observed_strip, stage_key
from sim.show.style import End
from sim.words import name, numerals, say

AGES_MM: Final = 72.0
"""Height of the figure by age."""

PANEL_MM: Final = 12.5
"""Height of the panel of a pair."""

ACROSS, ACROSS_NARROW = 4, 2
"""Panels beside one another, and in a narrow figure."""

PAGE_MM: Final = 200.0
"""Height up to which pairs have panels of their own."""

ROW_MM, ROW_SIZE = 2.9, 7
"""Height of a row of shades, and the points of its letters."""

MOST_ROWS, MOST_ROWS_NARROW = 70, 56
"""Rows that a page has room for in a column of them, and in a narrow figure."""

BESIDE_MM: Final = 4.0
"""Width between panels."""

Row = tuple[Any, pd.DataFrame]
"""A case and its pair or group, and what was observed of it."""

LINE: Final[dict[str, Any]] = {**style.OBSERVED, "linewidth": 1.1}
"""How what was observed is drawn in a small panel."""


def namings(cases: Sequence[Case]) -> dict[str, Naming]:
    """Return the names that each case gives its states and its groups, which go by their names here."""
    called = {}
    for case in cases:
        states = naming_of(case).states
        groups = {table.group.name: table.called for table in case.scenario.groups}
        called[case.scenario.name] = Naming(states, groups)
    return called


@styled
def ages(table: pd.DataFrame, chosen: Sequence[tuple[str, str]], cases: Sequence[Case]) -> Picture:
    """Draw the observed index over years since the start of each case, those chosen in colour and named.

    Parameters
    ----------
    table
        As `cases.csv`.
    chosen
        Cases and their pairs or groups, as the table calls them.
    cases
        The cases, for their names.
    """
    figure = style.canvas(AGES_MM)
    ax = figure.subplots()
    parties = {(str(case), str(party)): rows for (case, party), rows in table.groupby(["case", "pair"])}
    for key, rows in parties.items():
        if key not in chosen:
            ax.plot(*style.steps(rows["age"], rows["index"]), color=style.FAINT, lw=0.5, zorder=1)
    style.years_axis(ax, list(table["age"]))
    ax.set_ylim(0, 1)
    ends = []
    labels = _labels(chosen, cases)
    for key, label in zip(chosen, labels, strict=True):
        line = {**style.colour_of(label, labels), "marker": ""}
        age, index = style.steps(parties[key]["age"], parties[key]["index"])
        ax.plot(age, index, lw=1.8, zorder=3, **line)
        ends.append(End(float(index[-1]), label, line["color"], line["linestyle"], float(age[-1])))
    style.name_ends(ax, ends)
    ax.set_xlabel(say("years since the start of the case"))
    ax.set_ylabel(say("observed index"))
    style.head(figure, say("Observed index by age. In grey: the other pairs and groups of the same cases."))
    return figure


def _labels(chosen: Sequence[tuple[str, str]], cases: Sequence[Case]) -> list[str]:
    """Return what the chosen are called, with the case where two cases have the same pair."""
    called = namings(cases)
    titles = {case.scenario.name: name(case.scenario.title) for case in cases}
    labels = [called[case].party(party) for case, party in chosen]
    return [
        say("{pair} ({case})", pair=label, case=titles[case]) if labels.count(label) > 1 else label
        for label, (case, _) in zip(labels, chosen, strict=True)
    ]


@styled
def small_multiples(table: pd.DataFrame, cases: Sequence[Case]) -> Picture:
    """Draw the observed index of every pair and group on one scale, and above it the observed stage.

    Where a page has no room for so many panels, the stage of each is a row of shades.

    Parameters
    ----------
    table
        As `cases.csv`.
    cases
        The cases, which are numbered in the panels and listed below.
    """
    panels = list(table.groupby(["case", "pair"], sort=False))
    columns = min(ACROSS_NARROW if style.is_narrow() else ACROSS, len(panels))
    rows = -(-len(panels) // columns)
    if rows * (PANEL_MM + 6) > PAGE_MM:
        return strips(table, cases)
    figure = style.canvas(rows * (PANEL_MM + 5))
    axes = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel())
    called, ladder = namings(cases), cases[0].ladder
    numbers = {case.scenario.name: n for n, case in enumerate(cases, start=1)}
    for ax, ((case, party), observed) in zip(axes, panels, strict=False):
        ax.plot(*style.steps(observed["year"], observed["index"]), **LINE)
        observed_strip(ax, observed.assign(observed=observed["stage"]), ladder)
        pair = called[str(case)].party(str(party))
        title = _numbered(numbers[str(case)], pair)
        width = style.look().width_mm / columns - BESIDE_MM
        style.panel_title(ax, "\n".join(style.wrapped(title if len(cases) > 1 else pair, width, 8)))
        ax.set_yticks((0, 1), [numerals("0"), numerals("1")])
    style.years_axis(axes[0], list(table["year"]))
    style.trim(axes, len(panels), columns)
    stage_key(figure, ladder, observed=True)
    _list_cases(figure, cases)
    shown = say("Observed index (line, 0 to 1) and stage (strip) of every pair and group with a record")
    style.head(figure, shown)
    return figure


def _numbered(number: int, pair: str) -> str:
    return say("{number:d}. {pair}", number=number, pair=pair)


def _list_cases(figure: Picture, cases: Sequence[Case]) -> None:
    if len(cases) > 1:
        titles = enumerate((name(case.scenario.title) for case in cases), start=1)
        style.list_below(figure, [say("{number:d}. {title}", number=n, title=title) for n, title in titles])


@styled
def strips(table: pd.DataFrame, cases: Sequence[Case]) -> Picture:
    """Draw the observed stage of every pair and group as a row of shades, parameters as of `small_multiples`.

    Of more than a page has room for, those whose index is highest at last are drawn.
    """
    rows = list(table.groupby(["case", "pair"], sort=False))
    columns = 1 if style.is_narrow() or len(rows) <= MOST_ROWS else 2
    most = MOST_ROWS_NARROW if style.is_narrow() else columns * MOST_ROWS
    drawn = rows if len(rows) <= most else _highest(rows, most)
    length = -(-len(drawn) // columns)
    figure = style.canvas(ROW_MM * length + 8)
    axes = figure.subplots(1, columns, sharex=True, squeeze=False)[0]
    called = namings(cases)
    numbers = {case.scenario.name: n for n, case in enumerate(cases, start=1)}
    years = range(int(table["year"].min()), int(table["year"].max()) + 1)
    for n, ax in enumerate(axes):
        part = drawn[n * length : (n + 1) * length]
        names = [called[str(case)].party(str(party)) for (case, party), _ in part]
        labels = [
            _numbered(numbers[str(case)], name) for ((case, _), _), name in zip(part, names, strict=True)
        ]
        _rows_of_shades(ax, [observed for _, observed in part], years, cases[0].ladder)
        ax.set_yticks(range(len(part)), labels if len(cases) > 1 else names, fontsize=ROW_SIZE)
        ax.set_ylim(length - 0.5, -0.5)
    stage_key(figure, cases[0].ladder, observed=False)
    _list_cases(figure, cases)
    style.head(figure, _what_strips_show(len(drawn), len(rows)))
    return figure


def _rows_of_shades(ax: Axes, records: Sequence[pd.DataFrame], years: Sequence[int], ladder: Ladder) -> None:
    """Shade the stage of each record in its row, white in years of which there is none."""
    cells = np.full((len(records), len(years)), np.nan)
    for row, record in enumerate(records):
        cells[row, record["year"].to_numpy(int) - years[0]] = record["stage"].map(ladder.stage_names.index)
    shades = ListedColormap(style.stage_colours(len(ladder.stages)))
    edges = np.arange(years[0], years[-1] + 2) - 0.5, np.arange(len(records) + 1) - 0.5
    ax.pcolormesh(*edges, np.ma.masked_invalid(cells), cmap=shades, vmin=0, vmax=len(ladder.stages))
    for row in range(1, len(records)):
        ax.axhline(row - 0.5, color="white", lw=1)
    style.years_axis(ax, years)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _highest(rows: Sequence[Row], count: int) -> list[Row]:
    """Return the rows whose index is highest in their last year, in their own order."""
    last = [float(observed["index"].iloc[-1]) for _, observed in rows]
    kept = sorted(range(len(rows)), key=lambda n: -last[n])[:count]
    return [rows[n] for n in sorted(kept)]


def _what_strips_show(drawn: int, count: int) -> str:
    if drawn == count:
        return say("Observed stage of every pair and group with a record")
    return say(
        "Observed stage of the {drawn:d} of {count:d} pairs and groups whose index is highest",
        drawn=drawn,
        count=count,
    )
