"""The verdict of a year: alliance, undeclared alliance, on the way to one, rapprochement, or none.

It answers what the paper this project starts from asks: whether two states are an undeclared alliance or a
rapprochement that cannot become one. It follows from the degrees of the year alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.ladder.rules import (
    DEGREES,
    HIGH,
    INDICATORS,
    LOW,
    STAGE_GATES,
    STAGE_HIGH,
    STAGE_INDICATORS,
    STAGE_PREREQUISITES,
    STAGES,
)
from sim.ladder.stages import Degrees, enough_high, stages

VERDICTS: Final = ("none", "rapprochement", "on the way", "undeclared alliance", "alliance")
"""Names of the verdicts, by their number."""

NONE, RAPPROCHEMENT, ON_THE_WAY, UNDECLARED, ALLIANCE = range(len(VERDICTS))

MODERATE, ADVANCED = (STAGES.index(name) for name in ("moderate", "advanced"))

DECLARED: Final = 7
"""The indicator which, at high degree, is an alliance declared."""

Rung = tuple[int, int]
"""An indicator and a degree of it."""

Lack = tuple[Rung, ...]
"""Rungs any one of which would do."""


@dataclass(frozen=True)
class Verdict:
    """The verdict on one pair or group in one year.

    Attributes
    ----------
    number
        Position in `VERDICTS`.
    stage, degree, reach, standing
        Where the two stand, as in `sim.ladder.stages.Stages`.
    rests_on
        Live indicators of the stage and of later ones; where no stage is settled, all that are live.
    toward
        Number of the verdict above that is the fewest degrees away; None for an alliance.
    missing
        What lacks for that; for an alliance, what lacks beneath it.
    """

    number: int
    stage: int
    degree: int
    reach: int
    standing: int
    rests_on: tuple[Rung, ...]
    toward: int | None
    missing: tuple[Lack, ...]

    @property
    def name(self) -> str:
        """Its name."""
        return VERDICTS[self.number]

    def row(self) -> dict[str, str]:
        """Write it in cells: lacks parted by `;`, what would do for one of them by `|`."""
        return {
            "verdict": self.name,
            "rests_on": ";".join(map(_cell, self.rests_on)),
            "toward": "" if self.toward is None else VERDICTS[self.toward],
            "missing": ";".join("|".join(map(_cell, lack)) for lack in self.missing),
        }


def _cell(rung: Rung) -> str:
    return f"{rung[0]} {DEGREES[rung[1]]}"


def verdicts(degrees: Degrees, reach: Degrees, stage: Degrees) -> Degrees:
    """Give the verdict on many years and lives at once.

    Parameters
    ----------
    degrees
        `[..., indicator, life]`.
    reach, stage
        `[..., life]`, as `sim.ladder.stages.reach_and_stage` gives them.

    Returns
    -------
    Positions in `VERDICTS`, `[..., life]`.
    """
    declared = degrees[..., DECLARED - 1, :] == HIGH
    near = (stage == MODERATE) & enough_high(degrees, *STAGE_HIGH[MODERATE]) & (reach == ADVANCED)
    holds = [declared, stage == ADVANCED, near, reach > 0]
    return np.select(holds, [ALLIANCE, UNDECLARED, ON_THE_WAY, RAPPROCHEMENT], NONE).astype(np.int16)


def judge(degrees: Sequence[int]) -> Verdict:
    """Give the verdict on the seven degrees of one year, with what it rests on and what is missing."""
    held = [int(degree) for degree in degrees]
    column = np.array(held, np.int16)[:, np.newaxis]
    whole = stages(column)
    stage = int(whole.stage[0])
    number = int(verdicts(column, whole.reach, whole.stage)[0])
    toward, missing = _above(number, held)
    return Verdict(
        number=number,
        stage=stage,
        degree=int(whole.degree[0]),
        reach=int(whole.reach[0]),
        standing=int(whole.standing[0]),
        rests_on=tuple(
            (i.number, d) for i, d in zip(INDICATORS, held, strict=True) if d and i.stage >= stage
        ),
        toward=toward,
        missing=missing,
    )


def _above(number: int, held: Sequence[int]) -> tuple[int | None, tuple[Lack, ...]]:
    """Return the next verdict and what lacks for it: the gradual road, as a leap is always open."""
    advanced = _lacking(held, [*_beneath(), *_carrying(held)])
    if number == ALLIANCE:
        return None, advanced
    if number == UNDECLARED:
        return ALLIANCE, (((DECLARED, HIGH),),)
    if number == ON_THE_WAY:
        return UNDECLARED, advanced
    if number == NONE:
        return RAPPROCHEMENT, (tuple((i.number, LOW) for i in INDICATORS),)
    near = _lacking(held, _near())
    if _degrees_away(held, advanced) < _degrees_away(held, near):
        return UNDECLARED, advanced
    return ON_THE_WAY, near


def _near() -> list[Lack]:
    """List what being on the way needs: moderate at high degree, and a sign of the advanced stage."""
    high = sorted({*STAGE_GATES[MODERATE], *STAGE_HIGH[MODERATE][0]})
    return [*(((number, HIGH),) for number in high), tuple((n, LOW) for n in STAGE_INDICATORS[ADVANCED])]


def _beneath() -> list[Lack]:
    """List what the advanced stage needs beneath it: its gate high, its prerequisites live."""
    gate = STAGE_GATES[ADVANCED]
    needed = sorted({*gate, *STAGE_PREREQUISITES[ADVANCED]})
    return [((number, HIGH if number in gate else LOW),) for number in needed]


def _carrying(held: Sequence[int]) -> list[Lack]:
    """List what would carry the advanced stage: an indicator of its own that is high, or two of them."""
    own = STAGE_INDICATORS[ADVANCED]
    live = [number for number in own if held[number - 1]]
    if len(live) > 1:
        return []
    return [tuple((number, LOW if live and number not in live else HIGH) for number in own)]


def _lacking(held: Sequence[int], needed: Sequence[Lack]) -> tuple[Lack, ...]:
    return tuple(lack for lack in needed if not any(held[number - 1] >= d for number, d in lack))


def _degrees_away(held: Sequence[int], missing: Sequence[Lack]) -> int:
    return sum(min(degree - held[number - 1] for number, degree in lack) for lack in missing)
