"""The folder, the figures and the words of a discovery: where in a sweep an outcome passes a threshold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.experiments import sweep as sweeps
from sim.experiments.design import read_sweep
from sim.experiments.discover import (
    CHANCE,
    LEAST_POINTS,
    Mask,
    Points,
    Quality,
    Region,
    Side,
    as_good,
    discover,
    held_out,
    quality,
    restricted,
    shuffles,
    whole,
)
from sim.faults import Fault, InputError, nearest
from sim.files import MARK, check_whole, digest, read_json, write_mark
from sim.frames import write_frame
from sim.show import figures, folders, regions, results
from sim.show.sensitivity import short
from sim.show.tables import number, progress

FEW_POINTS: Final = 50
"""Points of a region below which its density earns a caution."""

MOST_LOST: Final = 0.5
"""Share of a region's gain in density that may be lost where it is tried before that earns a caution."""


@dataclass(frozen=True)
class Asked:
    """A discovery, ready to make.

    Attributes
    ----------
    sweep, runs
        The name of the sweep, and its lives a point.
    outcome, threshold
        What is asked, the threshold in words such as `above 0.5`.
    points
        Values by range `[point]`; of several scenarios, `scenario` is a range too.
    values, interest
        The outcome, and whether it passes the threshold `[point]`; a year that never comes is infinite.
    left_out
        Points without the outcome.
    found
        Digest of what the sweep found.
    logarithmic
        Ranges on a logarithmic scale.
    """

    sweep: str
    runs: int
    outcome: str
    threshold: str
    points: Points
    values: np.ndarray[Any, Any]
    interest: Mask
    left_out: int
    found: str
    logarithmic: tuple[str, ...] = ()

    @property
    def named(self) -> list[str]:
        """What its folder is named by."""
        return [self.sweep, self.outcome, self.threshold.replace(" ", "-")]


def read(sweep: Path, outcome: str, above: float | None, below: float | None, finished: Path) -> Asked:
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
    own = table[table[outcome].notna() | never]
    values = own[outcome].mask(never, np.inf).to_numpy(float)
    interest = np.ones(len(values), bool)
    if above is not None:
        interest &= values > above
    if below is not None:
        interest &= values < below
    _check_enough(outcome, threshold, values, interest)
    points = {name: own[name].to_numpy() for name in _ranges(folder, own)}
    title = str(mark["identity"]).removeprefix("sweep ")
    left_out = len(table) - len(own)
    found, logs = digest(folder / sweeps.OUTCOMES), tuple(mark.get("logarithmic", ()))
    return Asked(
        title, int(mark["runs"]), outcome, threshold, points, values, interest, left_out, found, logs
    )


def _never(table: pd.DataFrame, outcome: str, mark: Mapping[str, Any]) -> "pd.Series[bool]":
    """Say at which points a year was asked for that never comes: later than any, and not unknown."""
    asked = mark.get("outcomes", {}).get(outcome, {})
    if asked.get("measure") != "first-passage":
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
        found = f"{outcome} {threshold} at {hits:,} of {count:,} points{spread}"
        expected = f"{LEAST_POINTS} points at least that pass the threshold, and as many that do not"
        raise InputError([Fault("threshold", "", found, expected)])


def _ranges(folder: Path, table: pd.DataFrame) -> list[str]:
    names = list(pd.read_parquet(folder / "points.parquet").columns.drop("point"))
    return names + (["scenario"] if table["scenario"].nunique() > 1 else [])


def run(
    asked: Asked, folder: Path, *, command: str = "", force: bool = False, quiet: bool = True
) -> tuple[Region, list[Path]]:
    """Find the region and write the result folder; return the region and the files.

    Raises
    ------
    InputError
        Where something else stands in the folder's place.
    """
    identity = f"discovery in {asked.sweep}: {asked.outcome} {asked.threshold}"
    wanted = {"identity": identity, "outcomes": asked.found}
    with folders.new_folder(folder, wanted, force) as fresh:
        watch = results.Stopwatch()
        region = discover(asked.points, asked.interest)
        tried = held_out(asked.points, asked.interest)
        chance = _chance(asked, region, quiet)
        watch.lap("discover")
        write_frame(peeling(asked, region), fresh / "peeling.csv", "%.6g")
        write_frame(box(asked, region), fresh / "box.csv", "%.6g")
        for name, draw in drawings(asked, region):
            figures.save(draw(), fresh / "figures", name)
        mark = {
            "identity": identity,
            "command": command,
            "sentences": sentences(asked, region, tried, chance),
            "chance": chance,
            "versions": results.versions(),
            "started": watch.started,
            "seconds": watch.seconds,
        }
        write_mark(fresh, mark)
    return region, sorted(path for path in folder.rglob("*") if path.is_file())


def _chance(asked: Asked, region: Region, quiet: bool) -> float | None:
    """Return the share of shuffled outcomes that give as good a region, the real one counted, if any."""
    if not region.box:
        return None
    total, found = shuffles(asked.points), 1
    with progress("shuffles", total, quiet) as advance:
        for good in as_good(asked.points, asked.interest, region.quality):
            found += good
            advance(1)
    return found / (total + 1)


def peeling(asked: Asked, region: Region) -> pd.DataFrame:
    """Return the boxes of the peeling, one row each, and the region in the last."""
    rows = []
    for step, tried in enumerate([*region.trajectory, region.box]):
        found = quality(asked.points, asked.interest, tried)
        names = restricted(asked.points, tried)
        rows.append(
            {
                "step": "region" if step == len(region.trajectory) else step,
                "coverage": found.coverage,
                "density": found.density,
                "mass": found.mass,
                "points": found.points,
                "restricted": len(names),
                "ranges": ";".join(names),
                "chosen": step == region.chosen,
            }
        )
    return pd.DataFrame(rows)


def box(asked: Asked, region: Region) -> pd.DataFrame:
    """Return the limits of the region, what each is worth, and how likely chance would do as well."""
    columns = (
        "range",
        "low",
        "high",
        "least",
        "most",
        "words",
        "quasi_p",
        "coverage_without",
        "density_without",
    )
    outer = whole(asked.points)
    rows: list[list[object]] = []
    for name, side in region.box.items():
        rest = {other: limit for other, limit in region.box.items() if other != name}
        without = quality(asked.points, asked.interest, rest)
        worth = (region.quasi_p[name], without.coverage, without.density)
        full = outer[name]
        if isinstance(side, frozenset) or isinstance(full, frozenset):
            rows.append([name, *[None] * 4, ";".join(sorted(map(str, side))), *worth])
        else:
            rows.append([name, *side, *full, "", *worth])
    return pd.DataFrame(rows, columns=columns)


def sentences(asked: Asked, region: Region, tried: Quality | None, chance: float | None) -> list[str]:
    """Say where the outcome passes the threshold, how surely, and what to be careful of."""
    outer, found, share = whole(asked.points), region.quality, float(asked.interest.mean())
    if region.box:
        limits = " and ".join(limit(name, side, outer[name]) for name, side in region.box.items())
        said = [
            f"Where {limits}, {asked.outcome} lies {asked.threshold} at {found.density:.0%} of points "
            f"(density), against {share:.0%} of all; the region holds {found.coverage:.0%} of all such "
            f"points (coverage) and {found.mass:.0%} of the points.",
            *_by_chance(asked, chance),
            *_tried(found, share, tried),
        ]
    else:
        said = [
            f"No region stands out: {asked.outcome} lies {asked.threshold} at {share:.0%} of all points, and "
            "no limit on a range raises that by more than chance would."
        ]
    if found.points < FEW_POINTS:
        said.append(f"The region holds {found.points} points only: its density is uncertain.")
    if asked.left_out:
        said.append(f"{asked.left_out:,} points without a value of {asked.outcome} were left out.")
    never = int(np.isinf(asked.values).sum())
    if never:
        said.append(f"At {never:,} points {asked.outcome} never comes: that counts as later than any year.")
    return said


def _by_chance(asked: Asked, chance: float | None) -> list[str]:
    """Say how often a region as good is found where the outcome is shuffled over the points."""
    if chance is None:
        return []
    total = shuffles(asked.points)
    times = round(chance * (total + 1)) - 1
    doubt = ": it may well be chance" if chance > CHANCE else ""
    return [
        f"With the outcome shuffled over the points, a region as good was found {times} times in {total}: "
        f"chance would give one with a probability of about {chance:.2f}{doubt}."
    ]


def _tried(found: Quality, share: float, tried: Quality | None) -> list[str]:
    """Say how a region does on points in which it was not sought."""
    if tried is None:
        return ["There are too few points to seek the region in one half and try it on the other."]
    said = [
        f"Sought in one half of the points, a region has a density of {tried.density:.0%} and a coverage of "
        f"{tried.coverage:.0%} in the other half."
    ]
    if found.density - tried.density > MOST_LOST * (found.density - share):
        said.append(
            "Much of what sets it apart does not hold there: it may be chance; more points would tell."
        )
    return said


def limit(name: str, side: Side, full: Side) -> str:
    """Say in words what a box allows of a range."""
    if isinstance(side, frozenset) or isinstance(full, frozenset):
        words = sorted(map(str, side))
        return f"{short(name)} is {' or '.join(words)}"
    low, high = map(number, side)
    if side[0] > full[0] and side[1] < full[1]:
        return f"{short(name)} is from {low} to {high}"
    return f"{short(name)} is at least {low}" if side[0] > full[0] else f"{short(name)} is at most {high}"


def drawings(asked: Asked, region: Region) -> Iterator[tuple[str, Callable[[], Figure]]]:
    """Go through the figures: the region, where there is one, and what density costs in coverage."""
    size = f"sweep {asked.sweep}, {len(asked.interest):,} points of {asked.runs:,} lives"
    if region.box:
        title = f"Where {asked.outcome} lies {asked.threshold} ({size})"
        about = (asked.points, asked.values, asked.interest, region.box, asked.outcome, asked.logarithmic)
        yield "region", partial(regions.region, title, *about)
    title = f"Peeling: {asked.outcome} {asked.threshold} ({size})"
    yield "trade-off", partial(regions.trade_off, title, peeling(asked, region))
