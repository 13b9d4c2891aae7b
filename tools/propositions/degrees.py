"""Low before high: how rungs rise to high, and how they fall from it."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from tools.propositions.panel import HIGH, LOW, Panel
from tools.propositions.resampling import Drawn, Estimate

FALL: Final = 3
"""Years within which a fall from high is followed to where it leads."""


@dataclass(frozen=True)
class Steps:
    """How an indicator rises and falls.

    Attributes
    ----------
    straight
        Share of beginnings that are high at once.
    without
        Share of first highs before which the indicator never stood at low.
    whole
        Share of falls from high that leave nothing the year after.
    later
        The same of what is left of it three years after it last was high.
    yearly
        Share of years in which it stands that are its last.
    """

    indicator: int
    straight: Estimate
    without: Estimate
    whole: Estimate
    later: Estimate
    yearly: Estimate


def steps(panel: Panel, drawn: Drawn, indicator: int) -> Steps:
    """Count how an indicator rises to high and falls from it."""
    begins, high = panel.begins(indicator), panel.begins(indicator, HIGH)
    ends, whole = _falls(panel, indicator, 1)
    late, late_whole = _falls(panel, indicator, FALL)
    first, never = _first_highs(panel, indicator)
    held, over = panel.held(indicator), panel.ends(indicator)
    return Steps(
        indicator,
        drawn.share(high.sum(axis=1), begins.sum(axis=1)),
        drawn.share(never, first),
        drawn.share(whole.sum(axis=1), ends.sum(axis=1)),
        drawn.share(late_whole.sum(axis=1), late.sum(axis=1)),
        drawn.share(over.sum(axis=1), held.sum(axis=1)),
    )


def _falls(panel: Panel, indicator: int, years: int) -> tuple[np.ndarray, np.ndarray]:
    """Return where a rung is high for the last time for some years, all known; and where it is none after."""
    degree = panel.degrees[:, indicator - 1]
    width = degree.shape[1] - years
    last = degree[:, :width] == HIGH
    for ahead in range(1, years + 1):
        later = degree[:, ahead : ahead + width]
        last = last & (later >= 0) & (later < HIGH)
    return last, last & (degree[:, years:] == 0)


def _first_highs(panel: Panel, indicator: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which pairs become high from a year known to be lower, and which never were low before."""
    degree = panel.degrees[:, indicator - 1]
    high = degree == HIGH
    first = np.where(high.any(axis=1), high.argmax(axis=1), 0)
    rows = np.arange(len(degree))
    became = (first > 0) & (degree[rows, first - 1] >= 0)
    before = np.arange(degree.shape[1]) < first[:, np.newaxis]
    return became, became & ~((degree == LOW) & before).any(axis=1)
