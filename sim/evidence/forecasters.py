"""Baselines that a model has to beat: each draws ladders of the years after an origin.

All have the model's interface: from what is known, `[draw, lead, indicator]`. What they learn, they learn
from other cases, each of which weighs the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from sim.evidence.histories import History, KnownAtOrigin
from sim.ladder.assess import assess
from sim.ladder.rules import DEGREES

Draws = NDArray[np.int16]
Shares = NDArray[np.float64]
Forecaster = Callable[[KnownAtOrigin, int, int, np.random.Generator], Draws]
"""Takes what is known, years ahead, draws, and the generator of chance; gives `[draw, lead, indicator]`."""

RECENT: Final = 5
"""Years that conflictology resamples."""

TREND: Final = 10
"""Years that the line is drawn through."""

SHRINKAGE: Final = 20.0
"""Pair-years of all indicators together that are added to each indicator's own transitions."""

NEARNESS: Final = 0.15
"""Distance of circumstances at which another pair-year counts exp(-1/2) as much."""


def persistence(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
    """Forecast that all stays as it is."""
    return np.broadcast_to(known.degrees[-1], (draws, horizon, known.degrees.shape[1]))


def run_off(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
    """Forecast that nothing new happens: what is live expires by its window."""
    years = range(known.origin + 1, known.origin + 1 + horizon)
    left = assess(known.events, known.pair, known.ladder, years, fragility=False).degrees
    return np.broadcast_to(left, (draws, *left.shape))


def line(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
    """Forecast the straight line through the last years, parted between the degrees beside it."""
    recent = known.degrees[-TREND:]
    years = np.arange(len(recent))
    slope, start = np.polyfit(years, recent, 1) if len(recent) > 1 else (np.zeros(recent.shape[1]), recent[0])
    ahead = start + slope * (len(recent) + np.arange(horizon))[:, np.newaxis]
    threshold = chance.random((draws, 1, recent.shape[1]))
    top = len(DEGREES) - 1
    drawn: Draws = np.minimum(np.clip(ahead, 0, top) + threshold, top).astype(np.int16)
    return drawn


def conflictology(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
    """Forecast the same pair's last years, resampled (Hegre and others 2025)."""
    recent = known.degrees[-RECENT:]
    chosen = chance.integers(len(recent), size=draws)
    return np.repeat(recent[chosen][:, np.newaxis], horizon, axis=1)


@dataclass(frozen=True)
class PairYears:
    """Years of many pairs: what stood, what stood a year later, and under what circumstances.

    Attributes
    ----------
    before, after
        Ladders `[pair-year, indicator]`.
    outside
        Circumstances of the later year `[pair-year, quantity]`.
    weight
        What each counts: cases count the same in all `[pair-year]`, 1 on average.
    """

    before: Draws
    after: Draws
    outside: Shares
    weight: Shares

    @classmethod
    def of(cls, records: Sequence[History]) -> "PairYears":
        """Gather the years of some records."""
        before = np.concatenate([h.degrees[:-1] for h in records])
        after = np.concatenate([h.degrees[1:] for h in records])
        outside = np.concatenate([h.circumstances[1:] for h in records])
        years = {h.case: 0 for h in records}
        for h in records:
            years[h.case] += len(h.degrees) - 1
        weight = np.concatenate([np.full(len(h.degrees) - 1, 1 / years[h.case]) for h in records])
        return cls(before, after, outside, weight / weight.mean())


def climatology(years: PairYears) -> Forecaster:
    """Learn to forecast the ladders of other cases, whole."""

    def forecast(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
        chosen = chance.choice(len(years.after), (draws, horizon), p=years.weight / years.weight.sum())
        return years.after[chosen]

    return forecast


def climatology_given(years: PairYears) -> Forecaster:
    """Learn to forecast the ladders that other cases had under circumstances like these."""

    def forecast(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
        drawn = np.empty((draws, horizon, years.after.shape[1]), np.int16)
        for lead, ahead in enumerate(known.ahead):
            distance = ((years.outside - ahead) ** 2).sum(axis=1) / NEARNESS**2
            near = years.weight * np.exp(-(distance - distance.min()) / 2)
            drawn[:, lead] = years.after[chance.choice(len(near), draws, p=near / near.sum())]
        return drawn

    return forecast


def transitions(years: PairYears) -> Shares:
    """Estimate the chances from each degree to each, by indicator: `[indicator, from, to]`.

    Each indicator's own are shrunk towards those of all together.
    """
    degrees = range(len(DEGREES))
    counts = np.array(
        [
            [[(years.weight * ((b == one) & (a == other))).sum() for other in degrees] for one in degrees]
            for b, a in zip(years.before.T, years.after.T, strict=True)
        ]
    )
    common = counts.sum(axis=0) + 1 / len(DEGREES)
    common /= common.sum(axis=1, keepdims=True)
    shrunk = counts + SHRINKAGE * common
    return np.asarray(shrunk / shrunk.sum(axis=2, keepdims=True))


def walk(start: Draws, steps: Sequence[Shares], draws: int, chance: np.random.Generator) -> Draws:
    """Draw chains from a ladder by the chances of each year, `[indicator, from, to]`."""
    now = np.broadcast_to(start, (draws, len(start)))
    drawn = np.empty((draws, len(steps), len(start)), np.int16)
    rows = np.arange(len(start))
    for lead, step in enumerate(steps):
        below = step[rows, now].cumsum(axis=-1)[..., :-1]
        drawn[:, lead] = (chance.random(now.shape)[..., np.newaxis] >= below).sum(axis=-1)
        now = drawn[:, lead]
    return drawn


def markov(years: PairYears) -> Forecaster:
    """Learn a first-order Markov chain over the degrees of each indicator."""
    step = transitions(years)

    def forecast(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
        return walk(known.degrees[-1], [step] * horizon, draws, chance)

    return forecast


@dataclass(frozen=True)
class OrderedLogit:
    """Chances of next year's degree from today's, the indicator and the circumstances (McCullagh 1980).

    Attributes
    ----------
    base
        A tendency for each indicator and standing degree `[indicator, degree]`.
    slopes
        Of the circumstances `[quantity]`.
    cuts
        Between the degrees, ascending `[2]`.
    """

    base: Shares
    slopes: Shares
    cuts: Shares

    def step(self, outside: Shares) -> Shares:
        """Return the chances under some circumstances: `[indicator, from, to]`."""
        tendency = self.base + float(self.slopes @ outside)
        above = expit(tendency[..., np.newaxis] - self.cuts)
        return np.stack([1 - above[..., 0], above[..., 0] - above[..., 1], above[..., 1]], axis=-1)


PENALTY: Final = 0.02
"""Weight of squared coefficients in the fit of the ordered logit, against a mean log likelihood."""


def ordered_logit(years: PairYears) -> OrderedLogit:
    """Fit an ordered logit to the transitions of all indicators together."""
    indicators, levels, quantities = years.before.shape[1], len(DEGREES), years.outside.shape[1]
    rung = np.tile(np.arange(indicators), len(years.before))
    before, after = years.before.ravel(), years.after.ravel()
    outside = np.repeat(years.outside, indicators, axis=0)
    weight = np.repeat(years.weight, indicators) / (len(before))
    middle = outside.mean(axis=0)

    def unpack(x: Shares) -> tuple[Shares, Shares, Shares, Shares]:
        by_degree, by_indicator, slopes, cuts = np.split(x, np.cumsum([levels, indicators, quantities]))
        return by_degree, by_indicator, slopes, np.array([cuts[0], cuts[0] + np.exp(cuts[1])])

    def loss(x: Shares) -> float:
        by_degree, by_indicator, slopes, cuts = unpack(x)
        tendency = by_degree[before] + by_indicator[rung] + (outside - middle) @ slopes
        above = expit(tendency[:, np.newaxis] - cuts)
        bounds = np.column_stack([np.ones(len(before)), above, np.zeros(len(before))])
        rows = np.arange(len(before))
        likelihood = bounds[rows, after] - bounds[rows, after + 1]
        penalty = PENALTY * ((by_indicator**2).mean() + (slopes**2).mean()) + 1e-4 * (by_degree**2).mean()
        return float(-(weight * np.log(np.maximum(likelihood, 1e-9))).sum() + penalty)

    start = np.concatenate([[-4.0, 0.0, 4.0], np.zeros(indicators + quantities), [-1.0, 1.0]])
    by_degree, by_indicator, slopes, cuts = unpack(minimize(loss, start, method="L-BFGS-B").x)
    base = by_degree[np.newaxis] + by_indicator[:, np.newaxis] - float(slopes @ middle)
    return OrderedLogit(base, slopes, cuts)


def markov_given(years: PairYears) -> Forecaster:
    """Learn a Markov chain whose chances follow the circumstances."""
    logit = ordered_logit(years)

    def forecast(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
        return walk(known.degrees[-1], [logit.step(ahead) for ahead in known.ahead], draws, chance)

    return forecast


def staying(years: PairYears) -> float:
    """Return the share of persistence that serves a mixture with the Markov chain best, one year ahead.

    Best by the ranked probability score over the transitions learned from.
    """
    step = transitions(years)
    rows = np.arange(years.before.shape[1])
    came_at_most = np.stack([years.after <= level for level in (0, 1)], axis=-1)
    stood_at_most = np.stack([years.before <= level for level in (0, 1)], axis=-1).astype(float)
    chain = step[rows, years.before].cumsum(axis=-1)[..., :-1]
    shares = np.linspace(0, 0.9, 10)
    errors = [
        (years.weight @ ((w * stood_at_most + (1 - w) * chain - came_at_most) ** 2).sum(axis=(1, 2)))
        for w in shares
    ]
    return float(shares[int(np.argmin(errors))])


def mixture(share: float, chain: Forecaster) -> Forecaster:
    """Mix persistence, with a share of the draws, and a chain."""

    def forecast(known: KnownAtOrigin, horizon: int, draws: int, chance: np.random.Generator) -> Draws:
        stays = chance.random((draws, 1, 1)) < share
        moving = chain(known, horizon, draws, chance)
        return np.where(stays, persistence(known, horizon, draws, chance), moving).astype(np.int16)

    return forecast


def untaught() -> dict[str, Forecaster]:
    """Return the baselines that learn from nothing but the pair itself."""
    return {"persistence": persistence, "run-off": run_off, "line": line, "conflictology": conflictology}


def taught(records: Sequence[History]) -> dict[str, Forecaster]:
    """Return all baselines, those that learn taught by some records.

    Each class has a member that is given the circumstances: `climatology-given`, `markov-given` and, for
    those that hold on to what stands, `mixture-given`.
    """
    if not records:
        return untaught()
    years = PairYears.of(records)
    share = staying(years)
    chain, chain_given = markov(years), markov_given(years)
    return {
        **untaught(),
        "climatology": climatology(years),
        "climatology-given": climatology_given(years),
        "markov": chain,
        "markov-given": chain_given,
        "mixture": mixture(share, chain),
        "mixture-given": mixture(share, chain_given),
    }
