"""Coded events read from files and tables, and written: one a row."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from sim.csv_tables import missing_column, read_table
from sim.faults import Fault, InputError, from_pydantic, nearest, shown
from sim.ladder.events import ACCEPTS, CANDIDATE, MOST_WEIGHED, RULE, Event
from sim.ladder.ladder import MILITARY, Ladder, shipped
from sim.reading import cell_text

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    *("id", "date", "end_date", "actors", "dimension", "indicator", "degree"),
    *("effect", "basis", "title", "source", "note"),
)
REQUIRED: Final = tuple(column for column in COLUMNS if column != "id")


def read_events(path: Path, ladder: Ladder = MILITARY, before: int = 0) -> list[Event]:
    """Read a file of events, in CSV or a workbook, in the order of the file; of candidates those accepted.

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
    return [event for event in read_rows(path, ladder, before) if counts(event)]


def counts(event: Event) -> bool:
    """Tell whether a row is an event: a candidate is none before it is accepted."""
    return not event.candidate or event.accept in ("yes", RULE)


def candidates_in(events: Iterable[Event]) -> tuple[int, int]:
    """Count the candidates that are still to be judged, and those that were accepted by rule."""
    proposed = [event for event in events if event.candidate]
    return sum(not event.accept for event in proposed), sum(event.accept == RULE for event in proposed)


def read_rows(path: Path, ladder: Ladder = MILITARY, before: int = 0) -> list[Event]:
    """Read every row of a file of events, candidates that nobody has judged and those refused, too.

    Parameters and faults are those of `read_events`.
    """
    table = read_table(path, COLUMNS, REQUIRED)
    placed_rows = [
        (partial(table.place, number), dict(zip(table.header, cells, strict=True)))
        for number, cells in table.rows
    ]
    return _validated(placed_rows, str(path), ladder, before, table.faults)


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
        (partial(_place_in_frame, number), dict(zip(columns, map(cell_text, cells), strict=True)))
        for number, cells in enumerate(known.itertuples(index=False, name=None))
    ]
    return [event for event in _validated(rows, "table", ladder, 0, []) if counts(event)]


def _place_in_frame(number: int, column: str = "") -> str:
    return f"row {number}, {column}" if column else f"row {number}"


def _validated(
    rows: Iterable[tuple[Callable[..., str], dict[str, Any]]],
    file: str,
    ladder: Ladder,
    before: int,
    faults: list[Fault],
) -> list[Event]:
    """Make events of rows, each with what says where its cells stand; raise all faults, also earlier ones."""
    ladders = {"ladders": {**shipped(), ladder.name: ladder}}
    events: list[Event] = []
    first_places: dict[str, str] = {}
    for number, (place, row) in enumerate(rows, start=1 + before):
        row["id"] = row.get("id") or f"row-{number}"
        if row["id"] in first_places:
            found = f"id {shown(row['id'])} again (first in {first_places[row['id']]})"
            faults.append(Fault(file, place("id"), found, "each id once"))
        first_places.setdefault(row["id"], place())
        accept = str(row.get("accept") or "")
        if accept not in ACCEPTS and str(row.get("note") or "").startswith(CANDIDATE):
            expected = "yes, no, rule, or nothing while it is to be judged"
            faults.append(Fault(file, place("accept"), shown(accept), expected, nearest(accept, ACCEPTS)))
        try:
            events.append(Event.model_validate(row, context=ladders))
        except ValidationError as error:
            faults += [
                replace(fault, place=place(fault.place)) for fault in from_pydantic(error, file, "", COLUMNS)
            ]
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
