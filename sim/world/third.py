"""What each state and partner share with third states, for all of them at once: `[state, other, life]`.

These are the sums that grow with the cube of the states: they run row by row, so that what is added up stays
in fast memory, over third states in their order, and pass over those that have nothing to add in any life.
So they are the same whatever lives beside.
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
    safety, threat, term = np.ones_like(T), dilemma * T, np.empty_like(T[0])
    beyond = threat.max() > LARGEST_CHANCE
    for i in range(len(T)):
        for k in _some(T[i]):
            np.multiply(A[k], threat[i, k], out=term)
            if beyond:
                np.minimum(term, LARGEST_CHANCE, out=term)
            np.subtract(1, term, out=term)
            safety[i] *= term
    return np.asarray(-np.log(np.maximum(safety, LEAST_SAFETY)))


def common_threat(H: Values) -> Values:
    """Add up over third states h the products of what both fear of h, in hazards (Walt 1987)."""
    common, feared, term = np.zeros_like(H), np.ascontiguousarray(H.swapaxes(0, 1)), np.empty_like(H[0])
    for i in range(len(H)):
        both = common[i, i + 1 :]
        for h in _some(H[i]):
            both += np.multiply(feared[h, i + 1 :], H[i, h], out=term[i + 1 :])
        common[i + 1 :, i] = both
    return common


def common_partners(A: Values) -> Values:
    """Return C, the chance that some third state ties i to j (Kinne 2018)."""
    apart, term = np.ones_like(A), np.empty_like(A[0])
    for i in range(len(A)):
        both = apart[i, i + 1 :]
        for k in _some(A[i]):
            tied = np.multiply(A[k, i + 1 :], A[k, i], out=term[i + 1 :])
            both *= np.subtract(1, tied, out=tied)
        apart[i + 1 :, i] = both
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
