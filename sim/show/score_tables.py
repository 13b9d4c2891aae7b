"""Scores of a run beside those of baselines, as short tables."""

from typing import Final

import pandas as pd

from sim.evidence.scores import HEADLINES

MOST_TABLES: Final = 4
"""Pairs whose scores get a table of their own; of more, one table has the headlines."""


def score_tables(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Lay the scores of the model beside those of the baselines, each table with its title."""
    if frame["pair"].nunique() > MOST_TABLES:
        own = frame[frame["measure"].isin(HEADLINES)]
        return [("Scores within the sample", _beside(own, ["pair", "measure"]))]
    return [
        (f"{pair}: scores within the sample", _beside(own, ["measure"]))
        for pair, own in frame.groupby("pair", sort=False)
    ]


def _beside(own: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    wide = own.pivot_table(index=keys, columns="forecaster", values="score", aggfunc="first", sort=False)
    return wide.fillna("").reset_index()
