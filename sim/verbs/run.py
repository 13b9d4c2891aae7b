"""`sim run`: an ensemble of lives."""

from functools import partial, reduce
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import pandas as pd
import typer
from pydantic import Field

from sim.evidence.scores import check_finished, score, write_scores
from sim.experiments.ensemble import simulate
from sim.faults import Fault, InputError
from sim.files import MARK, files_in, note_files, read_json, write_mark
from sim.frames import read_frame
from sim.reading import whole_number
from sim.results import folders, marks
from sim.results import tables as results
from sim.results.marks import read_sentences
from sim.results.request import EXTENT, of_case
from sim.scenario.bundled import case_path
from sim.scenario.load import Case, load
from sim.show import answer
from sim.show.answer import answered, percents
from sim.show.by_rule import by_rule_of
from sim.show.measures import heading
from sim.show.naming import naming_of, stages_of
from sim.show.progress import progress
from sim.show.scoring import scope, score_tables, verdicts
from sim.verbs.frame import PLAINLY, Drawings, How, Making
from sim.verbs.parameters import (
    CaseGiven,
    Every,
    Jobs,
    Posterior,
    Runs,
    Scenario,
    Seed,
    Settings,
    Values,
    as_given,
    read_case,
    settings,
)
from sim.verbs.result import Short
from sim.words import say, say_many, spoken

if TYPE_CHECKING:
    from sim.show.page import Page


LIVES_KEPT: Final = 1000
"""Lives kept one by one."""

ROWS_KEPT: Final = 6_000_000
"""Rows, one for each life, year and pair, that they may have together."""


def run(
    scenario: Scenario,
    runs: Runs = None,
    seed: Seed = None,
    values: Values = None,
    jobs: Jobs = 1,
    keep: Annotated[
        Annotated[int, Field(ge=0)] | str | None,
        typer.Option(metavar="N", help="Lives to keep one by one, or all; else 1000, fewer of many pairs."),
    ] = None,
    point: Annotated[
        str | None, typer.Option(metavar="SWEEP:N", help="One point of a sweep's result folder, alone.")
    ] = None,
    posterior: Posterior = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw figures and the report.")] = True,
    every: Every = False,
    observed_until: Annotated[
        int | None,
        typer.Option("--from", metavar="Y", help="Live again, from what was observed up to a year."),
    ] = None,
) -> Making:
    """Simulate a scenario: an ensemble of lives, scored beside what was observed.

    Example: sim run russia_china --set parameters.threat=0.3

    Parameters
    ----------
    scenario
        A TOML file, a folder with `scenario.toml`, a case that ships, or a loaded one.
    runs, seed
        Lives and seed, instead of the scenario's.
    values
        Values by their paths, such as `{"parameters.threat": 2.0}`.
    jobs
        Processes; they change no bit.
    keep
        Lives to keep one by one, or `all`; else 1000, or fewer in a world of many pairs.
    point
        `SWEEP:N`: the values of one point of a sweep's result folder.
    posterior
        A file of parameter sets, of which each life draws one.
    report
        Draw figures and the page.
    every
        Show every pair in the short tables, not the one under study alone.
    observed_until
        Last year up to which the same lives are held to the record before they live once more: the index is
        drawn from there, too, and stands in `held.csv`.
    """
    if point is None:
        case = read_case(scenario, values=values, runs=runs, seed=seed, posterior=posterior)
    else:
        case = _at_point(scenario, point, values, runs, seed, posterior)
    kept = few_enough(case) if keep is None else lives_to_keep(str(keep), case.scenario.runs)
    if observed_until is not None:
        check_held(case, observed_until)
    return Making(
        [case.scenario.name, *as_given(values)],
        lambda folder, how: make(
            case, folder, how, jobs=jobs, keep=kept, report=report, observed_until=observed_until
        ),
        partial(_drawings, case),
        partial(_short, case, every),
        sentences=lambda folder: [*read_sentences(folder), *_on_scores(folder, case), *_left_out(folder)],
        cautions=case.warnings,
        lang=case.language,
        page=partial(_page, case) if report else None,
    )


def _page(case: Case, folder: Path) -> "Page":
    from sim.show.pages.run import page

    return page(case, folder)


def _on_scores(folder: Path, case: Case) -> list[str]:
    """Say how a run scores on the pair under study, and which years are scored, where not all of them are."""
    if not (folder / "scores.csv").is_file():
        return []
    return [*verdicts(_of_first(_scores(folder)), naming_of(case)), *filter(None, [scope(case)])]


def _left_out(folder: Path) -> list[str]:
    """Say of how many pairs tables do not tell, and why."""
    count = read_json(folder / MARK).get("left_out", 0)
    if not count:
        return []
    return [
        say_many(
            "Tables leave out {count:,} pair that fewer than {percent:d}% of the lives bring to a stage.",
            "Tables leave out {count:,} pairs that fewer than {percent:d}% of the lives bring to a stage.",
            int(count),
            percent=round(100 * results.NOTED),
        )
    ]


def _of_first(scores: pd.DataFrame) -> pd.DataFrame:
    """Select the scores of the pair that comes first: the one under study where it has a record."""
    of_first: pd.DataFrame = scores[scores["pair"] == scores["pair"].iloc[0]]
    return of_first


def _scores(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "scores.csv", dtype={"score": str})


def _drawings(case: Case, folder: Path) -> Drawings:
    from sim.show import report as pages

    return pages.drawings(case, pages.read_tables(folder))


def _at_point(
    scenario: CaseGiven,
    point: str,
    values: Settings,
    runs: int | None,
    seed: int | None,
    posterior: str | Path | None,
) -> Case:
    if posterior is not None:
        raise InputError([Fault("--posterior", "", "--point too", "one of the two: a point has values")])
    if isinstance(scenario, Case):
        expected = "the path of the scenario: a point sets its values"
        raise InputError([Fault("--point", "", "a loaded case", expected)])
    by_path = {**settings(values), "--runs": runs, "--seed": seed}
    set_values = [f"{path}={value}" for path, value in by_path.items() if value is not None]
    from sim.verbs.sweep import at_point

    return at_point(case_path(Path(scenario)), point, set_values)


def _short(case: Case, every: bool, folder: Path) -> Short:
    """Show where the lives stand at the end, and how they score."""
    stages = read_frame(folder / "stages.csv", blank=True)
    last = stages[stages["year"] == stages["year"].max()]
    shown = last if every else last[last["pair"].isin(answered(case))]
    tables = [(_title(case, len(last) - len(shown)), _ends(case, shown))]
    if (folder / "scores.csv").is_file():
        scores = _scores(folder)
        tables += score_tables(scores if every else _of_first(scores), naming_of(case), case.ladder)
    return tables


def _title(case: Case, left_out: int) -> str:
    if not left_out:
        return say("Lives in {year:d}", year=case.scenario.end)
    return say_many(
        "Lives in {year:d} ({count:,} more pair by --all)",
        "Lives in {year:d} ({count:,} more pairs by --all)",
        left_out,
        year=case.scenario.end,
    )


def _ends(case: Case, last: pd.DataFrame) -> pd.DataFrame:
    """Word where lives end: what a case is asked about first, then from the highest index down."""
    rank = {party: n for n, party in enumerate(answered(case))}
    order = last.assign(rank=last["pair"].map(rank)).sort_values(
        ["rank", "index_mean"], ascending=[True, False], kind="stable"
    )
    naming, called = naming_of(case), dict(zip(case.ladder.stage_names, stages_of(case.ladder), strict=True))
    return pd.DataFrame(
        {
            heading("pair"): naming.party(row["pair"]),
            **{
                called[stage]: say("{percent:d}%", percent=percent)
                for stage, percent in zip(called, percents(row[stage] for stage in called), strict=True)
            },
            heading("index"): say("{index:.2f}", index=row["index_mean"]),
            say("5 to 95%"): say("{low:.2f} to {high:.2f}", low=row["index_p05"], high=row["index_p95"]),
            heading("observed"): called[row["observed"]] if row["observed"] else say("not coded"),
        }
        for row in order.to_dict("records")
    )


def few_enough(case: Case) -> int:
    """Return how many lives are kept unless told otherwise: 1000, fewer where each has many rows."""
    rows_of_a_life = len(case.scenario.parties) * (case.scenario.end + 1 - case.scenario.start)
    return min(LIVES_KEPT, ROWS_KEPT // rows_of_a_life, case.scenario.runs)


def lives_to_keep(text: str, runs: int) -> int:
    """Read the number of lives to keep one by one: a number, or `all`."""
    if text == "all":
        return runs
    number = whole_number(text)
    if number is None:
        raise InputError([Fault("--keep", "", text, "a whole number, or all")])
    return min(number, runs)


def check_held(case: Case, observed_until: int) -> None:
    """Refuse to hold lives to a record up to a year that it does not cover, or after which none is left."""
    first, last = case.scenario.start, case.scenario.end - 1
    if not case.covered:
        where = f"{case.scenario.start} to {case.scenario.end}"
        faults = Fault(str(case.path), "events", f"none from {where}", "coded events, to start from them")
    elif not (first <= observed_until <= last and observed_until in case.covered):
        expected = f"a year from {case.covered[0]} to {min(case.covered[-1], last)}, which the record covers"
        faults = Fault("--from", "", str(observed_until), expected)
    else:
        return
    raise InputError([faults])


def make(
    case: Case,
    folder: Path,
    how: How = PLAINLY,
    *,
    jobs: int = 1,
    keep: int = LIVES_KEPT,
    report: bool = True,
    observed_until: int | None = None,
) -> list[Path]:
    """Simulate a case and write its result folder; return the files.

    With `observed_until` its lives are lived once more, from what was observed up to that year.

    Raises
    ------
    InputError
        Where something else than this result stands in the folder's place.
    """
    identity = f"scenario {case.scenario.name}"
    extent: dict[str, object] = {"keep": min(keep, case.scenario.runs), "report": report}
    if observed_until is not None:
        extent["from"] = observed_until
    request = {"identity": identity, **of_case(case), EXTENT: extent}
    watch = marks.Stopwatch()
    with folders.new_folder(folder, request, how.force) as fresh:
        with (
            results.Recorder(fresh, case) as recorder,
            progress(heading("lives"), case.scenario.runs, how.quiet) as advance,
        ):
            for chunk in simulate(case, keep, jobs):
                recorder.add(chunk)
                advance(chunk.tally.lives)
        watch.lap("simulate")
        counts, observed = recorder.counts, results.observed_trajectories(case)
        results.write_counts(fresh, case, counts, observed)
        if observed_until is not None:
            chunks = simulate(case, 0, jobs, observed_until)
            held = reduce(add, (chunk.tally for chunk in chunks))
            results.write_held(fresh, case, held, observed_until)
        results.write_inputs(fresh, case)
        if observed and not case.scenario.counterfactual:
            write_scores(fresh, score(case, counts, observed))
        watch.lap("write")
        mark = results.mark_of(
            case,
            command=how.command,
            identity=identity,
            jobs=jobs,
            keep=keep,
            watch=watch,
            verdict=answer.of_lives(case, read_frame(fresh / "verdicts.csv", blank=True)),
        )
        mark["lang"] = spoken().code
        if left_out := len(case.scenario.parties) - len(results.told(case, counts, observed)):
            mark["left_out"] = left_out
        if observed_until is not None:
            mark["from"] = observed_until
        if report:
            from sim.verbs.shocks import of_run

            if on_shocks := of_run(fresh, case, jobs):
                mark["shocks"] = on_shocks
            watch.lap("shocks")
        write_mark(fresh, mark | by_rule_of([case]))
        how.draw(fresh)
    return files_in(folder)


def show(folder: Path) -> list[Path]:
    """Draw the figures and write the report of a result folder; return the files.

    Raises
    ------
    InputError
        Where the folder is not that of a finished run.
    """
    from sim.show.page import write_page
    from sim.verbs.shocks import TABLE, of_run

    check_finished(folder)
    case, written = load(folder / "scenario.toml"), []
    if not (folder / TABLE).is_file() and (on_shocks := of_run(folder, case)):
        written = [folder / TABLE]
        write_mark(folder, read_json(folder / MARK) | {"shocks": on_shocks})
        note_files(folder, written)
    drawn = write_page(folder, _page(case, folder))
    note_files(folder, drawn)
    return [*written, *drawn]
