"""Hindcasts: from each origin year, what the model and the baselines said of the years that followed."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.evidence.forecasters import Forecaster, taught
from sim.evidence.histories import (
    History,
    KnownAtOrigin,
    as_known,
    circumstances,
    histories,
    known_at_origin,
    without_case,
)
from sim.evidence.scoring import scores
from sim.evidence.surprises import Rates, rates, with_surprises
from sim.ladder.ladder import Ladder
from sim.scenario.load import Case
from sim.world.model import World
from sim.world.past import Past, Record

Mode = Literal["forecast", "conditional"]
Ladders = NDArray[np.int16]

MODES: Final[tuple[Mode, ...]] = ("forecast", "conditional")
"""In `forecast` nothing after the origin is known; in `conditional` later shocks and drivers are."""

LEADS: Final = (1, 3, 5, 10)
"""Years ahead that are scored unless others are asked for."""

STRIDE: Final = 2
"""Years from one origin to the next."""

SEEDS: Final = 3
"""Runs of the model with seeds of their own: a verdict has to hold in each."""

DRAWS: Final = 200
"""Draws of each forecaster."""


@dataclass(frozen=True)
class Plan:
    """What is forecast.

    Attributes
    ----------
    leads
        Years ahead.
    first, last
        Years between which origins lie; None for all that the record allows.
    draws
        Draws of each forecaster.
    seeds
        Runs of the model.
    end
        Last year that is scored; None for the last of the record.
    modes
        What of the years after an origin is given.
    """

    leads: tuple[int, ...] = LEADS
    first: int | None = None
    last: int | None = None
    end: int | None = None
    modes: tuple[Mode, ...] = MODES
    draws: int = DRAWS
    seeds: int = SEEDS

    def allowed(self, case: Case) -> range:
        """Return the years after a case's start from which its record reaches the shortest lead."""
        covered = case.covered
        if not covered:
            return range(0)
        end = min(covered[-1], self.end or covered[-1])
        return range(max(case.scenario.start + 1, covered[0]), end - min(self.leads) + 1)

    def origins(self, case: Case) -> list[int]:
        """List the origins of a case: every second year of those allowed and asked for."""
        allowed = self.allowed(case)
        first = max(allowed.start, self.first or allowed.start)
        stop = allowed.stop if self.last is None else min(allowed.stop, self.last + 1)
        return list(range(first, stop, STRIDE))


def live_origins(cases: Sequence[Case], origins: Sequence[int], record: Record, lives: int) -> Ladders:
    """Live scenarios, each held to the record until an origin of its own.

    Parameters
    ----------
    cases
        A scenario for each origin, as far as it may be known there.
    origins
        Last year of the record for each.
    record
        What was known, year by year.
    lives
        Lives of each.

    Returns
    -------
    Ladders of all years `[year, party, indicator, origin x life]`.
    """
    until = np.repeat(np.asarray(origins), lives)
    world = World(cases, lives, past=Past(record, until))
    degrees = [world.degrees.astype(np.int8) for _ in world.years_left()]
    world.clear()
    return np.stack(degrees)


def model_forecasts(case: Case, origins: Sequence[int], mode: Mode, lives: int, rates: Rates) -> Ladders:
    """Forecast all parties of a case from some origins: `[year, party, indicator, origin, life]`."""
    if mode == "conditional":
        cases = [case] * len(origins)
    else:
        cases = [with_surprises(as_known(case, origin), origin, rates) for origin in origins]
    record, lived = Record(case), []
    # Lives side by side share their groups: where others are known to be members, they live apart.
    for _, alike in groupby(
        zip(cases, origins, strict=True), lambda case_and_origin: case_and_origin[0].scenario.groups
    ):
        cases_alike, origins_alike = zip(*alike, strict=True)
        degrees = live_origins(cases_alike, origins_alike, record, lives)
        lived.append(degrees.reshape(*degrees.shape[:3], len(cases_alike), lives))
    return np.concatenate(lived, axis=3)


@dataclass(frozen=True)
class Forecast:
    """What one forecaster said of one pair from one origin.

    Attributes
    ----------
    mode, case, pair, origin, forecaster
        Of what, and whose.
    leads
        Years ahead.
    draws
        `[lead, indicator, draw]`.
    observed
        What came `[lead, indicator]`.
    changed
        Whether any degree had changed in that year `[lead]`.
    """

    mode: Mode
    case: str
    pair: str
    origin: int
    forecaster: str
    leads: list[int]
    draws: Ladders
    observed: Ladders
    changed: NDArray[np.bool_]


def forecasts(
    case: Case, plan: Plan, baselines: Mapping[str, Forecaster], rates: Rates
) -> Iterator[Forecast]:
    """Go through what the model and baselines say of the pairs of a case, in both modes."""
    records, origins = histories(case), plan.origins(case)
    for mode in plan.modes:
        seeds = [case.scenario.seed + n for n in range(plan.seeds)]
        lived = [model_forecasts(_with_seed(case, seed), origins, mode, plan.draws, rates) for seed in seeds]
        for number, origin in enumerate(origins):
            outside = circumstances(case if mode == "conditional" else as_known(case, origin))
            for history in records:
                end = min(history.end, plan.end or history.end)
                within = [lead for lead in plan.leads if origin + lead <= end]
                forecast_of = partial(_beside_observed, mode, history, origin, within)
                party = case.scenario.parties.index(history.pair)
                for n, degrees in enumerate(lived):
                    ahead = degrees[origin - history.start + 1 :, party, :, number]
                    yield forecast_of("model" if n == 0 else f"model-{n + 1}", ahead)
                horizon = min(max(plan.leads), end - origin)
                known = known_at_origin(history, origin, horizon, outside[history.pair])
                for name, forecaster in baselines.items():
                    yield forecast_of(name, drawn(forecaster, name, known, horizon, plan.draws))


def _with_seed(case: Case, seed: int) -> Case:
    return replace(case, scenario=case.scenario.model_copy(update={"seed": seed}))


def drawn(forecaster: Forecaster, name: str, known: KnownAtOrigin, horizon: int, draws: int) -> Ladders:
    """Return a baseline's draws `[lead, indicator, draw]`; its chance depends on what is forecast alone."""
    chance = np.random.default_rng(zlib.crc32(f"{name}|{known.pair}|{known.origin}".encode()))
    return np.moveaxis(forecaster(known, horizon, draws, chance), 0, -1)


def _beside_observed(
    mode: Mode, history: History, origin: int, leads: list[int], forecaster: str, ahead: Ladders
) -> Forecast:
    """Hold what was said of the years ahead `[lead, indicator, draw]` beside what came at some leads."""
    years = [origin + lead - history.start for lead in leads]
    observed = history.degrees[years]
    changed = (observed != history.degrees[[year - 1 for year in years]]).any(axis=1)
    draws = ahead[[lead - 1 for lead in leads]]
    return Forecast(mode, history.case, history.pair, origin, forecaster, leads, draws, observed, changed)


def score_rows(batch: Sequence[Forecast], ladder: Ladder) -> pd.DataFrame:
    """Score forecasts that share their leads: the rows of `hindcast.csv`."""
    by_measure = scores(np.stack([f.draws for f in batch]), np.stack([f.observed for f in batch]), ladder)
    count, leads = len(batch), len(batch[0].leads)
    keys = {
        "mode": np.repeat([f.mode for f in batch], leads),
        "case": np.repeat([f.case for f in batch], leads),
        "pair": np.repeat([f.pair for f in batch], leads),
        "origin": np.repeat([f.origin for f in batch], leads),
        "lead": np.tile(batch[0].leads, count),
    }
    ends = {
        "forecaster": np.repeat([f.forecaster for f in batch], leads),
        "changed": np.concatenate([f.changed for f in batch]),
    }
    tables = [
        pd.DataFrame({**keys, "measure": name, "score": values.ravel(), **ends})
        for name, values in by_measure.items()
    ]
    columns = [*keys, "measure", "forecaster", "score", "changed"]
    return pd.concat(tables, ignore_index=True)[columns]


def batches(stream: Iterator[Forecast], most: int = 400) -> Iterator[list[Forecast]]:
    """Gather forecasts with the same leads, some at a time."""
    waiting: dict[tuple[int, ...], list[Forecast]] = {}
    for forecast in stream:
        alike = waiting.setdefault(tuple(forecast.leads), [])
        alike.append(forecast)
        if len(alike) == most:
            yield waiting.pop(tuple(forecast.leads))
    yield from waiting.values()


def teachers(cases: Sequence[Case], held_out: Case) -> list[History]:
    """Return the records that baselines may learn from: other cases, less the pairs of the one held out."""
    others = [history for case in cases for history in histories(case)]
    return without_case(others, held_out.scenario.name, [pair.key for pair in held_out.scenario.pairs])


def baselines_for(cases: Sequence[Case], held_out: Case) -> dict[str, Forecaster]:
    """Teach the baselines by all cases but one."""
    return taught(teachers(cases, held_out))


def forecast_batches(
    cases: Sequence[Case],
    number: int,
    plan: Plan,
    teachers: Sequence[Case] | None = None,
    alone: bool = False,
) -> Iterator[list[Forecast]]:
    """Go through what is said of one of some cases, in batches that share their leads.

    Parameters
    ----------
    cases, number, plan
        The cases, which of them is forecast, and from where.
    teachers
        Cases that baselines and rates of surprises are taken from; None for the others.
    alone
        Let the model speak without baselines.
    """
    case = cases[number]
    others = [other for n, other in enumerate(cases) if n != number] if teachers is None else teachers
    chances = rates(others, without=[pair.key for pair in case.scenario.pairs])
    baselines = {} if alone else baselines_for(others, case)
    yield from batches(forecasts(case, plan, baselines, chances))
