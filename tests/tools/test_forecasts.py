"""Forecasts that are published: their table is as the page says it is, and what they say adds up."""

import hashlib
import re

import numpy as np
import pandas as pd
import pytest

from sim.datasets.atlas import WELL
from tools.forecasts import PAGE, TABLE, moved

published = pytest.mark.skipif(not PAGE.is_file(), reason="nothing is published yet")


def test_indicators_of_the_baseline_move_apart_from_each_other():
    shares = np.array([[0.5, 0.3, 0.2], [0.1, 0.9, 0.0]])
    start = np.array([[3, 0, 3, 6], [7, 0, 7, 14]])
    higher, lower = moved(shares, start)
    assert higher == pytest.approx(0.2 * 0.9)
    assert lower == pytest.approx(0.1 + 0.9 * 0.5)


@published
def test_the_table_is_the_one_that_was_published():
    noted = re.findall(r"`([0-9a-f]{64})`", PAGE.read_text(encoding="utf-8"))
    assert hashlib.sha256(TABLE.read_bytes()).hexdigest() in noted


@published
def test_chances_add_up_and_what_was_never_known_is_not_forecast():
    table = pd.read_csv(TABLE)
    assert table["pair"].is_unique
    assert (table[["climb", "fall"]].sum(axis=1) <= 1.001).all()
    for number in WELL:
        known = table[f"i{number}_known"].notna()
        for end in ("", "_base"):
            chances = table[[f"i{number}_{degree}{end}" for degree in ("none", "low", "high")]]
            assert (chances.notna().all(axis=1) == known).all()
            assert np.allclose(chances[known].sum(axis=1), 1, atol=0.0021)
