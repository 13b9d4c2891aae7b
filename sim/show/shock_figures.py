"""The figure of what each shock did: bars by shock and pair, in order of time."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.experiments.shocks import END, HORIZONS, LEVEL
from sim.scenario.load import Case, pair_under_study
from sim.show import style
from sim.show.naming import naming_of
from sim.show.picture import Picture, styled
from sim.show.shock_words import kind_of, when
from sim.show.style import DEGREES, INK, is_narrow, look
from sim.show.value_names import PARAMETER_NAMES
from sim.words import name, numerals, say, say_many

MOST_PARTIES: Final = 3
"""Pairs and groups drawn: the one under study, and those moved most; all stand in the table."""

MOST_ROWS: Final = 33
"""Shocks for which a page has room: those that move the pair under study most; all stand in the table."""

NAME_MM, LINES_OF_A_NAME = 42, 2
"""Room for a name beside its bars; a longer one is cut."""

SIZE: Final = 7
"""Points of the letters of a name."""

LEAST_REACH: Final = 0.01
"""Least reach of the scale to either side, so that next to nothing looks like it."""

LAST, AFTER = END, str(max(HORIZONS))
"""Horizons drawn."""

BARS: Final[dict[str, dict[str, Any]]] = {
    AFTER: {"facecolor": DEGREES[1], "hatch": "////"},
    LAST: {"facecolor": DEGREES[2]},
}
"""How the bars of each horizon are filled."""

OFFSETS: Final = {AFTER: -0.2, LAST: 0.2}
"""Where in a row the bars of each horizon lie."""


def parties_shown(case: Case, table: pd.DataFrame) -> list[str]:
    """Choose the pair under study, and those whose index is moved most."""
    lead = pair_under_study(case)
    drawn = table[table["horizon"].astype(str).isin(OFFSETS)]
    most = drawn["index_effect"].abs().groupby(drawn["pair"], sort=False).max()
    others = most.drop(lead).sort_values(ascending=False, kind="stable").index
    return [lead, *map(str, others)][:MOST_PARTIES]


def drawings(case: Case, table: pd.DataFrame) -> Mapping[str, Callable[[], Picture]]:
    """Return the figure by its name."""
    return {f"{kind_of(table)}s": partial(effects, case, table)}


@styled
def effects(case: Case, table: pd.DataFrame) -> Picture:
    """Draw effects on the index with their intervals: a panel a pair, a row for each thing left out.

    In a column there is room for the pair under study alone.
    """
    kind, naming = kind_of(table), naming_of(case)
    firsts = _left_out(case, table)
    keys, labels = list(firsts[kind]), [_label(case, row) for row in firsts.to_dict("records")]
    parties = parties_shown(case, table)[: 1 if is_narrow() else MOST_PARTIES]
    lines = max(label.count("\n") + 1 for label in labels)
    figure = style.canvas(16 + (1.8 + 2.3 * lines) * len(keys))
    axes = figure.subplots(1, len(parties), sharex=True, sharey=True, squeeze=False)[0]
    reach = LEAST_REACH
    for ax, party in zip(axes, parties, strict=True):
        rows = table[(table["pair"] == party) & table[kind].isin(keys)]
        reach = max(reach, _bars(ax, rows, keys))
        ax.axvline(0, color=INK, lw=0.8)
        style.panel_title(ax, naming.party(party))
        ax.grid(color="#dddddd", lw=0.5)
        ax.set_axisbelow(True)
        ax.tick_params(length=0)
        ax.locator_params(axis="x", nbins=4)
    axes[0].set_yticks(range(len(keys)), labels, fontsize=SIZE)
    axes[0].set_ylim(len(keys) - 0.4, -0.6)
    axes[0].set_xlim(-1.08 * reach, 1.08 * reach)
    what = style.wrapped(say("effect on the index: with it less without"), look().width_mm - NAME_MM - 8, 7.5)
    axes[len(axes) // 2].set_xlabel("\n".join(what))
    names = {
        AFTER: say_many("after {count:d} year", "after {count:d} years", int(AFTER)),
        LAST: say("in the last year"),
    }
    style.key(
        figure, [Patch(label=label, edgecolor=INK, lw=0.5, **BARS[when]) for when, label in names.items()]
    )
    style.head(figure, title(case, table))
    return figure


def title(case: Case, table: pd.DataFrame) -> str:
    """Say what is shown, of what, and from how many lives."""
    lives = int(table["lives"].iloc[0])
    values = {"count": lives, "level": LEVEL}
    if kind_of(table) == "shock":
        what = say(
            "What each shock did: {count:,} lives with and without each, {level:.0%} intervals", **values
        )
    else:
        what = say(
            "What each term of the model did: {count:,} lives with and without each, {level:.0%} intervals",
            **values,
        )
    return f"{what}\n{name(case.scenario.title)}"


def _left_out(case: Case, table: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each thing left out, of many those that move the pair under study most."""
    kind = kind_of(table)
    moved = table[table["pair"] == pair_under_study(case)].groupby(kind)["index_effect"]
    most = moved.agg(lambda effects: effects.abs().max()).sort_values(ascending=False, kind="stable")
    firsts = table.drop_duplicates(kind)
    return firsts[firsts[kind].isin(most.index[:MOST_ROWS])]


def _bars(ax: Axes, rows: pd.DataFrame, keys: Sequence[str]) -> float:
    """Draw the bars of a panel; return how far they and their intervals reach."""
    reach = 0.0
    for horizon, offset in OFFSETS.items():
        bars = rows[rows["horizon"].astype(str) == horizon]
        positions = np.array([keys.index(key) for key in bars.iloc[:, 0]], float) + offset
        middle, low, high = (bars[f"index_{part}"].to_numpy(float) for part in ("effect", "low", "high"))
        ax.barh(positions, middle, 0.38, edgecolor=INK, lw=0.5, **BARS[horizon])
        spread = [np.maximum(middle - low, 0), np.maximum(high - middle, 0)]
        ax.errorbar(middle, positions, xerr=spread, fmt="none", ecolor="black", elinewidth=0.9, capsize=1.6)
        reach = max([reach, *np.abs(low), *np.abs(high)])
    return reach


def _label(case: Case, row: Mapping[Any, Any]) -> str:
    """Return what is left out by its year and its name, in lines that fit."""
    if "shock" not in row:
        return _cut(say(PARAMETER_NAMES[row["mechanism"]]))
    names = {shock.id: name(shock.name) for shock in case.scenario.shocks if shock.name}
    return _cut(say("{year} {name}", year=numerals(when(row)), name=names.get(row["shock"], row["name"])))


def _cut(text: str) -> str:
    lines = style.wrapped(text, NAME_MM, SIZE)
    if len(lines) > LINES_OF_A_NAME:
        lines = [*lines[: LINES_OF_A_NAME - 1], f"{lines[LINES_OF_A_NAME - 1]} ..."]
    return "\n".join(lines)
