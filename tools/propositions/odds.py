"""Odds of a beginning or an end with other things held: logistic regression over pairs and years."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.faults import need
from tools.propositions.circumstances import Circumstances, Values
from tools.propositions.panel import HIGH, Cells, Panel
from tools.propositions.resampling import FEWEST, LOWER, SEED, UNTOLD, UPPER, Drawn, Estimate
from tools.propositions.rungs import DEPLOYMENT

SHARE: Final = 0.1
"""Share of the rows with neither the outcome nor an exposure that is kept, each weighing the more."""

WEAKNESS: Final = 10.0
"""Inverse of a ridge so weak that it only keeps odds from running away where an exposure has no outcome."""

LONGEST: Final = 20
"""Years of history that are told apart."""


@dataclass(frozen=True)
class Rows:
    """Pairs and years in which something may happen.

    Attributes
    ----------
    pair
        The pair of each row.
    outcome
        Whether it happens.
    columns
        Exposures, 0 or 1, then other terms in standard deviations: `[row, column]`.
    names
        What the columns are called.
    weights
        How many rows each stands for.
    exposures
        How many of the columns are exposures.
    """

    pair: NDArray[np.intp]
    outcome: Cells
    columns: NDArray[np.float64]
    names: tuple[str, ...]
    weights: NDArray[np.float64]
    exposures: int


def rows(
    risk: Cells, outcome: Cells, exposures: Mapping[str, Cells], terms: Mapping[str, Values], seed: int = SEED
) -> Rows:
    """Sample the pairs and years at risk; those of which a term is unknown are left out."""
    known = risk & np.all([np.isfinite(values) for values in terms.values()], axis=0)
    exposed = np.any(list(exposures.values()), axis=0) if exposures else np.zeros_like(risk)
    whole = known & (outcome | exposed)
    rest = known & ~whole
    rest &= np.random.default_rng(seed).random(risk.shape) < SHARE
    pair, year = np.nonzero(whole | rest)
    weights = np.where(rest[pair, year], 1 / SHARE, 1.0)
    given = [cells[pair, year].astype(float) for cells in exposures.values()]
    held = [_standard(values[pair, year].astype(float), weights) for values in terms.values()]
    columns = np.column_stack([*given, *held]) if given or held else np.empty((len(pair), 0))
    names = (*exposures, *terms)
    return Rows(pair, outcome[pair, year], columns, names, weights, len(given))


def _standard(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values in standard deviations from their mean; what holds or does not stays 0 or 1."""
    if np.isin(values, (0, 1)).all():
        return values
    mean = np.average(values, weights=weights)
    spread = np.sqrt(np.average((values - mean) ** 2, weights=weights))
    return (values - mean) / (spread or 1.0)


def odds(sample: Rows, drawn: Drawn) -> dict[str, Estimate]:
    """Return the ratio of odds for each column, with its interval over states drawn anew.

    An exposure with fewer than five outcomes under it, or a sample with fewer, is left untold.

    Raises
    ------
    InputError
        Where scikit-learn is not installed: it comes with the extra `dev`.
    """
    if sample.outcome.sum() < FEWEST or sample.outcome.all():
        return dict.fromkeys(sample.names, UNTOLD)
    fitted = _fit(sample, sample.weights)
    coefficients = []
    for round_weights in drawn.weights:
        weights = sample.weights * round_weights[sample.pair]
        if sample.outcome[weights > 0].any():
            coefficients.append(_fit(sample, weights, fitted))
    low, high = np.percentile(coefficients, (LOWER, UPPER), axis=0)
    result = {}
    for n, name in enumerate(sample.names):
        under = sample.outcome if n >= sample.exposures else sample.outcome & (sample.columns[:, n] > 0)
        value, least, most = np.exp([fitted[n], low[n], high[n]]).tolist()
        result[name] = Estimate(value, least, most, int(under.sum())) if under.sum() >= FEWEST else UNTOLD
    return result


def _fit(
    sample: Rows, weights: NDArray[np.float64], start: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return coefficients of a logistic regression, the intercept last."""
    model = need("sklearn.linear_model", "dev").LogisticRegression(
        C=WEAKNESS, solver="newton-cholesky", tol=1e-6, warm_start=True
    )
    if start is not None:
        model.coef_, model.intercept_ = start[np.newaxis, :-1], start[-1:]
    some = weights > 0
    model.fit(sample.columns[some], sample.outcome[some].astype(int), weights[some])
    return np.append(model.coef_[0], model.intercept_)


def held(panel: Panel, around: Circumstances, indicator: int) -> dict[str, Values]:
    """Return what is held: place, power, interest, rivals, time, and the indicator with others."""
    years = np.broadcast_to((panel.years - 1990) / 10, (len(panel.one), len(panel.years)))
    return {
        **around.terms,
        **_network(panel, indicator),
        "year": years.astype(np.float32),
        "from 1990 on": (years >= 0).astype(np.float32),
    }


def _network(panel: Panel, indicator: int) -> dict[str, Values]:
    """Return how many partners the busier of the two has, and how many both have."""
    busier, shared = (np.zeros((len(panel.one), len(panel.years)), np.float32) for _ in range(2))
    standing = panel.standing(indicator)
    for t in range(len(panel.years)):
        ties = np.zeros((len(panel.codes), len(panel.codes)), np.float32)
        ties[panel.one, panel.other] = ties[panel.other, panel.one] = standing[:, t]
        partners = ties.sum(axis=1)
        own = standing[:, t]
        busier[:, t] = np.maximum(partners[panel.one], partners[panel.other]) - own
        shared[:, t] = (ties @ ties)[panel.one, panel.other]
    return {"partners of the busier": np.log1p(busier), "partners of both": np.log1p(shared)}


def before_beginning(panel: Panel, indicator: int) -> dict[str, Values]:
    """Return the history of pairs without an indicator: whether it stood before, and years without."""
    standing, none = panel.standing(indicator), panel.degrees[:, indicator - 1] == 0
    return {
        "stood before": (np.cumsum(standing, axis=1) > 0).astype(np.float32),
        "years without": _length(none),
    }


def before_end(panel: Panel, indicator: int) -> dict[str, Values]:
    """Return the history of pairs with an indicator: its degree and years of it."""
    return {
        "high": panel.standing(indicator, HIGH).astype(np.float32),
        "years with it": _length(panel.standing(indicator)),
    }


def _length(cells: Cells) -> Values:
    """Return the logarithm of the years that something has held on end, up to twenty."""
    length = np.zeros(len(cells), np.float32)
    lengths = np.zeros(cells.shape, np.float32)
    for t in range(cells.shape[1]):
        length = np.where(cells[:, t], length + 1, 0)
        lengths[:, t] = np.log1p(np.minimum(length, LONGEST))
    return lengths


def drawn_for(panel: Panel, indicator: int) -> Drawn:
    """Return draws of states; of forces stationed the United States is always there: most pairs have it."""
    always = panel.index("USA") if indicator == DEPLOYMENT else -1
    return Drawn(panel.one, panel.other, len(panel.codes), always)
