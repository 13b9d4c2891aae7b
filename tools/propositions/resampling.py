"""Intervals by drawing states anew: pairs that share a state are no independent cases."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

ROUNDS: Final = 300
"""Draws of states that an interval rests on."""

SEED: Final = 20_231
LOWER, UPPER = 5, 95
"""Percentiles of a 90 % interval."""

FEWEST: Final = 5
"""Cases below which nothing is told."""


class Estimate(NamedTuple):
    """A figure with its 90 % interval, and how many cases it rests on."""

    value: float
    low: float
    high: float
    cases: int = 0

    @property
    def told(self) -> bool:
        """Whether there is a figure at all, and an interval."""
        return bool(np.isfinite([self.value, self.low, self.high]).all())


UNTOLD: Final = Estimate(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Drawn:
    """States drawn anew with replacement; a pair weighs the product of how often its two were drawn.

    Attributes
    ----------
    one, other
        The states of each pair.
    states
        How many there are.
    always
        A state that every pair has, which is not drawn but always there; -1 without one.
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]
    states: int
    always: int = -1
    rounds: int = ROUNDS

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How often each pair is drawn, by round and pair."""
        rng = np.random.default_rng(SEED)
        draws = rng.integers(0, self.states, (self.rounds, self.states))
        counts = np.stack([np.bincount(draw, minlength=self.states) for draw in draws]).astype(np.float32)
        if self.always >= 0:
            counts[:, self.always] = 1
        return counts[:, self.one] * counts[:, self.other]

    def sums(self, by_pair: ArrayLike) -> NDArray[np.float64]:
        """Return the sum over pairs of each round."""
        values = np.asarray(by_pair, np.float64)
        some = np.flatnonzero(values)
        return self.weights[:, some].astype(np.float64) @ values[some]

    def share(self, part: ArrayLike, whole: ArrayLike) -> Estimate:
        """Return the share that a part has of a whole, both counted by pair."""
        parts, wholes = np.asarray(part, float), np.asarray(whole, float)
        if not wholes.sum():
            return UNTOLD
        return _estimate(parts.sum() / wholes.sum(), _over(self.sums(parts), self.sums(wholes)), wholes.sum())

    def ratio(self, with_it: tuple[ArrayLike, ArrayLike], without: tuple[ArrayLike, ArrayLike]) -> Estimate:
        """Return how many times one rate is the other, each of cases and of years at risk by pair."""
        cases = float(np.sum(with_it[0]))
        if min(cases, float(np.sum(without[0]))) < 1:
            return UNTOLD
        here, there = (np.sum(cases) / np.sum(risk) for cases, risk in (with_it, without))
        drawn = _over(_over(*map(self.sums, with_it)), _over(*map(self.sums, without)))
        return _estimate(here / there, drawn, cases)


def _over(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _estimate(value: float, drawn: NDArray[np.float64], cases: float) -> Estimate:
    """Return a figure with the percentiles of the rounds that have one."""
    if np.isnan(drawn).all():
        return UNTOLD
    low, high = np.nanpercentile(drawn, (LOWER, UPPER))
    return Estimate(float(value), float(low), float(high), int(cases))
