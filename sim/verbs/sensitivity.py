"""`sim sensitivity`: which values move the outcomes."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from pydantic import Field

from sim.experiments import sweep as sweeps
from sim.experiments.cost import caution
from sim.experiments.sensitivity import Study, sensitivities, study
from sim.files import whole
from sim.frames import read_frame, write_frame
from sim.scenario.bundled import case_path
from sim.show import sensitivity as analyses
from sim.show.measures import heading
from sim.show.pages.sweep import sensitivity_page
from sim.show.sensitivity import Ranking, failures, sentences
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import Jobs, Resume
from sim.verbs.result import Short
from sim.verbs.sweep import make as make_sweep
from sim.words import say, say_many

MOST_ROWS = 12
"""Ranges shown; all stand in sensitivity.csv."""


def sensitivity(
    source: Annotated[
        str | Path, typer.Argument(metavar="SCENARIO|SWEEP", help="All parameters, or a sweep's ranges.")
    ],
    method: Annotated[
        str, typer.Option(metavar="morris|sobol", help="Screening, or shares of variance.")
    ] = "morris",
    points: Annotated[
        Annotated[int, Field(ge=1)] | None,
        typer.Option(metavar="N", help="Points at most, instead of the method's usual."),
    ] = None,
    outcomes: Annotated[
        Sequence[str] | None,
        typer.Option("--outcome", metavar="NAME", help="An outcome, instead of all; repeatable."),
    ] = None,
    runs: Annotated[
        Annotated[int, Field(ge=1)] | None, typer.Option(metavar="N", help="Lives at each point.")
    ] = None,
    jobs: Jobs = 1,
    resume: Resume = False,
) -> Making:
    """Measure which values move the outcomes: all parameters of a scenario, or the ranges of a sweep.

    Example: sim sensitivity russia_china --points 360 --jobs 2

    Parameters
    ----------
    source
        A scenario, all of whose parameters are varied over their plausible ranges, or a sweep file.
    method
        `morris`, a screening, or `sobol`, shares of variance.
    points
        Points at most, instead of the method's usual.
    outcomes
        Those wanted, instead of all of the sweep or the two of the scenario's pair under study.
    runs
        Lives at each point.
    jobs
        Processes; they change no bit.
    resume
        Go on where it was stopped.
    """
    plan = study(case_path(Path(source)), method, points, outcomes or [], runs)
    return Making(
        [plan.sweep.file.name],
        lambda folder, how: make(plan, folder, how, jobs=jobs, resume=resume),
        lambda folder: dict(analyses.drawings(plan, read_frame(folder / "sensitivity.csv"))),
        partial(_short, plan),
        cautions=list(filter(None, [caution(plan.sweep.cases, len(plan.sweep.points))])),
        resumable=True,
        lang=plan.sweep.cases[0].language,
        page=partial(sensitivity_page, plan),
    )


def _short(plan: Study, folder: Path) -> Short:
    """Show the ranges of each outcome by rank."""
    frame = read_frame(folder / "sensitivity.csv")
    return [(_title(ranking), _ranked(ranking)) for ranking in analyses.rankings(plan, frame)]


def _title(ranking: Ranking) -> str:
    count, left = int(ranking.rows["points"].iloc[0]), len(ranking.rows) - MOST_ROWS
    points = say_many("{count:,} point", "{count:,} points", count)
    if left <= 0:
        return say("{outcome}: {points}", outcome=ranking.outcome, points=points)
    return say_many(
        "{outcome}: {points}, {count:,} more range in sensitivity.csv",
        "{outcome}: {points}, {count:,} more ranges in sensitivity.csv",
        left,
        outcome=ranking.outcome,
        points=points,
    )


def _ranked(ranking: Ranking) -> pd.DataFrame:
    """Word what is measured of the ranges that move an outcome most."""
    rows = ranking.rows.head(MOST_ROWS)
    measures = {
        heading(column): [say("{value:.3f}", value=value) for value in rows[column]]
        for column in analyses.PRINTED[ranking.study.method]
    }
    return pd.DataFrame({heading("range"): ranking.names(rows), **measures})


def make(
    plan: Study,
    folder: Path,
    how: How = PLAINLY,
    *,
    jobs: int = 1,
    resume: bool = False,
) -> list[Path]:
    """Run a sensitivity analysis, or what is left of it, and return the files of its folder.

    Raises
    ------
    InputError
        Where the folder cannot be written or gone on with, or no outcome could be analysed.
    """
    return make_sweep(plan.sweep, folder, how, jobs=jobs, resume=resume, analyse=partial(_analyse, plan))


def _analyse(plan: Study, folder: Path) -> tuple[list[Path], dict[str, object]]:
    """Add the analysis to the folder of its sweep; return its files and what `make.json` says."""
    table = sweeps.read_points(folder)
    frame, faults = sensitivities(plan, table)
    written = [folder / "sensitivity.csv"]
    with whole(written[0]) as file:
        write_frame(frame, file, "%.6g")
    words = [
        *sentences(plan, frame),
        *failures(table),
        *(say("Not analysed: {fault}.", fault=str(fault)) for fault in faults),
    ]
    return written, {"method": plan.method, "sentences": words}
