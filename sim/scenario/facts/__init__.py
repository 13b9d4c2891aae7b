"""Public figures of states and pairs that a new scenario begins with; sources in README.md beside them."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import pandas as pd

LAST_RIVALRY_YEAR: Final = 2020
"""A rivalry that ends in this year was still on when it was coded."""

LAST_OBLIGATION_YEAR: Final = 2018


@dataclass(frozen=True)
class Known:
    """What is known of a state by its code: names, years it existed, and where its figures are recorded."""

    code: str
    name_en: str
    name_ar: str
    first: int
    last: int | None
    record: str


def _table(name: str) -> pd.DataFrame:
    with (files(__name__) / f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, index_col=0)


@cache
def _yearly(name: str) -> pd.DataFrame:
    table = _table(name)
    return table.set_axis(table.columns.astype(int), axis=1)


@cache
def known_states() -> dict[str, Known]:
    """Return the states known by name, by their codes."""
    with (files(__name__) / "states.csv").open(encoding="utf-8") as file:
        return {
            row["code"]: Known(
                row["code"],
                row["name_en"],
                row["name_ar"],
                int(row["first"]),
                int(row["last"]) if row["last"] else None,
                row["record"],
            )
            for row in csv.DictReader(file)
        }


def record_of(code: str) -> str | None:
    """Return the code a state's figures are recorded under; None where there are none."""
    state = known_states().get(code)
    return state.record or None if state else None


def _pair(one: str, other: str) -> str | None:
    first, second = record_of(one), record_of(other)
    return None if first is None or second is None or first == second else "-".join(sorted((first, second)))


def expenditure(codes: list[str], years: range) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return military expenditure, thousand current US dollars, by year and state, and how gaps were filled.

    A gap inside a series is interpolated. Beyond its ends the composite index stands in, at the price
    the other states of the table pay for theirs. A column without any figure is empty.
    """
    published, composite = _read("expenditure", codes), _read("cinc", codes)
    spending = published.interpolate(limit_area="inside").where(_own_years(codes, published.index))
    both = spending.notna() & composite.notna()
    price = spending.where(both).sum(axis=1) / composite.where(both).sum(axis=1)
    table = spending.fillna(composite.mul(price, axis=0)).reindex(list(years))
    notes = {}
    for code in codes:
        filled = [year for year in table.index[table[code].notna()] if not published[code].notna()[year]]
        estimated = [year for year in filled if not spending[code].notna()[year]]
        if estimated:
            notes[code] = f"{spans(estimated)} from the composite index, no expenditure being known"
        elif filled:
            notes[code] = f"{spans(filled)} interpolated"
    return table, notes


def _read(name: str, codes: list[str]) -> pd.DataFrame:
    """Return a yearly table, year by state; a state without a record is an empty column."""
    table = _yearly(name)
    read = table.reindex([record_of(code) or "" for code in codes]).T.set_axis(codes, axis=1)
    return read.where(_own_years(codes, read.index))


def _own_years(codes: list[str], years: "pd.Index[int]") -> pd.DataFrame:
    """Tell in which years each state reads its record: to its end, and from its beginning if it is shared."""
    known, records = known_states(), [record_of(code) for code in codes]
    own = pd.DataFrame(True, index=years, columns=codes)
    for code in codes:
        state = known.get(code)
        if state and state.last is not None:
            own[code] &= years <= state.last
        if state and records.count(state.record) > 1:
            own[code] &= years >= state.first
    return own


def spans(years: list[int]) -> str:
    """Write years as spans: `1994-2004, 2007`."""
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return ", ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in zip(starts, ends, strict=True))


def similarity(one: str, other: str, years: range) -> float | None:
    """Return the mean similarity of two states' votes over the years that have a figure."""
    pair, table = _pair(one, other), _yearly("similarity")
    if pair not in table.index:
        return None
    values = table.reindex(columns=list(years)).loc[[pair]].to_numpy()
    return float(np.nanmean(values)) if np.isfinite(values).any() else None


def proximity(one: str, other: str) -> tuple[float, str] | None:
    """Return 1 with a land border, else 1 - kilometres between capitals / 20,000; and the fact it is from."""
    pair, table = _pair(one, other), _geography()
    if pair not in table.index:
        return None
    distance = int(table["capital_distance_km"].loc[str(pair)])
    if table["land_border"].loc[str(pair)]:
        return 1.0, "land border"
    return round(1 - distance / 20_000, 4), f"{distance:,} km between capitals"


@cache
def _geography() -> pd.DataFrame:
    return _table("geography")


@cache
def _spans(name: str) -> pd.DataFrame:
    return _table(name).reset_index()


def rivalry(one: str, other: str, year: int) -> str | None:
    """Return the kinds of strategic rivalry between two states in a year; None where none was coded."""
    for row in _spans("rivalries").to_dict("records"):
        on = row["start"] <= year <= row["end"] or year > row["end"] == LAST_RIVALRY_YEAR
        if row["pair"] == _pair(one, other) and on:
            return " and ".join(
                k for k in ("positional", "spatial", "ideological", "interventionary") if row[k]
            )
    return None


def obligations(one: str, other: str, year: int) -> str | None:
    """Return the formal obligations between two states in a year; beyond 2018 those of 2018."""
    asked = min(year, LAST_OBLIGATION_YEAR)
    for row in _spans("obligations").to_dict("records"):
        if row["pair"] == _pair(one, other) and row["start"] <= asked <= row["end"]:
            return str(row["obligations"])
    return None
