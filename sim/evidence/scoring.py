"""Scores of drawn ladders against what came: lower is better, but for coverage.

Arrays of draws end in the axis of draws. Ranked scores are made fair to small ensembles (Ferro 2014): their
expectation does not depend on how many draws there are.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.frames import BAND
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.ladder.stages import index, reach_and_stage

Values = NDArray[np.float64]
Ladders = NDArray[np.int16]

FLOOR: Final = 0.02
"""Share of an even forecast mixed in before the log score, so that no surprise costs everything."""


def ranked(draws: Ladders, observed: Ladders, categories: int) -> Values:
    """Return the fair ranked probability score (Epstein 1969; Ferro 2014) of `[..., draw]`: `[...]`."""
    members = draws.shape[-1]
    total = np.zeros(observed.shape)
    for level in range(categories - 1):
        below = (draws <= level).mean(axis=-1)
        total += (below - (observed <= level)) ** 2
        if members > 1:
            total -= below * (1 - below) / (members - 1)
    return total


def log_score(draws: Ladders, observed: Ladders) -> Values:
    """Return minus the log of the share of draws that came true, mixed with an even forecast: `[...]`."""
    share = (draws == observed[..., np.newaxis]).mean(axis=-1)
    return np.asarray(-np.log((1 - FLOOR) * share + FLOOR / len(DEGREES)))


def band(draws: Ladders, observed: Ladders) -> tuple[Values, Values]:
    """Tell whether the central 90 % of the draws `[..., draw]` hold what came, and their share in it."""
    low, high = np.quantile(draws, list(BAND.values()), axis=-1, method="inverted_cdf")
    covered = (low <= observed) & (observed <= high)
    inside = (draws >= low[..., np.newaxis]) & (draws <= high[..., np.newaxis])
    return covered.astype(float), inside.mean(axis=-1)


def scores(draws: Ladders, observed: Ladders, ladder: Ladder) -> dict[str, Values]:
    """Score degrees, stage and index of a ladder.

    Parameters
    ----------
    draws
        `[..., indicator, draw]`.
    observed
        What came, `[..., indicator]`.
    ladder
        The ladder they are degrees of.

    Returns
    -------
    By measure `[...]`: mean over the indicators, stage, index, mean log score; whether the band of the index
    covers what came, and how much of the forecast lies in it; each indicator.
    """
    by_indicator = ranked(draws, observed, len(DEGREES))
    came = observed[..., np.newaxis]
    stage, stage_observed = (reach_and_stage(degrees, ladder)[1] for degrees in (draws, came))
    total, total_observed = (index(degrees) for degrees in (draws, came))
    most = ladder.index_maximum
    covered, mass = band(total, total_observed[..., 0])
    by_measure = {
        "rps_degrees": by_indicator.mean(axis=-1),
        "rps_stage": ranked(stage, stage_observed[..., 0], len(ladder.stage_names)),
        "crps_index": ranked(total, total_observed[..., 0], most + 1) / most,
        "log_degrees": log_score(draws, observed).mean(axis=-1),
        "covered_90": covered,
        "mass_90": mass,
    }
    return by_measure | {f"rps_{name}": by_indicator[..., n] for n, name in enumerate(ladder.columns)}
