"""Tables in workbooks of Excel (.xlsx): the cells of the one sheet that holds any, as they stand in CSV."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sim.faults import Fault, InputError, need
from sim.plain import first_of
from sim.reading import MOST_ROWS, cell_text, read_bytes

MOST_UNPACKED: Final = 20_000_000
"""Bytes of a workbook, once unpacked, that is read: the cells of some 30,000 events."""

MOST_CELLS: Final = 1_000_000
"""Cells of the rectangle from the first to the last that holds anything."""

AS_CSV: Final = "or save the sheet as CSV UTF-8"

_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
"""Name of a stream in what Excel writes where a workbook has a password."""

_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
"""How a workbook writes a character that XML cannot hold (ECMA-376, ST_Xstring)."""


def is_workbook(path: Path) -> bool:
    """Tell a workbook by its name."""
    return path.suffix.lower() == ".xlsx"


def column_letters(number: int) -> str:
    """Name a column, counted from 1, as Excel does: A to Z, AA and so on."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def workbook_rows(path: Path) -> list[tuple[int, list[str]]]:
    """Read the rows that hold anything, with their numbers, of the one sheet that does.

    Dates become YYYY-MM-DD, or what of it their format shows: Excel takes 1996-04 for a date, and shows
    `Apr-96`. Formulas count by the values that were saved with them.

    Raises
    ------
    InputError
        Where the file is no workbook that can be read, holds no or several tables, or cells that are not
        plain; with every such cell, and the remedy.
    """
    return _rows_of(path, read_bytes(path))


@lru_cache(4)  # a run asks for the same workbook again: for its digest, for the copy that its result keeps
def _rows_of(path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    _check_package(path, content)
    sheet = _sheet(path, content, data_only=False)
    if sheet is None:
        return []
    faults = [*_merged(path, sheet), *_no_values(path, sheet)]
    formulas = [cell for cell in _cells(sheet) if cell.data_type == "f"]
    if formulas:
        calculated = _sheet(path, content, data_only=True)
        faults += _not_calculated(path, formulas, calculated)
        sheet = calculated or sheet
        faults += _no_values(path, sheet)
    if faults:
        raise InputError(faults)
    rows = ((row[0].row, [_as_shown(cell) for cell in row]) for row in sheet.iter_rows(min_col=1))
    return [(number, cells) for number, cells in rows if any(cells)]


def _check_package(path: Path, content: bytes) -> None:
    """Refuse what is no workbook, or too large a one, before any of it is unpacked."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        locked = _ENCRYPTED in content
        found = "a workbook with a password" if locked else "a workbook of an older Excel (.xls)"
        expected = f"one {'without' if locked else 'saved as .xlsx'}, {AS_CSV}"
        raise InputError([Fault(str(path), "", found, expected)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except Exception:  # besides BadZipFile whatever its fields lead to
        found = "a workbook that is damaged" if content.startswith(b"PK") else "no workbook"
        expected = f"one that Excel saved as .xlsx, {AS_CSV} (its name then ends in .csv)"
        raise InputError([Fault(str(path), "", found, expected)]) from None
    if unpacked > MOST_UNPACKED:
        found = f"a workbook of {unpacked:,} bytes once unpacked"
        raise InputError([Fault(str(path), "", found, f"{MOST_UNPACKED:,} at most, {AS_CSV}")])


def _sheet(path: Path, content: bytes, data_only: bool) -> Any:
    """Open the one sheet of a workbook that holds anything; None where none does."""
    openpyxl = need("openpyxl", "excel")
    try:
        with warnings.catch_warnings():
            # It tells of pictures and rules that it leaves out.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, keep_links=False)
    except Exception as error:  # it raises whatever it meets in a file that is damaged
        found = f"a workbook that cannot be read ({type(error).__name__})"
        expected = f"one that Excel opens, and saved anew, {AS_CSV}"
        raise InputError([Fault(str(path), "", found, expected)]) from None
    _check_extent(path, book.worksheets)
    filled = [sheet for sheet in book.worksheets if any(cell.value is not None for cell in _cells(sheet))]
    if len(filled) > 1:
        found = f"{len(filled)} sheets that hold something: {first_of([sheet.title for sheet in filled])}"
        expected = "one table: move the other sheets, hidden ones too, to another workbook"
        raise InputError([Fault(str(path), "", found, f"{expected}, {AS_CSV}")])
    return next(iter(filled), None)


def _check_extent(path: Path, sheets: Sequence[Any]) -> None:
    """Refuse sheets whose last cell is far from the first, however few lie between."""
    expected = f"{MOST_ROWS:,} rows and {MOST_CELLS:,} cells at most: copy the table alone to a new workbook"
    faults = [
        Fault(
            str(path),
            f"sheet {sheet.title}",
            f"cells down to {column_letters(sheet.max_column)}{sheet.max_row}",
            expected,
        )
        for sheet in sheets
        if sheet.max_row > MOST_ROWS + 1 or sheet.max_row * sheet.max_column > MOST_CELLS
    ]
    if faults:
        raise InputError(faults)


def _cells(sheet: Any) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row)


def _merged(path: Path, sheet: Any) -> Iterator[Fault]:
    for block in sheet.merged_cells.ranges:
        expected = f"a value in each cell: unmerge them, {AS_CSV}"
        yield Fault(str(path), f"cells {block.coord}", "merged cells", expected)


def _no_values(path: Path, sheet: Any) -> Iterator[Fault]:
    """Go through cells that show an error, such as `#N/A`."""
    for cell in _cells(sheet):
        if cell.data_type == "e":
            yield Fault(str(path), f"cell {cell.coordinate}", str(cell.value), "a value")


def _not_calculated(path: Path, formulas: list[Any], calculated: Any) -> Iterator[Fault]:
    """Go through formulas that were saved without their values, as programs other than Excel may do."""
    for formula in formulas:
        cell = None if calculated is None else calculated[formula.coordinate]
        # Of text that is empty only the type is kept.
        if cell is None or (cell.value is None and cell.data_type == "n"):
            expected = (
                "a value: open the workbook in Excel and save it, or paste the values over the formulas"
            )
            found = "a formula that was saved without its value"
            yield Fault(str(path), f"cell {formula.coordinate}", found, expected)


def _as_shown(cell: Any) -> str:
    """Write a cell as it stands in CSV: of a date as much as its format shows, text without its escapes."""
    if isinstance(cell.value, datetime.datetime):
        return cell_text(cell.value)[: _digits_shown(cell.number_format)]
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell_text(cell.value))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digits_shown(number_format: str) -> int:
    """Return how much of YYYY-MM-DD a format of dates shows, in characters."""
    letters = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format).lower()
    if not {"d", "h"}.isdisjoint(letters):
        return 10
    return 7 if "m" in letters else 4 if "y" in letters else 10
