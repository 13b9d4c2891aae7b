"""The agents: states, and what each does in a year."""

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.world import rules

if TYPE_CHECKING:
    from sim.world.model import World

Values = NDArray[np.float64]


class State(mesa.Agent):
    """A state: it perceives threats, weighs its interests, and deals with others.

    Rule: deal at a rung when the balances of power, threat and interest, with trust and
    interdependence, outweigh the autonomy given up, and the partner thinks so too.

    What it holds are rows of the world's arrays, one value for each other state and life.

    Attributes
    ----------
    code
        Three-letter code, such as `RUS`.
    place
        Its position among the states, which stand in the order of their codes.
    pairs
        Positions of the pairs it forms with the states after it.
    """

    def __init__(self, model: "World", code: str, place: int):
        super().__init__(model)
        self.world = model
        self.code = code
        self.place = place
        states = len(model.codes)
        before = place * (2 * states - place - 1) // 2
        self.pairs = slice(before, before + states - 1 - place)

    @property
    def threat(self) -> Values:
        """Threat it perceives from every state: `[other, life]`, in [0, 1]."""
        return self.world.T[self.place]

    @property
    def trust(self) -> Values:
        """Trust between it and every state: `[other, life]`, in [0, 1]."""
        return self.world.R[self.place]

    @property
    def posture(self) -> Values:
        """Its recent posture toward every state: `[other, life]`, 1 pressure, -1 accommodation."""
        return self.world.Q[self.place]

    def perceive(self) -> None:
        """Move threat a share of the way to its target (Walt 1987; Jervis 1978)."""
        w, i, p = self.world, self.place, self.world.parameters
        target = w.level["threat"][i] + self.surroundings() - w.surroundings_at_start[i]
        w.T[i] += p["revision"] * (np.clip(target, 0, 1) - w.T[i])
        w.T[i, i] = 0

    def surroundings(self) -> Values:
        """Weigh what makes others look threatening besides shocks: `[other, life]`.

        Unresolved disputes, diverging interests, a near neighbour's weight, recent pressure, and
        alignment with those it fears.
        """
        w, i, p = self.world, self.place, self.world.parameters
        return (
            p["grievance"] * w.D[i]
            - p["affinity"] * w.I[i]
            + p["preponderance"] * w.proximity[i] * rules.share(w.g[i], w.g)
            + p["hostility"] * w.Q[:, i]
            + p["dilemma"] * rules.company(w.T[i], w.A)
        )

    def choose_posture(self) -> None:
        """Press or accommodate each other state, or neither, by chance (Crawford 2011)."""
        w, i, mu = self.world, self.place, self.world.parameters["memory"]
        press, accommodate = rules.posture_chances(w.T[i], w.parameters)
        v = w.posture_draws(i)
        w.pressed[i] = v < press
        yields = v >= 1 - accommodate
        w.Q[i] = mu * w.Q[i] + (1 - mu) * (w.pressed[i].astype(float) - yields)
        w.pressed[i, i] = False
        w.Q[i, i] = 0

    def weigh(self) -> None:
        """Weigh motive against cost for every partner and rung (Korolev 2022; Morrow 1991)."""
        w, i, p = self.world, self.place, self.world.parameters
        B_T = rules.threat_balance(w.T, i)
        B_P = rules.power_balance(w.T[i], w.g, i)
        w.M[i] = rules.purpose(B_P, B_T, w.I[i], p)
        m = rules.motive(w.M[i], B_T, w.I[i], w.E[i], w.R[i], w.T[i], w.D[i], p)
        w.u[i] = rules.reluctance(m, rules.cost(w.a[i], p), p)

    def deal(self) -> None:
        """Deal, or break, on every rung with the states after it in the order of codes (Snyder 1997)."""
        w, i, pairs = self.world, self.place, self.pairs
        if pairs.start == pairs.stop:
            return
        later = slice(i + 1, None)
        M = np.minimum(w.M[i, later], w.M[later, i])
        broken, low, high = rules.chances(
            w.u[i, later], w.u[later, i], w.degrees[pairs], w.D[i, later], M, w.parameters
        )
        deal, breaks = rules.decide(w.v[pairs, : rules.RUNGS], broken, low, high)
        w.deals[pairs], w.broken[pairs] = deal, breaks
        w.record(pairs, deal, breaks)
        T_most = np.maximum(w.T[i, later], w.T[later, i])
        w.joint[pairs, 0] = w.v[pairs, rules.DIPLOMATIC] < rules.diplomatic_chance(w.I[i, later], T_most)
        w.joint[pairs, 1] = w.v[pairs, rules.ECONOMIC] < rules.economic_chance(
            w.E[i, later], w.proximity[i, later], T_most
        )

    def learn(self) -> None:
        """Let trust follow alignment and pressure, and disputes settle or fester."""
        w, i, p = self.world, self.place, self.world.parameters
        target = w.level["trust"][i] + self.experience() - w.experience_at_start[i]
        w.R[i] += p["trust_revision"] * (np.clip(target, 0, 1) - w.R[i])
        quarrel = w.pressed[i] | w.pressed[:, i]
        settling = w.degrees[w.pair_of[i], 0] > 0
        w.D[i] += p["friction"] * quarrel * (1 - w.D[i]) - p["wear"] * settling * w.D[i]
        for ties, channel in ((w.forum, 0), (w.commerce, 1)):
            ties[i] += (1 - p["channel_memory"]) * (w.joint[w.pair_of[i], channel] - ties[i])
        for quantity in (w.R, w.D, w.forum, w.commerce):
            quantity[i, i] = 0

    def experience(self) -> Values:
        """Weigh what trust is made from besides shocks: alignment, less pressure from either side."""
        w, i, p = self.world, self.place, self.world.parameters
        pressure = np.maximum(np.maximum(w.Q[i], w.Q[:, i]), 0)
        return p["familiarity"] * w.A[i] - p["breach"] * pressure

    def __repr__(self) -> str:
        """Name the state."""
        return f"State({self.code})"
