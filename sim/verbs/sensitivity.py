"""`sim sensitivity`: which values move the outcomes."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic import Field

from sim.experiments import sweep as sweeps
from sim.experiments.cost import caution
from sim.experiments.sensitivity import Study, sensitivities, study
from sim.files import whole
from sim.frames import read_frame, write_frame
from sim.scenario.bundled import case_path
from sim.show import figures
from sim.show import sensitivity as analyses
from sim.show.sensitivity import drawings, failures, sentences
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import Jobs, Resume
from sim.verbs.result import Short
from sim.verbs.sweep import make as make_sweep

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
        partial(_short, analyses.PRINTED[method]),
        cautions=list(filter(None, [caution(plan.sweep.cases, len(plan.sweep.points))])),
        resumable=True,
        lang=plan.sweep.cases[0].language,
    )


def _short(columns: Sequence[str], folder: Path) -> Short:
    """Show the ranges of each outcome by rank."""
    tables = []
    frame = read_frame(folder / "sensitivity.csv")
    for (outcome, scenario), measured in frame.groupby(["outcome", "scenario"], sort=False):
        ranked = measured.sort_values(columns[0], ascending=False, kind="stable").head(MOST_ROWS)
        shown = ranked.assign(range=lambda f: f["range"].str.removeprefix("parameters."))
        more = f", {len(measured) - MOST_ROWS} more in sensitivity.csv" if len(measured) > MOST_ROWS else ""
        title = f"{outcome}, {scenario}: {measured['points'].iloc[0]:,} points{more}"
        tables.append((title, shown[["range", *columns]].round(3)))
    return tables


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
    for name, draw in drawings(plan, frame):
        written += figures.save(draw(), folder / "figures", name)
    words = [*sentences(plan, frame), *failures(table), *(f"Not analysed: {fault}." for fault in faults)]
    return written, {"method": plan.method, "sentences": words}
