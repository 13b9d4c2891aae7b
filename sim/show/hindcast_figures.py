"""Figures of a hindcast: skill by lead beside every baseline, reliability, and fans over what happened."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.evidence.forecasters import untaught
from sim.evidence.hindcast import MODES
from sim.evidence.histories import History, histories
from sim.evidence.skill import BEST
from sim.ladder.stages import index
from sim.scenario.load import Case, pair_under_study
from sim.show import style
from sim.show.measures import forecaster
from sim.show.naming import naming_of
from sim.show.picture import Picture, styled
from sim.show.style import COLOURS, FAINT, INK, MARKERS, OBSERVED, is_narrow, look
from sim.words import later, name, numerals, say, say_many

FURTHEST: Final = 0.7
"""Skill beyond which a mark is drawn at the edge: what is that bad need not be told apart."""

BINS: Final = np.linspace(0, 1, 11)
"""Edges of the forecast chances that are judged together."""

MOST_COUNTED: Final = 3e5
"""Top of the logarithmic scale of counts: more forecasts of one kind are hardly made."""

LEAST_IN_BIN: Final = 10
"""Forecasts below which the share that came true is chance, and is not drawn."""

FAN: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles that fans are drawn from."""

NAMES_MM: Final = 30
"""Room for the names of baselines beside their marks."""

MOST_FANS: Final = 18
"""Cases whose fans a page has room for."""

MODE_NAMES: Final = {
    "forecast": later("nothing later known"),
    "conditional": later("later shocks given"),
}
"""What is known of the years that are forecast, by mode."""


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
        yield "fans", partial(_fans_named, drawn, cases, main_pairs(cases, records))


def strongest_taught(table: pd.DataFrame) -> str | None:
    """Return the baseline with the least error of those that learn from other cases; None without any."""
    main = table[(table["measure"] == "rps_degrees") & (table["years"] == "all")]
    learns = ~main["forecaster"].isin([*untaught(), BEST]) & ~main["forecaster"].str.startswith("model")
    means = main[learns].groupby("forecaster")["score"].mean()
    return str(means.idxmin()) if len(means) else None


@styled
def skills(main: pd.DataFrame, cases: int) -> Picture:
    """Draw the model's skill against each baseline by lead, with 90% intervals, for each mode.

    Leads have panels of their own, or marks of their own where there is no room for panels.
    """
    codes = list(main.groupby("forecaster")["score"].mean().sort_values().index)
    modes = [mode for mode in MODES if mode in set(main["mode"])]
    leads = sorted(map(int, main["lead"].unique()))
    columns = [leads] if is_narrow() else [[lead] for lead in leads]
    room = (look().width_mm - NAMES_MM - 8) / len(columns) - 2
    row_mm = 6.2 if len(columns[0]) == 1 else 2.0 + 1.6 * len(leads)
    figure = style.canvas(10 + len(modes) * (10 + row_mm * len(codes)))
    axes = figure.subplots(len(modes), len(columns), sharex=True, sharey=True, squeeze=False)
    for (row, column), ax in np.ndenumerate(axes):
        mode, together = modes[row], columns[column]
        ax.axvline(0, color=INK, lw=0.8)
        for n, lead in enumerate(together):
            rows = main[(main["mode"] == mode) & (main["lead"] == lead)].set_index("forecaster")
            offset = 0.7 * ((n + 0.5) / len(together) - 0.5)
            _whiskers(ax, rows.reindex(codes), offset, MARKERS[n])
        ax.set_xlim(-FURTHEST, FURTHEST)
        ax.tick_params(axis="y", length=0)
        ax.set_yticks(range(len(codes)), [_in_lines(forecaster(code), NAMES_MM, 7) for code in codes])
        style.panel_title(ax, _in_lines(_panel(mode, together), room, 8))
    axes[0, 0].set_ylim(len(codes) - 0.4, -0.6)
    for ax in axes[-1]:
        _name_ends_of_skill(ax)
    style.key(figure, [*_verdict_key(), *(_lead_key(leads) if is_narrow() else ())])
    style.head(
        figure,
        say_many(
            "Skill against each baseline, the strongest first, with 90% intervals ({count:d} case)",
            "Skill against each baseline, the strongest first, with 90% intervals ({count:d} cases)",
            cases,
        ),
    )
    return figure


def _name_ends_of_skill(ax: Axes) -> None:
    """Say at which end of the axis the model is better: apart, as one text would turn with its script."""
    ax.set_xlabel(say("skill"))
    for x, side, end in ((0, "left", say("worse")), (1, "right", say("better"))):
        ax.annotate(
            end, (x, 0), (0, -22), xycoords="axes fraction", textcoords="offset points", ha=side, fontsize=7.5
        )


def _panel(mode: str, leads: Sequence[int]) -> str:
    known = say(MODE_NAMES[mode])
    if len(leads) > 1:
        return known
    return say_many("{known}, {count:d} year ahead", "{known}, {count:d} years ahead", leads[0], known=known)


VERDICTS: Final[Mapping[str, tuple[str, str]]] = {
    "better": (COLOURS[0], COLOURS[0]),
    "worse": (COLOURS[1], COLOURS[1]),
    "": ("#6d6d6d", "white"),
}
"""Colour and filling of a mark by its verdict."""


def _whiskers(ax: Axes, rows: pd.DataFrame, offset: float, marker: str) -> None:
    """Draw the skill against each baseline with its interval; what lies beyond the panel at its edge."""
    for position, row in enumerate(rows.to_dict("records")):
        if np.isfinite(row["skill"]):
            low, middle, high = (
                float(np.clip(row[k], -FURTHEST, FURTHEST)) for k in ("low", "skill", "high")
            )
            color, face = VERDICTS.get(row["verdict"], VERDICTS[""])
            mark = marker if middle == row["skill"] else ">" if middle > 0 else "<"
            y = position + offset
            ax.plot([low, high], [y, y], color=color, lw=1.1)
            ax.plot(middle, y, mark, ms=3.6, mec=color, mfc=face, mew=0.9, clip_on=False)


def _verdict_key() -> list[Artist]:
    labels = {
        "better": say("the model is better"),
        "worse": say("the model is worse"),
        "": say("a tie, or too few cases to tell"),
    }
    marks = [_mark("o", VERDICTS[verdict], label) for verdict, label in labels.items()]
    return [*marks, _mark(">", VERDICTS[""], say("beyond {most:g}", most=FURTHEST))]


def _lead_key(leads: Sequence[int]) -> list[Artist]:
    return [
        _mark(MARKERS[n], VERDICTS[""], say_many("{count:d} year ahead", "{count:d} years ahead", lead))
        for n, lead in enumerate(leads)
    ]


def _mark(marker: str, colours: tuple[str, str], label: str) -> Line2D:
    return Line2D([], [], ls="", marker=marker, ms=4, mec=colours[0], mfc=colours[1], label=label)


DEGREE_NAMES: Final[Mapping[int, str]] = {1: later("at least low"), 2: later("high")}
"""The degrees that chances are given to."""


@styled
def reliability(
    drawn: pd.DataFrame, records: dict[tuple[str, str], History], beside: str | None = None
) -> Picture:
    """Draw how often degrees came, by the chance given them, in changed and quiet years apart.

    Below each curve stands how many forecasts gave such a chance.
    """
    codes = ["model", *([beside] if beside else [])]
    chances = {code: _chances(drawn[drawn["forecaster"] == code], records) for code in codes}
    modes = [mode for mode in MODES if mode in set(drawn["mode"].unique())]
    panels = list(product(modes, (True, False), DEGREE_NAMES))
    columns = 2 if is_narrow() else 4
    lines = -(-len(panels) // columns)
    figure = style.canvas(6 + 52 * lines)
    axes = figure.subplots(2 * lines, columns, sharex=True, sharey="row", height_ratios=[3, 1] * lines)
    for n, (mode, changed, degree) in enumerate(panels):
        row, column = divmod(n, columns)
        upper, lower = axes[2 * row : 2 * row + 2, column]
        _dress(upper, lower)
        for code, table in chances.items():
            rows = table[(table["mode"] == mode) & (table["changed"] == changed)]
            _curve(upper, lower, rows[rows["degree"] == degree], code)
        room = (look().width_mm - 12) / columns - 3
        style.panel_title(upper, _in_lines(_reliability_panel(mode, changed, degree), room, 8))
    for upper, lower in zip(axes[::2, 0], axes[1::2, 0], strict=True):
        upper.set_ylabel(say("share that came"))
        lower.set_ylabel(say("forecasts"))
    for ax in axes[-1]:
        ax.set_xlabel(say("chance given"))
    style.key(figure, [_curve_key(code) for code in codes])
    style.head(
        figure,
        say(
            "How often an indicator came to be at least low, or high, by the chance given it: on the line "
            "chances are what they say, below it they were too high"
        ),
    )
    return figure


def _reliability_panel(mode: str, changed: bool, degree: int) -> str:
    known, reached = say(MODE_NAMES[mode]), say(DEGREE_NAMES[degree])
    if changed:
        return say("{known}: years of change, {degree}", known=known, degree=reached)
    return say("{known}: quiet years, {degree}", known=known, degree=reached)


def _in_lines(text: str, room_mm: float, size: float) -> str:
    return "\n".join(style.wrapped(text, room_mm, size))


def _chances(drawn: pd.DataFrame, records: dict[tuple[str, str], History]) -> pd.DataFrame:
    """Return each chance given to an indicator's degree, whether it came, and whether its year changed."""
    columns = list(next(iter(records.values())).ladder.columns)
    # The draws of one forecast stand together, and all have as many.
    draws = int(drawn["draw"].max()) + 1
    ladders = drawn[columns].to_numpy().reshape(-1, draws, len(columns))
    forecasts = drawn.iloc[::draws]
    histories_of = [
        records[case, pair] for case, pair in zip(forecasts["case"], forecasts["pair"], strict=True)
    ]
    at = [(h, year - h.start) for h, year in zip(histories_of, forecasts["year"], strict=True)]
    observed = np.array([h.degrees[position] for h, position in at])
    changed = (observed != np.array([h.degrees[position - 1] for h, position in at])).any(axis=1)
    tables = [
        pd.DataFrame(
            {
                "mode": np.repeat(forecasts["mode"].to_numpy(), len(columns)),
                "changed": np.repeat(changed, len(columns)),
                "chance": (ladders >= degree).mean(axis=1).ravel(),
                "came": (observed >= degree).ravel(),
            }
        ).assign(degree=degree)
        for degree in DEGREE_NAMES
    ]
    return pd.concat(tables, ignore_index=True)


MODEL_CURVE: Final[dict[str, Any]] = {"color": COLOURS[0], "mfc": COLOURS[0], "marker": "o", "ls": "-"}
OTHER_CURVE: Final[dict[str, Any]] = {"color": COLOURS[1], "mfc": "white", "marker": "s", "ls": (0, (4, 1.5))}
"""How the model's curve is drawn, filled, and another's, open and dashed."""


def _curve(upper: Axes, lower: Axes, chances: pd.DataFrame, code: str) -> None:
    """Draw one forecaster's chances."""
    bins = np.clip(np.digitize(chances["chance"], BINS) - 1, 0, len(BINS) - 2)
    table = chances.groupby(bins).agg(chance=("chance", "mean"), came=("came", "mean"), n=("came", "size"))
    counts = table["n"].reindex(range(len(BINS) - 1), fill_value=0)
    table = table[table["n"] >= LEAST_IN_BIN]
    curve = MODEL_CURVE if code == "model" else OTHER_CURVE
    upper.plot(table["chance"], table["came"], lw=1, ms=3, label=forecaster(code), **curve)
    lower.stairs(counts, BINS, color=curve["color"], lw=1, ls=curve["ls"])


def _curve_key(code: str) -> Line2D:
    curve = MODEL_CURVE if code == "model" else OTHER_CURVE
    return Line2D([], [], lw=1, ms=3, label=forecaster(code), **curve)


def _dress(upper: Axes, lower: Axes) -> None:
    upper.plot([0, 1], [0, 1], color=FAINT, lw=1, zorder=0)
    style.share_axis(upper)
    upper.set_ylim(-0.04, 1.04)
    lower.set_yscale("log")
    lower.set_ylim(1, MOST_COUNTED)
    lower.set_yticks((1, 100, 10_000))
    lower.minorticks_off()
    lower.set_xticks((0, 0.5, 1), [numerals(f"{share:.0%}") for share in (0, 0.5, 1)])


def main_pairs(cases: Sequence[Case], records: dict[tuple[str, str], History]) -> list[History]:
    """Return the record of each case's pair under study, or where it has none that with the most events."""
    chosen = []
    for case in cases:
        of_case = [history for (name, _), history in records.items() if name == case.scenario.name]
        first = pair_under_study(case)
        chosen.append(max(of_case, key=lambda history: (history.pair == first, len(history.events))))
    return chosen


def _fans_named(drawn: pd.DataFrame, cases: Sequence[Case], chosen: Sequence[History]) -> Picture:
    """Draw fans, each pair by its name; pairs of one name by that of their case too."""
    parties = [naming_of(case).party(history.pair) for case, history in zip(cases, chosen, strict=True)]
    names = [
        party
        if parties.count(party) == 1
        else say("{pair}: {case}", pair=party, case=name(case.scenario.title))
        for party, case in zip(parties, cases, strict=True)
    ]
    return fans(drawn, chosen[:MOST_FANS], names)


@styled
def fans(drawn: pd.DataFrame, chosen: Sequence[History], names: Sequence[str]) -> Picture:
    """Draw what the model said from several origins over what happened, in conditional mode.

    Parameters
    ----------
    drawn
        Forecasts, a row a draw.
    chosen
        The pairs drawn, a panel each.
    names
        What they are called.
    """
    across = min(2 if is_narrow() else 3, len(chosen))
    lines = -(-len(chosen) // across)
    figure = style.canvas(8 + (62 if across == 1 else 33 if is_narrow() else 42) * lines)
    axes = figure.subplots(lines, across, sharey=True, squeeze=False).ravel()
    said = drawn[(drawn["forecaster"] == "model") & (drawn["mode"] == "conditional")]
    for ax, history, panel in zip(axes, chosen, names, strict=False):
        years = history.start + np.arange(len(history.degrees))
        observed = index(history.degrees.T) / history.ladder.index_maximum
        forecasts = said[(said["case"] == history.case) & (said["pair"] == history.pair)]
        for origin in apart(
            list(forecasts["origin"].unique()), int(forecasts["lead"].max()) if len(forecasts) else 1
        ):
            now = float(observed[origin - history.start])
            _fan(ax, forecasts[forecasts["origin"] == origin], origin, now)
        ax.plot(*style.steps(years, observed), **OBSERVED)
        style.panel_title(ax, _in_lines(panel, look().width_mm / across - 10, 8))
        style.years_axis(ax, list(map(int, years)))
        ax.locator_params(axis="x", nbins=4)
        ax.set_ylim(0, 1)
    for ax in axes[len(chosen) :]:
        ax.set_axis_off()
    for ax in axes[::across]:
        ax.set_ylabel(say("index"))
    style.key(figure, _fan_key())
    style.head(figure, say("What the model said from some years on, later shocks given, beside what came"))
    return figure


def apart(years: Sequence[int], least: int) -> list[int]:
    """Choose years from the first on that lie so many years apart, so that no fan covers the next."""
    chosen: list[int] = []
    for year in sorted(map(int, years)):
        if not chosen or year - chosen[-1] >= least:
            chosen.append(year)
    return chosen


NINE_TENTHS: Final[dict[str, Any]] = {"color": COLOURS[0], "alpha": 0.2, "lw": 0}
HALF: Final[dict[str, Any]] = {"color": COLOURS[0], "alpha": 0.45, "lw": 0}
MEDIAN: Final[dict[str, Any]] = {"color": "#0d3560", "lw": 1.3, "ls": (0, (4, 1.2))}
ORIGIN: Final[dict[str, Any]] = {
    "marker": "o",
    "mfc": "white",
    "mec": "#000000",
    "ms": 4.5,
    "ls": "",
    "zorder": 5,
}
"""How the parts of a fan are drawn."""


def _fan(ax: Axes, said: pd.DataFrame, origin: int, now: float) -> None:
    leads = sorted(int(lead) for lead in said["lead"].unique())
    spread = {lead: np.quantile(said.loc[said["lead"] == lead, "index"], FAN) for lead in leads}
    years = [origin, *(origin + lead for lead in spread)]
    low, lower, middle, upper, high = np.column_stack([np.full(len(FAN), now), *spread.values()])
    ax.fill_between(years, low, high, **NINE_TENTHS)
    ax.fill_between(years, lower, upper, **HALF)
    ax.plot(years, middle, **MEDIAN)
    ax.plot(origin, now, **ORIGIN)


def _fan_key() -> list[Artist]:
    return [
        style.observed_key(),
        Line2D([], [], label=say("year from which it was said"), **ORIGIN),
        Line2D([], [], label=say("median of the draws"), **MEDIAN),
        Patch(label=say("half of the draws"), **HALF),
        Patch(label=say("nine draws of ten"), **NINE_TENTHS),
    ]
