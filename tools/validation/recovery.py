"""Recovery: whether calibration finds parameters that are known, and how hot its score has to be.

Records are simulated under parameter sets drawn from the prior; a bank is scored on each of them as it is
on the real ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import inf
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.evidence.bank import Exam, error, score_sets
from sim.evidence.calibrate import FREE, Prior, effective, weights
from sim.evidence.hindcast import Plan
from sim.evidence.histories import histories
from sim.experiments.workers import in_order
from sim.ladder.events import EFFECTS, Date, Event, known_in
from sim.scenario.load import Case
from sim.scenario.values import with_values
from sim.world.log import SIMULATED_BASES
from sim.world.model import World

Values = NDArray[np.float64]

TEMPERATURES: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Errors, times the number of cases, that make a set e times less likely."""

COVER: Final = (0.5, 0.9)
"""Intervals that are judged."""


def simulated_record(case: Case, values: dict[str, float], life: int) -> Case:
    """Return a case whose record after its start is one life under some parameters."""
    with_truth = with_values(case, {f"parameters.{name}": value for name, value in values.items()})
    world = World(with_truth, 1, life)
    while world.running:
        world.step()
    deals = list(_events(world))
    before = known_in(case.observed, case.scenario.start - 1)
    return replace(case, observed=[*_as_left(before, deals), *deals])


def _as_left(before: Sequence[Event], deals: Sequence[Event]) -> Iterator[Event]:
    """Go through what each pair of some events had before, institutions ended by the first break after.

    A regress that a shock imposes would be taken for a break: records are made of scenarios without.
    """
    for event in before:
        for pair in combinations(event.actors, 2):
            later = [late for late in deals if (late.actors, late.indicator) == (pair, event.indicator)]
            breaks = [late.year for late in later if late.effect in ("regress", "end")]
            ended = event.basis == "institution" and breaks and min(breaks) < (event.end_year or inf)
            end = {"end_date": Date((min(breaks),))} if ended else {}
            yield event.model_copy(update={"actors": pair, **end})


def _events(world: World) -> Iterator[Event]:
    """Go through the deals of the pairs in a world's first life."""
    rows = world.log.columns(1)
    for cells in zip(*rows.values(), strict=True):
        row = dict(zip(rows, map(int, cells), strict=True))
        if row["pair"] < len(world.pairs) and row["channel"] < len(world.ladder):
            yield Event.model_validate(
                {
                    "date": str(row["year"]),
                    "end_date": str(row["end_date"] or ""),
                    "actors": ";".join(world.pairs[row["pair"]]),
                    "dimension": world.ladder.name,
                    "indicator": str(row["channel"] + 1),
                    "degree": (None, "low", "high")[row["degree"]],
                    "effect": EFFECTS[row["effect"]],
                    "basis": SIMULATED_BASES[row["basis"]],
                    "title": "simulated",
                    "source": "this model",
                    "note": "",
                }
            )


@dataclass(frozen=True)
class Attempt:
    """One set of known parameters, to be found again.

    Attributes
    ----------
    cases
        The real cases, whose records are replaced.
    truth
        The known parameters.
    life
        Number of the life that makes the records.
    bank
        The bank.
    """

    cases: Sequence[Case]
    truth: dict[str, float]
    life: int
    bank: pd.DataFrame


def errors_of(attempt: Attempt) -> Values:
    """Return what each set of the bank costs on records that known parameters made, times their number.

    A record in which no pair has enough of one teaches nothing, nor do records in which nothing changes.
    """
    simulated = [simulated_record(case, attempt.truth, attempt.life) for case in attempt.cases]
    with_record = [case for case in simulated if histories(case)]
    if not with_record:
        return np.zeros(len(attempt.bank))
    exam = Exam.of(with_record, Plan())
    if not exam.keys["persistence"].any():
        return np.zeros(len(attempt.bank))
    return error(exam.keys, score_sets(exam, attempt.bank).astype(float)) * len(with_record)


def recover(cases: Sequence[Case], truths: int, bank_size: int, seed: int, jobs: int = 1) -> pd.DataFrame:
    """Find known parameters again: a row for each truth, temperature and parameter.

    Columns `truth, temperature, parameter, true, mean, sd, prior_sd, effective` and, for the intervals of
    `COVER`, whether they hold the true value.
    """
    prior = Prior(FREE)
    true_sets, bank = prior.draw(truths, seed), prior.draw(bank_size, seed + 1)
    true_values = [{str(k): float(v) for k, v in row.items()} for row in true_sets.to_dict("records")]
    attempts = [Attempt(cases, truth, n, bank) for n, truth in enumerate(true_values)]
    errors_of_attempts = map(errors_of, attempts) if jobs == 1 else in_order(errors_of, attempts, jobs)
    rows = []
    for n, (attempt, errors) in enumerate(zip(attempts, errors_of_attempts, strict=True)):
        for temperature in TEMPERATURES:
            weight = weights(np.zeros(bank_size), errors, temperature)
            key = {"truth": n, "temperature": temperature, "effective": effective(weight)}
            rows += [{**key, **row} for row in _judged(bank, weight, attempt.truth)]
    return pd.DataFrame(rows)


def _judged(bank: pd.DataFrame, weight: Values, truth: dict[str, float]) -> Iterator[dict[str, object]]:
    for name, true in truth.items():
        values = bank[name].to_numpy()
        order = np.argsort(values)
        below = np.cumsum(weight[order])
        mean = float(weight @ values)
        row = {"parameter": name, "true": true, "mean": mean, "prior_sd": float(values.std())}
        row["sd"] = float(np.sqrt(weight @ (values - mean) ** 2))
        for cover in COVER:
            edges = np.searchsorted(below, ((1 - cover) / 2, (1 + cover) / 2)).clip(max=len(values) - 1)
            low, high = values[order[edges]]
            row[f"in_{cover:.0%}"] = bool(low <= true <= high)
        yield row


def by_temperature(recovered: pd.DataFrame) -> pd.DataFrame:
    """Sum up by temperature: coverage, how much narrower than the prior, and error of the mean beside it."""
    judged = recovered.assign(
        narrower=1 - recovered["sd"] / recovered["prior_sd"],
        off=((recovered["mean"] - recovered["true"]) / recovered["prior_sd"]) ** 2,
    )
    columns = ["effective", *(f"in_{cover:.0%}" for cover in COVER), "narrower", "off"]
    return judged.groupby("temperature")[columns].mean().reset_index()


def by_parameter(recovered: pd.DataFrame, temperature: float) -> pd.DataFrame:
    """Say for each parameter at one temperature how well its mean follows the true value."""
    at_temperature = recovered[recovered["temperature"] == temperature]
    rows = [
        {
            "parameter": name,
            "correlation": part["mean"].corr(part["true"]),
            "narrower": float((1 - part["sd"] / part["prior_sd"]).mean()),
            "in_90%": float(part["in_90%"].mean()),
        }
        for name, part in at_temperature.groupby("parameter")
    ]
    return pd.DataFrame(rows).sort_values("correlation", ascending=False)
