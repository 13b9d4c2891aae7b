"""The model's parameters: one table with symbol, default, plausible range, meaning and source.

The table is `parameters.csv` beside this file. A value is `judged` where no source gives it, or `calibrated`:
the mean of the posterior from seven cases (`tools.validation`).
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_suffix(".csv")


@dataclass(frozen=True)
class Parameter:
    """One parameter of the model.

    Attributes
    ----------
    name, symbol
        Its name in files, and its letter in the ODD.
    default
        Its value where a scenario names none.
    low, high
        Plausible range: a value outside it earns a warning.
    least, most
        Possible range: a value outside it is refused.
    meaning, source
        What it does, and where it comes from.
    """

    name: str
    symbol: str
    default: float
    low: float
    high: float
    least: float
    most: float
    meaning: str
    source: str


def _read(path: Path) -> dict[str, Parameter]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: _parameter(row) for row in csv.DictReader(file)}


def _parameter(row: dict[str, str]) -> Parameter:
    default, low, high, least, most = (float(row[key]) for key in ("default", "low", "high", "least", "most"))
    return Parameter(
        row["name"], row["symbol"], default, low, high, least, most, row["meaning"], row["source"]
    )


PARAMETERS: Final = _read(TABLE)
"""All parameters by name."""

WORLD_TABLE: Final = TABLE.with_name("world_parameters.csv")
"""Parameters sought on all pairs of the world: `python -m tools.world_parameters`."""


def of_world() -> dict[str, float]:
    """Return the parameters that suit many states, most pairs of which have little to do with each other.

    Those of `PARAMETERS` come from cases that were chosen since their states have much to do with each other.
    """
    with WORLD_TABLE.open(encoding="utf-8", newline="") as file:
        return {row["parameter"]: float(row["value"]) for row in csv.DictReader(file)}


MECHANISMS: Final = (
    *(
        "power",
        "threat",
        "interest",
        "interdependence",
        "trust",
        "partner_threat",
        "danger",
        "asymmetry",
        "era",
    ),
    *(
        "openness",
        "capability_scale",
        "resumption",
        "habit",
        "concert",
        "disillusion",
        "grievance",
        "reassurance",
        "hostility",
        "dilemma",
    ),
    *("wear", "familiarity", "breach", "forum", "commerce"),
)
"""Parameters whose value 0 takes a term out of the model."""


def as_table() -> str:
    """Write the parameters as a table in Markdown."""
    rows = ["| name | symbol | default | plausible | meaning | source |", "|---|---|---|---|---|---|"]
    rows += [
        f"| `{p.name}` | {p.symbol} | {p.default:g} | {p.low:g} to {p.high:g} | {p.meaning} | {p.source} |"
        for p in PARAMETERS.values()
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    print(as_table())
