"""`sim calibrate`: parameters learnt from records."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from pydantic import Field

from sim.evidence.calibrate import FREE, Prior
from sim.show import calibrating, calibration_figures, hindcasting
from sim.verbs.frame import Drawings, Making
from sim.verbs.parameters import CaseGiven, Jobs, Resume, Scenarios, as_text, read_case
from sim.verbs.result import Short


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
    ] = calibrating.SETS,
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
    plan = hindcasting.training_plan(as_text(train))
    cases, kept = ([read_case(case) for case in given] for given in (scenarios, keep_back or []))
    return Making(
        ["calibration", *(case.scenario.name for case in cases)],
        lambda folder, how: calibrating.run(
            cases, plan, folder, kept_back=kept, sets=sets, jobs=jobs, resume=resume, **vars(how)
        ),
        _drawings,
        _short,
        resumable=True,
    )


def _drawings(folder: Path) -> Drawings:
    told = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    posterior = pd.read_parquet(folder / "posterior.parquet")
    return dict(calibration_figures.drawings(Prior(FREE), posterior, told))


def _short(folder: Path) -> Short:
    """Show what the data tell of each parameter."""
    frame = pd.read_csv(folder / "parameters.csv", keep_default_na=False)
    own = frame[frame["held_out"] == ""].drop(columns="held_out")
    return [("What the data tell of each parameter", own.round(3))]
