"""Tables that users write, in CSV or in a workbook, as their rows, with every fault of their form."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from sim.faults import Fault, InputError, nearest, shown
from sim.reading import LONGEST_TEXT, MOST_ROWS, read_text
from sim.workbooks import column_letters, is_workbook, workbook_rows

Rows = list[tuple[int, list[str]]]
"""Cells of rows, each row with its number: of a file of text the line on which it ends."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
"""Characters that no cell may hold; those that Word and PDF leave in what is pasted are let through."""

_DECIMAL_COMMA: Final = re.compile(r"([+-]?[0-9]*),([0-9]+(?:[eE][+-]?[0-9]+)?)")


@dataclass(frozen=True)
class Table:
    """Rows of a table, and where each stands.

    Attributes
    ----------
    path
        Its file.
    header
        Names of its columns.
    rows
        Its rows, each as long as the header.
    faults
        What is wrong with rows that are left out.
    empty
        How many empty columns stand before the first.
    """

    path: Path
    header: list[str]
    rows: Rows
    faults: list[Fault] = field(default_factory=list)
    empty: int = 0

    def place(self, row: int, column: str = "") -> str:
        """Say where a row or a cell stands: by line and name, in a workbook as Excel shows it.

        Of a column such as `actors.2`, the second part of a cell, the cell is named.
        """
        name = column.partition(".")[0]
        if is_workbook(self.path) and name in self.header:
            return f"cell {column_letters(self.empty + self.header.index(name) + 1)}{row}, {column}"
        where = f"{'row' if is_workbook(self.path) else 'line'} {row}"
        return f"{where}, {column}" if column else where


def read_table(
    path: Path,
    columns: Sequence[str],
    required: Sequence[str],
    numbers: Collection[str] = (),
    most: int = MOST_ROWS,
) -> Table:
    """Read a table: of CSV, parted by commas or semicolons, or of the one sheet of a workbook.

    Unknown columns are let through; a column near to a missing one is named in the fault. Rows with too few
    or too many cells, or with endless ones, are faults, and left out.

    Parameters
    ----------
    path
        The file.
    columns, required
        Names of columns that it may have, and of those that it has to.
    numbers
        Columns of numbers: where cells are parted by semicolons these may have a decimal comma.
    most
        Rows that a CSV may have.

    Raises
    ------
    InputError
        Where the header is missing or wrong, or the file is no table.
    """
    rows, delimiter = _rows_of(path, required, most)
    rows, empty = _without_empty(rows)
    (first, header), *rows = rows
    table = Table(path, header, rows, empty=empty)
    _check_header(table, first, columns, required)
    table = _sound_rows(table)
    return _with_decimal_points(table, numbers) if delimiter == ";" else table


def _rows_of(path: Path, required: Sequence[str], most: int) -> tuple[Rows, str]:
    """Return the rows that hold anything, the header first, and what parts their cells, if anything does."""
    if path.suffix == ".toml":
        raise InputError([Fault(str(path), "", "a file in TOML", "a table in CSV")])
    if is_workbook(path):
        rows, delimiter = workbook_rows(path), ""
    else:
        rows, delimiter = _parsed(path, most)
    if not rows:
        raise InputError([Fault(str(path), "", "no header", "the columns " + ", ".join(required))])
    return rows, delimiter


def _parsed(path: Path, most: int) -> tuple[Rows, str]:
    text = read_text(path)
    delimiter = _delimiter(text)
    rows = _split(text, path, delimiter, most)
    if rows and not rows[0][1][1:] and "\t" in rows[0][1][0]:
        expected = "cells parted by commas or semicolons"
        raise InputError([Fault(str(path), f"line {rows[0][0]}", "cells parted by tabs", expected)])
    return rows, delimiter


def _delimiter(text: str) -> str:
    """Return what parts the cells of the header: a comma, or where there is none a semicolon."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""))
        header = next((row for row in rows if any(cell.strip() for cell in row)), [])
    except csv.Error:
        return ","
    return ";" if len(header) == 1 and ";" in header[0] and "\t" not in header[0] else ","


def _split(text: str, path: Path, delimiter: str, most: int) -> Rows:
    # Word and PDF leave characters in cells that would end a line of text, and no row of a table.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        cells_of_rows = islice(reader, most + 2)
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in cells_of_rows]
    except csv.Error as error:
        raise InputError(
            [Fault(str(path), f"line {reader.line_num}", str(error), "a table in CSV")]
        ) from None
    if len(rows) > most + 1:
        raise InputError([Fault(str(path), "", f"more than {most:,} rows", f"{most:,} at most")])
    return [(line, cells) for line, cells in rows if any(cells)]


def _without_empty(rows: Rows) -> tuple[Rows, int]:
    """Leave out empty columns before the first, and empty cells beyond the last name of the header.

    Returns the rows and how many columns stood before the first.
    """
    named = [n for n, name in enumerate(rows[0][1]) if name]
    first, width = named[0], named[-1] + 1
    empty = 0 if any(any(cells[:first]) for _, cells in rows) else first
    return [(row, cells[empty:] if any(cells[width:]) else cells[empty:width]) for row, cells in rows], empty


def _check_header(table: Table, row: int, columns: Sequence[str], required: Sequence[str]) -> None:
    file, place, header = str(table.path), table.place(row), table.header
    unknown = [name for name in header if name not in columns]
    faults = [missing_column(file, place, name, required, unknown) for name in required if name not in header]
    faults += [
        Fault(file, place, f"column {shown(name)} twice" if name else "columns of no name", "each once")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        raise InputError(faults)


def _sound_rows(table: Table) -> Table:
    """Leave out rows with too few, too many or endless cells, and tell of them and of control characters."""
    file, header, width = str(table.path), table.header, len(table.header)
    uneven = [
        Fault(file, table.place(row), f"{len(cells)} cells", f"{width} cells, as in the header")
        for row, cells in table.rows
        if len(cells) != width
    ]
    even = [(row, cells) for row, cells in table.rows if len(cells) == width]
    endless = [
        Fault(file, table.place(row, name), f"{len(cell):,} letters", f"{LONGEST_TEXT:,} at most")
        for row, name, cell in _cells(header, even)
        if len(cell) > LONGEST_TEXT
    ]
    sound = [(row, cells) for row, cells in even if max(map(len, cells)) <= LONGEST_TEXT]
    unfit = [
        Fault(file, table.place(row, name), shown(cell), "text without control characters")
        for row, name, cell in _cells(header, sound)
        if _CONTROL.search(cell)
    ]
    return replace(table, rows=sound, faults=uneven + endless + unfit)


def _cells(header: Sequence[str], rows: Rows) -> Iterator[tuple[int, str, str]]:
    return ((row, name, cell) for row, cells in rows for name, cell in zip(header, cells, strict=True))


def _with_decimal_points(table: Table, numbers: Collection[str]) -> Table:
    """Put a point for the decimal comma that goes with semicolons; refuse a point beside it.

    Where both stand in one table a point may as well part thousands: `1.234`.
    """
    numeric = [cell for cell in _cells(table.header, table.rows) if cell[1] in numbers]
    if not any(_DECIMAL_COMMA.fullmatch(cell) for _, _, cell in numeric):
        return table
    expected = "a decimal comma, as in other rows, or in every row a point"
    faults = [
        Fault(str(table.path), table.place(row, name), shown(cell), expected)
        for row, name, cell in numeric
        if "." in cell
    ]
    rows = [
        (
            row,
            [
                _DECIMAL_COMMA.sub(r"\1.\2", cell)
                if name in numbers and _DECIMAL_COMMA.fullmatch(cell)
                else cell
                for name, cell in zip(table.header, cells, strict=True)
            ],
        )
        for row, cells in table.rows
    ]
    return replace(table, rows=rows, faults=table.faults + faults)


def missing_column(
    file: str, place: str, name: str, required: Sequence[str], unknown: Sequence[str]
) -> Fault:
    """Return the fault of a column that is missing, with the unknown one that may be meant."""
    expected = "the columns " + ", ".join(required)
    if near := nearest(name, unknown):
        return Fault(file, place, f"column {near}", expected, name)
    return Fault(file, place, f"no column {name}", expected)


def table_text(path: Path) -> str:
    """Return a table as text in CSV: as its file has it, or the cells of a workbook.

    Raises
    ------
    InputError
        Where it cannot be read.
    """
    if not is_workbook(path):
        return read_text(path)
    return csv_text(cells for _, cells in workbook_rows(path))


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Write rows as CSV, cells parted by commas."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def csv_bytes(text: str) -> bytes:
    """Encode a table in CSV; one that holds more than ASCII with the mark by which Excel knows UTF-8."""
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")
