"""What a calibration says in words."""

from typing import Any, Final

import pandas as pd

TELLING: Final = 0.25
"""Share by which the spread of a parameter has to shrink for the data to be said to tell it."""


def sentences(told: pd.DataFrame, checks: pd.DataFrame) -> list[str]:
    """Say which parameters the data tell, and which they leave, and where free lives miss the record."""
    own = told[told["held_out"] == ""]
    seen = own[own["narrower"] >= TELLING].sort_values("narrower", ascending=False)["parameter"]
    blind = own[own["narrower"] < TELLING]["parameter"]
    return [
        f"The data tell (interval narrower than the prior's by {TELLING:.0%} or more): {_list(seen)}.",
        f"They leave much as it was: {_list(blind)}.",
        f"Of {len(checks)} figures of the records, {checks['inside'].sum()} lie within nine tenths of free "
        "lives under the posterior.",
    ]


def _list(names: Any) -> str:
    return ", ".join(names) or "none"
