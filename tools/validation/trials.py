"""What the protocol asks: cases that teach, cases kept back, and the same cases with something changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import pandas as pd

from sim.evidence.hindcast import Plan, forecast_batches, score_rows
from sim.scenario.load import Case
from sim.scenario.schema import Shock
from sim.scenario.values import with_values

TRAINING: Final = (
    "asean",
    "sco",
    "us_india",
    "china_vietnam",
    "egypt_soviet_union",
    "israel_turkey",
    "russia_china",
)
"""Folders of the cases that rules and parameters are chosen on; each is left out of its own fold.

The largest stand first, so that processes which share them end together.
"""

CASES_THAT_FELL: Final = ("egypt-soviet-union", "china-vietnam", "israel-turkey")
"""Names of the cases among them whose main pair fell; the others rose."""

KEPT_BACK_CASES: Final = ("philippines_us", "china_pakistan", "us_japan_australia")
"""Folders of the cases used for no choice, and scored by the protocol alone."""

KEPT_BACK_THAT_FELL: Final = ("philippines-us", "PHL-USA")
"""The case and pair among those kept back that fell, in 1991."""

FALLS_KEPT_BACK: Final = ("albania_china", "iraq_soviet_union")
"""Folders of further histories that fell: like those kept back, but a group of their own."""

MAIN_MEASURE: Final = "rps_degrees"
"""The measure that trials are held against."""

MOVED: Final = 5
"""Years by which the placebo moves shocks."""

ABLATIONS: Final[Mapping[str, Mapping[str, float]]] = {
    "without balance of power": {"power": 0.0},
    "without balance of threat": {"threat": 0.0},
    "without balance of interest": {"interest": 0.0},
    "without ties of trade": {"interdependence": 0.0},
    "without trust as a motive": {"trust": 0.0},
    "without fear of the partner": {"partner_threat": 0.0},
    "without danger": {"danger": 0.0},
    "without asymmetry": {"asymmetry": 0.0},
    "without need of orders": {"conversion": 1.0},
    "without eras": {"era": 0.0},
    "without habit": {"habit": 0.0},
    "without other ties": {"openness": 0.0},
    "without weight": {"capability_scale": 0.0},
    "without resumption": {"resumption": 0.0},
    "without purpose in occasions": {"purpose_scale": 1e-6},
    "without prerequisites": {"missing": 1.0},
    "without loss of purpose": {"disillusion": 0.0},
    "without regress": {"disillusion": 0.0, "break_opportunity": 0.0},
    "without grievance": {"grievance": 0.0},
    "without reassurance": {"reassurance": 0.0},
    "without hostility": {"hostility": 0.0},
    "without dilemma": {"dilemma": 0.0},
    "without settlement": {"wear": 0.0},
    "without familiarity": {"familiarity": 0.0},
    "without breach": {"breach": 0.0},
    "without the two channels": {"forum": 0.0, "commerce": 0.0},
}
"""Values of parameters at which a term of the model is gone, by the name of the trial.

Without regress, crises still come with leaps of fear; without need of orders, an industry needs them only in
the year that its state grows weaker.
"""


def without_term(case: Case, name: str) -> Case:
    """Take one of the `ABLATIONS` out of a case's model."""
    return with_values(case, {f"parameters.{key}": value for key, value in ABLATIONS[name].items()})


def centre_alone(case: Case) -> Case:
    """Give a case the mean of its posterior in place of its sets."""
    drawn = case.posterior.values.items() if case.posterior is not None else ()
    return with_values(case, {f"parameters.{name}": float(values.mean()) for name, values in drawn})


def with_shocks_moved(case: Case) -> Case:
    """Move all shocks later, or earlier where the end would be passed."""
    scenario = case.scenario
    shocks = [_moved(shock, scenario.end) for shock in scenario.shocks]
    return replace(case, scenario=scenario.model_copy(update={"shocks": shocks}))


def _moved(shock: Shock, end: int) -> Shock:
    by = MOVED if shock.span[1] + MOVED <= end else -MOVED
    moved = [year + by for year in shock.span]
    return shock.model_copy(update={"year": moved[0]} if shock.year is not None else {"years": moved})


def without_doubtful(case: Case) -> Case:
    """Leave out the events whose coding is marked as uncertain."""
    return replace(case, observed=[e for e in case.observed if "certainty: low" not in e.note])


def with_windows(case: Case, by: int) -> Case:
    """Lengthen the windows of the ladder by some years, or shorten them."""
    return replace(case, ladder=case.ladder.with_windows([window + by for window in case.ladder.windows]))


Change = Callable[[Case], Case]

OF_THE_MODEL: Final[Mapping[str, Change]] = {
    "centres alone": centre_alone,
    **{name: partial(without_term, name=name) for name in ABLATIONS},
}
"""Trials that change the model alone: to the baselines they are the same cases."""

OF_THE_WORLD: Final[Mapping[str, Change]] = {
    "placebo": with_shocks_moved,
    "without doubtful codings": without_doubtful,
    "windows a year shorter": partial(with_windows, by=-1),
    "windows a year longer": partial(with_windows, by=1),
}
"""Trials that change what baselines see too: those are taught and scored anew."""


def trial(cases: Sequence[Case], name: str, plan: Plan, beside: pd.DataFrame) -> pd.DataFrame:
    """Score all cases with something changed, by the main measure: rows as in `hindcast.csv`.

    Parameters
    ----------
    cases, name, plan
        The cases as they are, which trial, and what is forecast.
    beside
        Scores of the baselines on the cases as they are: what they would say again where a trial changes the
        model alone.
    """
    alone = name in OF_THE_MODEL
    change = (OF_THE_MODEL if alone else OF_THE_WORLD)[name]
    changed = [change(case) for case in cases]
    scored = (
        score_rows(batch, cases[n].ladder)
        for n in range(len(cases))
        for batch in forecast_batches(changed, n, plan, alone=alone)
    )
    scores = [rows[rows["measure"] == MAIN_MEASURE] for rows in scored]
    return pd.concat([*scores, beside] if alone else scores, ignore_index=True)
