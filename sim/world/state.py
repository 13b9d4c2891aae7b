"""The agents: states, and what each does in a year."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import HIGH
from sim.world import rules

if TYPE_CHECKING:
    from sim.world.model import World

Values = NDArray[np.float64]


class State(mesa.Agent):
    """A state: it perceives threats, weighs its interests, and deals with others.

    Rule: deal at a rung when the balances of power, threat and interest, with trust and trade, outweigh fear
    of the partner and the autonomy given up, and the partner thinks so too; break, in a crisis, what either
    no longer wants.

    What it holds are rows of the world's arrays, one value for each other state and life.

    Attributes
    ----------
    code
        Three-letter code, such as `RUS`.
    position
        Its position among the states, which stand in the order of their codes.
    pairs
        Positions of the pairs it forms with the states after it.
    """

    def __init__(self, model: "World", code: str, position: int):
        super().__init__(model)
        self.world = model
        self.code = code
        self.position = position
        states = len(model.codes)
        before = position * (2 * states - position - 1) // 2
        self.pairs = slice(before, before + states - 1 - position)

    @property
    def threat(self) -> Values:
        """Threat it perceives from every state: `[other, life]`, in [0, 1]."""
        return self.world.T[self.position]

    @property
    def trust(self) -> Values:
        """Trust between it and every state: `[other, life]`, in [0, 1]."""
        return self.world.R[self.position]

    def perceive(self) -> None:
        """Move threat a share of the way to its target (Walt 1987; Jervis 1978)."""
        w, i, p = self.world, self.position, self.world.parameters
        target = rules.chance(w.level["threat"][i] + self.surroundings() - w.surroundings_at_start[i])
        w.T[i] += p["revision"] * (target - w.T[i])
        w.T[i, i] = 0

    def surroundings(self) -> Values:
        """Weigh what makes others look threatening besides shocks: `[other, life]`, in hazards.

        A claim by a near and strong state (Singer 1958), its own fear, alignment with those one fears; less
        what trust reassures.
        """
        w, i, p = self.world, self.position, self.world.parameters
        return (
            p["grievance"] * w.proximity[i] * rules.share(w.g[i], w.g) * w.D[i]
            - p["reassurance"] * w.R[i]
            + p["hostility"] * w.T_before[:, i]
            + rules.company(w.T_before[i], w.A, p)
        )

    def weigh(self) -> None:
        """Weigh what speaks for and against each partner and rung (Korolev 2022; Morrow 1991)."""
        w, i, p = self.world, self.position, self.world.parameters
        w.B_T[i] = rules.threat_balance(w.T, i)
        w.M[i] = rules.purpose(rules.power_balance(w.T[i], w.g, i), w.B_T[i], w.I[i], p)
        w.F[i] = rules.danger(w.D[i], w.T[i], w.T[:, i])
        w.J[i] = rules.greatest_of_third(rules.leap(w.T[i], w.T_before[i]))
        ties = p["interdependence"] * w.E[i] + p["trust"] * w.R[i]
        fear = p["partner_threat"] * w.T[i]
        need = rules.need(w.z, w.g, w.built_for)
        arms = np.abs(w.z[i] - w.z) + np.maximum(need[i], need)
        soil = np.abs(2 * rules.share(w.g[i], w.g) - 1)
        w.m_low[i], w.m_high[i] = rules.motives(
            w.M[i], w.F[i], ties, fear, arms, soil, rules.spread(w.year), w.rungs, p
        )

    def deal(self) -> None:
        """Deal, or break, on every rung with the states after it in the order of codes (Snyder 1997)."""
        w, i, p, pairs = self.world, self.position, self.world.parameters, self.pairs
        if pairs.start == pairs.stop:
            return
        later = slice(i + 1, None)
        N = np.minimum(w.M[i, later], w.M[later, i])
        J = np.maximum(w.J[i, later], w.J[later, i])
        occasion = rules.occasions(
            w.degrees[pairs], N, w.F[i, later], rules.other_ties(w.A, i)[later], J, w.rungs, p
        )
        crisis = w.v[pairs, rules.CRISIS] < rules.crisis_chance(N, w.used_to[pairs], self.rise(later), p)
        a_i, a = w.a[i], w.a[later, np.newaxis]
        broken, low, high = rules.chances(
            (w.m_low[i, later], w.m_low[later, i]),
            (w.m_high[i, later], w.m_high[later, i]),
            (a_i, a),
            w.degrees[pairs],
            occasion,
            crisis,
            w.rungs,
            p,
        )
        v = w.v[pairs, : len(w.ladder)]
        w.deals[pairs], w.broken[pairs] = rules.decide(v, broken, low, high)
        w.ended[pairs] = (w.degrees[pairs] == HIGH) & (v < broken * w.rungs.falls_whole)
        w.record(pairs, w.deals[pairs], w.broken[pairs], w.ended[pairs])
        w.used_to[pairs] += p["forgetting"] * (N - w.used_to[pairs])

    def rise(self, others: slice) -> Values:
        """Return the greater leap of fear between it and some others, either way: `[other, life]`."""
        w, i = self.world, self.position
        return np.maximum(
            rules.leap(w.T[i, others], w.T_before[i, others]),
            rules.leap(w.T[others, i], w.T_before[others, i]),
        )

    def meet(self) -> None:
        """Act together in forums, and on projects, with the states after it in the order of codes."""
        w, i, pairs = self.world, self.position, self.pairs
        later = slice(i + 1, None)
        B_T = np.minimum(w.B_T[i, later], w.B_T[later, i])
        T_most = np.maximum(w.T[i, later], w.T[later, i])
        w.joint[pairs, 0] = w.v[pairs, rules.DIPLOMATIC] < rules.diplomatic_chance(w.I[i, later], B_T)
        w.joint[pairs, 1] = w.v[pairs, rules.ECONOMIC] < rules.economic_chance(
            w.E[i, later], w.proximity[i, later], T_most
        )

    def learn(self) -> None:
        """Let trust follow alignment and fear, and what was done settle disputes and bring the two closer."""
        w, i, p = self.world, self.position, self.world.parameters
        target = w.level["trust"][i] + self.experience() - w.experience_at_start[i]
        w.R[i] += p["trust_revision"] * (np.clip(target, 0, 1) - w.R[i])
        pairs = w.pair_of[i]
        for rung in w.rungs.settling:
            w.D[i] -= p["wear"] * w.degrees[pairs, rung] / HIGH * w.D[i]
        w.I[i] += p["forum"] * w.joint[pairs, 0] * (1 - w.I[i])
        w.E[i] += p["commerce"] * w.joint[pairs, 1] * (1 - w.E[i])
        for quantity in (w.R, w.D, w.I, w.E):
            quantity[i, i] = 0
        w.built_for[i] += p["conversion"] * (w.g[i] - w.built_for[i])

    def experience(self) -> Values:
        """Weigh what trust is made from besides shocks: alignment, own or by common partners, less fear."""
        w, i, p = self.world, self.position, self.world.parameters
        tied = 1 - (1 - w.A[i]) * (1 - rules.common_partners(w.A, i))
        return p["familiarity"] * tied - p["breach"] * np.maximum(w.T[i], w.T[:, i])

    def __repr__(self) -> str:
        """Name the state."""
        return f"State({self.code})"
