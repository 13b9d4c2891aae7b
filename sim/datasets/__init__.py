"""Public data sets: one module each, of one shape, and the tables of facts that are made of them.

Each module has `SOURCE`, what the data set is, and `read(path)`, which takes the publisher's own file.
"""

import fnmatch
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Final

import pandas as pd

from sim.datasets import (
    agreements,
    alliances,
    arms,
    capabilities,
    claims,
    conflicts,
    contiguity,
    disputes,
    exercises,
    ideal_points,
    rivalries,
    signals,
    trade,
    training,
    treaty_index,
    troops,
    wars,
)
from sim.datasets.source import Source, header_of
from sim.datasets.tables import SINCE, TABLES
from sim.faults import Fault, InputError, nearest
from sim.scenario.facts import Row, Tables

MODULES: Final[Mapping[str, ModuleType]] = {
    module.SOURCE.name: module
    for module in (
        *(alliances, agreements, treaty_index, arms, training, exercises, troops, signals, claims),
        *(capabilities, ideal_points, contiguity, rivalries, disputes, wars, trade, conflicts),
    )
}
"""The data sets, by their names here."""

SOURCES: Final[Mapping[str, Source]] = {name: module.SOURCE for name, module in MODULES.items()}
"""What each of them is."""


def read(name: str, path: Path) -> pd.DataFrame:
    """Read the publisher's file of a data set.

    Raises
    ------
    InputError
        Where there is no such data set, or the file is another one's: that one is named.
    """
    if name not in MODULES:
        expected = "one of " + ", ".join(MODULES)
        raise InputError([Fault("source", "", name, expected, nearest(name, MODULES))])
    try:
        frame: pd.DataFrame = MODULES[name].read(path)
    except InputError as error:
        if path.is_file() and (other := _meant(path, name)):
            found, expected = f"the file of {SOURCES[other].release}", f"that of {SOURCES[name].release}"
            raise InputError([Fault(str(path), "", found, expected, SOURCES[name].files[0])]) from None
        raise error
    except (ValueError, TypeError) as error:
        expected = f"rows as {SOURCES[name].release} has them"
        raise InputError([Fault(str(path), "", f"a row that cannot be read: {error}", expected)]) from None
    if frame.empty:
        raise InputError([Fault(str(path), "", "no row of a known state", "one at least")])
    return frame


def _meant(path: Path, name: str) -> str | None:
    """Return the data set whose columns a file has, where it is not the one it is named after."""
    others = (other for other in SOURCES if other != name)
    return next(
        (
            other
            for other in others
            if {column.casefold() for column in SOURCES[other].columns} <= header_of(path, SOURCES[other])
        ),
        None,
    )


def files_of(folder: Path) -> dict[str, Path]:
    """Return the publishers' files that a folder holds, by data set.

    Raises
    ------
    InputError
        Where it is no folder, holds none of them, or two of one data set.
    """
    if not folder.is_dir():
        raise InputError([Fault(str(folder), "", "no folder", "a folder with files of data sets")])
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    matches = {name: list(_matching(names, source)) for name, source in SOURCES.items()}
    faults = [
        Fault(str(folder), name, ", ".join(several), "one file of a data set")
        for name, several in matches.items()
        if len(several) > 1
    ]
    if not any(matches.values()):
        patterns = [pattern for source in SOURCES.values() for pattern in source.files]
        near = nearest(names[0], patterns) if names else ""
        expected = "files of data sets by the names of their publishers: " + ", ".join(patterns)
        faults.append(Fault(str(folder), "", ", ".join(names[:5]) or "no file", expected, near))
    if faults:
        raise InputError(faults)
    return {name: folder / files[0] for name, files in matches.items() if files}


def _matching(names: list[str], source: Source) -> Iterator[str]:
    """Go through the names that a publisher may have given a file of a data set."""
    for name in names:
        plain = name.casefold().removesuffix(".gz")
        if any(fnmatch.fnmatchcase(plain, pattern.casefold()) for pattern in source.files):
            yield name


def newer(folder: Path) -> tuple[Tables, list[str]]:
    """Read the data sets of a folder in place of what is bundled; say which.

    Raises
    ------
    InputError
        With the faults of every file.
    """
    frames, faults, files = {}, [], files_of(folder)
    for name, path in files.items():
        try:
            frames[name] = read(name, path)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    tables = {table: make(frames) for table, (make, needed) in TABLES.items() if needed[0] in frames}
    coverage = [
        coverage_row(table, frames[TABLES[table][1][0]], files[TABLES[table][1][0]]) for table in tables
    ]
    read_instead = [f"{name}: {path.name} in place of what is bundled" for name, path in files.items()]
    return Tables({**tables, "coverage": coverage}), read_instead


def coverage_row(table: str, frame: pd.DataFrame | None = None, path: Path | None = None) -> Row:
    """Return the row of `coverage` on a table: the years that its data set tells of.

    Without a frame those of the release that is bundled. Of a newer one the last year is that of its rows; of
    spans, which may all be over before coverage ends, not before that of the release that is bundled.
    """
    source = SOURCES[TABLES[table][1][0]]
    first, last = source.years
    if frame is not None:
        years = _years(frame)
        last = max(years) if "year" in frame and years else max([last, *years])
    first = first if table == "borders" else max(first, SINCE)
    release = source.release if path is None else f"{source.title}, {path.name}"
    return {"table": table, "first": str(first), "last": str(last), "release": release}


def _years(frame: pd.DataFrame) -> list[int]:
    columns = [name for name in ("year", "last", "left", "entered", "signed") if name in frame]
    cells = (str(cell)[:4] for name in columns for cell in frame[name])
    return [int(cell) for cell in cells if cell.isdigit()]
