"""The folder of a calibration: begun at once, its bank filled part by part, gone on with where it stopped."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.evidence import calibrate
from sim.evidence.bank import Exam, score_sets
from sim.evidence.calibrate import FREE, Fold, Prior
from sim.evidence.checks import predictive
from sim.evidence.hindcast import Plan
from sim.experiments.parts import drop_unsound, write_part
from sim.experiments.parts import said as said_of
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError
from sim.scenario.load import Case, load, scenario_hash
from sim.scenario.values import with_values
from sim.show import folders, results
from sim.show.calibration_figures import drawings
from sim.show.figures import save
from sim.show.hindcasting import check
from sim.show.tables import progress

MANIFEST: Final = "calibration.json"
POSTERIOR: Final = "posterior.parquet"

SETS: Final = 1024
"""Sets of the bank, drawn from the prior."""

MOST_SETS: Final = 100_000
"""Sets at most: their scores stay in memory, some 10 kB each for seven cases."""

GENERATION: Final = 96
"""Sets of each further generation of a fold."""

PART: Final = 48
"""Sets that are scored and written in one go: half a generation, so that two processes end together."""

SEED: Final = 2026

TELLING: Final = 0.25
"""Share by which the spread of a parameter has to shrink for the data to be said to tell it."""


def _check_something_left(folds: Sequence[Fold], rows: pd.DataFrame) -> None:
    """Refuse cases of which a fold has nothing to learn from: no pair in which anything changes."""
    faults = []
    for fold in folds:
        if not (rows["persistence"][fold.counts] > 0).any():
            without = f"without {fold.held_out}" if fold.held_out else "without what is kept back"
            expected = "a pair of which some degree changes in the years learnt from"
            faults.append(Fault("calibrate", "", f"nothing to learn from {without}", expected))
    if faults:
        raise InputError(faults)


def run(
    cases: Sequence[Case],
    plan: Plan,
    folder: Path,
    *,
    kept_back: Sequence[Case] = (),
    sets: int = SETS,
    jobs: int = 1,
    resume: bool = False,
    command: str = "",
    force: bool = False,
    quiet: bool = True,
) -> list[Path]:
    """Calibrate on some cases, or go on with it; return the files.

    Parameters
    ----------
    cases, plan
        What is learnt from, and the origins and leads it is scored on.
    folder
        Where the result stands.
    kept_back
        Cases whose pairs teach nothing in the posterior of all.
    sets
        Sets of the bank.
    jobs, resume
        Processes; whether to go on with what was begun there.
    command, force, quiet
        As for a run.

    Raises
    ------
    InputError
        As `sim.show.hindcasting.check` finds it, where the sets are too many, or where the folder holds
        something else.
    """
    if sets > MOST_SETS:
        raise InputError([Fault("--sets", "", f"{sets:,}", f"{MOST_SETS:,} at most")])
    check(cases, plan)
    prior, exam = Prior(FREE), Exam.of(cases, plan)
    pairs = {case.scenario.name: [pair.key for pair in case.scenario.pairs] for case in cases}
    never = [pair.key for case in kept_back for pair in case.scenario.pairs]
    folds = calibrate.folds(exam.keys, pairs, never)
    _check_something_left(folds, exam.keys)
    asked = manifest(cases, kept_back, plan, prior, sets)
    with folders.begin(folder, asked, MANIFEST, lambda _: None, resume=resume, force=force) as place:
        unsound = drop_unsound(place, asked)
        watch = results.Stopwatch()
        with progress(
            "parameter sets", sets + len(folds) * calibrate.GENERATIONS * GENERATION, quiet
        ) as advance:
            score = partial(_scored, exam, place, asked, jobs=jobs, advance=advance)
            bank = prior.draw(sets, SEED)
            first = score("prior", bank)
            posterior = pd.concat(
                [_posterior_of(fold, n, prior, exam.keys, bank, first, score) for n, fold in enumerate(folds)]
            )
        watch.lap("score")
        written = [place / POSTERIOR, place / "parameters.csv", place / "checks.csv"]
        pq.write_table(pa.Table.from_pandas(posterior, preserve_index=False), written[0])
        told = _told(prior, posterior)
        told.round(4).to_csv(written[1], index=False)
        for name, draw in drawings(prior, posterior, told):
            written += save(draw(), place / "figures", name)
        checks = pd.DataFrame(_checks(cases, written[0]))
        checks.round(4).to_csv(written[2], index=False)
        mark = {**asked, "command": command, "jobs": jobs, "versions": results.versions()}
        mark |= {"sentences": sentences(told, checks), "started": watch.started, "seconds": watch.seconds}
        mark |= {"cautions": said_of(unsound)} if unsound else {}
        folders.finish(place, folder, asked, mark, written)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def manifest(
    cases: Sequence[Case], kept_back: Sequence[Case], plan: Plan, prior: Prior, sets: int
) -> dict[str, Any]:
    """Return what makes a calibration what it is; where free parameters now stand makes no difference."""
    return {
        "identity": "calibration " + " ".join(case.scenario.name for case in cases),
        "scenarios": {case.scenario.name: scenario_hash(at_centres(case, prior.centres)) for case in cases},
        "kept_back": [case.scenario.name for case in kept_back],
        "prior": dict(prior.centres),
        "leads": list(plan.leads),
        "train": [plan.first, plan.end],
        "sets": sets,
        "version": version("rapprochement"),
    }


def at_centres(case: Case, centres: Mapping[str, float]) -> Case:
    """Put the free parameters of a case where they were before any fit, whatever its defaults are now."""
    return with_values(case, {f"parameters.{name}": centre for name, centre in centres.items()})


def _scored(
    exam: Exam,
    folder: Path,
    asked: Mapping[str, Any],
    name: str,
    sets: pd.DataFrame,
    *,
    jobs: int,
    advance: Any,
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Score sets, those apart that stand in the folder already: `[set, row of the exam]`."""
    (folder / "bank" / name).mkdir(parents=True, exist_ok=True)
    parts = {
        folder / "bank" / name / f"{n:06}.parquet": sets.iloc[n : n + PART] for n in range(0, len(sets), PART)
    }
    left = {place: part for place, part in parts.items() if not place.is_file()}
    advance(sum(len(part) for place, part in parts.items() if place not in left))
    work = partial(score_sets, exam)
    done: Iterator[Any] = map(work, left.values()) if jobs == 1 else in_order(work, left.values(), jobs)
    for (place, part), scores in zip(left.items(), done, strict=True):
        table = pa.Table.from_pandas(part, preserve_index=False).append_column("scores", [list(scores)])
        write_part(folder, place.relative_to(folder).as_posix(), table, asked)
        advance(len(part))
    read = (pq.read_table(place, columns=["scores"])["scores"] for place in parts)
    return np.concatenate([np.stack(column.to_numpy()) for column in read])


def _posterior_of(
    fold: Fold, number: int, prior: Prior, rows: pd.DataFrame, bank: pd.DataFrame, first: Any, score: Any
) -> pd.DataFrame:
    """Weigh the bank by a fold, draw and score its further generations, and return its sample."""
    name = f"without-{fold.held_out}" if fold.held_out else "all"
    drawn = [prior.positions(bank)]
    proposals: list[calibrate.Proposal] = []
    errors = calibrate.error_in(fold, rows, first)
    for n in range(calibrate.GENERATIONS):
        z, ratio = calibrate.pooled(prior, drawn, proposals)
        weight = calibrate.tempered(ratio, errors, calibrate.TEMPERATURE)
        nearer, fresh = calibrate.proposal(prior, z, weight, GENERATION, SEED + 10 * number + n)
        drawn.append(fresh)
        proposals.append(nearer)
        scores = score(f"{name}-{n + 1}", prior.values(fresh))
        errors = np.concatenate([errors, calibrate.error_in(fold, rows, scores)])
    z, ratio = calibrate.pooled(prior, drawn, proposals)
    weight = calibrate.weights(ratio, errors, calibrate.TEMPERATURE)
    sample = calibrate.resample(prior.values(z), weight)
    sample.insert(0, "held_out", fold.held_out)
    return sample


def _told(prior: Prior, posterior: pd.DataFrame) -> pd.DataFrame:
    tables = []
    for fold, sample in posterior.groupby("held_out"):
        table = calibrate.told(prior, sample)
        table.insert(0, "held_out", fold)
        tables.append(table)
    return pd.concat(tables)


def _checks(cases: Sequence[Case], posterior: Path) -> Iterator[dict[str, object]]:
    """Compare each record with free lives under the posterior of all cases."""
    for case in cases:
        yield from predictive(load(case.path, posterior=posterior))


def sentences(told: pd.DataFrame, checks: pd.DataFrame) -> list[str]:
    """Say which parameters the data tell, and which they leave, and where free lives miss the record."""
    own = told[told["held_out"] == ""]
    seen = own[own["narrower"] >= TELLING].sort_values("narrower", ascending=False)["parameter"]
    blind = own[own["narrower"] < TELLING]["parameter"]
    return [
        f"The data tell (interval narrower than the prior's by {TELLING:.0%} or more): {_list(seen)}.",
        f"They leave much as it was: {_list(blind)}.",
        f"Of {len(checks)} figures of the records, {checks['inside'].sum()} lie within nine tenths of free "
        "lives under the posterior.",
    ]


def _list(names: Any) -> str:
    return ", ".join(names) or "none"
