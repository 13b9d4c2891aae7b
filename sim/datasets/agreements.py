"""Defense Cooperation Agreement Dataset: agreements that two states signed."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, dates, numbers, paired, read_columns, records
from sim.words import later

SOURCE: Final = Source(
    name="agreements",
    title="DCAD",
    version="1.0",
    years=(1980, 2010),
    citation="Kinne 2020, Journal of Conflict Resolution 64(4)",
    terms=later("free for research, with citation"),
    bundled=later("agreements with dates and categories"),
    tables=("agreements",),
    files=("DCAD*main*.csv", "DCAD-v*.csv"),
    columns=(
        *("DCAid", "ccode1", "ccode2", "signYear", "signMonth", "signDay", "type"),
        *("category1", "category2", "category3", "terminated", "endYearEstimate"),
    ),
)


def read(path: Path) -> pd.DataFrame:
    """Read the agreement-level file: one row for each agreement.

    Columns: id, pair, signed (a date as far as known), last (year in which it ended; empty where it was in
    force at the end of coverage), type (general or sector), categories (parted by blanks).
    """
    raw = read_columns(path, SOURCE)
    one, other = (records(numbers(raw[name], path)) for name in ("ccode1", "ccode2"))
    raw = raw[one.notna() & other.notna() & (one != other)]
    last = numbers(raw["endYearEstimate"], path)
    categories = raw[["category1", "category2", "category3"]]
    return pd.DataFrame(
        {
            "id": raw["DCAid"],
            "pair": paired(one[raw.index], other[raw.index]),
            "signed": dates(raw, "signYear", "signMonth", "signDay"),
            "last": ["" if not year < SOURCE.years[1] else str(int(year)) for year in last],
            "type": raw["type"],
            "categories": [" ".join(filter(None, row)) for row in categories.itertuples(index=False)],
        }
    ).reset_index(drop=True)
