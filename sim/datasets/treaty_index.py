"""World Treaty Index: treaties that two states signed on their border, territory or peace."""

from pathlib import Path
from typing import Final

import pandas as pd

from sim.datasets.source import Source, paired, read_columns
from sim.scenario import facts
from sim.words import later

TOPICS: Final = {"1TERRI": "territory", "9BOUND": "boundary", "1PEACE": "peace"}
"""Topics of the treaties that are read."""

NAMES: Final = {
    **{"UK": "GBR", "USSR": "RUS", "AUSTRI": "AUT", "GERMW": "DEU", "GERMU": "DEU", "GERME": "DDR"},
    **{"VIETN": "VNM", "VIETS": "RVN", "KORES": "KOR", "KOREN": "PRK", "SAUDI": "SAU", "SAFRI": "ZAF"},
    **{"PAPUA": "PNG", "SOLOI": "SLB", "KAMPUC": "KHM", "TRINT": "TTO", "COSTA": "CRI"},
    **{"DOMREP": "DOM", "CAPVER": "CPV"},
}
"""States whose codes in the index are not the first letters of their names."""

LETTERS: Final = 6
"""Length of a code."""

SOURCE: Final = Source(
    name="treaty_index",
    title="World Treaty Index",
    version="2010, curated",
    years=(1945, 1999),
    citation="Rohn 1984; Poast, Bommarito and Katz 2010, The Electronic World Treaty Index",
    terms=later("free for research, with citation"),
    bundled=later("treaties of two states on territory, borders and peace, with their years"),
    tables=("settlements",),
    files=("Treaties_Master_List*.csv",),
    columns=("treaty_id", "Signed", "party1", "party2", "topic1"),
)


def read(path: Path) -> pd.DataFrame:
    """Read the list of treaties. Columns: id, pair, signed (date), topic."""
    raw = read_columns(path, SOURCE)
    raw = raw[raw["topic1"].isin(TOPICS) & raw["Signed"].str.match(r"\d{4}")]
    one, other = (raw[name].map(_records(raw[name])) for name in ("party1", "party2"))
    known = one.notna() & other.notna() & (one != other) & (raw["Signed"].str[:4] >= str(SOURCE.years[0]))
    raw = raw[known]
    return pd.DataFrame(
        {
            "id": "wti" + raw["treaty_id"],
            "pair": paired(one[known], other[known]),
            "signed": raw["Signed"].str[:10],
            "topic": raw["topic1"].map(TOPICS),
        }
    ).reset_index(drop=True)


def _records(parties: pd.Series) -> dict[str, str | None]:
    """Return the codes that parties' figures are recorded under; none where one is no state."""
    by_letters: dict[str, str] = {}
    for code, state in facts.known_states().items():
        letters = "".join(filter(str.isalpha, state.name_en.upper()))
        by_letters.setdefault(letters[:LETTERS], code)
    codes = {
        party: NAMES.get(party) or by_letters.get(party) or facts.code_of(party) for party in set(parties)
    }
    return {party: facts.record_of(code) if code else None for party, code in codes.items()}
