"""What each state and partner share with third states, for all of them at once: `[state, other, life]`.

What is gathered here grows with the cube of the states: it runs row by row, so that what is compared stays in
fast memory, over third states in their order, and passes over those that have nothing to say in any life. So
it is the same whatever lives beside.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def company(T: Values, A: Values) -> Values:
    """Return the most that i fears a third state times j's alignment with it (Walt 1987)."""
    greatest, term = np.zeros_like(T), np.empty_like(T[0])
    for i in range(len(T)):
        for k in _some(T[i]):
            np.maximum(greatest[i], np.multiply(A[k], T[i, k], out=term), out=greatest[i])
    return greatest


def common_threat(H: Values) -> Values:
    """Return the greatest product of what both fear of a third state, in hazards (Walt 1987)."""
    common, feared, term = np.zeros_like(H), np.ascontiguousarray(H.swapaxes(0, 1)), np.empty_like(H[0])
    for i in range(len(H)):
        both = common[i, i + 1 :]
        for h in _some(H[i]):
            np.maximum(both, np.multiply(feared[h, i + 1 :], H[i, h], out=term[i + 1 :]), out=both)
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
