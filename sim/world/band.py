"""What states do in a year, some of them at a time.

A band is so many consecutive states that their arrays stay in fast memory: all of a few states, one or two of
two hundred. States act on what the step before left, so how they are banded changes nothing.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import HIGH
from sim.world import rules
from sim.world.cells import Cells, at, of_lives
from sim.world.talks import Talks
from sim.world.third import greatest_of_third

if TYPE_CHECKING:
    from sim.world.model import World

Values = NDArray[np.float64]

VALUES_AT_ONCE: Final = 40_000
"""Values of an array that stay in fast memory."""


def banded(world: "World") -> list["Band"]:
    """Return the bands of a world."""
    states = len(world.codes)
    size = max(VALUES_AT_ONCE // (states * world.lives), 1)
    return [Band(world, slice(first, min(first + size, states))) for first in range(0, states, size)]


class Band:
    """Some states, as rows of the world's arrays, and the pairs they form with the states after each of them.

    Rule: deal at a rung when the balances of power, threat and interest, with trust and trade, outweigh fear
    of the partner and the autonomy given up, and the partner thinks so too; break, in a crisis, what either
    no longer wants.

    Attributes
    ----------
    states
        Positions of the states.
    pairs
        Positions of the pairs.
    one, other
        Positions of the two states of each pair `[pair]`.
    there, back
        Rows of what the first of a pair holds of the second, and the reverse, in `[state x other, life]`.
    """

    def __init__(self, world: "World", states: slice):
        self.world, self.states = world, states
        count = len(world.codes)
        one, other = np.triu_indices(count, 1)
        self.pairs = slice(*np.searchsorted(one, (states.start, states.stop)))
        one, other = one[self.pairs], other[self.pairs]
        self.one, self.other = one, other
        self.there, self.back = one * count + other, other * count + one

    def sides(self, values: Values) -> rules.Sides:
        """Return what the two sides of each pair hold of each other: `[pair, life]` each."""
        rows = values.reshape(-1, values.shape[-1])
        return rows.take(self.there, axis=0), rows.take(self.back, axis=0)

    def of_pairs(self, values: Values) -> Values:
        """Return what is the same for both sides of each pair: `[pair, life]`."""
        return values.reshape(-1, values.shape[-1]).take(self.there, axis=0)

    def perceive(self) -> None:
        """Move threat a share of the way to its target (Walt 1987; Jervis 1978)."""
        w, i, p = self.world, self.states, self.world.parameters
        target = rules.chance(w.level["threat"][i] + self.surroundings() - w.surroundings_at_start[i])
        w.T[i] += p["revision"] * (target - w.T[i])
        own = range(i.start, i.stop)
        w.T[own, own] = 0

    def surroundings(self) -> Values:
        """Weigh what makes others look threatening besides shocks: `[state, other, life]`, in hazards.

        A claim by a near and strong state (Singer 1958), its own fear, alignment with those one fears; less
        what trust reassures.
        """
        w, i, p = self.world, self.states, self.world.parameters
        return (
            p["grievance"] * (w.proximity[i] * w.share[i]) * w.D[i]
            - p["reassurance"] * w.R[i]
            + p["hostility"] * w.T_before[:, i].swapaxes(0, 1)
            + w.company[i]
        )

    def weigh(self) -> None:
        """Weigh what speaks for and against each partner (Korolev 2022)."""
        w, i, p = self.world, self.states, self.world.parameters
        w.B_T[i] = rules.threat_balance(w.common_threat[i], w.T[i])
        w.M[i] = rules.purpose(rules.power_balance(w.T[i], w.share[i]), w.B_T[i], w.I[i], p)
        w.G[i] = w.M[i] + rules.ties(w.E[i], w.R[i], p) - p["partner_threat"] * w.T[i]
        w.leap[i] = rules.leap(w.T[i], w.T_before[i])
        w.J[i] = greatest_of_third(w.leap[i])

    def purpose(self) -> Values:
        """Return N, the lesser purpose of the two sides of each pair: `[pair, life]`."""
        return np.minimum(*self.sides(self.world.M))

    def deal(self) -> None:
        """Deal, or break, on every rung (Snyder 1997)."""
        w, pairs, N, F = self.world, self.pairs, self.purpose(), self.danger()
        v, occasion = w.v[pairs], self.occasions(N, F)
        crisis = v[:, rules.CRISIS] < self.crisis_chance(N, w.used_to[pairs])
        cells = Cells.where((w.degrees[pairs] > 0) | (v[:, : len(w.ladder)] >= 1 - occasion))
        acts = self.talk(cells, occasion, F).decide(cells.of(v), cells.of_pairs(crisis))
        w.record(pairs.start, cells, acts)
        w.used_to[pairs] += w.parameters["forgetting"] * (N - w.used_to[pairs])

    def occasions(self, N: Values, F: Values) -> Values:
        """Return the chances of occasions for something new: `[pair, rung, life]`."""
        w, p = self.world, self.world.parameters
        often = rules.often(self.of_pairs(w.O), w.g[self.one], w.g[self.other], p)
        standing, practised = w.degrees[self.pairs], w.books.practised[self.pairs]
        J = np.maximum(*self.sides(w.J))
        return rules.occasions(standing, practised, often, N, F, J, w.rungs, p)

    def danger(self) -> Values:
        """Return F, the danger between the two of each pair: `[pair, life]`."""
        return rules.danger(self.of_pairs(self.world.D), *self.sides(self.world.T))

    def crisis_chance(self, N: Values, used_to: Values) -> Values:
        """Return the chances of crises: `[pair, life]`."""
        rise = np.maximum(*self.sides(self.world.leap))
        return rules.crisis_chance(N, used_to, rise, self.world.parameters)

    def talk(self, cells: Cells, occasion: Values, F: Values) -> Talks:
        """Let both sides weigh either degree, in the cells where something may come of it."""
        w, pair, life = self.world, cells.pair, cells.life
        p = of_lives(w.parameters, life)
        ties = rules.ties(self.of_pairs(w.E), self.of_pairs(w.R), w.parameters)
        out_of_danger = cells.of_pairs(w.parameters["danger"] * F + ties)
        arms, soil = cells.of_pairs(self.trade_in_arms()), cells.of_pairs(self.trade_in_soil())
        particular = rules.particular(arms, soil, w.year, cells.rung, w.rungs, p)
        (low_i, high_i), (low_j, high_j) = (
            rules.motives(at(w.G, rows[pair], life), out_of_danger, particular, cells.rung, w.rungs)
            for rows in (self.there, self.back)
        )
        return Talks(
            rungs=w.rungs,
            rung=cells.rung,
            standing=cells.of(w.degrees[self.pairs]),
            occasion=cells.of(occasion),
            m_low=(low_i, low_j),
            m_high=(high_i, high_j),
            a=(at(w.a, self.one[pair], life), at(w.a, self.other[pair], life)),
            parameters=p,
        )

    def trade_in_soil(self) -> Values:
        """Return how unequal the two of each pair are: `[pair, life or 1]`."""
        return np.asarray(np.abs(2 * self.of_pairs(self.world.share) - 1))

    def trade_in_arms(self) -> Values:
        """Return how far one has arms to sell that the other does not make: `[pair, life]`."""
        z, need, one, other = self.world.z, self.world.need, self.one, self.other
        return np.asarray(np.abs(z[one] - z[other]) + np.maximum(need[one], need[other]))

    def meet(self) -> None:
        """Act together in forums, and on projects."""
        w, pairs = self.world, self.pairs
        B_T, T_most = np.minimum(*self.sides(w.B_T)), np.maximum(*self.sides(w.T))
        E, proximity = self.of_pairs(w.E), self.of_pairs(w.proximity)
        w.joint[pairs, 0] = w.v[pairs, rules.DIPLOMATIC] < rules.diplomatic_chance(self.of_pairs(w.I), B_T)
        w.joint[pairs, 1] = w.v[pairs, rules.ECONOMIC] < rules.economic_chance(E, proximity, T_most)

    def learn(self) -> None:
        """Let trust follow alignment and fear, and what was done settle disputes and bring the two closer."""
        w, p, pairs = self.world, self.world.parameters, self.pairs
        R, I, D, E = (self.of_pairs(stock) for stock in (w.R, w.I, w.D, w.E))
        target = self.of_pairs(w.level["trust"]) + self.experience() - w.experience_at_start[pairs]
        R += p["trust_revision"] * (np.clip(target, 0, 1) - R)
        for rung in w.rungs.settling:
            D -= p["wear"] * w.degrees[pairs, rung] / HIGH * D
        I += p["forum"] * w.joint[pairs, 0] * (1 - I)
        E += p["commerce"] * w.joint[pairs, 1] * (1 - E)
        for stock, learnt in ((w.R, R), (w.I, I), (w.D, D), (w.E, E)):
            stock[self.one, self.other] = stock[self.other, self.one] = learnt

    def experience(self) -> Values:
        """Weigh what trust is made from besides shocks: alignment, own or by common partners, less fear.

        `[pair, life]`.
        """
        w, p = self.world, self.world.parameters
        tied = 1 - (1 - self.of_pairs(w.A)) * (1 - self.of_pairs(w.C))
        return np.asarray(p["familiarity"] * tied - p["breach"] * np.maximum(*self.sides(w.T)))
