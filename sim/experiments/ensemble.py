"""Ensembles: many lives of one scenario, in chunks whose counts add up exactly."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.experiments.workers import in_order
from sim.ladder.groups import weakest_and_median
from sim.ladder.rules import DEGREES
from sim.ladder.stages import index, reach_and_stage
from sim.ladder.verdict import verdicts
from sim.scenario.load import Case
from sim.world.log import EventColumns
from sim.world.model import World
from sim.world.past import Past, Record

Counts = NDArray[np.int64]

MOST_LIVES_PER_CHUNK, PAIR_LIVES_PER_CHUNK = 4000, 12_000
"""Lives simulated together: so many that calls of NumPy cost little, so few that memory stays small."""

THREAT_BINS = 100
"""Threats are counted to the nearest hundredth, so that their quantiles need no lives in memory."""

THREAT_UNIT = 1e-9
"""Threats are summed as integers of this unit, so that means do not depend on the order of chunks."""


@dataclass
class Counted:
    """Counts of lives that can be scored.

    Attributes
    ----------
    lives
        How many were counted.
    degrees
        Lives at each degree `[year, party, indicator, degree]`: the pairs, then the groups.
    stages
        Lives at each stage `[year, party, stage]`.
    index
        Lives at each index from 0 `[year, party, index]`.
    passages
        Lives whose stage is first at least that of the row in a year `[party, stage, year + 1]`; the last
        column counts those that never get there.
    """

    lives: int
    degrees: Counts
    stages: Counts
    index: Counts
    passages: Counts


@dataclass
class Tally(Counted):
    """All counts of lives; tallies of different lives add exactly, in any order.

    Attributes
    ----------
    verdicts
        Lives of each verdict `[year, party, verdict]`.
    threats
        Lives at each hundredth of threat `[year, state, other, 101]`.
    threat_sums
        Sums of threat over lives, in `THREAT_UNIT` `[year, state, other]`.
    pairwise
        What the pairs of a group add up to `[year, group, 3, stage]`: lives at each weakest stage, at each
        median stage, and pairs at each stage.
    joint
        Lives in which a pair met in forums, and on projects `[year, pair, channel]`.
    """

    verdicts: Counts
    threats: Counts
    threat_sums: Counts
    pairwise: Counts
    joint: Counts

    def __add__(self, other: Self) -> Self:
        """Add the counts of other lives."""
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def share(count: int | np.int64, lives: int) -> float:
    """Return a share of lives as tables give it: to the millionth."""
    return round(int(count) / lives, 6)


@dataclass(frozen=True)
class Chunk:
    """What some consecutive lives leave: their counts and, of those to be kept, their record.

    Attributes
    ----------
    first_life
        Number of the first life.
    tally
        Counts over all lives of the chunk.
    degrees
        Ladders of the lives kept `[life, year, party, indicator]`.
    stage, reach
        Their stages `[life, year, party]`.
    events
        Their events, columns as in `sim.world.log.Log.columns`, lives numbered from 0 over all chunks.
    """

    first_life: int
    tally: Tally
    degrees: NDArray[np.int8]
    stage: NDArray[np.int8]
    reach: NDArray[np.int8]
    events: EventColumns


def simulate(case: Case, keep: int = 0, jobs: int = 1, observed_until: int | None = None) -> Iterator[Chunk]:
    """Simulate all lives of a scenario, chunk by chunk, in the order of lives.

    Parameters
    ----------
    case
        The scenario, which says how many lives and from which seed.
    keep
        How many lives, from the first, leave their own record.
    jobs
        Processes; the result is the same for any number.
    observed_until
        Year up to which the ladders of all lives are held to the record; None to be free from the start.
    """
    runs, most = case.scenario.runs, lives_per_chunk(case)
    work = partial(_live_span, case, keep, observed_until)
    spans = [range(first, min(first + most, runs)) for first in range(0, runs, most)]
    if jobs == 1 or len(spans) == 1:
        yield from map(work, spans)
        return
    yield from in_order(work, spans, min(jobs, len(spans)))


def _live_span(case: Case, keep: int, observed_until: int | None, span: range) -> Chunk:
    return live(case, span.start, len(span), keep, observed_until)


def lives_per_chunk(case: Case) -> int:
    """Return how many lives are simulated together: a multiple of four, fewer the more pairs there are."""
    pairs = len(case.scenario.parties)
    return max(4, min(MOST_LIVES_PER_CHUNK, PAIR_LIVES_PER_CHUNK // pairs // 4 * 4))


def live(case: Case, first_life: int, lives: int, keep: int = 0, observed_until: int | None = None) -> Chunk:
    """Live some consecutive lives from the first year to the last."""
    past = None if observed_until is None else Past(Record(case), np.full(lives, observed_until))
    world = World(case, lives, first_life, past=past)
    years, parties = len(world.levels.years) - 1, len(world.parties)
    ladder = case.ladder
    degrees = np.zeros((years, parties, len(ladder), lives), np.int16)
    states = len(world.codes)
    threats = np.zeros((years, states, states, THREAT_BINS + 1), np.int64)
    sums = np.zeros((years, states, states), np.int64)
    for t, _ in enumerate(world.years_left()):
        degrees[t] = world.degrees
        threats[t] = _count(np.rint(world.T * THREAT_BINS).astype(np.int16), THREAT_BINS + 1)
        sums[t] = np.rint(world.T / THREAT_UNIT).astype(np.int64).sum(axis=-1)
    reach, stage = reach_and_stage(degrees, ladder)
    tally = Tally(
        lives=lives,
        degrees=_count(degrees, len(DEGREES)),
        stages=_count(stage, len(ladder.stage_names)),
        verdicts=_count(verdicts(degrees, reach, stage, ladder), len(ladder.verdict_names)),
        index=_count(index(degrees), ladder.index_maximum + 1),
        passages=np.stack([_passages(stage, number) for number in range(len(ladder.stage_names))], axis=1),
        threats=threats,
        threat_sums=sums,
        pairwise=_pairwise(world, stage),
        joint=world.log.together.sum(axis=-1),
    )
    kept = min(max(keep - first_life, 0), lives)
    events = world.log.columns(kept)
    events["life"] += first_life
    world.clear()
    records_of_kept = (
        np.moveaxis(array[..., :kept], -1, 0).astype(np.int8) for array in (degrees, stage, reach)
    )
    kept_degrees, kept_stage, kept_reach = records_of_kept
    return Chunk(first_life, tally, kept_degrees, kept_stage, kept_reach, events)


def _pairwise(world: World, stage: NDArray[np.int16]) -> Counts:
    """Count what the stages of each group's pairs, `[year, party, life]`, add up to."""
    groups, stages = world.concert.groups, len(world.ladder.stage_names)
    counts = np.zeros((len(stage), len(groups), 3, stages), np.int64)
    for t, year in enumerate(world.levels.years[1:]):
        for n, group in enumerate(groups):
            pair_rows = world.concert.pairs_of(world, group, year)
            if len(pair_rows):
                *summed, pairs = weakest_and_median(stage[t, pair_rows], stages)
                for row, values in enumerate(summed):
                    counts[t, n, row] = np.bincount(values, minlength=stages)
                counts[t, n, 2] = pairs.sum(axis=-1)
    return counts


def _count(values: NDArray[np.int16], categories: int) -> Counts:
    """Count lives at each value from 0: `[..., life]` becomes `[..., category]`."""
    rows = values.reshape(-1, values.shape[-1]).astype(np.int64)
    offsets = np.arange(len(rows))[:, np.newaxis] * categories
    counts = np.bincount((rows + offsets).ravel(), minlength=len(rows) * categories)
    return counts.reshape(*values.shape[:-1], categories)


def _passages(stage: NDArray[np.int16], number: int) -> Counts:
    """Count lives by the first year in which their stage is at least a number: `[party, year + 1]`."""
    there = stage >= number
    first = np.where(there.any(axis=0), there.argmax(axis=0), len(stage))
    return _count(first.astype(np.int16), len(stage) + 1)
