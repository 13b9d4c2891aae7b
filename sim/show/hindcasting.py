"""What a hindcast says in words: the skill by lead, and what to be wary of."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim.evidence.skill import BEST, NO_VERDICT
from sim.scenario.load import Case
from sim.show.answer import capital
from sim.show.measures import forecaster
from sim.words import enumerated, later, name, say, say_many

MODES: Final[Mapping[str, str]] = {
    "conditional": later("with later shocks given"),
    "forecast": later("with nothing later known"),
}
"""What a forecast knows."""

VERDICTS: Final[Mapping[str, str]] = {
    "better": later("better"),
    "worse": later("worse"),
    "tie": later("tie"),
    NO_VERDICT: later("too few cases"),
}
"""What the model is beside a baseline."""


def alone() -> str:
    """Say what one case by itself cannot teach."""
    return say(
        "One case alone teaches no baseline and no rate of surprises: give others too, and those that learn "
        "stand beside the model."
    )


def cautions(cases: Sequence[Case]) -> list[str]:
    """Warn of cases whose forecasts rest on parameters that may have been learnt from them."""
    by_default = [name(case.scenario.title) for case in cases if case.posterior is None]
    shared = [name(case.scenario.title) for case in cases if case.posterior and not case.posterior.apart]
    told = {
        later(
            "{cases}: forecast with the default parameters, which were learnt from seven of the cases that "
            "ship; --posterior takes sets that have not learnt from the case."
        ): by_default,
        later(
            "{cases}: no parameter sets are named as having left the case out; those that are for no case in "
            "particular are taken."
        ): shared,
    }
    return [say(message, cases=enumerated(titles)) for message, titles in told.items() if titles]


def sentences(folder: Path) -> list[str]:
    """Say by mode and lead what the model scores, and against which baselines it is better or worse."""
    table = pd.read_csv(folder / "skill.csv")
    main = table[(table["measure"] == "rps_degrees") & (table["years"] == "all")]
    parts = main.groupby(["mode", "lead"])
    return [_at_lead(str(mode), int(str(lead)), scores) for (mode, lead), scores in parts]


def _at_lead(mode: str, lead: int, scores: pd.DataFrame) -> str:
    """Say how the model does so many years ahead."""
    others = scores[~scores["forecaster"].str.startswith("model") & (scores["forecaster"] != BEST)]
    best = others.sort_values("score").iloc[0]
    told = say_many(
        "{mode}, {count:d} year ahead: the model errs by {model:.3f}, the best baseline, {baseline}, by "
        "{lowest:.3f} ({verdict}). Better than {better}; worse than {worse}.",
        "{mode}, {count:d} years ahead: the model errs by {model:.3f}, the best baseline, {baseline}, by "
        "{lowest:.3f} ({verdict}). Better than {better}; worse than {worse}.",
        lead,
        mode=capital(say(MODES[mode]) if mode in MODES else mode),
        model=float(scores.loc[scores["forecaster"] == "model", "score"].iloc[0]),
        baseline=forecaster(best["forecaster"]),
        lowest=best["score"],
        verdict=verdict_said(best["verdict"]),
        better=_those(others, "better"),
        worse=_those(others, "worse"),
    )
    chosen = scores[(scores["forecaster"] == BEST) & scores["skill"].notna()]
    return " ".join([told, *map(_against_best, chosen.to_dict("records"))])


def verdict_said(code: object) -> str:
    """Say a verdict; against a baseline without fault there is no skill, and so no verdict."""
    if not isinstance(code, str):
        return say("without fault")
    return say(VERDICTS[code]) if code in VERDICTS else code


def _those(scores: pd.DataFrame, verdict: str) -> str:
    codes = scores.loc[scores["verdict"] == verdict, "forecaster"]
    return enumerated([forecaster(code) for code in codes]) or say("none")


def _against_best(row: Mapping[Any, Any]) -> str:
    return say(
        "Against the best chosen on other cases: skill {skill:+.3f} ({low:+.3f} to {high:+.3f}), {verdict}.",
        skill=row["skill"],
        low=row["low"],
        high=row["high"],
        verdict=verdict_said(row["verdict"]),
    )
