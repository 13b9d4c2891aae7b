"""What the protocol asks: cases that teach, cases kept back, and the same cases with something changed."""

from dataclasses import replace
from typing import Final

from sim.ladder.rules import WINDOWS
from sim.scenario.load import Case
from sim.scenario.schema import Shock
from sim.scenario.values import with_values

TRAINING: Final = (
    "china_vietnam",
    "egypt_soviet_union",
    "israel_turkey",
    "russia_china",
    "us_india",
    "sco",
    "asean",
)
"""Folders of the cases that rules and parameters are chosen on; each is left out of its own fold."""

KEPT_BACK: Final = ("philippines_us", "china_pakistan", "us_japan_australia")
"""Folders of the cases used for no choice, and scored once."""

MOVED: Final = 5
"""Years by which the placebo moves shocks."""

ABLATIONS: Final[dict[str, dict[str, float]]] = {
    "without threat balance": {"threat": 0.0},
    "without posture": {"posture": 0.0},
    "without regress": {"break_opportunity": 0.0},
    "without path dependence": {"habit": 0.0, "familiarity": 0.0},
}
"""Values of parameters at which a term of the model is gone."""


def without_term(case: Case, name: str) -> Case:
    """Take one of the `ABLATIONS` out of a case's model."""
    return with_values(case, {f"parameters.{key}": value for key, value in ABLATIONS[name].items()})


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
    return replace(case, windows=tuple(window + by for window in WINDOWS))
