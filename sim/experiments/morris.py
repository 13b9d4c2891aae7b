"""Morris's screening: trajectories that change one range at a time, and the effects of those moves.

Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33, 161-174;
Campolongo, Cariboni and Saltelli (2007), An effective screening design for sensitivity analysis of large
models, Environmental Modelling and Software 22, 1509-1518.
"""

from collections.abc import Sequence
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.design import Range

Numbers = NDArray[np.float64]
Value = float | int | str

LEVELS: Final = 4
"""Values of a range that is neither a list nor a few whole numbers."""

FEW_WHOLE: Final = 12
"""Whole numbers up to which each is a level of its own."""

RESAMPLES: Final = 1000
"""Of the trajectories, for intervals."""


def levels(span: Range) -> list[Value]:
    """Return the values that trajectories visit: every one of a list or of a few whole numbers."""
    low, high = span.low or 0.0, span.high or 0.0
    if span.integer and high - low < FEW_WHOLE:
        return list(range(int(low), int(high) + 1))
    return span.steps(LEVELS)


def share(span: Range, value: Value) -> float:
    """Return where a value stands on its range, 0 to 1; words by their place in the list."""
    if isinstance(value, str):
        words = span.values or [value]
        return words.index(value) / max(len(words) - 1, 1)
    numbers = [float(end) for end in span.values or (span.low or 0.0, span.high or 0.0)]
    low, high = min(numbers), max(numbers)
    return log(value / low) / log(high / low) if span.scale == "log" else (value - low) / (high - low)


def trajectories(counts: Sequence[int], number: int, seed: int) -> NDArray[np.int_]:
    """Draw trajectories: each begins anywhere and moves every range once, in an order of its own.

    A move goes half of the levels on, round past the last, so that every level is met equally often; of an
    even number of levels these are the moves of Morris.

    Parameters
    ----------
    counts
        Levels of each range.
    number
        Of trajectories.
    seed
        Of the draws.

    Returns
    -------
    Levels by their places `[point, range]`, the points of a trajectory one after another.
    """
    random, ranges, levels_of = np.random.default_rng(seed), len(counts), np.array(counts)
    start = random.integers(levels_of, size=(number, ranges))[:, np.newaxis]
    rank = random.random((number, ranges)).argsort(axis=1)[:, np.newaxis]
    moved = rank < np.arange(ranges + 1)[:, np.newaxis]
    level_indices = np.where(moved, (start + levels_of // 2) % levels_of, start)
    return np.asarray(level_indices.reshape(-1, ranges), np.int_)


def effects(shares: Numbers, values: Numbers, words: Sequence[bool]) -> Numbers:
    """Return the change of the outcome per whole range `[trajectory, range]`, by the moves really made.

    Parameters
    ----------
    shares
        Where the values stand on their ranges `[point, range]`, as `share` gives it.
    values
        The outcome `[point]`.
    words
        Of each range whether it is a list of words: any change of a word is a whole move, since words have
        no distance.
    """
    ranges = shares.shape[1]
    steps = np.diff(shares.reshape(-1, ranges + 1, ranges), axis=1)
    change = np.diff(values.reshape(-1, ranges + 1), axis=1)[..., np.newaxis]
    move = steps.sum(axis=1)
    return np.asarray((change * (steps != 0)).sum(axis=1) / np.where(words, np.sign(move), move))


def resampled(elementary_effects: Numbers, seed: int) -> Numbers:
    """Return the mean size of the effects in trajectories drawn anew `[resample, range]`."""
    number = len(elementary_effects)
    times_drawn = np.random.default_rng(seed).multinomial(number, np.full(number, 1 / number), RESAMPLES)
    return np.asarray(times_drawn @ np.abs(elementary_effects) / number)
