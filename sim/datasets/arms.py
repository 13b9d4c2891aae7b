"""SIPRI Arms Transfers Database, trade register: major arms that one state delivered to another."""

import re
from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, named_records, read_columns
from sim.words import later

SOURCE: Final = Source(
    name="arms",
    title="SIPRI Arms Transfers Database",
    version="to 2024",
    years=(1950, 2024),
    citation="SIPRI Arms Transfers Database, Stockholm International Peace Research Institute",
    terms=later("(c) SIPRI, non-commercial use with attribution: no values are bundled"),
    bundled=later("years with deliveries and with licensed production, by supplier and recipient"),
    tables=("deliveries",),
    files=("trade-register*.csv", "trade_register*.csv"),
    columns=("Recipient", "Supplier", "Year(s) of delivery", "Comments"),
)

LICENCE: Final = re.compile(r"licen[cs]e|co-?produc", re.IGNORECASE)
"""What comments on a deal say where the recipient made the arms itself."""


def read(path: Path) -> pd.DataFrame:
    """Read the register: one row for each year in which arms of a deal were delivered.

    Columns: supplier, recipient, year, licensed. Suppliers and recipients that are no states are left out.
    """
    raw = read_columns(path, SOURCE)
    years = raw["Year(s) of delivery"].str.findall(r"\d{4}")
    frame = pd.DataFrame(
        {
            "supplier": named_records(raw["Supplier"]),
            "recipient": named_records(raw["Recipient"]),
            "year": years,
            "licensed": raw["Comments"].str.contains(LICENCE),
        }
    )
    frame = frame.explode("year").dropna()
    frame = frame[frame["supplier"] != frame["recipient"]]
    return frame.astype({"year": int, "licensed": bool}).reset_index(drop=True)
