"""`sim replay`: a result made again as its `run.json` says, and what then differs."""

import csv
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import typer

from sim.faults import Fault, InputError
from sim.files import MARK, digest, files_of_result, is_edited, read_json
from sim.plain import first_of
from sim.results.request import differing
from sim.verbs.frame import Telling, warned_of
from sim.verbs.parameters import Lang, language
from sim.words import say, say_many, speaking

COMPARED: Final = (".csv", ".parquet", ".toml")
"""Endings of files that hold what was found; pictures and pages are drawn from them."""

NOT_AGAIN: Final = ("--force", "--resume", "--quiet", "-q")
WITH_VALUE: Final = ("--out", "--scheduler")
"""Options of a command that are left out when it is run again: those without, and those with a value."""


@dataclass(frozen=True)
class Replayed:
    """What running a result again gave.

    Attributes
    ----------
    files
        Names of the files that were compared.
    differences
        One line for each file that differs, with the first place where it does.
    reasons
        What has changed since and may explain it.
    """

    files: list[str]
    differences: list[str]
    reasons: list[str]

    @property
    def sentences(self) -> list[str]:
        """What it says in words: the first difference, how many more there are, and what may explain them."""
        count, more = len(self.files), len(self.differences) - 1
        if not self.differences:
            return [
                say_many(
                    "The same: {count:,} file, every value of it.",
                    "The same: {count:,} files, every value of them.",
                    count,
                )
            ]
        lines = [say("First difference: {difference}.", difference=self.differences[0])]
        if more:
            lines.append(
                say_many(
                    "{count:,} more of {files:,} files differs.",
                    "{count:,} more of {files:,} files differ.",
                    more,
                    files=count,
                )
            )
        why = say("; ").join(self.reasons) or say("nothing known: the same inputs, versions and platform")
        return [*lines, say("What may explain it: {why}.", why=why)]


def replay(
    results: Annotated[str | Path, typer.Argument(metavar="RESULTS", help="The folder of any result.")],
    lang: Lang = None,
) -> Telling:
    """Run again what a result says of itself, and name the first difference: status 1 where there is one.

    Example: sim replay results/russia_china

    Parameters
    ----------
    results
        The folder of any finished result.
    lang
        Language of what is said; what differs is named as files have it.
    """
    code, again = language(lang), compared(Path(results))
    table = pd.DataFrame({"difference": again.differences})
    with speaking(code):
        sentences, warned = again.sentences, warned_of(Path(results))
    return Telling(
        sentences,
        warned=warned,
        tables={"differences": lambda: table},
        status=1 if again.differences else 0,
        lang=code,
    )


def compared(folder: Path) -> Replayed:
    """Run a result again, in a folder of its own, and compare the two.

    Raises
    ------
    InputError
        Where it is no finished result, does not say how to make it, or can no longer be made.
    """
    mark = read_json(folder / MARK)
    written = files_of_result(folder)
    if MARK not in written:
        raise InputError(
            [Fault(str(folder), MARK, "no finished result", "the folder of one: any verb makes it")]
        )
    arguments = _arguments(folder, mark)
    with tempfile.TemporaryDirectory(prefix="sim-replay-") as scratch:
        again = Path(scratch) / "again"
        command = [sys.executable, "-P", "-m", "sim", *arguments, "--out", str(again), "--quiet"]
        done = subprocess.run(command, cwd=_directory(mark), capture_output=True, text=True, check=False)
        if done.returncode or not (again / MARK).is_file():
            fault = (done.stderr.strip().splitlines() or ["nothing was made"])[-1]
            expected = f"what it was made from, as it was: sim {shlex.join(arguments)}"
            raise InputError([Fault(str(folder), MARK, fault, expected)])
        names = sorted(name for name in written if Path(name).suffix in COMPARED)
        differences = [difference for name in names for difference in _difference(folder, again, name)]
        edited = [name for name in names if written[name] and is_edited(folder / name, written[name])]
        reasons = [f"{first_of(edited)} changed since it was written"] if edited else []
        return Replayed(names, differences, [*reasons, *_reasons(mark, read_json(again / MARK))])


def _directory(mark: Mapping[str, Any]) -> Path | None:
    """Return where the command was given, where that still is."""
    directory = mark.get("directory")
    return Path(directory) if isinstance(directory, str) and Path(directory).is_dir() else None


def _arguments(folder: Path, mark: Mapping[str, Any]) -> list[str]:
    """Return the command that makes a result again: from its own copy of its inputs, where it keeps one."""
    kind = str(mark["identity"]).partition(" ")[0]
    scenario = str((folder / "scenario.toml").resolve())
    if kind == "scenario":
        report = "--report" if (folder / "shocks.csv").is_file() else "--no-report"
        arguments = ["run", scenario, "--keep", str(mark.get("keep", 0)), "--jobs", str(mark.get("jobs", 1))]
        held = ["--from", str(mark["from"])] if "from" in mark else []
        return [*arguments, report, *held]
    if kind in ("shocks", "mechanisms"):
        arguments = ["shocks", scenario, "--runs", str(mark.get("runs"))]
        return arguments + (["--mechanisms"] if kind == "mechanisms" else [])
    command = str(mark.get("command", ""))
    if not command.startswith("sim "):
        origin = f"made by {command}" if command else "no word on how it was made"
        raise InputError([Fault(str(folder), MARK, origin, "a result that a command made: call it again")])
    return _without(shlex.split(command)[1:])


def _without(arguments: list[str]) -> list[str]:
    """Leave out options that say where a result goes, and how it is gone on with."""
    left = []
    remaining = iter(arguments)
    for argument in remaining:
        if argument in WITH_VALUE:
            next(remaining, None)
        elif argument not in NOT_AGAIN and not argument.startswith(tuple(f"{name}=" for name in WITH_VALUE)):
            left.append(argument)
    return left


def _difference(folder: Path, again: Path, name: str) -> Iterator[str]:
    """Say where a file first differs from the one made again; nothing where it does not."""
    one, other = folder / name, again / name
    if not one.is_file() or not other.is_file():
        yield f"{name}: {'missing here' if not one.is_file() else 'not made again'}"
        return
    if digest(one) == digest(other):
        return
    try:
        difference = _first_difference(one, other)
    except (OSError, ValueError, csv.Error, pa.ArrowException):
        difference = "cannot be read"
    if difference:
        yield f"{name}: {difference}"


def _first_difference(one: Path, other: Path) -> str:
    """Name the first row and column in which two files of a kind differ; empty where no value does.

    Rows count from 1, after the header where there is one.
    """
    if one.suffix == ".parquet":
        # What pandas notes of a table is no part of it, and may be damaged apart.
        return _in_tables(*(pq.read_table(path).to_pandas(ignore_metadata=True) for path in (one, other)))
    rows = zip_longest(_rows(one), _rows(other))
    header: list[str] = []
    for number, (here, there) in enumerate(rows, start=0 if one.suffix == ".csv" else 1):
        header = header or here or []
        if here is None or there is None:
            return f"row {number}: {'missing here' if here is None else 'not made again'}"
        for column, (a, b) in enumerate(zip_longest(here, there, fillvalue="nothing")):
            if a != b:
                named = header[column] if one.suffix == ".csv" and column < len(header) else ""
                return f"row {number}{f', {named}' if named else ''}: {a} here, {b} made again"
    return ""


def _rows(path: Path) -> Iterator[list[str]]:
    # Some tables carry a byte-order mark for Excel, which is no part of their first name.
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.reader(file) if path.suffix == ".csv" else ([line.rstrip("\n")] for line in file)


def _in_tables(one: pd.DataFrame, other: pd.DataFrame) -> str:
    if list(one.columns) != list(other.columns):
        here, there = (first_of(list(map(str, table.columns))) for table in (one, other))
        return f"columns {here} here, {there} made again"
    rows = min(len(one), len(other))
    unlike = {str(name): _unlike(one[name].iloc[:rows], other[name].iloc[:rows]) for name in one.columns}
    first = {name: int(rows_unlike.argmax()) for name, rows_unlike in unlike.items() if rows_unlike.any()}
    if first:
        name = min(first, key=lambda column: first[column])
        here, there = (table[name].iloc[first[name]] for table in (one, other))
        return f"row {first[name] + 1}, {name}: {here} here, {there} made again"
    return f"{len(one):,} rows here, {len(other):,} made again" if len(one) != len(other) else ""


def _unlike(one: "pd.Series[Any]", other: "pd.Series[Any]") -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell by row where two columns differ; what is missing in both does not."""
    a, b = one.astype(object).to_numpy(), other.astype(object).to_numpy()
    return np.asarray((a != b) & ~(pd.isna(a) & pd.isna(b)), bool)


def _versions(mark: Mapping[str, Any]) -> dict[str, Any]:
    noted = mark.get("versions")
    return noted if isinstance(noted, dict) else {}


def _reasons(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Go through what has changed since a result was made: its inputs, the versions, the platform."""
    here, there = differing(then.get("asked"), now.get("asked", {}))
    if here:
        # Of files only their digests are known, which say no more than that they are others.
        yield f"other inputs ({first_of(here)}{'' if here == there else f' then, {first_of(there)} now'})"
    old, new = _versions(then), _versions(now)
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            yield f"{name} {old.get(name, 'unknown')} then, {new.get(name, 'unknown')} now"
    if then.get("platform") != now.get("platform"):
        yield f"platform {then.get('platform')} then, {now.get('platform')} now"
