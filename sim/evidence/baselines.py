"""Naive forecasters to stand beside the model: each gives shares `[year, category]`.

They see what is observed `[year]`, as categories from 0, and the category held before the start. Line and
climatology see the whole record that is then scored, which flatters them.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
Observed = NDArray[np.int_]


def persistence(observed: Observed, before: int, categories: int) -> Shares:
    """Forecast that all stays as it was before the start."""
    return np.repeat(np.eye(categories)[[before]], len(observed), axis=0)


def climatology(observed: Observed, before: int, categories: int) -> Shares:
    """Forecast for every year the shares of all observed years."""
    shares = np.bincount(observed, minlength=categories) / len(observed)
    return np.repeat(shares[np.newaxis], len(observed), axis=0)


def line(observed: Observed, before: int, categories: int) -> Shares:
    """Forecast the least-squares line through the observed years, parted between the categories beside it."""
    years = np.arange(len(observed))
    slope, start = np.polyfit(years, observed, 1) if len(observed) > 1 else (0.0, observed[0])
    value = np.clip(start + slope * years, 0, categories - 1)
    below = np.floor(value).astype(int)
    above = np.minimum(below + 1, categories - 1)
    shares = np.zeros((len(observed), categories))
    shares[years, below] += 1 - (value - below)
    shares[years, above] += value - below
    return shares


BASELINES: Final[dict[str, Callable[[Observed, int, int], Shares]]] = {
    "persistence": persistence,
    "climatology": climatology,
    "line": line,
}
"""Baselines by name."""
