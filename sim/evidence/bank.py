"""A bank of parameter sets: each simulated once for all cases, with its scores by pair, origin and lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import qmc, truncnorm

from sim.evidence.hindcast import Plan, live_origins
from sim.evidence.histories import histories
from sim.evidence.scoring import ranked
from sim.experiments.ensemble import in_order, lives_per_chunk
from sim.ladder.rules import DEGREES
from sim.scenario.load import Case
from sim.scenario.parameters import PARAMETERS
from sim.scenario.values import with_values
from sim.world.past import Record

Values = NDArray[np.float64]

SPREAD: Final = 0.25
"""Standard deviation of the prior, as a share of a parameter's plausible range."""

LIVES_EACH: Final = {10: 16, 1000: 8}
"""Lives of an origin under one parameter set, by the most pairs for which it holds."""


def draw_sets(centres: Mapping[str, float], number: int, seed: int) -> pd.DataFrame:
    """Draw parameter sets from the prior: normal around the centres, cut at the plausible range.

    Parameters
    ----------
    centres
        Centre of each free parameter.
    number, seed
        How many sets; of the scrambled Sobol points (Owen 1998) they are made from.
    """
    power = int(np.ceil(np.log2(number)))
    shares = qmc.Sobol(len(centres), seed=np.random.default_rng(seed)).random_base2(power)[:number]
    columns = {}
    for n, (name, centre) in enumerate(centres.items()):
        p = PARAMETERS[name]
        spread = SPREAD * (p.high - p.low)
        low, high = ((bound - centre) / spread for bound in (p.low, p.high))
        columns[name] = truncnorm.ppf(np.clip(shares[:, n], 1e-9, 1 - 1e-9), low, high, centre, spread)
    return pd.DataFrame(columns)


@dataclass(frozen=True)
class Rows:
    """What a case is scored on: a row for each pair, origin and lead.

    Attributes
    ----------
    keys
        Columns `case`, `pair`, `origin`, `lead`, `changed`, and `persistence`, the score of no change.
    seen
        Ladders that came `[row, indicator]`.
    year, party, origin
        Where the forecast of a row stands in the arrays of a pass `[row]`.
    """

    keys: pd.DataFrame
    seen: NDArray[np.int16]
    year: NDArray[np.int_]
    party: NDArray[np.int_]
    origin: NDArray[np.int_]


def rows_of(case: Case, plan: Plan) -> Rows:
    """List what a case is scored on."""
    keys, seen, places = [], [], []
    parties = case.scenario.parties
    records = histories(case)
    for number, origin in enumerate(plan.origins(case)):
        for history in records:
            now = history.degrees[origin - history.start]
            for lead in plan.leads:
                year = origin + lead - history.start
                if origin + lead <= history.end:
                    came = history.degrees[year]
                    changed = bool((came != history.degrees[year - 1]).any())
                    still = float(ranked(now[:, np.newaxis], came, len(DEGREES)).mean())
                    keys.append((history.case, history.pair, origin, lead, changed, still))
                    seen.append(came)
                    places.append((year, parties.index(history.pair), number))
    columns = ["case", "pair", "origin", "lead", "changed", "persistence"]
    year, party, number = np.array(places).T
    return Rows(pd.DataFrame(keys, columns=columns), np.array(seen), year, party, number)


@dataclass(frozen=True)
class Work:
    """Some parameter sets to be scored on one case.

    Attributes
    ----------
    case, record
        The case, and what was known of it year by year.
    rows, plan
        What it is scored on, and the origins it is forecast from.
    sets
        Values of the parameters that differ.
    lives
        Lives of each origin under each set.
    """

    case: Case
    record: Record
    rows: Rows
    plan: Plan
    sets: list[dict[str, float]]
    lives: int


def score_sets(work: Work) -> Values:
    """Return the mean score of the degrees of each set: `[set, row of the case]`."""
    case, rows, origins = work.case, work.rows, work.plan.origins(work.case)
    cases = [with_values(case, {f"parameters.{name}": v for name, v in one.items()}) for one in work.sets]
    beside = [each for each in cases for _ in origins]
    degrees = live_origins(beside, origins * len(cases), work.record, work.lives)
    shape = (*degrees.shape[:3], len(cases), len(origins), work.lives)
    drawn = degrees.reshape(shape)[rows.year, rows.party, :, :, rows.origin]
    return np.stack([ranked(drawn[:, :, n], rows.seen, len(DEGREES)).mean(axis=1) for n in range(len(cases))])


def lives_each(case: Case) -> int:
    """Return how many lives each origin of a case has under one set."""
    return next(lives for most, lives in LIVES_EACH.items() if len(case.scenario.pairs) <= most)


def score_case(case: Case, rows: Rows, sets: pd.DataFrame, plan: Plan, lives: int, jobs: int = 1) -> Values:
    """Score all sets on a case: `[set, row]`."""
    values: list[dict[str, float]] = [
        {str(name): float(value) for name, value in row.items()} for row in sets.to_dict("records")
    ]
    size = max(1, lives_per_chunk(case) // (lives * len(plan.origins(case))))
    record = Record(case)
    parts = (values[n : n + size] for n in range(0, len(values), size))
    pieces = (Work(case, record, rows, plan, part, lives) for part in parts)
    return np.concatenate(list(map(score_sets, pieces) if jobs == 1 else in_order(score_sets, pieces, jobs)))


def error(keys: pd.DataFrame, scores: Values) -> Values:
    """Return what a set costs: mean over leads of its score relative to persistence, cases weighing the same.

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
    places = keys.groupby(["lead", "case", "pair"], sort=True).size().index.to_frame(index=False)
    for level in (["lead", "case"], ["lead"]):
        group = places.groupby(level, sort=True).ngroup().to_numpy()
        model, still = _mean_by(group, model), _mean_by(group, still)
        places = places.groupby(level, sort=True).size().index.to_frame(index=False)
    return np.asarray((model / still).mean(axis=1))


def _mean_by(group: NDArray[np.integer], values: Values) -> Values:
    """Average columns by their group: `[set, group]`."""
    count = np.bincount(group)
    return np.stack([np.bincount(group, row) / count for row in values])
