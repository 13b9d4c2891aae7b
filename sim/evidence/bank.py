"""A bank of parameter sets: each simulated once for all cases, with its scores by pair, origin and lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.evidence.hindcast import Plan, live_origins
from sim.evidence.histories import histories
from sim.evidence.scoring import ranked
from sim.ladder.rules import DEGREES
from sim.scenario.load import Case
from sim.scenario.values import with_values
from sim.world.past import Record

Values = NDArray[np.float64]

LIVES_EACH, LIVES_EACH_OF_MANY, MANY_PAIRS = 8, 4, 10
"""Lives of an origin under one parameter set, fewer where a scenario has more than so many pairs."""

PAIR_LIVES: Final = 48_000
"""Pairs times lives side by side: more than in a run, since nothing but degrees is kept of them."""


@dataclass(frozen=True)
class ScoredRows:
    """What a case is scored on: a row for each pair, origin and lead.

    Attributes
    ----------
    keys
        Columns `case`, `pair`, `origin`, `lead`, `changed`, and `persistence`, the score of no change.
    observed
        Ladders that came `[row, indicator]`.
    year, party, origin
        Where the forecast of a row stands in the arrays of a pass `[row]`.
    """

    keys: pd.DataFrame
    observed: NDArray[np.int16]
    year: NDArray[np.int_]
    party: NDArray[np.int_]
    origin: NDArray[np.int_]


def scored_rows(case: Case, plan: Plan) -> ScoredRows:
    """List what a case is scored on."""
    keys, observed, positions = [], [], []
    parties = case.scenario.parties
    records = histories(case)
    for number, origin in enumerate(plan.origins(case)):
        for history in records:
            now = history.degrees[origin - history.start]
            for lead in plan.leads:
                year = origin + lead - history.start
                if origin + lead <= (history.end if plan.end is None else min(plan.end, history.end)):
                    came = history.degrees[year]
                    changed = bool((came != history.degrees[year - 1]).any())
                    still = float(ranked(now[:, np.newaxis], came, len(DEGREES)).mean())
                    keys.append((history.case, history.pair, origin, lead, changed, still))
                    observed.append(came)
                    positions.append((year, parties.index(history.pair), number))
    columns = ["case", "pair", "origin", "lead", "changed", "persistence"]
    year, party, origin_of_row = np.array(positions).T
    return ScoredRows(pd.DataFrame(keys, columns=columns), np.array(observed), year, party, origin_of_row)


@dataclass(frozen=True)
class Exam:
    """Cases that parameter sets are scored on, with what was known in them year by year.

    Attributes
    ----------
    cases, rows, records
        The cases, what each is scored on, and its record.
    plan
        The origins that forecasts start from.
    """

    cases: Sequence[Case]
    rows: Sequence[ScoredRows]
    records: Sequence[Record]
    plan: Plan

    @classmethod
    def of(cls, cases: Sequence[Case], plan: Plan) -> "Exam":
        """Read the records of some cases."""
        return cls(cases, [scored_rows(case, plan) for case in cases], [Record(case) for case in cases], plan)

    @cached_property
    def keys(self) -> pd.DataFrame:
        """The rows of all cases, as in `Rows.keys`."""
        return pd.concat([rows.keys for rows in self.rows], ignore_index=True)


def score_sets(exam: Exam, parameter_sets: pd.DataFrame) -> NDArray[np.float32]:
    """Return the mean score of the degrees under parameter sets: `[set, row of the exam]`."""
    by_case = zip(exam.cases, exam.rows, exam.records, strict=True)
    return np.concatenate(
        [_score_on(case, rows, record, exam.plan, parameter_sets) for case, rows, record in by_case], 1
    )


def _score_on(
    case: Case, rows: ScoredRows, record: Record, plan: Plan, parameter_sets: pd.DataFrame
) -> NDArray[np.float32]:
    """Score sets on one case, as many side by side as fill the arrays."""
    lives = LIVES_EACH if len(case.scenario.pairs) <= MANY_PAIRS else LIVES_EACH_OF_MANY
    together = max(1, PAIR_LIVES // (len(case.scenario.parties) * lives * len(plan.origins(case))))
    cases = [
        with_values(case, {f"parameters.{name}": value for name, value in values.items()})
        for values in parameter_sets.to_dict("records")
    ]
    scores = [
        _score_together(cases[n : n + together], rows, record, plan, lives)
        for n in range(0, len(cases), together)
    ]
    return np.concatenate(scores).astype(np.float32)


def _score_together(
    cases: Sequence[Case], rows: ScoredRows, record: Record, plan: Plan, lives: int
) -> Values:
    origins = plan.origins(cases[0])
    case_of_origin = [each for each in cases for _ in origins]
    degrees = live_origins(case_of_origin, origins * len(cases), record, lives)
    shape = (*degrees.shape[:3], len(cases), len(origins), lives)
    drawn = degrees.reshape(shape)[rows.year, rows.party, :, :, rows.origin]
    return np.stack(
        [ranked(drawn[:, :, n], rows.observed, len(DEGREES)).mean(axis=1) for n in range(len(cases))]
    )


def error(keys: pd.DataFrame, scores: Values) -> Values:
    """Return what a set costs: mean over leads of its score relative to persistence, cases weighing the same.

    A lead at which nothing ever changed is left out: persistence is without fault there.

    Parameters
    ----------
    keys
        Rows as in `Rows.keys`, of all cases that count.
    scores
        `[set, row]`.
    """
    group = keys.groupby(["lead", "case", "pair"], sort=True).ngroup().to_numpy()
    model = _mean_by(group, scores)
    still = _mean_by(group, keys["persistence"].to_numpy()[np.newaxis])
    groups = keys.groupby(["lead", "case", "pair"], sort=True).size().index.to_frame(index=False)
    for level in (["lead", "case"], ["lead"]):
        group = groups.groupby(level, sort=True).ngroup().to_numpy()
        model, still = _mean_by(group, model), _mean_by(group, still)
        groups = groups.groupby(level, sort=True).size().index.to_frame(index=False)
    any_change = still[0] > 0
    return np.asarray((model[:, any_change] / still[:, any_change]).mean(axis=1))


def _mean_by(group: NDArray[np.integer], values: Values) -> Values:
    """Average columns by their group: `[set, group]`."""
    count = np.bincount(group)
    return np.stack([np.bincount(group, row) / count for row in values])
