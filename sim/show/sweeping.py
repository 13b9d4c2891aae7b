"""The folder of a sweep: begun at once, filled batch by batch, gone on with where it was stopped."""

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.experiments import sweep as sweeps
from sim.experiments.design import Sweep
from sim.experiments.distributed import cluster
from sim.experiments.ensemble import in_order
from sim.faults import Fault, InputError
from sim.files import MARK, write_mark
from sim.reading import whole_number
from sim.scenario.load import Case, load, resolved_toml
from sim.scenario.values import value_at, with_values
from sim.show import figures, results
from sim.show.tables import progress


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

    Raises
    ------
    InputError
        Where something else stands in the folder's place, or a sweep was begun there and is not to be
        gone on with, or another one was.
    """
    asked = sweeps.manifest(sweep)
    watch = results.Stopwatch()
    with workers(jobs, scheduler) as place:
        if resume:
            sweeps.check_resumed(folder, asked)
        else:
            _begin(sweep, folder, asked, force)
        if not (folder / MARK).is_file():
            with progress("points", len(sweep.points), quiet) as advance:
                for done in sweeps.run(sweep, folder, place):
                    advance(done)
    if not (folder / MARK).is_file():
        watch.lap("simulate")
        for name, draw in drawings(sweep, sweeps.read_points(folder)):
            figures.save(draw(), folder / "figures", name)
        mark = {**asked, "command": command, "jobs": jobs, "versions": results.versions()}
        write_mark(folder, {**mark, "started": watch.started, "seconds": watch.seconds})
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


def _begin(sweep: Sweep, folder: Path, asked: dict[str, Any], force: bool) -> None:
    """Make the folder with points, scenarios and manifest, all at once."""
    unfinished = (folder / sweeps.MANIFEST).is_file() and not (folder / MARK).is_file()
    if unfinished and not force:
        expected = "--resume to go on, or --force to begin anew"
        raise InputError([Fault(str(folder), "", "a sweep that was begun and not finished", expected)])
    if unfinished:
        shutil.rmtree(folder)
    with results.new_folder(folder, asked["identity"], force) as fresh:
        table = sweep.points.copy()
        table.insert(0, "point", range(len(table)))
        table.to_parquet(fresh / "points.parquet", index=False)
        for case in sweep.cases:
            (fresh / f"{case.scenario.name}.toml").write_text(resolved_toml(case), encoding="utf-8")
        text = json.dumps(asked, indent=2, ensure_ascii=False)
        (fresh / sweeps.MANIFEST).write_text(text + "\n", encoding="utf-8")


def drawings(sweep: Sweep, table: pd.DataFrame) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures of a sweep: each outcome over a grid of two ranges of numbers."""
    names = list(sweep.file.ranges)
    numbers = all(span.values is None for span in sweep.file.ranges.values())
    if sweep.file.design != "grid" or len(names) != 2 or not numbers:
        return
    for case in sweep.cases:
        own = table[table["scenario"] == case.scenario.name]
        for outcome in sweep.file.outcomes:
            title = f"{outcome}. {case.scenario.title.en} ({sweep.file.runs:,} lives a point)"
            picture = partial(figures.heat_map, title, own, (names[0], names[1]), outcome)
            yield f"{case.scenario.name}-{outcome}", picture


def at_point(scenario: Path, point: str, sets: Sequence[str]) -> Case:
    """Load a scenario at one point of a sweep's result folder, with the sweep's lives and seed.

    Raises
    ------
    InputError
        Where there is no such sweep or point.
    """
    place, _, number = point.rpartition(":")
    folder = Path(place)
    try:
        asked = json.loads((folder / sweeps.MANIFEST).read_text(encoding="utf-8"))
        points = pd.read_parquet(folder / "points.parquet").drop(columns="point")
    except (OSError, ValueError):
        expected = "SWEEP:N, the result folder of a sweep and the number of a point"
        raise InputError([Fault("--point", "", point, expected)]) from None
    row = whole_number(number)
    if row is None or row >= len(points):
        raise InputError([Fault("--point", "", number, f"a point from 0 to {len(points) - 1}")])
    own = asked["seed"] + 1 + row if asked["draws"] == "own" else asked["seed"]
    case = load(scenario, [f"runs={asked['runs']}", f"seed={own}", *sets])
    values = sweeps.point_values(points, row)
    for path in values:
        value_at(case, path)
    return with_values(case, values)
