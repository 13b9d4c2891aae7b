"""Shocks of kind `indicator`: events that happen to a pair's record, given and not drawn."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ladder import books as ledger
from sim.ladder.rules import DEGREES
from sim.scenario.schema import Shock
from sim.world.draws import Draws
from sim.world.levels import Occurrence

if TYPE_CHECKING:
    from sim.world.model import World


class Imposed:
    """The events that a scenario's shocks enter in the books of its pairs."""

    def __init__(self, shocks: Sequence[Shock], pairs: Sequence[tuple[str, str]], draws: Draws):
        chosen = sorted((shock for shock in shocks if shock.kind == "indicator"), key=Shock.model_dump_json)
        self.events = [
            (shock, pairs.index((min(shock.pair), max(shock.pair))), Occurrence.of(shock, draws))
            for shock in chosen
            if shock.pair
        ]

    def enter(self, world: "World", before_deals: bool) -> None:
        """Enter this year's events: those that end an indicator come after the year's deals."""
        for shock, pair, occurrence in self.events:
            happens = np.broadcast_to(occurrence.year == world.year, world.lives)
            if (shock.effect == "end") != before_deals and happens.any():
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
