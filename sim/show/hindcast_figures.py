"""Figures of a hindcast: skill by lead beside every baseline, reliability, and fans over what happened."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.evidence.hindcast import MODES
from sim.evidence.histories import History, histories
from sim.ladder.rules import INDEX_MAXIMUM, INDICATORS
from sim.ladder.stages import index
from sim.scenario.load import Case
from sim.show.figures import FAINT, INK, MODEL, RECORD, head

FURTHEST: Final = 0.7
"""Skill beyond which a mark is drawn at the edge: what is that bad need not be told apart."""

BINS: Final = np.linspace(0, 1, 11)
"""Edges of the forecast chances that are judged together."""

FAN_STRIDE: Final = 8
"""Years between the origins of fans, at least."""

FAN: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that fans are drawn from."""

PANELS_ACROSS: Final = 3


def drawings(folder: Path, cases: Sequence[Case]) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures of a hindcast's folder."""
    yield "skill", partial(skills, pd.read_csv(folder / "skill.csv"), len(cases))
    drawn = pd.read_parquet(folder / "forecasts.parquet")
    records = {(history.case, history.pair): history for case in cases for history in histories(case)}
    yield "reliability", partial(reliability, drawn, records)
    yield "fans", partial(fans, drawn, main_pairs(cases, records))


def skills(table: pd.DataFrame, cases: int) -> Figure:
    """Draw the model's skill against each baseline by lead, with 90 % intervals, for both modes."""
    main = table[(table["measure"] == "rps_degrees") & (table["years"] == "all") & table["skill"].notna()]
    names = list(main.groupby("forecaster")["score"].mean().sort_values().index)
    leads = sorted(main["lead"].unique())
    figure = Figure(figsize=(10, 1.4 + 0.32 * len(names)))
    axes = figure.subplots(len(MODES), len(leads), sharex=True, sharey=True, squeeze=False)
    figure.set_size_inches(10, 1.2 + 2 * (0.5 + 0.21 * len(names)))
    for row, mode in enumerate(MODES):
        for column, lead in enumerate(leads):
            ax = axes[row, column]
            part = main[(main["mode"] == mode) & (main["lead"] == lead)].set_index("forecaster")
            _whiskers(ax, part.reindex(names))
            ax.set_title(f"{mode}, {lead} year{'s' if lead > 1 else ''} ahead")
            ax.set_yticks(range(len(names)), names, fontsize=8)
    axes[0, 0].invert_yaxis()
    for ax in axes[-1]:
        ax.set_xlabel("skill of the model", fontsize=8)
    head(
        figure,
        f"Skill of the model against each baseline, {cases} case{'s' if cases > 1 else ''}: right of the "
        "line the model errs less. Bars: 90 % intervals over cases and origins; filled where it is no tie",
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
            ax.plot([low, high], [place, place], color=color, lw=1.4)
            ax.plot(middle, place, "o", ms=4.5, mec=color, mfc="white" if row["verdict"] == "tie" else color)
    ax.set_xlim(-FURTHEST, FURTHEST)


def reliability(drawn: pd.DataFrame, records: dict[tuple[str, str], History]) -> Figure:
    """Draw how often degrees came, by the chance the model gave them, in changed and quiet years apart."""
    chances = _chances(drawn[(drawn["forecaster"] == "model")], records)
    figure = Figure(figsize=(10, 6.4))
    axes = figure.subplots(len(MODES), 3, sharex=True, sharey=True)
    kinds = {"all years": None, "years in which a degree changed": True, "quiet years": False}
    for row, mode in enumerate(MODES):
        for column, (title, changed) in enumerate(kinds.items()):
            own = chances[chances["mode"] == mode]
            own = own if changed is None else own[own["changed"] == changed]
            _curve(axes[row, column], own)
            axes[row, column].set_title(f"{mode}: {title}")
    for ax in axes[-1]:
        ax.set_xlabel("chance that the model gave")
    for ax in axes[:, 0]:
        ax.set_ylabel("share of times it came")
    axes[0, 0].legend(frameon=False, fontsize=8, loc="upper left")
    head(
        figure,
        "Reliability: how often an indicator was at least low, or high, by the chance the model gave it, all "
        "leads together. On the line chances are what they say; marks grow with the number of forecasts",
    )
    return figure


def _chances(drawn: pd.DataFrame, records: dict[tuple[str, str], History]) -> pd.DataFrame:
    """Return each chance given to an indicator's degree, whether it came, and whether its year changed."""
    columns = [f"i{indicator.number}" for indicator in INDICATORS]
    keys = ["mode", "case", "pair", "origin", "lead", "year"]
    low = (drawn[columns] >= 1).groupby([drawn[k] for k in keys], observed=True).mean()
    high = (drawn[columns] >= 2).groupby([drawn[k] for k in keys], observed=True).mean()
    places = low.index.to_frame(index=False)
    ladders = [records[case, pair] for case, pair in zip(places["case"], places["pair"], strict=True)]
    now = [h.degrees[year - h.start] for h, year in zip(ladders, places["year"], strict=True)]
    before = [h.degrees[year - h.start - 1] for h, year in zip(ladders, places["year"], strict=True)]
    seen = np.array(now)
    changed = np.repeat((seen != np.array(before)).any(axis=1), len(columns))
    mode = np.repeat(places["mode"].to_numpy(), len(columns))
    tables = [
        pd.DataFrame(
            {"mode": mode, "chance": given.to_numpy().ravel(), "came": (seen >= n).ravel(), "degree": name}
        ).assign(changed=changed)
        for n, name, given in ((1, "at least low", low), (2, "high", high))
    ]
    return pd.concat(tables, ignore_index=True)


def _curve(ax: Axes, chances: pd.DataFrame) -> None:
    ax.plot([0, 1], [0, 1], color=FAINT, lw=1)
    for name, color in (("at least low", MODEL), ("high", RECORD)):
        own = chances[chances["degree"] == name]
        place = np.clip(np.digitize(own["chance"], BINS) - 1, 0, len(BINS) - 2)
        table = own.groupby(place).agg(chance=("chance", "mean"), came=("came", "mean"), n=("came", "size"))
        ax.plot(table["chance"], table["came"], color=color, lw=1, label=name)
        ax.scatter(
            table["chance"], table["came"], s=4 + 60 * np.sqrt(table["n"] / table["n"].max()), color=color
        )


def main_pairs(cases: Sequence[Case], records: dict[tuple[str, str], History]) -> list[History]:
    """Return the record of the pair with the most events of each case."""
    return [
        max(
            (h for (name, _), h in records.items() if name == case.scenario.name), key=lambda h: len(h.events)
        )
        for case in cases
    ]


def fans(drawn: pd.DataFrame, chosen: Sequence[History]) -> Figure:
    """Draw what the model said from several origins over what happened, in conditional mode."""
    rows = -(-len(chosen) // PANELS_ACROSS)
    figure = Figure(figsize=(10, 2.5 * rows + 0.7))
    axes = figure.subplots(rows, PANELS_ACROSS, sharey=True, squeeze=False).ravel()
    own = drawn[(drawn["forecaster"] == "model") & (drawn["mode"] == "conditional")]
    for ax, history in zip(axes, chosen, strict=False):
        years = history.start + np.arange(len(history.degrees))
        seen = index(history.degrees.T) / INDEX_MAXIMUM
        part = own[(own["case"] == history.case) & (own["pair"] == history.pair)]
        for origin in apart([int(year) for year in part["origin"].unique()]):
            _fan(ax, part[part["origin"] == origin], origin, float(seen[origin - history.start]))
        ax.plot(years, seen, color=RECORD, lw=1.6)
        ax.set_title(f"{history.pair} ({history.case})")
        ax.set_ylim(0, 1)
    for ax in axes[len(chosen) :]:
        ax.set_axis_off()
    axes[0].set_ylabel("index, 0 to 1")
    head(
        figure,
        "What the model said from several years (dots), later shocks given: median, half and nine tenths of "
        "its draws, over what came (red)",
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
