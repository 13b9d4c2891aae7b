"""Calibration: parameter sets that all cases speak for, and those they speak for without one of them.

A bank of sets drawn from the prior is scored once on every case. Each fold leaves a case out, weighs the
bank by the rest, and draws further generations where the weight lies (population Monte Carlo: Cappé and
others 2004); all together, each set weighed by prior over proposals (Owen and Zhou 2000) and by
exp(-cases x error / temperature) (Bissiri, Holmes and Walker 2016), give its posterior sample.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import softmax
from scipy.stats import norm, qmc

from sim.evidence.bank import error
from sim.frames import BAND
from sim.scenario.parameters import PARAMETERS

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

FREE: Final = {
    "threat": 0.3,
    "interest": 0.5,
    "trust": 0.5,
    "partner_threat": 0.9,
    "danger": 0.5,
    "sharpness": 2.0,
    "cost": 0.4,
    "cost_slope": 0.7,
    "step": 0.25,
    "habit": 0.2,
    "opportunity": 0.15,
    "break_opportunity": 0.05,
}
"""The parameters left free, and where reasoning puts them before any fit; the rest keep their defaults."""

SPREAD: Final = 0.25
"""Standard deviation of the prior, as a share of a parameter's plausible range."""

TEMPERATURE: Final = 0.1
"""Error, times the number of cases, that makes a set e times less likely; `tools.validation.recovery` shows
that intervals then cover what they say."""

GENERATIONS: Final = 2
"""Generations that each fold draws after the bank, each nearer to where the weight lies."""

LEAST_SETS: Final = 40.0
"""Sets that have to count, in effect, for a generation to be drawn where they lie."""

WIDENING: Final = 1.2
"""Factor on the standard deviations of a generation: its tails have to reach beyond the target's."""

SAMPLE: Final = 256
"""Sets of a posterior sample, which all weigh the same."""


@dataclass(frozen=True)
class Fold:
    """What a posterior is made from.

    Attributes
    ----------
    held_out
        Name of the case that is left out; empty for none.
    counts
        Rows that may be learnt from: neither of that case nor of its pairs elsewhere `[row]`.
    """

    held_out: str
    counts: Mask


def folds(rows: pd.DataFrame, pairs: Mapping[str, Sequence[str]], never: Sequence[str]) -> list[Fold]:
    """List the folds of some cases: none left out, then each where there are several.

    Parameters
    ----------
    rows
        As in `sim.evidence.bank.Rows.keys`, of all cases.
    pairs
        All pairs of each case by its name.
    never
        Pairs that the first fold may not learn from: those of cases kept back.
    """
    every = Fold("", ~rows["pair"].isin(list(never)).to_numpy())
    if len(pairs) == 1:
        return [every]
    return [
        every,
        *(
            Fold(case, (~rows["case"].eq(case) & ~rows["pair"].isin(list(case_pairs))).to_numpy())
            for case, case_pairs in pairs.items()
        ),
    ]


def error_in(fold: Fold, rows: pd.DataFrame, scores: NDArray[np.float32]) -> Values:
    """Return what sets cost by the rows of a fold, times its number of cases: `[set]`."""
    learnt_from = rows[fold.counts].reset_index(drop=True)
    return error(learnt_from, scores[:, fold.counts].astype(float)) * learnt_from["case"].nunique()


@dataclass(frozen=True)
class Prior:
    """Independent normal distributions around centres, cut at the plausible ranges.

    Positions `z` are in standard deviations from the centre, `[set, parameter]`.
    """

    centres: Mapping[str, float]

    @property
    def bounds(self) -> tuple[Values, Values]:
        """The plausible ranges as positions."""
        rows = [(PARAMETERS[name], centre, self.spread(name)) for name, centre in self.centres.items()]
        low, high = zip(*(((p.low - c) / s, (p.high - c) / s) for p, c, s in rows), strict=True)
        return np.array(low), np.array(high)

    @staticmethod
    def spread(name: str) -> float:
        """Return the standard deviation of a parameter before it is cut."""
        return SPREAD * (PARAMETERS[name].high - PARAMETERS[name].low)

    def positions(self, parameter_sets: pd.DataFrame) -> Values:
        """Turn values into positions."""
        return np.column_stack(
            [(parameter_sets[name] - c) / self.spread(name) for name, c in self.centres.items()]
        )

    def values(self, z: Values) -> pd.DataFrame:
        """Turn positions into values."""
        columns = zip(self.centres.items(), z.T, strict=True)
        return pd.DataFrame({name: c + column * self.spread(name) for (name, c), column in columns})

    def draw(self, number: int, seed: int) -> pd.DataFrame:
        """Draw sets evenly, from scrambled Sobol points (Owen 1998)."""
        power = int(np.ceil(np.log2(number)))
        points = qmc.Sobol(len(self.centres), seed=seed).random_base2(power)[:number]
        low, high = (norm.cdf(bound) for bound in self.bounds)
        return self.values(norm.ppf(low + (high - low) * points))

    def log_density(self, z: Values) -> Values:
        """Return the log density at positions within the ranges `[set]`."""
        low, high = self.bounds
        return np.asarray(norm.logpdf(z).sum(axis=1) - np.log(norm.cdf(high) - norm.cdf(low)).sum())


@dataclass(frozen=True)
class Proposal:
    """A normal distribution of positions, cut at the plausible ranges.

    Attributes
    ----------
    mean, factor
        Its mean, and the Cholesky factor of its covariance.
    within
        Share of it that lies within the ranges.
    """

    mean: Values
    factor: Values
    within: float

    def log_density(self, z: Values) -> Values:
        """Return the log density at positions within the ranges `[set]`."""
        apart = np.linalg.solve(self.factor, (z - self.mean).T)
        scale = np.log(np.diag(self.factor)).sum() + np.log(self.within)
        return np.asarray(norm.logpdf(apart).sum(axis=0) - scale)


def proposal(prior: Prior, z: Values, weight: Values, number: int, seed: int) -> tuple[Proposal, Values]:
    """Fit a normal distribution to weighted positions, and draw from it within the plausible ranges."""
    mean = weight @ z
    spread = (z - mean).T @ ((z - mean) * weight[:, np.newaxis])
    factor = np.asarray(np.linalg.cholesky(WIDENING**2 * spread + 1e-4 * np.eye(len(mean))), np.float64)
    low, high = prior.bounds
    chance = np.random.default_rng(seed)
    drawn = mean + chance.standard_normal((max(20_000, 50 * number), len(mean))) @ factor.T
    inside = ((low <= drawn) & (drawn <= high)).all(axis=1)
    return Proposal(mean, factor, float(inside.mean())), drawn[inside][:number]


def weights(log_ratio: Values, errors: Values, temperature: float) -> Values:
    """Weigh sets by the log of prior over proposal and by their errors; the sum is 1: `[set]`."""
    return np.asarray(softmax(log_ratio - errors / temperature))


def effective(weight: Values) -> float:
    """Return for how many equal sets weighted ones count (Kish 1965)."""
    return float(1 / (weight**2).sum())


def tempered(log_ratio: Values, errors: Values, temperature: float) -> Values:
    """Weigh sets at the temperature, or as much higher as `LEAST_SETS` of them need."""
    while effective(weights(log_ratio, errors, temperature)) < min(LEAST_SETS, len(errors) / 4):
        temperature *= 1.1
    return weights(log_ratio, errors, temperature)


def pooled(
    prior: Prior, generations: Sequence[Values], proposals: Sequence[Proposal]
) -> tuple[Values, Values]:
    """Put generations together, weighed as if drawn from one mixture of prior and proposals.

    Parameters
    ----------
    prior
        Where the first generation was drawn from.
    generations
        Positions of each `[set, parameter]`.
    proposals
        Where each later one was drawn from.

    Returns
    -------
    All positions, and the log of prior over mixture `[set]`.
    """
    z = np.concatenate(generations)
    before = prior.log_density(z)
    densities = [before, *(each.log_density(z) for each in proposals)]
    shares = [np.log(len(each) / len(z)) for each in generations]
    mixture = np.logaddexp.reduce([d + share for d, share in zip(densities, shares, strict=True)])
    return z, before - mixture


def resample(parameter_sets: pd.DataFrame, weight: Values, number: int = SAMPLE) -> pd.DataFrame:
    """Return sets that all weigh the same, by systematic resampling (Kitagawa 1996)."""
    positions = (np.arange(number) + 0.5) / number
    chosen = np.searchsorted(np.cumsum(weight), positions * weight.sum())
    return pd.DataFrame(parameter_sets.to_numpy()[chosen], columns=parameter_sets.columns)


def summary_by_parameter(prior: Prior, sample: pd.DataFrame) -> pd.DataFrame:
    """Say of each parameter what the data tell: centre, spread, and how much narrower than the prior."""
    rows = []
    for name, centre in prior.centres.items():
        p, posterior = PARAMETERS[name], sample[name]
        low, high = (norm.cdf((bound - centre) / prior.spread(name)) for bound in (p.low, p.high))
        prior_quantiles = centre + prior.spread(name) * norm.ppf(
            low + (high - low) * (np.arange(1000) + 0.5) / 1000
        )
        row = {
            "parameter": name,
            "prior_mean": prior_quantiles.mean(),
            "prior_sd": prior_quantiles.std(),
            "mean": posterior.mean(),
        }
        row |= {
            "sd": posterior.std(ddof=0),
            **{name: posterior.quantile(share) for name, share in BAND.items()},
        }
        rows.append({**row, "narrower": 1 - row["sd"] / row["prior_sd"]})
    return pd.DataFrame(rows)
