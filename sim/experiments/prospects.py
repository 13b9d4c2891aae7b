"""Prospects: how likely the pairs of a world are to stand higher, or lower, some years on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from sim.experiments.ensemble import lives_per_chunk
from sim.experiments.workers import in_order
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES
from sim.ladder.stages import index
from sim.scenario.load import Case
from sim.world.model import World

LEAST_TOGETHER: Final = 24
"""Lives that are lived together at least: a world of many states takes long to begin."""

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Prospects:
    """Where the lives of a world leave its pairs in its last year.

    Attributes
    ----------
    pairs
        Their names, in the order of the first axis of all that follows.
    counted
        Whether an indicator counts for a pair in whether it stands higher or lower `[pair, indicator]`.
    lives
        How many lives were counted.
    start
        Degrees before the first year `[pair, indicator]`.
    ends
        Lives at each degree in the last year `[pair, indicator, degree]`.
    higher, lower
        Lives whose index over the indicators counted is above, and below, that of the start `[pair]`.
    """

    pairs: Sequence[str]
    counted: NDArray[np.bool_]
    lives: int
    start: NDArray[np.int16]
    ends: Counts
    higher: Counts
    lower: Counts

    def __add__(self, other: Self) -> Self:
        """Add the counts of other lives of the same world."""
        return replace(
            self,
            lives=self.lives + other.lives,
            ends=self.ends + other.ends,
            higher=self.higher + other.higher,
            lower=self.lower + other.lower,
        )

    @property
    def chances(self) -> Values:
        """Shares of lives at each degree `[pair, indicator, degree]`."""
        return self.ends / self.lives

    @property
    def rises(self) -> Values:
        """Shares of lives in which an indicator stands higher than before `[pair, indicator]`."""
        above = np.arange(len(DEGREES)) > self.start[..., np.newaxis]
        return np.asarray((self.ends * above).sum(axis=-1) / self.lives)

    @property
    def falls(self) -> Values:
        """Shares of lives in which an indicator stands lower than before `[pair, indicator]`."""
        below = np.arange(len(DEGREES)) < self.start[..., np.newaxis]
        return np.asarray((self.ends * below).sum(axis=-1) / self.lives)


def prospects(case: Case, counted: NDArray[np.bool_], jobs: int = 1) -> Iterator[Prospects]:
    """Live the lives of a case to its last year, and count where they leave its pairs, chunk by chunk.

    Parameters
    ----------
    case
        The world, which says how many lives, from which seed and to which year.
    counted
        Whether an indicator counts for a pair, in alphabetical order, in whether it stands higher or lower
        `[pair, indicator]`.
    jobs
        Processes; the sum is the same for any number.
    """
    runs, most = case.scenario.runs, max(lives_per_chunk(case), LEAST_TOGETHER)
    spans = [range(first, min(first + most, runs)) for first in range(0, runs, most)]
    work = partial(_live, case, counted)
    if jobs == 1 or len(spans) == 1:
        yield from map(work, spans)
        return
    yield from in_order(work, spans, min(jobs, len(spans)))


def _live(case: Case, counted: NDArray[np.bool_], span: range) -> Prospects:
    world = World(case, len(span), span.start)
    pairs = tuple(Party.pair(*pair) for pair in world.pairs)
    start = world.degrees[: len(pairs)].copy()
    for _ in world.years_left():
        pass
    end = world.degrees[: len(pairs)].copy()
    world.clear()
    before, after = (_index(degrees, counted) for degrees in (start, end))
    return Prospects(
        pairs=pairs,
        counted=counted,
        lives=len(span),
        start=start[..., 0],
        ends=np.stack([(end == degree).sum(axis=-1) for degree in range(len(DEGREES))], axis=-1),
        higher=(after > before).sum(axis=-1),
        lower=(after < before).sum(axis=-1),
    )


def _index(degrees: NDArray[np.int16], counted: NDArray[np.bool_]) -> NDArray[np.int16]:
    """Return the index over the indicators that count: `[pair, indicator, life]` becomes `[pair, life]`."""
    return index(np.where(counted[..., np.newaxis], degrees, np.int16(0)))
