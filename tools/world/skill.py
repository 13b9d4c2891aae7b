"""Skill on the pairs of the world: how much of the best baseline's error a forecast saves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.datasets.measured import Measured
from tools.world import baselines
from tools.world.cells import HORIZONS, INDICATORS, ORIGINS, Cells, Ladder, cells
from tools.world.parts import Part

Values = NDArray[np.float64]

RESAMPLES: Final = 1000
LEVEL: Final = (0.05, 0.95)

DEFAULTS, SOUGHT = "defaults", "sought"
"""The model under its default parameters, and under those sought on the training part."""

Forecasts = Mapping[tuple[str, int, int], NDArray[np.float32]]
"""Scores of a parameter set by its name, indicator and horizon: `[pair, origin]`."""


def tables(
    measured: Measured, parts: Sequence[Part], forecasts: Forecasts
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the mean scores of all forecasters, and the model's skill, by split, indicator and horizon."""
    scores, skills = [], []
    weights = _weights(measured)
    for split in dict.fromkeys(part.name for part in parts):
        of_split = [part for part in parts if part.name == split]
        for indicator in INDICATORS:
            ladder = Ladder.of(measured, indicator)
            for horizon in HORIZONS:
                key: dict[str, object] = {"split": split, "indicator": indicator, "horizon": horizon}
                scored = [_scored(ladder, horizon, part, forecasts) for part in of_split]
                scored = [each for each in scored if each is not None]
                if not scored:
                    continue
                whole = pd.concat([each for each, _ in scored], ignore_index=True)
                chosen = [name for _, name in scored]
                scores += [
                    {**key, "forecaster": name, "score": whole[name].mean()} for name in _forecasters(whole)
                ]
                skills.append(key | _skill(whole, chosen, weights))
    return pd.DataFrame(scores), pd.DataFrame(skills)


def _scored(
    ladder: Ladder, horizon: int, part: Part, forecasts: Forecasts
) -> tuple[pd.DataFrame, str] | None:
    """Score the cells of a part, a column for each forecaster; name the baseline best in training."""
    first = ladder.years.start
    learn = part.learnt(cells(ladder, horizon, ladder.years), ladder.indicator, horizon, first)
    test = part.scored(cells(ladder, horizon, ORIGINS), ladder.indicator, first)
    if not len(test.pair) or not len(learn.pair):
        return None
    learnt = baselines.forecasts(ladder, horizon, learn, learn)
    best = min(learnt, key=lambda name: baselines.score(learnt[name], learn.came).mean())
    frame = pd.DataFrame({"pair": test.pair, "changed": _now(ladder, test) != test.came})
    for name, chances in baselines.forecasts(ladder, horizon, learn, test).items():
        frame[name] = baselines.score(chances, test.came)
    frame["best"] = frame[best]
    column = np.array([ORIGINS.index(year) for year in test.year + first])
    for name, of_set in ((DEFAULTS, DEFAULTS), (SOUGHT, part.key)):
        frame[name] = forecasts[of_set, ladder.indicator, horizon][test.pair, column].astype(float)
    if frame[[DEFAULTS, SOUGHT]].isna().any(axis=None):
        raise ValueError(f"cells of indicator {ladder.indicator} that no life reached")
    return frame, best


def _now(ladder: Ladder, some: Cells) -> NDArray[np.int8]:
    return ladder.degrees[some.pair, some.year]


def _forecasters(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name not in ("pair", "changed", "best")]


def _skill(cells_of_split: pd.DataFrame, chosen: Sequence[str], weights: Values) -> dict[str, object]:
    names = _forecasters(cells_of_split)
    by_pair = cells_of_split.groupby("pair")[[*names, "best"]].sum()
    drawn = weights[:, by_pair.index.to_numpy()]
    total, resampled = by_pair.sum(), {name: drawn @ by_pair[name].to_numpy() for name in by_pair}
    strict = str(total[[name for name in names if name not in (DEFAULTS, SOUGHT)]].idxmin())
    row: dict[str, object] = {
        "cells": len(cells_of_split),
        "changed": int(cells_of_split["changed"].sum()),
        "chosen": ", ".join(dict.fromkeys(chosen)),
        "score": float(total["best"] / len(cells_of_split)),
        "strict": strict,
    }
    for model in (SOUGHT, DEFAULTS):
        for beside, against in (("", "best"), ("_strict", strict)):
            with np.errstate(divide="ignore", invalid="ignore"):
                spread = 1 - resampled[model] / resampled[against]
            low, high = np.nanquantile(spread, LEVEL)
            saved = 1 - total[model] / total[against]
            row |= {f"{model}{beside}": saved, f"{model}{beside}_low": low, f"{model}{beside}_high": high}
    return row


def _weights(measured: Measured) -> Values:
    """Return how often each pair counts where states are drawn with replacement: `[resample, pair]`."""
    states = len(measured.codes)
    number = {code: n for n, code in enumerate(measured.codes)}
    one, other = (np.array([number[pair[side]] for pair in measured.pairs]) for side in (0, 1))
    chance = np.random.default_rng(SEED)
    counts = np.stack(
        [np.bincount(chance.integers(states, size=states), minlength=states) for _ in range(RESAMPLES)]
    ).astype(float)
    return np.asarray(counts[:, one] * counts[:, other])


SEED: Final = 1


def chosen_sets(searched: pd.DataFrame, free: Sequence[str]) -> Iterator[tuple[str, dict[str, float]]]:
    """Go through the parts that were searched for, each with the set that cost least."""
    for part, rows in searched.groupby("part", sort=False):
        best = rows.loc[rows["error"].idxmin()]
        yield str(part), {name: float(best[name]) for name in free}
