"""The rules of the year as equations, with the letters of the ODD.

Arrays end in the axis of lives. A row is what one state i holds of every other state j: `[other, life]`;
with rungs, `[other, rung, life]`. `p` holds the parameters by name.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import HIGH, LOW
from sim.world.rungs import Rungs

Values = NDArray[np.float64]
Degrees = NDArray[np.int16]
Mask = NDArray[np.bool_]
Parameters = Mapping[str, float | Values]
Sides = tuple[Values, Values]
"""What the first and the second of some pairs hold of each other: `[pair, ...]` each."""

DIPLOMATIC, ECONOMIC, CRISIS = -3, -2, -1
"""Channels of a pair's draws after one for each rung: joint diplomacy, a project, whether a crisis comes."""

ERA: Final = (1990, 2000)
"""When talks and exercises between militaries spread over the world (Kinne 2018; D'Orazio 2012)."""

LARGEST_CHANCE: Final = 0.999
"""A threat counts as no greater than this where reasons for it add up: its hazard stays finite."""

LARGEST_EXPONENT: Final = 170.0
"""Odds against a deal are no greater than e to this: no draw tells them apart, and products stay finite."""

LEAST: Final = 1e-9
"""A purpose, or a capability, below this is none that could be lost."""


def hazard(T: Values) -> Values:
    """Return -ln(1 - T): reasons to fear add on this scale, whatever their order, and never fill it."""
    return np.asarray(-np.log1p(-np.minimum(T, LARGEST_CHANCE)))


def chance(h: Values) -> Values:
    """Return 1 - exp(-h), 0 where reasons against outweigh those for (noisy-or: Good 1961; Pearl 1988)."""
    return np.asarray(-np.expm1(-np.maximum(h, 0)))


def share(g_i: Values, g: Values) -> Values:
    """Return j's share of the capability of i and j together; 1/2 where neither has any."""
    together = g_i + g
    return np.divide(g, together, out=np.full(np.broadcast(g_i, g).shape, 0.5), where=together > 0)


def company(T_i: Values, A: Values, p: Parameters) -> Values:
    """Add up over third states k the hazards that j comes to the side of k: an enemy's friend (Walt 1987)."""
    total = np.zeros_like(T_i)
    for k in range(len(T_i)):
        total += hazard(p["dilemma"] * A[:, k] * T_i[k])
    return total


def leap(T: Values, before: Values) -> Values:
    """Return the share of safety lost in a year, 0 or more."""
    return np.maximum(1 - (1 - T) / (1 - np.minimum(before, LARGEST_CHANCE)), 0)


def greatest_of_third(row: Values) -> Values:
    """Return the greatest of a row's values over states other than each j: `[other, life]`."""
    greatest = np.zeros_like(row)
    for h in range(len(row)):
        for others in (slice(0, h), slice(h + 1, None)):
            np.maximum(greatest[others], row[h], out=greatest[others])
    return greatest


def common_partners(A: Values, i: int) -> Values:
    """Return C, the chance that some third state ties i to each other (Kinne 2018): `[other, life]`."""
    apart = np.ones_like(A[i])
    for k in range(len(A)):
        apart *= 1 - A[i, k] * A[:, k]
    return 1 - apart


def other_ties(A: Values, i: int) -> Values:
    """Return O, the share of third states tied to the busier of i and each j: `[other, life]`."""
    tied = A > 0
    third = max(len(A) - 2, 1)
    between = tied[i].astype(float)
    return np.asarray((np.maximum(tied[i].sum(axis=0), tied.sum(axis=1)) - between) / third)


def threat_balance(T: Values, i: int) -> Values:
    """Return B^T: common enemies count as far as the partner is none (Walt 1987; Korolev 2022)."""
    H = hazard(T)
    common = np.zeros_like(T[i])
    for h in range(len(T)):
        common += H[i, h] * H[:, h]
    return np.sqrt(common) * (1 - T[i])


def power_balance(T_i: Values, g: Values, i: int) -> Values:
    """Return B^P: how far a third state that threatens i outweighs it, as far as j's weight would help."""
    pull = T_i * np.maximum(2 * share(g[i], g) - 1, 0)
    return greatest_of_third(pull) * share(g[i], g)


def purpose(B_P: Values, B_T: Values, B_I: Values, p: Parameters) -> Values:
    """Return M, the sum of the three balances by their weights: what there is to cooperate for."""
    return np.asarray(p["power"] * B_P + p["threat"] * B_T + p["interest"] * B_I)


def need(z: Values, g: Values, built_for: Values) -> Values:
    """Return how much of its arms industry a state has no use for at home, 0 to 1: `[state, life]`.

    An industry built for more capability than there is now has to sell.
    """
    used = g / np.maximum(built_for, LEAST)
    return np.asarray(z * np.maximum(1 - used, 0))


def danger(D_i: Values, T_i: Values, T_of_i: Values) -> Values:
    """Return F: a dispute, or arms that both fear, are dangers to both (Schelling and Halperin 1961)."""
    return np.asarray(1 - (1 - D_i) * (1 - np.sqrt(T_i * T_of_i)))


def motives(
    M_i: Values,
    F_i: Values,
    ties: Values,
    fear: Values,
    trade_in_arms: Values,
    trade_in_soil: Values,
    W: float,
    rungs: Rungs,
    p: Parameters,
) -> tuple[Values, Values]:
    """Return the motives for the low and the high degree of each rung: `[other, rung, life]`.

    Danger between the two is the reason for confidence measures, and one of two for talks at the low degree;
    to all else fear is an obstacle. Arms pass from who has an industry, the more so one without orders, to
    who has none; force is traded for soil (Morrow 1991).
    """
    high = np.repeat((M_i + ties - fear)[:, np.newaxis], len(rungs.binding), axis=1)
    out_of_danger = (p["danger"] * F_i + ties)[:, np.newaxis]
    high[:, rungs.of_danger] = out_of_danger
    high[:, rungs.of_arms] += p["asymmetry"] * trade_in_arms[:, np.newaxis]
    high[:, rungs.of_soil] += p["asymmetry"] * trade_in_soil[:, np.newaxis]
    high += rungs.spreading * (p["era"] * W)
    low = high.copy()
    low[:, rungs.of_either] = np.maximum(out_of_danger, low[:, rungs.of_either])
    return low, high


def spread(year: int) -> float:
    """Return W: how far talks and exercises have become what states do, 0 to 1."""
    first, last = ERA
    return min(max((year - first) / (last - first), 0.0), 1.0)


def occasions(
    standing: Degrees, N: Values, F: Values, O: Values, J: Values, rungs: Rungs, p: Parameters
) -> Values:
    """Return the chance of an occasion for something new: `[pair, rung, life]`.

    There has to be something to cooperate for, or a danger to meet; states with other ties meet more often.
    Each degree that the rungs before lack makes an occasion rarer, unless a sudden threat opens the way; arms
    need a seller and no talks.

    Parameters
    ----------
    standing
        Degrees that stood at the end of last year, `[pair, rung, life]`.
    N, F, O
        The lesser purpose of the two sides, the danger between them, and their other ties, `[pair, life]`.
    J
        How suddenly a third state came to threaten either, `[pair, life]`.
    """
    reason = np.repeat(N[:, np.newaxis], len(rungs.binding), axis=1)
    reason[:, rungs.of_danger] = F[:, np.newaxis]
    reason[:, rungs.of_either] = np.maximum(reason[:, rungs.of_either], F[:, np.newaxis])
    often = np.minimum(p["opportunity"] * (1 + p["openness"] * O), 1)
    occasion = often[:, np.newaxis] * reason / (reason + p["purpose_scale"])
    for needed, waiting in rungs.prepared:
        lacking = sum(HIGH - standing[:, rung] for rung in needed)
        way = 1 - (1 - p["missing"] ** lacking) * (1 - J)
        for rung in waiting:
            occasion[:, rung] *= way
    return np.asarray(occasion)


def crisis_chance(N: Values, used_to: Values, rise: Values, p: Parameters) -> Values:
    """Return the chance of a crisis, as it comes, by a leap of fear, or by purpose lost (Walt 1997).

    Parameters
    ----------
    N, used_to
        The lesser purpose of the two sides, and what they were used to.
    rise
        The greater leap of fear between the two.
    """
    lost = np.maximum(1 - N / np.maximum(used_to, LEAST), 0)
    loss = np.where(used_to > LEAST, lost, 0.0)
    calm = (1 - p["break_opportunity"]) * (1 - rise) * (1 - np.minimum(p["disillusion"] * loss, 1))
    return np.asarray(1 - calm)


def willing(m: Values, c: Values, p: Parameters) -> Values:
    """Return the chance that one is willing, by motive against cost: logistic choice (McFadden 1974)."""
    return np.asarray(1 / (1 + np.exp(np.minimum(p["sharpness"] * (c - m), LARGEST_EXPONENT))))


def chances(
    m_low: Sides,
    m_high: Sides,
    a: Sides,
    standing: Degrees,
    occasion: Values,
    crisis: Mask,
    rungs: Rungs,
    p: Parameters,
) -> tuple[Values, Values, Values]:
    """Return the chances of a break, of a deal at least low, and of a high deal: `[pair, rung, life]`.

    Parameters
    ----------
    m_low, m_high
        Motives of the two sides for either degree, `[pair, rung, life]` each.
    a
        Autonomy of the two sides, `[pair, 1, life]` each: what a rung costs them (Morrow 1991).
    standing
        Degrees that stood at the end of last year, `[pair, rung, life]`.
    occasion
        Chance of an occasion for something new.
    crisis
        Where the pair is in one, `[pair, life]`: what either does not want is then broken. What a rung binds
        has been paid; the less binding the rung stays by its motive alone.
    """
    live, is_high = standing > 0, standing == HIGH
    habit = np.where(live, p["habit"], 0.0)
    cost = p["cost"] + p["cost_slope"] * rungs.binding
    low, high = np.ones(standing.shape), np.ones(standing.shape)
    stays = np.ones(standing.shape)
    for low_motive, high_motive, autonomy in zip(m_low, m_high, a, strict=True):
        low *= willing(low_motive + habit, cost * autonomy, p)
        high *= willing(high_motive + habit - p["step"], cost * autonomy, p)
        reached = np.where(is_high, high_motive, low_motive) + habit
        np.minimum(stays, willing(reached, p["cost"] * autonomy, p), out=stays)
    broken = np.where(live & crisis[:, np.newaxis], 1 - stays, 0.0)
    low *= np.where(live, 1.0, occasion)
    high *= np.where(is_high, 1.0, np.where(live, occasion, occasion * p["directness"]))
    return broken, low, high


def decide(v: Values, broken: Values, low: Values, high: Values) -> tuple[Degrees, Mask]:
    """Cut one uniform number in the order break, nothing, low, high; return the deal's degree and breaks."""
    breaks = v < broken
    deal = (v >= 1 - low).astype(np.int16)
    deal += (v >= 1 - high) & (deal == LOW)
    deal[breaks] = 0
    return deal, breaks


def diplomatic_chance(I: Values, B_T: Values) -> Values:
    """Return the chance of joint diplomacy: interests shared against those whom both fear."""
    return np.minimum(I * B_T, 1)


def economic_chance(E: Values, proximity: Values, T_most: Values) -> Values:
    """Return the chance of an economic project: neighbours and partners trade more (Tinbergen 1962)."""
    return (E + proximity) / 2 * (1 - T_most)
