"""What the two sides of pairs think of a rung, and what comes of it, cell by cell."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import HIGH
from sim.world import rules
from sim.world.cells import of_lives
from sim.world.rungs import Rungs

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Acts:
    """What was done: `[cell]` each.

    Attributes
    ----------
    deal
        Degree of the deal.
    breaks, ends
        Whether there was a break; whether one that left nothing.
    """

    deal: NDArray[np.int16]
    breaks: Mask
    ends: Mask

    def among(self, some: NDArray[np.intp]) -> "Acts":
        """Return what was done in some of the cells."""
        return Acts(self.deal[some], self.breaks[some], self.ends[some])


@dataclass(frozen=True)
class Talks:
    """What both sides of some pairs think of either degree of some rungs: `[cell]` each.

    Attributes
    ----------
    rungs, rung
        What is known of rungs, and the rung of each cell.
    standing
        Degrees that stand.
    occasion
        Chance of an occasion for something new.
    m_low, m_high
        Motives of the two sides for either degree.
    a
        Their autonomy.
    parameters
        The parameters: numbers, or one for each cell.
    """

    rungs: Rungs
    rung: NDArray[np.intp]
    standing: NDArray[np.int16]
    occasion: Values
    m_low: rules.Sides
    m_high: rules.Sides
    a: rules.Sides
    parameters: Mapping[str, float | Values]

    @cached_property
    def habit(self) -> Values:
        """What a standing degree spares."""
        return np.where(self.standing > 0, self.parameters["habit"], 0.0)

    @property
    def cost(self) -> rules.Sides:
        """What a rung costs the two sides."""
        cost = rules.cost(self.rungs.binding.take(self.rung), self.parameters)
        return cost * self.a[0], cost * self.a[1]

    def willing_to_low(self) -> rules.Sides:
        """Return the chances that either side is willing to a deal at least low."""
        first, second = (
            rules.willing(m + self.habit, cost, self.parameters)
            for m, cost in zip(self.m_low, self.cost, strict=True)
        )
        return first, second

    def low_chance(self) -> Values:
        """Return the chance of a deal at least low."""
        first, second = self.willing_to_low()
        return rules.deal_chance(first * second, self.standing, self.occasion)

    def high_chance(self) -> Values:
        """Return the chance of a high deal."""
        p, ease = self.parameters, self.habit - self.parameters["step"]
        first, second = (
            rules.willing(m + ease, cost, p) for m, cost in zip(self.m_high, self.cost, strict=True)
        )
        return rules.high_chance(first * second, self.standing, self.occasion, p)

    def broken_chance(self) -> Values:
        """Return the chance that what stands is broken in a crisis."""
        is_high = self.standing == HIGH
        reached = [np.where(is_high, *m) for m in zip(self.m_high, self.m_low, strict=True)]
        return rules.broken_chance((reached[0], reached[1]), self.a, self.parameters)

    def among(self, some: NDArray[np.intp]) -> "Talks":
        """Return the talks of some of the cells."""
        m_low, m_high, a = ((one[some], other[some]) for one, other in (self.m_low, self.m_high, self.a))
        return Talks(
            rungs=self.rungs,
            rung=self.rung[some],
            standing=self.standing[some],
            occasion=self.occasion[some],
            m_low=m_low,
            m_high=m_high,
            a=a,
            parameters=of_lives(self.parameters, some),
        )

    def decide(self, v: Values, crisis: Mask) -> Acts:
        """Cut one uniform number for each cell in the order break, nothing, low, high.

        A high deal is weighed where there is a deal, a break where there is a crisis and something stands.
        """
        deal = (v >= 1 - self.low_chance()).astype(np.int16)
        dealt = np.flatnonzero(deal)
        deal[dealt] += v[dealt] >= 1 - self.among(dealt).high_chance()
        torn = np.flatnonzero((self.standing > 0) & crisis)
        broken = np.zeros(len(v))
        broken[torn] = self.among(torn).broken_chance()
        breaks = v < broken
        deal[breaks] = 0
        whole = (self.standing == HIGH) & (v < broken * self.rungs.falls_whole[self.rung])
        return Acts(deal, breaks, whole)
