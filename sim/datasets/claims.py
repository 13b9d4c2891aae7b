"""Issue Correlates of War: territorial claims of one state on another, and how they ended."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, numbers, paired, read_columns, records
from sim.words import later

SETTLED: Final = {4: "bilateral negotiation", 10: "plebiscite", 12: "arbitration or court"}
"""Ways in which a claim ended that settle it between the two."""

SOURCE: Final = Source(
    name="claims",
    title="ICOW territorial claims",
    version="provisional, 2017",
    years=(1816, 2017),
    citation="Hensel and Mitchell, Issue Correlates of War; Hensel et al. 2008, JCR 52(1)",
    terms=later("free for research, with citation"),
    bundled=later("claims that stood in 1945 or later"),
    tables=("claims",),
    files=("icow*.csv",),
    columns=("claimdy", "name", "chal", "tgt", "begyear", "endyear", "resolved", "icowsal"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list of claims: one row for each challenger and target.

    Columns: id, name, pair, challenger, first, last (empty where the claim still stood at the end of
    coverage), settled (how; empty where it was not settled between the two), salience (0 to 12).
    """
    raw = read_columns(path, SOURCE)
    challenger, target = (records(numbers(raw[name], path)) for name in ("chal", "tgt"))
    raw = raw[challenger.notna() & target.notna() & (challenger != target) & (raw["begyear"] != "")]
    first, last, resolved, salience = (
        numbers(raw[name], path) for name in ("begyear", "endyear", "resolved", "icowsal")
    )
    stands = last.isna() | ((last >= SOURCE.years[1]) & resolved.isna())
    return pd.DataFrame(
        {
            "id": raw["claimdy"].str.removesuffix(".0"),
            "name": raw["name"],
            "pair": paired(challenger[raw.index], target[raw.index]),
            "challenger": challenger[raw.index],
            "first": first.astype(int),
            "last": ["" if open_ else str(int(year)) for open_, year in zip(stands, last, strict=True)],
            "settled": resolved.map(SETTLED).fillna(""),
            "salience": salience.fillna(0).astype(int),
        }
    ).reset_index(drop=True)
