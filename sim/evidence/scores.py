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
from sim.faults import Fault, InputError
from sim.files import check_whole, note_files, whole
from sim.frames import BAND, read_frame
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.ladder.stages import index, stages
from sim.scenario.facts import spans
from sim.scenario.load import Case, load, pair_under_study
from sim.world.model import World

CAPTION: Final = (
    "Scores are within the sample. Persistence holds the ladder from before the start; climatology and line "
    "were fitted to the very record they are scored on, so they know its end."
)

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


def score(folder: Path) -> pd.DataFrame:
    """Score every pair with coded events of a result folder, the pair under study first.

    Returns
    -------
    Columns `pair`, `measure`, `forecaster`, `score`.

    Raises
    ------
    InputError
        Where the folder is no result, or its scenario is not to be scored.
    """
    check_finished(folder, "scores.csv")
    case = load(folder / "scenario.toml")
    if case.scenario.counterfactual:
        expected = "a scenario of what happened: this one changes shocks, so nothing observed can judge it"
        raise InputError([Fault(str(folder), "scenario.toml", "a what-if", expected)])
    if not (folder / "observed.csv").is_file():
        raise InputError(
            [
                Fault(
                    str(folder),
                    "observed.csv",
                    "no year that a record covers",
                    "a scenario with events to compare",
                )
            ]
        )
    observed = read_frame(folder / "observed.csv", blank=True)
    pairs = sorted(map(str, observed["pair"].unique()), key=lambda pair: pair != pair_under_study(case))
    rows = [row for pair in pairs for row in _pair_rows(folder, case, observed, pair)]
    return pd.DataFrame(rows, columns=["pair", "measure", "forecaster", "score"])


def scope(folder: Path) -> str:
    """Say which years of a finished run are scored, where the record does not cover all of them."""
    lived, seen = (set(pd.read_csv(folder / name)["year"]) for name in ("stages.csv", "observed.csv"))
    bare = spans(lived - seen)
    return (
        f"Scored in {spans(seen)}: the record covers no more, and nothing is scored in {bare}."
        if bare
        else ""
    )


def _pair_rows(
    folder: Path, case: Case, observed: pd.DataFrame, pair: str
) -> Iterator[tuple[str, str, str, object]]:
    own = observed[observed["pair"] == pair]
    targets = list(_targets(folder, case, own, pair))
    degree_scores: dict[str, list[float]] = {}
    for target in targets:
        for forecaster, shares in target.shares.items():
            value = ranked_probability_score(shares, target.observed) * target.unit
            yield pair, target.measure, forecaster, round(value, 4)
            if target.measure.startswith("rps_i"):
                degree_scores.setdefault(forecaster, []).append(value)
    for forecaster, values in degree_scores.items():
        yield pair, "rps_degrees", forecaster, round(float(np.mean(values)), 4)
    for forecaster, shares in targets[-1].shares.items():
        yield pair, "coverage_90", forecaster, round(coverage(shares, targets[-1].observed), 4)
    yield from _passages(folder, case.ladder, own["year"].to_numpy(int), targets[-2].observed, pair)


def _targets(folder: Path, case: Case, seen: pd.DataFrame, pair: str) -> Iterator[Target]:
    """Go through the indicators, then the stage, and last the index, over the years of the record."""
    before, covered = _before(case, pair), seen["year"]
    degrees = _of_pair(folder / "degrees.csv", pair, covered)
    for number, name in enumerate(case.ladder.columns, start=1):
        own = degrees[degrees["indicator"] == number]
        observed = _numbers(seen[name], DEGREES)
        shares = own[list(DEGREES)].to_numpy(float)
        yield _target(f"rps_{name}", observed, shares, before[name])
    names = case.ladder.stage_names
    stages = _of_pair(folder / "stages.csv", pair, covered)[list(names)].to_numpy(float)
    yield _target("rps_stage", _numbers(seen["stage"], names), stages, before["stage"])
    counts = _of_pair(folder / "index.csv", pair, covered).pivot_table(
        index="year", columns="index", values="lives", fill_value=0
    )
    most = case.ladder.index_maximum
    lives = counts.reindex(columns=range(most + 1), fill_value=0).to_numpy(float)
    observed = np.rint(seen["index"].to_numpy(float) * most).astype(int)
    yield _target("crps_index", observed, lives / lives.sum(axis=1, keepdims=True), before["index"], 1 / most)


def _target(measure: str, observed: Observed, model: Shares, before: int, unit: float = 1.0) -> Target:
    model = model / model.sum(axis=1, keepdims=True)
    said = {name: forecast(observed, before, model.shape[1]) for name, forecast in BASELINES.items()}
    return Target(measure, observed, {"model": model, **said}, unit)


def _of_pair(path: Path, pair: str, years: pd.Series | None = None) -> pd.DataFrame:
    frame = read_frame(path, blank=True)
    own = frame[frame["pair"] == pair]
    return own if years is None else own[own["year"].isin(years)]


def _numbers(words: pd.Series, names: tuple[str, ...]) -> NDArray[np.int_]:
    return np.array([names.index(word) for word in words], np.int_)


def _before(case: Case, pair: str) -> dict[str, int]:
    """Return the categories held in the year before the start, by what was known then."""
    held = World(case).degrees[case.scenario.parties.index(pair)]
    return {
        **{f"i{n}": int(degree[0]) for n, degree in enumerate(held, start=1)},
        "stage": int(stages(held, case.ladder).stage[0]),
        "index": int(index(held)[0]),
    }


def _passages(
    folder: Path, ladder: Ladder, covered: NDArray[np.int_], observed: Observed, pair: str
) -> Iterator[tuple[str, str, str, object]]:
    """Say how many lives reach each stage within the record and when half have, beside what was observed."""
    passages = _of_pair(folder / "passages.csv", pair)
    for number, stage in enumerate(ladder.stage_names[1:], start=1):
        own = passages[passages["stage"] == stage]
        lives = int(own["lives"].sum())
        there = own[(own["year"] != "") & (pd.to_numeric(own["year"]) <= covered[-1])]
        share = int(there["lives"].sum()) / lives
        yield pair, f"reached_{stage}", "model", round(share, 4)
        yield pair, f"reached_{stage}", "observed", float((observed >= number).any())
        years = np.sort(np.repeat(there["year"].to_numpy(int), there["lives"].to_numpy(int)))
        half = (lives - 1) // 2
        yield pair, f"median_year_{stage}", "model", str(years[half]) if len(years) > half else "never"
        seen = str(covered[(observed >= number).argmax()]) if (observed >= number).any() else "never"
        yield pair, f"median_year_{stage}", "observed", seen


def write_scores(folder: Path, frame: pd.DataFrame) -> Path:
    """Write `scores.csv`."""
    path = folder / "scores.csv"
    with whole(path) as file:
        frame.to_csv(file, index=False)
    note_files(folder, [path])
    return path


MOST_LISTED: Final = 8
"""Pairs up to which each gets its own sentences."""

HEADLINES: Final = {"rps_degrees": "Indicators", "rps_stage": "Stage", "crps_index": "Index"}
"""Measures that verdicts are given on, with their names."""


def verdicts(frame: pd.DataFrame) -> list[str]:
    """Say in words where the model does better than each baseline, and where not.

    Many pairs are counted rather than listed.
    """
    if frame["pair"].nunique() > MOST_LISTED:
        return [*(_counted(frame, measure) for measure in HEADLINES), CAPTION]
    said = []
    for pair, own in frame.groupby("pair", sort=False):
        for measure, name in HEADLINES.items():
            values = own[own["measure"] == measure].set_index("forecaster")["score"].astype(float)
            model = values["model"]
            parts = [f"{_versus(model, values[other])} {other} ({values[other]:.3f})" for other in BASELINES]
            said.append(f"{pair}, {name.lower()}: the model ({model:.3f}) does {', '.join(parts)}.")
    return [*said, CAPTION]


def _counted(frame: pd.DataFrame, measure: str) -> str:
    """Say on how many pairs the model does better than each baseline, and how large the mean errors are."""
    own = frame[frame["measure"] == measure].assign(score=lambda f: f["score"].astype(float))
    wide = own.pivot_table(index="pair", columns="forecaster", values="score")
    parts = [
        f"better than {other} ({wide[other].mean():.3f}) on {int((wide['model'] < wide[other] - TIE).sum())}"
        f" and worse on {int((wide['model'] > wide[other] + TIE).sum())}"
        for other in BASELINES
    ]
    return (
        f"{HEADLINES[measure]}, {len(wide)} pairs and groups: the model's mean error is "
        f"{wide['model'].mean():.3f}; it does {', '.join(parts)}."
    )


def _versus(model: float, other: float) -> str:
    if abs(model - other) < TIE:
        return "as well as"
    return "better than" if model < other else "worse than"
