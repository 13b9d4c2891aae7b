"""Tornado figures: what moves an outcome, longest bar first."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from sim.show.figures import INK, SHADES, head
from sim.show.style import Picture, styled

ONE_WAY: Final = 0.9
"""Share of the mean size of effects by which their signs must agree to call a range's effect one-way."""

LEAST_ARROW: Final = 0.02
"""Share of the longest bar below which a direction means nothing."""


@styled
def tornado(title: str, names: Sequence[str], table: pd.DataFrame, method: str) -> Picture:
    """Draw the measures of the ranges with their 95 % intervals, ranked from the top."""
    figure = Picture(figsize=(9, 1.5 + 0.23 * len(names)))
    ax = figure.subplots()
    places = np.arange(len(names))
    if method == "morris":
        _morris(ax, places, table)
    else:
        _sobol(ax, places, table)
    ax.set_yticks(places, list(names), fontsize=8)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.axvline(0, color=INK, lw=0.8)
    head(figure, title)
    return figure


def _morris(ax: Axes, places: np.ndarray, table: pd.DataFrame) -> None:
    _bars(ax, places, table, "mu_star", 0.7, SHADES["low"], "mean size of the effect")
    for place, row in zip(places, table.to_dict("records"), strict=True):
        if row["mu_star"] > LEAST_ARROW * table["mu_star"].max():
            side = "raises" if row["mu"] > 0 else "lowers"
            word = side if abs(row["mu"]) >= ONE_WAY * row["mu_star"] else f"mostly {side}"
            word = word if abs(row["mu"]) >= row["mu_star"] / 2 else "either way"
            ax.annotate(
                word,
                (row["mu_star_high"], place),
                (5, 0),
                textcoords="offset points",
                fontsize=7,
                va="center",
            )
    ax.set_xlabel("mean size of the change of the outcome per whole range (mu*), 95 % intervals")
    ax.margins(x=0.1)
    ax.set_xlim(left=0)


def _sobol(ax: Axes, places: np.ndarray, table: pd.DataFrame) -> None:
    _bars(ax, places - 0.2, table, "total", 0.38, SHADES["none"], "total, with all interactions", hatch="///")
    _bars(ax, places + 0.2, table, "first", 0.38, SHADES["low"], "first order, alone")
    ax.set_xlabel("share of the outcome's variance, 95 % intervals")
    ax.legend(frameon=False, fontsize=8, loc="lower right")


def _bars(
    ax: Axes,
    places: np.ndarray,
    table: pd.DataFrame,
    measure: str,
    height: float,
    colour: str,
    label: str,
    hatch: str = "",
) -> None:
    middle = table[measure].to_numpy()
    reach = [middle - table[f"{measure}_low"].to_numpy(), table[f"{measure}_high"].to_numpy() - middle]
    ax.barh(places, middle, height, color=colour, edgecolor=INK, lw=0.5, label=label, hatch=hatch)
    ax.errorbar(middle, places, xerr=reach, fmt="none", ecolor="black", elinewidth=1, capsize=2)
