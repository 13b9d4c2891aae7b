"""Signals of support from major powers: British, French and Russian troops, by host state and year."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, read_columns, records
from sim.words import later

SENDERS: Final = {"uk_troops": "GBR", "fra_troops": "FRA", "rus_troops": "RUS"}
"""Whose troops are read; those of China are known from 2008 on alone, those of the United States better."""

SOURCE: Final = Source(
    name="signals",
    title="Signals of support",
    version="2019",
    years=(1981, 2012),
    citation="McManus and Nieman 2019, Journal of Peace Research 56(3)",
    terms=later("free for research, with citation"),
    bundled=later("years with 50 or 1,000 troops and more"),
    tables=("troops",),
    files=("Individual Signals Dataset*.csv", "Individual_Signals_Dataset*.csv"),
    columns=("ccode", "year", *SENDERS),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of states and years. Columns: sender, host, year, personnel.

    A zero may stand for what is unknown, so that only what is above it is kept; before 1981 all is unknown.
    """
    raw = read_columns(path, SOURCE)
    host, year = records(numbers(raw["ccode"], path)), numbers(raw["year"], path)
    parts = [
        pd.DataFrame({"sender": code, "host": host, "year": year, "personnel": numbers(raw[name], path)})
        for name, code in SENDERS.items()
    ]
    frame = pd.concat(parts).dropna()
    known = (frame["personnel"] > 0) & (frame["year"] >= SOURCE.years[0])
    frame = frame[known & (frame["host"] != frame["sender"])]
    return frame.astype({"year": int}).reset_index(drop=True)
