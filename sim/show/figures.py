"""Figures: each says its scenario, its lives and its uncertainty, and works in grey."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.ladder.assess import Trajectory
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.show.files import Draw, apart, save
from sim.show.style import Picture, head, styled

__all__ = ["Draw", "apart", "head", "save"]

INK: Final = "#1b2a3a"
SHADES: Final = {"none": "#f2f2f2", "low": "#9db4c8", "high": "#1f4e79"}
STAGE_SHADES: Final = ("#c6d4e1", "#7d9dbb", "#1f4e79")
"""Shades from the first stage to the last."""

MODEL, RECORD, FAINT = "#1f4e79", "#b5442c", "#b8b8b8"
LETTERS_ACROSS: Final = 105
"""Letters of a heading that fit on a line."""

MOST_STATES_APART: Final = 5
"""States up to which every directed pair has a panel of its own."""

MOST_SCORED: Final = 8
"""Pairs whose scores are drawn; all stand in scores.csv."""

PANELS_ACROSS: Final = 6

LETTERS_OF_SHOCKS, MOST_LEVELS = 200, 24
"""Letters of the shocks of a year, and lines of such texts above one another, for which there is room."""

LABEL_APART: Final = 0.07
"""Least distance of two labels at the end of lines, as a share of the scale."""


def key_above(ax: Axes) -> None:
    """Say what lines are which above a panel, at its right, where no line runs."""
    ax.legend(
        frameon=False, fontsize=8, loc="lower right", bbox_to_anchor=(1, 0.97), ncols=4, borderaxespad=0
    )


def stage_shades(ladder: Ladder) -> dict[str, str]:
    """Return a shade for each stage by its name, where there is none first."""
    colours = np.array([to_rgb(shade) for shade in STAGE_SHADES])
    places, ends = np.linspace(0, 1, len(ladder.stages)), np.linspace(0, 1, len(colours))
    shades = [to_hex(tuple(np.interp(place, ends, part) for part in colours.T)) for place in places]
    return dict(zip(ladder.stage_names, ["#eeeeee", *shades], strict=True))


def whole_years(ax: Axes) -> None:
    """Mark whole years alone, however few there are."""
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))


def _step_line(ax: Axes, years: Sequence[int], stages: Sequence[int], **style: Any) -> None:
    ax.step([*years, years[-1] + 1], [*stages, stages[-1]], where="post", **style)


def _stage_axis(ax: Axes, ladder: Ladder) -> None:
    stages = ladder.stage_names
    ax.set_yticks(range(len(stages)), stages)
    ax.set_ylim(-0.3, len(stages) - 0.7)


def shade(ax: Axes, degrees: np.ndarray[Any, Any], years: Sequence[int], ladder: Ladder) -> None:
    """Shade degrees `[year, indicator]` from 0 to 2, the first indicator at the bottom."""
    scale = mpl.colors.LinearSegmentedColormap.from_list("degree", list(SHADES.values()))
    edges_x, edges_y = np.arange(years[0], years[-1] + 2), np.arange(len(ladder) + 1) + 0.5
    mesh = ax.pcolormesh(
        edges_x, edges_y, degrees.T, cmap=scale, vmin=0, vmax=2, edgecolor="white", linewidth=0.4
    )
    mesh.set_rasterized(False)
    ax.set_yticks(range(1, len(ladder) + 1), ladder.labels)
    whole_years(ax)
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)


def degree_key(figure: Picture) -> None:
    """Say below a figure which shade is which degree."""
    handles = [Patch(facecolor=shade, edgecolor="#999999", label=name) for name, shade in SHADES.items()]
    figure.legend(handles=handles, loc="outside lower right", ncols=3, frameon=False, fontsize=8)


@styled
def trajectory(result: Trajectory) -> Picture:
    """Draw an assessment: stage line above, degrees below (indicators as rows, years as columns)."""
    years = [int(year) for year in result.years]
    figure = Picture(figsize=(9, 4.2))
    top, below = figure.subplots(2, 1, sharex=True, height_ratios=(1, 2.2))
    _step_line(top, years, list(result.stage), color=INK, lw=2.2, label="stage")
    _step_line(top, years, list(result.reach), color=INK, lw=1, ls=":", label="reach")
    _stage_axis(top, result.ladder)
    key_above(top)
    head(figure, f"{result.name}: observed ladder, {years[0]}-{years[-1]}")
    shade(below, result.degrees, years, result.ladder)
    degree_key(figure)
    return figure


@styled
def dimensions(paths: Sequence[Trajectory]) -> Picture:
    """Draw where a pair stands on several ladders over the same years: degrees as shade, stage as a line."""
    years = [int(year) for year in paths[0].years]
    figure = Picture(figsize=(9, 1.2 + sum(0.75 + 0.26 * len(path.ladder) for path in paths)))
    heights = [part for path in paths for part in (0.8, 0.26 * len(path.ladder))]
    axes = figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)
    for path, line, below in zip(paths, axes[::2], axes[1::2], strict=True):
        _step_line(line, years, list(path.stage), color=INK, lw=2)
        _step_line(line, years, list(path.reach), color=INK, lw=1, ls=":")
        _stage_axis(line, path.ladder)
        line.set_title(f"{path.ladder.title.en}: stage (line) and reach (dots)")
        shade(below, path.degrees, years, path.ladder)
    head(figure, f"{paths[0].name}: dimensions side by side, {years[0]}-{years[-1]}")
    degree_key(figure)
    return figure


@styled
def channels(title: str, pair: str, table: pd.DataFrame) -> Picture:
    """Draw the share of lives in which a pair met, by channel, and mark the years with coded events."""
    own = table[table["pair"] == pair]
    names = list(own["channel"].unique())
    figure = Picture(figsize=(9, 0.8 + 1.6 * len(names)))
    axes = np.atleast_1d(figure.subplots(len(names), 1, sharex=True))
    for ax, name in zip(axes, names, strict=True):
        rows = own[own["channel"] == name]
        coded = rows["year"][pd.to_numeric(rows["coded"]).fillna(0) > 0]
        ax.plot(rows["year"], rows["share"], color=MODEL, lw=2, label="share of lives with a joint act")
        ax.plot(coded, np.full(len(coded), 1.05), "s", color=RECORD, ms=4, label="an event is coded")
        ax.set_ylim(0, 1.12)
        ax.set_yticks((0, 0.5, 1), ("0", "50 %", "100 %"))
        whole_years(ax)
        ax.set_title(f"{name}: simulated, and years with a coded event of that dimension")
    key_above(axes[0])
    head(figure, f"{pair}: beside the ladder. {title}")
    return figure


@styled
def ladder_of(title: str, pair: str, degrees: pd.DataFrame, stages: pd.DataFrame, ladder: Ladder) -> Picture:
    """Draw one pair's ladder, observed (where coded) above simulated: mean degree over lives as shade."""
    own = degrees[degrees["pair"] == pair]
    line = stages[stages["pair"] == pair]
    years = [int(year) for year in line["year"]]
    coded = line[line["observed"] != ""]
    rows = 3 if len(coded) else 2
    figure = Picture(figsize=(9, 6.6 if len(coded) else 4.4))
    axes = np.atleast_1d(figure.subplots(rows, 1, sharex=True, height_ratios=[1, *[2] * (rows - 1)]))
    names = ladder.stage_names
    mean = sum(n * line[name] for n, name in enumerate(names))
    axes[0].plot(np.array(years) + 0.5, mean, color=MODEL, lw=1.6, ls="--", label="simulated, mean of lives")
    if len(coded):
        seen, seen_in = [names.index(stage) for stage in coded["observed"]], list(map(int, coded["year"]))
        _step_line(axes[0], seen_in, seen, color=RECORD, lw=2.2, label="observed")
        record = own[own["observed"] != ""].assign(value=lambda rows: rows["observed"].map(DEGREES.index))
        cells = record.pivot_table(index="year", columns="indicator", values="value").to_numpy()
        shade(axes[1], cells, seen_in, ladder)
        axes[1].set_title("observed degree")
    _stage_axis(axes[0], ladder)
    key_above(axes[0])
    simulated = own.assign(value=own["low"] + 2 * own["high"])
    cells = simulated.pivot_table(index="year", columns="indicator", values="value").to_numpy()
    shade(axes[-1], cells, years, ladder)
    axes[-1].set_title("simulated degree, mean of lives")
    head(figure, f"{pair}: the ladder. {title}")
    degree_key(figure)
    return figure


@styled
def stage_shares(title: str, stages: pd.DataFrame, ladder: Ladder) -> Picture:
    """Draw the share of lives at each stage over time, pair by pair, with the observed stage over it."""
    pairs, shades = list(stages["pair"].unique()), stage_shades(ladder)
    figure = Picture(figsize=(9, 0.8 + 2.2 * len(pairs)))
    axes = np.atleast_1d(figure.subplots(len(pairs), 1, sharex=True))
    for ax, pair in zip(axes, pairs, strict=True):
        own = stages[stages["pair"] == pair]
        shares = [own[stage] for stage in shades]
        ax.stackplot(own["year"], shares, colors=list(shades.values()), edgecolor="white", lw=0.4)
        ax.set_ylim(0, 1)
        ax.set_yticks((0, 0.5, 1), ("0", "50 %", "100 %"))
        ax.margins(x=0)
        whole_years(ax)
        ax.set_title(f"{pair}: share of lives")
        coded = own[own["observed"] != ""]
        if len(coded):
            over = ax.twinx()
            seen = coded["observed"].map(list(shades).index)
            over.plot(coded["year"], seen, color=RECORD, lw=2.2, drawstyle="steps-mid")
            _stage_axis(over, ladder)
            over.tick_params(colors=RECORD)
            ax.set_title(f"{pair}: share of lives; observed stage as a line, right scale")
    handles = [Patch(facecolor=shade, edgecolor="#999999", label=name) for name, shade in shades.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    head(figure, f"Stages. {title}")
    return figure


@styled
def index_bands(
    title: str,
    stages: pd.DataFrame,
    observed: pd.DataFrame,
    shocks: Sequence[tuple[int, str]],
    ladder: Ladder,
) -> Picture:
    """Draw the index with its 5-95 % band, pair by pair; observed line; shocks `(year, name)` named above."""
    pairs = list(stages["pair"].unique())
    figure = Picture(figsize=(9, 2.6 + 1.9 * len(pairs)))
    heights = (1.25, *[1] * len(pairs)) if shocks else [1] * len(pairs)
    axes = list(np.atleast_1d(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)))
    if shocks:
        name_shocks(axes.pop(0), shocks, list(stages["year"]))
    for ax, pair in zip(axes, pairs, strict=True):
        own = stages[stages["pair"] == pair]
        ax.fill_between(
            own["year"],
            own["index_p05"],
            own["index_p95"],
            color=MODEL,
            alpha=0.18,
            lw=0,
            label="5-95 % of lives",
        )
        ax.plot(own["year"], own["index_mean"], color=MODEL, lw=2, label="mean")
        ax.plot(own["year"], own["index_p50"], color=MODEL, lw=1, ls="--", label="median")
        record = observed[observed["pair"] == pair]
        if len(record):
            ax.plot(
                record["year"], record["index"], color=RECORD, lw=2, drawstyle="steps-mid", label="observed"
            )
        for year, _ in shocks:
            ax.axvline(year, color=FAINT, lw=0.6, zorder=0)
        ax.set_ylim(
            0,
            max(0.5, float(own["index_p95"].max()), float(record["index"].max()) if len(record) else 0)
            * 1.05,
        )
        ax.margins(x=0.01)
        whole_years(ax)
        ax.set_title(f"{pair}: index (sum of number × degree / {ladder.index_maximum})")
    key_above(axes[0])
    head(figure, f"Index. {title}")
    return figure


def name_shocks(ax: Axes, shocks: Sequence[tuple[int, str]], years: Sequence[int]) -> None:
    """Name each shock at its year, on as many levels as keep the names apart; too many are only counted."""
    by_year: dict[int, list[str]] = {}
    for year, name in sorted(shocks):
        by_year.setdefault(year, []).append(name)
    texts = {year: _cut("; ".join(names)) for year, names in by_year.items()}
    levels, title = _levels(texts, years), "shocks"
    if max(levels.values()) >= MOST_LEVELS:
        texts = {year: str(len(names)) for year, names in by_year.items()}
        levels, title = _levels(texts, years), "shocks: how many a year"
    for year, level in levels.items():
        side = "left" if _fits(texts[year], year, years) else "right"
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(year, -level, texts[year], fontsize=6.2, ha=side, va="center", color=INK, bbox=box)
        ax.plot([year, year], [-level - 0.35, -40], color=FAINT, lw=0.6, zorder=0)
    ax.set_ylim(-max(levels.values()) - 0.6, 0.6)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(length=0, labelbottom=False)
    ax.set_title(title)


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS_OF_SHOCKS else f"{text[: LETTERS_OF_SHOCKS - 4]} ..."


def _width(text: str, years: Sequence[int]) -> float:
    """Return how many years a text beside a year covers."""
    return len(text) * (max(years) - min(years) + 1) / 135 + 0.6


def _fits(text: str, year: int, years: Sequence[int]) -> bool:
    return year + _width(text, years) <= max(years) + 1


def _levels(texts: Mapping[int, str], years: Sequence[int]) -> dict[int, int]:
    """Return on which level below the first each year's text stands, so that none covers another."""
    ends: list[float] = []
    levels = {}
    for year, text in texts.items():
        left = year if _fits(text, year, years) else year - _width(text, years)
        levels[year] = next((n for n, end in enumerate(ends) if end <= left), len(ends))
        ends[levels[year] : levels[year] + 1] = [max(left + _width(text, years), year + 0.3)]
    return levels


@styled
def group_shares(title: str, name: str, table: pd.DataFrame, ladder: Ladder) -> Picture:
    """Draw the share of a group's pairs at each stage, simulated and observed, with weakest and median."""
    own, shades = table[table["group"] == name], stage_shades(ladder)
    sources = [source for source in ("simulated", "observed") if (own["source"] == source).any()]
    figure = Picture(figsize=(9, 1.2 + 2.2 * len(sources)))
    axes = np.atleast_1d(figure.subplots(len(sources), 1, sharex=True))
    for ax, source in zip(axes, sources, strict=True):
        rows = own[own["source"] == source]
        pairs = rows[rows["reading"] == "pairs"]
        shares = [pairs[stage] for stage in shades]
        ax.stackplot(pairs["year"], shares, colors=list(shades.values()), edgecolor="white", lw=0.4)
        ax.set_ylim(0, 1)
        ax.set_yticks((0, 0.5, 1), ("0", "50 %", "100 %"))
        ax.margins(x=0)
        over = ax.twinx()
        for reading, style in (("weakest", ":"), ("median", "-")):
            line = rows[rows["reading"] == reading]
            mean = sum(n * line[stage] for n, stage in enumerate(shades))
            over.plot(line["year"], mean, color=RECORD, lw=1.8, ls=style, label=reading)
        _stage_axis(over, ladder)
        over.tick_params(colors=RECORD)
        over.legend(frameon=False, fontsize=8, loc="upper left", ncols=2)
        of = "mean stage over lives" if source == "simulated" else "stage"
        ax.set_title(
            f"{source}: share of pairs at each stage; {of} of the weakest and the median pair, right"
        )
    handles = [Patch(facecolor=s, edgecolor="#999999", label=stage) for stage, s in shades.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    head(figure, f"The pairs of {name}. {title}")
    return figure


@styled
def threats(title: str, table: pd.DataFrame) -> Picture:
    """Draw the threat each state perceives from each other: mean and 5-95 % band.

    Where there are many states, one panel holds all that a state perceives, without bands.
    """
    codes = sorted(table["by"].unique())
    if len(codes) > MOST_STATES_APART:
        return _threats_by_state(title, table, codes)
    figure = Picture(figsize=(9, 1 + 1.8 * len(codes)))
    axes = figure.subplots(len(codes), len(codes) - 1, sharex=True, sharey=True, squeeze=False)
    for row, by in zip(axes, codes, strict=True):
        for ax, of in zip(row, [code for code in codes if code != by], strict=True):
            own = table[(table["by"] == by) & (table["of"] == of)]
            ax.fill_between(own["year"], own["p05"], own["p95"], color=MODEL, alpha=0.18, lw=0)
            ax.plot(own["year"], own["mean"], color=MODEL, lw=1.8)
            ax.set_ylim(0, 1.02)
            ax.margins(x=0.01)
            ax.set_title(f"{by} perceives from {of}")
    head(figure, f"Threat perceptions (0 to 1), mean and 5-95 % of lives. {title}")
    return figure


def _threats_by_state(title: str, table: pd.DataFrame, codes: Sequence[str]) -> Picture:
    columns = 3
    rows = -(-len(codes) // columns)
    figure = Picture(figsize=(9, 0.8 + 1.9 * rows))
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for ax in axes[len(codes) :]:
        ax.set_visible(False)
    last = table["year"].max()
    for ax, by in zip(axes, codes, strict=False):
        own = table[table["by"] == by]
        named: list[float] = []
        for of, line in sorted(own.groupby("of"), key=lambda item: -float(item[1]["mean"].iloc[-1])):
            ax.plot(line["year"], line["mean"], color=MODEL, lw=1.2, alpha=0.8)
            height = float(line["mean"].iloc[-1])
            if all(abs(height - other) > LABEL_APART for other in named):
                named.append(height)
                ax.text(last + 0.3, height, str(of), fontsize=6.5, va="center", color=INK)
        ax.set_ylim(0, 1.02)
        ax.margins(x=0.01)
        ax.set_title(f"{by} perceives from others")
    head(figure, f"Threat perceptions (0 to 1), mean of lives. {title}")
    return figure


@styled
def score_bars(title: str, scores: pd.DataFrame) -> Picture:
    """Draw the error of the model and of each baseline, measure by measure: shorter is better."""
    errors = scores[scores["measure"].str.startswith(("rps", "crps"))].assign(
        score=lambda f: f["score"].astype(float)
    )
    pairs = list(errors["pair"].unique())[:MOST_SCORED]
    figure = Picture(figsize=(9, 1 + 3.4 * len(pairs)))
    axes = np.atleast_1d(figure.subplots(len(pairs), 1))
    hatches = {"model": "", "persistence": "", "climatology": "//", "line": ".."}
    colours = {"model": MODEL, "persistence": "#d9d9d9", "climatology": "#f0f0f0", "line": "#ffffff"}
    for ax, pair in zip(axes, pairs, strict=True):
        wide = errors[errors["pair"] == pair].pivot_table(
            index="measure", columns="forecaster", values="score", sort=False
        )
        places = np.arange(len(wide))
        for n, name in enumerate(hatches):
            ax.bar(
                places + (n - 1.5) * 0.2,
                wide[name],
                0.2,
                color=colours[name],
                hatch=hatches[name],
                edgecolor=INK,
                lw=0.6,
                label=name,
            )
        ax.set_xticks(places, [str(measure).replace("_", "\n") for measure in wide.index], fontsize=7.5)
        ax.set_ylabel("error (0 is best)")
        ax.set_title(f"{pair}: ranked probability scores and CRPS, within the sample")
        ax.legend(frameon=False, fontsize=8, ncols=4)
    head(figure, f"Scores. {title}")
    return figure


@styled
def ages(table: pd.DataFrame, chosen: Sequence[tuple[str, str]]) -> Picture:
    """Draw the observed index over years since the start of each case; chosen `(case, pair)` named."""
    figure = Picture(figsize=(9, 4.8))
    ax = figure.subplots()
    styles = ("-", "--", "-.", ":")
    for (case, pair), own in table.groupby(["case", "pair"], sort=False):
        if (case, pair) not in chosen:
            ax.plot(own["age"], own["index"], color=FAINT, lw=0.7, zorder=1)
    shades = mpl.colormaps["cividis"](np.linspace(0, 0.85, len(chosen)))
    for n, (case, pair) in enumerate(chosen):
        own = table[(table["case"] == case) & (table["pair"] == pair)]
        ax.plot(own["age"], own["index"], color=shades[n], lw=2, ls=styles[n % 4], label=f"{case}: {pair}")
    ax.set_ylim(0, 1)
    ax.margins(x=0.01)
    ax.set_xlabel("years since the start of the case")
    ax.set_ylabel("index")
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    head(figure, "Observed index by age. Other pairs and groups of the same cases in grey.")
    return figure


@styled
def small_multiples(table: pd.DataFrame, ladder: Ladder) -> Picture:
    """Draw the observed index of every pair and group, its stage as shade, all on one scale."""
    panels, shades = list(table.groupby(["case", "pair"], sort=False)), stage_shades(ladder)
    columns = min(PANELS_ACROSS, len(panels))
    rows = -(-len(panels) // columns)
    figure = Picture(figsize=(9, 0.9 + 1.25 * rows))
    axes = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for ax in axes[len(panels) :]:
        ax.set_visible(False)
    for n, (ax, ((case, pair), own)) in enumerate(zip(axes, panels, strict=False)):
        # A panel with none below it shows the years itself.
        ax.tick_params(labelbottom=n + columns >= len(panels))
        for stage, shade in shades.items():
            ax.bar(own["year"][own["stage"] == stage], 1, width=1, color=shade)
        ax.plot(own["year"], own["index"], color=RECORD, lw=1.5)
        ax.set_ylim(0, 1)
        ax.margins(x=0)
        ax.set_title(f"{case}\n{pair}", fontsize=6.5)
        ax.tick_params(labelsize=6, axis="x", rotation=45)
        ax.tick_params(labelsize=6, axis="y")
    handles = [Patch(facecolor=s, edgecolor="#999999", label=stage) for stage, s in shades.items()]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False, fontsize=8)
    head(figure, "Observed index (line) and stage (shade) of every pair and group with a record")
    return figure
