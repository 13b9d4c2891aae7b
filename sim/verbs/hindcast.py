"""`sim hindcast`: the record forecast from past years."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sim.ladder.ladder import read_windows
from sim.show import hindcast_figures, hindcasting
from sim.verbs.frame import Making
from sim.verbs.parameters import Jobs, Scenarios, Windows, as_text, path_or_none, read_case


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
    plan = hindcasting.plan_of(as_text(origins), as_text(leads))
    cases = [read_case(scenario, posterior=posterior, held_out=True) for scenario in scenarios]
    spans = path_or_none(windows)
    if spans is not None:
        cases = [replace(case, ladder=read_windows(spans, case.ladder)) for case in cases]
    return Making(
        ["hindcast", *(case.scenario.name for case in cases)],
        lambda folder, how: hindcasting.run(cases, plan, folder, jobs=jobs, **vars(how)),
        lambda folder: dict(hindcast_figures.drawings(folder, cases)),
        sentences=lambda folder: [
            *hindcasting.sentences(folder),
            *([hindcasting.ALONE] if len(cases) == 1 else []),
        ],
    )
