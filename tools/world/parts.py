"""The two splits: by time, and by states of which nothing was learnt."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.datasets import signals
from sim.datasets.measured import Measured
from tools.world.cells import Cells, Mask

LEARN_TO: Final = 1999
"""Last target year that is learnt from in the split by time."""

SEED: Final = 2026
"""Of the halves of states."""

SENDERS: Final = ("USA", *signals.SENDERS.values())
"""States whose forces abroad are known: of indicator 6 a pair goes with its host."""


@dataclass(frozen=True)
class Part:
    """What is learnt from, and what is then forecast.

    Attributes
    ----------
    name
        Of the split.
    key
        Of this part of it.
    learn, test
        Where a pair may be learnt from, and where it is scored, by indicator `[pair]`; None for all.
    by_time
        Whether to learn from early targets alone, and score later origins alone.
    """

    name: str
    key: str
    learn: dict[int, Mask] | None = None
    test: dict[int, Mask] | None = None
    by_time: bool = False

    def learnt(self, cells: Cells, indicator: int, horizon: int, first_year: int) -> Cells:
        """Select the cells to learn from."""
        if self.by_time:
            return cells.where(cells.year + first_year + horizon <= LEARN_TO)
        return cells if self.learn is None else cells.where(self.learn[indicator][cells.pair])

    def scored(self, cells: Cells, indicator: int, first_year: int) -> Cells:
        """Select the cells to be scored."""
        if self.by_time:
            return cells.where(cells.year + first_year >= LEARN_TO)
        return cells if self.test is None else cells.where(self.test[indicator][cells.pair])


def parts(measured: Measured, indicators: tuple[int, ...]) -> list[Part]:
    """List the parts: by time; each half of the states unseen; and pairs of which one state is."""
    first = halves(measured.codes)
    in_first = {k: _sides(measured, first, hosts_alone=k == 6) for k in indicators}
    inside = {k: one & other for k, (one, other) in in_first.items()}
    outside = {k: ~one & ~other for k, (one, other) in in_first.items()}
    # Of indicator 6 only pairs of two senders would be left, too few to score.
    mixed = {k: (one != other) & (k != 6) for k, (one, other) in in_first.items()}
    return [
        Part("later years", "time", by_time=True),
        Part("unseen states", "first", inside, outside),
        Part("unseen states", "second", outside, inside),
        Part("one unseen", "first", inside, mixed),
        Part("one unseen", "second", outside, mixed),
    ]


def halves(codes: tuple[str, ...]) -> Mask:
    """Tell which states are in the first half: `[state]`."""
    return np.asarray(np.random.default_rng(SEED).random(len(codes)) < 0.5)


def _sides(measured: Measured, first: Mask, *, hosts_alone: bool) -> tuple[Mask, Mask]:
    """Tell of both states of each pair whether they, or their host, are in the first half: `[pair]` each."""
    number = {code: n for n, code in enumerate(measured.codes)}
    ends = [np.array([number[pair[side]] for pair in measured.pairs]) for side in (0, 1)]
    one, other = (first[end] for end in ends)
    if not hosts_alone:
        return one, other
    one_sends, other_sends = (np.isin(measured.codes, SENDERS)[end] for end in ends)
    return np.where(one_sends & ~other_sends, other, one), np.where(other_sends & ~one_sends, one, other)
