"""Reach, stage, standing and index: what the seven degrees of a year add up to.

Degrees come as `[..., indicator, life]`; results are `[..., life]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ladder.ladder import Ladder
from sim.ladder.rules import HIGH

Degrees = NDArray[np.int16]
Mask = NDArray[np.bool_]

STANDINGS = ("", "settled", "provisional", "leap")
"""Names of the standings, by their number; the first where nothing is live."""


@dataclass(frozen=True)
class Stages:
    """What a year's degrees add up to; integer arrays `[..., life]`.

    Attributes
    ----------
    reach
        Highest stage with a live indicator.
    stage
        Highest stage climbed to, one at a time.
    degree
        Degree of that stage: 0 where there is no stage, 1 low, 2 high.
    standing
        Position in `STANDINGS`.
    """

    reach: Degrees
    stage: Degrees
    degree: Degrees
    standing: Degrees


def stages(degrees: Degrees, ladder: Ladder) -> Stages:
    """Assess degrees: how high the two have touched, and where they stand."""
    reach, stage = reach_and_stage(degrees, ladder)
    none = np.zeros(stage.shape, np.bool_)
    high = np.choose(stage, [none, *(enough_high(degrees, s.deciding, s.least) for s in ladder.stages)])
    degree = np.where(stage > 0, 1 + high, 0).astype(np.int16)
    prepared = np.choose(reach, [none, *(all_of(degrees > 0, s.prerequisites) for s in ladder.stages)])
    standing = np.select([reach == 0, reach == stage, prepared], [0, 1, 2], 3).astype(np.int16)
    return Stages(reach, stage, degree, standing)


def reach_and_stage(degrees: Degrees, ladder: Ladder) -> tuple[Degrees, Degrees]:
    """Return the highest stage with a live indicator, and the stage climbed to.

    A stage is climbed to from the one below while its prerequisites are live, its gate is high,
    and it is carried: an indicator of its own is high, or live in company.
    """
    live, high = degrees > 0, degrees == HIGH
    reach = np.zeros((*degrees.shape[:-2], degrees.shape[-1]), np.int16)
    stage = reach.copy()
    open_so_far = np.ones(reach.shape, np.bool_)
    for number, rule in enumerate(ladder.stages, start=1):
        rungs = [indicator - 1 for indicator in ladder.stage_indicators[number]]
        any_live = live[..., rungs, :].any(axis=-2)
        company = live[..., rungs[0] :, :].sum(axis=-2) > 1
        carried = high[..., rungs, :].any(axis=-2) | (any_live & company)
        open_so_far &= all_of(live, rule.prerequisites) & all_of(high, rule.gate) & carried
        reach[any_live] = number
        stage += open_so_far
    return reach, stage


def all_of(holds: Mask, numbers: Sequence[int]) -> Mask:
    """Tell where something holds of all the indicators named."""
    return np.asarray(holds[..., [number - 1 for number in numbers], :].all(axis=-2))


def enough_high(degrees: Degrees, numbers: Sequence[int], least: int) -> Mask:
    """Tell where at least so many, and one in any case, of the indicators named are high."""
    high = degrees[..., [number - 1 for number in numbers], :] == HIGH
    return np.asarray(high.sum(axis=-2) >= max(least, 1))


def index(degrees: Degrees) -> Degrees:
    """Sum number x degree over the indicators: an integer, 0 to the ladder's `index_maximum`."""
    total = np.zeros((*degrees.shape[:-2], degrees.shape[-1]), np.int16)
    for position in range(degrees.shape[-2]):
        total += np.int16(position + 1) * degrees[..., position, :]
    return total
