"""Figures of a contrast: what was observed, both arms with their bands, and the difference life by life."""

import textwrap
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from sim.show.figures import FAINT, INK, MODEL, RECORD, head, name_shocks
from sim.show.style import Picture, styled

OTHER: Final = "#2f9c8c"
"""Colour of the variant: apart from that of the scenario in grey too."""

LETTERS_BESIDE: Final = 24
"""Letters of a line in the margin beside a panel."""

LINE_APART: Final = 0.085
"""Height of a line in the margin, as a share of a panel two inches high."""

BANDS_OF_DIFFERENCE: Final = "mean, its 95 % interval (dark), nine lives of ten (light)"

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
    figure = Picture(figsize=(9, 5.4))
    heights = (0.2 + 0.16 * len(shocks), 2.6, 1.2) if shocks else (2.6, 1.2)
    axes = list(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights))
    if shocks:
        name_shocks(axes.pop(0), shocks, list(rows["year"]))
    for ax in axes:
        _ground(ax, rows, shocks)
    _arms(axes[0], rows, arms, inches=2.6)
    held = "; shaded years: both as observed" if rows["observed"].any() else ""
    axes[0].set_title(f"{name}: index, mean and nine lives of ten{held}")
    _difference(axes[1], rows)
    axes[1].set_ylim(*_around_zero(rows))
    axes[1].set_title(f"difference, dashed less solid: {BANDS_OF_DIFFERENCE}")
    head(figure, title)
    return figure


@styled
def paths(title: str, table: pd.DataFrame, shocks: Shocks, arms: Arms) -> Picture:
    """Draw the index of every pair as observed and in both arms, with their bands."""
    own = table[table["measure"] == "index"]
    figure, panels = _pair_panels(own, shocks)
    for ax, pair, rows in panels:
        _arms(ax, rows, arms, inches=1.6)
        ax.set_title(pair)
    head(figure, f"{title}\nIndex: mean and nine lives of ten")
    return figure


@styled
def differences(title: str, table: pd.DataFrame, shocks: Shocks) -> Picture:
    """Draw the difference of the index of every pair, life by life: mean, its interval, nine lives of ten."""
    own = table[table["measure"] == "index"]
    figure, panels = _pair_panels(own, shocks)
    limits = _around_zero(own)
    for ax, pair, rows in panels:
        _difference(ax, rows)
        ax.set_ylim(*limits)
        ax.set_title(pair)
    head(figure, f"{title}\nDifference of the index life by life: {BANDS_OF_DIFFERENCE}")
    return figure


def _pair_panels(own: pd.DataFrame, shocks: Shocks) -> tuple[Picture, list[tuple[Axes, str, pd.DataFrame]]]:
    """Lay out a panel for each pair below the names of shocks."""
    pairs = list(own["pair"].unique())
    figure = Picture(figsize=(9, 1.6 + 1.9 * len(pairs)))
    heights = (0.2 + 0.16 * len(shocks), *[1] * len(pairs)) if shocks else [1] * len(pairs)
    axes = list(np.atleast_1d(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights)))
    if shocks:
        name_shocks(axes.pop(0), shocks, list(own["year"]))
    panels = [(ax, pair, own[own["pair"] == pair]) for ax, pair in zip(axes, pairs, strict=True)]
    for ax, _, rows in panels:
        _ground(ax, rows, shocks)
    return figure, panels


def _ground(ax: Axes, rows: pd.DataFrame, shocks: Shocks) -> None:
    """Shade the years in which both arms are held to the record, and mark the shocks that differ."""
    held = rows["year"][rows["observed"]]
    if len(held):
        ax.axvspan(held.min(), held.max(), color=FAINT, alpha=0.22, lw=0, zorder=0)
    for year, _ in shocks:
        ax.axvline(year, color=FAINT, lw=0.8, zorder=0)
    ax.margins(x=0.01)


def _arms(ax: Axes, rows: pd.DataFrame, arms: Arms, inches: float) -> None:
    """Draw the record where there is one and, from where they are free, both arms with their bands."""
    free = rows.iloc[max(0, int(rows["observed"].sum()) - 1) :]
    ax.fill_between(free["year"], free["base_p05"], free["base_p95"], color=MODEL, alpha=0.22, lw=0)
    hatched: dict[str, Any] = {
        "facecolor": "none",
        "edgecolor": to_rgba(OTHER, 0.4),
        "hatch": "////",
        "lw": 0.0,
    }
    ax.fill_between(free["year"], free["variant_p05"], free["variant_p95"], **hatched)
    for bound in ("variant_p05", "variant_p95"):
        ax.plot(free["year"], free[bound], color=OTHER, lw=0.8)
    ax.plot(free["year"], free["base"], color=MODEL, lw=2)
    ax.plot(free["year"], free["variant"], color=OTHER, lw=2, ls=(0, (3.5, 1.5)))
    ends = [(float(free[arm].iloc[-1]), name) for arm, name in zip(("base", "variant"), arms, strict=True)]
    labels = [(height, name, colour) for (height, name), colour in zip(ends, (MODEL, OTHER), strict=True)]
    seen = rows[rows["record"].notna()]
    if len(seen):
        ax.plot(seen["year"], seen["record"], color=RECORD, lw=2.6, drawstyle="steps-mid", zorder=3)
        labels.append((float(seen["record"].iloc[-1]), "observed", RECORD))
    most = max(float(free[["base_p95", "variant_p95"]].to_numpy().max()), float(seen["record"].max() or 0))
    ax.set_ylim(0, max(0.5, most) * 1.06)
    _beside(ax, labels, float(rows["year"].max()), inches)


def _beside(ax: Axes, labels: Sequence[tuple[float, str, str]], last: float, inches: float) -> None:
    """Name lines in the margin at their ends, moved apart where they end close together."""
    line = LINE_APART * ax.get_ylim()[1] * 2 / inches
    order = sorted(labels)
    texts = [textwrap.fill(name, LETTERS_BESIDE) for _, name, _ in order]
    halves = [line * (text.count("\n") + 1) / 2 for text in texts]
    middles, top = [], -np.inf
    for (height, _, _), half in zip(order, halves, strict=True):
        middles.append(max(height, top + half))
        top = middles[-1] + half
    # Half of what they were pushed up is taken back, as far as the foot of the panel.
    back = min((middles[-1] - order[-1][0]) / 2, middles[0])
    for text, middle, (_, _, colour) in zip(texts, middles, order, strict=True):
        ax.annotate(
            text,
            (last, middle - back),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=colour,
            weight="bold",
            annotation_clip=False,
        )


def _difference(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw the mean difference of lives in pairs, with its interval and what nine lives of ten differ by."""
    ax.axhline(0, color=INK, lw=0.8)
    ax.fill_between(
        rows["year"], rows["difference_p05"], rows["difference_p95"], color=FAINT, alpha=0.45, lw=0
    )
    ax.fill_between(rows["year"], rows["low"], rows["high"], color=INK, alpha=0.5, lw=0)
    ax.plot(rows["year"], rows["mean_difference"], color=INK, lw=1)


def _around_zero(rows: pd.DataFrame) -> tuple[float, float]:
    """Return limits that hold all differences, alike above and below."""
    reach = max(0.02, float(rows[["low", "high", "difference_p05", "difference_p95"]].abs().to_numpy().max()))
    return -reach * 1.08, reach * 1.08
