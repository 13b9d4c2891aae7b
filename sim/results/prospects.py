"""Tables of prospects: where the pairs of a world may go, and those most likely to climb and to fall."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

import numpy as np

from sim.experiments.ensemble import share
from sim.experiments.grounds import Grounds, grounds
from sim.experiments.prospects import Prospects
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.results.tables import write_csv
from sim.scenario.load import Case

MOST_LISTED: Final = 20
"""Pairs that are listed as most likely to climb, and to fall."""

LISTS: Final = ("climbers", "fallers")
"""The lists, by the names of their files."""

PARTS: Final = ("power", "threat", "interest", "shared", "danger", "fear")
NAMED: Final = ("enemy", "outweighed", "by", "partners")
"""What moves a pair, as numbers, and as states and how many of them."""


def write_prospects(folder: Path, case: Case, whole: Prospects, states: Collection[str]) -> None:
    """Write what becomes of the pairs of some states, and what moves those most likely to climb or fall."""
    year = case.scenario.end
    shown = [n for n, pair in enumerate(whole.pairs) if set(Party(pair).states) <= set(states)]
    rows = [_chances(whole, n, year) for n in shown]
    write_csv(folder / "prospects.csv", rows, list(rows[0]))
    most = {
        which: sorted((n for n in shown if lives[n]), key=lambda n: (-lives[n], whole.pairs[n]))[:MOST_LISTED]
        for which, lives in zip(LISTS, (whole.higher, whole.lower), strict=True)
    }
    listed = [whole.pairs[n] for order in most.values() for n in order]
    moves = {ground.pair: ground for ground in grounds(case, listed)}
    columns = (
        *("year", "pair", "chance", "indicator", "indicator_chance", "purpose"),
        *(*PARTS, *NAMED, *case.ladder.columns, "lapsed", "until"),
    )
    for which, order in most.items():
        rows = [_listed(which, whole, n, moves[whole.pairs[n]], year) for n in order]
        write_csv(folder / f"{which}.csv", rows, columns)


def _chances(whole: Prospects, n: int, year: int) -> dict[str, object]:
    """Return the row of a pair in `prospects.csv`; what was never known of it is left empty."""
    chances = {
        f"i{number}_{degree}": share(count, whole.lives) if whole.counted[n, number - 1] else ""
        for number in np.flatnonzero(whole.counted.any(axis=0)) + 1
        for degree, count in zip(DEGREES, whole.ends[n, number - 1], strict=True)
    }
    return {
        "year": year,
        "pair": whole.pairs[n],
        "climb": share(whole.higher[n], whole.lives),
        "fall": share(whole.lower[n], whole.lives),
        **chances,
    }


def _listed(which: str, whole: Prospects, n: int, ground: Grounds, year: int) -> dict[str, object]:
    """Return the row of a pair that is likely to climb, or to fall, with what moves it."""
    lives, moved = (whole.higher, whole.rises) if which == "climbers" else (whole.lower, whole.falls)
    indicator = int(np.argmax(moved[n] * whole.counted[n])) + 1
    return {
        "year": year,
        "pair": ground.pair,
        "chance": share(lives[n], whole.lives),
        "indicator": indicator,
        "indicator_chance": round(float(moved[n, indicator - 1]), 6),
        "purpose": round(ground.purpose, 6),
        **{part: round(getattr(ground, part), 6) for part in PARTS},
        **{part: getattr(ground, part) for part in NAMED},
        **{f"i{k}": DEGREES[degree] for k, degree in enumerate(ground.degrees, start=1)},
        "lapsed": ";".join(f"i{k}" for k, lapsed in enumerate(ground.lapsed, start=1) if lapsed),
        "until": ";".join(f"{k} {last}" for k, last in enumerate(ground.until, start=1) if last),
    }
