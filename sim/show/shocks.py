"""The folder of what each shock did, and its part of a run."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from sim.scenario.load import Case
from sim.show import shock_figures, shock_words

WORK: Final = 10_000_000
"""Years of life, each counted for every pair and group, that are lived where no number is asked for."""

WORK_OF_A_REPORT: Final = 2_500_000
"""The same for the report of a run, of which this is to be no more than half."""

LIFE_BYTES: Final = 50
"""Bytes that a pair takes in a life that is compared, for each thing left out, measured."""

LEAST_LIVES: Final = 10
"""Lives below which nothing is compared."""

TABLE: Final = "shocks.csv"
"""Where a run keeps what each shock did."""


def drawings(case: Case, effects: pd.DataFrame) -> Mapping[str, Callable[[], Figure]]:
    """Return the figure by its name."""
    return {f"{shock_words.kind_of(effects)}s": partial(shock_figures.effects, case, effects)}
