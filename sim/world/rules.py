"""The rules of the year as equations, with the letters of the ODD.

Arrays end in the axis of lives. A row is what one state i holds of every other state j: `[other, life]`.
What pairs and rungs have to decide comes cell by cell, `[cell]`: a cell is a pair, a rung and a life.
`p` holds the parameters by name.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.rules import HIGH
from sim.world.rungs import Rungs
from sim.world.third import greatest_of_third

Values = NDArray[np.float64]
Degrees = NDArray[np.int16]
Positions = NDArray[np.intp]
Mask = NDArray[np.bool_]
Parameters = Mapping[str, float | Values]
Sides = tuple[Values, Values]
"""What the first and the second of some pairs hold of each other: `[cell]` each."""

DIPLOMATIC, ECONOMIC, CRISIS = -3, -2, -1
"""Channels of a pair's draws after one for each rung: joint diplomacy, a project, whether a crisis comes."""

ERA: Final = (1990, 2000)
"""When talks and exercises between militaries spread over the world (Kinne 2018; D'Orazio 2012)."""

LARGEST_EXPONENT: Final = 170.0
"""Odds against a deal are no greater than e to this: no draw tells them apart, and products stay finite."""

LARGEST_CHANCE: Final = 0.999
"""A threat counts as no greater than this where reasons for it add up: its hazard stays finite."""

LEAST: Final = 1e-9
"""A purpose, or a capability, below this is none that could be lost."""


def hazard(T: Values) -> Values:
    """Return -ln(1 - T): reasons to fear add on this scale, whatever their order, and never fill it."""
    return np.asarray(-np.log1p(-np.minimum(T, LARGEST_CHANCE)))


def chance(h: Values) -> Values:
    """Return 1 - exp(-h), 0 where reasons against outweigh those for (noisy-or: Good 1961; Pearl 1988)."""
    return np.asarray(1 - np.exp(-np.maximum(h, 0)))


def share(g_i: Values, g: Values) -> Values:
    """Return j's share of the capability of i and j together; 1/2 where neither has any."""
    together = g_i + g
    return np.divide(g, together, out=np.full(np.broadcast(g_i, g).shape, 0.5), where=together > 0)


def leap(T: Values, before: Values) -> Values:
    """Return the share of safety lost in a year, 0 or more."""
    return np.maximum(1 - (1 - T) / (1 - np.minimum(before, LARGEST_CHANCE)), 0)


def threat_balance(common: Values, T_i: Values) -> Values:
    """Return B^T: common enemies count as far as the partner is none (Walt 1987; Korolev 2022)."""
    return np.sqrt(common) * (1 - T_i)


def power_balance(T_i: Values, share_i: Values) -> Values:
    """Return B^P: how far a third state that threatens i outweighs it, as far as j's weight would help."""
    pull = T_i * np.maximum(2 * share_i - 1, 0)
    return greatest_of_third(pull) * share_i


def purpose(B_P: Values, B_T: Values, B_I: Values, p: Parameters) -> Values:
    """Return M, the sum of the three balances by their weights: what there is to cooperate for."""
    return np.asarray(p["power"] * B_P + p["threat"] * B_T + p["interest"] * B_I)


def ties(E: Values, R: Values, p: Parameters) -> Values:
    """Return what speaks for a partner beside purpose: trade, and trust."""
    return np.asarray(p["interdependence"] * E + p["trust"] * R)


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
    general: Values, out_of_danger: Values, particular: Values, rung: Positions, rungs: Rungs
) -> Sides:
    """Return the motives of a side for the low and the high degree of the rungs of some cells.

    Danger between the two is the reason for confidence measures, and one of two for talks at the low degree;
    to all else fear is an obstacle.

    Parameters
    ----------
    general
        Purpose and ties less fear of the partner.
    out_of_danger
        Danger between the two, and ties.
    particular
        What speaks for a rung in particular.
    rung, rungs
        The rung of each cell, and what is known of rungs.
    """
    high = np.where(rungs.of_danger.take(rung), out_of_danger, general) + particular
    low = high.copy()
    either = np.flatnonzero(rungs.of_either.take(rung))
    low[either] = np.maximum(out_of_danger[either], high[either])
    return low, high


def particular(
    trade_in_arms: Values, trade_in_soil: Values, year: int, rung: Positions, rungs: Rungs, p: Parameters
) -> Values:
    """Return what speaks for the rungs of some cells in particular.

    Arms pass from who has an industry, the more so one without orders, to who has none; force is traded for
    soil (Morrow 1991). Some rungs spread over the world (Kinne 2018).
    """
    exchange = rungs.of_arms.take(rung) * trade_in_arms + rungs.of_soil.take(rung) * trade_in_soil
    return np.asarray(p["asymmetry"] * exchange + p["era"] * spread(year) * rungs.spreading.take(rung))


def spread(year: int) -> float:
    """Return W: how far talks and exercises have become what states do, 0 to 1."""
    first, last = ERA
    return min(max((year - first) / (last - first), 0.0), 1.0)


def often(O: Values, g_i: Values, g_j: Values, p: Parameters) -> Values:
    """Return how often two meet: more with ties to others (Kinne 2018), and by gravity (Tinbergen 1962).

    Parameters
    ----------
    O
        The share of third states tied to the busier of the two.
    g_i, g_j
        The capabilities of the two.
    """
    weight = np.maximum(np.sqrt(g_i * g_j), LEAST)
    met = np.minimum(p["opportunity"] * (1 + p["openness"] * O), 1)
    return np.asarray(met * weight / (weight + p["capability_scale"]))


def occasions(
    standing: Degrees,
    practised: Mask,
    often: Values,
    N: Values,
    F: Values,
    J: Values,
    rungs: Rungs,
    p: Parameters,
) -> Values:
    """Return the chance of an occasion for something new: `[pair, rung, life]`.

    There has to be something to cooperate for, or a danger to meet. Each degree that the rungs before lack
    makes an occasion rarer, unless a sudden threat opens the way; arms need a seller and no talks. What was
    done before is taken up again more easily than it was begun.

    Parameters
    ----------
    standing, practised
        Degrees that stood at the end of last year, and whether a rung was practised since its books were last
        closed, `[pair, rung, life]`.
    often
        How often the two meet, `[pair, life]`.
    N, F
        The lesser purpose of the two sides, and the danger between them, `[pair, life]`.
    J
        How suddenly a third state came to threaten either, `[pair, life]`.
    """
    occasion = np.empty(standing.shape)
    of_purpose = ~(rungs.of_danger | rungs.of_either)
    for where, reason in ((of_purpose, N), (rungs.of_danger, F), (rungs.of_either, np.maximum(N, F))):
        occasion[:, where] = (often * (reason / (reason + p["purpose_scale"])))[:, np.newaxis]
    for needed, waiting in rungs.prepared:
        lacking = sum(HIGH - standing[:, rung] for rung in needed)
        way = 1 - (1 - p["missing"] ** lacking) * (1 - J)
        for rung in waiting:
            occasion[:, rung] *= way
    occasion *= 1 + p["resumption"] * (practised & (standing == 0))
    return np.minimum(occasion, 1)


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


def cost(binding: Values, p: Parameters) -> Values:
    """Return what a rung costs whose autonomy is 1, the more the more it binds (Morrow 1991)."""
    return np.asarray(p["cost"] + p["cost_slope"] * binding)


def willing(m: Values, c: Values, p: Parameters) -> Values:
    """Return the chance that one is willing, by motive against cost: logistic choice (McFadden 1974)."""
    return np.asarray(1 / (1 + np.exp(np.minimum(p["sharpness"] * (c - m), LARGEST_EXPONENT))))


def deal_chance(both_willing: Values, standing: Degrees, occasion: Values) -> Values:
    """Return the chance of a deal at least low, which needs an occasion where nothing stands."""
    return both_willing * np.where(standing > 0, 1.0, occasion)


def high_chance(both_willing: Values, standing: Degrees, occasion: Values, p: Parameters) -> Values:
    """Return the chance of a high deal: an occasion raises what stands, and seldom founds it so high."""
    new = np.where(standing > 0, occasion, occasion * p["directness"])
    return both_willing * np.where(standing == HIGH, 1.0, new)


def broken_chance(m: Sides, a: Sides, p: Parameters) -> Values:
    """Return the chance that what stands is broken in a crisis: that the less willing side wants it no more.

    What a rung binds has been paid; the less binding the rung stays by its motive alone.
    """
    stays = (willing(motive + p["habit"], p["cost"] * cost, p) for motive, cost in zip(m, a, strict=True))
    return 1 - np.minimum(*stays)


def diplomatic_chance(I: Values, B_T: Values) -> Values:
    """Return the chance of joint diplomacy: interests shared against those whom both fear."""
    return np.minimum(I * B_T, 1)


def economic_chance(E: Values, proximity: Values, T_most: Values) -> Values:
    """Return the chance of an economic project: neighbours and partners trade more (Tinbergen 1962)."""
    return (E + proximity) / 2 * (1 - T_most)
