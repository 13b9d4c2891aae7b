"""Scores of a finished run against what was observed, beside naive baselines.

All scores are within the sample: the scenario was written by hands that knew what happened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import scoringrules
from numpy.typing import NDArray

from sim.evidence.baselines import BASELINES, Observed, Shares
from sim.experiments.ensemble import Counted, Counts, share
from sim.files import check_whole, note_files, whole
from sim.frames import BAND
from sim.ladder.assess import Trajectory
from sim.ladder.stages import Degrees, index, stages
from sim.scenario.load import Case, pair_under_study
from sim.world.model import World

HEADLINES: Final = ("rps_degrees", "rps_stage", "crps_index")
"""Measures that verdicts are given on."""

TIE: Final = 0.005
"""Scores nearer than this are called level: it is below what another seed changes with 1,000 lives."""


@dataclass(frozen=True)
class Target:
    """One thing that is scored: what was observed, and what the model and each baseline said.

    Attributes
    ----------
    measure
        Its name in `scores.csv`.
    observed
        Categories `[year]`.
    shares
        By forecaster `[year, category]`.
    unit
        What one category is worth: 1, or 1/56 for the index.
    """

    measure: str
    observed: Observed
    shares: Mapping[str, Shares]
    unit: float = 1.0


def ranked_probability_score(shares: Shares, observed: Observed) -> float:
    """Return the mean over years of the ranked probability score (Epstein 1969): 0 is best."""
    return float(np.mean(scoringrules.rps_score(observed + 1, shares)))


def coverage(shares: Shares, observed: Observed) -> float:
    """Return the share of years in which the observed category lies in the central 90 %."""
    below = np.cumsum(shares, axis=1) + 1e-9
    low, high = ((below >= bound).argmax(axis=1) for bound in BAND.values())
    return float(np.mean((low <= observed) & (observed <= high)))


def check_finished(folder: Path, *anew: str) -> None:
    """Refuse a folder that is not that of a finished run, or of which something was changed.

    Parameters
    ----------
    folder
        The folder.
    anew
        Files that are about to be written anew.
    """
    needed = ("scenario.toml", "degrees.csv", "stages.csv", "index.csv", "passages.csv")
    check_whole(folder, needed, anew)


def score(case: Case, counted: Counted, observed: Mapping[str, Trajectory]) -> pd.DataFrame:
    """Score every pair and group of which something was observed, the pair under study first.

    Parameters
    ----------
    case
        What was simulated.
    counted
        Counts of its lives.
    observed
        What was observed, by pair or group.

    Returns
    -------
    Columns `pair`, `measure`, `forecaster`, `score`.
    """
    held_before, parties = World(case).degrees, list(case.scenario.parties)
    paths = sorted(observed.values(), key=lambda path: path.name != pair_under_study(case))
    rows = [
        row for path in paths for row in _rows(case, counted, path, held_before[parties.index(path.name)])
    ]
    return pd.DataFrame(rows, columns=["pair", "measure", "forecaster", "score"])


def _rows(
    case: Case, counted: Counted, record: Trajectory, held_before: Degrees
) -> Iterator[tuple[str, str, str, object]]:
    """Go through the scores of a pair, which held the degrees `[indicator, 1]` before the start."""
    targets = list(_targets(case, counted, record, held_before))
    degree_scores: dict[str, list[float]] = {}
    for target in targets:
        for forecaster, shares in target.shares.items():
            value = ranked_probability_score(shares, target.observed) * target.unit
            yield record.name, target.measure, forecaster, round(value, 4)
            if target.measure.startswith("rps_i"):
                degree_scores.setdefault(forecaster, []).append(value)
    for forecaster, values in degree_scores.items():
        yield record.name, "rps_degrees", forecaster, round(float(np.mean(values)), 4)
    for forecaster, shares in targets[-1].shares.items():
        yield record.name, "coverage_90", forecaster, round(coverage(shares, targets[-1].observed), 4)
    yield from _passages(case, counted, record)


def _targets(case: Case, counted: Counted, record: Trajectory, held_before: Degrees) -> Iterator[Target]:
    """Go through the indicators, then the stage, and last the index, over the years of the record."""
    cells = (record.years - case.scenario.start, case.scenario.parties.index(record.name))
    degrees, ladder = counted.degrees[cells], case.ladder
    for k, name in enumerate(ladder.columns):
        shares = _shares(degrees[:, k], counted.lives)
        yield _target(f"rps_{name}", record.degrees[:, k], shares, held_before[k])
    shares = _shares(counted.stages[cells], counted.lives)
    yield _target("rps_stage", record.stage, shares, stages(held_before, ladder).stage)
    # By columns: sums of so many numbers in another order would end on another last bit.
    shares, unit = np.asfortranarray(counted.index[cells] / counted.lives), 1 / ladder.index_maximum
    yield _target("crps_index", record.index, shares, index(held_before), unit)


def _shares(counts: Counts, lives: int) -> Shares:
    """Turn counts into shares as tables give them, so that a folder read back has the same scores."""
    return np.array([[share(count, lives) for count in row] for row in counts])


def _target(
    measure: str, observed: NDArray[np.int16], model: Shares, before: NDArray[np.int16], unit: float = 1.0
) -> Target:
    categories, model = observed.astype(int), model / model.sum(axis=1, keepdims=True)
    baselines = {
        name: forecast(categories, int(before[0]), model.shape[1]) for name, forecast in BASELINES.items()
    }
    return Target(measure, categories, {"model": model, **baselines}, unit)


def _passages(case: Case, counted: Counted, record: Trajectory) -> Iterator[tuple[str, str, str, object]]:
    """Say how many lives reach each stage within the record and when half have, beside what was observed."""
    start, passages = case.scenario.start, counted.passages[case.scenario.parties.index(record.name)]
    half = (counted.lives + 1) // 2
    for number, stage in enumerate(case.ladder.stage_names[1:], start=1):
        lives_there = np.cumsum(passages[number, : record.years[-1] - start + 1])
        reached = record.stage >= number
        yield record.name, f"reached_{stage}", "model", round(int(lives_there[-1]) / counted.lives, 4)
        yield record.name, f"reached_{stage}", "observed", float(reached.any())
        year = start + (lives_there >= half).argmax() if lives_there[-1] >= half else "never"
        yield record.name, f"median_year_{stage}", "model", str(year)
        year = record.years[reached.argmax()] if reached.any() else "never"
        yield record.name, f"median_year_{stage}", "observed", str(year)


def write_scores(folder: Path, frame: pd.DataFrame) -> Path:
    """Write `scores.csv`."""
    path = folder / "scores.csv"
    with whole(path) as file:
        frame.to_csv(file, index=False)
    note_files(folder, [path])
    return path
