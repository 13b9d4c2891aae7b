"""Reach, stage, standing and index: what the seven degrees of a year add up to.

Degrees come as `[..., indicator, life]` with seven indicators; results are `[..., life]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import (
    HIGH,
    INDEX_WEIGHTS,
    STAGE_GATES,
    STAGE_HIGH,
    STAGE_INDICATORS,
    STAGE_PREREQUISITES,
    STAGES,
)

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


def stages(degrees: Degrees) -> Stages:
    """Assess degrees: how high the two have touched, and where they stand."""
    reach, stage = reach_and_stage(degrees)
    high = np.choose(stage, [enough_high(degrees, *rule) for rule in STAGE_HIGH])
    degree = np.where(stage > 0, 1 + high, 0).astype(np.int16)
    prepared = np.choose(reach, [all_of(degrees > 0, numbers) for numbers in STAGE_PREREQUISITES])
    standing = np.select([reach == 0, reach == stage, prepared], [0, 1, 2], 3).astype(np.int16)
    return Stages(reach, stage, degree, standing)


def reach_and_stage(degrees: Degrees) -> tuple[Degrees, Degrees]:
    """Return the highest stage with a live indicator, and the stage climbed to.

    A stage is climbed to from the one below while its prerequisites are live, its gate is high,
    and it is carried: an indicator of its own is high, or live in company.
    """
    live, high = degrees > 0, degrees == HIGH
    reach = np.zeros((*degrees.shape[:-2], degrees.shape[-1]), np.int16)
    stage = reach.copy()
    open_so_far = np.ones(reach.shape, np.bool_)
    for number in range(1, len(STAGES)):
        own = [indicator - 1 for indicator in STAGE_INDICATORS[number]]
        own_live = live[..., own, :].any(axis=-2)
        company = live[..., own[0] :, :].sum(axis=-2) > 1
        carried = high[..., own, :].any(axis=-2) | (own_live & company)
        open_so_far &= all_of(live, STAGE_PREREQUISITES[number]) & all_of(high, STAGE_GATES[number]) & carried
        reach[own_live] = number
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
    """Sum number x degree over the indicators: an integer from 0 to 56."""
    total = np.zeros((*degrees.shape[:-2], degrees.shape[-1]), np.int16)
    for position, weight in enumerate(INDEX_WEIGHTS):
        total += np.int16(weight) * degrees[..., position, :]
    return total
