"""Public figures of states and pairs that a new scenario begins with; sources in README.md beside them."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import asin, cos, radians, sin, sqrt
from typing import Final

import numpy as np

from sim.ladder.party import Party

RIVALRIES: Final = (1945, 2020)
"""Years for which rivalries are coded; one that ends in the last was still on then."""

OBLIGATIONS: Final = (1945, 2018)
"""Years for which alliances are coded."""

VOTES: Final = (1946, 2023)
INDUSTRY: Final = (1945, 2025)
BORDERS: Final = (1816, 2016)

EARTH_RADIUS: Final = 6371.0
"""Kilometres, mean."""


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
    """

    code: str
    name_en: str
    name_ar: str
    record: str
    spells: tuple[tuple[int, int | None], ...]
    was: str
    when: tuple[int, int]
    also: tuple[str, ...]

    def spell(self, year: int) -> tuple[int, int | None] | None:
        """Return the time as a state that a year belongs to."""
        return next((spell for spell in self.spells if spell[0] <= year <= (spell[1] or year)), None)


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Go through the rows of a table."""
    with (files(__name__) / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


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
        )
        for row in rows_of("states")
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


def record_of(code: str) -> str | None:
    """Return the code a state's figures are recorded under; None where it is unknown."""
    state = known_states().get(code)
    return state.record if state else None


def _pair(one: str, other: str) -> str | None:
    first, second = record_of(one), record_of(other)
    return None if first is None or second is None or first == second else Party.pair(first, second)


def spans(years: Iterable[int]) -> str:
    """Write years as spans: `1994-2004, 2007`."""
    known = set(years)
    starts = sorted(year for year in known if year - 1 not in known)
    ends = sorted(year for year in known if year + 1 not in known)
    return ", ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in zip(starts, ends, strict=True))


@cache
def yearly(name: str) -> dict[str, dict[int, float]]:
    """Return the values of a table of yearly columns, by state and year; a year without one is left out."""
    return {
        row["state"]: {int(y): float(v) for y, v in row.items() if v and y != "state"}
        for row in rows_of(name)
    }


def vote_distance(one: str, other: str, years: range) -> float | None:
    """Return the mean distance of two states' ideal points in the UN General Assembly."""
    table, states = yearly("votes"), [known_states().get(code) for code in (one, other)]
    mine, theirs = (table.get(record_of(code) or "", {}) for code in (one, other))
    alive = [year for year in years if all(state and state.spell(year) for state in states)]
    apart = [abs(mine[year] - theirs[year]) for year in alive if year in mine and year in theirs]
    return float(np.mean(apart)) if apart else None


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
    """Return the kinds of strategic rivalry of a year, after 2020 those of 2020; None where there is none."""
    return _within(RIVALRIES, "rivalries", one, other, year)


def obligations(one: str, other: str, year: int) -> str | None:
    """Return the formal obligations of a year, after 2018 those of 2018; None where there are none."""
    return _within(OBLIGATIONS, "obligations", one, other, year)


def _within(coded: tuple[int, int], name: str, one: str, other: str, year: int) -> str | None:
    row = _on(name, one, other, min(year, coded[1])) if year >= coded[0] else None
    return " and ".join(row["kinds"].split()) or None if row else None


def _on(name: str, one: str, other: str, year: int) -> dict[str, str] | None:
    """Return the row of a table of spans that holds for a pair in a year."""
    rows = _spans(name).get(_pair(one, other) or "", [])
    return next((row for row in rows if int(row["first"]) <= year <= int(row["last"] or year)), None)


@cache
def _spans(name: str) -> dict[str, list[dict[str, str]]]:
    by_pair: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(name):
        by_pair.setdefault(row["pair"], []).append(row)
    return by_pair


def industry(code: str, year: int) -> float | None:
    """Return a state's arms industry in a year (docs/scales.md); None in years without figures."""
    if record_of(code) is None or not INDUSTRY[0] <= year <= INDUSTRY[1]:
        return None
    of_state = (row for row in rows_of_industry() if row["state"] == record_of(code))
    return next((float(r["industry"]) for r in of_state if int(r["first"]) <= year <= int(r["last"])), 0.0)


@cache
def rows_of_industry() -> list[dict[str, str]]:
    """Return the spans of years with an arms industry above 0."""
    return list(rows_of("industry"))
