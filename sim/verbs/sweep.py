"""`sim sweep`: a scenario at many points of its values."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import pandas as pd
import typer

from sim.experiments import sweep as sweeps
from sim.experiments.cost import caution
from sim.experiments.design import Sweep, read_sweep
from sim.experiments.distributed import cluster
from sim.experiments.parts import drop_unsound, remade_in_words
from sim.experiments.sweep import read_points
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError
from sim.files import MARK, check_whole, files_in, read_json
from sim.reading import whole_number
from sim.results import folders, marks
from sim.scenario.bundled import case_path
from sim.scenario.load import Case, load, resolved_toml
from sim.scenario.values import value_at, with_values
from sim.show import sweeping, value_names
from sim.show.by_rule import by_rule_of
from sim.show.measures import heading
from sim.show.pages import sweep as pages
from sim.show.progress import progress
from sim.show.sensitivity import failures
from sim.verbs.frame import PLAINLY, How, Making
from sim.verbs.parameters import Jobs, Resume
from sim.verbs.result import Short
from sim.words import later, say, say_many, spoken

YEAR: Final = later("{value:.0f}")
THREE_DIGITS: Final = later("{value:.3f}")
"""How an outcome that is a year is written, and any other."""


def sweep(
    file: Annotated[str | Path, typer.Argument(metavar="SWEEP.toml", help="Ranges, a design, and outcomes.")],
    jobs: Jobs = 1,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, whose workers then do it.")
    ] = None,
    resume: Resume = False,
) -> Making:
    """Run a scenario at many points of its values; what is finished survives any interruption.

    Example: sim sweep russia_china/sweeps/threat_and_interest.toml --jobs 2

    Parameters
    ----------
    file
        A sweep: ranges, a design, and outcomes.
    jobs
        Processes; they change no bit.
    scheduler
        Address of a Dask scheduler, whose workers then live the points: the result is the same to the bit.
    resume
        Go on where it was stopped.
    """
    design = read_sweep(case_path(Path(file)))
    return Making(
        [design.file.name],
        lambda folder, how: make(design, folder, how, jobs=jobs, scheduler=scheduler, resume=resume),
        lambda folder: dict(sweeping.drawings(design, read_points(folder))),
        partial(_short, design),
        sentences=partial(_sentences, design),
        tables={"table": read_points},
        cautions=list(filter(None, [caution(design.cases, len(design.points))])),
        resumable=True,
        lang=design.cases[0].language,
        page=lambda folder: pages.page(design, _sentences(design, folder), folder),
    )


def _short(design: Sweep, folder: Path) -> Short:
    """Show the spread of each outcome over the points."""
    frame, rows = pd.read_parquet(folder / "outcomes.parquet"), []
    for code, outcome in design.file.outcomes.items():
        form = YEAR if outcome.measure == "first-passage" else THREE_DIGITS
        values, error = frame[code], frame[f"{code}_se"].mean()
        spread = {
            say("least"): values.min(),
            say("median"): values.median(),
            say("most"): values.max(),
        }
        written = {key: "" if pd.isna(value) else say(form, value=value) for key, value in spread.items()}
        of_a_point = "" if pd.isna(error) else say(THREE_DIGITS, value=error)
        called = value_names.outcome(outcome, design.cases[0])
        rows.append({heading("outcome"): called, **written, say("standard error of a point"): of_a_point})
    count = frame["point"].nunique()
    return [(say_many("{count:,} point", "{count:,} points", count), pd.DataFrame(rows))]


def _sentences(design: Sweep, folder: Path) -> list[str]:
    """Say at how many points a year never comes, and how many failed."""
    frame, told = pd.read_parquet(folder / "outcomes.parquet"), []
    for code, outcome in design.file.outcomes.items():
        never = int((frame[code].isna() & frame["failed"].isna()).sum())
        if outcome.measure == "first-passage" and never:
            told.append(
                say(
                    "{outcome}: no year at {never:,} of {points:,} points, too few lives get there.",
                    outcome=value_names.outcome_heading(outcome, design.cases[0]),
                    never=never,
                    points=len(frame),
                )
            )
    return [*told, *failures(frame)]


Analyse = Callable[[Path], tuple[list[Path], dict[str, object]]]


def make(
    sweep: Sweep,
    folder: Path,
    how: How = PLAINLY,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    analyse: Analyse | None = None,
) -> list[Path]:
    """Run a sweep, or what is left of it, and return the files of its folder.

    Parameters
    ----------
    sweep, folder, how
        What is asked, where it stands, and how it is written.
    jobs, scheduler
        Processes here; or the address of a Dask scheduler, whose workers then do it.
    resume
        Go on with what was begun there.
    analyse
        Adds to the folder when all points are lived: takes it, and returns files and what `make.json` says.

    Raises
    ------
    InputError
        Where something else stands in the folder's place, or a sweep was begun there and is not to be
        gone on with, or another one was.
    """
    request = sweeps.manifest(sweep)
    watch = marks.Stopwatch()
    fill = partial(_write_inputs, sweep)
    with (
        workers(jobs, scheduler) as crew,
        folders.begin(folder, request, sweeps.MANIFEST, fill, resume=resume, force=how.force) as begun,
    ):
        if (begun / MARK).is_file():
            return files_in(folder)
        unsound = drop_unsound(begun, request)
        with progress(heading("points"), len(sweep.points), how.quiet) as advance:
            for done in sweeps.run(sweep, begun, crew):
                advance(done)
        watch.lap("simulate")
        joined = sweeps.read_points(begun)
        written = [begun / sweeps.OUTCOMES, *sweeps.write_joined(begun, joined)]
        mark: dict[str, object] = {
            **request,
            "command": how.command,
            "jobs": jobs,
            "lang": spoken().code,
            "versions": marks.versions(),
        }
        mark["logarithmic"] = [name for name, span in sweep.file.ranges.items() if span.scale == "log"]
        if analyse is not None:
            added, words = analyse(begun)
            written += added
            mark |= words
        mark |= by_rule_of(sweep.cases)
        written += how.draw(begun, mark)
        mark |= {"cautions": remade_in_words(unsound)} if unsound else {}
        mark |= {"started": watch.started, "seconds": watch.seconds}
        folders.finish(begun, folder, request, mark, written)
    return files_in(folder)


@contextmanager
def workers(jobs: int, scheduler: str | None = None) -> Iterator[sweeps.Workers]:
    """Give a place to live batches in: this process, several, or the workers of a Dask scheduler."""
    if scheduler is None:
        yield map if jobs == 1 else partial(in_order, jobs=jobs)
        return
    if jobs > 1:
        expected = "one of the two: the cluster's workers are its processes"
        raise InputError([Fault("--scheduler", "", "--jobs too", expected)])
    with cluster(scheduler) as crew:
        yield crew


def _write_inputs(sweep: Sweep, folder: Path) -> None:
    """Write the points and the scenarios of a sweep."""
    table = sweep.points.copy()
    table.insert(0, "point", range(len(table)))
    table.to_parquet(folder / "points.parquet", index=False)
    for case in sweep.cases:
        (folder / f"{case.scenario.name}.toml").write_text(resolved_toml(case), encoding="utf-8")


def at_point(scenario: Path, point: str, set_values: Sequence[str]) -> Case:
    """Load a scenario at one point of a sweep's result folder, with the sweep's lives and seed.

    Raises
    ------
    InputError
        Where there is no such sweep or point.
    """
    sweep_folder, _, number = point.rpartition(":")
    folder = Path(sweep_folder)
    manifest = read_json(folder / sweeps.MANIFEST)
    if not {"runs", "seed", "draws"} <= set(manifest):
        expected = "SWEEP:N, the result folder of a sweep and the number of a point"
        raise InputError([Fault("--point", "", point, expected)])
    check_whole(folder, told_by=sweeps.MANIFEST)
    points = pd.read_parquet(folder / "points.parquet").drop(columns="point")
    row = whole_number(number)
    if row is None or row >= len(points):
        raise InputError([Fault("--point", "", number, f"a point from 0 to {len(points) - 1}")])
    seed = manifest["seed"] + 1 + row if manifest["draws"] == "own" else manifest["seed"]
    case = load(scenario, [f"runs={manifest['runs']}", f"seed={seed}", *set_values])
    values = sweeps.point_values(points, row)
    for path in values:
        value_at(case, path)
    return with_values(case, values)
