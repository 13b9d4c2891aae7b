"""Figures of many cases on one scale: their observed index by age, and each pair in a panel of its own."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

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

BESIDE_MM: Final = 4.0
"""Width between panels."""

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
    labels = _labels(chosen, namings(cases))
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


def _labels(chosen: Sequence[tuple[str, str]], called: Mapping[str, Naming]) -> list[str]:
    """Return what the chosen are called, with the case where two cases have the same pair."""
    labels = [called[case].party(party) for case, party in chosen]
    return [
        f"{label} ({case})" if labels.count(label) > 1 else label
        for label, (case, _) in zip(labels, chosen, strict=True)
    ]


@styled
def small_multiples(table: pd.DataFrame, cases: Sequence[Case]) -> Picture:
    """Draw the observed index of every pair and group on one scale, and above it the observed stage.

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
    figure = style.canvas(rows * (PANEL_MM + 5))
    axes = list(figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel())
    called, ladder = namings(cases), cases[0].ladder
    numbers = {case.scenario.name: n for n, case in enumerate(cases, start=1)}
    for ax, ((case, party), observed) in zip(axes, panels, strict=False):
        ax.plot(*style.steps(observed["year"], observed["index"]), **LINE)
        observed_strip(ax, observed.assign(observed=observed["stage"]), ladder)
        pair = called[str(case)].party(str(party))
        title = say("{number:d}. {pair}", number=numbers[str(case)], pair=pair)
        width = style.look().width_mm / columns - BESIDE_MM
        style.panel_title(ax, "\n".join(style.wrapped(title if len(cases) > 1 else pair, width, 8)))
        ax.set_yticks((0, 1), [numerals("0"), numerals("1")])
    style.years_axis(axes[0], list(table["year"]))
    style.trim(axes, len(panels), columns)
    stage_key(figure, ladder, observed=True)
    if len(cases) > 1:
        titles = enumerate((name(case.scenario.title) for case in cases), start=1)
        style.list_below(figure, [say("{number:d}. {title}", number=n, title=title) for n, title in titles])
    shown = say("Observed index (line, 0 to 1) and stage (strip) of every pair and group with a record")
    style.head(figure, shown)
    return figure
