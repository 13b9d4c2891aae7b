"""Alliance Treaty Obligations and Provisions: who belonged to which treaty, when, and to what it obliges."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, dates, numbers, read_columns, records
from sim.scenario.facts import KINDS
from sim.words import later

IN_PEACETIME: Final = 2
"""Code of contact of the militaries from which on it is not in hostilities alone."""

SOURCE: Final = Source(
    name="alliances",
    title="ATOP",
    version="5.1",
    years=(1815, 2018),
    citation="Leeds, Ritter, Mitchell and Long 2002, International Interactions 28; ATOP 5.1, 2022",
    terms=later("free for research, with citation"),
    bundled=later("memberships of treaties in force in 1945 or later, with dates and obligations"),
    tables=("treaties",),
    files=("atop*m.csv",),
    columns=(
        *("atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit", "bilat"),
        *("milcon", "organ1", "intcom"),
        *KINDS,
    ),
)


def read(path: Path) -> pd.DataFrame:
    """Read the member-level file: one row for each time that a state belonged to a phase of a treaty.

    Columns: treaty, state, entered and left (dates as far as known; `left` empty where still in force at the
    end of coverage), kinds (obligations, parted by blanks), bilateral, contact (of the militaries in
    peacetime, or regular meetings of any), command (an integrated one in peace and war).
    """
    raw = read_columns(path, SOURCE)
    for name in KINDS:
        raw[name] = numbers(raw[name], path)
    frame = pd.DataFrame(
        {
            "treaty": raw["atopid"],
            "state": records(numbers(raw["member"], path)),
            "entered": dates(raw, "yrent", "moent", "dayent"),
            "left": dates(raw, "yrexit", "moexit", "dayexit"),
            "kinds": [
                " ".join(k for k, flag in zip(KINDS, flags, strict=True) if flag == 1)
                for flags in raw[list(KINDS)].itertuples(index=False)
            ],
            "bilateral": numbers(raw["bilat"], path) == 1,
            "contact": (numbers(raw["milcon"], path) >= IN_PEACETIME) | (numbers(raw["organ1"], path) >= 1),
            "command": numbers(raw["intcom"], path) == 1,
        }
    )
    return frame.dropna(subset=["state"]).reset_index(drop=True)
