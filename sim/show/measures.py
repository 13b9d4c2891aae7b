"""What columns, measures and forecasters are called, and what each measure means, in a sentence."""

import re
from collections.abc import Iterable
from typing import Final

from sim.ladder.ladder import Ladder
from sim.words import later, name, numerals, say

HEADINGS: Final = {
    "year": later("year"),
    "origin": later("forecast from"),
    "lead": later("years ahead"),
    "case": later("case"),
    "pair": later("pair"),
    "group": later("group"),
    "states": later("states"),
    "indicator": later("indicator"),
    "degree": later("degree"),
    "stage": later("stage"),
    "reach": later("reach"),
    "standing": later("standing"),
    "signals": later("signals"),
    "fragile": later("fragile"),
    "verdict": later("verdict"),
    "rests_on": later("rests on"),
    "toward": later("towards"),
    "missing": later("missing"),
    "event": later("event"),
    "events": later("events"),
    "dimension": later("dimension"),
    "channel": later("channel"),
    "coded": later("events coded"),
    "observed": later("observed"),
    "base": later("scenario"),
    "variant": later("variant"),
    "index": later("index"),
    "index_mean": later("index, mean"),
    "threat": later("threat"),
    "by": later("perceived by"),
    "of": later("from"),
    "mean": later("mean"),
    "share": later("share of lives"),
    "lives": later("lives"),
    "shock": later("shock"),
    "mechanism": later("term of the model"),
    "term": later("term"),
    "effect": later("effect"),
    "measure": later("measure"),
    "forecaster": later("forecaster"),
    "score": later("score"),
    "skill": later("skill"),
    "low": later("from"),
    "high": later("to"),
    "mode": later("what is known"),
    "chosen": later("baseline chosen"),
    "years": later("years"),
    "mean_difference": later("difference"),
    "share_higher": later("lives higher"),
    "share_same": later("lives the same"),
    "share_lower": later("lives lower"),
    "only_base": later("in the scenario alone"),
    "only_variant": later("in the variant alone"),
    "mean_delay": later("mean delay in years"),
    "variance_paired": later("variance, paired"),
    "variance_independent": later("variance, independent"),
    "gain": later("gain"),
    "reading": later("reading"),
    "source": later("source"),
    "range": later("range"),
    "outcome": later("outcome"),
    "scenario": later("scenario"),
    "point": later("point"),
    "points": later("points"),
    "parameter": later("parameter"),
    "prior": later("before"),
    "posterior": later("after"),
    "narrower": later("narrower by"),
    "prior_mean": later("mean before"),
    "prior_sd": later("spread before"),
    "sd": later("spread"),
    "held_out": later("learnt without"),
    "inside": later("within the band"),
    "step": later("step"),
    "coverage": later("coverage"),
    "density": later("density"),
    "mass": later("share of points"),
    "mu_star": later("size of the effect"),
    "mu": later("effect, mean"),
    "sigma": later("effect, spread"),
    "first": later("by itself"),
    "total": later("with interactions"),
    "question": later("question"),
    "cases": later("compared"),
    "agreed": later("agreed"),
    "kappa": later("kappa"),
}
"""What columns are called."""

FORECASTERS: Final = {
    "model": later("the model"),
    "model-null": later("the model without its mechanisms"),
    "observed": later("the record"),
    "persistence": later("no change"),
    "run-off": later("practice runs out"),
    "line": later("straight line"),
    "climatology": later("long-run average"),
    "climatology-given": later("average under like circumstances"),
    "conflictology": later("the pair's own recent years"),
    "markov": later("Markov chain"),
    "markov-given": later("Markov chain given circumstances"),
    "mixture": later("persistence or chain"),
    "mixture-given": later("persistence or chain given circumstances"),
    "best baseline": later("best baseline"),
}
"""What forecasters are called."""

MEASURES: Final = {
    "rps_degrees": later("error on the degrees"),
    "rps_stage": later("error on the stage"),
    "crps_index": later("error on the index"),
    "log_degrees": later("surprise at the degrees"),
    "coverage_90": later("years within the 90% band"),
    "mean-index": later("mean index"),
    "stage-chance": later("chance of the stage"),
    "first-passage": later("year in which the stage is reached"),
    "regress-chance": later("chance of a fall"),
    "mean-threat": later("mean threat"),
}
"""What measures are called."""

EXPLAINED: Final = {
    "index": later(
        "The index sums the numbers of the indicators, each times its degree (low 1, high 2), as a share "
        "of the most there can be: 0 is nothing, 1 every indicator at the high degree."
    ),
    "stage": later(
        "The stage is the highest that is settled: what it needs below it is there, at the degrees it needs."
    ),
    "reach": later("The reach is the highest stage of which any indicator is live, settled or not."),
    "verdict": later(
        "The verdict names what two states are to each other by where they stand: none, rapprochement, on"
        " the way, undeclared alliance, alliance."
    ),
    "rps_degrees": later(
        "The error on the degrees is the ranked probability score (Epstein 1969) of each indicator's "
        "degree, averaged over indicators and years: 0 is without fault."
    ),
    "rps_stage": later(
        "The error on the stage is the ranked probability score of the stage: 0 is without fault."
    ),
    "crps_index": later(
        "The error on the index is its continuous ranked probability score: the distance of the observed "
        "index from all that was forecast, less what forecasts differ among themselves. 0 is without "
        "fault."
    ),
    "log_degrees": later(
        "The surprise at the degrees is minus the logarithm of the chance that was given to what then came."
    ),
    "coverage_90": later(
        "Years within the 90% band: the share of years in which the observed index lies where nine lives"
        " of ten do. About 90% is right; more says that bands are too wide, less that they are too "
        "narrow."
    ),
    "skill": later(
        "The skill is the share of a baseline's error that the model saves; below 0 it adds to it."
    ),
    "threat": later("A threat is what one state perceives from another, from 0 to 1 and more."),
    "kappa": later(
        "Kappa (Cohen 1960) is the agreement of two coders beyond that of chance: 1 is full, 0 is chance."
    ),
    "coverage": later("The coverage of a region is the share of all points of interest that lie in it."),
    "density": later("The density of a region is the share of its points that are of interest."),
    "mu_star": later(
        "The size of the effect (Morris 1991) is the mean change over the whole range, without its sign."
    ),
    "total": later(
        "With interactions (Sobol 2001): the share of an outcome's variance that goes when the range is "
        "held fixed."
    ),
}
"""What a measure means, in a sentence."""

STAGE_MEASURES: Final = {
    "reached": later("chance that the {stage} stage is reached"),
    "median_year": later("median year in which the {stage} stage is reached"),
}
"""What measures are called that are told of a stage, by what their names begin with."""


def heading(code: str) -> str:
    """Return what a column is called."""
    if match := re.fullmatch(r"p(\d\d)", code):
        return numerals(f"{int(match[1])}%")
    if match := re.fullmatch(r"index_p(\d\d)", code):
        return say("index, {share}", share=numerals(f"{int(match[1])}%"))
    if match := re.fullmatch(r"i(\d+)", code):
        return numerals(match[1])
    return say(HEADINGS[code]) if code in HEADINGS else measure(code)


def forecaster(code: str) -> str:
    """Return what a forecaster is called."""
    if match := re.fullmatch(r"model-(\d+)", code):
        return say("the model, seed {number:d}", number=int(match[1]))
    return say(FORECASTERS[code]) if code in FORECASTERS else code


def measure(code: str, ladder: Ladder | None = None) -> str:
    """Return what a measure is called, stage or indicator as on a ladder; what has no name is a user's."""
    if match := re.fullmatch(r"rps_i(\d+)", code):
        number = int(match[1])
        if ladder is None:
            return say("error on indicator {number:d}", number=number)
        return say("error on {indicator}", indicator=name(ladder.indicators[number - 1].short))
    for begins, message in STAGE_MEASURES.items():
        if code.startswith(f"{begins}_"):
            return say(message, stage=_stage(code.removeprefix(f"{begins}_"), ladder))
    return say(MEASURES[code]) if code in MEASURES else code


def _stage(code: str, ladder: Ladder | None) -> str:
    stages = ladder.stages if ladder else ()
    return next((name(stage.title) for stage in stages if stage.name == code), code)


def glossary(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return the names and the meanings of those of some columns and measures that have one."""
    return [(heading(code), say(EXPLAINED[code])) for code in dict.fromkeys(codes) if code in EXPLAINED]
