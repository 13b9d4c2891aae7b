"""National Material Capabilities: military expenditure and the composite index, by state and year."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, of_one_germany, read_columns, records
from sim.words import later

SOURCE: Final = Source(
    name="capabilities",
    title="National Material Capabilities",
    version="7",
    years=(1816, 2022),
    citation="Singer, Bremer and Stuckey 1972; Correlates of War, National Material Capabilities v7",
    terms=later("free for research, with citation"),
    bundled=later("military expenditure and the composite index from 1945 on"),
    tables=("expenditure", "cinc"),
    files=("NMC*.csv",),
    columns=("ccode", "year", "milex", "milper", "cinc"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of states and years. Columns: state, year, milex, milper, cinc; NaN where unknown."""
    raw = read_columns(path, SOURCE)
    number, year = numbers(raw["ccode"], path), numbers(raw["year"], path)
    frame = pd.DataFrame(
        {"state": records(number), "year": year}
        | {name: numbers(raw[name], path) for name in ("milex", "milper", "cinc")}
    )
    frame = frame[of_one_germany(number, year) & frame["state"].notna() & year.notna()]
    return frame.astype({"year": int}).reset_index(drop=True)
