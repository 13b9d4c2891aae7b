"""Correlates of War trade: what two states import from each other."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, of_one_germany, read_columns, records
from sim.words import later

SOURCE: Final = Source(
    name="trade",
    title="Correlates of War trade",
    version="4.0",
    years=(1945, 2014),
    citation="Barbieri, Keshk and Pollins 2009, CMPS 26(5); Barbieri and Keshk 2016",
    terms=later("free for research, with citation"),
    bundled=later("twice the mean share of two in each other's trade, in thousandths"),
    tables=("trade",),
    files=("Dyadic_COW*.csv",),
    columns=("ccode1", "ccode2", "year", "smoothflow1", "smoothflow2"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of pairs and years. Columns: one, other, year, flow (both ways, million dollars).

    Years before 1945 are left out, and so is a pair and year of which no flow is known.
    """
    raw = read_columns(path, SOURCE)
    values = raw.apply(lambda column: numbers(column, path))
    flow = values[["smoothflow1", "smoothflow2"]].sum(axis=1, min_count=1)
    german = [of_one_germany(values[name], values["year"]) for name in ("ccode1", "ccode2")]
    frame = pd.DataFrame(
        {
            "one": records(values["ccode1"]),
            "other": records(values["ccode2"]),
            "year": values["year"],
            "flow": flow,
        }
    )
    frame = frame[german[0] & german[1] & (values["year"] >= SOURCE.years[0])].dropna()
    return frame.astype({"year": int}).reset_index(drop=True)
