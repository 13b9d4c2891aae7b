"""What the values of a scenario and the outcomes of a sweep are called where a person reads."""

from collections.abc import Callable, Mapping
from typing import Final

from sim.experiments.design import Outcome
from sim.ladder.ladder import MILITARY
from sim.ladder.party import Party
from sim.scenario.load import Case
from sim.scenario.parameters import PARAMETERS
from sim.show.naming import Naming, naming_of, naming_of_known_states
from sim.words import later, name, say

PARAMETER_NAMES: Final[Mapping[str, str]] = {
    "power": later("weight of power"),
    "threat": later("weight of threat"),
    "interest": later("weight of interest"),
    "interdependence": later("motive from trade"),
    "trust": later("motive from trust"),
    "partner_threat": later("fear of the partner"),
    "danger": later("danger between the two"),
    "asymmetry": later("motive from asymmetry"),
    "era": later("era of talks and exercises"),
    "sharpness": later("sharpness of choice"),
    "cost": later("cost of a rung"),
    "cost_slope": later("added cost of what binds"),
    "step": later("added cost of the high degree"),
    "habit": later("habit"),
    "opportunity": later("chance of an occasion"),
    "openness": later("occasions from other ties"),
    "capability_scale": later("capability at half the occasions"),
    "resumption": later("occasions for what was practised"),
    "purpose_scale": later("purpose at half the occasions"),
    "missing": later("factor for what is missing"),
    "directness": later("beginnings at the high degree"),
    "concert": later("occasions common to a group"),
    "break_opportunity": later("chance of a crisis"),
    "disillusion": later("crises from lost purpose"),
    "forgetting": later("forgetting of purpose"),
    "conversion": later("conversion of industry"),
    "revision": later("speed of threat"),
    "grievance": later("threat from claims"),
    "reassurance": later("threat spared by trust"),
    "hostility": later("threat from hostility"),
    "dilemma": later("threat from alignments"),
    "wear": later("disputes settled in a year"),
    "trust_revision": later("speed of trust"),
    "familiarity": later("trust from alignment"),
    "breach": later("trust lost to threat"),
    "forum": later("interests joined by diplomacy"),
    "commerce": later("trade joined by projects"),
}
"""The parameters in few words; `sim/scenario/parameters.csv` has what each means in full."""

QUANTITIES: Final[Mapping[str, str]] = {
    "capability": later("capability of {whose}"),
    "industry": later("arms industry of {whose}"),
    "autonomy": later("autonomy of {whose}"),
    "proximity": later("proximity of {whose}"),
    "interest": later("common interest of {whose}"),
    "trust": later("trust of {whose}"),
    "dispute": later("dispute of {whose}"),
    "interdependence": later("interdependence of {whose}"),
    "level": later("threat perceived by {whose}"),
    "quorum": later("quorum of {whose}"),
    "scale": later("size of the shock {whose}"),
    "chance": later("chance of the shock {whose}"),
    "year": later("year of the shock {whose}"),
    "change": later("change by the shock {whose}"),
    "half_life": later("half-life of the shock {whose}"),
}
"""The quantities at the end of a path, with whose they are."""

SPAN: Final[Mapping[str, str]] = {
    "start": later("first year"),
    "end": later("last year"),
    "scenario": later("scenario"),
}


def parameter(code: str) -> str:
    """Return what a parameter is called: its meaning in few words, and its symbol in the ODD."""
    return say("{meaning} ({symbol})", symbol=PARAMETERS[code].symbol, meaning=say(PARAMETER_NAMES[code]))


def value(path: str, case: Case | None) -> str:
    """Return what the value at a path of a scenario is called; a path that has no name keeps itself.

    Without the scenario, states are called as they are known by their codes, and shocks by theirs.
    """
    kind, _, rest = path.partition(".")
    if kind == "parameters" and rest in PARAMETERS:
        return parameter(rest)
    if path in SPAN:
        return say(SPAN[path])
    key, _, quantity = rest.rpartition(".")
    whose = OWNERS[kind](key, case) if kind in OWNERS else None
    return path if whose is None or quantity not in QUANTITIES else say(QUANTITIES[quantity], whose=whose)


def _naming(case: Case | None) -> Naming:
    return naming_of_known_states() if case is None else naming_of(case)


def _shock(key: str, case: Case | None) -> str | None:
    if case is None:
        return key
    named = next((shock for shock in case.scenario.shocks if shock.id == key), None)
    return None if named is None else name(named.name) if named.name else named.id


def _group(key: str, case: Case | None) -> str | None:
    if case is None:
        return key
    return next((name(group.called) for group in case.scenario.groups if group.name == key), None)


def _threat(key: str, case: Case | None) -> str | None:
    by, _, of = key.partition(">")
    return _naming(case).perceived(by, of) if of else None


OWNERS: Final[Mapping[str, Callable[[str, Case | None], str | None]]] = {
    "states": lambda key, case: _naming(case).state_in_sentence(key),
    "pairs": lambda key, case: _naming(case).party(Party.read(key)),
    "threats": _threat,
    "groups": _group,
    "shocks": _shock,
}
"""Whose a quantity is, by the kind of its path."""


def outcome(measured: Outcome, case: Case | None) -> str:
    """Return what an outcome of a sweep is called: what is measured, of whom, and when."""
    naming = _naming(case)
    if measured.measure == "mean-threat":
        threat = naming.perceived(str(measured.by), str(measured.of))
        return say("mean threat perceived by {threat}, {year:d}", threat=threat, year=measured.year)
    party = _party(str(measured.pair), naming, case)
    if measured.measure == "mean-index":
        return say("mean index of {pair}, {year:d}", pair=party, year=measured.year)
    if measured.measure == "regress-chance":
        return say(
            "chance that {pair} stands below its highest stage, {year:d}", pair=party, year=measured.year
        )
    stage = stage_name(str(measured.stage), case)
    if measured.measure == "first-passage":
        return say(
            "year by which {share:.0%} of lives have {pair} at the {stage} stage",
            share=measured.quantile,
            pair=party,
            stage=stage,
        )
    if measured.by is not None:
        return say(
            "chance that {pair} reaches the {stage} stage by {year:d}",
            pair=party,
            stage=stage,
            year=measured.by,
        )
    return say(
        "chance that {pair} is at the {stage} stage in {year:d}", pair=party, stage=stage, year=measured.year
    )


def outcome_heading(measured: Outcome, case: Case | None) -> str:
    """Return what an outcome is called where a line begins with it."""
    called = outcome(measured, case)
    return called[:1].upper() + called[1:]


def _party(key: str, naming: Naming, case: Case | None) -> str:
    """Return what an outcome's pair is called; a sweep may call a group by its name."""
    if case is None:
        return naming.party(key)
    labels = {table.name: table.group.label for table in case.scenario.groups}
    return naming.party(labels.get(key, key))


def stage_name(key: str, case: Case | None) -> str:
    """Return what a stage is called; without the scenario, as the military ladder has it."""
    ladder = MILITARY if case is None else case.ladder
    return next((name(stage.title) for stage in ladder.stages if stage.name == key), key)
