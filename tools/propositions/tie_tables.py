"""What the pairs say of power and interest, of habit, and of trade."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from tools.propositions.circumstances import Circumstances
from tools.propositions.odds import drawn_for, odds
from tools.propositions.panel import Panel
from tools.propositions.resampling import Estimate
from tools.propositions.rungs import ARMS, CONSULTATIONS, LABELS, MEASURED
from tools.propositions.samples import beginnings, endings, ends
from tools.propositions.tables import Table

TERMS: Final = (
    *("power of the weaker", "power of the stronger", "distance of votes"),
    *("distance of capitals", "partners of the busier", "partners of both"),
)
"""Terms of power, interest and place that are told."""

Ratios = Mapping[int, Mapping[str, Estimate]]
"""Odds of each term, by indicator."""


def of_terms(panel: Panel, around: Circumstances) -> tuple[Ratios, Ratios]:
    """Return the odds of beginnings, and of ends, by all that is held."""
    begin = {n: odds(beginnings(panel, around, n, {}), drawn_for(panel, n)) for n in MEASURED}
    end = {n: ends(panel, around, n, {}, endings(panel, around, n)[0]).odds() for n in MEASURED}
    return begin, end


def power_and_interest(begin: Ratios, end: Ratios) -> Table:
    """Return the odds by power, interest and place."""
    table = {
        f"{LABELS[n]}, {what}": {term: ratios[n][term] for term in TERMS}
        for what, ratios in (("begins", begin), ("ends", end))
        for n in MEASURED
    }
    return Table("power and interest", "rung", dict.fromkeys(TERMS, "ratio"), table)


def habit(begin: Ratios, end: Ratios) -> Table:
    """Return the odds by what stood before."""
    table = {
        LABELS[n]: {
            "begins: stood before": begin[n]["stood before"],
            "begins: years without": begin[n]["years without"],
            "ends: years with it": end[n]["years with it"],
            "ends: high": end[n]["high"],
        }
        for n in MEASURED
        if n != CONSULTATIONS
    }
    return Table("habit", "rung", dict.fromkeys(table[LABELS[ARMS]], "ratio"), table)


def trade(panel: Panel, around: Circumstances) -> Table:
    """Return the odds of beginnings and ends by how far two depend on each other's trade."""
    share = np.log1p(100 * around.trade)
    table = {
        LABELS[n]: {
            "begins": odds(beginnings(panel, around, n, {}, trade=share), drawn_for(panel, n))["trade"],
            "ends": ends(panel, around, n, {}, endings(panel, around, n)[0], trade=share).odds()["trade"],
        }
        for n in MEASURED
    }
    return Table("trade", "rung", {"begins": "ratio", "ends": "ratio"}, table)
