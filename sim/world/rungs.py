"""What the rules know of the rungs of a ladder, as arrays and positions."""

from dataclasses import dataclass
from typing import Any, Self

from numpy.typing import NDArray

from sim.ladder.ladder import Ladder

Column = NDArray[Any]
"""One value for each rung: `[rung, 1]`."""


@dataclass(frozen=True)
class Rungs:
    """The rungs of a ladder, by their position from 0.

    Attributes
    ----------
    binding
        How far a rung binds, 0 to 1.
    spreading
        Whether it became common practice in the years of `sim.world.rules.ERA`.
    falls_whole
        Share of breaks at the high degree after which nothing is left.
    founding
        Whether a high deal founds an institution.
    of_danger, of_either
        Rungs whose reason is the danger between two states; those for which it is one of two.
    of_arms, of_soil
        Rungs on which one has what the other lacks: an arms industry; force, for soil.
    settling
        Rungs that wear disputes down.
    prepared
        Of each stage that needs others: their positions, and those of its rungs that wait for them.
    """

    binding: Column
    spreading: Column
    falls_whole: Column
    founding: Column
    of_danger: list[int]
    of_either: list[int]
    of_arms: list[int]
    of_soil: list[int]
    settling: list[int]
    prepared: list[tuple[list[int], list[int]]]

    @classmethod
    def of(cls, ladder: Ladder) -> Self:
        """Take from a ladder what the rules need of it."""
        return cls(
            binding=ladder.column("binds"),
            spreading=ladder.column("spread"),
            falls_whole=ladder.column("falls_whole"),
            founding=ladder.column("founds"),
            of_danger=ladder.rungs("reason", "danger"),
            of_either=ladder.rungs("reason", "purpose or danger"),
            of_arms=ladder.rungs("exchange", "arms"),
            of_soil=ladder.rungs("exchange", "soil"),
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
