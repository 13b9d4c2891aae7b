"""Direct Contiguity: borders by land and by water, with their dates."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, paired, read_columns, records
from sim.words import later

LAND: Final = 1

SOURCE: Final = Source(
    name="contiguity",
    title="Direct Contiguity",
    version="3.2",
    years=(1816, 2016),
    citation="Stinnett, Tir, Schafer, Diehl and Gochman 2002, CMPS 19(2)",
    terms=later("free for research, with citation"),
    bundled=later("land borders with their years"),
    tables=("borders",),
    files=("contdir.csv",),
    columns=("statelno", "statehno", "conttype", "begin", "end"),
)

ENDS: Final = {"MMR-PAK": 1971, "ARE-QAT": 1974}
"""Borders whose end the record lacks: Pakistan and Burma met in what became Bangladesh, and since the treaty
of 1974 Saudi land parts Qatar and the Emirates."""


def read(path: Path) -> pd.DataFrame:
    """Read the file of spells. Columns: pair, kind (1 by land), first, last (empty where it still stood)."""
    raw = read_columns(path, SOURCE)
    one, other = (records(numbers(raw[name], path)) for name in ("statelno", "statehno"))
    raw = raw[one.notna() & other.notna()]
    pair = pd.Series(paired(one[raw.index], other[raw.index]), index=raw.index)
    end = raw["end"].str[:4]
    stands = end.astype(int) >= SOURCE.years[1]
    return pd.DataFrame(
        {
            "pair": pair,
            "kind": raw["conttype"].astype(float).astype(int),
            "first": raw["begin"].str[:4].astype(int),
            "last": [
                str(ENDS[name]) if name in ENDS else "" if open_ else year
                for name, open_, year in zip(pair, stands, end, strict=True)
            ],
        }
    ).reset_index(drop=True)
