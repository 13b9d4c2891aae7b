"""The rules of the year as equations, with the letters of the ODD.

Arrays end in the axis of lives. A row is what one state i holds of every other state j: `[other, life]`;
with rungs, `[other, rung, life]`. `p` holds the parameters by name.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import HIGH, INDICATORS, LOW, STAGE_INDICATORS, STAGE_PREREQUISITES

Values = NDArray[np.float64]
Degrees = NDArray[np.int16]
Mask = NDArray[np.bool_]
Parameters = Mapping[str, float | Values]

RUNGS = len(INDICATORS)
DIPLOMATIC, ECONOMIC, POSTURES, CHANNELS = RUNGS, RUNGS + 1, (RUNGS + 2, RUNGS + 3), RUNGS + 4
"""Channels of a pair's draws: seven rungs, diplomatic, economic, and the posture of each to the other."""

BINDING = np.array([0, 0, 0.5, 0.25, 0.8, 0.9, 1])[:, np.newaxis]
"""How far a rung binds, from 0 for talks, which either may leave, to 1 for an alliance: `[rung, 1]`.

An exercise can be called off next year, arms and bases tie for longer (Morrow 1991; Snyder 1997; judged).
"""

LARGEST_EXPONENT = 170.0
"""Odds against a deal are no greater than e to this: no draw tells them apart, and products stay finite."""

FOUNDING = np.array([indicator.number in (2, 5, 6, 7) for indicator in INDICATORS])[:, np.newaxis]
"""Rungs on which a high deal founds an institution: `[rung, 1]`."""


def share(g_i: Values, g: Values) -> Values:
    """Return j's share of the capability of i and j together; 1/2 where neither has any."""
    together = g_i + g
    return np.divide(g, together, out=np.full(np.broadcast(g_i, g).shape, 0.5), where=together > 0)


def company(T_i: Values, A: Values) -> Values:
    """Sum over third states k alignment of j with k x threat of k to i: an enemy's friend (Walt 1987)."""
    total = np.zeros_like(T_i)
    for k in range(len(T_i)):
        total += A[:, k] * T_i[k]
    return total


def posture_chances(T_i: Values, p: Parameters) -> tuple[Values, Values]:
    """Return the chances to press and to accommodate (security dilemma: Jervis 1978)."""
    return p["posture"] * T_i**2, p["posture"] * (1 - T_i) ** 2 / 2


def threat_balance(T: Values, i: int) -> Values:
    """Return B^T: common enemies count as far as the partner is none (Walt 1987; Korolev 2022)."""
    common = np.zeros_like(T[i])
    for h in range(len(T)):
        common += T[i, h] * T[:, h]
    return np.sqrt(common) * (1 - T[i])


def power_balance(T_i: Values, g: Values, i: int) -> Values:
    """Return B^P: how far a third state that threatens i outweighs it, as far as j's weight would help."""
    pull = T_i * np.maximum(2 * share(g[i], g) - 1, 0)
    outweighed = np.zeros_like(T_i)
    for h in range(len(T_i)):
        for others in (slice(0, h), slice(h + 1, None)):
            np.maximum(outweighed[others], pull[h], out=outweighed[others])
    return outweighed * share(g[i], g)


def purpose(B_P: Values, B_T: Values, B_I: Values, p: Parameters) -> Values:
    """Return M, the mean of the three balances by their weights: what there is to cooperate for."""
    weights = p["power"] + p["threat"] + p["interest"]
    return (p["power"] * B_P + p["threat"] * B_T + p["interest"] * B_I) / weights


def motive(
    M_i: Values, B_T: Values, B_I: Values, E_i: Values, R_i: Values, T_i: Values, D_i: Values, p: Parameters
) -> Values:
    """Return m `[other, rung, life]`: one balance is reason enough for talks, an alliance needs all.

    Disputes stand in the way of every rung but the first, which answers them.
    """
    weakest = np.minimum(B_T, B_I)
    ties = p["interdependence"] * E_i + p["trust"] * R_i - p["partner_threat"] * T_i
    m = (p["strictness"] * BINDING) * (weakest - M_i)[:, np.newaxis] + (M_i + ties)[:, np.newaxis]
    m[:, 1:] -= (p["dispute"] * D_i)[:, np.newaxis]
    return m


def cost(a_i: Values, p: Parameters) -> Values:
    """Return the cost of each rung in autonomy given up `[rung, life]` (Morrow 1991)."""
    return (p["cost"] + p["cost_slope"] * BINDING) * a_i


def reluctance(m_i: Values, c_i: Values, p: Parameters) -> Values:
    """Return the odds against a deal, exp(-s (m - c)); the choice is logistic (McFadden 1974)."""
    odds = np.subtract(c_i, m_i, out=m_i)
    odds *= p["sharpness"]
    np.minimum(odds, LARGEST_EXPONENT, out=odds)
    return np.exp(odds, out=odds)


def both(u_ij: Values, u_ji: Values, factor: Values | float) -> Values:
    """Return the chance that both are willing, their odds against multiplied by a factor."""
    return 1 / ((1 + u_ij * factor) * (1 + u_ji * factor))


def chances(
    u_ij: Values, u_ji: Values, standing: Degrees, D: Values, M: Values, p: Parameters
) -> tuple[Values, Values, Values]:
    """Return the chances of a break, of a deal at least low, and of a high deal: `[pair, rung, life]`.

    Parameters
    ----------
    u_ij, u_ji
        Reluctance of the two sides, `[pair, rung, life]`.
    standing
        Degrees that stood at the end of last year, `[pair, rung, life]`.
    D, M
        Disputes, and the lesser purpose of the two sides, `[pair, life]`: a beginning needs something to
        build confidence about, or to cooperate for.
    """
    s, o = p["sharpness"], p["opportunity"]
    live = standing > 0
    ease = np.where(live, np.exp(-s * p["habit"]), 1.0)
    low = both(u_ij, u_ji, ease)
    high = both(u_ij, u_ji, ease * np.exp(np.minimum(s * p["step"], LARGEST_EXPONENT)))
    against = np.maximum(u_ij, u_ji) * ease
    broken = np.where(live, p["break_opportunity"] * against / (1 + against), 0.0)
    occasion = occasions(live, p)
    occasion[:, 0] *= D / (D + p["confidence_scale"])
    occasion[:, 1:] *= (M / (M + p["purpose_scale"]))[:, np.newaxis]
    low *= np.where(live, 1.0, occasion)
    high *= np.where(live, np.where(standing == HIGH, 1.0, o), occasion * p["directness"])
    return broken, low, high


def occasions(live: Mask, p: Parameters) -> Values:
    """Return the chance of an occasion to begin, rarer for each prerequisite that is not live.

    `[pair, rung, life]`.
    """
    chance = np.empty(live.shape)
    for own, needed in zip(STAGE_INDICATORS, STAGE_PREREQUISITES, strict=True):
        for rung in own:
            chance[:, rung - 1] = p["opportunity"]
            for number in needed:
                chance[:, rung - 1] *= np.where(live[:, number - 1], 1.0, p["missing"])
    return chance


def decide(v: Values, broken: Values, low: Values, high: Values) -> tuple[Degrees, Mask]:
    """Cut one uniform number in the order break, nothing, low, high; return the deal's degree and breaks."""
    breaks = v < broken
    deal = (v >= 1 - low).astype(np.int16)
    deal += (v >= 1 - high) & (deal == LOW)
    deal[breaks] = 0
    return deal, breaks


def diplomatic_chance(I: Values, T_most: Values) -> Values:
    """Return the chance of joint diplomacy: interests shared, as far as neither threatens the other."""
    return I * (1 - T_most)


def economic_chance(E: Values, proximity: Values, T_most: Values) -> Values:
    """Return the chance of an economic project: neighbours and partners trade more (Tinbergen 1962)."""
    return (E + proximity) / 2 * (1 - T_most)
