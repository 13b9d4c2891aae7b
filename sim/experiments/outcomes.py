"""Outcomes: numbers that the lives of one point give, each with its Monte Carlo standard error."""

import numpy as np
from numpy.typing import NDArray

from sim.experiments.design import Outcome
from sim.experiments.ensemble import THREAT_BINS, THREAT_UNIT, Chunk
from sim.ladder.rules import INDEX_MAXIMUM, STAGES
from sim.ladder.stages import index
from sim.scenario.load import Case

Lives = NDArray[np.float64]


def measure(outcome: Outcome, case: Case, chunks: list[Chunk]) -> tuple[float, float]:
    """Return an outcome and its standard error; NaN where no life gives it.

    Parameters
    ----------
    outcome
        What is asked.
    case
        The point's scenario.
    chunks
        All its lives, kept one by one.
    """
    if outcome.measure == "mean-threat":
        return _mean_threat(outcome, case, chunks)
    start = case.scenario.start
    party = _party(outcome, case)
    stage = np.concatenate([chunk.stage[:, :, party] for chunk in chunks])
    if outcome.measure == "mean-index":
        degrees = np.concatenate(
            [chunk.degrees[:, (outcome.year or start) - start, party] for chunk in chunks]
        )
        return _mean(index(degrees.astype(np.int16).T) / INDEX_MAXIMUM)
    number = STAGES.index(outcome.stage or "early")
    if outcome.measure == "stage-chance":
        if outcome.year is not None:
            return _mean((stage[:, outcome.year - start] >= number).astype(float))
        until = int(outcome.by or 0) - start + 1
        return _mean((stage[:, :until] >= number).any(axis=1).astype(float))
    if outcome.measure == "regress-chance":
        until = (outcome.year or start) - start
        return _mean((stage[:, until] < stage[:, : until + 1].max(axis=1)).astype(float))
    return _first_passage(stage >= number, start, outcome.quantile)


def _party(outcome: Outcome, case: Case) -> int:
    labels = {table.name: table.group.label for table in case.scenario.groups}
    return case.scenario.parties.index(labels.get(outcome.pair or "", outcome.pair or ""))


def _mean(values: Lives) -> tuple[float, float]:
    lives = len(values)
    error = float(np.std(values, ddof=1)) / lives**0.5 if lives > 1 else float("nan")
    return float(np.mean(values)), error


def _first_passage(there: NDArray[np.bool_], start: int, quantile: float) -> tuple[float, float]:
    """Return the year by which a share of all lives is there; its error by order statistics."""
    lives = len(there)
    years = np.sort(np.where(there.any(axis=1), start + there.argmax(axis=1), np.inf))
    spread = (quantile * (1 - quantile) * lives) ** 0.5
    places = np.clip([quantile * lives - 1 + side * spread for side in (0, -1, 1)], 0, lives - 1)
    middle, low, high = (float(years[int(np.ceil(place))]) for place in places)
    if not np.isfinite(middle):
        return float("nan"), float("nan")
    return middle, (high - low) / 2 if np.isfinite(high) else float("nan")


def _mean_threat(outcome: Outcome, case: Case, chunks: list[Chunk]) -> tuple[float, float]:
    codes = [state.code for state in case.scenario.states]
    place = (
        (outcome.year or 0) - case.scenario.start,
        codes.index(str(outcome.by)),
        codes.index(outcome.of or ""),
    )
    lives = sum(chunk.tally.lives for chunk in chunks)
    mean = sum(int(chunk.tally.threat_sums[place]) for chunk in chunks) * THREAT_UNIT / lives
    counts = sum(chunk.tally.threats[place] for chunk in chunks)
    values = np.arange(THREAT_BINS + 1) / THREAT_BINS
    variance = float((counts * (values - mean) ** 2).sum()) / max(lives - 1, 1)
    return mean, (variance / lives) ** 0.5
