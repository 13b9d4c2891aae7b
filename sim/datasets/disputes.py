"""Militarized interstate disputes: threats, displays and uses of force between two states."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, paired, read_columns, records
from sim.words import later

SOURCE: Final = Source(
    name="disputes",
    title="Militarized interstate disputes",
    version="GML 2.2.1 to 2010, COW 5 to 2014",
    years=(1816, 2014),
    citation="Gibler, Miller and Little 2016, ISQ 60(4); Palmer et al. 2022, CMPS 39(4)",
    terms=later("free for research, with citation"),
    bundled=later("years of dispute from 1945 on, with the highest hostility"),
    tables=("disputes",),
    files=("gml*dd*.csv", "gml*disp*.csv"),
    columns=("ccode1", "ccode2", "year", "hostlev"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of pairs and years in dispute. Columns: pair, year, hostility (1 none to 5 war)."""
    raw = read_columns(path, SOURCE)
    values = raw.apply(lambda column: numbers(column, path))
    one, other = (records(values[name]) for name in ("ccode1", "ccode2"))
    known = one.notna() & other.notna() & (one != other) & values["hostlev"].notna()
    frame = pd.DataFrame(
        {
            "pair": paired(one[known], other[known]),
            "year": values.loc[known, "year"].astype(int).to_numpy(),
            "hostility": values.loc[known, "hostlev"].astype(int).to_numpy(),
        }
    )
    return frame.groupby(["pair", "year"], as_index=False).max()
