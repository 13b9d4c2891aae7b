"""Groups in the model: occasions their pairs share, and acts in which a quorum takes part together."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ladder.groups import Group
from sim.ladder.rules import HIGH, LOW
from sim.world.cells import Cells
from sim.world.talks import Acts

if TYPE_CHECKING:
    from sim.world.model import World


class Concert:
    """The groups of a world, in the order of their names; each has a row of books after those of the pairs.

    Parameters
    ----------
    groups
        The groups.
    codes
        The states' codes.
    first_row
        Row of the first group's books.
    """

    def __init__(self, groups: list[Group], codes: list[str], first_row: int):
        self.groups, self.codes, self.first_row = groups, codes, first_row

    def pairs_of(self, world: "World", group: Group, year: int) -> NDArray[np.intp]:
        """Return the rows of the pairs of a group's members in a year."""
        positions = [(self.codes.index(one), self.codes.index(other)) for one, other in group.pairs(year)]
        return np.array([world.pair_of[position] for position in positions], np.intp)

    def share_occasions(self, world: "World") -> None:
        """Let the pairs of a group decide by one draw on the rungs where the year gives a common occasion.

        A pair in several groups follows the first of them by name.
        """
        rungs = len(world.case.ladder)
        for group in reversed(self.groups):
            pairs = self.pairs_of(world, group, world.year)
            if len(pairs) > 1:
                drawn = np.empty((2 * rungs, world.lives))
                world.draws.uniform(f"group:{group.name}", world.year, drawn)
                common = drawn[rungs:] < world.parameters["concert"]
                world.v[pairs, :rungs] = np.where(common, drawn[:rungs], world.v[pairs, :rungs])

    def act(self, world: "World") -> None:
        """Enter what each group did together, after its pairs have dealt."""
        for row, group in enumerate(self.groups, start=self.first_row):
            codes = group.codes(world.year)
            if len(codes) < 2:
                continue
            pairs, least = self.pairs_of(world, group, world.year), group.least(world.year)
            codes_of_pairs = group.pairs(world.year)
            deal = sum(
                together(world.deals[pairs] >= degree, codes_of_pairs, codes, least).astype(np.int16)
                for degree in (LOW, HIGH)
            )
            idle = (deal == 0) & (world.degrees[row] > 0)
            breaks, ends = (
                idle & together(deeds[pairs], codes_of_pairs, codes, least)
                for deeds in (world.broken, world.ended)
            )
            cells = Cells.where(((np.asarray(deal) > 0) | breaks)[np.newaxis])
            world.record(row, cells, Acts(*(cells.of(done) for done in (np.asarray(deal), breaks, ends))))

    def rows_with(self, pair: tuple[str, str], year: int) -> list[int]:
        """Return the rows of the groups for which an act of one pair is an act of the group."""
        return [
            row
            for row, group in enumerate(self.groups, start=self.first_row)
            if group.least(year) == 2 and set(pair) <= set(group.codes(year))
        ]


def together(
    acts: NDArray[np.bool_], pairs: list[tuple[str, str]], codes: list[str], least: int
) -> NDArray[np.bool_]:
    """Tell where at least `least` states each act with `least` - 1 others or more: `[rung, life]`.

    Parameters
    ----------
    acts
        What pairs do, `[pair, rung, life]`.
    pairs, codes
        The pairs in that order, and the states they are made of.
    least
        States that must take part.
    """
    taking_part = np.zeros(acts.shape[1:], np.int16)
    for code in codes:
        pairs_of_state = [n for n, pair in enumerate(pairs) if code in pair]
        taking_part += acts[pairs_of_state].sum(axis=0) >= least - 1
    return np.asarray(taking_part >= least)
