"""`sim calibrate`: parameters learnt from records."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import typer
from pydantic import Field

from sim.evidence import calibrate as learning
from sim.evidence.bank import Exam, score_sets
from sim.evidence.calibrate import FREE, Fold, Prior
from sim.evidence.checks import predictive
from sim.evidence.hindcast import Plan
from sim.experiments.parts import drop_unsound, remade_in_words, write_part
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError
from sim.files import files_in
from sim.results import folders, marks
from sim.scenario.load import Case, load, scenario_hash
from sim.scenario.values import with_values
from sim.show import calibration_figures
from sim.show.by_rule import by_rule
from sim.show.calibrating import parameter_table, sentences
from sim.show.pages import calibrate as pages
from sim.show.progress import progress
from sim.verbs.frame import PLAINLY, Drawings, How, Making
from sim.verbs.hindcast import check_can_be_forecast, training_plan
from sim.verbs.parameters import CaseGiven, Jobs, Resume, Scenarios, read_case
from sim.verbs.result import Short
from sim.words import say, spoken

MANIFEST: Final = "calibration.json"
POSTERIOR: Final = "posterior.parquet"

BANK_SIZE: Final = 1024
"""Sets of the bank, drawn from the prior."""

MOST_SETS: Final = 100_000
"""Sets at most: their scores stay in memory, some 10 kB each for seven cases."""

GENERATION: Final = 96
"""Sets of each further generation of a fold."""

PART: Final = 48
"""Sets that are scored and written in one go: half a generation, so that two processes end together."""

SEED: Final = 2026


def calibrate(
    scenarios: Scenarios,
    train: Annotated[
        str | tuple[int, int] | None,
        typer.Option(metavar="Y:Y", help="Learn from forecasts made and scored in these years."),
    ] = None,
    keep_back: Annotated[
        Sequence[CaseGiven] | None,
        typer.Option(
            metavar="SCENARIO",
            help="A case whose pairs teach nothing where they occur in others; repeatable.",
        ),
    ] = None,
    sets: Annotated[
        Annotated[int, Field(ge=64)], typer.Option(metavar="N", help="Parameter sets of the bank.")
    ] = BANK_SIZE,
    jobs: Jobs = 1,
    resume: Resume = False,
) -> Making:
    """Learn one set of parameters for all cases from their records, as a sample with what is not known.

    Example: sim calibrate russia_china us_india china_pakistan --jobs 2

    Parameters
    ----------
    scenarios
        Cases with coded events.
    train
        First and last year of the forecasts that are learnt from.
    keep_back
        Cases whose pairs teach nothing where they occur in others.
    sets
        Parameter sets of the bank.
    jobs
        Processes; they change no bit.
    resume
        Go on where it was stopped.
    """
    plan = training_plan(train)
    cases, kept = ([read_case(case) for case in sources] for sources in (scenarios, keep_back or []))
    return Making(
        ["calibration", *(case.scenario.name for case in cases)],
        lambda folder, how: make(
            cases, plan, folder, how, kept_back=kept, bank_size=sets, jobs=jobs, resume=resume
        ),
        _drawings,
        _short,
        resumable=True,
        lang=cases[0].language,
        page=partial(pages.page, cases),
    )


def _drawings(folder: Path) -> Drawings:
    summary = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    posterior = pd.read_parquet(folder / "posterior.parquet")
    return dict(calibration_figures.drawings(Prior(FREE), posterior, summary))


def _short(folder: Path) -> Short:
    """Show what the data tell of each parameter."""
    frame = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    return [(say("What the data tell of each parameter"), parameter_table(frame))]


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


def make(
    cases: Sequence[Case],
    plan: Plan,
    folder: Path,
    how: How = PLAINLY,
    *,
    kept_back: Sequence[Case] = (),
    bank_size: int = BANK_SIZE,
    jobs: int = 1,
    resume: bool = False,
) -> list[Path]:
    """Calibrate on some cases, or go on with it; return the files.

    Parameters
    ----------
    cases, plan
        What is learnt from, and the origins and leads it is scored on.
    folder, how
        Where the result stands, and how it is written.
    kept_back
        Cases whose pairs teach nothing in the posterior of all.
    bank_size
        Sets of the bank.
    jobs, resume
        Processes; whether to go on with what was begun there.

    Raises
    ------
    InputError
        As `sim.verbs.hindcast.check` finds it, where the sets are too many, or where the folder holds
        something else.
    """
    if bank_size > MOST_SETS:
        raise InputError([Fault("--sets", "", f"{bank_size:,}", f"{MOST_SETS:,} at most")])
    check_can_be_forecast(cases, plan)
    prior, exam = Prior(FREE), Exam.of(cases, plan)
    pairs = {case.scenario.name: [pair.key for pair in case.scenario.pairs] for case in cases}
    never = [pair.key for case in kept_back for pair in case.scenario.pairs]
    folds = learning.folds(exam.keys, pairs, never)
    _check_something_left(folds, exam.keys)
    request = manifest(cases, kept_back, plan, prior, bank_size)
    with folders.begin(folder, request, MANIFEST, lambda _: None, resume=resume, force=how.force) as begun:
        unsound = drop_unsound(begun, request)
        watch = marks.Stopwatch()
        with progress(
            say("parameter sets"), bank_size + len(folds) * learning.GENERATIONS * GENERATION, how.quiet
        ) as advance:
            score = partial(_scored, exam, begun, request, jobs=jobs, advance=advance)
            bank = prior.draw(bank_size, SEED)
            first_scores = score("prior", bank)
            posterior = pd.concat(
                [
                    _posterior_of(fold, n, prior, exam.keys, bank, first_scores, score)
                    for n, fold in enumerate(folds)
                ]
            )
        watch.lap("score")
        written = [begun / POSTERIOR, begun / "parameters.csv", begun / "checks.csv"]
        pq.write_table(pa.Table.from_pandas(posterior, preserve_index=False), written[0])
        summary = _summary(prior, posterior)
        summary.round(4).to_csv(written[1], index=False)
        checks = pd.DataFrame(_checks(cases, written[0]))
        checks.round(4).to_csv(written[2], index=False)
        mark = {
            **request,
            "command": how.command,
            "jobs": jobs,
            "lang": spoken().code,
            "versions": marks.versions(),
            **by_rule(event for case in cases for event in case.observed),
        }
        written += how.draw(begun, mark)
        mark |= {"sentences": sentences(summary, checks), "started": watch.started, "seconds": watch.seconds}
        mark |= {"cautions": remade_in_words(unsound)} if unsound else {}
        folders.finish(begun, folder, request, mark, written)
    return files_in(folder)


def manifest(
    cases: Sequence[Case], kept_back: Sequence[Case], plan: Plan, prior: Prior, bank_size: int
) -> dict[str, Any]:
    """Return what makes a calibration what it is; where free parameters now stand makes no difference."""
    return {
        "identity": "calibration " + " ".join(case.scenario.name for case in cases),
        "scenarios": {case.scenario.name: scenario_hash(at_centres(case, prior.centres)) for case in cases},
        "kept_back": [case.scenario.name for case in kept_back],
        "prior": dict(prior.centres),
        "leads": list(plan.leads),
        "train": [plan.first, plan.end],
        "sets": bank_size,
        "version": version("rapprochement"),
    }


def at_centres(case: Case, centres: Mapping[str, float]) -> Case:
    """Put the free parameters of a case where they were before any fit, whatever its defaults are now."""
    return with_values(case, {f"parameters.{name}": centre for name, centre in centres.items()})


def _scored(
    exam: Exam,
    folder: Path,
    request: Mapping[str, Any],
    name: str,
    parameter_sets: pd.DataFrame,
    *,
    jobs: int,
    advance: Any,
) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Score sets, those apart that stand in the folder already: `[set, row of the exam]`."""
    (folder / "bank" / name).mkdir(parents=True, exist_ok=True)
    parts = {
        folder / "bank" / name / f"{n:06}.parquet": parameter_sets.iloc[n : n + PART]
        for n in range(0, len(parameter_sets), PART)
    }
    left = {path: part for path, part in parts.items() if not path.is_file()}
    advance(sum(len(part) for path, part in parts.items() if path not in left))
    work = partial(score_sets, exam)
    done: Iterator[Any] = map(work, left.values()) if jobs == 1 else in_order(work, left.values(), jobs)
    for (path, part), scores in zip(left.items(), done, strict=True):
        table = pa.Table.from_pandas(part, preserve_index=False).append_column("scores", [list(scores)])
        write_part(folder, path.relative_to(folder).as_posix(), table, request)
        advance(len(part))
    read = (pq.read_table(path, columns=["scores"])["scores"] for path in parts)
    return np.concatenate([np.stack(column.to_numpy()) for column in read])


def _posterior_of(
    fold: Fold, number: int, prior: Prior, rows: pd.DataFrame, bank: pd.DataFrame, first: Any, score: Any
) -> pd.DataFrame:
    """Weigh the bank by a fold, draw and score its further generations, and return its sample."""
    name = f"without-{fold.held_out}" if fold.held_out else "all"
    drawn = [prior.positions(bank)]
    proposals: list[learning.Proposal] = []
    errors = learning.error_in(fold, rows, first)
    for n in range(learning.GENERATIONS):
        z, ratio = learning.pooled(prior, drawn, proposals)
        weight = learning.tempered(ratio, errors, learning.TEMPERATURE)
        nearer, fresh = learning.proposal(prior, z, weight, GENERATION, SEED + 10 * number + n)
        drawn.append(fresh)
        proposals.append(nearer)
        scores = score(f"{name}-{n + 1}", prior.values(fresh))
        errors = np.concatenate([errors, learning.error_in(fold, rows, scores)])
    z, ratio = learning.pooled(prior, drawn, proposals)
    weight = learning.weights(ratio, errors, learning.TEMPERATURE)
    sample = learning.resample(prior.values(z), weight)
    sample.insert(0, "held_out", fold.held_out)
    return sample


def _summary(prior: Prior, posterior: pd.DataFrame) -> pd.DataFrame:
    tables = []
    for fold, sample in posterior.groupby("held_out"):
        table = learning.summary_by_parameter(prior, sample)
        table.insert(0, "held_out", fold)
        tables.append(table)
    return pd.concat(tables)


def _checks(cases: Sequence[Case], posterior: Path) -> Iterator[dict[str, object]]:
    """Compare each record with free lives under the posterior of all cases."""
    for case in cases:
        yield from predictive(load(case.path, posterior=posterior))
