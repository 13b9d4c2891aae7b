"""Sweeps: many points of a scenario, batch by batch, so that nothing finished is ever lost."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.experiments.design import Sweep
from sim.experiments.ensemble import in_order, simulate
from sim.experiments.outcomes import measure
from sim.faults import Fault, InputError
from sim.scenario.load import Case, scenario_hash
from sim.scenario.values import with_values

POINTS_PER_BATCH: Final = 50
"""Points that are written together; a batch cut short is done again."""

MANIFEST, BATCHES, OUTCOMES = "sweep.json", "batches", "outcomes.parquet"


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


def run_point(sweep: Sweep, case: Case, point: int) -> dict[str, Any]:
    """Live one point and return its row: outcomes with errors, or the reason why there are none."""
    row: dict[str, Any] = {"point": point, "scenario": case.scenario.name}
    try:
        there = case_at(sweep, case, point)
        chunks = list(simulate(there, keep=sweep.file.runs))
        for name, outcome in sweep.file.outcomes.items():
            row[name], row[f"{name}_se"] = measure(outcome, there, chunks)
        return {**row, "failed": None}
    except (InputError, ArithmeticError, ValueError) as error:
        empty = {f"{name}{end}": float("nan") for name in sweep.file.outcomes for end in ("", "_se")}
        return {**row, **empty, "failed": str(error)}


def case_at(sweep: Sweep, case: Case, point: int) -> Case:
    """Return a scenario at a point; with own draws each point has a seed of its own."""
    changed = with_values(case, point_values(sweep.points, point))
    if sweep.file.draws == "shared":
        return changed
    own = sweep.file.seed + 1 + point
    return replace(changed, scenario=changed.scenario.model_copy(update={"seed": own}))


def point_values(points: pd.DataFrame, point: int) -> dict[str, Any]:
    """Return the values of a point by their paths, as plain numbers and words."""
    values = {str(name): points[name].iloc[point] for name in points.columns}
    return {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}


def run_batch(sweep: Sweep, folder: Path, batch: int, points: range) -> int:
    """Live the points of one batch and write them, whole or not at all; return how many."""
    rows = [run_point(sweep, case, point) for point in points for case in sweep.cases]
    place = batch_file(folder, batch)
    making = place.with_suffix(".part")
    with making.open("wb") as file:
        pq.write_table(pa.Table.from_pylist(rows, schema(sweep)), file)
        file.flush()
        os.fsync(file.fileno())
    making.replace(place)
    return len(points)


def schema(sweep: Sweep) -> pa.Schema:
    """Return the columns of the outcomes."""
    numbers = [(f"{name}{end}", pa.float64()) for name in sweep.file.outcomes for end in ("", "_se")]
    return pa.schema([("point", pa.int64()), ("scenario", pa.string()), *numbers, ("failed", pa.string())])


def batch_file(folder: Path, batch: int) -> Path:
    """Return where a batch is written."""
    return folder / BATCHES / f"{batch:06}.parquet"


def run(sweep: Sweep, folder: Path, jobs: int = 1) -> Iterator[int]:
    """Run what is not done yet of a sweep whose folder stands; yield points as they are finished."""
    total = len(sweep.points)
    if (folder / OUTCOMES).is_file():
        yield total
        return
    (folder / BATCHES).mkdir(exist_ok=True)
    firsts = range(0, total, POINTS_PER_BATCH)
    batches = {n: range(first, min(first + POINTS_PER_BATCH, total)) for n, first in enumerate(firsts)}
    left = {n: points for n, points in batches.items() if not batch_file(folder, n).is_file()}
    yield total - sum(map(len, left.values()))
    work = partial(run_batch, sweep, folder)
    if jobs == 1:
        yield from map(work, left.keys(), left.values())
    else:
        yield from in_order(work, left.items(), jobs)
    _join(sweep, folder, len(batches))


def _join(sweep: Sweep, folder: Path, batches: int) -> None:
    """Put the batches together in order, one in memory at a time, and then away."""
    place = folder / OUTCOMES
    making = place.with_suffix(".part")
    with pq.ParquetWriter(making, schema(sweep)) as writer:
        for batch in range(batches):
            writer.write_table(pq.read_table(batch_file(folder, batch), schema=schema(sweep)))
    making.replace(place)
    shutil.rmtree(folder / BATCHES)


def check_resumed(folder: Path, asked: dict[str, Any]) -> None:
    """Refuse to go on with a folder that was begun by another sweep, naming what differs."""
    try:
        begun = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError([Fault(str(folder), MANIFEST, "no such file", "a sweep that was begun")]) from None
    differing = [key for key in asked if begun.get(key) != asked[key]]
    if differing:
        expected = "the sweep that was begun there; name another place with --out"
        found = f"another {' and another '.join(differing)}"
        raise InputError([Fault(str(folder), MANIFEST, found, expected)])


def read_points(folder: Path) -> pd.DataFrame:
    """Read the points and outcomes of a finished sweep, side by side."""
    points, outcomes = (pd.read_parquet(folder / name) for name in ("points.parquet", OUTCOMES))
    return points.merge(outcomes, on="point")
