"""Shocks of kind `indicator`: events that happen to a pair's record, given and not drawn."""

from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ladder import books as ledger
from sim.ladder.rules import DEGREES
from sim.scenario.load import Case
from sim.scenario.schema import Shock
from sim.world.draws import Source
from sim.world.levels import holders, occurrence

if TYPE_CHECKING:
    from sim.world.model import World


class Imposed:
    """The events that shocks enter in the books of pairs, in the lives of the scenarios that hold them.

    Those of one year are entered in the order of their file. They have no size: a scale of 0 takes one away,
    any other leaves it as it is.

    Parameters
    ----------
    cases
        The scenarios, side by side.
    pairs
        The pairs, in the order of their books.
    draws
        Where shocks that happen by chance get their draws.
    """

    def __init__(self, cases: Sequence[Case], pairs: Sequence[tuple[str, str]], draws: Source):
        self.events = []
        for _, shock, columns in sorted(holders(cases), key=itemgetter(0)):
            if shock.kind == "indicator" and shock.pair and shock.scale != 0:
                in_scenarios = np.repeat(np.isin(np.arange(len(cases)), columns), draws.lives // len(cases))
                year = np.where(in_scenarios, occurrence(shock, draws), np.iinfo(np.int32).max)
                self.events.append((shock, pairs.index((min(shock.pair), max(shock.pair))), year))

    def enter(self, world: "World", before_deals: bool) -> None:
        """Enter this year's events: those that end an indicator come after the year's deals."""
        for shock, pair, year in self.events:
            happens = year == world.year
            if (shock.effect != "end") == before_deals and happens.any():
                groups = world.concert.rows_with(world.pairs[pair], world.year)
                for row in (pair, *groups):
                    _enter(world, shock, row, happens)


def _enter(world: "World", shock: Shock, row: int, happens: NDArray[np.bool_]) -> None:
    rung = int(shock.indicator or 0) - 1
    page = world.books[row, rung]
    degree = happens * np.int16(DEGREES.index(shock.degree or "none"))
    if shock.effect == "end":
        ledger.close(page, happens)
    elif shock.effect == "regress":
        ledger.regress(page, happens)
    else:
        if shock.effect == "advance":
            ledger.advance(page, degree)
        ledger.practise(page, degree, world.year)
    now = ledger.degrees(page, world.year, world.windows[rung])
    world.degrees[row, rung] = np.where(happens, now, world.degrees[row, rung])
    world.log.imposed(world.year, row, rung, degree, shock.effect, happens)
