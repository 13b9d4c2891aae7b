"""`sim discover`: where in a sweep an outcome passes a threshold."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import typer

from sim.experiments import sweep as sweeps
from sim.experiments.design import Outcome, read_sweep
from sim.experiments.discover import (
    LEAST_POINTS,
    Mask,
    Region,
    as_good,
    held_out,
    shuffles,
)
from sim.experiments.discover import (
    discover as find,
)
from sim.faults import Fault, InputError, nearest
from sim.files import MARK, check_whole, digest, files_in, read_json, write_mark
from sim.frames import read_frame, write_frame
from sim.plain import number
from sim.results import folders, marks
from sim.scenario.bundled import case_path
from sim.show import discovery
from sim.show.discovery import Question, box, peeling, sentences
from sim.show.pages import discover as pages
from sim.show.progress import progress
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import RESULTS
from sim.verbs.result import Short
from sim.words import say, spoken


def discover(
    sweep: Annotated[
        str | Path, typer.Argument(metavar="SWEEP", help="A finished sweep's result folder, or its file.")
    ],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="One of the sweep's outcomes.")],
    above: Annotated[float | None, typer.Option(metavar="X", help="Where it lies above X.")] = None,
    below: Annotated[float | None, typer.Option(metavar="X", help="Where it lies below X.")] = None,
) -> Making:
    """Find the region of a sweep's ranges in which an outcome lies above or below a threshold.

    Example: sim discover results/first_six --outcome advanced --above 0.5

    Parameters
    ----------
    sweep
        The sweep's result folder, or its file, whose result is looked for below `results/`.
    outcome
        One of the sweep's outcomes.
    above, below
        The threshold; with both, what lies between.
    """
    question = read(case_path(Path(sweep)), outcome, above, below, RESULTS)
    regions: list[Region] = []
    return Making(
        ["discover", *question.named],
        lambda folder, how: make(question, folder, how, regions.append),
        lambda _: dict(discovery.drawings(question, regions[-1])),
        _short,
        page=lambda folder: pages.page(question, regions[-1], folder),
    )


def _short(folder: Path) -> Short:
    limits = discovery.limits_table(read_frame(folder / "box.csv"))
    return [(say("Limits of the region"), limits)] if len(limits) else []


def read(sweep: Path, outcome: str, above: float | None, below: float | None, finished: Path) -> Question:
    """Read a finished sweep and say which of its points pass the threshold.

    Parameters
    ----------
    sweep
        Its result folder, or its file: its result is then looked for below `finished`.
    outcome
        The outcome's name.
    above, below
        The threshold; with both, what lies between.
    finished
        Where result folders stand by their sweeps' names.

    Raises
    ------
    InputError
        Where there is no such sweep or outcome, no threshold, or too few points on either side of it.
    """
    threshold = _threshold(above, below)
    folder = sweep if sweep.is_dir() else finished / read_sweep(sweep).file.name
    mark = read_json(folder / MARK)
    there = any((folder / name).is_file() for name in (MARK, sweeps.OUTCOMES))
    if not there or not str(mark.get("identity", "sweep ")).startswith("sweep "):
        expected = "the result folder of a finished sweep: sim sweep makes one"
        raise InputError([Fault(str(folder), "", "no finished sweep", expected)])
    check_whole(folder, ("points.parquet", sweeps.OUTCOMES))
    table = sweeps.read_points(folder)
    names = [name for name in table.columns if f"{name}_se" in table.columns]
    if outcome not in names:
        expected = "one of " + ", ".join(names)
        raise InputError([Fault("--outcome", "", outcome, expected, nearest(outcome, names))])
    never = _never(table, outcome, mark)
    usable = table[table[outcome].notna() | never]
    values = usable[outcome].mask(never, np.inf).to_numpy(float)
    interest = np.ones(len(values), bool)
    if above is not None:
        interest &= values > above
    if below is not None:
        interest &= values < below
    _check_enough(outcome, threshold, values, interest)
    points = {name: usable[name].to_numpy() for name in _ranges(folder, usable)}
    title = str(mark["identity"]).removeprefix("sweep ")
    left_out = len(table) - len(usable)
    made_of, logs = digest(folder / sweeps.OUTCOMES), tuple(mark.get("logarithmic", ()))
    measured = mark.get("outcomes", {}).get(outcome)
    return Question(
        title,
        int(mark["runs"]),
        outcome,
        above,
        below,
        points,
        values,
        interest,
        left_out,
        made_of,
        logs,
        Outcome.model_construct(**measured) if measured else None,
        {key: mark[key] for key in (marks.BY_RULE, marks.LEARNT_BY_RULE) if key in mark},
    )


def _never(table: pd.DataFrame, outcome: str, mark: Mapping[str, Any]) -> "pd.Series[bool]":
    """Say at which points a year was asked for that never comes: later than any, and not unknown."""
    outcome_table = mark.get("outcomes", {}).get(outcome, {})
    if outcome_table.get("measure") != "first-passage":
        return pd.Series(data=False, index=table.index)
    return table[outcome].isna() & table["failed"].isna()


def _threshold(above: float | None, below: float | None) -> str:
    if above is None and below is None:
        raise InputError([Fault("--above", "", "nothing", "a threshold: --above X, --below X, or both")])
    if above is not None and below is not None and above >= below:
        expected = f"a value under --below {below:g}: both ask for what lies between"
        raise InputError([Fault("--above", "", f"{above:g}", expected)])
    sides = {"above": above, "below": below}
    return " and ".join(f"{side} {value:g}" for side, value in sides.items() if value is not None)


def _check_enough(outcome: str, threshold: str, values: np.ndarray[Any, Any], interest: Mask) -> None:
    hits, count = int(interest.sum()), len(interest)
    if min(hits, count - hits) < LEAST_POINTS:
        spread = f", where it lies from {number(values.min())} to {number(values.max())}" if count else ""
        hits_of_points = f"{outcome} {threshold} at {hits:,} of {count:,} points{spread}"
        expected = f"{LEAST_POINTS} points at least that pass the threshold, and as many that do not"
        raise InputError([Fault("threshold", "", hits_of_points, expected)])


def _ranges(folder: Path, table: pd.DataFrame) -> list[str]:
    names = list(pd.read_parquet(folder / "points.parquet").columns.drop("point"))
    return names + (["scenario"] if table["scenario"].nunique() > 1 else [])


def make(
    question: Question, folder: Path, how: How = PLAINLY, keep: Callable[[Region], object] = bool
) -> list[Path]:
    """Find the region and write the result folder; return the files.

    Parameters
    ----------
    question, folder, how
        What is asked, where the result stands, and how it is written.
    keep
        Takes the region as soon as it is found.

    Raises
    ------
    InputError
        Where something else stands in the folder's place.
    """
    identity = f"discovery in {question.sweep}: {question.outcome} {question.threshold}"
    request = {"identity": identity, "outcomes": question.found}
    with folders.new_folder(folder, request, how.force) as fresh:
        watch = marks.Stopwatch()
        region = find(question.points, question.interest)
        tried = held_out(question.points, question.interest)
        chance = _chance(question, region, how.quiet)
        watch.lap("discover")
        write_frame(peeling(question, region), fresh / "peeling.csv", "%.6g")
        write_frame(box(question, region), fresh / "box.csv", "%.6g")
        mark = {
            "identity": identity,
            "command": how.command,
            "lang": spoken().code,
            "sentences": sentences(question, region, tried, chance),
            "chance": chance,
            "versions": marks.versions(),
            **question.by_rule,
            "started": watch.started,
            "seconds": watch.seconds,
        }
        write_mark(fresh, mark)
        keep(region)
        how.draw(fresh)
    return files_in(folder)


def _chance(question: Question, region: Region, quiet: bool) -> float | None:
    """Return the share of shuffled outcomes that give as good a region, the real one counted, if any."""
    if not region.box:
        return None
    total, as_good_or_better = shuffles(question.points), 1
    with progress(say("shuffles"), total, quiet) as advance:
        for good in as_good(question.points, question.interest, region.quality):
            as_good_or_better += good
            advance(1)
    return as_good_or_better / (total + 1)
