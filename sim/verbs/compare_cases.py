"""`sim compare-cases`: the records of many cases on one scale."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.frames import read_frame
from sim.show import cases, figures
from sim.verbs.frame import Drawings, Making
from sim.verbs.parameters import Scenarios, read_case


def compare_cases(
    scenarios: Scenarios,
    pairs: Annotated[
        str | Sequence[str] | None,
        typer.Option(metavar="A-B,C-D", help="What to put into words: the rest against the first."),
    ] = None,
) -> Making:
    """Put the observed trajectories of many cases on one scale, and say how they differ.

    Example: sim compare-cases russia_china us_india china_pakistan

    Parameters
    ----------
    scenarios
        Cases with coded events.
    pairs
        What to put into words, the rest against the first; by default of each case the pair under study.
    """
    given = pairs.split(",") if isinstance(pairs, str) else pairs or []
    wanted = [name.strip() for name in given]
    loaded = [read_case(scenario) for scenario in scenarios]

    def drawings(folder: Path) -> Drawings:
        chosen = [(one.case, one.name) for one in cases.leading(cases.observe(loaded), wanted)]
        table = read_frame(folder / "cases.csv")
        return {
            "ages": partial(figures.ages, table, chosen),
            "cases": partial(figures.small_multiples, table, loaded[0].ladder),
        }

    names = [case.scenario.name for case in loaded]
    return Making(
        ["compare", *names, *wanted],
        lambda folder, how: cases.write(loaded, wanted, folder, **how.noted)[1],
        drawings,
    )
