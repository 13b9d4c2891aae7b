"""Many lives of a variant, a few at a time, and what they come to for one pair."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.contrast import intervals
from sim.experiments.ensemble import Chunk, live
from sim.frames import BAND, QUANTILES
from sim.ladder.assess import Trajectory, assess
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.ladder.stages import index
from sim.ladder.verdict import verdicts
from sim.scenario.load import Case

PAIR_LIVES: Final = 3000
"""Lives times pairs that are lived before one looks up: as many as take about a second."""

LEAST: Final = 100
"""Lives that are lived before one looks up, however many pairs there are."""

SHOWN: Final = {**QUANTILES, "p25": 0.25, "p75": 0.75}
"""Quantiles of the index that are shown: those of tables, and the bounds of the middle half."""

Degrees = NDArray[np.int16]
"""`[year, indicator, life]`, as the ladder's rules take them; stages are `[year, life]`."""


@dataclass(frozen=True, eq=False)
class Lives:
    """Lives of a case, all that are lived so far.

    Attributes
    ----------
    case
        The case, which says how many there are to be.
    degrees
        Their ladders `[life, year, party, indicator]`.
    reach, stage
        Their stages `[life, year, party]`.
    """

    case: Case
    degrees: NDArray[np.int8]
    reach: NDArray[np.int8]
    stage: NDArray[np.int8]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.degrees)

    @property
    def done(self) -> float:
        """Share of them that is lived."""
        return self.count / self.case.scenario.runs

    @property
    def years(self) -> range:
        """The years that are lived."""
        return range(self.case.scenario.start, self.case.scenario.end + 1)

    def and_more(self, chunk: Chunk) -> Self:
        """Add the lives that follow."""
        arrays = ((self.degrees, chunk.degrees), (self.reach, chunk.reach), (self.stage, chunk.stage))
        return type(self)(self.case, *(np.concatenate(both) for both in arrays))

    def of(self, pair: str) -> tuple[Degrees, NDArray[np.int16], NDArray[np.int16]]:
        """Return the degrees, reach and stages of a pair or group, lives last."""
        party = self.case.scenario.parties.index(pair)
        by_life = (array[:, :, party].astype(np.int16) for array in (self.degrees, self.reach, self.stage))
        degrees, reach, stage = (np.moveaxis(array, 0, -1) for array in by_life)
        return degrees, reach, stage


def lived(case: Case) -> Iterator[Lives]:
    """Live the lives of a case, and return after each piece of the work what there is."""
    runs = case.scenario.runs
    most = max(LEAST, PAIR_LIVES // len(case.scenario.parties) // 4 * 4)
    so_far: Lives | None = None
    for first in range(0, runs, most):
        chunk = live(case, first, min(most, runs - first), keep=runs)
        if so_far is None:
            so_far = Lives(case, chunk.degrees, chunk.reach, chunk.stage)
        else:
            so_far = so_far.and_more(chunk)
        yield so_far


def observed(case: Case, pair: str) -> Trajectory | None:
    """Score what was observed of a pair or group in the years that the record covers; None where nothing."""
    events = case.events_of(pair)
    if not case.covered or not any(event.counts(case.ladder) for event in events):
        return None
    return assess(events, pair, case.ladder, case.covered, fragility=False)


def stage_rows(lives: Lives, pair: str, record: Trajectory | None) -> pd.DataFrame:
    """Return by year the share of lives at each stage, their index and the observed stage.

    The columns are those of `stages.csv`, and the bounds of the middle half of the index.
    """
    degrees, _, stage = lives.of(pair)
    ladder = lives.case.ladder
    values = index(degrees) / ladder.index_maximum
    quantiles = np.quantile(values, list(SHOWN.values()), axis=-1, method="inverted_cdf")
    columns = {
        "year": list(lives.years),
        "pair": pair,
        **{name: (stage == n).mean(axis=-1) for n, name in enumerate(ladder.stage_names)},
        "index_mean": values.mean(axis=-1),
        **{f"index_{name}": row for name, row in zip(SHOWN, quantiles, strict=True)},
        "observed": _by_year(lives, record, [ladder.stage_names[n] for n in record.stage] if record else []),
    }
    return pd.DataFrame(columns).round(6)


def degree_rows(lives: Lives, pair: str, record: Trajectory | None) -> pd.DataFrame:
    """Return by year and indicator the share of lives at each degree: the columns of `degrees.csv`."""
    degrees, _, _ = lives.of(pair)
    shares = np.stack([(degrees == n).mean(axis=-1) for n in range(len(DEGREES))])
    rows = []
    for position, indicator in enumerate(lives.case.ladder.indicators):
        coded = [DEGREES[degree] for degree in record.degrees[:, position]] if record else []
        columns = {
            "year": list(lives.years),
            "pair": pair,
            "indicator": indicator.number,
            **dict(zip(DEGREES, shares[:, :, position], strict=True)),
            "observed": _by_year(lives, record, coded),
        }
        rows.append(pd.DataFrame(columns).round(6))
    return pd.concat(rows).sort_values(["year", "indicator"], ignore_index=True)


def _by_year(lives: Lives, record: Trajectory | None, values: list[str]) -> list[str]:
    """Return for each year lived what was observed in it; nothing where it is not covered."""
    years = [int(year) for year in record.years] if record else []
    by_year = dict(zip(years, values, strict=True))
    return [by_year.get(year, "") for year in lives.years]


def verdict_counts(lives: Lives, pair: str) -> list[int]:
    """Count the lives of each verdict at the end."""
    degrees, reach, stage = (array[-1] for array in lives.of(pair))
    numbers = verdicts(degrees, reach, stage, lives.case.ladder)
    return [int(count) for count in np.bincount(numbers, minlength=len(lives.case.ladder.verdict_names))]


def contrast_rows(first: Lives, second: Lives, pair: str, record: Trajectory | None) -> pd.DataFrame:
    """Return by year the index of both variants and their difference, life by life.

    The columns are those of `contrast.csv`, the measure the index; the observed index is `record`.
    """
    ladder, count = first.case.ladder, min(first.count, second.count)
    base, variant = (index(arm.of(pair)[0])[:, :count] / ladder.index_maximum for arm in (first, second))
    difference = variant - base
    low, high = intervals(np.ascontiguousarray(difference.T), first.case.scenario.seed)
    columns: dict[str, object] = {
        "year": list(first.years),
        "pair": pair,
        "measure": "index",
        "observed": False,
        "base": base.mean(axis=-1),
        "variant": variant.mean(axis=-1),
        "mean_difference": difference.mean(axis=-1),
        "low": low,
        "high": high,
        "share_higher": (difference > 0).mean(axis=-1),
        "share_same": (difference == 0).mean(axis=-1),
        "share_lower": (difference < 0).mean(axis=-1),
    }
    for name, values in (("base", base), ("variant", variant), ("difference", difference)):
        for bound, share in BAND.items():
            columns[f"{name}_{bound}"] = np.quantile(values, share, axis=-1, method="inverted_cdf")
    return pd.DataFrame(columns).assign(record=_observed_index(first, record, ladder)).round(6)


def _observed_index(lives: Lives, record: Trajectory | None, ladder: Ladder) -> list[float]:
    values = [f"{number / ladder.index_maximum}" for number in record.index] if record else []
    return [float(value) if value else np.nan for value in _by_year(lives, record, values)]
