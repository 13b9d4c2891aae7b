"""The model's forecasts of the world, scored cell by cell as they are lived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.datasets.measured import UNKNOWN, Measured
from sim.datasets.origin import world_at
from sim.evidence.scoring import ranked
from sim.ladder.rules import DEGREES
from sim.scenario.load import Case
from sim.scenario.values import with_values
from sim.world.model import World
from tools.world.cells import HORIZONS, INDICATORS

Scores = NDArray[np.float32]

RUNGS: Final = [indicator - 1 for indicator in INDICATORS]

Values = Mapping[str, float]
"""Values of parameters that are not the defaults."""


@dataclass(frozen=True)
class Lived:
    """The forecasts of some parameter sets from one origin.

    Attributes
    ----------
    scores
        Fair ranked probability score, NaN where the cell is unknown: `[set, horizon, indicator, pair]`.
    shares
        Share of lives at least low, at least high, in the mean of known cells, and the share that came:
        `[set, horizon, indicator, forecast or came, level]`.
    """

    scores: Scores
    shares: NDArray[np.float64]


def live(
    measured: Measured,
    case: Case,
    sets: Sequence[Values],
    lives: int,
    horizons: Sequence[int] = HORIZONS,
) -> Lived:
    """Let a world live under some parameter sets side by side, and score what they forecast."""
    origin = case.scenario.start - 1
    cases = [
        with_values(case, {f"parameters.{name}": value for name, value in values.items()}) for values in sets
    ]
    world = World(cases, lives)
    rows = _rows(measured, world.pairs)
    shape = (len(sets), len(horizons), len(INDICATORS))
    scores = np.full((*shape, len(measured.pairs)), np.nan, np.float32)
    shares = np.full((*shape, 2, 2), np.nan)
    for year in world.years_left():
        if year - origin in horizons:
            n = horizons.index(year - origin)
            for k, rung in enumerate(RUNGS):
                drawn = world.degrees[: len(rows), rung].reshape(len(rows), len(sets), lives)
                known = _known(measured, rows, rung, (origin, year))
                came = measured.degrees[rows[known], rung, year - measured.years.start].astype(np.int16)
                for number in range(len(sets)):
                    forecast = drawn[known, number]
                    scores[number, n, k, rows[known]] = ranked(forecast, came, len(DEGREES))
                    shares[number, n, k] = _shares(forecast, came)
    world.clear()
    return Lived(scores, shares)


def known_case(measured: Measured, origin: int, horizon: int) -> Case:
    """Return the world at an origin, to be lived as far as a horizon or what is measured reaches."""
    key = id(measured), origin, min(origin + horizon, measured.years[-1])
    if key not in _CASES:
        _CASES[key] = world_at(origin, key[2], measured)
    return _CASES[key]


_CASES: Final[dict[tuple[int, int, int], Case]] = {}


def _rows(measured: Measured, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int_]:
    """Return the rows of a world's pairs in what is measured."""
    row = {pair: number for number, pair in enumerate(measured.pairs)}
    return np.array([row[pair] for pair in pairs])


def _known(measured: Measured, rows: NDArray[np.int_], rung: int, years: Sequence[int]) -> NDArray[np.bool_]:
    """Tell of which pairs an indicator is known in all of some years: `[pair of the world]`."""
    columns = [year - measured.years.start for year in years]
    return np.asarray((measured.degrees[rows, rung][:, columns] != UNKNOWN).all(axis=1))


def _shares(forecast: NDArray[np.int16], came: NDArray[np.int16]) -> NDArray[np.float64]:
    if not len(came):
        return np.full((2, 2), np.nan)
    return np.array([[(what >= level).mean() for level in (1, 2)] for what in (forecast, came)])
