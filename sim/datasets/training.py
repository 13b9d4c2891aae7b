"""Greenbook: what the United States spent on the military education and training of other states."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, read_columns, records
from sim.words import later

TRAINING: Final = "International Military Education and Training"
"""What the programme is called in the data set."""

SOURCE: Final = Source(
    name="training",
    title="Overseas Loans and Grants",
    version="2021",
    years=(1946, 2019),
    citation="United States Government, U.S. Overseas Loans and Grants (Greenbook), compiled by Flynn 2021",
    terms=later("public data of the United States; cite the compilers"),
    bundled=later("years of military education and training by the United States, 100,000 dollars and more"),
    tables=("training",),
    files=("greenbook*.csv",),
    columns=("ccode", "year", "pubrow", "constant"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of obligations. Columns: sender, recipient, year, dollars (constant), summed a year."""
    raw = read_columns(path, SOURCE)
    raw = raw[raw["pubrow"] == TRAINING]
    frame = pd.DataFrame(
        {
            "sender": "USA",
            "recipient": records(numbers(raw["ccode"], path)),
            "year": numbers(raw["year"], path),
            "dollars": numbers(raw["constant"], path),
        }
    ).dropna()
    frame = frame[frame["recipient"] != "USA"].astype({"year": int})
    return frame.groupby(["sender", "recipient", "year"])[["dollars"]].sum().reset_index()
