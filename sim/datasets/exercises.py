"""Multinational Military Exercises: exercises, and who took part."""

from pathlib import Path
from string import ascii_uppercase
from typing import Final

import pandas as pd

from sim.datasets.source import Source, named_records, numbers, read_columns
from sim.words import later

SOURCE: Final = Source(
    name="exercises",
    title="MME",
    version="7",
    years=(1980, 2010),
    citation="D'Orazio and Galambos 2021, Multinational Military Exercises, Harvard Dataverse",
    terms=later("public domain (CC0); please cite"),
    bundled=later("exercises with years, place and participants"),
    tables=("exercises",),
    files=("mme_v*.csv", "mme-v[0-9].csv"),
    columns=("MMEID", "Ex_Name", "Series_Name", "Location", "s.year", "e.year", "CPX", "StateA", "StateB"),
)

NAMES: Final = {
    "St. Kitts & Nevis": "KNA",
    "Bosnia & Herzegovina": "BIH",
    "St. Vincent & Grenadines": "VCT",
    "Trinidad & Tobago": "TTO",
    "São Tomé & Príncipe": "STP",
    "Côte d’Ivoire": "CIV",
    "Congo - Kinshasa": "COD",
    "Congo - Brazzaville": "COG",
    "Myanmar (Burma)": "MMR",
    "st. christopher": "KNA",
}
"""Names of the data set that are not among those of states here."""

SLOTS: Final = tuple(f"State{first}{second}" for first in ("", "A", "B") for second in ascii_uppercase)
"""Columns of participants, as far as a release may have them."""


def read(path: Path) -> pd.DataFrame:
    """Read the file of exercises: one row for each.

    Columns: id, name, series, place, first and last (years), command_post, states (codes parted by ;),
    others (participants that are no states here).
    """
    raw = read_columns(path, SOURCE, SLOTS)
    slots = [name for name in SLOTS if name in raw.columns]
    first, last = (numbers(raw[name], path) for name in ("s.year", "e.year"))
    named = raw.melt(value_vars=slots, value_name="state", ignore_index=False)["state"]
    codes = named_records(named[named.ne("")], NAMES)
    by_exercise = codes.dropna().groupby(level=0).agg(lambda states: ";".join(sorted(set(states))))
    frame = pd.DataFrame(
        {
            "id": raw["MMEID"],
            "name": raw["Ex_Name"],
            "series": raw["Series_Name"],
            "place": raw["Location"].where(raw["Location"] != "-9", ""),
            "first": first,
            "last": last.fillna(first).clip(lower=first),
            "command_post": raw["CPX"] == "1",
            "states": by_exercise.reindex(raw.index).fillna(""),
            "others": codes.isna().groupby(level=0).sum().reindex(raw.index).fillna(0).astype(int),
        }
    )
    frame = frame[frame["first"].notna() & frame["states"].str.contains(";")]
    return frame.astype({"first": int, "last": int}).reset_index(drop=True)
