"""Ideal points of states in the General Assembly of the United Nations."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, of_one_germany, read_columns, records
from sim.words import later

FIRST_SESSION: Final = 1945
"""Added to the number of a session it is the year in which the session began."""

SOURCE: Final = Source(
    name="ideal_points",
    title="UN ideal points",
    version="July 2025",
    years=(1946, 2023),
    citation="Bailey, Strezhnev and Voeten 2017, Journal of Conflict Resolution 61(2)",
    terms=later("public domain (CC0); please cite"),
    bundled=later("ideal points of all votes, two decimals"),
    tables=("votes",),
    files=("Idealpoint*.csv",),
    columns=("ccode", "IdealPointAll"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of states and sessions, or years. Columns: state, year, point."""
    raw = read_columns(path, SOURCE, ("year", "session"))
    values = raw.apply(pd.to_numeric, errors="coerce")
    year = values["year"] if "year" in values else values["session"] + FIRST_SESSION
    frame = pd.DataFrame({"state": records(values["ccode"]), "year": year, "point": values["IdealPointAll"]})
    frame = frame[of_one_germany(values["ccode"], year)].dropna()
    return frame.astype({"year": int}).reset_index(drop=True)
