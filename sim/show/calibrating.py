"""What a calibration says, in words and in a short table."""

from collections.abc import Iterable
from typing import Final

import pandas as pd

from sim.show.measures import heading
from sim.show.value_names import parameter
from sim.words import enumerated, numerals, say, say_many

TELLING: Final = 0.25
"""Share by which the spread of a parameter has to shrink for the data to be said to tell it."""


def sentences(told: pd.DataFrame, checks: pd.DataFrame) -> list[str]:
    """Say which parameters the data tell, and which they leave, and where free lives miss the record."""
    of_all = told[told["held_out"] == ""]
    telling = of_all["narrower"] >= TELLING
    narrowed = of_all[telling].sort_values("narrower", ascending=False)["parameter"]
    return [
        say(
            "The data tell (interval narrower than the prior's by {share:.0%} or more): {parameters}.",
            share=TELLING,
            parameters=_named(narrowed),
        ),
        say("They leave much as it was: {parameters}.", parameters=_named(of_all["parameter"][~telling])),
        say_many(
            "Of {count:,} figure of the records, {inside:,} lies within nine tenths of free lives under the "
            "posterior.",
            "Of {count:,} figures of the records, {inside:,} lie within nine tenths of free lives under the "
            "posterior.",
            len(checks),
            inside=int(checks["inside"].sum()),
        ),
    ]


def _named(codes: Iterable[str]) -> str:
    return enumerated([parameter(code) for code in codes]) or say("none")


def parameter_table(summary: pd.DataFrame) -> pd.DataFrame:
    """Word what the data tell of each parameter, from `parameters.csv`."""
    of_all = summary[summary["held_out"] == ""].drop(columns=["held_out", "parameter"])
    codes = summary["parameter"][summary["held_out"] == ""]
    columns = list(map(str, of_all.columns))
    numbers = {heading(column): [_written(column, value) for value in of_all[column]] for column in columns}
    return pd.DataFrame({heading("parameter"): [parameter(code) for code in codes], **numbers})


def _written(column: str, value: float) -> str:
    return say("{share:.0%}", share=value) if column == "narrower" else numerals(f"{value:.3g}")
