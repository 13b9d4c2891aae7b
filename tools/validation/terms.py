"""What each term of the model forecasts: the error without it less the error with it, on cases not seen."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from sim.evidence.hindcast import LEADS
from tools.validation import trials
from tools.validation.tables import MAIN, SEVEN

Tables = Mapping[str, pd.DataFrame]

NOTHING: Final = "kept because users ask"
"""What is said of a term that forecasts nothing."""

OF_ALL_STATES: Final = {"without weight": "kept since the pairs of all states tell of it"}
"""What is said of those that forecast nothing of the cases, and are not kept for users alone."""


def gain(tables: Tables, trial: str, group: str = SEVEN) -> dict[int, float]:
    """Return what the error rises by where a term is taken out, by lead: above 0 the term forecasts."""
    without, whole = (_errors(tables, name, group) for name in (trial, MAIN))
    return {
        lead: without[lead]["model"] - errors["model"] for lead, errors in whole.items() if lead in without
    }


def spread(tables: Tables) -> dict[int, float]:
    """Return how far apart the errors of the seeds lie, by lead: a gain below it says nothing."""
    errors = _errors(tables, MAIN, SEVEN)
    return {lead: max(by_seed.values()) - min(by_seed.values()) for lead, by_seed in errors.items()}


def _errors(tables: Tables, trial: str, group: str) -> dict[int, dict[str, float]]:
    """Return the errors of a trial by lead and seed."""
    of_trials = tables["trials"]
    by_lead: dict[int, dict[str, float]] = {}
    for row in of_trials[(of_trials["trial"] == trial) & (of_trials["group"] == group)].to_dict("records"):
        by_lead.setdefault(int(row["lead"]), {})[str(row["forecaster"])] = float(row["error"])
    return by_lead


def judged(tables: Tables, trial: str) -> str:
    """Say whether a term forecasts, from the leads at which its gain exceeds what a seed changes."""
    gains, noise, kept = gain(tables, trial), spread(tables), OF_ALL_STATES.get(trial, NOTHING)
    helps = _leads([lead for lead, size in gains.items() if size > noise[lead]])
    costs = _leads([lead for lead, size in gains.items() if size < -noise[lead]])
    if helps and costs:
        return f"forecasts at {helps}, costs at {costs}"
    if helps:
        return f"forecasts at {helps}"
    return f"{kept}: costs at {costs}" if costs else f"{kept}: forecasts nothing"


def _leads(leads: list[int]) -> str:
    return "/".join(map(str, leads))


def tried(tables: Tables) -> list[str]:
    """Name the terms that were taken out, in the order of their table."""
    known = set(tables["trials"]["trial"])
    return [name for name in trials.ABLATIONS if name in known]


def trial_of(parameter: str, known: list[str]) -> str | None:
    """Return the trial that takes a parameter's term out with the fewest others; None where none does."""
    taking_it_out = [name for name in known if parameter in trials.ABLATIONS[name]]
    return min(taking_it_out, key=lambda name: len(trials.ABLATIONS[name]), default=None)


def in_thousandths(gains: Mapping[int, float]) -> str:
    """Write gains at the leads of a hindcast beside one another, in thousandths."""
    return " / ".join(f"{1000 * gains[lead]:+.1f}" for lead in LEADS if lead in gains)


def noise(tables: Tables) -> str:
    """Write what another seed changes, in thousandths by lead."""
    return " / ".join(f"{1000 * width:.1f}" for width in spread(tables).values())
