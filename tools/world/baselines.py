"""Baselines that know a pair's own history: chances that the degree is at least low, at least high."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tools.world.cells import Cells, Ladder

Chances = NDArray[np.float64]
"""`[cell, 2]`: that at least low, at least high, stands in the target year."""

Key = Callable[[Ladder, Cells, int], NDArray[np.int_]]
"""The class that a cell belongs to, of those whose shares are learnt apart."""

AGES: Final = (1, 3, 6, 10, 20)
"""Limits of classes of years since a degree changed."""

OWN_DEGREE: Final = 20.0
"""Cells of the same degree that the shares of a class are drawn towards."""

OF_ALL: Final = 10.0
"""Years of all pairs that the rates of a pair of its own are drawn towards."""

LEVELS: Final = np.array([1, 2], np.int8)


def score(chances: Chances, came: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return the ranked probability score (Epstein 1969) of each cell."""
    return np.asarray(((chances - (came[:, np.newaxis] >= LEVELS)) ** 2).sum(axis=1))


def forecasts(ladder: Ladder, horizon: int, learn: Cells, of: Cells) -> dict[str, Chances]:
    """Return what each baseline forecasts of some cells, having learnt from others."""
    now = ladder.degrees[of.pair, of.year]
    left = ladder.left(horizon)[of.pair, of.year]
    return {
        "persistence": (now[:, np.newaxis] >= LEVELS).astype(float),
        "run-off": (left[:, np.newaxis] >= LEVELS).astype(float),
        **{name: _shares(ladder, horizon, learn, of, key) for name, key in KEYS.items()},
        "own rate": _own_rate(ladder, horizon, learn, of),
        "climatology": np.tile((learn.came[:, np.newaxis] >= LEVELS).mean(axis=0), (len(of.pair), 1)),
    }


def _one_class(ladder: Ladder, some: Cells, horizon: int) -> NDArray[np.int_]:
    return np.zeros(len(some.pair), np.int_)


def _by_age(ladder: Ladder, some: Cells, horizon: int) -> NDArray[np.int_]:
    age = np.digitize(ladder.age[some.pair, some.year], AGES)
    return np.asarray(2 * age + ladder.ever[some.pair, some.year])


def _by_what_is_left(ladder: Ladder, some: Cells, horizon: int) -> NDArray[np.int_]:
    return ladder.left(horizon)[some.pair, some.year].astype(np.int_)


KEYS: Final[Mapping[str, Key]] = {
    "markov": _one_class,
    "semi-markov": _by_age,
    "markov x run-off": _by_what_is_left,
}
"""Baselines that go by shares, each with the classes within a degree that it tells apart."""


def _shares(ladder: Ladder, horizon: int, learn: Cells, of: Cells, key: Key) -> Chances:
    """Forecast the shares that cells of the same degree and class came to."""
    of_degree = _counts(ladder.degrees[learn.pair, learn.year].astype(np.int_), learn.came, 3) + 0.01 / 3
    of_degree /= of_degree.sum(axis=1, keepdims=True)
    classes = [key(ladder, some, horizon) for some in (learn, of)]
    number = 1 + max((int(some.max()) for some in classes if len(some)), default=0)
    learnt, wanted = (
        ladder.degrees[some.pair, some.year] * number + of_class
        for some, of_class in zip((learn, of), classes, strict=True)
    )
    shares = _counts(learnt, learn.came, 3 * number) + OWN_DEGREE * np.repeat(of_degree, number, axis=0)
    shares /= shares.sum(axis=1, keepdims=True)
    return np.stack([shares[wanted, 1] + shares[wanted, 2], shares[wanted, 2]], axis=1)


def _counts(group: NDArray[np.int_], came: NDArray[np.int8], groups: int) -> Chances:
    """Count what cells of each group came to: `[group, degree]`."""
    return np.bincount(group * 3 + came, minlength=3 * groups).reshape(groups, 3).astype(float)


def _own_rate(ladder: Ladder, horizon: int, learn: Cells, of: Cells) -> Chances:
    """Forecast a chain by the pair's own rates of beginning and ending so far (empirical Bayes)."""
    begins, ends = (_yearly(ladder, horizon, learn, stood) for stood in (False, True))
    rates = []
    for stood, of_all in ((False, begins), (True, ends)):
        changed, years = (ladder.so_far(stood, only)[of.pair, of.year] for only in (True, False))
        rates.append((changed + OF_ALL * of_all) / (years + OF_ALL))
    begin, end = rates
    at_rest, staying = begin / (begin + end), np.maximum(1 - begin - end, 0) ** horizon
    stands = ladder.degrees[of.pair, of.year] > 0
    any_degree = np.where(stands, at_rest + (1 - at_rest) * staying, at_rest * (1 - staying))
    chain = _shares(ladder, horizon, learn, of, _one_class)
    high = chain[:, 1] / np.maximum(chain[:, 0], 1e-9)
    return np.stack([any_degree, any_degree * high], axis=1)


def _yearly(ladder: Ladder, horizon: int, learn: Cells, stood: bool) -> float:
    """Return the yearly rate at which what stood ended, or nothing stood began, over a horizon."""
    then = (ladder.degrees[learn.pair, learn.year] > 0) == stood
    other = ((learn.came > 0) != stood)[then]
    share = float((other.sum() + 0.5) / (len(other) + 1))
    return float(1 - (1 - min(share, 0.95)) ** (1 / horizon))
