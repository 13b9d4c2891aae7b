"""Contrasts: two scenarios life by life, with the same draws, so that only what differs tells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.experiments.ensemble import simulate
from sim.frames import BAND
from sim.ladder.ladder import Ladder
from sim.ladder.stages import index
from sim.ladder.verdict import verdicts
from sim.scenario.load import Case

Values = NDArray[np.float64]

RESAMPLES: Final = 2000
"""Bootstrap samples of lives behind each interval."""

LEVEL: Final = 0.95
"""Coverage of the intervals."""


@dataclass(frozen=True)
class Lives:
    """What every life of a scenario measures, `[life, year, pair]`, by measure.

    Degrees and stages are numbers from 0; the index counts from 0.

    Attributes
    ----------
    measures
        The index, each indicator, and the stage.
    verdicts
        Positions among the ladder's verdicts, `[life, year, pair]`.
    """

    measures: Mapping[str, NDArray[np.int16]]
    verdicts: NDArray[np.int16]


@dataclass(frozen=True)
class Contrast:
    """A scenario and its variant, life by life.

    Attributes
    ----------
    ladder
        What both are measured on.
    base, variant
        Their lives; life n of one had the draws of life n of the other.
    independent
        Lives of the variant under another seed, for what pairing gains.
    years, pairs
        The axes: the pairs, and groups, that both scenarios have.
    observed_until
        Last year in which the ladders are those of the record; None where both are free from the start.
    """

    ladder: Ladder
    base: Lives
    variant: Lives
    independent: Lives
    years: range
    pairs: list[str]
    observed_until: int | None = None

    def difference(self, measure: str) -> Values:
        """Return variant less base `[life, year, pair]`; the index in its units from 0 to 1."""
        base, variant = self.base.measures[measure], self.variant.measures[measure]
        return (variant.astype(float) - base) / self.unit(measure)

    def means(self, measure: str) -> dict[str, Values]:
        """Return the mean over lives of each arm `[year, pair]`; the index in its units from 0 to 1."""
        arms = {"base": self.base, "variant": self.variant}
        return {name: arm.measures[measure].mean(axis=0) / self.unit(measure) for name, arm in arms.items()}

    def unit(self, measure: str) -> int:
        """Return what a measure is divided by: the index is from 0 to 1."""
        return self.ladder.index_maximum if measure == "index" else 1


def contrast(base: Case, variant: Case, jobs: int = 1, observed_until: int | None = None) -> Contrast:
    """Live both scenarios with the lives, seed and years of the first.

    Years that only one of them has are left out. With `observed_until` the ladders of both are held to the
    record up to that year, and free from the next.
    """
    base_draws = {"runs": base.scenario.runs, "seed": base.scenario.seed}
    with_base_draws = variant.scenario.model_copy(update=base_draws)
    with_other_draws = with_base_draws.model_copy(update={"seed": base.scenario.seed + 1})
    years = range(
        max(base.scenario.start, with_base_draws.start),
        min(base.scenario.end, with_base_draws.end) + 1,
    )
    pairs = [party for party in base.scenario.parties if party in with_base_draws.parties]
    cases = (base, replace(variant, scenario=with_base_draws), replace(variant, scenario=with_other_draws))
    lived, changed, independent = (_lives(case, years, pairs, jobs, observed_until) for case in cases)
    return Contrast(base.ladder, lived, changed, independent, years, pairs, observed_until)


def _lives(case: Case, years: range, pairs: list[str], jobs: int, observed_until: int | None) -> Lives:
    chunks = list(simulate(case, keep=case.scenario.runs, jobs=jobs, observed_until=observed_until))
    columns = [case.scenario.parties.index(pair) for pair in pairs]
    first = years.start - case.scenario.start
    span = slice(first, first + len(years))

    def joined(name: str) -> NDArray[np.int16]:
        """Join what all chunks leave: `[year, pair, ..., life]`."""
        by_chunk = [getattr(chunk, name)[:, span][:, :, columns] for chunk in chunks]
        return np.moveaxis(np.concatenate(by_chunk).astype(np.int16), 0, -1)

    degrees, stage, reach = joined("degrees"), joined("stage"), joined("reach")
    by_indicator = {name: degrees[..., n, :] for n, name in enumerate(case.ladder.columns)}
    measures = {"index": index(degrees), **by_indicator, "stage": stage}
    return Lives(
        {name: np.moveaxis(values, -1, 0) for name, values in measures.items()},
        np.moveaxis(verdicts(degrees, reach, stage, case.ladder), -1, 0),
    )


def intervals(difference: Values, seed: int, level: float = LEVEL) -> tuple[Values, Values]:
    """Return the bounds of the mean over lives, by bootstrap over lives (Efron 1979).

    Parameters
    ----------
    difference
        `[life, column]`.
    seed
        Of the resampling.
    level
        Coverage.

    Returns
    -------
    Lower and upper bound `[column]`.
    """
    chance = np.random.default_rng(seed)
    lives = len(difference)
    means = np.empty((RESAMPLES, difference.shape[1]))
    for n in range(RESAMPLES):
        times = np.bincount(chance.integers(lives, size=lives), minlength=lives)
        means[n] = times @ difference / lives
    low, high = np.quantile(means, ((1 - level) / 2, (1 + level) / 2), axis=0)
    return low, high


def rows(result: Contrast, seed: int) -> Iterator[dict[str, object]]:
    """Go through the rows of `contrast.csv`, measure by measure."""
    for measure in result.base.measures:
        difference = result.difference(measure)
        flat = difference.reshape(len(difference), -1)
        low, high = (bound.reshape(difference.shape[1:]) for bound in intervals(flat, seed))
        mean = flat.mean(axis=0).reshape(difference.shape[1:])
        signs = {"higher": difference > 0, "same": difference == 0, "lower": difference < 0}
        shares = {f"share_{name}": holds.mean(axis=0) for name, holds in signs.items()}
        statistics = {**result.means(measure), "mean_difference": mean, "low": low, "high": high, **shares}
        statistics |= dict(_bands(result, measure))
        for t, year in enumerate(result.years):
            for n, pair in enumerate(result.pairs):
                yield {
                    "year": year,
                    "pair": pair,
                    "measure": measure,
                    "observed": result.observed_until is not None and year <= result.observed_until,
                    **{name: round(float(values[t, n]), 6) for name, values in statistics.items()},
                }


def _bands(result: Contrast, measure: str) -> Iterator[tuple[str, Values]]:
    """Go through the bounds `[year, pair]` of nine lives of ten, of each arm and of their difference."""
    arms = {"base": result.base, "variant": result.variant}
    values = {name: arm.measures[measure] / result.unit(measure) for name, arm in arms.items()}
    for name, lives in {**values, "difference": result.difference(measure)}.items():
        bounds = np.quantile(lives, list(BAND.values()), axis=0, method="inverted_cdf")
        yield from ((f"{name}_{end}", bound) for end, bound in zip(BAND, bounds, strict=True))


def verdict_rows(result: Contrast) -> Iterator[dict[str, object]]:
    """Go through the rows of `verdicts.csv`: the share of lives of each verdict, in each arm."""
    for t, year in enumerate(result.years):
        for n, pair in enumerate(result.pairs):
            for number, name in enumerate(result.ladder.verdict_names):
                arms = {"base": result.base, "variant": result.variant}
                shares = {arm: (lives.verdicts[:, t, n] == number).mean() for arm, lives in arms.items()}
                yield {
                    "year": year,
                    "pair": pair,
                    "verdict": name,
                    **{arm: round(float(share), 6) for arm, share in shares.items()},
                }


def first_divergence(result: Contrast) -> int | None:
    """Return the first year in which any life differs in any degree; None where none ever does."""
    differs = np.zeros(len(result.years), np.bool_)
    for measure in result.base.measures:
        differs |= (result.difference(measure) != 0).any(axis=(0, 2))
    return result.years[int(differs.argmax())] if differs.any() else None


def passages(result: Contrast) -> Iterator[dict[str, object]]:
    """Go through the rows of `passages.csv`: how many lives reach a stage in each arm, and how much later.

    The delay is in years, the mean over lives that reach the stage in both arms; positive where the
    variant is later.
    """
    for n, pair in enumerate(result.pairs):
        for number, stage in enumerate(result.ladder.stage_names[1:], start=1):
            reached, first = zip(
                *(
                    _first_passage(lives.measures["stage"][:, :, n], number)
                    for lives in (result.base, result.variant)
                ),
                strict=True,
            )
            both = reached[0] & reached[1]
            delay = float((first[1] - first[0])[both].mean()) if both.any() else None
            yield {
                "pair": pair,
                "stage": stage,
                "base": round(float(reached[0].mean()), 6),
                "variant": round(float(reached[1].mean()), 6),
                "only_base": round(float((reached[0] & ~reached[1]).mean()), 6),
                "only_variant": round(float((~reached[0] & reached[1]).mean()), 6),
                "mean_delay": "" if delay is None else round(delay, 4),
            }


def _first_passage(stage: NDArray[np.int16], number: int) -> tuple[NDArray[np.bool_], NDArray[np.int_]]:
    at_stage = stage >= number
    return np.asarray(at_stage.any(axis=1)), at_stage.argmax(axis=1)


def pairing(result: Contrast) -> Iterator[dict[str, object]]:
    """Go through the rows of `pairing.csv`: what common draws gain for the index of the last year.

    The gain is the variance of the difference between lives with independent draws over that between
    paired ones: so many times as many lives would independent draws need for the same interval.
    """
    for n, pair in enumerate(result.pairs):
        base, variant, apart = (
            lives.measures["index"][:, -1, n] / result.ladder.index_maximum
            for lives in (result.base, result.variant, result.independent)
        )
        paired, independent = float(np.var(variant - base)), float(np.var(apart - base))
        yield {
            "pair": pair,
            "year": result.years[-1],
            "variance_paired": round(paired, 8),
            "variance_independent": round(independent, 8),
            "gain": round(independent / paired, 2) if paired else "",
        }


def differing_shocks(base: Case, variant: Case) -> tuple[list[Any], list[Any]]:
    """Return the shocks that only the base has, and those that only the variant has.

    A shock that both have with other effects counts on both sides. One entry for each id.
    """
    effects = [{shock.effects: shock for shock in case.scenario.shocks} for case in (base, variant)]
    only = [[effects[n][key] for key in effects[n] if key not in effects[1 - n]] for n in (0, 1)]
    gone, come = ({shock.id: shock for shock in side}.values() for side in only)
    return list(gone), list(come)
