"""Public figures of states and pairs that a new scenario begins with; sources in README.md beside them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from math import asin, cos, radians, sin, sqrt
from operator import add
from typing import Final

from sim.ladder.party import Party
from sim.scenario.facts.tables import Row, Tables, covered, once, reading, release, rows_of, yearly

__all__ = ["Row", "Tables", "covered", "reading", "release", "rows_of", "yearly"]

EARTH_RADIUS: Final = 6371.0
"""Kilometres, mean."""

KINDS: Final = ("defense", "offense", "neutral", "nonagg", "consul")
"""Obligations of alliances (ATOP), in the order in which they are written."""

DEEDS: Final = 4
"""Hostility of a militarized dispute from which force was used."""

WAR: Final = 5
"""Hostility of a dispute that is a war, if not between any two that take part."""


@dataclass(frozen=True)
class KnownState:
    """What is known of a state by its code.

    Attributes
    ----------
    name_en, name_ar
        Its names.
    record
        The code its figures are recorded under.
    spells
        First and last year of each time it was a state of its own; no last year where it goes on.
    was, when
        Another state whose figures its record has in some years, and those; empty where all are its own.
    also
        Other names and older codes.
    numbers
        The numbers that its record bears in the Correlates of War.
    """

    code: str
    name_en: str
    name_ar: str
    record: str
    spells: tuple[tuple[int, int | None], ...]
    was: str
    when: tuple[int, int]
    also: tuple[str, ...]
    numbers: tuple[int, ...]

    def spell(self, year: int) -> tuple[int, int | None] | None:
        """Return the time as a state that a year belongs to."""
        return next((spell for spell in self.spells if spell[0] <= year <= (spell[1] or year)), None)


@cache
def known_states() -> dict[str, KnownState]:
    """Return all states, by their codes."""
    return {
        row["code"]: KnownState(
            row["code"],
            row["name_en"],
            row["name_ar"],
            row["record"],
            tuple(_spell(text) for text in row["spells"].split(";")),
            row["was"],
            _span(row["when"]),
            tuple(filter(None, row["also"].split(";"))),
            tuple(map(int, row["numbers"].split(";"))),
        )
        for row in Tables().rows("states")
    }


def _span(text: str) -> tuple[int, int]:
    first, last = _spell(text or "0-0")
    return first, last or 0


def _spell(text: str) -> tuple[int, int | None]:
    first, _, last = text.partition("-")
    return int(first), int(last) if last else None


@cache
def names() -> dict[str, str]:
    """Return the code that each code, name and older code stands for, codes and names before older ones."""
    codes: dict[str, str] = {}
    states = known_states().values()
    for words in (
        ((state.code, state.code) for state in states),
        ((name, state.code) for state in states for name in (state.name_en, state.name_ar)),
        ((name, state.code) for state in states for name in state.also),
    ):
        for name, code in words:
            codes.setdefault(name.casefold(), code)
    return codes


def code_of(text: str) -> str | None:
    """Return the code of a state by its code, one of its names or an older code; None where it is unknown."""
    return names().get(" ".join(text.split()).casefold())


@cache
def records_by_number() -> dict[int, str]:
    """Return the code that the figures of each number of the Correlates of War are recorded under."""
    return {number: state.record for state in known_states().values() for number in state.numbers}


ALL: Final = "all"
"""The name of all states."""


@cache
def regions() -> dict[str, set[str]]:
    """Return the codes of the states of each region, by its number and names (United Nations, M49)."""
    rows = {row["region"]: row for row in Tables().rows("regions")}
    states = {number: set(filter(None, row["states"].split(";"))) for number, row in rows.items()}
    for number in rows:
        within = rows[number]["within"]
        while within:
            states[within] |= states[number] if rows[number]["states"] else set()
            within = rows[within]["within"]
    return {
        name.casefold(): states[number]
        for number, row in rows.items()
        for name in (number, row["name_en"], row["name_ar"])
    }


def states_of(region: str, start: int, end: int) -> list[str] | None:
    """Return the codes of a region's states that are states in a first year, of all where it is `all`.

    Of two that share a record it is the one that lasts, or the earlier one where that lasts to the end.
    """
    name = " ".join(region.split()).casefold()
    members = set(known_states()) if name == ALL else regions().get(name)
    if members is None:
        return None
    there = {code: state for code, state in known_states().items() if code in members and state.spell(start)}
    named: dict[str, str] = {}
    for code, state in there.items():
        if state.record == code:
            named.setdefault(code, code)
        elif state.spell(start) == state.spell(end):
            named[state.record] = code
    return sorted(named.values())


def record_of(code: str) -> str | None:
    """Return the code a state's figures are recorded under; None where it is unknown."""
    state = known_states().get(code)
    return state.record if state else None


def records_in(year: int, codes: Iterable[str] | None = None) -> list[str]:
    """Return the codes of records whose states are states in a year: all, or those of some codes."""
    wanted = None if codes is None else set(codes)
    return sorted(
        code
        for code, state in known_states().items()
        if state.record == code and state.spell(year) and (wanted is None or code in wanted)
    )


@cache
def _pair(one: str, other: str) -> str | None:
    first, second = record_of(one), record_of(other)
    return None if first is None or second is None or first == second else Party.pair(first, second)


def spans(years: Iterable[int]) -> str:
    """Write years as spans: `1994-2004, 2007`."""
    known = set(years)
    starts = sorted(year for year in known if year - 1 not in known)
    ends = sorted(year for year in known if year + 1 not in known)
    return ", ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in zip(starts, ends, strict=True))


def are_states(one: str, other: str, year: int) -> bool:
    """Tell whether two are both states in a year: nothing is said of a pair in any other."""
    return is_state(one, year) and is_state(other, year)


@cache
def is_state(code: str, year: int) -> bool:
    """Tell whether a code is one of a state in a year."""
    return known_states()[code].spell(year) is not None


def vote_distance(one: str, other: str, years: range) -> float | None:
    """Return the mean distance of two states' ideal points in the UN General Assembly."""
    return mean(list(votes_apart(one, other, years).values()))


def votes_apart(one: str, other: str, years: range) -> dict[int, float]:
    """Return the distance of two states' ideal points by year, where it is known."""
    table = yearly("votes")
    mine, theirs = (table.get(record_of(code) or "", {}) for code in (one, other))
    return {
        year: abs(mine[year] - theirs[year])
        for year in years
        if year in mine and year in theirs and are_states(one, other, year)
    }


def mean(values: list[float]) -> float | None:
    """Return the mean of some values, added up from the first on; None without any."""
    return reduce(add, values) / len(values) if values else None


def turns(one: str, other: str) -> set[int]:
    """Return the years from which on what tables of spans tell of a pair may be another, or two are states.

    Disputes and wars are told apart (`fought`): they bear on years after them.
    """
    spells = (spell for code in (one, other) for spell in known_states()[code].spells)
    rows = (row for name in ("rivalries", "claims") for row in _of_pair(name, one, other))
    spans_of_rows = ((int(row["first"]), int(row["last"] or 0) or None) for row in rows)
    ends = [year for span in (*spells, *spans_of_rows) for year in (span[0], (span[1] or 0) + 1)]
    tables = (covered(name) for name in ("rivalries", "treaties", "claims", "disputes", "wars"))
    return {*ends, *(year + late for span in tables for year in (span[0], span[1] + 1) for late in (0, 1))}


def fought(one: str, other: str) -> set[int]:
    """Return the years of militarized dispute and of war between two."""
    wars = _of_pair("wars", one, other)
    return {
        *_hostilities(one, other),
        *(year for row in wars for year in range(int(row["first"]), int(row["last"]) + 1)),
    }


def proximity(one: str, other: str, year: int) -> tuple[float, str] | None:
    """Return 1 with a land border in a year, else 1 - km between capitals / 20,000; and the fact it is from.

    Where not both are states in that year, borders and capitals are those of the first in which they are.
    """
    first_year = _both(one, other, year)
    capitals = [capital for code in (one, other) if (capital := _capital(code, first_year or year))]
    if len(capitals) < 2 or _pair(one, other) is None:
        return None
    when = f" in {first_year}" if first_year and first_year != year else ""
    if _on("borders", one, other, first_year or year):
        return 1.0, f"land border{when}"
    apart = round(_kilometres(*capitals))
    return round(1 - apart / 20_000, 4), f"{apart:,} km between capitals{when}"


def _both(one: str, other: str, year: int) -> int | None:
    """Return the first year from a given one in which both are states."""
    states = [known_states()[code] for code in (one, other)]
    begins = [year, *(first for state in states for first, _ in state.spells if first > year)]
    return next((y for y in sorted(begins) if all(state.spell(y) for state in states)), None)


def _capital(code: str, year: int) -> tuple[float, float] | None:
    """Return latitude and longitude of a state's capital, the first one's before there was any."""
    capitals = _capitals().get(record_of(code) or "", [])
    so_far = [where for first, where in capitals if first <= year] or [where for _, where in capitals[:1]]
    return so_far[-1] if so_far else None


@cache
def _capitals() -> dict[str, list[tuple[int, tuple[float, float]]]]:
    by_state: dict[str, list[tuple[int, tuple[float, float]]]] = {}
    for row in rows_of("capitals"):
        coordinates = float(row["latitude"]), float(row["longitude"])
        by_state.setdefault(row["state"], []).append((int(row["first"]), coordinates))
    return by_state


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle distance of two places, each latitude and longitude in degrees (haversine)."""
    (a, b), (c, d) = ((radians(x), radians(y)) for x, y in (one, other))
    return 2 * EARTH_RADIUS * asin(sqrt(sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2))


def rivalry(one: str, other: str, year: int) -> str | None:
    """Return the kinds of strategic rivalry of a year, after the last coded one those of it; None without."""
    first, last = covered("rivalries")
    row = _on("rivalries", one, other, min(year, last)) if year >= first else None
    return " and ".join(row["kinds"].split()) or None if row else None


def obligations(one: str, other: str, year: int) -> str | None:
    """Return the formal obligations of a year, after the last coded those of that one; None without."""
    first, last = covered("treaties")
    if year < first:
        return None
    held = obligations_by_year(one, other).get(min(year, last), set())
    return " and ".join(kind for kind in KINDS if kind in held) or None


def obligations_by_year(one: str, other: str) -> dict[int, set[str]]:
    """Return the obligations of either towards the other under the treaties that both belong to."""
    held: dict[int, set[str]] = once(
        f"obligations {_pair(one, other)}", "treaties", lambda rows: _obligations_by_year(one, other)
    )
    return held


def _obligations_by_year(one: str, other: str) -> dict[int, set[str]]:
    last = covered("treaties")[1]
    held: dict[int, set[str]] = {}
    mine, theirs = (_memberships().get(record_of(code) or "", {}) for code in (one, other))
    if record_of(one) == record_of(other):
        return held
    for treaty in mine.keys() & theirs.keys():
        for first in mine[treaty]:
            for second in theirs[treaty]:
                end = min(int((row["left"] or str(last))[:4]) for row in (first, second))
                begin = max(int(row["entered"][:4]) for row in (first, second))
                for year in range(begin, end + 1):
                    held.setdefault(year, set()).update(first["kinds"].split(), second["kinds"].split())
    return held


def _memberships() -> dict[str, dict[str, list[Row]]]:
    """Return the times that each state belonged to each treaty."""

    def by_state(rows: Iterator[Row]) -> dict[str, dict[str, list[Row]]]:
        memberships: dict[str, dict[str, list[Row]]] = {}
        for row in rows:
            memberships.setdefault(row["state"], {}).setdefault(row["treaty"], []).append(row)
        return memberships

    memberships: dict[str, dict[str, list[Row]]] = once("memberships", "treaties", by_state)
    return memberships


def claims(one: str, other: str, year: int) -> list[Row]:
    """Return the territorial claims of either on the other that stand in a year."""
    return [row for row in _of_pair("claims", one, other) if _holds(row, year)]


def hostility(one: str, other: str, years: Iterable[int]) -> int:
    """Return the highest hostility of a militarized dispute between two in some years, 0 without any."""
    levels = _hostilities(one, other)
    return max((levels.get(year, 0) for year in years if are_states(one, other, year)), default=0)


def _hostilities(one: str, other: str) -> dict[int, int]:
    """Return the highest hostility of a dispute between two by year."""

    def by_pair(rows: Iterator[Row]) -> dict[str, dict[int, int]]:
        levels: dict[str, dict[int, int]] = {}
        for row in rows:
            years = range(int(row["first"]), int(row["last"]) + 1)
            levels.setdefault(row["pair"], {}).update(dict.fromkeys(years, int(row["hostility"])))
        return levels

    levels: dict[str, dict[int, int]] = once("hostilities", "disputes", by_pair)
    return levels.get(_pair(one, other) or "", {})


def at_war(one: str, other: str, years: Iterable[int]) -> bool:
    """Tell whether two fought each other in a war in any of some years.

    A dispute may be a war for others alone that take part in it. So it is one between the two where they are
    on the list of wars; after that list ends, where the dispute is.
    """
    listed = covered("wars")[1]
    wanted = [year for year in years if are_states(one, other, year)]
    early, late = ([y for y in wanted if y <= listed], [y for y in wanted if y > listed])
    return any(_on("wars", one, other, year) for year in early) or hostility(one, other, late) == WAR


def interdependence(one: str, other: str) -> dict[int, float]:
    """Return twice the mean share that two have in each other's foreign trade, by year, at most 1.

    A year without figures of their trade is left out: they may have had none, or none was reported.
    """
    first = covered("trade")[0]
    row = next(iter(_of_pair("trade", one, other)), None)
    values = row["thousandths"].split(" ") if row else []
    return {
        year: int(value) / 1000
        for year, value in enumerate(values, int(row["first"]) if row else first)
        if value and are_states(one, other, year)
    }


def _on(name: str, one: str, other: str, year: int) -> Row | None:
    """Return the row of a table of spans that holds for a pair in a year."""
    return next((row for row in _of_pair(name, one, other) if _holds(row, year)), None)


def _holds(row: Row, year: int) -> bool:
    return int(row["first"]) <= year <= int(row["last"] or year)


def _of_pair(name: str, one: str, other: str) -> list[Row]:
    """Return the rows that a table has of a pair."""

    def by_pair(rows: Iterator[Row]) -> dict[str, list[Row]]:
        table: dict[str, list[Row]] = {}
        for row in rows:
            table.setdefault(row["pair"], []).append(row)
        return table

    table: dict[str, list[Row]] = once("pairs", name, by_pair)
    return table.get(_pair(one, other) or "", [])


def industry(code: str, year: int) -> float | None:
    """Return a state's arms industry in a year (docs/scales.md); None in years without figures."""
    first, last = covered("industry")
    if record_of(code) is None or not first <= year <= last:
        return None
    rows: list[Row] = once("rows", "industry", list)
    of_state = (row for row in rows if row["state"] == record_of(code))
    return next((float(r["industry"]) for r in of_state if int(r["first"]) <= year <= int(r["last"])), 0.0)
