"""What the pairs say of the ladder: what comes first, what the last stage rests on, low before high."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from tools.propositions.circumstances import EUROPEAN_UNION, NATO, REGIONS, Circumstances, members
from tools.propositions.degrees import FALL, steps
from tools.propositions.odds import before_beginning, drawn_for, held, odds, rows
from tools.propositions.order import EARLIER, Beneath, beneath, sequence
from tools.propositions.panel import Panel, following
from tools.propositions.resampling import UNTOLD, Estimate
from tools.propositions.rungs import ALLIANCE, BENEATH, CONSULTATIONS, DEPLOYMENT, LABELS, MEASURED
from tools.propositions.tables import Kind, Table, counted, exact

SHARES: Final = ("none", "some", "all")
"""How many of 2, 3 and 4 stand."""

EVERY, ELSEWHERE = LABELS[ALLIANCE], "7 elsewhere"
"""All alliances, and those that do not begin by one of the two greatest treaties."""


def order(panel: Panel) -> Table:
    """Compare the order in which rungs begin with chance."""
    table = {}
    for earlier, later in EARLIER:
        found = sequence(panel, drawn_for(panel, later), earlier, later)
        table[f"{earlier} before {later}"] = {
            "both begin": exact(found.both),
            "earlier rung first": found.first,
            "by chance": found.chance,
            "in one year": exact(found.same),
            "later rung first": exact(found.second),
            "later begins: earlier had stood": found.had,
            "earlier begins: later had stood": found.mirrored,
        }
    kinds: dict[str, Kind] = dict.fromkeys(table["2 before 3"], "share")
    return Table("order", "rungs", kinds | {"both begin": "count"}, table)


def what_stands(panel: Panel, around: Circumstances) -> list[Beneath]:
    """Count what stands where the last stage begins, by region, and by the treaties that bring many."""
    drawn, everywhere = drawn_for(panel, ALLIANCE), np.ones_like(around.by_two)
    nato, union = members(panel, NATO), members(panel, EUROPEAN_UNION)
    elsewhere = ~nato & ~union
    parts = {
        EVERY: everywhere,
        "7 in NATO": nato,
        "7 in the European Union alone": union & ~nato,
        ELSEWHERE: elsewhere,
    }
    regions = {
        region: (around.region == region)[:, np.newaxis] & everywhere
        for region in (*REGIONS, "between regions")
    }
    found = [
        *(beneath(panel, drawn, ALLIANCE, where, those, everywhere) for where, those in parts.items()),
        *(
            beneath(panel, drawn, ALLIANCE, f"{ELSEWHERE}, {region}", elsewhere & there, there)
            for region, there in regions.items()
        ),
        beneath(panel, drawn, ALLIANCE, "7 by a treaty of two", following(around.by_two), everywhere),
        beneath(panel, drawn_for(panel, DEPLOYMENT), DEPLOYMENT, LABELS[DEPLOYMENT], everywhere, everywhere),
    ]
    return [one for one in found if one.begins]


def beneath_table(found: Sequence[Beneath]) -> Table:
    """Return what stands beneath as a table."""
    table = {
        one.where: {
            "beginnings": exact(one.begins),
            **dict(zip(SHARES, one.observed, strict=True)),
            **{f"{share}, others": exact(value) for share, value in zip(SHARES, one.at_risk, strict=True)},
            "4 high": one.high,
        }
        for one in found
    }
    kinds: dict[str, Kind] = {
        "beginnings": "count",
        **dict.fromkeys(SHARES, "share"),
        **dict.fromkeys((f"{share}, others" for share in SHARES), "rate"),
        "4 high": "share",
    }
    return Table("beneath", "begins", kinds, table)


def pulls(panel: Panel, around: Circumstances) -> Table:
    """Return the odds of a rung's beginning where another stands, both ways, other terms held."""
    rungs = (*BENEATH, ALLIANCE)
    found: dict[tuple[int, int], Estimate] = {}
    for later in (*rungs, DEPLOYMENT):
        exposures = {str(n): panel.standing(n) for n in rungs if n != later}
        terms = {**held(panel, around, later), **before_beginning(panel, later)}
        sample = rows(panel.at_risk(later) & panel.known(*rungs), panel.begins(later), exposures, terms)
        ratios = odds(sample, drawn_for(panel, later))
        found |= {(int(n), later): ratios[n] for n in exposures}
    upward = [(a, b) for a in BENEATH for b in (*BENEATH, DEPLOYMENT, ALLIANCE) if a < b]
    table = {
        f"{a} on {b}": {"the second begins": found[a, b], "the first begins": found.get((b, a), UNTOLD)}
        for a, b in [*upward, (ALLIANCE, DEPLOYMENT)]
    }
    return Table("pulls", "rungs", dict.fromkeys(table["2 on 3"], "ratio"), table)


def degrees(panel: Panel) -> Table:
    """Count beginnings at high, and falls from it."""
    table = {}
    for indicator in (n for n in MEASURED if n != CONSULTATIONS):
        found = steps(panel, drawn_for(panel, indicator), indicator)
        table[LABELS[indicator]] = {
            "beginnings": counted(panel.begins(indicator)),
            "straight to high": found.straight,
            "first highs, never low before": found.without,
            "falls from high": exact(found.whole.cases),
            "that leave nothing": found.whole,
            f"the same after {FALL} years": found.later,
            "ends a year": found.yearly,
        }
    kinds: dict[str, Kind] = dict.fromkeys(table[LABELS[ALLIANCE]], "share")
    kinds |= {"beginnings": "count", "falls from high": "count", "ends a year": "rate"}
    return Table("degrees", "rung", kinds, table)
