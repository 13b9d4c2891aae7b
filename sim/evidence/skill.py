"""Skill: how much less the model errs than each baseline, with intervals over cases and origins."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Values = NDArray[np.float64]

RESAMPLES: Final = 1000
"""Bootstrap samples of blocks behind each interval."""

LEVEL: Final = 0.9
"""Coverage of the intervals."""

SKILLS: Final = ("rps_degrees", "rps_stage", "crps_index", "log_degrees")
"""Measures that skill is given for."""


YEARS: Final = {"all": None, "changed": True, "quiet": False}
"""All years, and those apart in which a degree had changed or none had: for the main measure."""

BEST: Final = "best baseline"
"""The baseline that served best on other cases: what the model is held against."""


def skill(scores: pd.DataFrame, taught: pd.DataFrame | None = None, seed: int = 0) -> pd.DataFrame:
    """Compare the model with each baseline by mode, measure and lead: the rows of `skill.csv`.

    Parameters
    ----------
    scores
        The rows of `hindcast.csv`.
    taught
        Such rows of other cases, on which the best baseline is chosen; None to choose it for each case on
        the rest of its own.
    seed
        Of the bootstrap, whose blocks are cases and, within each, origins.
    """
    chance = np.random.default_rng(seed)
    rows = []
    for years, only in YEARS.items():
        own = scores if only is None else scores[scores["changed"] == only]
        own = own[own["measure"].isin(SKILLS if only is None else SKILLS[:1])]
        learnt = taught if taught is None or only is None else taught[taught["changed"] == only]
        rows += [{"years": years, **row} for row in _skills(own, learnt, chance)]
    columns = ("mode", "measure", "lead", "forecaster", "score", "skill", "low", "high", "verdict", "chosen")
    return pd.DataFrame(rows).reindex(columns=[*columns, "years"])


def _skills(
    scores: pd.DataFrame, taught: pd.DataFrame | None, chance: np.random.Generator
) -> Iterator[dict[str, object]]:
    for (mode, measure, lead), part in scores.groupby(["mode", "measure", "lead"], sort=True):
        means = means_of(part)
        key = {"mode": mode, "measure": measure, "lead": lead}
        chosen = best_baselines(means, None if taught is None else means_of(_same(taught, key)))
        if chosen:
            cases = means.index.get_level_values("case")
            means[BEST] = [means[chosen[str(case)]].iloc[n] for n, case in enumerate(cases)]
        for beside in _beside(means, chance):
            names = ", ".join(sorted(set(chosen.values()))) if beside["forecaster"] == BEST else ""
            yield {**key, **beside, "chosen": names}


def means_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the mean scores over pairs `[case and origin, forecaster]`."""
    return scores.pivot_table(index=["case", "origin"], columns="forecaster", values="score")


def _same(scores: pd.DataFrame, key: dict[str, object]) -> pd.DataFrame:
    own: pd.DataFrame = scores[np.logical_and.reduce([scores[name] == value for name, value in key.items()])]
    return own


def best_baselines(means: pd.DataFrame, taught: pd.DataFrame | None) -> dict[str, str]:
    """Choose for each case the baseline with the least mean over the others, or over those given."""
    cases = [str(case) for case in means.index.get_level_values("case").unique()]
    by_case = (means if taught is None else taught).groupby("case").mean()
    by_case = by_case[[name for name in by_case.columns if not name.startswith("model")]]
    if taught is None and len(cases) < 2:
        return {}
    return {case: str(by_case.drop(index=case, errors="ignore").mean().idxmin()) for case in cases}


def _beside(means: pd.DataFrame, chance: np.random.Generator) -> Iterator[dict[str, object]]:
    """Compare forecasters by their mean scores `[case and origin, forecaster]`; cases weigh the same."""
    blocks = [block.to_numpy() for _, block in means.groupby("case")]
    names = [str(name) for name in means.columns]
    runs = [n for n, name in enumerate(names) if name.startswith("model")]
    whole = np.mean([block.mean(axis=0) for block in blocks], axis=0)
    drawn = _resample(blocks, chance)
    for n, name in enumerate(names):
        row: dict[str, object] = {"forecaster": name, "score": round(float(whole[n]), 5)}
        # A baseline without fault, as persistence in quiet years, leaves no skill to speak of.
        if n in runs or whole[n] == 0:
            yield row
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            skills = 1 - whole[runs] / whole[n]
            spread = 1 - drawn[:, runs[0]] / drawn[:, n]
        low, high = np.quantile(spread, ((1 - LEVEL) / 2, (1 + LEVEL) / 2), method="inverted_cdf")
        row |= {"skill": round(float(skills[0]), 4), "low": round(float(low), 4)}
        yield row | {"high": round(float(high), 4), "verdict": verdict(skills, float(low), float(high))}


def _resample(blocks: list[Values], chance: np.random.Generator) -> Values:
    """Draw cases with replacement, and in each its origins: means over cases `[resample, forecaster]`."""
    drawn = np.empty((RESAMPLES, len(blocks), blocks[0].shape[1]))
    for place in range(len(blocks)):
        chosen = chance.integers(len(blocks), size=RESAMPLES)
        for n, block in enumerate(blocks):
            own = np.nonzero(chosen == n)[0]
            times = chance.multinomial(len(block), np.full(len(block), 1 / len(block)), size=len(own))
            drawn[own, place] = times @ block / len(block)
    return np.asarray(drawn.mean(axis=1))


def verdict(skills: Values, low: float, high: float) -> str:
    """Call the model better or worse only where all seeds agree and the interval excludes zero."""
    if (skills > 0).all() and low > 0:
        return "better"
    return "worse" if (skills < 0).all() and high < 0 else "tie"
