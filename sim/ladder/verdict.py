"""The verdict of a year: how far the two have come on a ladder, and what is missing for the next.

On the military ladder it answers what the paper this project starts from asks: whether two states are an
undeclared alliance or a rapprochement that cannot become one. It follows from the degrees of the year alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES, HIGH, LOW
from sim.ladder.stages import Degrees, enough_high, stages

NOTHING, BEGUN, ON_THE_WAY, REACHED, DECLARED = range(5)
"""Verdicts by their number: nothing live; something; the last stage in reach; the last stage; it is declared.

On the military ladder: none, rapprochement, on the way, undeclared alliance, alliance.
"""

Rung = tuple[int, int]
"""An indicator and a degree of it."""

Lack = tuple[Rung, ...]
"""Rungs any one of which would do."""


@dataclass(frozen=True)
class Verdict:
    """The verdict on one pair or group in one year.

    Attributes
    ----------
    ladder
        The ladder it is given on.
    number
        Position among the ladder's verdicts.
    stage, degree, reach, standing
        Where the two stand, as in `sim.ladder.stages.Stages`.
    rests_on
        Live indicators of the stage and of later ones; where no stage is settled, all that are live.
    toward
        Number of the verdict above that is the fewest degrees away; None for the highest.
    missing
        What lacks for that; for the highest, what lacks beneath it.
    """

    ladder: Ladder
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
        return self.ladder.verdict_names[self.number]

    def row(self) -> dict[str, str]:
        """Write it in cells: lacks parted by `;`, what would do for one of them by `|`."""
        return {
            "verdict": self.name,
            "rests_on": ";".join(map(_cell, self.rests_on)),
            "toward": "" if self.toward is None else self.ladder.verdict_names[self.toward],
            "missing": ";".join("|".join(map(_cell, lack)) for lack in self.missing),
        }


def _cell(rung: Rung) -> str:
    return f"{rung[0]} {DEGREES[rung[1]]}"


def verdicts(degrees: Degrees, reach: Degrees, stage: Degrees, ladder: Ladder) -> Degrees:
    """Give the verdict on many years and lives at once.

    Parameters
    ----------
    degrees
        `[..., indicator, life]`.
    reach, stage
        `[..., life]`, as `sim.ladder.stages.reach_and_stage` gives them.
    ladder
        The ladder they are degrees of.

    Returns
    -------
    Positions among the ladder's verdicts, `[..., life]`.
    """
    last = len(ladder.stages)
    before = ladder.stages[-2]
    near = (stage == last - 1) & enough_high(degrees, before.deciding, before.least) & (reach == last)
    holds, numbers = [stage == last, near, reach > 0], [REACHED, ON_THE_WAY, BEGUN]
    if ladder.verdicts.declared is not None:
        holds.insert(0, degrees[..., ladder.verdicts.declared - 1, :] == HIGH)
        numbers.insert(0, DECLARED)
    return np.select(holds, numbers, NOTHING).astype(np.int16)


def judge(degrees: Sequence[int], ladder: Ladder) -> Verdict:
    """Give the verdict on the degrees of one year, with what it rests on and what is missing."""
    held = [int(degree) for degree in degrees]
    column = np.array(held, np.int16)[:, np.newaxis]
    whole = stages(column, ladder)
    stage = int(whole.stage[0])
    number = int(verdicts(column, whole.reach, whole.stage, ladder)[0])
    toward, missing = _above(number, held, ladder)
    return Verdict(
        ladder=ladder,
        number=number,
        stage=stage,
        degree=int(whole.degree[0]),
        reach=int(whole.reach[0]),
        standing=int(whole.standing[0]),
        rests_on=tuple((n + 1, d) for n, d in enumerate(held) if d and ladder.stage_of[n] >= stage),
        toward=toward,
        missing=missing,
    )


def _above(number: int, held: Sequence[int], ladder: Ladder) -> tuple[int | None, tuple[Lack, ...]]:
    """Return the next verdict and what lacks for it: the gradual road, as a leap is always open."""
    last = _lacking(held, [*_beneath(ladder), *_carrying(held, ladder)])
    if number == DECLARED:
        return None, last
    if number == REACHED:
        declared = ladder.verdicts.declared
        return (None, last) if declared is None else (DECLARED, (((declared, HIGH),),))
    if number == ON_THE_WAY:
        return REACHED, last
    if number == NOTHING:
        return BEGUN, (tuple((indicator.number, LOW) for indicator in ladder.indicators),)
    near = _lacking(held, _near(held, ladder))
    if _degrees_away(held, last) < _degrees_away(held, near):
        return REACHED, last
    return ON_THE_WAY, near


def _near(held: Sequence[int], ladder: Ladder) -> list[Lack]:
    """List what being on the way needs: the last stage but one at high degree, and a sign of the last."""
    before = ladder.stages[-2]
    gate: list[Lack] = [((number, HIGH),) for number in before.gate]
    low = [number for number in before.deciding if held[number - 1] < HIGH]
    lacking = max(before.least - (len(before.deciding) - len(low)), 0)
    each = len(low) == lacking
    decide: list[Lack] = [((n, HIGH),) for n in low] if each else [tuple((n, HIGH) for n in low)] * lacking
    return [*gate, *decide, tuple((n, LOW) for n in ladder.stage_indicators[-1])]


def _beneath(ladder: Ladder) -> list[Lack]:
    """List what the last stage needs beneath it: its gate high, its prerequisites live."""
    last = ladder.stages[-1]
    needed = sorted({*last.gate, *last.prerequisites})
    return [((number, HIGH if number in last.gate else LOW),) for number in needed]


def _carrying(held: Sequence[int], ladder: Ladder) -> list[Lack]:
    """List what would carry the last stage: an indicator of its own that is high, or two of them."""
    carriers = ladder.stage_indicators[-1]
    live = [number for number in carriers if held[number - 1]]
    if len(live) > 1:
        return []
    return [tuple((number, LOW if live and number not in live else HIGH) for number in carriers)]


def _lacking(held: Sequence[int], needed: Sequence[Lack]) -> tuple[Lack, ...]:
    return tuple(lack for lack in needed if not any(held[number - 1] >= d for number, d in lack))


def _degrees_away(held: Sequence[int], missing: Sequence[Lack]) -> int:
    return sum(min(degree - held[number - 1] for number, degree in lack) for lack in missing)
