"""Odds of a beginning or an end with other things held: logistic regression over pairs and years."""

from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class Fitted:
    """Logarithms of odds, and those of every draw of states.

    Attributes
    ----------
    of_all, of_draws
        By column, and by round and column; NaN in rounds without any outcome.
    cases
        How many outcomes lie under each exposure, or there are in all, by column.
    names
        What the columns are called.
    """

    of_all: NDArray[np.float64]
    of_draws: NDArray[np.float64]
    cases: NDArray[np.int64]
    names: tuple[str, ...]

    def odds(self) -> dict[str, Estimate]:
        """Return the ratio of odds of each column; untold for an exposure with fewer than five outcomes."""
        return {name: _mean([(self, n)]) if self.tells(n) else UNTOLD for n, name in enumerate(self.names)}

    def tells(self, column: int) -> bool:
        """Tell whether enough outcomes lie under a column."""
        return bool(self.cases[column] >= FEWEST)


def together(fits: Sequence[Fitted], name: str) -> Estimate:
    """Return the geometric mean of a ratio of odds over those regressions that tell it, if two do.

    Their draws are the same ones, so that states that matter in several are drawn in all or in none.
    """
    told = [(fit, n) for fit in fits if fit.tells(n := fit.names.index(name))]
    return _mean(told) if len(told) > 1 else UNTOLD


def _mean(told: Sequence[tuple[Fitted, int]]) -> Estimate:
    """Return the geometric mean of ratios, each a column of a regression."""
    mean = np.mean([fit.of_all[n] for fit, n in told])
    low, high = np.nanpercentile(np.mean([fit.of_draws[:, n] for fit, n in told], axis=0), (LOWER, UPPER))
    value, least, most = np.exp([mean, low, high]).tolist()
    return Estimate(value, least, most, int(sum(fit.cases[n] for fit, n in told)))


def fit(sample: Rows, drawn: Drawn) -> Fitted:
    """Fit a logistic regression to a sample, and again to every draw of states.

    Raises
    ------
    InputError
        Where scikit-learn is not installed: it comes with the extra `dev`.
    """
    columns, outcomes = len(sample.names), sample.outcome.astype(int)
    of_draws = np.full((len(drawn.weights), columns), np.nan)
    under = (sample.columns[:, : sample.exposures] > 0).T @ outcomes
    cases = np.append(under, [outcomes.sum()] * (columns - sample.exposures)).astype(int)
    if outcomes.sum() < FEWEST or sample.outcome.all():
        return Fitted(np.full(columns, np.nan), of_draws, np.zeros(columns, int), sample.names)
    fitted = _fit(sample, sample.weights)
    for round_, of_pairs in enumerate(drawn.weights):
        weights = sample.weights * of_pairs[sample.pair]
        if sample.outcome[weights > 0].any():
            of_draws[round_] = _fit(sample, weights, fitted)[:-1]
    return Fitted(fitted[:-1], of_draws, cases, sample.names)


def odds(sample: Rows, drawn: Drawn) -> dict[str, Estimate]:
    """Return the ratio of odds for each column of a sample."""
    return fit(sample, drawn).odds()


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
