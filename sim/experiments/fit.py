"""The fit behind the defaults: a few parameters, drawn towards the centres that reasoning gave them.

Run as `python -m sim.experiments.fit scenarios/russia_china CHN-RUS`. It prints what it found, no more.
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import scoringrules
from numpy.typing import NDArray
from scipy.optimize import minimize

from sim.experiments.ensemble import simulate
from sim.ladder.assess import assess
from sim.scenario.load import Case, load
from sim.scenario.parameters import PARAMETERS

CENTRES: Final = {"sharpness": 3.0, "cost": 0.1, "cost_slope": 0.7, "step": 0.25, "opportunity": 0.5}
"""The parameters left free, and where reasoning puts them before any fit."""

PULL: Final = 1.0
"""Error that a parameter costs when it lies half its plausible range away from its centre."""

LIVES: Final = 500


def error(case: Case, values: dict[str, float], pairs: Sequence[str]) -> float:
    """Return the mean ranked probability score of the degrees of some coded pairs, over all years."""
    scenario = case.scenario.model_copy(
        update={"runs": LIVES, "parameters": {**case.scenario.parameters, **values}}
    )
    tally = next(simulate(replace(case, scenario=scenario))).tally
    years = range(scenario.start, scenario.end + 1)
    scores = []
    for name in pairs:
        seen = assess(case.events_of(name), name, years, fragility=False).degrees
        shares = tally.degrees[:, scenario.parties.index(name)] / tally.lives
        scores.append(np.mean(scoringrules.rps_score(seen + 1, shares)))
    return float(np.mean(scores))


def distance(values: dict[str, float]) -> float:
    """Return what the values cost for lying away from their centres."""
    spans = {name: (PARAMETERS[name].high - PARAMETERS[name].low) / 2 for name in values}
    return PULL * float(np.mean([((values[name] - CENTRES[name]) / spans[name]) ** 2 for name in values]))


def fit(case: Case, pairs: Sequence[str]) -> dict[str, float]:
    """Find the free parameters that make error and distance smallest, within their plausible ranges."""

    def objective(point: NDArray[Any]) -> float:
        values = dict(zip(CENTRES, map(float, point), strict=True))
        return error(case, values, pairs) + distance(values)

    bounds = [(PARAMETERS[name].low, PARAMETERS[name].high) for name in CENTRES]
    found = minimize(
        objective,
        list(CENTRES.values()),
        method="Nelder-Mead",
        bounds=bounds,
        options={"xatol": 0.005, "fatol": 0.0005},
    )
    return dict(zip(CENTRES, map(float, found.x), strict=True))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python -m sim.experiments.fit SCENARIO PAIR...")
    asked, names = load(Path(sys.argv[1])), sys.argv[2:]
    best = fit(asked, names)
    print(
        f"at the centres {error(asked, CENTRES, names):.4f}, fitted {error(asked, best, names):.4f}",
        f"(distance {distance(best):.4f})",
    )
    for name, value in best.items():
        print(f"{name}: centre {CENTRES[name]:g}, fitted {value:.3f}, default {PARAMETERS[name].default:g}")
