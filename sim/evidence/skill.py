"""Skill: how much less the model errs than each baseline, with intervals over cases and origins."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Values = NDArray[np.float64]

LEAST_CASES, LEAST_ORIGINS = 5, 2
"""Cases, and origins of each, without which no verdict is given: fewer say too little of other cases."""

NO_VERDICT: Final = "too few cases"
"""What is said where there are fewer."""

RESAMPLES: Final = 10_000
"""Bootstrap samples of blocks behind each interval."""

LEVEL: Final = 0.9
"""Coverage of the intervals."""

SKILLS: Final = ("rps_degrees", "rps_stage", "crps_index", "log_degrees")
"""Measures that skill is given for."""


KINDS_OF_YEARS: Final[dict[str, bool | None]] = {"all": None, "changed": True, "quiet": False}
"""All years, and those apart in which a degree had changed or none had: for the main measure."""

BEST: Final = "best baseline"
"""The baseline that served best on other cases: what the model is held against."""


def skill(
    scores: pd.DataFrame,
    taught: pd.DataFrame | None = None,
    seed: int = 0,
    kinds: Iterable[str] = KINDS_OF_YEARS,
) -> pd.DataFrame:
    """Compare the model with each baseline by mode, measure and lead: the rows of `skill.csv`.

    Parameters
    ----------
    scores
        The rows of `hindcast.csv`.
    taught
        Such rows of other cases, on which the best baseline is chosen; None to choose it for each case on
        the rest of its own.
    seed
        Of the bootstrap, whose blocks are cases and, within each, runs of origins whose leads overlap.
    kinds
        Which years are looked at apart, of `KINDS_OF_YEARS`.
    """
    rows = []
    for years, changed in ((kind, KINDS_OF_YEARS[kind]) for kind in kinds):
        scored = scores if changed is None else scores[scores["changed"] == changed]
        scored = scored[scored["measure"].isin(SKILLS if changed is None else SKILLS[:1])]
        taught_of_kind = taught if taught is None or changed is None else taught[taught["changed"] == changed]
        rows += [{"years": years, **row} for row in _skills(scored, taught_of_kind, f"{seed}|{years}")]
    columns = ("mode", "measure", "lead", "forecaster", "score", "skill", "low", "high", "verdict", "chosen")
    return pd.DataFrame(rows).reindex(columns=[*columns, "years"])


def _skills(scores: pd.DataFrame, taught: pd.DataFrame | None, seed: str) -> Iterator[dict[str, object]]:
    for (mode, measure, lead), part in scores.groupby(["mode", "measure", "lead"], sort=True):
        means = means_of(part)
        key = {"mode": mode, "measure": measure, "lead": lead}
        chosen = best_baselines(means, None if taught is None else means_of(_same(taught, key)))
        if chosen:
            cases = means.index.get_level_values("case")
            means[BEST] = [means[chosen[str(case)]].iloc[n] for n, case in enumerate(cases)]
        chance = np.random.default_rng(zlib.crc32("|".join((seed, *map(str, key.values()))).encode()))
        for beside in _beside(means, _overlap(means, int(str(lead))), chance):
            names = ", ".join(sorted(set(chosen.values()))) if beside["forecaster"] == BEST else ""
            yield {**key, **beside, "chosen": names}


def means_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the mean scores over pairs `[case and origin, forecaster]`."""
    return scores.pivot_table(index=["case", "origin"], columns="forecaster", values="score")


def _same(scores: pd.DataFrame, key: dict[str, object]) -> pd.DataFrame:
    same: pd.DataFrame = scores[np.logical_and.reduce([scores[name] == value for name, value in key.items()])]
    return same


def best_baselines(means: pd.DataFrame, taught: pd.DataFrame | None) -> dict[str, str]:
    """Choose for each case the baseline with the least mean over the others, or over those given."""
    cases = [str(case) for case in means.index.get_level_values("case").unique()]
    by_case = (means if taught is None else taught).groupby("case").mean()
    by_case = by_case[[name for name in by_case.columns if not name.startswith("model")]]
    if taught is None and len(cases) < 2:
        return {}
    return {case: str(by_case.drop(index=case, errors="ignore").mean().idxmin()) for case in cases}


def _overlap(means: pd.DataFrame, lead: int) -> int:
    """Return how many origins in a row look at some of the same years."""
    origins = means.index.to_frame(index=False).groupby("case")["origin"].unique()
    gaps = [int(np.diff(np.sort(of_case)).min()) for of_case in origins if len(of_case) > 1]
    return -(-lead // min(gaps)) if gaps else 1


def _beside(means: pd.DataFrame, run: int, chance: np.random.Generator) -> Iterator[dict[str, object]]:
    """Compare forecasters by their mean scores `[case and origin, forecaster]`; cases weigh the same."""
    blocks = [block.to_numpy() for _, block in means.groupby("case")]
    names = [str(name) for name in means.columns]
    runs = [n for n, name in enumerate(names) if name.startswith("model")]
    whole = np.mean([block.mean(axis=0) for block in blocks], axis=0)
    resampled = _resample(blocks, run, chance)
    enough = sum(len(block) >= LEAST_ORIGINS for block in blocks) >= LEAST_CASES
    for n, name in enumerate(names):
        row: dict[str, object] = {"forecaster": name, "score": round(float(whole[n]), 5)}
        # A baseline without fault, as persistence in quiet years, leaves no skill to speak of.
        if n in runs or whole[n] == 0:
            yield row
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            skills = 1 - whole[runs] / whole[n]
            spread = 1 - resampled[:, runs[0]] / resampled[:, n]
        low, high = np.quantile(spread, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), method="inverted_cdf")
        row |= {"skill": round(float(skills[0]), 4), "low": round(float(low), 4)}
        called = verdict(skills, float(low), float(high)) if enough else NO_VERDICT
        yield row | {"high": round(float(high), 4), "verdict": called}


def _resample(blocks: list[Values], run: int, chance: np.random.Generator) -> Values:
    """Draw cases with replacement, in each runs of its origins: means over cases `[resample, forecaster]`.

    Runs go on from the last origin to the first (circular blocks: Politis and Romano 1992).
    """
    drawn = np.empty((RESAMPLES, len(blocks), blocks[0].shape[1]))
    for position in range(len(blocks)):
        chosen = chance.integers(len(blocks), size=RESAMPLES)
        for n, block in enumerate(blocks):
            samples = np.nonzero(chosen == n)[0]
            size = len(block)
            starts = chance.integers(size, size=(len(samples), -(-size // run), 1))
            origins = (starts + np.arange(run)).reshape(len(samples), -1)[:, :size] % size
            drawn[samples, position] = block[origins].mean(axis=1)
    return np.asarray(drawn.mean(axis=1))


def verdict(skills: Values, low: float, high: float) -> str:
    """Call the model better or worse only where all seeds agree and the interval excludes zero."""
    if (skills > 0).all() and low > 0:
        return "better"
    return "worse" if (skills < 0).all() and high < 0 else "tie"
