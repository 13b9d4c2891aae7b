"""The search for parameters on the training parts: what a set costs there, and where to look next."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.datasets.measured import Measured
from sim.evidence.scoring import ranked
from sim.files import whole
from sim.ladder.rules import DEGREES
from sim.scenario.parameters import PARAMETERS
from tools.world.cells import HORIZONS, INDICATORS, Mask
from tools.world.lives import RUNGS, Values, known_case, live
from tools.world.parts import LEARN_TO, Part

ORIGINS: Final = (1977, 1991, 2003)
"""Origins that a set is judged from, at all horizons."""

FREE: Final = {
    "opportunity": (0.002, 0.3),
    "openness": (0.5, 60.0),
    "purpose_scale": (0.03, 1.0),
    "directness": (0.02, 0.6),
    "break_opportunity": (0.01, 0.3),
    "disillusion": (0.1, 4.0),
    "threat": (0.02, 0.4),
    "interest": (0.2, 1.2),
    "trust": (0.1, 1.2),
    "cost": (0.2, 1.2),
    "cost_slope": (0.2, 1.5),
    "step": (0.1, 0.8),
    "sharpness": (1.0, 6.0),
    "habit": (0.05, 0.8),
}
"""The parameters that are sought, and within which limits; all are looked for on the scale of logarithms."""

BEGIN: Final = {"opportunity": 0.06, "openness": 3.0, "disillusion": 1.0, "break_opportunity": 0.04}
"""Where the search begins, besides the defaults: most pairs of the world have little to do with another."""

GENERATIONS, EACH, BEST = 10, 12, 8
"""Generations, the sets of each, and the best so far that each after the first is drawn around."""

LIVES = 3
"""Lives of a set and origin."""

FIRST_SPREAD, LEAST_SPREAD = 0.15, 0.03
"""Standard deviation of the first generation, and the least of any, as a share of the limits."""


@dataclass(frozen=True)
class Sums:
    """Scores of sets on the parts: sums over cells, by `[..., part, learnt or tested, horizon, indicator]`.

    Attributes
    ----------
    model
        Of each set and origin `[set, origin, ...]`.
    still
        Of persistence `[origin, ...]`.
    """

    model: NDArray[np.float64]
    still: NDArray[np.float64]

    def cost(self, part: int, of_test: bool = False) -> NDArray[np.float64]:
        """Return the score over that of persistence, mean over indicators and horizons: `[set]`."""
        model = self.model[:, :, part, int(of_test)].sum(axis=1)
        still = self.still[:, part, int(of_test)].sum(axis=0)
        counted = still > 0
        return np.asarray((model[:, counted] / still[counted]).mean(axis=1))


def evaluate(measured: Measured, parts: Sequence[Part], sets: Sequence[Values], folder: Path) -> Sums:
    """Score sets on all parts; what was lived of them already is read from the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    model = np.stack([_from_origin(measured, parts, origin, sets, folder) for origin in ORIGINS], axis=1)
    still = np.stack([_sums(parts, origin, _still(measured, origin)[np.newaxis])[0] for origin in ORIGINS])
    return Sums(model, still)


def _from_origin(
    measured: Measured, parts: Sequence[Part], origin: int, sets: Sequence[Values], folder: Path
) -> NDArray[np.float64]:
    """Return the sums of some sets from one origin, lived side by side where the folder lacks them."""
    path = folder / f"{origin}-{_digest(sets)}.npy"
    if not path.is_file():
        case = known_case(measured, origin, HORIZONS[-1])
        sums = _sums(parts, origin, live(measured, case, sets, LIVES).scores)
        with whole(path) as file:
            np.save(file, sums)
    return np.asarray(np.load(path))


def _digest(sets: Sequence[Values]) -> str:
    return blake2b(repr([sorted(values.items()) for values in sets]).encode(), digest_size=8).hexdigest()


def _still(measured: Measured, origin: int) -> NDArray[np.float32]:
    """Return the score of persistence, NaN where the cell is unknown: `[horizon, indicator, pair]`."""
    now = measured.degrees[:, RUNGS, origin - measured.years.start].T.astype(np.int16)
    scores = np.full((len(HORIZONS), *now.shape), np.nan, np.float32)
    for n, horizon in enumerate(HORIZONS):
        came = measured.degrees[:, RUNGS, origin + horizon - measured.years.start].T.astype(np.int16)
        known = (now >= 0) & (came >= 0)
        scores[n, known] = ranked(now[known][:, np.newaxis], came[known], len(DEGREES))
    return scores


def _sums(parts: Sequence[Part], origin: int, scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Sum scores `[set, horizon, indicator, pair]`: `[set, part, learnt or tested, horizon, indicator]`."""
    sums = np.zeros((len(scores), len(parts), 2, len(HORIZONS), len(INDICATORS)))
    for p, part in enumerate(parts):
        for tested, masks in enumerate((part.learn, part.test)):
            for h, horizon in enumerate(HORIZONS):
                early = origin + horizon <= LEARN_TO
                if part.by_time and (origin < LEARN_TO if tested else not early):
                    continue
                for k, indicator in enumerate(INDICATORS):
                    counted: Mask | slice = slice(None) if masks is None else masks[indicator]
                    sums[:, p, tested, h, k] = np.nansum(scores[:, h, k, counted], axis=1, dtype=float)
    return sums


def values(positions: NDArray[np.float64]) -> list[Values]:
    """Turn positions within the limits, 0 to 1, into parameter sets."""
    low, high = (np.log([limits[side] for limits in FREE.values()]) for side in (0, 1))
    return [
        dict(zip(FREE, np.exp(low + row * (high - low)).round(6).tolist(), strict=True)) for row in positions
    ]


def search(measured: Measured, parts: Sequence[Part], folder: Path) -> pd.DataFrame:
    """Look for the best set of each part, and say what it costs: a row for each part and set looked at."""
    rows = []
    for p, part in enumerate(parts):
        chance = np.random.default_rng((SEED, p))
        mean, spread = _begin(), np.full(len(FREE), FIRST_SPREAD)
        tables: list[pd.DataFrame] = []
        z, cost = np.empty((0, len(FREE))), np.empty(0)
        for generation in range(GENERATIONS):
            drawn = np.clip(mean + chance.standard_normal((EACH, len(FREE))) * spread, 0, 1)
            sums = evaluate(measured, parts, values(drawn), folder)
            z, cost = np.concatenate([z, drawn]), np.concatenate([cost, sums.cost(p)])
            said = {"split": part.name, "part": part.key, "generation": generation}
            table = pd.DataFrame(values(drawn))
            tables.append(table.assign(**said, error=sums.cost(p), error_tested=sums.cost(p, of_test=True)))
            best = z[np.argsort(cost)[:BEST]]
            mean, spread = best.mean(axis=0), np.maximum(best.std(axis=0), LEAST_SPREAD)
            print(part.name, part.key, generation, "best so far", round(float(cost.min()), 4), flush=True)
        rows += tables
    return pd.concat(rows, ignore_index=True)


SEED: Final = 1


def _begin() -> NDArray[np.float64]:
    """Return where the search begins, within the limits, 0 to 1."""
    start = [BEGIN.get(name, PARAMETERS[name].default) for name in FREE]
    low, high = (np.log([limits[side] for limits in FREE.values()]) for side in (0, 1))
    return np.asarray((np.log(start) - low) / (high - low))
