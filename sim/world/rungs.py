"""What the rules know of the rungs of a ladder, as arrays and positions."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sim.ladder.ladder import Ladder

Column = NDArray[Any]
"""One value for each rung: `[rung]`."""


@dataclass(frozen=True)
class Rungs:
    """The rungs of a ladder, by their position from 0.

    Attributes
    ----------
    binding
        How far a rung binds, 0 to 1.
    spreading
        1 if it became common practice in the years of `sim.world.rules.ERA`, else 0.
    falls_whole
        Share of breaks at the high degree after which nothing is left.
    founding
        Whether a high deal founds an institution.
    of_danger, of_either
        Whether the reason for a rung is the danger between two states; whether it is one of two.
    of_arms, of_soil
        1 if on it one has what the other lacks, an arms industry or force, for soil; else 0.
    settling
        Rungs that wear disputes down.
    prepared
        Of each stage that needs others: their positions, and those of its rungs that wait for them.
    """

    binding: Column
    spreading: Column
    falls_whole: Column
    founding: Column
    of_danger: Column
    of_either: Column
    of_arms: Column
    of_soil: Column
    settling: list[int]
    prepared: list[tuple[list[int], list[int]]]

    @classmethod
    def of(cls, ladder: Ladder) -> Self:
        """Take from a ladder what the rules need of it."""
        return cls(
            binding=_each(ladder, "binds"),
            spreading=_each(ladder, "spread").astype(float),
            falls_whole=_each(ladder, "falls_whole"),
            founding=_each(ladder, "founds"),
            of_danger=_each(ladder, "reason") == "danger",
            of_either=_each(ladder, "reason") == "purpose or danger",
            of_arms=(_each(ladder, "exchange") == "arms").astype(float),
            of_soil=(_each(ladder, "exchange") == "soil").astype(float),
            settling=ladder.rungs("settles_disputes"),
            prepared=[
                (
                    [number - 1 for number in stage.prerequisites],
                    [n for n in ladder.rungs("stage", stage.name) if not ladder.indicators[n].unprepared],
                )
                for stage in ladder.stages
                if stage.prerequisites
            ],
        )


def _each(ladder: Ladder, attribute: str) -> Column:
    return np.array([getattr(indicator, attribute) for indicator in ladder.indicators])
