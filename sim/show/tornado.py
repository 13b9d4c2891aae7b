"""Tornado figures: what moves an outcome, longest bar first."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.show import style
from sim.show.picture import Picture, styled
from sim.show.style import DEGREES, INK, is_narrow, look
from sim.words import later, say

ONE_WAY: Final = 0.9
"""Share of the mean size of effects by which their signs must agree to call a range's effect one-way."""

LEAST_ARROW: Final = 0.02
"""Share of the longest bar below which a direction means nothing."""

BARS_MM: Final = 212
"""Height of the bars for which a page has room: of more, those of the ranges that move the outcome most."""

NAMES_MM, NAMES_MM_IN_A_COLUMN = 52, 34
"""Room for the names of ranges beside their bars."""

DIRECTIONS: Final = {
    (True, True): later("raises it"),
    (True, False): later("mostly raises it"),
    (False, True): later("lowers it"),
    (False, False): later("mostly lowers it"),
}
"""What a range does as it grows: whether it raises the outcome, and whether it does so everywhere."""

BARS: Final[dict[str, dict[str, Any]]] = {
    "mu_star": {"facecolor": DEGREES[1]},
    "total": {"facecolor": "#ffffff", "hatch": "/////"},
    "first": {"facecolor": DEGREES[2]},
}
"""How the bars of each measure are filled."""


@styled
def tornado(title: str, outcome: str, names: Sequence[str], table: pd.DataFrame, method: str) -> Picture:
    """Draw the measures of the ranges with their 95% intervals, ranked from the top.

    Parameters
    ----------
    title
        What stands above.
    outcome
        What the outcome is called.
    names
        What the ranges are called, in the order of the table.
    table
        The rows of `sensitivity.csv` of one outcome, ranked.
    method
        `morris` or `sobol`.
    """
    room = NAMES_MM_IN_A_COLUMN if is_narrow() else NAMES_MM
    labels = ["\n".join(style.wrapped(name, room, 7)) for name in names]
    bar_mm = 1.8 + 2.6 * max(label.count("\n") + 1 for label in labels)
    labels = labels[: int(BARS_MM // bar_mm)]
    figure = style.canvas(16 + bar_mm * len(labels))
    ax = figure.subplots()
    rows = table.head(len(labels))
    positions = np.arange(len(labels), dtype=float)
    if method == "morris":
        _morris(ax, positions, rows)
    else:
        _sobol(figure, ax, positions, rows)
    style.panel_title(ax, "\n".join(style.wrapped(outcome, look().width_mm - room - 8, 8)))
    ax.set_yticks(positions, labels)
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.axvline(0, color=INK, lw=0.8)
    style.head(figure, _told(title, len(labels), len(names)))
    return figure


def _told(title: str, drawn: int, count: int) -> str:
    if drawn == count:
        return title
    left_out = say("The {drawn:d} of {count:d} ranges that move it most", drawn=drawn, count=count)
    return f"{title}\n{left_out}"


def _morris(ax: Axes, positions: "np.ndarray[Any, Any]", table: pd.DataFrame) -> None:
    _bars(ax, positions, table, "mu_star", 0.7)
    for position, row in zip(positions, table.to_dict("records"), strict=True):
        if row["mu_star"] > LEAST_ARROW * table["mu_star"].max():
            ax.annotate(
                _direction(row["mu"], row["mu_star"]),
                (row["mu_star_high"], position),
                (4, 0),
                textcoords="offset points",
                fontsize=7,
                va="center",
            )
    ax.set_xlabel(_broken(say("mean size of the change over the whole range (mu*), with its 95% interval")))
    ax.set_xlim(0, float(table["mu_star_high"].max()) * (1.45 if is_narrow() else 1.2) or 1)


def _direction(mean: float, size: float) -> str:
    """Say which way a range moves the outcome as it grows."""
    if abs(mean) < size / 2:
        return say("either way")
    return say(DIRECTIONS[mean > 0, abs(mean) >= ONE_WAY * size])


def _sobol(figure: Picture, ax: Axes, positions: "np.ndarray[Any, Any]", table: pd.DataFrame) -> None:
    _bars(ax, positions - 0.2, table, "total", 0.38)
    _bars(ax, positions + 0.2, table, "first", 0.38)
    ax.set_xlabel(_broken(say("share of the outcome's variance, with its 95% interval")))
    names = {"total": say("with all interactions (total)"), "first": say("by itself (first order)")}
    edge: dict[str, Any] = {"edgecolor": INK, "lw": 0.5}
    style.key(figure, [Patch(label=name, **BARS[measure], **edge) for measure, name in names.items()])


def _broken(text: str) -> str:
    return "\n".join(
        style.wrapped(text, look().width_mm - (NAMES_MM_IN_A_COLUMN if is_narrow() else NAMES_MM) - 6, 7.5)
    )


def _bars(
    ax: Axes, positions: "np.ndarray[Any, Any]", table: pd.DataFrame, measure: str, height: float
) -> None:
    middle = table[measure].to_numpy(float)
    reach = [
        middle - table[f"{measure}_low"].to_numpy(float),
        table[f"{measure}_high"].to_numpy(float) - middle,
    ]
    ax.barh(positions, middle, height, edgecolor=INK, lw=0.5, **BARS[measure])
    ax.errorbar(middle, positions, xerr=reach, fmt="none", ecolor="black", elinewidth=0.9, capsize=1.8)
