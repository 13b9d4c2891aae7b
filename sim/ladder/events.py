"""Coded events: what two or more states did, and when."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Annotated, Final, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from sim.faults import Fault, InconsistentError, InputError
from sim.ladder.ladder import MILITARY, Ladder, shipped
from sim.ladder.rules import DEGREES
from sim.reading import LONGEST_NAME, LONGEST_TITLE

Effect = Literal["advance", "sustain", "regress", "end"]
Basis = Literal["practice", "agreement", "institution", "statement"]
SHOCK: Final = "shock"
"""Dimension of what happened to states and belongs to no ladder."""

EFFECTS: Final[tuple[str, ...]] = get_args(Effect)
BASES: Final[tuple[str, ...]] = get_args(Basis)

CANDIDATE: Final = "certainty: candidate"
"""How the note of a row begins that a data set proposes and nobody has judged yet."""

RULE: Final = "rule"
ACCEPTS: Final = ("", "yes", "no", RULE)
"""What may stand under `accept` of a candidate: nothing while to be judged; `rule` where no coder read it."""

FALLS: Final = ("regress", "end")
"""Effects that set back; the others build up."""

MOST_ACTORS: Final = 100
"""Actors of one event: each two of them are a pair."""

MOST_WEIGHED: Final = 5_000_000
"""Events of all pairs, times the years for which each pair is assessed."""

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

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
    def candidate(self) -> bool:
        """Whether a data set proposes it, accepted or not."""
        return self.note.startswith(CANDIDATE)

    @property
    def accept(self) -> str:
        """Whether it is accepted: `yes`, `no`, `rule`, or nothing where it is to be judged."""
        return str((self.model_extra or {}).get("accept") or "")

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
    def content(self) -> tuple[object, ...]:
        """What it says: two rows that say the same are one event, whatever their ids, sources and notes."""
        fields = (self.date, self.end_date, self.actors, self.dimension, self.indicator, self.degree)
        return (*fields, self.effect, self.basis, " ".join(self.title.casefold().split()))

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
        kept.setdefault(event.content, event)
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
