"""`sim run`: an ensemble of lives."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from pydantic import Field

from sim.evidence.scores import scope
from sim.faults import Fault, InputError
from sim.frames import read_frame
from sim.scenario.bundled import found
from sim.scenario.load import Case
from sim.show import report as pages
from sim.show import running, sweeping
from sim.show.answer import percents
from sim.show.results import read_sentences, read_verdict
from sim.show.score_tables import score_tables
from sim.verbs.frame import Making
from sim.verbs.parameters import (
    CaseGiven,
    Jobs,
    Posterior,
    Runs,
    Scenario,
    Seed,
    Settings,
    Values,
    read_case,
    settings,
)
from sim.verbs.result import Short

MOST_ROWS = 12
"""Pairs shown; all stand in stages.csv."""

BESIDE_STAGES = ("year", "pair", "index_mean", "index_p05", "index_p50", "index_p95", "observed")
"""Columns of stages.csv that are no stage."""


def run(
    scenario: Scenario,
    runs: Runs = None,
    seed: Seed = None,
    values: Values = None,
    jobs: Jobs = 1,
    keep: Annotated[
        Annotated[int, Field(ge=0)] | str, typer.Option(metavar="N", help="Lives to keep one by one, or all.")
    ] = 1000,
    point: Annotated[
        str | None, typer.Option(metavar="SWEEP:N", help="One point of a sweep's result folder, alone.")
    ] = None,
    posterior: Posterior = None,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Draw figures and the report.")] = True,
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
        Lives to keep one by one, or `all`.
    point
        `SWEEP:N`: the values of one point of a sweep's result folder.
    posterior
        A file of parameter sets, of which each life draws one.
    report
        Draw figures and the page.
    """
    if point is None:
        case = read_case(scenario, values=values, runs=runs, seed=seed, posterior=posterior)
    else:
        case = _at_point(scenario, point, values, runs, seed, posterior)
    kept = running.lives_to_keep(str(keep), case.scenario.runs)
    named = [f"{path}={value}" for path, value in settings(values).items()]
    return Making(
        [case.scenario.name, *named],
        lambda folder, how: running.run(case, folder, jobs=jobs, keep=kept, report=report, **vars(how)),
        lambda folder: pages.drawings(case, pages.read_tables(folder)),
        _short,
        lambda folder: [*read_sentences(folder), *filter(None, [scope(folder)])],
        case.warnings,
    )


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
    own = {"--runs": runs, "--seed": seed}
    sets = [f"{path}={value}" for path, value in {**settings(values), **own}.items() if value is not None]
    return sweeping.at_point(found(Path(scenario)), point, sets)


def _short(folder: Path) -> Short:
    """Show where the lives stand at the end, and how they score."""
    stages = read_frame(folder / "stages.csv", blank=True)
    last = stages[stages["year"] == stages["year"].max()]
    tables = [(f"Lives in {last['year'].iloc[0]}", _ends(last, list(read_verdict(folder))))]
    if (folder / "scores.csv").is_file():
        tables += score_tables(pd.read_csv(folder / "scores.csv", dtype={"score": str}))
    return tables


def _ends(last: pd.DataFrame, asked: list[str]) -> pd.DataFrame:
    names = [name for name in last.columns if name not in BESIDE_STAGES]
    rank = {party: n for n, party in enumerate(asked)}
    order = last.assign(rank=last["pair"].map(rank)).sort_values(
        ["rank", "index_mean"], ascending=[True, False], kind="stable"
    )
    rows = [
        {
            "pair": row["pair"],
            **{name: f"{part}%" for name, part in zip(names, percents([row[n] for n in names]), strict=True)},
            "index": f"{row['index_mean']:.2f}",
            "5 to 95 %": f"{row['index_p05']:.2f} to {row['index_p95']:.2f}",
            "observed": str(row["observed"]) or "not coded",
        }
        for row in order.head(MOST_ROWS).to_dict("records")
    ]
    return pd.DataFrame(rows)
