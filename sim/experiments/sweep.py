"""Sweeps: many points of a scenario, batch by batch, so that nothing finished is ever lost."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiments.design import Sweep, SweepFile
from sim.experiments.outcomes import live_points, points_per_batch, summary
from sim.experiments.parts import signed, write_part
from sim.faults import InputError
from sim.files import whole
from sim.frames import write_frame
from sim.scenario.load import Case, scenario_hash
from sim.scenario.values import with_values

MANIFEST, BATCHES, OUTCOMES = "sweep.json", "batches", "outcomes.parquet"

JOINED = "points_and_outcomes.csv"
"""Points and outcomes once more, side by side, for spreadsheets."""

MOST_JOINED: Final = 1_048_575
"""Rows that a spreadsheet can hold below its header."""


def manifest(sweep: Sweep) -> dict[str, Any]:
    """Return what makes a sweep what it is: another value of any of these gives other outcomes."""
    design = hashlib.sha256(sweep.points.to_csv(index=False).encode()).hexdigest()
    return {
        "identity": f"sweep {sweep.file.name}",
        "design": design,
        "outcomes": json.loads(sweep.file.model_dump_json())["outcomes"],
        "scenarios": {case.scenario.name: scenario_hash(case) for case in sweep.cases},
        "runs": sweep.file.runs,
        "seed": sweep.file.seed,
        "draws": sweep.file.draws,
        "version": version("rapprochement"),
    }


@dataclass(frozen=True)
class Batch:
    """Some consecutive points of a sweep: what one process, here or elsewhere, lives in one go.

    Attributes
    ----------
    number
        Of the batch.
    first
        Number of its first point.
    points
        Their values, one row each.
    cases
        The scenarios of the sweep.
    file
        What was asked.
    """

    number: int
    first: int
    points: pd.DataFrame
    cases: list[Case]
    file: SweepFile


def batches(sweep: Sweep) -> list[tuple[int, range]]:
    """List the numbers of all batches, each with its points."""
    size, total = points_per_batch(sweep.cases), len(sweep.points)
    return [(n, range(first, min(first + size, total))) for n, first in enumerate(range(0, total, size))]


def batch_of(sweep: Sweep, number: int, points: range) -> Batch:
    """Cut one batch out of a sweep."""
    batch_points = sweep.points.iloc[points.start : points.stop]
    return Batch(number, points.start, batch_points, sweep.cases, sweep.file)


def live_batch(batch: Batch) -> pa.Table:
    """Live the points of one batch: a row for each point and scenario, with the reason where it failed."""
    rows = [row for case in batch.cases for row in _rows(batch, case)]
    rows.sort(key=lambda row: row["point"])
    return pa.Table.from_pylist(rows, schema(batch.file))


def _rows(batch: Batch, case: Case) -> Iterator[dict[str, Any]]:
    """Go through the rows of one scenario; points that may live in one world do."""
    worlds: dict[tuple[Any, ...], list[tuple[int, Case]]] = {}
    for n, values in enumerate(batch.points.to_dict("records")):
        point = batch.first + n
        try:
            at_point = case_at(case, {str(path): value for path, value in values.items()}, batch.file, point)
        except InputError as error:
            yield _failed(batch.file, case, point, str(error))
            continue
        scenario = at_point.scenario
        key = (scenario.start, scenario.end, *(table.model_dump_json() for table in scenario.groups))
        worlds.setdefault(key, []).append((point, at_point))
    for members in worlds.values():
        yield from _live_together(batch.file, members)


def _live_together(file: SweepFile, members: list[tuple[int, Case]]) -> Iterator[dict[str, Any]]:
    # What is no number is found at the end and told of its point.
    with np.errstate(all="ignore"):
        values, failed = live_points([case for _, case in members], file.outcomes)
    for n, (point, case) in enumerate(members):
        if failed[n]:
            yield _failed(file, case, point, "a quantity that is no finite number")
            continue
        row: dict[str, Any] = {"point": point, "scenario": case.scenario.name, "failed": None}
        for name, outcome in file.outcomes.items():
            row[name], row[f"{name}_se"] = summary(outcome, values[name][n], case.ladder)
        yield row


def _failed(file: SweepFile, case: Case, point: int, reason: str) -> dict[str, Any]:
    empty = {f"{name}{end}": float("nan") for name in file.outcomes for end in ("", "_se")}
    return {"point": point, "scenario": case.scenario.name, **empty, "failed": reason}


def case_at(case: Case, values: Mapping[str, Any], file: SweepFile, point: int) -> Case:
    """Return a scenario at a point; with own draws each point has a seed of its own."""
    changed = with_values(case, values)
    if file.draws == "shared":
        return changed
    point_seed = file.seed + 1 + point
    return replace(changed, scenario=changed.scenario.model_copy(update={"seed": point_seed}))


def point_values(points: pd.DataFrame, point: int) -> dict[str, Any]:
    """Return the values of a point by their paths, as plain numbers and words."""
    values = {str(name): points[name].iloc[point] for name in points.columns}
    return {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}


def schema(file: SweepFile) -> pa.Schema:
    """Return the columns of the outcomes."""
    numbers = [(f"{name}{end}", pa.float64()) for name in file.outcomes for end in ("", "_se")]
    return pa.schema([("point", pa.int64()), ("scenario", pa.string()), *numbers, ("failed", pa.string())])


def batch_file(folder: Path, batch: int) -> Path:
    """Return where a batch is written."""
    return folder / BATCHES / f"{batch:06}.parquet"


Workers = Callable[[Callable[[Batch], pa.Table], Iterable[Batch]], Iterator[pa.Table]]
"""Where batches are lived: takes what to do and the batches, yields what they give in the same order."""


def run(sweep: Sweep, folder: Path, workers: Workers = map) -> Iterator[int]:
    """Run what is not done yet of a sweep whose folder stands; yield points as they are finished."""
    total = len(sweep.points)
    if (folder / OUTCOMES).is_file():
        yield total
        return
    (folder / BATCHES).mkdir(exist_ok=True)
    every = batches(sweep)
    left = [(n, points) for n, points in every if not batch_file(folder, n).is_file()]
    yield total - sum(len(points) for _, points in left)
    to_live = (batch_of(sweep, n, points) for n, points in left)
    for (n, points), table in zip(left, workers(live_batch, to_live), strict=True):
        write_part(folder, batch_file(folder, n).relative_to(folder).as_posix(), table, manifest(sweep))
        yield len(points)
    _join(sweep, folder, len(every))


def _join(sweep: Sweep, folder: Path, number: int) -> None:
    """Put the batches together in order, one in memory at a time, and then away."""
    columns = signed(schema(sweep.file), manifest(sweep), OUTCOMES)
    with (
        whole(folder / OUTCOMES) as file,
        pq.ParquetWriter(file, columns, write_page_checksum=True) as writer,
    ):
        for n in range(number):
            writer.write_table(pq.read_table(batch_file(folder, n), schema=columns))
    shutil.rmtree(folder / BATCHES)


def write_joined(folder: Path, joined: pd.DataFrame) -> list[Path]:
    """Write points and outcomes as one table in CSV, where a spreadsheet can hold it; return the file."""
    if len(joined) > MOST_JOINED:
        return []
    with whole(folder / JOINED) as file:
        write_frame(joined, file)
    return [folder / JOINED]


def read_points(folder: Path) -> pd.DataFrame:
    """Read the points and outcomes of a finished sweep, side by side."""
    points, outcomes = (pd.read_parquet(folder / name) for name in ("points.parquet", OUTCOMES))
    return points.merge(outcomes, on="point")
