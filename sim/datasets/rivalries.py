"""Strategic rivalries: states that see an enemy in each other."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, paired, read_columns, records
from sim.words import later

KINDS: Final = ("positional", "spatial", "ideological", "interventionary")

YEMENS: Final = {"Saudi Arabia-Yemen 2": "YAR", "Jordan-Yemen": "YAR", "Oman-S. Yemen": "YMD"}
"""Rivalries of a Yemen before unity that the record gives to the later state."""

SOURCE: Final = Source(
    name="rivalries",
    title="Strategic rivalries",
    version="2021",
    years=(1945, 2020),
    citation="Thompson, Sakuwa and Suhas 2021, Analyzing Strategic Rivalries in World Politics, Springer",
    terms=later("free for research, with citation"),
    bundled=later("rivalries that stood in 1945 or later, with kinds"),
    tables=("rivalries",),
    files=("tss_rivalries*.csv", "*strategic*rivalries*.csv"),
    columns=("rivalry", "ccode1", "ccode2", "start", "end", *KINDS),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list of rivalries. Columns: pair, first, last (the last coded year: still on), kinds."""
    raw = read_columns(path, SOURCE)
    meant = raw["rivalry"].map(YEMENS)
    codes = [records(numbers(raw[name], path)) for name in ("ccode1", "ccode2")]
    sides = [code.mask((code == "YEM") & meant.notna(), meant) for code in codes]
    kinds = [
        " ".join(kind for kind, flag in zip(KINDS, row, strict=True) if flag in ("1", "1.0"))
        for row in raw[list(KINDS)].itertuples(index=False)
    ]
    first, last = (numbers(raw[name], path).astype(int) for name in ("start", "end"))
    frame = pd.DataFrame({"pair": paired(*sides), "first": first, "last": last, "kinds": kinds})
    return frame[frame["last"] >= SOURCE.years[0]].reset_index(drop=True)
