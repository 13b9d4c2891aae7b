"""Figures of a contrast: what was observed, both arms with their bands, and the difference life by life."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.show import style
from sim.show.naming import Naming
from sim.show.picture import Picture, styled
from sim.show.shock_marks import mark_shocks
from sim.show.style import FAINT, INK, OBSERVED, SINGLE, End, look
from sim.words import say

ARM_COLOURS: Final = ("#1c4a78", "#cf6d17")
"""Colours of the scenario and of the variant: apart in grey too."""

ARM_DASHES: Final[tuple[Any, Any]] = ("-", (0, (3.5, 1.5)))

MARGIN_MM: Final = 30
"""Room beside a panel for the names of its lines."""

LEAST_TOP: Final = 0.5
"""The index that a panel reaches up to at least, so that next to nothing looks like it."""

Shocks = Sequence[tuple[int, str]]
Arms = tuple[str, str]


@styled
def answer(title: str, name: str, rows: pd.DataFrame, shocks: Shocks, arms: Arms) -> Picture:
    """Draw one pair: the index as observed and in both arms, and below it their difference.

    Parameters
    ----------
    title
        What stands above.
    name
        What the pair is called.
    rows
        Rows of `contrast.csv` of one pair, measure `index`.
    shocks
        Year and name of those that differ.
    arms
        What the scenario and the variant are called beside their lines.
    """
    figure = style.canvas(96)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    _arms(upper, rows)
    style.panel_title(upper, say("{pair}: index, mean and nine lives of ten", pair=name))
    _difference(lower, rows)
    lower.set_ylim(*_around_zero(rows))
    style.panel_title(lower, say("difference of the index, life by life"))
    _dress([(ax, rows) for ax in (upper, lower)], shocks)
    lines = _lines_key(rows, arms)
    if look().width_mm > SINGLE:
        style.name_ends(upper, _ends(rows, arms))
        lines = lines[:-2]
    style.key(figure, [*lines, *_bands_key(rows, arms), *_difference_key()])
    style.head(figure, title)
    return figure


@styled
def paths(title: str, table: pd.DataFrame, shocks: Shocks, arms: Arms, naming: Naming) -> Picture:
    """Draw the index of every pair as observed and in both arms, with their bands."""
    index = table[table["measure"] == "index"]
    figure, panels = _pair_panels(index, naming)
    for ax, rows in panels:
        _arms(ax, rows)
    _dress(panels, shocks)
    style.key(figure, [*_lines_key(index, arms), *_bands_key(index, arms)])
    style.head(figure, "\n".join([title, say("Index: mean and nine lives of ten")]))
    return figure


@styled
def differences(title: str, table: pd.DataFrame, shocks: Shocks, naming: Naming) -> Picture:
    """Draw the difference of the index of every pair, life by life: mean, its interval, nine lives of ten."""
    index = table[table["measure"] == "index"]
    figure, panels = _pair_panels(index, naming)
    limits = _around_zero(index)
    for ax, rows in panels:
        _difference(ax, rows)
        ax.set_ylim(*limits)
    _dress(panels, shocks)
    style.key(figure, [*_difference_key(), *_held_key(index)])
    style.head(figure, "\n".join([title, say("Difference of the index, life by life")]))
    return figure


def _pair_panels(index: pd.DataFrame, naming: Naming) -> tuple[Picture, list[tuple[Axes, pd.DataFrame]]]:
    """Lay out a panel for each pair, two abreast where there is room."""
    pairs = list(map(str, index["pair"].unique()))
    columns = 2 if look().width_mm > SINGLE and len(pairs) > 1 else 1
    lines = -(-len(pairs) // columns)
    figure = style.canvas(10 + (34 if len(pairs) > 1 else 60) * lines)
    axes = figure.subplots(lines, columns, sharex=True, squeeze=False).ravel()
    for ax in axes[len(pairs) :]:
        ax.set_visible(False)
    for ax, pair in zip(axes, pairs, strict=False):
        style.panel_title(ax, naming.party(pair))
    for ax in axes[max(0, len(pairs) - columns) : len(pairs)]:
        ax.tick_params(labelbottom=True)
    return figure, [(ax, index[index["pair"] == pair]) for ax, pair in zip(axes, pairs, strict=False)]


def _dress(panels: Sequence[tuple[Axes, pd.DataFrame]], shocks: Shocks) -> None:
    """Shade the years in which both arms are held to the record, and mark the shocks that differ."""
    for ax, rows in panels:
        held = rows["year"][rows["observed"]]
        if len(held):
            ax.axvspan(held.min() - 0.5, held.max() + 0.5, color=FAINT, alpha=0.22, lw=0, zorder=0)
        style.years_axis(ax, list(rows["year"]))
    mark_shocks([ax for ax, _ in panels], shocks)


def _free(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the years that the arms live freely, after the last in which they are held to the record."""
    return rows.iloc[max(0, int(rows["observed"].sum()) - 1) :]


def _arms(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the record where there is one and, from where they are free, both arms with their bands."""
    free = _free(rows)
    years, low, high = style.steps(free["year"], free["base_p05"], free["base_p95"])
    ax.fill_between(years, low, high, **_band(0))
    years, low, high = style.steps(free["year"], free["variant_p05"], free["variant_p95"])
    ax.fill_between(years, low, high, **_band(1))
    for bound in (low, high):
        ax.plot(years, bound, color=ARM_COLOURS[1], lw=0.6)
    for n, arm in enumerate(("base", "variant")):
        ax.plot(*style.steps(free["year"], free[arm]), color=ARM_COLOURS[n], lw=1.6, ls=ARM_DASHES[n])
    record = rows[rows["record"].notna()]
    if len(record):
        ax.plot(*style.steps(record["year"], record["record"]), **OBSERVED)
    reached = np.nanmax([*free["base_p95"], *free["variant_p95"], *record["record"]])
    ax.set_ylim(0, max(LEAST_TOP, float(reached)) * 1.06)


def _band(arm: int) -> dict[str, Any]:
    """Return how the band of an arm is filled: that of the scenario plainly, that of the variant hatched."""
    if arm == 0:
        return {"facecolor": to_rgba(ARM_COLOURS[0], 0.2), "edgecolor": "none"}
    return {"facecolor": "none", "edgecolor": to_rgba(ARM_COLOURS[1], 0.55), "hatch": "////", "lw": 0.0}


def _ends(rows: pd.DataFrame, arms: Arms) -> list[End]:
    """Return what stands beside the lines of a panel at their right ends."""
    ends = [
        End(float(rows[arm].iloc[-1]), "\n".join(style.wrapped(name, MARGIN_MM, 7)), colour, dashes)
        for arm, name, colour, dashes in zip(("base", "variant"), arms, ARM_COLOURS, ARM_DASHES, strict=True)
    ]
    record = rows["record"].dropna()
    if len(record):
        ends.append(End(float(record.iloc[-1]), say("observed"), str(OBSERVED["color"])))
    return ends


def _lines_key(rows: pd.DataFrame, arms: Arms) -> list[Artist]:
    """Return what stands in a key for what was observed, where it was, and for both arms."""
    lines: list[Artist] = [
        Line2D([], [], color=ARM_COLOURS[n], lw=1.6, ls=ARM_DASHES[n], label=name)
        for n, name in enumerate(arms)
    ]
    return [style.observed_key(), *lines] if rows["record"].notna().any() else lines


def _bands_key(rows: pd.DataFrame, arms: Arms) -> list[Artist]:
    bands = [
        Patch(label=say("nine lives of ten, {arm}", arm=name), **_band(n)) for n, name in enumerate(arms)
    ]
    return [*bands, *_held_key(rows)]


def _held_key(rows: pd.DataFrame) -> list[Artist]:
    if not rows["observed"].any():
        return []
    return [Patch(color=FAINT, alpha=0.22, lw=0, label=say("years in which both are as observed"))]


DIFFERENCE: Final[dict[str, dict[str, Any]]] = {
    "lives": {"color": FAINT, "alpha": 0.45, "lw": 0},
    "interval": {"color": INK, "alpha": 0.5, "lw": 0},
    "mean": {"color": INK, "lw": 1},
}
"""How the parts of a difference are drawn."""


def _difference(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the mean difference of lives in pairs, with its interval and what nine lives of ten differ by."""
    bounds = ("difference_p05", "difference_p95", "low", "high", "mean_difference")
    years, least, most, low, high, mean = style.steps(rows["year"], *(rows[name] for name in bounds))
    ax.axhline(0, color=INK, lw=0.6, ls=(0, (1, 2)))
    ax.fill_between(years, least, most, **DIFFERENCE["lives"])
    ax.fill_between(years, low, high, **DIFFERENCE["interval"])
    ax.plot(years, mean, **DIFFERENCE["mean"])


def _difference_key() -> list[Artist]:
    return [
        Line2D([], [], label=say("difference, mean"), **DIFFERENCE["mean"]),
        Patch(label=say("95% interval of the mean"), **DIFFERENCE["interval"]),
        Patch(label=say("difference in nine lives of ten"), **DIFFERENCE["lives"]),
    ]


def _around_zero(rows: pd.DataFrame) -> tuple[float, float]:
    """Return limits that hold all differences, alike above and below."""
    reach = max(0.02, float(rows[["low", "high", "difference_p05", "difference_p95"]].abs().to_numpy().max()))
    return -reach * 1.08, reach * 1.08
