"""`sim contrast`: two scenarios, life by life."""

from pathlib import Path
from typing import Annotated

import typer

from sim.frames import read_frame
from sim.show import contrasting
from sim.verbs.frame import Making
from sim.verbs.parameters import CaseGiven, Jobs, Runs, Seed, read_case
from sim.verbs.result import Short


def contrast(
    base: Annotated[CaseGiven, typer.Argument(metavar="SCENARIO", help="What is compared with.")],
    variant: Annotated[CaseGiven, typer.Argument(metavar="VARIANT", help="What differs.")],
    runs: Runs = None,
    seed: Seed = None,
    since: Annotated[
        int | None,
        typer.Option("--from", metavar="Y", help="Start both from what was observed up to a year."),
    ] = None,
    jobs: Jobs = 1,
) -> Making:
    """Compare two scenarios life by life, with common random numbers, intervals and words.

    Example: sim contrast russia_china russia_china/no_ukraine.toml --from 2013

    Parameters
    ----------
    base, variant
        What is compared with, and what differs.
    runs, seed
        Lives and seed, instead of those of the first.
    since
        Last year in which both are as observed: they live freely from the next, while shocks and drivers act
        as each scenario says all along.
    jobs
        Processes; they change no bit.
    """
    one, other = read_case(base, runs=runs, seed=seed), read_case(variant)
    start = [] if since is None else [f"from-{since}"]
    return Making(
        ["contrast", one.scenario.name, other.scenario.name, *start],
        lambda folder, how: contrasting.run(one, other, folder, since=since, jobs=jobs, **how.noted),
        lambda folder: contrasting.drawings(one, other, read_frame(folder / "contrast.csv"), since),
        _short,
        cautions=contrasting.cautions(one, other, since),
    )


def _short(folder: Path) -> Short:
    titles = {"passages": "Lives that reach a stage", "pairing": "What common draws gain"}
    return [(title, read_frame(folder / f"{name}.csv", blank=True)) for name, title in titles.items()]
