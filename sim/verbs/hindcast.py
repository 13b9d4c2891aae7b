"""`sim hindcast`: the record forecast from past years."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import typer

from sim.evidence.hindcast import Forecast, Plan, forecast_batches, score_rows
from sim.evidence.histories import LEAST_EVENTS, histories
from sim.evidence.skill import skill
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError
from sim.files import files_in, write_mark
from sim.ladder.ladder import MILITARY, Ladder, read_windows, shipped
from sim.ladder.stages import index, reach_and_stage
from sim.reading import whole_number
from sim.results import folders, marks
from sim.scenario.load import Case, same_ladder, scenario_hash
from sim.scenario.schema import LONGEST_SPAN
from sim.show import hindcast_figures, hindcasting
from sim.show.by_rule import by_rule_of
from sim.show.hindcasting import cautions
from sim.show.pages import hindcast as pages
from sim.show.progress import progress
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import Jobs, Scenarios, Windows, path_or_none, read_case
from sim.words import say, spoken


def hindcast(
    scenarios: Scenarios,
    origins: Annotated[
        str | tuple[int, int] | None,
        typer.Option(metavar="Y:Y", help="Years between which origins lie."),
    ] = None,
    leads: Annotated[
        str | Sequence[int] | None,
        typer.Option(metavar="N:N", help="Years ahead, or a list; by default 1,3,5,10."),
    ] = None,
    posterior: Annotated[
        str | Path | None,
        typer.Option(metavar="FILE", help="Parameter sets of sim calibrate: for each case those without it."),
    ] = None,
    windows: Windows = None,
    jobs: Jobs = 1,
) -> Making:
    """Forecast the record from past years by what was then known, beside baselines, and score it.

    Example: sim hindcast russia_china us_india china_pakistan

    Parameters
    ----------
    scenarios
        Cases with coded events; each is forecast with baselines that the others teach.
    origins
        First and last year between which forecasts are made.
    leads
        Years ahead; by default 1, 3, 5 and 10.
    posterior
        A file of parameter sets: for each case those that have not learnt from it, where it has such.
    windows
        A TOML file: years that practice stays live, by indicator.
    jobs
        Processes; they change no bit.
    """
    plan = plan_of(origins, leads)
    cases = [read_case(scenario, posterior=posterior, held_out=True) for scenario in scenarios]
    spans = path_or_none(windows)
    if spans is not None:
        cases = [replace(case, ladder=read_windows(spans, case.ladder)) for case in cases]
    return Making(
        ["hindcast", *(case.scenario.name for case in cases)],
        lambda folder, how: make(cases, plan, folder, how, jobs=jobs),
        lambda folder: dict(hindcast_figures.drawings(folder, cases)),
        sentences=lambda folder: [
            *hindcasting.sentences(folder),
            *([hindcasting.alone()] if len(cases) == 1 else []),
        ],
        lang=cases[0].language,
        page=partial(pages.page, cases),
    )


Scored = tuple[pd.DataFrame, pa.Table]
"""Scores of what was said of a case, and its draws."""


def plan_of(origins: str | tuple[int, int] | None, leads: str | Sequence[int] | None) -> Plan:
    """Read `--origins Y:Y` and `--leads N:N` (or a list, `1,3,5`), or take the numbers as they are.

    Raises
    ------
    InputError
        Where they are no such numbers.
    """
    first, last = _span("--origins", origins) if origins else (None, None)
    if leads is None or leads == "":
        return Plan(first=first, last=last)
    if not isinstance(leads, str):
        return Plan(leads=leads_of(leads), first=first, last=last)
    if ":" in leads:
        low, high = _span("--leads", leads)
        wanted = [low, *range(low + 1, min(high, LONGEST_SPAN)), high]
    else:
        wanted = [_whole("--leads", part) for part in leads.split(",")]
    return Plan(leads=leads_of(wanted), first=first, last=last)


def leads_of(wanted: Sequence[int]) -> tuple[int, ...]:
    """Put years ahead in order, each once.

    Raises
    ------
    InputError
        Where there are none, or one that is not ahead, or beyond any record.
    """
    wrong = [lead for lead in wanted if not 1 <= lead <= LONGEST_SPAN]
    if wrong or not wanted:
        unusable = ", ".join(map(str, wrong)) or "none"
        raise InputError([Fault("--leads", "", unusable, f"years from 1 to {LONGEST_SPAN}")])
    return tuple(sorted(set(wanted)))


def training_plan(train: str | tuple[int, int] | None) -> Plan:
    """Read `--train Y:Y`: the years in which forecasts are made and scored; or take the numbers."""
    if train is None:
        return Plan()
    first, last = _span("--train", train)
    return Plan(first=first, last=last, end=last)


def _span(option: str, numbers: str | tuple[int, int]) -> tuple[int, int]:
    span = numbers if isinstance(numbers, tuple) else _read_span(option, numbers)
    if span[0] > span[1]:
        raise InputError([Fault(option, "", f"{span[0]}:{span[1]}", "two numbers in order, such as 1:10")])
    return span


def _read_span(option: str, text: str) -> tuple[int, int]:
    first, colon, last = text.partition(":")
    if not colon:
        raise InputError([Fault(option, "", text or "nothing", "whole numbers, such as 1:10")])
    return _whole(option, first), _whole(option, last)


def _whole(option: str, text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise InputError([Fault(option, "", text or "nothing", "whole numbers, such as 1:10")])
    return number


def make(
    cases: Sequence[Case],
    plan: Plan,
    folder: Path,
    how: How = PLAINLY,
    *,
    teachers: Sequence[Case] | None = None,
    taught: pd.DataFrame | None = None,
    jobs: int = 1,
) -> list[Path]:
    """Forecast all cases from their origins, each with baselines taught by the others; return the files.

    Parameters
    ----------
    cases, plan, folder, how
        What is forecast, where the result stands, and how it is written.
    teachers, taught
        Instead of the others: cases that teach, and their scores, on which the best baseline is chosen.
    jobs
        Processes; they change no byte.

    Raises
    ------
    InputError
        As `check` finds it.
    """
    check_can_be_forecast(cases, plan)
    identity = "hindcast " + " ".join(case.scenario.name for case in cases) + _on(cases[0].ladder)
    hashes = {case.scenario.name: scenario_hash(case) for case in cases}
    origins = {case.scenario.name: plan.origins(case) for case in cases}
    request = {"identity": identity, "leads": list(plan.leads), "origins": origins, "scenarios": hashes}
    watch = marks.Stopwatch()
    with folders.new_folder(folder, request, how.force) as fresh:
        tables = []
        work = partial(_forecast, cases, teachers, plan)
        done: Iterator[Scored] = (
            map(work, range(len(cases))) if jobs == 1 else in_order(work, range(len(cases)), jobs)
        )
        with (
            progress(say("cases"), len(cases), how.quiet) as advance,
            pq.ParquetWriter(fresh / "forecasts.parquet", schema(cases[0].ladder)) as writer,
        ):
            for scores, drawn in done:
                tables.append(scores)
                writer.write_table(drawn)
                advance(1)
        scores = pd.concat(tables, ignore_index=True)
        scores.round({"score": 12}).to_csv(fresh / "hindcast.csv", index=False)
        skill(scores, taught).to_csv(fresh / "skill.csv", index=False)
        watch.lap("hindcast")
        mark: dict[str, object] = {
            "identity": identity,
            "command": how.command,
            "leads": list(plan.leads),
            "origins": origins,
            "posterior": {case.scenario.name: case.posterior and str(case.posterior.path) for case in cases},
            "lang": spoken().code,
            "cautions": cautions(cases),
            "versions": marks.versions(),
            **by_rule_of([*cases, *(teachers or ())]),
        }
        mark["scenarios"] = hashes
        write_mark(fresh, {**mark, "started": watch.started, "seconds": watch.seconds})
        how.draw(fresh)
    return files_in(folder)


def _forecast(cases: Sequence[Case], teachers: Sequence[Case] | None, plan: Plan, number: int) -> Scored:
    """Forecast one of some cases, with baselines and rates from its teachers or else the others."""
    batches, ladder = list(forecast_batches(cases, number, plan, teachers)), cases[number].ladder
    scores = pd.concat([score_rows(batch, ladder) for batch in batches], ignore_index=True)
    return scores, pa.concat_tables([drawn_rows(batch, ladder) for batch in batches])


def _on(ladder: Ladder) -> str:
    """Tell another ladder than the default, or other windows, in the identity of a result."""
    named = "" if ladder.name == MILITARY.name else f" on the {ladder.name} ladder"
    as_shipped = ladder in shipped().values()
    return named if as_shipped else f"{named} windows {','.join(map(str, ladder.windows))}"


def check_can_be_forecast(cases: Sequence[Case], plan: Plan) -> None:
    """Refuse cases that cannot be forecast, with every fault at once.

    Raises
    ------
    InputError
        Where a case is no record of what happened, none of its pairs has enough of one, no origin lies in
        it, or it is given twice.
    """
    names = [case.scenario.name for case in cases]
    faults = [*same_ladder(cases), *(fault for case in cases for fault in _faults_of(case, plan))]
    faults += [
        Fault(str(case.path), "name", case.scenario.name, "each case once")
        for n, case in enumerate(cases)
        if case.scenario.name in names[:n]
    ]
    if faults:
        raise InputError(faults)


def _faults_of(case: Case, plan: Plan) -> Iterator[Fault]:
    if case.scenario.counterfactual:
        yield Fault(str(case.path), "", "a what-if, which no record can judge", "a case of what happened")
    elif not case.observed:
        yield Fault(str(case.path), "events", "no record to judge by", "a case with coded events")
    elif not histories(case):
        expected = f"a pair with {LEAST_EVENTS} {case.ladder.name} events or more"
        yield Fault(str(case.path), "events", "too short a record", expected)
    elif not plan.origins(case):
        yield Fault(str(case.path), "origins", "no origin", _span_of_origins(case, plan))


def _span_of_origins(case: Case, plan: Plan) -> str:
    """Say in which years origins may lie, or what else has to change for there to be any."""
    for allowing in (plan, replace(plan, end=None)):
        if allowed := allowing.allowed(case):
            return f"years within {allowed[0]} to {allowed[-1]}"
    next_year = replace(plan, leads=(1,), end=None).allowed(case)
    if next_year:
        return f"leads of {len(next_year)} years at most"
    return f"a record of two years or more within {case.scenario.start} to {case.scenario.end}"


NAMED: Final = ("mode", "case", "pair", "forecaster")


def schema(ladder: Ladder) -> pa.Schema:
    """Return the columns of `forecasts.parquet`."""
    return pa.schema(
        [
            *((name, pa.dictionary(pa.int32(), pa.string())) for name in ("mode", "case", "pair")),
            *((name, pa.int16()) for name in ("origin", "lead", "year")),
            ("forecaster", pa.dictionary(pa.int32(), pa.string())),
            ("draw", pa.int16()),
            *((name, pa.int8()) for name in ladder.columns),
            ("stage", pa.int8()),
            ("index", pa.float64()),
        ]
    )


def drawn_rows(forecasts: Sequence[Forecast], ladder: Ladder) -> pa.Table:
    """Write draws of forecasts that share their leads out, one a row: a part of `forecasts.parquet`."""
    ladders = np.stack([forecast.draws for forecast in forecasts])
    count, leads, _, draws = ladders.shape
    lead = np.tile(np.repeat(forecasts[0].leads, draws), count)
    origin = np.repeat([forecast.origin for forecast in forecasts], leads * draws)
    names = {key: _named([str(getattr(f, key)) for f in forecasts], leads * draws) for key in NAMED}
    columns = {
        **names,
        "origin": origin,
        "lead": lead,
        "year": origin + lead,
        "draw": np.tile(np.arange(draws), count * leads),
        **{name: ladders[:, :, n].ravel() for n, name in enumerate(ladder.columns)},
        "stage": reach_and_stage(ladders, ladder)[1].ravel(),
        "index": index(ladders).ravel() / ladder.index_maximum,
    }
    fields = schema(ladder)
    return pa.table([pa.array(columns[field.name], field.type) for field in fields], fields)


def _named(names: Sequence[str], times: int) -> pa.DictionaryArray:
    """Repeat names, each so many times, without writing any out more than once."""
    known, positions = np.unique(names, return_inverse=True)
    return pa.DictionaryArray.from_arrays(pa.array(np.repeat(positions, times), pa.int32()), known.tolist())
