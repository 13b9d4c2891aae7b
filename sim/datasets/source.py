"""What a data set is, and how a publisher's file is read: columns checked, states by their codes here."""

import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from sim.faults import Fault, InputError, nearest, shown
from sim.scenario import facts

GLEDITSCH_WARD: Final = {340: 345, 970: 946, 971: 970, 972: 955, 973: 947}
"""Numbers of states by Gleditsch and Ward that are others in the Correlates of War."""

GERMANY_UNITED: Final = 1990
"""From this year on Germany is 255, before it 260, and before 1946 the Reich, again 255."""

PREAMBLE: Final = 40
"""Lines before the header within which it is looked for."""

MOST_BYTES: Final = 400_000_000
"""Size of a file that is still read."""


@dataclass(frozen=True)
class Source:
    """A public data set.

    Attributes
    ----------
    name
        What it is called here.
    title, version
        What it is called by its publisher, and the release that is bundled.
    years
        First and last year that it tells of.
    citation
        Whom to cite.
    terms
        On what terms it may be used.
    bundled
        What of it is bundled; empty where nothing is.
    tables
        Tables of facts that are made of it.
    files
        Patterns of the names that its publisher gives the file that is read.
    columns
        Columns that are read of it.
    """

    name: str
    title: str
    version: str
    years: tuple[int, int]
    citation: str
    terms: str
    bundled: str
    tables: tuple[str, ...]
    files: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def release(self) -> str:
        """Its name with its version, as the source of a figure names it."""
        return f"{self.title} {self.version}".strip()


def read_columns(path: Path, source: Source, optional: Sequence[str] = ()) -> pd.DataFrame:
    """Read the columns of a publisher's file, all cells as text, an empty one or NA as an empty text.

    The header may stand below some lines about the file, and columns may be written in capitals.

    Parameters
    ----------
    path
        A table in CSV, parted by commas or tabs, or one that is compressed with gzip.
    source
        The data set that it is of.
    optional
        Columns that are read where they are there.

    Raises
    ------
    InputError
        Where it is no such table, with the column that is nearest to a missing one.
    """
    text = _text(path)
    header, lines_before = _header(text, source.columns)
    by_name = {name.strip().casefold(): name for name in header}
    missing = [name for name in source.columns if name.casefold() not in by_name]
    if missing:
        unknown = [name for name in by_name if name not in map(str.casefold, source.columns)]
        near = nearest(missing[0], unknown)
        found = f"no column {', '.join(missing)}" + (f"; {near}" if near else "")
        expected = f"the columns of {source.release}: {', '.join(source.columns)}"
        raise InputError(
            [Fault(str(path), f"line {lines_before + 1}", found, expected, missing[0] if near else "")]
        )
    wanted = {
        by_name[name.casefold()]: name for name in (*source.columns, *optional) if name.casefold() in by_name
    }
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=_separator(text),
            skiprows=lines_before,
            usecols=list(wanted),
            dtype=str,
            keep_default_na=False,
        )
    except ValueError as error:
        raise InputError([Fault(str(path), "", str(error), "a table in CSV")]) from None
    frame = frame.rename(columns=wanted)[list(wanted.values())]
    cells: pd.DataFrame = frame.apply(lambda column: column.str.strip().where(column != "NA", ""))
    return cells


def header_of(path: Path, source: Source) -> set[str]:
    """Return the names of a file's columns, in small letters, as far as it has those of a data set."""
    return {name.strip().casefold() for name in _header(_text(path), source.columns)[0]}


def _text(path: Path) -> str:
    if not path.is_file():
        raise InputError([Fault(str(path), "", "no file", "the file of a data set")])
    if path.stat().st_size > MOST_BYTES:
        found = f"{path.stat().st_size:,} bytes"
        raise InputError([Fault(str(path), "", found, f"{MOST_BYTES:,} at most")])
    content = path.read_bytes()
    if path.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError):
            raise InputError([Fault(str(path), "", "no gzip file", "a table in CSV")]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _header(text: str, columns: Sequence[str]) -> tuple[list[str], int]:
    """Return the header and how many lines stand before it: of the first lines the one most like it."""
    wanted = {name.casefold() for name in columns}
    lines = text.split("\n", PREAMBLE)[:PREAMBLE]
    rows = [line.rstrip("\r").replace('"', "").split(_separator(text)) for line in lines]
    matches = [len(wanted & {cell.strip().casefold() for cell in row}) for row in rows]
    best = matches.index(max(matches))
    return rows[best], best


def _separator(text: str) -> str:
    """Return what parts the cells of a table: a tab where its first line has more of them than commas."""
    first, _, _ = text.partition("\n")
    return "\t" if first.count("\t") > first.count(",") else ","


def numbers(column: pd.Series, path: Path) -> pd.Series:
    """Return a column of text as numbers, NaN where empty or a code for unknown (negative, or `x`).

    Raises
    ------
    InputError
        Where a cell holds something else.
    """
    values = pd.to_numeric(column, errors="coerce")
    wrong = column[values.isna() & ~column.str.fullmatch(r"[x?.\s]*", case=False)]
    if len(wrong):
        row, cell = wrong.index[0], wrong.iloc[0]
        place = f"row {int(row) + 1} of the table, {column.name}"
        raise InputError([Fault(str(path), place, shown(cell), "a number")])
    return values.where(values >= 0)


def records(column: pd.Series, gleditsch_ward: bool = False) -> pd.Series:
    """Return the codes that states' numbers are recorded under; none where a number is no state's."""
    by_number = facts.records_by_number()
    if gleditsch_ward:
        column = column.replace(GLEDITSCH_WARD)
    return column.map(by_number)


def named_records(column: pd.Series, also: Mapping[str, str] | None = None) -> pd.Series:
    """Return the codes that states' names are recorded under; none where a name is no state's."""

    def code(name: str) -> str | None:
        found = (also or {}).get(name) or facts.code_of(name)
        return facts.record_of(found) if found else None

    return column.map({name: code(name) for name in column.unique()})


def of_one_germany(number: pd.Series, year: pd.Series) -> pd.Series:
    """Tell which rows are of the Germany that stood in their year, where both its numbers have rows."""
    west = (year > 1945) & (year < GERMANY_UNITED)
    return ~number.isin((255, 260)) | (number == (255 + 5 * west))


def paired(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """Return pairs by their names, states in alphabetical order."""
    return ["-".join(sorted(states)) for states in zip(one, other, strict=True)]


def dates(frame: pd.DataFrame, year: str, month: str, day: str) -> pd.Series:
    """Return dates as far as they are known, `1951-09-08`, `1951-09` or `1951`; empty without a year."""
    values = frame[[year, month, day]].apply(pd.to_numeric, errors="coerce").fillna(0).astype(int)
    texts = [
        f"{y:04}" + (f"-{m:02}" + (f"-{d:02}" if 0 < d <= 31 else "") if 0 < m <= 12 else "") if y > 0 else ""
        for y, m, d in values.itertuples(index=False)
    ]
    return pd.Series(texts, index=frame.index)
