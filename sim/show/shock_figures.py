"""The figure of what each shock did: bars by shock and pair, in order of time."""

import textwrap
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.experiments.shocks import END, HORIZONS, LEVEL
from sim.scenario.load import Case, pair_under_study
from sim.show.figures import INK, SHADES, head
from sim.show.shock_words import kind_of, when
from sim.show.style import Picture, styled

MOST_PARTIES: Final = 3
"""Pairs and groups drawn: the one under study, and those moved most; all stand in the table."""

LETTERS_OF_A_NAME, LINES_OF_A_NAME = 34, 2
"""Room for a name beside its bars; a longer one is cut."""

LEAST_REACH: Final = 0.01
"""Least reach of the scale to either side, so that next to nothing looks like it."""

BARS: Final = {
    str(max(HORIZONS)): (f"after {max(HORIZONS)} years", SHADES["low"], "////", -0.2),
    END: ("in the last year", SHADES["high"], "", 0.2),
}
"""Horizons drawn: what they are called, their shade, their hatch, and where in the row they lie."""


def named_groups(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Call groups by their names, where a table has the codes of their members."""
    names = {group.group.label: group.name for group in case.scenario.groups}
    return table.assign(pair=table["pair"].replace(names))


def parties_shown(case: Case, table: pd.DataFrame) -> list[str]:
    """Choose the pair under study, and those whose index is moved most."""
    lead = pair_under_study(case)
    drawn = table[table["horizon"].astype(str).isin(BARS)]
    most = drawn["index_effect"].abs().groupby(drawn["pair"], sort=False).max()
    others = most.drop(lead).sort_values(ascending=False, kind="stable").index
    return [lead, *map(str, others)][:MOST_PARTIES]


def drawings(case: Case, table: pd.DataFrame) -> Mapping[str, Callable[[], Picture]]:
    """Return the figure by its name."""
    return {f"{kind_of(table)}s": partial(effects, case, table)}


@styled
def effects(case: Case, table: pd.DataFrame) -> Picture:
    """Draw effects on the index with their intervals: a panel a pair, a row for each thing left out."""
    kind, table = kind_of(table), named_groups(case, table)
    firsts = table.drop_duplicates(kind)
    keys = list(firsts[kind])
    parties = parties_shown(case, table)
    figure = Picture(figsize=(9, 1.6 + 0.3 * len(keys)))
    axes = figure.subplots(1, len(parties), sharex=True, sharey=True, squeeze=False)[0]
    reach = LEAST_REACH
    for ax, party in zip(axes, parties, strict=True):
        reach = max(reach, _bars(ax, table[table["pair"] == party], keys))
        ax.axvline(0, color=INK, lw=0.9)
        ax.set_title(party)
        ax.grid(color="#dddddd", lw=0.5)
        ax.set_axisbelow(True)
        ax.tick_params(length=0, labelsize=8)
        ax.locator_params(axis="x", nbins=5)
    axes[0].set_yticks(range(len(keys)), [_label(row) for row in firsts.to_dict("records")], fontsize=8)
    axes[0].set_ylim(len(keys) - 0.4, -0.6)
    axes[0].set_xlim(-1.08 * reach, 1.08 * reach)
    figure.supxlabel("effect on the index: with it less without", fontsize=8.5)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower right", ncols=len(BARS), frameon=False, fontsize=8)
    head(figure, title(case, table))
    return figure


def title(case: Case, table: pd.DataFrame) -> str:
    """Say what is shown, of what, and from how many lives."""
    what = "shock" if kind_of(table) == "shock" else "term of the model"
    lives = f"{int(table['lives'].iloc[0]):,} lives with and without each, {100 * LEVEL:.0f} % intervals"
    return f"What each {what} did: {lives}.\n{case.scenario.title.en}"


def _bars(ax: Axes, own: pd.DataFrame, keys: list[str]) -> float:
    """Draw the bars of a panel; return how far they and their intervals reach."""
    reach = 0.0
    for horizon, (label, shade, hatch, shift) in BARS.items():
        rows = own[own["horizon"].astype(str) == horizon]
        places = np.array([keys.index(key) for key in rows.iloc[:, 0]], float) + shift
        middle, low, high = (rows[f"index_{part}"].to_numpy(float) for part in ("effect", "low", "high"))
        ax.barh(places, middle, 0.38, color=shade, edgecolor=INK, lw=0.5, hatch=hatch, label=label)
        spread = [np.maximum(middle - low, 0), np.maximum(high - middle, 0)]
        ax.errorbar(middle, places, xerr=spread, fmt="none", ecolor="black", elinewidth=0.9, capsize=1.8)
        reach = max([reach, *np.abs(low), *np.abs(high)])
    return reach


def _label(row: dict[Any, Any]) -> str:
    name = str(row["name"] if "shock" in row else row["mechanism"])
    lines = textwrap.wrap(name, LETTERS_OF_A_NAME, max_lines=LINES_OF_A_NAME, placeholder=" ...")
    return "\n".join(lines) + f"  {when(row)}".rstrip()
