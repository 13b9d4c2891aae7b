"""Tables in CSV as their rows, with every fault of their form."""

import csv
import io
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from sim.faults import Fault, InputError, nearest, shown
from sim.reading import LONGEST_TEXT, read_text

MOST_ROWS: Final = 100_000
"""Rows of a table that is read."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
"""Characters that no cell may hold; those that Word and PDF leave in what is pasted are let through."""


def read_table(
    path: Path, columns: Sequence[str], required: Sequence[str]
) -> tuple[list[str], list[tuple[int, list[str]]], list[Fault]]:
    """Read the header and the rows, with their line numbers, of a CSV file, and the faults of other rows.

    Unknown columns are let through; a column near to a missing one is named in the fault. Rows with too few
    or too many cells, or with endless ones, are faults, and left out.

    Raises
    ------
    InputError
        Where the header is missing or wrong, or the delimiter is not a comma.
    """
    file = str(path)
    (_, header), *rows = _lines(path, required)
    unknown = [name for name in header if name not in columns]
    faults = [
        missing_column(file, "line 1", name, required, unknown) for name in required if name not in header
    ]
    faults += [
        Fault(file, "line 1", f"column {shown(name)} twice" if name else "columns of no name", "each once")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        raise InputError(faults)
    uneven = [
        Fault(file, f"line {line}", f"{len(cells)} cells", f"{len(header)} cells, as in the header")
        for line, cells in rows
        if len(cells) != len(header)
    ]
    even = [(line, cells) for line, cells in rows if len(cells) == len(header)]
    endless = [
        Fault(file, f"line {line}, {name}", f"{len(cell):,} letters", f"{LONGEST_TEXT:,} at most")
        for line, cells in even
        for name, cell in zip(header, cells, strict=True)
        if len(cell) > LONGEST_TEXT
    ]
    even = [(line, cells) for line, cells in even if max(map(len, cells)) <= LONGEST_TEXT]
    unfit = [
        Fault(file, f"line {line}, {name}", shown(cell), "text without control characters")
        for line, cells in even
        for name, cell in zip(header, cells, strict=True)
        if _CONTROL.search(cell)
    ]
    return header, even, uneven + endless + unfit


def _lines(path: Path, required: Sequence[str]) -> list[tuple[int, list[str]]]:
    """Return the lines that hold anything, the header first, without empty cells beyond its last name."""
    file = str(path)
    if path.suffix == ".toml":
        raise InputError([Fault(file, "", "a file in TOML", "a table in CSV")])
    # Word and PDF leave characters in cells that would end a line of text, and no row of a table.
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        rows = islice(reader, MOST_ROWS + 2)
        lines = [(reader.line_num, [cell.strip() for cell in row]) for row in rows]
    except csv.Error as error:
        raise InputError([Fault(file, f"line {reader.line_num}", str(error), "a table in CSV")]) from None
    if len(lines) > MOST_ROWS + 1:
        raise InputError([Fault(file, "", f"more than {MOST_ROWS:,} rows", f"{MOST_ROWS:,} at most")])
    lines = [(line, cells) for line, cells in lines if any(cells)]
    if not lines:
        raise InputError([Fault(file, "", "no header", "the columns " + ", ".join(required))])
    header = lines[0][1]
    for mark, parted in ((";", "semicolons"), ("\t", "tabs")):
        if not header[1:] and mark in header[0]:
            raise InputError([Fault(file, "line 1", f"cells parted by {parted}", "cells parted by commas")])
    width = max(n for n, name in enumerate(header, start=1) if name)
    return [(line, cells if any(cells[width:]) else cells[:width]) for line, cells in lines]


def missing_column(
    file: str, place: str, name: str, required: Sequence[str], unknown: Sequence[str]
) -> Fault:
    """Return the fault of a column that is missing, with the unknown one that may be meant."""
    expected = "the columns " + ", ".join(required)
    if near := nearest(name, unknown):
        return Fault(file, place, f"column {near}", expected, name)
    return Fault(file, place, f"no column {name}", expected)
