"""Ensembles: many lives of one scenario, in chunks whose counts add up exactly."""

from collections.abc import Iterator, Sequence
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

Counts = NDArray[np.integer]

MOST_LIVES_PER_CHUNK, PAIR_LIVES_PER_CHUNK, FEWEST_LIVES_PER_CHUNK = 4000, 60_000, 48
"""Lives simulated together: so many that calls of NumPy cost little, so few that memory stays small."""

COUNTED = np.int32
"""What lives are counted in: there are never more than that holds."""

THREAT_BINS = 100
"""Threats are counted to the nearest hundredth, so that their quantiles need no lives in memory."""

THREAT_UNIT = 1e-9
"""Threats are summed as integers of this unit, so that means do not depend on the order of chunks."""


@dataclass(frozen=True)
class Threats:
    """Lives at each hundredth of threat above 0: what is not here, is at 0 in all others.

    Attributes
    ----------
    shape
        Years, states, others, and hundredths from 0.
    place
        Positions in an array of that shape, in order.
    lives
        How many lives are there.
    """

    shape: tuple[int, ...]
    place: NDArray[np.int64]
    lives: NDArray[np.int32]

    @classmethod
    def joined(cls, parts: Sequence["Threats"]) -> Self:
        """Add the counts of some parts, of one shape."""
        place, where = np.unique(np.concatenate([part.place for part in parts]), return_inverse=True)
        counts = np.bincount(where, np.concatenate([part.lives for part in parts]), len(place))
        return cls(parts[0].shape, place, counts.astype(COUNTED))

    def __add__(self, other: Self) -> Self:
        """Add the counts of other lives."""
        return type(self).joined([self, other])

    def of_year(self, year: int, lives: int) -> Counts:
        """Return how many of all lives are at each hundredth in a year: `[state, other, 101]`."""
        counts = np.zeros(self.shape[1:], COUNTED)
        begin, end = np.searchsorted(self.place, (year * counts.size, (year + 1) * counts.size))
        counts.reshape(-1)[self.place[begin:end] - year * counts.size] = self.lives[begin:end]
        counts[..., 0] = lives - counts.sum(axis=-1)
        return counts


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
        Lives at each hundredth of threat.
    threat_sums
        Sums of threat over lives, in `THREAT_UNIT` `[year, state, other]`.
    pairwise
        What the pairs of a group add up to `[year, group, 3, stage]`: lives at each weakest stage, at each
        median stage, and pairs at each stage.
    joint
        Lives in which a pair met in forums, and on projects `[year, pair, channel]`.
    """

    verdicts: Counts
    threats: Threats
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
    at_once = max(FEWEST_LIVES_PER_CHUNK, PAIR_LIVES_PER_CHUNK // pairs // 4 * 4)
    return min(MOST_LIVES_PER_CHUNK, at_once)


def live(case: Case, first_life: int, lives: int, keep: int = 0, observed_until: int | None = None) -> Chunk:
    """Live some consecutive lives from the first year to the last."""
    past = None if observed_until is None else Past(Record(case), np.full(lives, observed_until))
    world = World(case, lives, first_life, past=past)
    kept = min(max(keep - first_life, 0), lives)
    count = Count(world, kept)
    for t, _ in enumerate(world.years_left()):
        count.take(world, t)
    chunk = count.chunk(world, first_life)
    world.clear()
    return chunk


class Count:
    """Counts the lives of a world year by year, and keeps the record of the first of them.

    Parameters
    ----------
    world
        The world, before its first year.
    kept
        How many lives leave their own record.
    """

    def __init__(self, world: World, kept: int):
        years, parties, states = len(world.levels.years) - 1, len(world.parties), len(world.codes)
        ladder = world.ladder
        self.degrees = np.zeros((years, parties, len(ladder), len(DEGREES)), COUNTED)
        self.stages = np.zeros((years, parties, len(ladder.stage_names)), COUNTED)
        self.verdicts = np.zeros((years, parties, len(ladder.verdict_names)), COUNTED)
        self.index = np.zeros((years, parties, ladder.index_maximum + 1), COUNTED)
        self.pairwise = np.zeros((years, len(world.concert.groups), 3, len(ladder.stage_names)), COUNTED)
        self.threat_sums = np.zeros((years, states, states), np.int64)
        self.threats: list[Threats] = []
        self.first = np.full((parties, len(ladder.stage_names), world.lives), years, np.int16)
        self.kept_degrees = np.zeros((kept, years, parties, len(ladder)), np.int8)
        self.kept_stage, self.kept_reach = (np.zeros((kept, years, parties), np.int8) for _ in range(2))

    def take(self, world: World, t: int) -> None:
        """Count the year that a world has just lived, by its position."""
        degrees, ladder = world.degrees, world.ladder
        reach, stage = reach_and_stage(degrees, ladder)
        self.degrees[t] = _count(degrees, len(DEGREES))
        self.stages[t] = _count(stage, len(ladder.stage_names))
        self.verdicts[t] = _count(verdicts(degrees, reach, stage, ladder), len(ladder.verdict_names))
        self.index[t] = _count(index(degrees), ladder.index_maximum + 1)
        self.pairwise[t] = _pairwise(world, stage)
        self.threat_sums[t] = np.rint(world.T / THREAT_UNIT).astype(np.int64).sum(axis=-1)
        self.threats.append(_threats(world.T, t, len(self.stages)))
        for number in range(len(ladder.stage_names)):
            there = np.where(stage >= number, t, len(self.stages))
            np.minimum(self.first[:, number], there, out=self.first[:, number])
        kept = len(self.kept_stage)
        self.kept_degrees[:, t] = np.moveaxis(degrees[..., :kept], -1, 0)
        self.kept_stage[:, t], self.kept_reach[:, t] = stage[:, :kept].T, reach[:, :kept].T

    def chunk(self, world: World, first_life: int) -> Chunk:
        """Return what the lives leave, after the last year."""
        tally = Tally(
            lives=world.lives,
            degrees=self.degrees,
            stages=self.stages,
            verdicts=self.verdicts,
            index=self.index,
            passages=_count(self.first, len(self.stages) + 1),
            threats=Threats.joined(self.threats),
            threat_sums=self.threat_sums,
            pairwise=self.pairwise,
            joint=world.log.together.sum(axis=-1, dtype=COUNTED),
        )
        events = world.log.columns(len(self.kept_stage))
        events["life"] += first_life
        return Chunk(first_life, tally, self.kept_degrees, self.kept_stage, self.kept_reach, events)


def _pairwise(world: World, stage: NDArray[np.int16]) -> Counts:
    """Count what the stages of each group's pairs, `[party, life]`, add up to in the world's year."""
    groups, stages = world.concert.groups, len(world.ladder.stage_names)
    counts = np.zeros((len(groups), 3, stages), COUNTED)
    for n, group in enumerate(groups):
        pair_rows = world.concert.pairs_of(world, group, world.year)
        if len(pair_rows):
            *summed, pairs = weakest_and_median(stage[pair_rows], stages)
            for row, values in enumerate(summed):
                counts[n, row] = np.bincount(values, minlength=stages)
            counts[n, 2] = pairs.sum(axis=-1)
    return counts


def _threats(threat: NDArray[np.float64], t: int, years: int) -> Threats:
    """Count lives at each hundredth of threat, `[state, other, life]`, in a year by its position."""
    shape = (years, *threat.shape[:2], THREAT_BINS + 1)
    counts = _count(np.rint(threat * THREAT_BINS).astype(np.int16), THREAT_BINS + 1)
    counts[..., 0] = 0
    place = np.flatnonzero(counts)
    return Threats(shape, place + t * counts.size, counts.reshape(-1)[place].astype(COUNTED))


def _count(values: NDArray[np.int16], categories: int) -> Counts:
    """Count lives at each value from 0: `[..., life]` becomes `[..., category]`."""
    rows = values.reshape(-1, values.shape[-1]).astype(np.int64)
    offsets = np.arange(len(rows))[:, np.newaxis] * categories
    counts = np.bincount((rows + offsets).ravel(), minlength=len(rows) * categories)
    return counts.reshape(*values.shape[:-1], categories)
