"""States in an order in which those that belong together stand together, and the groups that they form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage, to_tree
from scipy.spatial.distance import squareform

Ties = NDArray[np.float64]
"""How closely states are tied, 0 to 1, the same from either side: `[state, other]`."""

LEAST_TIED: Final = 2 / 3
"""Mean tie of every member of a group to the others, at least."""

ROUNDING: Final = 1e-9
"""What sums of ties may differ by."""

LEAST_MEMBERS: Final = 3
"""Members of a group, at least."""


@dataclass(frozen=True)
class Arranged:
    """States in order, and their groups.

    Attributes
    ----------
    order
        Positions of the states, those that belong together side by side.
    groups
        Slices of that order, each a group, from the first on.
    """

    order: Sequence[int]
    groups: Sequence[slice]


def arrange(ties: Ties) -> Arranged:
    """Order states by a tree of their likeness, its leaves in the best order, and find the groups in it.

    Two states are alike as far as they are tied to each other and to the same others: likeness is the cosine
    of the angle between their rows of ties, each state its own closest. The tree joins by average linkage
    (Sokal and Michener 1958) and puts like leaves side by side (Bar-Joseph, Gifford and Jaakkola 2001). A
    group is the largest branch of which every member is tied to the others, on the mean, two thirds as
    closely as can be.
    """
    if len(ties) < LEAST_MEMBERS:
        return Arranged(range(len(ties)), ())
    rows = ties + np.eye(len(ties))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    apart = np.clip(1 - rows @ rows.T, 0, 1)
    np.fill_diagonal(apart, 0)
    tree = to_tree(linkage(squareform(apart, checks=False), method="average", optimal_ordering=True))
    order = tree.pre_order()
    return Arranged(order, list(_groups(tree, ties, 0)))


def _groups(branch: Any, ties: Ties, first: int) -> Iterator[slice]:
    """Go through the groups of a branch whose leaves stand from a position on."""
    members = branch.pre_order()
    if len(members) < LEAST_MEMBERS:
        return
    among = ties[np.ix_(members, members)]
    if among.sum(axis=1).min() >= LEAST_TIED * (len(members) - 1) - ROUNDING:
        yield slice(first, first + len(members))
        return
    yield from _groups(branch.left, ties, first)
    yield from _groups(branch.right, ties, first + branch.left.get_count())
