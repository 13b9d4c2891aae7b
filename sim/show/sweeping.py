"""The folder of a sweep: begun at once, filled batch by batch, gone on with where it was stopped."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments import sweep as sweeps
from sim.experiments.design import Sweep
from sim.experiments.distributed import cluster
from sim.experiments.parts import drop_unsound
from sim.experiments.parts import said as said_of
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError
from sim.files import MARK, check_whole, read_json
from sim.reading import whole_number
from sim.scenario.load import Case, load, resolved_toml
from sim.scenario.values import value_at, with_values
from sim.show import figures, folders, grids, results
from sim.show.tables import progress

Analyse = Callable[[Path], tuple[list[Path], dict[str, object]]]


def run(
    sweep: Sweep,
    folder: Path,
    *,
    command: str = "",
    jobs: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    force: bool = False,
    quiet: bool = True,
    analyse: Analyse | None = None,
) -> list[Path]:
    """Run a sweep, or what is left of it, and return the files of its folder.

    Parameters
    ----------
    sweep, folder
        What is asked, and where it stands.
    jobs, scheduler
        Processes here; or the address of a Dask scheduler, whose workers then do it.
    resume
        Go on with what was begun there.
    command, force, quiet
        As for a run.
    analyse
        Adds to the folder when all points are lived: takes it, and returns files and what `run.json` says.

    Raises
    ------
    InputError
        Where something else stands in the folder's place, or a sweep was begun there and is not to be
        gone on with, or another one was.
    """
    asked = sweeps.manifest(sweep)
    watch = results.Stopwatch()
    fill = partial(_write_inputs, sweep)
    with (
        workers(jobs, scheduler) as crew,
        folders.begin(folder, asked, sweeps.MANIFEST, fill, resume=resume, force=force) as place,
    ):
        if (place / MARK).is_file():
            return _files(folder)
        unsound = drop_unsound(place, asked)
        with progress("points", len(sweep.points), quiet) as advance:
            for done in sweeps.run(sweep, place, crew):
                advance(done)
        watch.lap("simulate")
        written = [place / sweeps.OUTCOMES]
        for name, draw in drawings(sweep, sweeps.read_points(place)):
            written += figures.save(draw(), place / "figures", name)
        mark: dict[str, object] = {**asked, "command": command, "jobs": jobs, "versions": results.versions()}
        mark["logarithmic"] = [name for name, span in sweep.file.ranges.items() if span.scale == "log"]
        if analyse is not None:
            added, said = analyse(place)
            written += added
            mark |= said
        mark |= {"cautions": said_of(unsound)} if unsound else {}
        mark |= {"started": watch.started, "seconds": watch.seconds}
        folders.finish(place, folder, asked, mark, written)
    return _files(folder)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@contextmanager
def workers(jobs: int, scheduler: str | None = None) -> Iterator[sweeps.Workers]:
    """Give a place to live batches in: this process, several, or the workers of a Dask scheduler."""
    if scheduler is None:
        yield map if jobs == 1 else partial(in_order, jobs=jobs)
        return
    if jobs > 1:
        expected = "one of the two: the cluster's workers are its processes"
        raise InputError([Fault("--scheduler", "", "--jobs too", expected)])
    with cluster(scheduler) as place:
        yield place


def _write_inputs(sweep: Sweep, folder: Path) -> None:
    """Write the points and the scenarios of a sweep."""
    table = sweep.points.copy()
    table.insert(0, "point", range(len(table)))
    table.to_parquet(folder / "points.parquet", index=False)
    for case in sweep.cases:
        (folder / f"{case.scenario.name}.toml").write_text(resolved_toml(case), encoding="utf-8")


def drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures of a sweep: each outcome over a grid of two ranges."""
    return figures.apart(_drawings(sweep, table))


def _drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    if sweep.file.design != "grid" or len(sweep.file.ranges) != 2:
        return
    for case in sweep.cases:
        own = table[table["scenario"] == case.scenario.name]
        for name, outcome in sweep.file.outcomes.items():
            title = f"{name}. {case.scenario.title.en} ({sweep.file.runs:,} lives a point)"
            picture = partial(grids.heat_map, title, own, sweep.file.ranges, name, outcome)
            yield f"{case.scenario.name}-{name}", picture


def at_point(scenario: Path, point: str, sets: Sequence[str]) -> Case:
    """Load a scenario at one point of a sweep's result folder, with the sweep's lives and seed.

    Raises
    ------
    InputError
        Where there is no such sweep or point.
    """
    place, _, number = point.rpartition(":")
    folder = Path(place)
    asked = read_json(folder / sweeps.MANIFEST)
    if not {"runs", "seed", "draws"} <= set(asked):
        expected = "SWEEP:N, the result folder of a sweep and the number of a point"
        raise InputError([Fault("--point", "", point, expected)])
    check_whole(folder, told_by=sweeps.MANIFEST)
    points = pd.read_parquet(folder / "points.parquet").drop(columns="point")
    row = whole_number(number)
    if row is None or row >= len(points):
        raise InputError([Fault("--point", "", number, f"a point from 0 to {len(points) - 1}")])
    own = asked["seed"] + 1 + row if asked["draws"] == "own" else asked["seed"]
    case = load(scenario, [f"runs={asked['runs']}", f"seed={own}", *sets])
    values = sweeps.point_values(points, row)
    for path in values:
        value_at(case, path)
    return with_values(case, values)
