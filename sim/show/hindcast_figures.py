"""Figures of a hindcast: skill by lead beside every baseline, reliability, and fans over what happened."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.evidence.forecasters import untaught
from sim.evidence.hindcast import MODES
from sim.evidence.histories import History, histories
from sim.evidence.skill import BEST
from sim.ladder.stages import index
from sim.scenario.load import Case, pair_under_study
from sim.show.figures import FAINT, INK, MODEL, RECORD, head
from sim.show.style import Picture, styled

FURTHEST: Final = 0.7
"""Skill beyond which a mark is drawn at the edge: what is that bad need not be told apart."""

BINS: Final = np.linspace(0, 1, 11)
"""Edges of the forecast chances that are judged together."""

MOST_COUNTED: Final = 3e5
"""Top of the logarithmic scale of counts: more forecasts of one kind are hardly made."""

LEAST_IN_BIN: Final = 10
"""Forecasts below which the share that came true is chance, and is not drawn."""

FAN_STRIDE: Final = 8
"""Years between the origins of fans, at least."""

FAN: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that fans are drawn from."""

PANELS_ACROSS: Final = 3


def drawings(folder: Path, cases: Sequence[Case]) -> Iterator[tuple[str, Callable[[], Picture]]]:
    """Go through the figures of a hindcast's folder."""
    table = pd.read_csv(folder / "skill.csv")
    main = table[(table["measure"] == "rps_degrees") & (table["years"] == "all") & table["skill"].notna()]
    if len(main):
        yield "skill", partial(skills, main, len(cases))
    drawn = pd.read_parquet(folder / "forecasts.parquet")
    records = {(history.case, history.pair): history for case in cases for history in histories(case)}
    yield "reliability", partial(reliability, drawn, records, strongest_taught(table))
    if "conditional" in set(drawn["mode"].unique()):
        yield "fans", partial(fans, drawn, main_pairs(cases, records))


def strongest_taught(table: pd.DataFrame) -> str | None:
    """Return the baseline with the least error of those that learn from other cases; None without any."""
    main = table[(table["measure"] == "rps_degrees") & (table["years"] == "all")]
    learns = ~main["forecaster"].isin([*untaught(), BEST]) & ~main["forecaster"].str.startswith("model")
    means = main[learns].groupby("forecaster")["score"].mean()
    return str(means.idxmin()) if len(means) else None


@styled
def skills(main: pd.DataFrame, cases: int) -> Picture:
    """Draw the model's skill against each baseline by lead, with 90 % intervals, for each mode."""
    names = list(main.groupby("forecaster")["score"].mean().sort_values().index)
    modes = [mode for mode in MODES if mode in set(main["mode"])]
    leads = sorted(main["lead"].unique())
    figure = Picture(figsize=(max(6, 1 + 2.25 * len(leads)), 0.9 + len(modes) * (0.6 + 0.21 * len(names))))
    axes = figure.subplots(len(modes), len(leads), sharex=True, sharey=True, squeeze=False)
    for row, mode in enumerate(modes):
        for column, lead in enumerate(leads):
            ax = axes[row, column]
            part = main[(main["mode"] == mode) & (main["lead"] == lead)].set_index("forecaster")
            _whiskers(ax, part.reindex(names))
            ax.set_title(f"{mode}, {lead} year{'s' if lead > 1 else ''} ahead")
            ax.set_yticks(range(len(names)), names, fontsize=8)
    axes[0, 0].set_ylim(len(names) - 0.4, -0.6)
    for ax in axes[-1]:
        ax.set_xlabel("worse  ←  skill of the model  →  better", fontsize=8)
    head(
        figure,
        f"Skill of the model against each baseline, strongest first, {cases} case{'s' if cases > 1 else ''}: "
        "right of the line the model errs less. Bars: 90 % intervals over cases and origins. "
        f"Filled: not a tie. Arrow: beyond {FURTHEST}",
    )
    return figure


def _whiskers(ax: Axes, part: pd.DataFrame) -> None:
    ax.axvline(0, color=INK, lw=0.8)
    for place, row in enumerate(part.to_dict("records")):
        if np.isfinite(row["skill"]):
            low, middle, high = (
                float(np.clip(row[k], -FURTHEST, FURTHEST)) for k in ("low", "skill", "high")
            )
            color = {"better": MODEL, "worse": RECORD}.get(row["verdict"], "#888888")
            face = color if row["verdict"] in ("better", "worse") else "white"
            mark = "o" if middle == row["skill"] else ">" if middle > 0 else "<"
            ax.plot([low, high], [place, place], color=color, lw=1.4)
            ax.plot(middle, place, mark, ms=4.5, mec=color, mfc=face, clip_on=False)
    ax.set_xlim(-FURTHEST, FURTHEST)


DEGREE_NAMES: Final = {"at least low": 1, "high": 2}
"""What chances are given to, and the degree it takes."""


@styled
def reliability(
    drawn: pd.DataFrame, records: dict[tuple[str, str], History], beside: str | None = None
) -> Picture:
    """Draw how often degrees came, by the chance given them, in changed and quiet years apart.

    Below each curve stands how many forecasts gave such a chance.
    """
    names = ["model", *([beside] if beside else [])]
    chances = {name: _chances(drawn[drawn["forecaster"] == name], records) for name in names}
    modes = [mode for mode in MODES if mode in set(drawn["mode"].unique())]
    figure = Picture(figsize=(10, 0.6 + 3.3 * len(modes)))
    axes = figure.subplots(2 * len(modes), 4, sharex=True, sharey="row", height_ratios=[3, 1] * len(modes))
    for row, mode in enumerate(modes):
        for column, (changed, degree) in enumerate(product((True, False), DEGREE_NAMES)):
            upper, lower = axes[2 * row : 2 * row + 2, column]
            _dress(upper, lower)
            for name, table in chances.items():
                own = table[(table["mode"] == mode) & (table["changed"] == changed)]
                _curve(upper, lower, own[own["degree"] == degree], name)
            upper.set_title(f"{mode}, {'changed' if changed else 'quiet'}: {degree}")
        axes[2 * row, 0].set_ylabel("share that came")
        axes[2 * row + 1, 0].set_ylabel("forecasts")
    for ax in axes[-1]:
        ax.set_xlabel("chance given")
    axes[0, 0].legend(frameon=False, fontsize=8, loc="upper left")
    head(
        figure,
        "Reliability: how often an indicator was at least low, or high, by the chance given it, all leads "
        "together. On the line chances are what they say; below it they were too high. Years in which a "
        "degree had changed, and quiet years, apart",
    )
    return figure


def _chances(drawn: pd.DataFrame, records: dict[tuple[str, str], History]) -> pd.DataFrame:
    """Return each chance given to an indicator's degree, whether it came, and whether its year changed."""
    columns = list(next(iter(records.values())).ladder.columns)
    # The draws of one forecast stand together, and all have as many.
    draws = int(drawn["draw"].max()) + 1
    ladders = drawn[columns].to_numpy().reshape(-1, draws, len(columns))
    places = drawn.iloc[::draws]
    own = [records[case, pair] for case, pair in zip(places["case"], places["pair"], strict=True)]
    at = [(h, year - h.start) for h, year in zip(own, places["year"], strict=True)]
    seen = np.array([h.degrees[place] for h, place in at])
    changed = (seen != np.array([h.degrees[place - 1] for h, place in at])).any(axis=1)
    tables = [
        pd.DataFrame(
            {
                "mode": np.repeat(places["mode"].to_numpy(), len(columns)),
                "changed": np.repeat(changed, len(columns)),
                "chance": (ladders >= degree).mean(axis=1).ravel(),
                "came": (seen >= degree).ravel(),
            }
        ).assign(degree=name)
        for name, degree in DEGREE_NAMES.items()
    ]
    return pd.concat(tables, ignore_index=True)


def _curve(upper: Axes, lower: Axes, chances: pd.DataFrame, name: str) -> None:
    """Draw one forecaster's chances: the model's filled, another's open and dashed."""
    bins = np.clip(np.digitize(chances["chance"], BINS) - 1, 0, len(BINS) - 2)
    table = chances.groupby(bins).agg(chance=("chance", "mean"), came=("came", "mean"), n=("came", "size"))
    counts = table["n"].reindex(range(len(BINS) - 1), fill_value=0)
    table = table[table["n"] >= LEAST_IN_BIN]
    color, style, face = (MODEL, "o-", MODEL) if name == "model" else (RECORD, "s--", "white")
    upper.plot(table["chance"], table["came"], style, color=color, mfc=face, lw=1, ms=4, label=name)
    lower.stairs(counts, BINS, color=color, lw=1.2, ls="-" if name == "model" else "--")


def _dress(upper: Axes, lower: Axes) -> None:
    upper.plot([0, 1], [0, 1], color=FAINT, lw=1, zorder=0)
    lower.set_yscale("log")
    lower.set_ylim(1, MOST_COUNTED)
    lower.set_xticks((0, 0.5, 1))


def main_pairs(cases: Sequence[Case], records: dict[tuple[str, str], History]) -> list[History]:
    """Return the record of each case's pair under study, or where it has none that with the most events."""
    chosen = []
    for case in cases:
        own = [history for (name, _), history in records.items() if name == case.scenario.name]
        first = pair_under_study(case)
        chosen.append(max(own, key=lambda history: (history.pair == first, len(history.events))))
    return chosen


@styled
def fans(drawn: pd.DataFrame, chosen: Sequence[History]) -> Picture:
    """Draw what the model said from several origins over what happened, in conditional mode."""
    across = min(PANELS_ACROSS, len(chosen))
    rows = -(-len(chosen) // across)
    figure = Picture(figsize=(10, max(3.0, 2.5 * rows) + 0.7))
    axes = figure.subplots(rows, across, sharey=True, squeeze=False).ravel()
    own = drawn[(drawn["forecaster"] == "model") & (drawn["mode"] == "conditional")]
    for ax, history in zip(axes, chosen, strict=False):
        years = history.start + np.arange(len(history.degrees))
        seen = index(history.degrees.T) / history.ladder.index_maximum
        part = own[(own["case"] == history.case) & (own["pair"] == history.pair)]
        for origin in apart([int(year) for year in part["origin"].unique()]):
            _fan(ax, part[part["origin"] == origin], origin, float(seen[origin - history.start]))
        ax.plot(years, seen, color=RECORD, lw=2)
        ax.set_title(f"{history.pair} ({history.case})")
        ax.set_ylim(0, 1)
    for ax in axes[len(chosen) :]:
        ax.set_axis_off()
    for ax in axes[::across]:
        ax.set_ylabel("index, 0 to 1")
    head(
        figure,
        "What the model said from several years (dots), later shocks given: median, half and nine tenths of "
        "its draws, over what came (thick line, red)",
    )
    return figure


def apart(years: Sequence[int]) -> list[int]:
    """Choose years from the first on that lie at least `FAN_STRIDE` apart."""
    chosen: list[int] = []
    for year in sorted(years):
        if not chosen or year - chosen[-1] >= FAN_STRIDE:
            chosen.append(year)
    return chosen


def _fan(ax: Axes, said: pd.DataFrame, origin: int, now: float) -> None:
    leads = sorted(int(lead) for lead in said["lead"].unique())
    spread = {lead: np.quantile(said.loc[said["lead"] == lead, "index"], FAN) for lead in leads}
    years = [origin, *(origin + lead for lead in spread)]
    low, lower, middle, upper, high = np.column_stack([np.full(len(FAN), now), *spread.values()])
    ax.fill_between(years, low, high, color=MODEL, alpha=0.15, lw=0)
    ax.fill_between(years, lower, upper, color=MODEL, alpha=0.3, lw=0)
    ax.plot(years, middle, color=MODEL, lw=1)
    ax.plot(origin, now, "o", color=MODEL, ms=4)
