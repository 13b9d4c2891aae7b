"""Coded events read from files and tables, and written: one a row."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from sim.csv_tables import missing_column, read_table
from sim.faults import Fault, InputError, from_pydantic, shown
from sim.ladder.events import MOST_WEIGHED, Event
from sim.ladder.ladder import MILITARY, Ladder, shipped

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    *("id", "date", "end_date", "actors", "dimension", "indicator", "degree"),
    *("effect", "basis", "title", "source", "note"),
)
REQUIRED: Final = tuple(column for column in COLUMNS if column != "id")


def read_events(path: Path, ladder: Ladder = MILITARY, before: int = 0) -> list[Event]:
    """Read a CSV file of events, in the order of the file.

    Parameters
    ----------
    path
        The file.
    ladder
        The one under study, of which there may be events besides those of the ladders that ship.
    before
        Rows of the record that stand before this file's: those without an `id` are numbered on.

    Raises
    ------
    InputError
        With every fault of the file, each with its line.
    """
    header, rows, faults = read_table(path, COLUMNS, REQUIRED)
    placed_rows = [(f"line {line}", dict(zip(header, cells, strict=True))) for line, cells in rows]
    return _validated(placed_rows, str(path), ladder, before, faults)


def events_of_table(frame: "pd.DataFrame", ladder: Ladder = MILITARY) -> list[Event]:
    """Read a table with the columns of a file of events; what is missing in it is an empty cell.

    Raises
    ------
    InputError
        With every fault of the table, each with its row, counted from 0 as in the table.
    """
    columns = list(map(str, frame.columns))
    unknown = [name for name in columns if name not in COLUMNS]
    lacking = [name for name in REQUIRED if name not in columns]
    faults = [missing_column("table", "columns", name, REQUIRED, unknown) for name in lacking]
    if faults:
        raise InputError(faults)
    known = frame.astype(object).where(frame.notna(), None)
    rows = [
        (f"row {number}", dict(zip(columns, map(_text, cells), strict=True)))
        for number, cells in enumerate(known.itertuples(index=False, name=None))
    ]
    return _validated(rows, "table", ladder, 0, [])


def _text(cell: Any) -> str:
    """Write a cell of a table as a file has it: a date without its hours, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.date):
        return cell.strftime("%Y-%m-%d")
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _validated(
    rows: Iterable[tuple[str, dict[str, Any]]], file: str, ladder: Ladder, before: int, faults: list[Fault]
) -> list[Event]:
    """Make events of rows, each with its place; raise all faults, and those that were found before."""
    ladders = {"ladders": {**shipped(), ladder.name: ladder}}
    events: list[Event] = []
    first_places: dict[str, str] = {}
    for number, (place, row) in enumerate(rows, start=1 + before):
        row["id"] = row.get("id") or f"row-{number}"
        if row["id"] in first_places:
            found = f"id {shown(row['id'])} again (first in {first_places[row['id']]})"
            faults.append(Fault(file, f"{place}, id", found, "each id once"))
        first_places.setdefault(row["id"], place)
        try:
            events.append(Event.model_validate(row, context=ladders))
        except ValidationError as error:
            faults += from_pydantic(error, file, place, COLUMNS)
    shared = sum(comb(len(event.actors), 2) for event in events)
    if shared > MOST_WEIGHED:
        faults.append(Fault(file, "actors", f"{shared:,} pairs in all events", f"{MOST_WEIGHED:,} at most"))
    if faults:
        raise InputError(faults)
    return events


def read_layers(paths: Sequence[Path], ladder: Ladder = MILITARY) -> list[Event]:
    """Read the files of one record, in their order, as if they were one.

    Raises
    ------
    InputError
        With every fault of the files, among them an `id` that an earlier one has.
    """
    events: list[Event] = []
    faults: list[Fault] = []
    file_of: dict[str, Path] = {}
    for path in paths:
        try:
            layer = read_events(path, ladder, before=len(events))
        except InputError as error:
            faults += error.faults
            continue
        faults += [
            Fault(
                str(path), "id", f"id {shown(event.id)} again (first in {file_of[event.id]})", "each id once"
            )
            for event in layer
            if event.id in file_of
        ]
        file_of |= {event.id: path for event in layer}
        events += layer
    if faults:
        raise InputError(faults)
    return events


def events_csv(events: Iterable[Event]) -> str:
    """Write events as one CSV file, with every column that any of them has."""
    rows = [_row(event) for event in events]
    columns = list(dict.fromkeys([*COLUMNS, *(column for row in rows for column in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _row(event: Event) -> dict[str, Any]:
    cells = event.model_dump()
    cells |= {"date": str(event.date), "actors": ";".join(event.actors)}
    cells["end_date"] = "" if event.end_date is None else str(event.end_date)
    return cells
