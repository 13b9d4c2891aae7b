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


def skill(scores: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Compare the model with each baseline by mode, measure and lead: the rows of `skill.csv`.

    Parameters
    ----------
    scores
        The rows of `hindcast.csv`.
    seed
        Of the bootstrap, whose blocks are cases and, within each, origins.
    """
    chance = np.random.default_rng(seed)
    own = scores[scores["measure"].isin(SKILLS)]
    rows = []
    for (mode, measure, lead), part in own.groupby(["mode", "measure", "lead"], sort=True):
        means = part.pivot_table(index=["case", "origin"], columns="forecaster", values="score")
        key = {"mode": mode, "measure": measure, "lead": lead}
        rows += [{**key, **row} for row in _beside(means, chance)]
    return pd.DataFrame(rows)


def _beside(means: pd.DataFrame, chance: np.random.Generator) -> Iterator[dict[str, object]]:
    """Compare forecasters by their mean scores `[case and origin, forecaster]`; cases weigh the same."""
    blocks = [block.to_numpy() for _, block in means.groupby("case")]
    names = [str(name) for name in means.columns]
    runs = [n for n, name in enumerate(names) if name.startswith("model")]
    whole = np.mean([block.mean(axis=0) for block in blocks], axis=0)
    drawn = np.stack([_resample(blocks, chance) for _ in range(RESAMPLES)])
    for n, name in enumerate(names):
        row: dict[str, object] = {"forecaster": name, "score": round(float(whole[n]), 5)}
        if n in runs:
            yield row
            continue
        with np.errstate(divide="ignore", invalid="ignore"):
            skills = 1 - whole[runs] / whole[n]
            spread = 1 - drawn[:, runs[0]] / drawn[:, n]
        low, high = np.quantile(spread, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
        row |= {"skill": round(float(skills[0]), 4), "low": round(float(low), 4)}
        yield row | {"high": round(float(high), 4), "verdict": verdict(skills, float(low), float(high))}


def _resample(blocks: list[Values], chance: np.random.Generator) -> Values:
    chosen = (blocks[n] for n in chance.integers(len(blocks), size=len(blocks)))
    return np.asarray(
        np.mean(
            [block[chance.integers(len(block), size=len(block))].mean(axis=0) for block in chosen], axis=0
        )
    )


def verdict(skills: Values, low: float, high: float) -> str:
    """Call the model better or worse only where all seeds agree and the interval excludes zero."""
    if (skills > 0).all() and low > 0:
        return "better"
    return "worse" if (skills < 0).all() and high < 0 else "tie"
