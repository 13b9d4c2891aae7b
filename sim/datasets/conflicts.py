"""UCDP/PRIO Armed Conflict Dataset: states that sent troops to support another in a conflict."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, paired, read_columns, records
from sim.words import later

NORTH_YEMEN, YEMEN, YEMEN_UNITED = 678, 679, 1990

SIDES: Final = (("gwno_a", "gwno_a_2nd"), ("gwno_b", "gwno_b_2nd"))

SOURCE: Final = Source(
    name="conflicts",
    title="UCDP/PRIO Armed Conflict Dataset",
    version="25.1",
    years=(1946, 2024),
    citation="Gleditsch et al. 2002, JPR 39(5); Davies, Pettersson, Sollenberg and Öberg 2025, JPR",
    terms=later("free, with attribution (CC BY 4.0)"),
    bundled=later("years in which a state sent troops in support of another"),
    tables=("support",),
    files=("UcdpPrioConflict*.csv", "ucdp-prio-acd*.csv"),
    columns=("conflict_id", "year", *SIDES[0], *SIDES[1]),
)


def read(path: Path) -> pd.DataFrame:
    """Read the file of conflicts and years. Columns: conflict, pair, supporter, year."""
    raw = read_columns(path, SOURCE)
    parts = []
    for side, second in SIDES:
        rows = pd.DataFrame(
            {
                "conflict": raw["conflict_id"].str.removesuffix(".0"),
                "year": pd.to_numeric(raw["year"]).astype(int),
                "supported": raw[side].str.split(","),
                "supporter": raw[second].str.split(","),
            }
        )
        parts.append(rows.explode("supported").explode("supporter"))
    frame = pd.concat(parts, ignore_index=True)
    for name in ("supported", "supporter"):
        number = pd.to_numeric(frame[name], errors="coerce")
        # Gleditsch and Ward have one number for Yemen before and after its unity.
        united = (number == NORTH_YEMEN) & (frame["year"] > YEMEN_UNITED)
        frame[name] = records(number.mask(united, YEMEN), gleditsch_ward=True)
    frame = frame.dropna().query("supported != supporter")
    frame = frame.assign(pair=paired(frame["supported"], frame["supporter"]))
    return frame[["conflict", "pair", "supporter", "year"]].drop_duplicates().reset_index(drop=True)
