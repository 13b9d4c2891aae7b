"""Outcomes: numbers that the lives of one point give, each with its Monte Carlo standard error."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.design import Outcome
from sim.experiments.ensemble import THREAT_UNIT, lives_per_chunk
from sim.ladder.ladder import Ladder
from sim.ladder.stages import index, reach_and_stage
from sim.scenario.load import Case
from sim.world.model import World

Values = NDArray[np.int64]

NEVER: Final = np.iinfo(np.int64).max
"""The year of a stage that a life does not reach."""


def unit(outcome: Outcome, ladder: Ladder) -> float:
    """Return what one unit of a life's value is worth."""
    return {"mean-index": 1 / ladder.index_maximum, "mean-threat": THREAT_UNIT}.get(outcome.measure, 1.0)


def points_per_batch(cases: Sequence[Case]) -> int:
    """Return of how many points the lives fill the arrays of the largest of some scenarios."""
    return max(1, min(lives_per_chunk(case) // case.scenario.runs for case in cases))


def live_points(
    cases: Sequence[Case], outcomes: Mapping[str, Outcome]
) -> tuple[dict[str, Values], NDArray[np.bool_]]:
    """Live scenarios side by side.

    Parameters
    ----------
    cases
        Scenarios that may live in one world: with the same states, groups, years and number of runs.
    outcomes
        What is asked of each.

    Returns
    -------
    What each life gives, by outcome `[case, life]`, and the scenarios in which some quantity was no number.
    """
    runs = cases[0].scenario.runs
    step = min(runs, max(4, lives_per_chunk(cases[0]) // len(cases)))
    chunks = [_live(cases, outcomes, first, min(step, runs - first)) for first in range(0, runs, step)]
    values = {name: np.concatenate([chunk[0][name] for chunk in chunks], axis=1) for name in outcomes}
    return values, np.any([chunk[1] for chunk in chunks], axis=0)


def _live(
    cases: Sequence[Case], outcomes: Mapping[str, Outcome], first_life: int, lives: int
) -> tuple[dict[str, Values], NDArray[np.bool_]]:
    world = World(cases, lives, first_life)
    parties = {name: _party(outcome, cases[0]) for name, outcome in outcomes.items()}
    wanted = sorted({party for party in parties.values() if party is not None})
    degrees, threats = [], {}
    for year in world.years_left():
        degrees.append(world.degrees[wanted])
        for name, outcome in outcomes.items():
            if outcome.measure == "mean-threat" and outcome.year == year:
                by, of = (world.codes.index(str(code)) for code in (outcome.by, outcome.of))
                threats[name] = np.rint(world.T[by, of] / THREAT_UNIT).astype(np.int64)
    ladder = cases[0].ladder
    _, stage = reach_and_stage(np.stack(degrees), ladder)
    values, start = dict(threats), cases[0].scenario.start
    for name, party in parties.items():
        if party is not None:
            row = wanted.index(party)
            least = ladder.stage_names.index(outcomes[name].stage or ladder.stage_names[1])
            there = stage[:, row] >= least
            values[name] = _per_life(outcomes[name], np.stack(degrees)[:, row], stage[:, row], there, start)
    sums = [array.reshape(-1, world.lives).sum(axis=0) for array in (world.G, world.T, world.R)]
    failed = ~np.isfinite(sum(sums))
    world.clear()
    shape = (len(cases), lives)
    return {name: values[name].reshape(shape) for name in outcomes}, failed.reshape(shape).any(axis=1)


def _per_life(
    outcome: Outcome,
    degrees: NDArray[np.int16],
    stage: NDArray[np.int16],
    there: NDArray[np.bool_],
    start: int,
) -> Values:
    """Return what each life of a party gives, from `[year, indicator, life]` and twice `[year, life]`."""
    last = int(outcome.year or outcome.by or start) - start
    value: Any
    if outcome.measure == "mean-index":
        value = index(degrees[last])
    elif outcome.measure == "regress-chance":
        value = stage[last] < stage[: last + 1].max(axis=0)
    elif outcome.measure == "first-passage":
        value = np.where(there.any(axis=0), start + there.argmax(axis=0), NEVER)
    else:
        value = there[last] if outcome.by is None else there[: last + 1].any(axis=0)
    return np.asarray(value, np.int64)


def _party(outcome: Outcome, case: Case) -> int | None:
    if outcome.pair is None:
        return None
    labels = {table.name: table.group.label for table in case.scenario.groups}
    return case.scenario.parties.index(labels.get(outcome.pair, outcome.pair))


def summary(outcome: Outcome, values: Values, ladder: Ladder) -> tuple[float, float]:
    """Return an outcome and its standard error from what each life gives `[life]`; NaN where none does."""
    if outcome.measure == "first-passage":
        return _quantile(values, outcome.quantile)
    lives, worth = len(values), unit(outcome, ladder)
    error = float(np.std(values, ddof=1)) / lives**0.5 if lives > 1 else float("nan")
    return float(np.mean(values)) * worth, error * worth


def _quantile(years: Values, quantile: float) -> tuple[float, float]:
    """Return the year by which a share of all lives is there; its error by order statistics."""
    lives, ordered = len(years), np.sort(years)
    spread = (quantile * (1 - quantile) * lives) ** 0.5
    ranks = np.clip([quantile * lives - 1 + side * spread for side in (0, -1, 1)], 0, lives - 1)
    middle, low, high = (int(ordered[int(np.ceil(rank - 1e-9))]) for rank in ranks)
    if middle == NEVER:
        return float("nan"), float("nan")
    return float(middle), (high - low) / 2 if high != NEVER else float("nan")
