"""`sim shocks`: what each shock did."""

import platform
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import pandas as pd
import typer

from sim.experiments.cost import check_memory
from sim.experiments.shocks import (
    THREAT_COLUMNS,
    OmissionStudy,
    affordable_lives,
    effect_rows,
    joined,
    live_without,
    shocks_of,
    terms_of,
    threat_rows,
    with_lives,
    work_of,
)
from sim.faults import Fault, InputError
from sim.files import files_in, whole, write_mark
from sim.frames import read_frame, write_frame
from sim.results import folders, marks
from sim.results import tables as results
from sim.results.request import of_case
from sim.scenario.load import Case, pair_under_study, scenario_hash
from sim.show import shock_words
from sim.show.by_rule import by_rule_of
from sim.show.measures import heading
from sim.show.naming import naming_of
from sim.show.pages import shocks as pages
from sim.show.progress import progress
from sim.show.shock_figures import drawings
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import Every, Jobs, Posterior, Runs, Scenario, Seed, Values, as_given, read_case
from sim.verbs.result import Short
from sim.words import later, say, spoken

WORK: Final = 10_000_000
"""Years of life, each counted for every pair and group, that are lived where no number is asked for."""

WORK_OF_A_REPORT: Final = 2_500_000
"""The same for the report of a run, of which this is to be no more than half."""

LIFE_BYTES: Final = 50
"""Bytes that a pair takes in a life that is compared, for each thing left out, measured."""

LEAST_LIVES: Final = 10
"""Lives below which nothing is compared."""

TABLE: Final = "shocks.csv"
"""Where a run keeps what each shock did."""


def shocks(
    scenario: Scenario,
    mechanisms: Annotated[
        bool, typer.Option("--mechanisms", help="Set each term of the model to 0 instead.")
    ] = False,
    runs: Runs = None,
    seed: Seed = None,
    values: Values = None,
    posterior: Posterior = None,
    jobs: Jobs = 1,
    every: Every = False,
) -> Making:
    """Say what each shock did: each left out in turn, life by life, with intervals and words.

    Example: sim shocks russia_china

    Parameters
    ----------
    scenario
        A TOML file, a folder with `scenario.toml`, a case that ships, or a loaded one.
    mechanisms
        Set each term of the model to 0 instead: table `mechanisms`.
    runs
        Lives, instead of the scenario's, or of fewer where its pairs are many.
    seed
        Instead of the scenario's.
    values
        Values by their paths, such as `{"parameters.threat": 2.0}`.
    posterior
        A file of parameter sets, of which each life draws one.
    jobs
        Processes; they change no bit.
    every
        Show every pair in the short tables, not the one under study alone.
    """
    case = read_case(scenario, values=values, runs=runs, seed=seed, posterior=posterior)
    table = "mechanisms" if mechanisms else "shocks"
    return Making(
        [case.scenario.name, table, *as_given(values)],
        lambda folder, how: make(
            case, folder, how, mechanisms=mechanisms, every_life=runs is not None, jobs=jobs
        ),
        lambda folder: drawings(case, read_frame(folder / f"{table}.csv")),
        partial(_short, case, table, every),
        cautions=case.warnings,
        lang=case.language,
        page=partial(pages.page, case, table),
    )


def _short(case: Case, table: str, every: bool, folder: Path) -> Short:
    """Show what each shock, or each term, did to the index of the pair under study, or of every pair."""
    effects, first = read_frame(folder / f"{table}.csv"), pair_under_study(case)
    message = (
        later("Index of {pair}: effect of each shock, and its 90% interval")
        if shock_words.kind_of(effects) == "shock"
        else later("Index of {pair}: effect of each term of the model, and its 90% interval")
    )
    others = [party for party in case.scenario.parties if party != first] if every else []
    return [
        (
            say(message, pair=naming_of(case).party(party)),
            shock_words.cells(case, effects, party, brief=True),
        )
        for party in (first, *others)
    ]


def make(
    case: Case,
    folder: Path,
    how: How = PLAINLY,
    *,
    mechanisms: bool = False,
    every_life: bool = False,
    jobs: int = 1,
) -> list[Path]:
    """Leave out every shock in turn, or every term of the model, and write the result folder.

    Unless every life is asked for, a scenario of many pairs lives fewer of them.

    Raises
    ------
    InputError
        Where there is no shock, there are too few lives, or more than fit in memory, or something else stands
        in the folder's place.
    """
    omissions_of = terms_of if mechanisms else shocks_of
    omissions = omissions_of(case)
    if not omissions:
        expected = "a shock at least, to leave out; --mechanisms leaves out terms of the model"
        raise InputError([Fault(str(case.path), "shocks", "none", expected)])
    if case.scenario.runs < LEAST_LIVES:
        expected = f"{LEAST_LIVES} or more, to compare"
        raise InputError([Fault(str(case.path), "runs", f"{case.scenario.runs} lives", expected)])
    if not every_life:
        case = with_lives(case, affordable_lives(case, len(omissions), WORK))
        omissions = omissions_of(case)
    lives = case.scenario.runs
    needed = LIFE_BYTES * lives * len(omissions) * len(case.scenario.parties)
    check_memory(str(case.path), "runs", f"{lives:,} lives, each compared", needed)
    name = "mechanisms" if mechanisms else "shocks"
    identity = f"{name} of {case.scenario.name}"
    request = {"identity": identity, **of_case(case)}
    with folders.new_folder(folder, request, how.force) as fresh:
        watch = marks.Stopwatch()
        with progress(heading("lives"), case.scenario.runs, how.quiet) as advance:
            parts = []
            for part in live_without(case, omissions, jobs):
                parts.append(part)
                advance(part.lives)
        watch.lap("simulate")
        tables = tables_of(joined(case, omissions, parts), name)
        watch.lap("bootstrap")
        for title, table in tables.items():
            write_frame(table, fresh / f"{title}.csv")
        results.write_inputs(fresh, case)
        mark = {
            "command": how.command,
            "identity": identity,
            "jobs": jobs,
            "lang": spoken().code,
            **_in_words(case, *tables.values()),
            **by_rule_of([case]),
        }
        write_mark(fresh, mark | _provenance(case, watch))
        how.draw(fresh)
    return files_in(folder)


def tables_of(result: OmissionStudy, name: str) -> dict[str, pd.DataFrame]:
    """Return the tables of a study: effects by the name given, and threats; terms largest effect first."""
    kind = name.removesuffix("s")
    effects = pd.DataFrame(effect_rows(result, kind))
    if kind == "mechanism":
        last = effects[(effects["horizon"] == "end") & (effects["pair"] == pair_under_study(result.case))]
        size = last.set_index(kind)["index_effect"].abs()
        effects = effects.sort_values(
            kind, key=lambda keys: -keys.map(size), kind="stable", ignore_index=True
        )
    threats = pd.DataFrame(threat_rows(result, kind), columns=[kind, *THREAT_COLUMNS])
    return {name: effects, "threats": threats}


def _in_words(case: Case, effects: pd.DataFrame, threats: pd.DataFrame) -> dict[str, object]:
    """Return what a result says in words."""
    caution = shock_words.caution(case, effects)
    return {
        "pair": pair_under_study(case),
        "sentences": shock_words.sentences(case, effects, threats),
        "cautions": [caution] if caution else [],
    }


def _provenance(case: Case, watch: marks.Stopwatch) -> dict[str, object]:
    """Return what was made, from what and with what."""
    return {
        "scenario": case.scenario.name,
        "scenario_hash": scenario_hash(case),
        "seed": case.scenario.seed,
        "runs": case.scenario.runs,
        "versions": marks.versions(),
        "platform": platform.platform(),
        "started": watch.started,
        "seconds": watch.seconds,
    }


def of_run(folder: Path, case: Case, jobs: int = 1) -> dict[str, object]:
    """Leave out every shock of a run in turn, write the table, and return what it says in words.

    So many lives are lived as the run had, or as take about its time. Empty where there is nothing to leave
    out, or too few lives to tell.
    """
    shocks = shocks_of(case)
    if not shocks or case.scenario.runs < LEAST_LIVES:
        return {}
    work = max(WORK_OF_A_REPORT, work_of(case))
    case = with_lives(case, affordable_lives(case, len(shocks), work))
    shocks = shocks_of(case)
    effects = pd.DataFrame(effect_rows(joined(case, shocks, live_without(case, shocks, jobs)), "shock"))
    with whole(folder / TABLE) as file:
        write_frame(effects, file)
    caution = shock_words.caution(case, effects)
    return {"sentence": shock_words.shock_sentence(case, effects), "caution": caution}
