"""The figure of a sweep of one range: an outcome along it, with the error of every point."""

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.experiments.design import Outcome, Range
from sim.scenario.load import Case
from sim.show import style, value_names
from sim.show.picture import Picture, styled
from sim.show.style import COLOURS, FAINT, look
from sim.show.sweep_axes import (
    Values,
    blanks_explained,
    broken,
    mark,
    name_outcome,
    outcome_axis,
    scale_axis,
    side,
    spread_of,
)
from sim.words import say, say_in

FEW_POINTS: Final = 25
"""Points of a grid up to which each is marked on the axis."""

NORMAL_95: Final = 1.959964
"""Standard errors to either side of a value within which 95% lie."""

HEIGHT_MM: Final = 62

UNKNOWN: Final[dict[str, dict[str, Any]]] = {
    "never": {"marker": "^", "mfc": "white", "mec": COLOURS[0]},
    "failed": {"marker": "x", "mec": FAINT},
}
"""How points without a value are marked."""


@styled
def line(
    title: str, table: pd.DataFrame, path: str, span: Range, name: str, measured: Outcome, case: Case
) -> Picture:
    """Draw an outcome over one range, with the 95% interval that its number of lives leaves at each point.

    Parameters
    ----------
    title
        What stands above.
    table
        The points of one scenario, with `failed`, the outcome and its standard error.
    path, span
        The range.
    name, asked
        The outcome: its column, and what is measured.
    case
        The scenario.
    """
    points = table.sort_values(path, kind="stable") if span.values is None else table
    values, errors = (points[column].to_numpy(float) for column in (name, f"{name}_se"))
    listed = list(pd.unique(points[path]))
    middles = side(span, listed).middles[[listed.index(value) for value in points[path]]]
    figure = style.canvas(HEIGHT_MM)
    ax = figure.subplots()
    if len(listed) <= FEW_POINTS:
        mark(ax, "x", span, listed, look().width_mm - 20)
    else:
        scale_axis(ax, "x", span)
    ax.errorbar(
        middles,
        values,
        yerr=NORMAL_95 * np.nan_to_num(errors),
        fmt="o" if span.values is not None else "o-",
        color=COLOURS[0],
        ms=3.5,
        lw=1.2,
        elinewidth=1,
        capsize=2.5,
    )
    _dress(ax, values, measured)
    blanks = np.where(np.isfinite(values), "", np.where(points["failed"].notna(), "failed", "never"))
    _mark_unknown(ax, middles, values, blanks)
    ax.set_xlabel(broken(value_names.value(path, case), look().width_mm - 20))
    name_outcome(ax, measured, case, look().width_mm - 16)
    style.key(figure, _key(blanks, measured, case))
    style.head(figure, title)
    return figure


def _dress(ax: Axes, values: Values, measured: Outcome) -> None:
    outcome_axis(ax.yaxis, measured, spread_of(values))
    ax.margins(x=0.03)
    ax.grid(axis="y", color="#e4e4e4", lw=0.5)
    ax.set_axisbelow(True)


def _mark_unknown(ax: Axes, middles: Values, values: Values, blanks: Any) -> None:
    """Mark points without a value above the others: a year that never comes is later than any."""
    if not (blanks != "").any():
        return
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    top = high + max(0.15 * (high - low), 0.02 if high <= 1 else 1.0)
    for blank, marker in UNKNOWN.items():
        there = middles[blanks == blank]
        # What is empty and not clipped would take the corner of the figure as its own.
        if len(there):
            ax.plot(there, np.full(len(there), top), ls="", ms=5, clip_on=False, **marker)
    ticks = (
        [tick for tick in ax.get_yticks() if low - 0.2 * (high - low) <= tick <= high] if len(known) else []
    )
    formatter = ax.yaxis.get_major_formatter()
    word = say_in("year", "never") if "never" in blanks else say("no value")
    ax.set_yticks([*ticks, top], [*(formatter(tick, None) for tick in ticks), word])


def _key(blanks: Any, measured: Outcome, case: Case) -> list[Artist]:
    shown: list[Artist] = [
        Line2D([], [], color=COLOURS[0], marker="o", ms=3.5, lw=1.2, label=say("value and its 95% interval"))
    ]
    for blank, label in blanks_explained(measured, case).items():
        if blank in blanks:
            shown.append(Line2D([], [], ls="", ms=5, label=label, **UNKNOWN[blank]))
    return shown
