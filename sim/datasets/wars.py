"""Dyadic interstate wars: which two states fought each other."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, paired, read_columns, records
from sim.words import later

SOURCE: Final = Source(
    name="wars",
    title="Dyadic Interstate War",
    version="4.01",
    years=(1816, 2003),
    citation="Maoz, Johnson, Kaplan, Ogunkoya and Shreve 2019, JCR 63(3); Sarkees and Wayman 2010",
    terms=later("free for research, with citation"),
    bundled=later("years of war from 1945 on"),
    tables=("wars",),
    files=("directed_dyadic_war*.csv", "dyadic_*war*.csv"),
    columns=("statea", "stateb", "year"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of pairs and years at war. Columns: pair, year."""
    raw = read_columns(path, SOURCE)
    one, other = (records(numbers(raw[name], path)) for name in ("statea", "stateb"))
    known = one.notna() & other.notna() & (one != other)
    year = numbers(raw["year"], path)[known].astype(int).to_numpy()
    frame = pd.DataFrame({"pair": paired(one[known], other[known]), "year": year})
    return frame.drop_duplicates().reset_index(drop=True)
