"""The tables of facts by name: what is bundled, or a newer release in its place."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.resources import files
from typing import Any

Row = dict[str, str]


class Tables:
    """The tables of facts by name: what is bundled, or a newer release in its place.

    Parameters
    ----------
    newer
        Rows of tables that stand in place of what is bundled; of `coverage` they are added to it.
    """

    def __init__(self, newer: Mapping[str, Sequence[Row]] | None = None):
        self._newer = dict(newer or {})
        self._made: dict[tuple[str, str], Any] = {}

    def rows(self, name: str) -> Iterator[Row]:
        """Go through the rows of a table."""
        if name in self._newer and name != "coverage":
            yield from self._newer[name]
            return
        with (files(__package__) / f"{name}.csv").open(encoding="utf-8") as file:
            yield from csv.DictReader(file)
        yield from self._newer.get(name, ())

    def once(self, what: str, name: str, make: Callable[[Iterator[Row]], Any]) -> Any:
        """Return what is made of a table, made when it is first asked for."""
        if (what, name) not in self._made:
            self._made[what, name] = make(self.rows(name))
        return self._made[what, name]


_TABLES: ContextVar[Tables] = ContextVar("tables", default=Tables())  # noqa: B039 - holds caches alone


@contextmanager
def reading(tables: Tables) -> Iterator[None]:
    """Read facts, in what is done within, from tables of which some are newer than what is bundled."""
    before = _TABLES.set(tables)
    try:
        yield
    finally:
        _TABLES.reset(before)


def once(what: str, name: str, make: Callable[[Iterator[Row]], Any]) -> Any:
    """Return what is made of a table that is read now, made when it is first asked for."""
    return _TABLES.get().once(what, name, make)


def rows_of(name: str) -> Iterator[Row]:
    """Go through the rows of a table."""
    return _TABLES.get().rows(name)


def covered(name: str) -> tuple[int, int]:
    """Return the first and the last year that a table tells of."""
    years: dict[str, tuple[int, int]] = once(
        "years", "coverage", lambda rows: {r["table"]: (int(r["first"]), int(r["last"])) for r in rows}
    )
    return years[name]


def release(name: str) -> str:
    """Return the data set and release that a table is from, as a source cites it."""
    releases: dict[str, str] = once(
        "release", "coverage", lambda rows: {row["table"]: row["release"] for row in rows}
    )
    return releases[name]


def yearly(name: str) -> dict[str, dict[int, float]]:
    """Return the values of a table of yearly columns, by state and year; a year without one is left out."""
    values: dict[str, dict[int, float]] = once(
        "yearly",
        name,
        lambda rows: {
            row["state"]: {int(y): float(v) for y, v in row.items() if v and y != "state"} for row in rows
        },
    )
    return values
