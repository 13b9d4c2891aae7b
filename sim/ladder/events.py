"""Coded events: what two or more states did, one a row of a CSV file."""

import csv
import datetime
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, islice
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sim.faults import Fault, InconsistentError, InputError, from_pydantic, nearest, shown
from sim.ladder.ladder import MILITARY, Ladder, shipped
from sim.ladder.rules import DEGREES
from sim.reading import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, read_text

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (
    *("id", "date", "end_date", "actors", "dimension", "indicator", "degree"),
    *("effect", "basis", "title", "source", "note"),
)
REQUIRED: Final = tuple(column for column in COLUMNS if column != "id")

Effect = Literal["advance", "sustain", "regress", "end"]
Basis = Literal["practice", "agreement", "institution", "statement"]
SHOCK: Final = "shock"
"""Dimension of what happened to states and belongs to no ladder."""

EFFECTS: Final[tuple[str, ...]] = get_args(Effect)
BASES: Final[tuple[str, ...]] = get_args(Basis)

FALLS: Final = ("regress", "end")
"""Effects that set back; the others build up."""

MOST_ROWS: Final = 100_000
"""Rows of a table that is read."""

MOST_ACTORS: Final = 100
"""Actors of one event: each two of them are a pair."""

MOST_WEIGHED: Final = 5_000_000
"""Events of all pairs, times the years for which each pair is assessed."""

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
"""Characters that no cell may hold; those that Word and PDF leave in what is pasted are let through."""

_CODE: Final = re.compile(r"[A-Z0-9]{2,8}")


class Date(tuple[int, ...]):
    """A date as far as it is known: (year,), (year, month) or (year, month, day)."""

    __slots__ = ()

    @property
    def order(self) -> tuple[int, int, int]:
        """Sort key: a month comes after all its days, a year after all of its months."""
        year, month, day = (*self, *(13, 32)[len(self) - 1 :])
        return year, month, day

    def __str__(self) -> str:
        """Write it as it stands in files."""
        return "-".join(f"{part:02}" for part in self)


def parse_date(text: object) -> Date:
    """Read YYYY, YYYY-MM or YYYY-MM-DD.

    Raises
    ------
    ValueError
        Where the text has another form, or names a day that no calendar has.
    """
    match = _DATE.fullmatch(str(text))
    if match is None:
        raise ValueError("a date YYYY, YYYY-MM or YYYY-MM-DD")
    parts = Date(int(part) for part in match.groups() if part)
    try:
        datetime.date(*(*parts, 1, 1)[:3])
    except ValueError:
        raise ValueError("a date that the calendar has") from None
    return parts


def _optional_date(text: object) -> Date | None:
    return parse_date(text) if text else None


def _actors(text: object) -> tuple[str, ...]:
    codes = tuple(part.strip() for part in str(text).split(";"))
    if not all(_CODE.fullmatch(code) for code in codes):
        raise ValueError("codes of 2 to 8 capitals or digits, joined by ;")
    if len(codes) < 2:
        raise ValueError("two or more actors, joined by ;")
    if len(codes) > MOST_ACTORS:
        raise ValueError(f"{MOST_ACTORS} actors at most")
    if len(set(codes)) < len(codes):
        raise ValueError("each actor once")
    return tuple(sorted(codes))


def _number_or_none(text: object) -> object:
    return text or None


def _one_of(text: object, names: Collection[str]) -> str:
    if text not in names:
        *others, last = (f"'{name}'" for name in names)
        expected = f"{', '.join(others)} or {last}"
        raise PydanticCustomError("literal_error", "Input should be {expected}", {"expected": expected})
    return str(text)


def _ladders(info: ValidationInfo) -> Mapping[str, Ladder]:
    """Return the ladders that events are read by, by their dimensions; without any, those that ship."""
    ladders: Mapping[str, Ladder] = (info.context or {}).get("ladders", shipped())
    return ladders


class Event(BaseModel):
    """Something dated that two or more states did.

    Its dimension is that of a ladder, or `shock`; its indicator is one of that ladder's. Unknown columns are
    kept in `model_extra`.
    """

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True)

    id: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    date: Annotated[Date, BeforeValidator(parse_date)]
    end_date: Annotated[Date | None, BeforeValidator(_optional_date)] = None
    actors: Annotated[tuple[str, ...], BeforeValidator(_actors)]
    dimension: str
    indicator: Annotated[str | None, BeforeValidator(_number_or_none)]
    degree: Annotated[Literal["low", "high"] | None, BeforeValidator(_number_or_none)]
    effect: Annotated[Effect, BeforeValidator(lambda text: text or "advance")]
    basis: Basis
    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    source: str = ""
    note: str = ""

    @field_validator("dimension")
    @classmethod
    def _of_a_ladder(cls, name: str, info: ValidationInfo) -> str:
        return _one_of(name, (*_ladders(info), SHOCK))

    @field_validator("indicator")
    @classmethod
    def _of_its_ladder(cls, text: str | None, info: ValidationInfo) -> str | None:
        ladder = _ladders(info).get(info.data.get("dimension", ""))
        if text is None or ladder is None:
            return text
        return _one_of(text, [str(indicator.number) for indicator in ladder.indicators])

    @model_validator(mode="after")
    def _consistent(self) -> "Event":
        if self.end_date is not None:
            precision = min(len(self.date), len(self.end_date))
            if self.end_date[:precision] < self.date[:precision]:
                raise InconsistentError("an end_date that is not before its date", "date", "end_date")
        if self.dimension == SHOCK and (self.indicator or self.degree):
            keys = ("dimension", "indicator", "degree")
            raise InconsistentError("no indicator and no degree for a shock", *keys)
        if self.dimension == MILITARY.name and not self.indicator:
            expected = f"an indicator from 1 to {len(MILITARY)} for a military event"
            raise InconsistentError(expected, "indicator")
        if self.degree and not self.indicator:
            raise InconsistentError("an indicator beside a degree", "indicator", "degree")
        if self.indicator and not self.degree and self.effect in ("advance", "sustain"):
            expected = f"a degree, low or high, for what advances or sustains on the {self.dimension} ladder"
            raise InconsistentError(expected, "degree", "effect")
        return self

    @property
    def year(self) -> int:
        """Year the event is dated."""
        return self.date[0]

    @property
    def end_year(self) -> int | None:
        """Last year the event runs, where it is given."""
        return None if self.end_date is None else self.end_date[0]

    @property
    def rung(self) -> int:
        """Position of its indicator in arrays, from 0; only of what has one."""
        return int(self.indicator or 0) - 1

    @property
    def level(self) -> int:
        """Its degree as a number: 0 none, 1 low, 2 high."""
        return DEGREES.index(self.degree or "none")

    def counts(self, ladder: Ladder) -> bool:
        """Tell whether a ladder heeds it: of its dimension, on an indicator, and no mere statement."""
        return self.dimension == ladder.name and self.indicator is not None and self.basis != "statement"

    @property
    def told(self) -> tuple[object, ...]:
        """What it says: two rows that say the same are one event, whatever their ids, sources and notes."""
        what = (self.date, self.end_date, self.actors, self.dimension, self.indicator, self.degree)
        return (*what, self.effect, self.basis, " ".join(self.title.casefold().split()))

    @property
    def last_active_year(self) -> int:
        """Last year in which it is dated or, being practice, still runs."""
        runs = self.basis == "practice" and self.effect in ("advance", "sustain")
        return self.end_year if runs and self.end_year is not None else self.year


def chronological(events: Iterable[Event]) -> list[Event]:
    """Order events by date; on the same date `end` comes last, other ties keep their order."""
    return sorted(events, key=lambda event: (event.date.order, event.effect == "end"))


def distinct(events: Iterable[Event]) -> list[Event]:
    """Leave out the rows that only repeat an earlier one."""
    kept: dict[tuple[object, ...], Event] = {}
    for event in events:
        kept.setdefault(event.told, event)
    return list(kept.values())


def pairs_of(events: Iterable[Event], ladder: Ladder) -> list[tuple[str, str]]:
    """List the pairs, in alphabetical order, that share an event which counts on a ladder."""
    return sorted({pair for e in events if e.counts(ladder) for pair in combinations(e.actors, 2)})


def by_pair(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    """Sort the events by the pairs whose states are both among their actors."""
    shared: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        for pair in combinations(event.actors, 2):
            shared.setdefault(pair, []).append(event)
    return shared


def check_burden(shared: Iterable[tuple[Sequence[Event], Sequence[int]]], file: str, remedy: str) -> None:
    """Refuse what would take too long to assess, given the events and the years of each pair.

    Raises
    ------
    InputError
        With what would be less.
    """
    weighed = sum((len(events) + 1) * len(years) for events, years in shared)
    if weighed > MOST_WEIGHED:
        found = f"{weighed:,} events times years, all pairs together"
        raise InputError([Fault(file, "", found, f"{MOST_WEIGHED:,} at most: {remedy}")])


def of_pair(events: Iterable[Event], pair: Sequence[str]) -> list[Event]:
    """Select the events whose actors include both states of a pair."""
    return [event for event in events if set(pair) <= set(event.actors)]


def of_pairs(events: Iterable[Event], pairs: Iterable[tuple[str, str]]) -> list[Event]:
    """Select the events whose actors include both states of any of the pairs, each in alphabetical order."""
    wanted = set(pairs)
    return [event for event in events if not wanted.isdisjoint(combinations(event.actors, 2))]


def known_in(events: Iterable[Event], year: int) -> list[Event]:
    """Select what was known at the end of a year, without hindsight.

    Later events are left out; an `end_date` still to come is cut to the year for practice,
    and taken away for institutions and agreements.
    """
    return [_without_hindsight(event, year) for event in events if event.year <= year]


def _without_hindsight(event: Event, year: int) -> Event:
    if event.end_year is None or event.end_year <= year:
        return event
    cut = Date((year,)) if event.basis == "practice" else None
    return event.model_copy(update={"end_date": cut})


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
    places = [(f"line {line}", dict(zip(header, cells, strict=True))) for line, cells in rows]
    return _validated(places, str(path), ladder, before, faults)


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
    faults = [_missing("table", "columns", name, REQUIRED, unknown) for name in lacking]
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
    places: dict[str, str] = {}
    for number, (place, row) in enumerate(rows, start=1 + before):
        row["id"] = row.get("id") or f"row-{number}"
        if row["id"] in places:
            found = f"id {shown(row['id'])} again (first in {places[row['id']]})"
            faults.append(Fault(file, f"{place}, id", found, "each id once"))
        places.setdefault(row["id"], place)
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
    homes: dict[str, Path] = {}
    for path in paths:
        try:
            own = read_events(path, ladder, before=len(events))
        except InputError as error:
            faults += error.faults
            continue
        faults += [
            Fault(str(path), "id", f"id {shown(event.id)} again (first in {homes[event.id]})", "each id once")
            for event in own
            if event.id in homes
        ]
        homes |= {event.id: path for event in own}
        events += own
    if faults:
        raise InputError(faults)
    return events


def written(events: Iterable[Event]) -> str:
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
    faults = [_missing(file, "line 1", name, required, unknown) for name in required if name not in header]
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


def _missing(file: str, place: str, name: str, required: Sequence[str], unknown: Sequence[str]) -> Fault:
    expected = "the columns " + ", ".join(required)
    if near := nearest(name, unknown):
        return Fault(file, place, f"column {near}", expected, name)
    return Fault(file, place, f"no column {name}", expected)


CERTAINTIES: Final = ("high", "medium", "low")
"""Words by which a note begins, after `certainty:`."""


ALIKE: Final = 0.5
"""Share of the words of a title that another lacks, below which the two may tell of one event."""

MOST_COMPARED: Final = 100
"""Earlier rows of one indicator and date that a row is compared with, so that checking stays quick."""


def warnings(
    events: Iterable[Event], file: str, states: Collection[str] = (), ladder: Ladder = MILITARY
) -> list[Fault]:
    """Warn of what is allowed and hardly meant.

    Statements that are to lower an indicator, since they change no degree; a degree beside a fall; a
    certainty that is none; events of the ladder on no indicator; where the states of a scenario are given,
    actors that are none of them; and rows that repeat another, or nearly so.
    """
    events = list(events)
    return [
        Fault(file, event.id, found, expected, near, warning=True)
        for event in events
        for found, expected, near in _hardly_meant(event, states, ladder)
    ] + [
        Fault(file, event.id, f"{what} {other.id}", expected, warning=True)
        for event, other, what, expected in _repeated(events, ladder)
    ]


def _repeated(events: Iterable[Event], ladder: Ladder) -> Iterator[tuple[Event, Event, str, str]]:
    """Go through rows that say the same as an earlier one, or almost: of one pair, indicator and date."""
    before: dict[tuple[object, ...], list[Event]] = {}
    same: dict[tuple[object, ...], Event] = {}
    for event in events:
        if not event.counts(ladder):
            continue
        if event.told in same:
            yield event, same[event.told], "the same event as", "each event in one row"
            continue
        same[event.told] = event
        earlier = before.setdefault((event.indicator, event.date, event.effect), [])
        other = next((one for one in earlier[-MOST_COMPARED:] if _near(event, one)), None)
        if other is not None:
            expected = "one row, if it is one event: the pair, the indicator and the date are the same"
            yield event, other, "nearly the same event as", expected
        earlier.append(event)


def _near(event: Event, other: Event) -> bool:
    """Say whether two rows of one indicator, date and effect may be one event.

    They may where a pair is in both and all else is coded alike (in one year alone much can happen twice),
    or where the actors are the same and the shorter title has most of its words in the longer.
    """
    alike = event.degree == other.degree and event.basis == other.basis and event.end_date == other.end_date
    if alike and len(event.date) > 1 and len(set(event.actors) & set(other.actors)) > 1:
        return True
    return event.actors == other.actors and unlike(event, other) < ALIKE


def unlike(event: Event, other: Event) -> float:
    """Return the share of the words of the shorter of two titles that the longer lacks; 1 without words."""
    words = [_words(one.title) for one in (event, other)]
    fewest = min(map(len, words))
    return 1 - len(words[0] & words[1]) / fewest if fewest else 1.0


@lru_cache(MOST_ROWS)
def _words(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w{3,}", title.lower()))


def _hardly_meant(event: Event, states: Collection[str], ladder: Ladder) -> Iterator[tuple[str, str, str]]:
    if event.dimension == ladder.name and event.indicator is None and event.basis != "statement":
        yield (
            "no indicator",
            f"one of the {ladder.name} ladder, from 1 to {len(ladder)}: it counts nowhere",
            "",
        )
    falls = event.effect in FALLS
    if falls and event.basis == "statement":
        yield f"a statement with effect {event.effect}", "practice, agreement or institution", ""
    if falls and event.degree:
        yield f"degree {event.degree} with effect {event.effect}", "no degree: a fall has none", ""
    said = re.match(r"certainty:\s*(\w*)", event.note)
    if said and said[1] not in CERTAINTIES:
        yield f"certainty: {said[1]}", "certainty: high, medium or low", nearest(said[1], CERTAINTIES)
    for actor in event.actors if states else ():
        if actor not in states:
            yield f"actor {actor}", "a state of the scenario", nearest(actor, states)
