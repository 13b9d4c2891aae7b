"""`sim compare-cases`: the records of many cases on one scale."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.files import files_in, write_mark
from sim.frames import read_frame
from sim.results import folders
from sim.results import tables as results
from sim.results.marks import read_sentences
from sim.scenario.load import Case, scenario_hash
from sim.show import case_figures, cases
from sim.show.by_rule import by_rule
from sim.show.cases import columns, leading, observe, rows, sentences
from sim.show.pages import compare_cases as pages
from sim.verbs.frame import PLAINLY, Drawings, How, Making
from sim.verbs.parameters import Scenarios, read_case
from sim.words import spoken


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
    names_given = pairs.split(",") if isinstance(pairs, str) else pairs or []
    wanted = [name.strip() for name in names_given]
    loaded = [read_case(scenario) for scenario in scenarios]

    def drawings(folder: Path) -> Drawings:
        chosen = [(one.case, one.name) for one in cases.leading(cases.observe(loaded), wanted)]
        table = read_frame(folder / "cases.csv")
        return {
            "ages": partial(case_figures.ages, table, chosen, loaded),
            "cases": partial(case_figures.small_multiples, table, loaded),
        }

    names = [case.scenario.name for case in loaded]
    return Making(
        ["compare", *names, *wanted],
        lambda folder, how: make(loaded, wanted, folder, how)[1],
        drawings,
        lang=loaded[0].language,
        page=lambda folder: pages.page(
            loaded, cases.observe(loaded), read_sentences(folder), drawings(folder)
        ),
    )


def make(
    cases: Sequence[Case], wanted: Sequence[str], folder: Path, how: How = PLAINLY
) -> tuple[list[str], list[Path]]:
    """Compare cases and make tables, figures and a page; return what is said, and the files.

    Raises
    ------
    InputError
        Where a case has no record, a pair asked for is in none, or something else stands in the place.
    """
    observed = observe(cases)
    chosen = leading(observed, wanted)
    in_words = sentences(chosen)
    names = [case.scenario.name for case in cases]
    identity = "comparison of " + ", ".join(names)
    request = {
        "identity": identity,
        "pairs": [one.name for one in chosen],
        "scenarios": {case.scenario.name: scenario_hash(case) for case in cases},
    }
    with folders.new_folder(folder, request, how.force) as fresh:
        results.write_csv(fresh / "cases.csv", rows(observed), columns(cases[0].ladder))
        write_mark(
            fresh,
            {
                "identity": identity,
                "command": how.command,
                "cases": names,
                "lang": spoken().code,
                "sentences": in_words,
                **by_rule(event for case in cases for event in case.observed),
            },
        )
        how.draw(fresh)
    return in_words, files_in(folder)
