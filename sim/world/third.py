"""What each state and partner share with third states, for all of them at once: `[state, other, life]`.

Sums run over the third states in their order, and pass over those that have nothing to add in any life: so
they are the same whatever lives beside, and cost little in a world of many states of which few have to do
with one another.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

LARGEST_CHANCE = 0.999
"""A threat counts as no greater than this where reasons for it add up: its hazard stays finite."""

LEAST_SAFETY = 1e-300
"""What is left of safety is no less than this: its logarithm stays finite."""


def company(T: Values, A: Values, dilemma: float | Values) -> Values:
    """Add up over third states k the hazards that j comes to the side of k: an enemy's friend (Walt 1987)."""
    safety = np.ones_like(T)
    for k in range(len(T)):
        fearing, friends = _some(T[:, k]), _some(A[:, k])
        if fearing.size and friends.size:
            threat = dilemma * A[friends, k] * T[fearing, k][:, np.newaxis]
            safety[np.ix_(fearing, friends)] *= 1 - np.minimum(threat, LARGEST_CHANCE)
    return np.asarray(-np.log(np.maximum(safety, LEAST_SAFETY)))


def common_threat(H: Values) -> Values:
    """Add up over third states h the products of what both fear of h, in hazards (Walt 1987)."""
    common = np.zeros_like(H)
    for h in range(len(H)):
        fearing = _some(H[:, h])
        if fearing.size > 1:
            fear = H[fearing, h]
            common[np.ix_(fearing, fearing)] += fear[:, np.newaxis] * fear
    return common


def common_partners(A: Values) -> Values:
    """Return C, the chance that some third state ties i to j (Kinne 2018)."""
    apart = np.ones_like(A)
    for k in range(len(A)):
        tied = _some(A[:, k])
        if tied.size > 1:
            ties = A[tied, k]
            apart[np.ix_(tied, tied)] *= 1 - ties[:, np.newaxis] * ties
    return 1 - apart


def other_ties(A: Values) -> Values:
    """Return O, the share of third states tied to the busier of i and j."""
    tied = A > 0
    partners = tied.sum(axis=1)
    busier = np.maximum(partners[:, np.newaxis], partners)
    return np.asarray((busier - tied) / max(len(A) - 2, 1))


def greatest_of_third(rows: Values) -> Values:
    """Return the greatest of a row's values, 0 or more, over all but each j: `[..., other, life]`."""
    most = rows.max(axis=-2, keepdims=True)
    of_most = rows == most
    next_most = np.where(of_most, 0.0, rows).max(axis=-2, keepdims=True)
    alone = of_most.sum(axis=-2, keepdims=True) == 1
    return np.where(of_most & alone, next_most, most)


def _some(values: Values) -> NDArray[np.intp]:
    """Return the states that have any of something in any life: `[state, life]` becomes positions."""
    return np.flatnonzero(values.any(axis=-1))
