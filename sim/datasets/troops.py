"""troopdata: American military personnel on active duty, by host state and year."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, read_columns, records
from sim.words import later

SOURCE: Final = Source(
    name="troops",
    title="troopdata",
    version="1.0",
    years=(1950, 2023),
    citation="Allen, Flynn and Martinez Machain 2022, Conflict Management and Peace Science 39(3)",
    terms=later("public data of the United States; cite the compilers"),
    bundled=later("years with 100 or 1,000 personnel and more"),
    tables=("troops",),
    files=("troopdata.csv", "troopdata_*.csv"),
    columns=("ccode", "year", "troops"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of hosts and years. Columns: sender, host, year, personnel."""
    raw = read_columns(path, SOURCE)
    frame = pd.DataFrame(
        {
            "sender": "USA",
            "host": records(numbers(raw["ccode"], path)),
            "year": numbers(raw["year"], path),
            "personnel": numbers(raw["troops"], path),
        }
    ).dropna()
    return frame[frame["host"] != "USA"].astype({"year": int}).reset_index(drop=True)
