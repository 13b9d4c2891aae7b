"""Free runs: lives of a case from its first year, judged on all its years.

Baselines that see no more than the start stand beside them. No record holds these lives: drivers and shocks
are given, alignment is the model's own. Errors are those that `sim run` gives as `rps_degrees` of the same
case and parameters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from operator import add
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.evidence.forecasters import Forecaster
from sim.evidence.hindcast import baselines_for, drawn
from sim.evidence.histories import History, KnownAtOrigin, histories
from sim.evidence.scores import ranked_probability_score
from sim.experiments.ensemble import simulate
from sim.ladder.events import known_in
from sim.ladder.rules import DEGREES
from sim.scenario.load import Case
from sim.world.model import World
from tools.validation.trials import MAIN_MEASURE

Values = NDArray[np.float64]

MODE, LEAD = "free", 0
"""What stands for mode and lead in rows like those of a hindcast."""

MODEL, DEFAULTS = "model", "model, defaults"
"""The model by parameter sets that have not seen the case, and by its defaults, which have seen the seven."""

BASELINES: Final = (
    "persistence",
    "run-off",
    "climatology",
    "climatology-given",
    "markov",
    "markov-given",
    "mixture",
    "mixture-given",
)
"""Those that need no past of the pair but the ladder it starts with."""


def free_runs(case: Case, others: Sequence[Case]) -> pd.DataFrame:
    """Score the free lives of a case, one row a pair and forecaster, in the columns of `hindcast.csv`.

    Parameters
    ----------
    case
        The case, with the parameter sets that lives draw; without any, its lives are those of the defaults.
    others
        Cases that teach the baselines.
    """
    taught = baselines_for(others, case)
    baselines = {name: forecaster for name, forecaster in taught.items() if name in BASELINES}
    of_model = {MODEL: degree_shares(case), DEFAULTS: degree_shares(replace(case, posterior=None))}
    before = World(case).degrees[..., 0]
    rows = []
    first = case.covered.start - case.scenario.start
    for history in histories(case):
        party = case.scenario.parties.index(history.pair)
        by_forecaster = {name: shares[:, party] for name, shares in of_model.items()}
        known = _at_the_start(history, before[party])
        by_forecaster |= dict(_baseline_shares(baselines, known, len(history.degrees), case.scenario.runs))
        key = {"mode": MODE, "case": history.case, "pair": history.pair, "origin": known.origin}
        key |= {"lead": LEAD, "measure": MAIN_MEASURE, "changed": False}
        rows += [
            {**key, "forecaster": name, "score": error(shares, history, first)}
            for name, shares in by_forecaster.items()
        ]
    return pd.DataFrame(rows)


def degree_shares(case: Case) -> Values:
    """Return the shares of a case's free lives at each degree: `[year, party, indicator, degree]`."""
    tally = reduce(add, (chunk.tally for chunk in simulate(case)))
    return np.asarray(tally.degrees / tally.lives)


def error(shares: Values, history: History, first: int = 0) -> float:
    """Return the ranked probability score of `[year, indicator, degree]`, mean over years and indicators.

    Years before the one at place `first`, and after the last of the history, are not covered by its record.
    """
    observed = history.degrees.astype(int)[first:]
    shares = shares[first : len(history.degrees)]
    scores = [ranked_probability_score(shares[:, n], observed[:, n]) for n in range(observed.shape[1])]
    return float(np.mean(scores))


def _at_the_start(history: History, before: NDArray[np.int16]) -> KnownAtOrigin:
    """Return what a baseline may see: the ladder before the first year, and the circumstances that came."""
    return KnownAtOrigin(
        pair=history.pair,
        origin=history.start - 1,
        degrees=before[np.newaxis],
        events=known_in(history.events, history.start - 1),
        ahead=history.circumstances,
        now=history.circumstances[0],
        ladder=history.ladder,
    )


def _baseline_shares(
    baselines: dict[str, Forecaster], known: KnownAtOrigin, years: int, draws: int
) -> Iterator[tuple[str, Values]]:
    """Go through the baselines' shares `[year, indicator, degree]`."""
    for name, forecaster in baselines.items():
        ladders = drawn(forecaster, name, known, years, draws)
        yield name, np.stack([(ladders == degree).mean(axis=-1) for degree in range(len(DEGREES))], axis=-1)
