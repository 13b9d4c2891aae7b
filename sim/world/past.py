"""The past as observed: lives held to the record up to a year of their own, and free from then on."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ladder.assess import books_of
from sim.ladder.books import Books
from sim.ladder.events import known_in
from sim.scenario.load import Case

if TYPE_CHECKING:
    from sim.world.model import World


@dataclass(frozen=True)
class Record:
    """What was known of every pair and group of a scenario at the end of each year, without hindsight."""

    case: Case

    @cached_property
    def pages(self) -> dict[int, Books]:
        """Books of all parties by year: `[party, indicator, 1]`."""
        scenario = self.case.scenario
        return {year: self._known(year) for year in range(scenario.start, scenario.end + 1)}

    def _known(self, year: int) -> Books:
        then = replace(self.case, observed=known_in(self.case.observed, year))
        parties = self.case.scenario.parties
        books = Books.empty(len(parties), len(self.case.ladder), 1)
        for number, party in enumerate(parties):
            books[number].copy_from(books_of(then.events_of(party), then.ladder))
        return books


@dataclass(frozen=True)
class Past:
    """The lives that are held to a record, each until a year of its own.

    The books of a life are those of the record until then, whatever its states would have done; threat,
    trust and disputes follow from the record as they would from deals of its own.

    Attributes
    ----------
    record
        What was known, year by year.
    until
        Last year that is imposed, for each life: `[life]`.
    """

    record: Record
    until: NDArray[np.int_]

    def impose(self, world: "World") -> None:
        """Replace what a year's deals and shocks entered in the books by what was known at its end."""
        held = np.nonzero(self.until >= world.year)[0]
        if held.size:
            known = self.record.pages[world.year]
            for mine, theirs in zip(world.books.arrays(), known.arrays(), strict=True):
                mine[..., held] = theirs
            world.log.forget(held)
