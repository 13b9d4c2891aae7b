"""Sweep files and the points they ask for."""

import re
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

import numpy as np
import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from scipy.stats import qmc

from sim.csv_tables import read_table
from sim.experiments.cost import MOST_LIVES_A_POINT, MOST_POINTS, check_points
from sim.faults import Fault, InputError, from_pydantic, nearest, shown
from sim.ladder.party import Party
from sim.reading import number, read_toml
from sim.scenario.load import Case, load
from sim.scenario.merge import case_folder, inside, opened
from sim.scenario.values import value_at, with_values

DESIGNS: Final = {"grid": "steps", "latin-hypercube": "points", "sobol": "points"}
"""Designs, and the key that says how many points each has."""


COLUMNS: Final = ("point", "scenario", "failed")
"""Columns of the outcomes beside the outcomes themselves."""

MOST_LETTERS: Final = 80
OUTCOME_NAME: Final = re.compile(rf"(?=.{{1,{MOST_LETTERS}}}$)[\w+-]([\w .+-]*[\w+-])?")
"""Names of outcomes: files and folders are called by them."""


class Strict(BaseModel):
    """A table of a sweep file: unknown keys, NaN and infinity are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True, frozen=True)


class Range(Strict):
    """Values a path may take: from low to high, on a scale; or one of some values."""

    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"
    integer: bool = False
    values: Annotated[list[int | float | str], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.values is None and (self.low is None or self.high is None or not self.low < self.high):
            raise ValueError("low below high, or values")
        if self.values is not None and (self.low is not None or self.high is not None):
            raise ValueError("either low and high, or values")
        if self.values is not None and {"scale", "integer"} & self.model_fields_set:
            raise ValueError("no scale and no integer beside values")
        if len({isinstance(value, str) for value in self.values or ()}) > 1:
            raise ValueError("values that are all numbers or all words")
        if len(set(self.values or ())) < len(self.values or ()):
            raise ValueError("each value once")
        if self.integer and not all(float(end or 0).is_integer() for end in (self.low, self.high)):
            raise ValueError("whole numbers as ends of an integer range")
        if self.scale == "log" and (self.low or 0) <= 0:
            raise ValueError("low above 0 on a log scale")
        return self

    def at(self, share: float) -> float | int | str:
        """Return the value at a share of the way, 0 to 1."""
        if self.values is not None:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = self.low or 0.0, self.high or 0.0
        if not self.integer:
            return self._between(low, high, share)
        # As much of the way for the first and the last whole number as for any between.
        return min(max(round(self._between(low - 0.5, high + 0.5, share)), int(low)), int(high))

    def _between(self, low: float, high: float, share: float) -> float:
        return low * (high / low) ** share if self.scale == "log" else low + (high - low) * share

    def tried(self) -> list[float | int | str]:
        """Return what is tried before anything runs: all values of a list, or both ends."""
        return list(self.values) if self.values is not None else [self.at(0.0), self.at(1.0)]

    def steps(self, number: int) -> list[float | int | str]:
        """Return evenly spaced values, each once; all of them where they are listed."""
        if self.values is not None:
            return list(self.values)
        values = [
            self._between(self.low or 0.0, self.high or 0.0, share) for share in np.linspace(0, 1, number)
        ]
        return list(dict.fromkeys(round(value) if self.integer else value for value in values))


def _range(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 2:
        return {"low": value[0], "high": value[1]}
    return value


OUTCOME_KEYS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "mean-index": (("pair", "year"), ()),
    "stage-chance": (("pair", "stage"), ("year", "by")),
    "first-passage": (("pair", "stage"), ("quantile",)),
    "regress-chance": (("pair", "year"), ()),
    "mean-threat": (("by", "of", "year"), ()),
}
"""Keys that an outcome of each measure needs, and those it may have."""


class Outcome(Strict):
    """A number that the lives of a point give."""

    measure: Literal["mean-index", "stage-chance", "first-passage", "regress-chance", "mean-threat"]
    pair: str | None = None
    year: int | None = None
    by: int | str | None = None
    of: str | None = None
    stage: str | None = None
    quantile: Annotated[float, Field(gt=0, lt=1)] = 0.5

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        needed, optional = OUTCOME_KEYS[self.measure]
        useless = self.model_fields_set - {"measure", *needed, *optional}
        if useless:
            raise ValueError(f"no {', '.join(sorted(useless))} for the measure {self.measure}")
        lacking = [key for key in needed if getattr(self, key) is None]
        if lacking:
            raise ValueError(f"{', '.join(lacking)} for the measure {self.measure}")
        if self.measure == "stage-chance" and (self.year is None) == (self.by is None):
            raise ValueError("either year, or by = a year, for the measure stage-chance")
        return self


class SweepFile(Strict):
    """A sweep as a file writes it."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]
    scenario: Annotated[list[str], BeforeValidator(lambda v: [v] if isinstance(v, str) else v)]
    runs: Annotated[int, Field(ge=1, le=MOST_LIVES_A_POINT)] = 100
    seed: Annotated[int, Field(ge=0)] = 0
    design: str
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    steps: Annotated[int, Field(ge=2, le=1000)] = 5
    draws: Literal["shared", "own"] = "shared"
    ranges: dict[str, Annotated[Range, BeforeValidator(_range)]] = {}
    outcomes: Annotated[dict[str, Outcome], Field(min_length=1)]


@dataclass(frozen=True)
class Sweep:
    """A sweep, ready to run.

    Attributes
    ----------
    file
        What was asked.
    path
        The file.
    cases
        The scenarios, with the sweep's runs and seed.
    points
        One row a point, one column a range; the index counts from 0.
    """

    file: SweepFile
    path: Path
    cases: list[Case]
    points: pd.DataFrame


def read_sweep(path: Path) -> Sweep:
    """Read a sweep file, its scenarios and its points.

    Raises
    ------
    InputError
        With every fault found: of the file, of a range that changes nothing, of an outcome of nothing.
    """
    file = _read(path)
    folder = case_folder(path)
    cases = []
    for name in file.scenario:
        target = inside(folder, path.resolve().parent, name)
        if target is None or not target.exists():
            near = nearest(name, (entry.name for entry in folder.glob("*.toml")))
            raise InputError(
                [Fault(str(path), "scenario", shown(name), "a scenario in the case's folder", near)]
            )
        loaded = load(opened(path.parent / name, target), [f"runs={file.runs}", f"seed={file.seed}"])
        cases.append(loaded)
    names = [case.scenario.name for case in cases]
    faults = [
        Fault(str(path), "scenario", f"{name} again", "scenarios of different names")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    faults += [
        Fault(str(path), key, f"{key} for {file.design}", f"no {key}: {file.design} does not heed it")
        for key in ("steps", "points")
        if key in file.model_fields_set and DESIGNS.get(file.design, "") != key and _is_design(file.design)
    ]
    faults += [*_name_faults(path, file), *_same_range_faults(path, file)]
    faults += [fault for case in cases for fault in _range_faults(path, file, case)]
    faults += [fault for case in cases for fault in _outcome_faults(path, file, case)]
    if faults:
        raise InputError(faults)
    number = _number(file)
    if number is not None:
        check_points(str(path), DESIGNS[file.design], number, len(file.ranges), file.runs, cases)
    return Sweep(file, path, cases, _points(path, folder, file))


def _read(path: Path) -> SweepFile:
    try:
        return SweepFile.model_validate(read_toml(path))
    except ValidationError as error:
        raise InputError(from_pydantic(error, str(path), "", SweepFile.model_fields)) from None


def _is_design(name: str) -> bool:
    return name in DESIGNS or name.endswith(".csv")


def _name_faults(path: Path, file: SweepFile) -> list[Fault]:
    """Refuse names of outcomes that no file can have, or that stand for another column of the results."""
    taken = dict.fromkeys(COLUMNS, "the results") | dict.fromkeys(file.ranges, "a range")
    names: dict[str, str] = {}
    faults = []
    for name in file.outcomes:
        place = f"outcomes, {name}"
        if not OUTCOME_NAME.fullmatch(name):
            expected = f"letters, digits, spaces, - _ . + as a name, {MOST_LETTERS} at most"
            faults.append(Fault(str(path), "outcomes", shown(name), expected))
        elif name in taken:
            expected = f"another name: {taken[name]} has a column {name}"
            faults.append(Fault(str(path), place, name, expected))
        elif name.removesuffix("_se") != name and name.removesuffix("_se") in file.outcomes:
            expected = f"another name: {name} is the standard error of {name.removesuffix('_se')}"
            faults.append(Fault(str(path), place, name, expected))
        elif name.casefold() in names:
            expected = "names that differ in more than capitals: files are called by them"
            faults.append(Fault(str(path), place, f"{name} beside {names[name.casefold()]}", expected))
        names.setdefault(name.casefold(), name)
    return faults


def _same_range_faults(path: Path, file: SweepFile) -> list[Fault]:
    """Refuse two ranges over one value: the later would hide the earlier."""
    first_over: dict[str, str] = {}
    for name in file.ranges:
        kind, _, rest = name.partition(".")
        subject, _, quantity = rest.rpartition(".")
        target = Party.read(subject) if kind == "pairs" else subject
        first_over.setdefault(f"{kind}.{target}.{quantity}", name)
    again = [name for name in file.ranges if name not in first_over.values()]
    return [
        Fault(str(path), f"ranges, {name}", "a value that another range sets", "each once") for name in again
    ]


def _range_faults(path: Path, file: SweepFile, case: Case) -> list[Fault]:
    """Refuse ranges that name nothing, hold impossible values, or change nothing."""
    faults = []
    for name, span in file.ranges.items():
        place = f"ranges, {name}"
        try:
            value_at(case, name)
            first, *others = (with_values(case, {name: value}).scenario for value in span.tried())
        except InputError as error:
            faults += [
                Fault(str(path), f"ranges, {name}", f.found, f.expected, f.nearest) for f in error.faults
            ]
            continue
        if all(other == first for other in others):
            faults.append(
                Fault(str(path), f"ranges, {name}", "two ends that resolve alike", "a range that differs")
            )
        if _overridden(case, name):
            expected = "a value that no driver sets from the first year on"
            faults.append(Fault(str(path), place, "a value that a driver overrides", expected))
    return faults


def _overridden(case: Case, path: str) -> bool:
    kind, _, rest = path.partition(".")
    subject, _, quantity = rest.rpartition(".")
    quantity = "threat" if kind == "threats" else quantity
    years = case.drivers.values.get((quantity, subject), {}) if kind in ("states", "pairs", "threats") else {}
    return bool(years) and min(years) <= case.scenario.start


def _outcome_faults(path: Path, file: SweepFile, case: Case) -> list[Fault]:
    codes = [state.code for state in case.scenario.states]
    names = [*case.scenario.parties, *(table.name for table in case.scenario.groups)]
    first, last = case.scenario.start, case.scenario.end
    faults = []
    for name, outcome in file.outcomes.items():
        place = f"outcomes, {name}"
        threat = outcome.measure == "mean-threat"
        if outcome.pair is not None and outcome.pair not in names:
            near = nearest(outcome.pair, names)
            faults.append(
                Fault(str(path), f"{place}.pair", outcome.pair, "a pair or group of the scenario", near)
            )
        stages = case.ladder.stage_names[1:]
        if outcome.stage is not None and outcome.stage not in stages:
            expected, near = "one of " + ", ".join(stages), nearest(outcome.stage, stages)
            faults.append(Fault(str(path), f"{place}.stage", outcome.stage, expected, near))
        for key in ("by", "of") if threat else ():
            code = str(getattr(outcome, key))
            if code not in codes:
                near = nearest(code, codes)
                faults.append(Fault(str(path), f"{place}.{key}", code, "a state of the scenario", near))
        for key in ("year",) if threat else ("year", "by"):
            year = getattr(outcome, key)
            if year is not None and not (isinstance(year, int) and first <= year <= last):
                faults.append(Fault(str(path), f"{place}.{key}", shown(year), f"a year, {first} to {last}"))
    return faults


def _number(file: SweepFile) -> int | None:
    """Return how many points a design has; None where a file lists them, or it does not say."""
    if file.design == "grid":
        return prod(len(span.steps(file.steps)) for span in file.ranges.values())
    return file.points if file.design in DESIGNS else None


def _points(path: Path, folder: Path, file: SweepFile) -> pd.DataFrame:
    names = list(file.ranges)
    if file.design not in DESIGNS:
        return _points_of_file(path, folder, file)
    if not names:
        raise InputError([Fault(str(path), "ranges", "none", "one range at least")])
    if file.design == "grid":
        rows = list(product(*(span.steps(file.steps) for span in file.ranges.values())))
        return pd.DataFrame(rows, columns=names)
    if file.points is None:
        raise InputError([Fault(str(path), "points", "nothing", f"a number of points for {file.design}")])
    sampler = qmc.Sobol if file.design == "sobol" else qmc.LatinHypercube
    shares = sampler(len(names), seed=np.random.default_rng(file.seed)).random(file.points)
    columns = {
        name: [span.at(float(share)) for share in shares[:, n]]
        for n, (name, span) in enumerate(file.ranges.items())
    }
    return pd.DataFrame(columns)


def _points_of_file(path: Path, folder: Path, file: SweepFile) -> pd.DataFrame:
    target = inside(folder, path.resolve().parent, file.design)
    if target is None or not target.is_file() or target.suffix != ".csv":
        near = nearest(file.design, DESIGNS)
        expected = "grid, latin-hypercube, sobol, or a CSV file in the case's folder"
        raise InputError([Fault(str(path), "design", shown(file.design), expected, near)])
    table = read_table(target, list(file.ranges), list(file.ranges), numbers=list(file.ranges))
    faults = table.faults + [
        Fault(str(target), "line 1", f"column {name}", "one of the ranges: " + ", ".join(file.ranges))
        for name in table.header
        if name not in file.ranges
    ]
    if not table.rows:
        faults.append(Fault(str(target), "", "no points", "one row a point"))
    columns: dict[str, list[float | str]] = {name: [] for name in table.header}
    for row, cells in [] if faults else table.rows:
        for name, cell in zip(table.header, cells, strict=True):
            value = _range_value(file.ranges[name], cell)
            columns[name].append(cell if value is None else value)
            if value is None:
                expected = _range_in_words(file.ranges[name])
                faults.append(Fault(str(target), table.place(row, name), shown(cell), expected))
    if faults:
        raise InputError(faults)
    return pd.DataFrame(columns)[list(file.ranges)]


def _range_value(span: Range, cell: str) -> float | str | None:
    """Read a value of a range; None where it is none."""
    read = number(cell)
    if span.values is not None:
        return next((value for value in span.values if value in (read, cell)), None)
    if read is None or not (span.low or 0.0) <= read <= (span.high or 0.0):
        return None
    if not span.integer:
        return read
    return int(read) if read.is_integer() else None


def _range_in_words(span: Range) -> str:
    if span.values is not None:
        return "one of " + ", ".join(map(str, span.values))
    return f"a {'whole ' if span.integer else ''}number from {span.low:g} to {span.high:g}"
