"""Measured ladders: the degrees of the indicators that data sets know, for all pairs of states and years.

No row of a data set means none only inside its years, and where it knows of the pair; elsewhere a cell is
unknown, and never zero. The rules are in `sim.datasets.indicators`.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets import indicators, signals, spans
from sim.datasets.grid import Grid
from sim.faults import Fault, InputError, nearest
from sim.ladder.books import NEVER
from sim.scenario import facts
from sim.scenario.facts import Tables, covered, reading

UNKNOWN: Final = -1
"""Degree of a cell of which the data sets know nothing."""

YEARS: Final = range(1950, 2024)
"""Years that are measured where none are named."""

WEAK: Final = (1, 2, 5)
"""Indicators that are measured weakly: they agree little with what coders found."""

MAJOR: Final = ("CHN", "FRA", "GBR", "RUS", "USA")
"""Major powers: no data set has the forces that one but the United States stationed with another."""

AGREEMENTS_BEFORE: Final = 5
"""Years after the first agreements are known until a pair without any is said to have none."""

WARM_UP: Final = 20
"""Years before the first that is measured from which on all is read, so that no window is cut."""


@dataclass(frozen=True)
class Measured:
    """The measured ladders of all pairs of some states.

    Attributes
    ----------
    codes
        The states by the codes that their figures are recorded under (`RUS` stands for the Soviet Union too),
        sorted.
    pairs
        All pairs of them, each in alphabetical order.
    years
        Consecutive years.
    degrees
        `[pair, indicator, year]`: 0 none, 1 low, 2 high, as known at the end of the year; `UNKNOWN` where the
        data sets do not know.
    lasts
        `[pair, indicator, 2, year]`: last year in which low (0) and high (1) stand if nothing new happens
        after the year; `FOREVER` for what has not ended, `NEVER` where it does not stand or nothing is known.
    """

    codes: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    years: range
    degrees: NDArray[np.int8]
    lasts: NDArray[np.int16]


def measure(
    codes: Sequence[str] | None = None, years: range = YEARS, tables: Tables | None = None
) -> Measured:
    """Measure the ladders of all pairs of some states.

    Parameters
    ----------
    codes
        Two states at least, by any of their codes; all that ever were one in these years if None.
    years
        Consecutive years.
    tables
        Tables of facts to read in place of those that are read now.

    Raises
    ------
    InputError
        Where a state is unknown.
    """
    with reading(tables) if tables else nullcontext():
        states = tuple(sorted(_records(codes))) if codes is not None else tuple(_all_states(years))
        grid = Grid(states, range(min(years.start, YEARS.start) - WARM_UP, years.stop))
        until = np.stack([rule(grid) for rule in indicators.RULES]).transpose(2, 0, 1, 3)[..., -len(years) :]
        known = _known(grid, years)
    year = np.asarray(years, np.int16)
    lasts = np.where((until >= year) & known[:, :, np.newaxis], until, NEVER)
    degrees = np.where(known, (lasts >= year).sum(axis=2), UNKNOWN).astype(np.int8)
    first, second = grid.ends
    pairs = tuple((states[i], states[j]) for i, j in zip(first.tolist(), second.tolist(), strict=True))
    return Measured(states, pairs, years, degrees, lasts)


def _records(codes: Sequence[str]) -> set[str]:
    """Return the codes under which the figures of states are recorded."""
    records = {code: facts.record_of(facts.code_of(code) or "") for code in codes}
    unknown = [code for code, record in records.items() if record is None]
    if unknown:
        expected = "a code or name of a state"
        known = facts.known_states()
        raise InputError([Fault("states", "", code, expected, nearest(code, known)) for code in unknown])
    return {record for record in records.values() if record}


def _all_states(years: range) -> Iterator[str]:
    """Go through the records of all that were a state in any of some years, in alphabetical order."""
    for code, state in sorted(facts.known_states().items()):
        if state.record == code and any(state.spell(year) for year in years):
            yield code


def _known(grid: Grid, years: range) -> NDArray[np.bool_]:
    """Tell what the data sets know of: `[pair, indicator, year]`, only where both are states."""
    year, (first, second) = np.asarray(years), grid.ends
    alive = np.array([[bool(facts.known_states()[code].spell(y)) for y in years] for code in grid.codes])
    inside = np.stack([_within(year, *span) for span in _covered()])
    known = (alive[first] & alive[second])[:, np.newaxis] & inside
    known[:, 5] &= _forces_known(grid, year)
    return np.asarray(known)


def _within(year: NDArray[np.int_], first: int, last: int) -> NDArray[np.bool_]:
    return np.asarray((first <= year) & (year <= last))


def _covered() -> Iterator[tuple[int, int]]:
    """Go through the years in which each indicator is known, if for some pairs alone."""
    first, last = covered("claims")
    yield first + spans.CONFIDENCE_YEARS, min(covered("settlements")[1], covered("treaties")[1], last)
    first, last = covered("agreements")
    yield first + AGREEMENTS_BEFORE, min(covered("treaties")[1], last)
    first, last = covered("deliveries")
    yield first + spans.ARMS_YEARS, last
    first, last = covered("exercises")
    yield first + spans.EXERCISE_YEARS, last
    yield covered("commands")
    first, last = covered("troops")
    yield first + spans.FORCES_YEARS["USA"], max(last, signals.SOURCE.years[1])
    yield YEARS.start, covered("treaties")[1]


def _forces_known(grid: Grid, year: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Tell of which pairs and years forces stationed are known: `[pair, year]`."""
    of_usa = covered("troops")
    of_others = signals.SOURCE.years
    first, second = grid.ends
    is_major = np.isin(grid.codes, MAJOR)
    sends = np.isin(grid.codes, list(signals.SENDERS.values()))
    usa = np.isin(grid.codes, ["USA"])
    with_usa = usa[first] | usa[second]
    of_sender = (sends[first] & ~is_major[second]) | (sends[second] & ~is_major[first])
    late = _within(year, of_others[0] + spans.OTHER_FORCES_YEARS, of_others[1])
    american = _within(year, of_usa[0] + spans.FORCES_YEARS["USA"], of_usa[1])
    return np.asarray((with_usa[:, np.newaxis] & american) | (of_sender[:, np.newaxis] & late))
