"""What is scored: cells of measured ladders that are known in an origin and in a target year."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets.measured import UNKNOWN, Measured

INDICATORS: Final = (3, 4, 6, 7)
"""Those that are measured well enough to be held against a forecast."""

HORIZONS: Final = (1, 3, 5, 10)
ORIGINS: Final = range(1957, 2022, 2)

OLDEST: Final = 20
"""Years since a degree changed from which on it is old, as one that was there when measuring began."""

Mask = NDArray[np.bool_]
Degrees = NDArray[np.int8]


@dataclass(frozen=True)
class Ladder:
    """One indicator of all pairs, with what each pair's own past tells of it by the end of each year.

    Attributes
    ----------
    indicator
        Its number.
    years
        Consecutive years.
    degrees
        `[pair, year]`, `UNKNOWN` where it is.
    lasts
        Last year in which low and high stand if nothing new happens `[pair, 2, year]`.
    """

    indicator: int
    years: range
    degrees: Degrees
    lasts: NDArray[np.int16]

    @classmethod
    def of(cls, measured: Measured, indicator: int) -> "Ladder":
        """Take an indicator from measured ladders."""
        rung = indicator - 1
        return cls(indicator, measured.years, measured.degrees[:, rung], measured.lasts[:, rung])

    @cached_property
    def known(self) -> Mask:
        """Where the degree is known: `[pair, year]`."""
        return self.degrees != UNKNOWN

    @cached_property
    def known_before(self) -> Mask:
        """Where it is known, and was in the year before: `[pair, year]`."""
        before = np.roll(self.known, 1, axis=1)
        return np.asarray(self.known & before & (np.arange(len(self.years)) > 0), np.bool_)

    @cached_property
    def age(self) -> NDArray[np.int16]:
        """Years since the degree changed, `OLDEST` at most: `[pair, year]`."""
        changed = self.known_before & (self.degrees != np.roll(self.degrees, 1, axis=1))
        age = np.full(self.degrees.shape, OLDEST, np.int16)
        for t in range(1, len(self.years)):
            older = np.minimum(age[:, t - 1] + 1, OLDEST)
            age[:, t] = np.where(changed[:, t], 0, np.where(self.known_before[:, t], older, OLDEST))
        return age

    @cached_property
    def ever(self) -> Mask:
        """Whether the pair has had any degree so far: `[pair, year]`."""
        return np.asarray(np.maximum.accumulate(self.degrees, axis=1) > 0)

    def so_far(self, stood: bool, changed: bool) -> NDArray[np.int16]:
        """Count the years so far that began with something standing or with none: `[pair, year]`.

        Parameters
        ----------
        stood
            Whether something stood in the year before.
        changed
            Whether to count only those by which that was otherwise.
        """
        before = np.roll(self.degrees, 1, axis=1)
        years = self.known_before & ((before > 0) == stood)
        if changed:
            years &= (self.degrees > 0) != stood
        return np.asarray(years.cumsum(axis=1, dtype=np.int16))

    def left(self, horizon: int) -> Degrees:
        """Return what would be left so many years later if nothing new happened: `[pair, year]`."""
        targets = np.asarray(self.years) + horizon
        return np.asarray((self.lasts >= targets).sum(axis=1), np.int8)


@dataclass(frozen=True)
class Cells:
    """Cells of one indicator and horizon: `[cell]` each.

    Attributes
    ----------
    pair
        The row of the pair.
    year
        The column of the origin.
    came
        The degree in the target year.
    """

    pair: NDArray[np.int_]
    year: NDArray[np.int_]
    came: Degrees

    def where(self, mask: Mask) -> "Cells":
        """Leave out the others."""
        return Cells(self.pair[mask], self.year[mask], self.came[mask])


def cells(ladder: Ladder, horizon: int, origins: range) -> Cells:
    """List the cells that are known in an origin and so many years later."""
    columns = [
        year - ladder.years.start
        for year in origins
        if year in ladder.years and year + horizon in ladder.years
    ]
    both = ladder.known[:, columns] & ladder.known[:, [t + horizon for t in columns]]
    pair, n = np.nonzero(both)
    year = np.array(columns, np.int_)[n]
    return Cells(pair, year, ladder.degrees[pair, year + horizon])
