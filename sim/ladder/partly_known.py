"""Ladders of which not every cell is known: what the unknown cells leave open of stage and index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.ladder.rules import DEGREES, HIGH, NONE
from sim.ladder.stages import Stages, index, stages

UNKNOWN: Final = -1
"""Degree of a cell of which nothing is known: it is none, low or high, and never taken to be none."""

CALLED: Final[Mapping[int, str]] = {**dict(enumerate(DEGREES)), UNKNOWN: "unknown"}
"""Names of the degrees as files have them, by their numbers."""


@dataclass(frozen=True)
class PartlyKnown:
    """The ladder of a pair over consecutive years, as far as it is known.

    Attributes
    ----------
    name
        The pair.
    ladder
        The ladder it is scored on.
    years
        `[year]`.
    degrees
        `[year, indicator]`: 0 none, 1 low, 2 high, or `UNKNOWN`.
    records
        Table and record in the data set of what each cell above none rests on, by year and number of the
        indicator.
    """

    name: Party
    ladder: Ladder
    years: range
    degrees: NDArray[np.int8]
    records: Mapping[tuple[int, int], Sequence[tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def known(self) -> NDArray[np.int_]:
        """How many indicators are known: `[year]`."""
        return np.asarray((self.degrees != UNKNOWN).sum(axis=1))

    @cached_property
    def lowest(self) -> Stages:
        """Where the pair stands if every unknown cell is none: `[year]`."""
        return self._stages(NONE)

    @cached_property
    def highest(self) -> Stages:
        """Where the pair stands if every unknown cell is high: `[year]`; nothing between leads higher."""
        return self._stages(HIGH)

    @property
    def index(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The index, as a share of the most there can be, if unknown cells are none, and if they are high."""
        low, high = (index(self._filled(degree))[:, 0] / self.ladder.index_maximum for degree in (NONE, HIGH))
        return low, high

    def best_known(self) -> int:
        """Return the position of the last year in which most indicators are known."""
        return int(np.flatnonzero(self.known == self.known.max())[-1])

    def _filled(self, degree: int) -> NDArray[np.int16]:
        """Fill unknown cells: `[year, indicator, 1]`."""
        filled = np.where(self.degrees == UNKNOWN, degree, self.degrees).astype(np.int16)
        return filled[..., np.newaxis]

    def _stages(self, degree: int) -> Stages:
        found = stages(self._filled(degree), self.ladder)
        return Stages(*(values[:, 0] for values in vars(found).values()))
