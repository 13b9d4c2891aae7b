"""Parameters of the world of all states, learnt from all of its pairs: `python -m tools.world_parameters`.

It begins from the best sets of the world's bench (`docs/world/model_searched.csv`), looks around the best of
those found so far, generation by generation, and writes the best of all to
`sim/scenario/world_parameters.csv`. Nothing is left out to be judged by: how well the model does on what it
has not learnt from, the bench tells.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.datasets.measured import Measured, measure
from sim.evidence.scoring import ranked
from sim.ladder.rules import DEGREES
from sim.scenario.parameters import WORLD_TABLE
from tools.world.lives import RUNGS, Values, known_case, live
from tools.world.search import FREE, values

BENCH: Final = Path(__file__).parent.parent / "docs" / "world" / "model_searched.csv"

ORIGINS: Final = (1993, 2003, 2013)
HORIZONS: Final = (3, 5)
"""Origins and horizons that a set is judged by."""

GENERATIONS, EACH, BEST, LIVES = 5, 8, 4, 3
"""Generations, the sets of each, the best that each is drawn around, and lives of a set and origin."""

SPREAD: Final = (0.15, 0.04)
"""Standard deviation of the first and the last generation, as a share of the limits."""

SEED: Final = 2026


def main() -> None:
    """Look for the best set, and write it."""
    measured = measure()
    found = pd.read_csv(BENCH).sort_values("error").groupby("part").head(2)
    z = positions(found)
    errors = error(measured, values(z))
    chance = np.random.default_rng(SEED)
    for generation, spread in enumerate(np.geomspace(*SPREAD, GENERATIONS), start=1):
        around = z[np.argsort(errors)[:BEST]]
        parents = around[chance.integers(len(around), size=EACH)]
        drawn = np.clip(parents + chance.standard_normal(parents.shape) * spread, 0, 1)
        z, errors = np.concatenate([z, drawn]), np.concatenate([errors, error(measured, values(drawn))])
        print(generation, "best so far", round(float(errors.min()), 4), flush=True)
        best = values(z[[int(np.argmin(errors))]])[0]
        rows = [f"{name},{value:.6g}\n" for name, value in best.items()]
        WORLD_TABLE.write_text("parameter,value\n" + "".join(rows), encoding="utf-8")


def positions(found: pd.DataFrame) -> NDArray[np.float64]:
    """Turn parameter sets into positions within the limits, 0 to 1: `[set, parameter]`."""
    low, high = (np.log([limits[side] for limits in FREE.values()]) for side in (0, 1))
    return np.asarray((np.log(found[list(FREE)].to_numpy(float)) - low) / (high - low))


def error(measured: Measured, sets: Sequence[Values]) -> NDArray[np.float64]:
    """Return the error of sets over that of no change, mean over indicators and horizons: `[set]`."""
    model = np.zeros((len(sets), len(HORIZONS), len(RUNGS)))
    still = np.zeros(model.shape[1:])
    for origin in ORIGINS:
        case = known_case(measured, origin, HORIZONS[-1])
        model += np.nansum(live(measured, case, sets, LIVES, HORIZONS).scores, axis=-1, dtype=float)
        still += persistence(measured, origin)
    return np.asarray((model / still).mean(axis=(1, 2)))


def persistence(measured: Measured, origin: int) -> NDArray[np.float64]:
    """Return the error of no change from an origin: `[horizon, indicator]`."""
    sums = np.zeros((len(HORIZONS), len(RUNGS)))
    now = origin - measured.years.start
    for n, horizon in enumerate(HORIZONS):
        for k, rung in enumerate(RUNGS):
            start, came = (measured.degrees[:, rung, year].astype(np.int16) for year in (now, now + horizon))
            known = (start >= 0) & (came >= 0)
            sums[n, k] = ranked(start[known][:, np.newaxis], came[known], len(DEGREES)).sum()
    return sums


if __name__ == "__main__":
    main()
