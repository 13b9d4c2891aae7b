"""`sim contrast`: two scenarios, life by life."""

from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from sim.experiments.contrast import (
    contrast as live_both,
)
from sim.experiments.contrast import (
    pairing,
    passages,
    rows,
    verdict_rows,
)
from sim.experiments.cost import check_memory
from sim.experiments.shocks import work_of
from sim.faults import Fault, InputError
from sim.files import files_in, write_mark
from sim.frames import read_frame
from sim.results import folders, marks
from sim.results import tables as results
from sim.results.request import of_case
from sim.scenario.load import Case, resolved_toml, same_ladder
from sim.show import contrasting
from sim.show.answer import of_arms
from sim.show.by_rule import by_rule_of
from sim.show.contrasting import (
    LEAST_LIVES,
    LIFE_BYTES,
    arms_named,
    began,
    changes,
    passage_table,
    sentences,
    verdict_table,
)
from sim.show.pages import contrast as pages
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import CaseGiven, Every, Jobs, Runs, Seed, read_case
from sim.verbs.result import Short
from sim.words import say, spoken


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
    every: Every = False,
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
    every
        Show every pair in the short tables, not the one under study alone.
    """
    arms = (read_case(base, runs=runs, seed=seed), read_case(variant))
    start = [] if since is None else [f"from-{since}"]
    return Making(
        ["contrast", *(case.scenario.name for case in arms), *start],
        lambda folder, how: make(*arms, folder, how, observed_until=since, jobs=jobs),
        lambda folder: contrasting.drawings(*arms, read_frame(folder / "contrast.csv"), since),
        partial(_short, *arms, every),
        cautions=contrasting.cautions(*arms, since),
        lang=arms[0].language,
        page=partial(pages.page, *arms, since),
    )


def _short(base: Case, variant: Case, every: bool, folder: Path) -> Short:
    """Show what the variant changes at the end: the index, the verdicts, and who reaches which stage."""
    arms, year = arms_named(base, variant), min(base.scenario.end, variant.scenario.end)
    words = {
        "contrast": (say("The index in {year:d}", year=year), changes),
        "verdicts": (say("Verdicts in {year:d}", year=year), verdict_table),
        "passages": (say("Lives that reach a stage"), passage_table),
    }
    return [
        (title, worded(base, arms, read_frame(folder / f"{table}.csv"), every))
        for table, (title, worded) in words.items()
    ]


def make(
    base: Case,
    variant: Case,
    folder: Path,
    how: How = PLAINLY,
    *,
    observed_until: int | None = None,
    jobs: int = 1,
) -> list[Path]:
    """Contrast two scenarios and write the result folder; return the files.

    With `observed_until` both start from what was observed up to that year.

    Raises
    ------
    InputError
        Where the two share no pair of states or no year, there is no one record of both to start from, the
        lives do not fit in memory, or something else stands in the folder's place.
    """
    _check_comparable(base, variant)
    needed = LIFE_BYTES * work_of(base)
    check_memory(str(base.path), "runs", f"{base.scenario.runs:,} lives, each compared", needed)
    if observed_until is not None:
        _check_record(base, variant, observed_until)
    identity = f"contrast of {base.scenario.name} and {variant.scenario.name}"
    arms = {"base": of_case(base), "variant": of_case(variant)}
    request = {"identity": identity, "from": observed_until, **arms}
    with folders.new_folder(folder, request, how.force) as fresh:
        watch = marks.Stopwatch()
        result = live_both(base, variant, jobs, observed_until)
        watch.lap("simulate")
        tables = {
            "contrast": _with_record(pd.DataFrame(rows(result, base.scenario.seed)), base),
            "verdicts": pd.DataFrame(verdict_rows(result)),
            "passages": pd.DataFrame(passages(result)),
            "pairing": pd.DataFrame(pairing(result)),
        }
        watch.lap("bootstrap")
        verdict = of_arms(base, arms_named(base, variant), tables["verdicts"])
        in_words = [*began(base, variant, observed_until), *sentences(base, variant, tables, verdict)]
        for name, table in tables.items():
            table.to_csv(fresh / f"{name}.csv", index=False)
        for name, case in (("base", base), ("variant", variant)):
            (fresh / f"{name}.toml").write_text(resolved_toml(case), encoding="utf-8")
        mark = {
            "identity": identity,
            "command": how.command,
            "lang": spoken().code,
            "sentences": in_words,
            "verdict": verdict,
            "since": observed_until,
            "seed": base.scenario.seed,
            "runs": base.scenario.runs,
            "versions": marks.versions(),
            "started": watch.started,
            "seconds": watch.seconds,
            **by_rule_of([base, variant]),
        }
        write_mark(fresh, mark)
        how.draw(fresh)
    return files_in(folder)


def _with_record(table: pd.DataFrame, base: Case) -> pd.DataFrame:
    """Add what was observed, where the record covers the year, as the column `record`."""
    record: dict[tuple[str, str, int], float] = {}
    for pair, trajectory in results.observed_trajectories(base).items():
        for t, year in enumerate(map(int, trajectory.years)):
            values = {"index": trajectory.index[t] / base.ladder.index_maximum, "stage": trajectory.stage[t]}
            values |= {f"i{n}": degree for n, degree in enumerate(trajectory.degrees[t], start=1)}
            record |= {(pair, measure, year): round(float(v), 6) for measure, v in values.items()}
    keys = zip(table["pair"], table["measure"], table["year"], strict=True)
    return table.assign(record=[record.get(key, np.nan) for key in keys])


def _check_comparable(base: Case, variant: Case) -> None:
    if base.scenario.runs < LEAST_LIVES:
        lives = f"{base.scenario.runs} lives"
        raise InputError([Fault(str(base.path), "runs", lives, f"{LEAST_LIVES} or more, to compare")])
    if faults := same_ladder((base, variant)):
        raise InputError(faults)
    codes = [{state.code for state in case.scenario.states} for case in (base, variant)]
    if len(codes[0] & codes[1]) < 2:
        states = ", ".join(sorted(codes[1]))
        raise InputError([Fault(str(variant.path), "states", states, "two states of the other scenario")])
    spans = [case.scenario for case in (base, variant)]
    if max(s.start for s in spans) > min(s.end for s in spans):
        years = f"{spans[1].start} to {spans[1].end}"
        raise InputError([Fault(str(variant.path), "start, end", years, "years of the other scenario")])


def _check_record(base: Case, variant: Case, observed_until: int) -> None:
    """Refuse to hold scenarios to a record that there is not, or that is not the same for both."""
    spans = [case.scenario for case in (base, variant)]
    first, last = max(s.start for s in spans), min(s.end for s in spans) - 1
    if not base.observed or base.lies_ahead:
        events_there = "none after the start" if base.observed else "none"
        fault = Fault(str(base.path), "events", events_there, "coded events, to start from what was observed")
    elif variant.observed != base.observed:
        fault = Fault(str(variant.path), "events", "another record", f"the events of {base.path}")
    elif not first <= observed_until <= last:
        years = f"a year from {first} to {last}, so that both have one more to live"
        fault = Fault("--from", "", str(observed_until), years)
    else:
        return
    raise InputError([fault])
