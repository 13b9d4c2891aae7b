"""Posterior predictive checks: whether free lives under the posterior look like the record in the large."""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.evidence.histories import histories
from sim.frames import QUANTILES
from sim.ladder.stages import index
from sim.scenario.load import Case
from sim.world.model import World

Ladders = NDArray[np.int16]
Values = NDArray[np.float64]

LIVES: Final = 256
"""Lives of each case, free from its first year."""

FALL: Final = 0.1
"""Loss of the index from its height by which a pair has fallen."""


def _changes(ladders: Ladders, indices: Values) -> Values:
    """Share of pair-years in which a degree changes."""
    return np.asarray((np.diff(ladders, axis=0) != 0).any(axis=2).mean(axis=(0, 1)))


def _mean(ladders: Ladders, indices: Values) -> Values:
    """Mean index of all pairs and years."""
    return np.asarray(indices.mean(axis=(0, 1)))


def _end(ladders: Ladders, indices: Values) -> Values:
    """Mean index of all pairs in the last year."""
    return np.asarray(indices[-1].mean(axis=0))


def _height(ladders: Ladders, indices: Values) -> Values:
    """Highest index of any pair in any year."""
    return np.asarray(indices.max(axis=(0, 1)))


def _fallen(ladders: Ladders, indices: Values) -> Values:
    """Share of pairs that end below their height by `FALL` or more."""
    each = indices
    return np.asarray((each.max(axis=0) - each[-1] >= FALL).mean(axis=0))


STATISTICS: Final[dict[str, Callable[[Ladders, Values], Values]]] = {
    "share of pair-years in which a degree changes": _changes,
    "mean index": _mean,
    "mean index in the last year": _end,
    "highest index": _height,
    "share of pairs that end below their height": _fallen,
}
"""What is compared, by its name, of ladders `[year, pair, indicator, life]` and their indices: `[life]`."""


def predictive(case: Case) -> Iterator[dict[str, object]]:
    """Compare a case's record with free lives: `case, statistic, observed, p05, p50, p95, inside`."""
    records = histories(case)
    observed_ladders = np.stack([history.degrees for history in records], axis=1)[..., np.newaxis]
    rows = [case.scenario.parties.index(history.pair) for history in records]
    world = World(case, LIVES)
    lived = np.stack([world.degrees[rows] for _ in world.years_left()])
    world.clear()
    most = case.ladder.index_maximum
    for name, statistic in STATISTICS.items():
        observed = float(statistic(observed_ladders, index(observed_ladders) / most)[0])
        simulated = statistic(lived, index(lived) / most)
        bounds = np.quantile(simulated, list(QUANTILES.values()), method="inverted_cdf")
        spread = dict(zip(QUANTILES, bounds, strict=True))
        key = {"case": case.scenario.name, "statistic": name, "observed": observed}
        yield {**key, **spread, "inside": bool(spread["p05"] <= observed <= spread["p95"])}
