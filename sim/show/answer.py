"""The answer in words: the verdict on pairs and groups, observed and over simulated lives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.experiments.ensemble import Tally
from sim.ladder.assess import Trajectory, assess
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES, LOW
from sim.ladder.stages import STANDINGS
from sim.ladder.verdict import Lack, Rung, Verdict, judge
from sim.scenario.check import case_of
from sim.scenario.facts import known_states
from sim.scenario.load import Case, pair_under_study

ARMS: Final = ("base", "variant")
"""Columns of a contrast: the scenario, and what it is compared with."""

WITH_ARTICLE: Final = ("United ", "Soviet Union", "Philippines", "Netherlands")
"""How names of states begin that take an article in a sentence."""


def listed(names: Sequence[str], last: str = "and") -> str:
    """Join names as a sentence does."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def percents(counts: Iterable[float]) -> list[int]:
    """Return shares in whole percent that sum to 100, by the largest remainders."""
    parts = np.array(list(counts), float)
    # In thousandths, so that shares as files have them, cut to six digits, come to the same as counts.
    whole, rest = np.divmod(np.rint(parts / parts.sum() * 100_000).astype(int), 1000)
    largest = np.argsort(-rest, kind="stable")[: 100 - whole.sum()]
    whole[largest] += 1
    return [int(part) for part in whole]


def states_of(case: Case) -> dict[str, str]:
    """Return the names of a case's states, by their codes."""
    return {state.code: state.name.en for state in case.scenario.states}


def party_names(case: Case) -> dict[str, str]:
    """Return what sentences call each pair and group of a case, by its label."""
    names = states_of(case)
    groups = {table.group.label: table.group.name for table in case.scenario.groups}
    return {party: groups.get(party) or party_name(party, names) for party in case.scenario.parties}


def party_name(party: str, names: Mapping[str, str]) -> str:
    """Return what sentences call a pair, `China and Russia`, or the states of a group."""
    codes = party.replace("+", "-").split("-")
    return listed([_in_sentence(names.get(code, code)) for code in codes])


def _in_sentence(name: str) -> str:
    return f"the {name}" if name.startswith(WITH_ARTICLE) else name


def of_record(
    path: Path, trajectories: Iterable[Trajectory], beside: Sequence[Trajectory] = ()
) -> dict[str, str]:
    """Say the verdict on each trajectory in its last year, and on those beside it, by its label.

    A group comes first, then the pair that the case of the file studies. States have the names of that case,
    else those known by their codes.
    """
    case = case_of(path)
    names = {code: state.name_en for code, state in known_states().items()}
    names |= states_of(case) if case else {}
    first = pair_under_study(case) if case else ""
    order = sorted(trajectories, key=lambda one: ("+" not in one.name, one.name != first))
    return {one.name: " ".join([_dated(one, names), *_on_other_ladders(one.name, beside)]) for one in order}


def _on_other_ladders(name: str, beside: Sequence[Trajectory]) -> list[str]:
    """Say the verdict on a pair in each dimension beside the one under study."""
    return [
        f"{capital(path.ladder.title.en)}: {said(judge(path.degrees[-1], path.ladder))}."
        for path in beside
        if path.name == name
    ]


def _dated(one: Trajectory, names: Mapping[str, str]) -> str:
    name = capital(party_name(one.name, names))
    return f"{name}, {one.years[-1]}: {said(judge(one.degrees[-1], one.ladder))}."


def said(verdict: Verdict) -> str:
    """Say a verdict, the indicators it rests on, and what is missing for the next."""
    names = verdict.ladder.verdicts.names
    sought = None if verdict.toward is None else names[verdict.toward]
    target = "beneath it" if sought is None else (sought.toward or sought.called).en
    missing = _missing(target, verdict.missing, verdict.ladder)
    return f"{verdict.name}: {_ground(verdict)}{missing}"


def _ground(verdict: Verdict) -> str:
    """Say where the two stand and how far they have touched, with the indicators of each."""
    if not verdict.rests_on:
        return "nothing is live"
    ladder = verdict.ladder
    own = [rung for rung in verdict.rests_on if ladder.stage_of[rung[0] - 1] == verdict.stage]
    beyond = [rung for rung in verdict.rests_on if rung not in own]
    stands = "no stage settled"
    if verdict.stage:
        stands = (
            f"{ladder.stage_names[verdict.stage]} at {DEGREES[verdict.degree]} degree ({_rungs(own, ladder)})"
        )
    if not beyond:
        return stands
    how = "by a leap" if STANDINGS[verdict.standing] == "leap" else "in reach"
    return f"{stands}, {ladder.stage_names[verdict.reach]} {how} ({_rungs(beyond, ladder)})"


def _rungs(
    rungs: Iterable[Rung],
    ladder: Ladder,
    end: Callable[[int], str] = DEGREES.__getitem__,
    last: str = "and",
    between: str = ", ",
) -> str:
    """Name indicators by their degrees, the higher first: `arms and exercises high, command low`."""
    held: dict[int, list[str]] = {}
    for number, degree in sorted(rungs, key=lambda rung: (-rung[1], rung[0])):
        held.setdefault(degree, []).append(ladder.indicators[number - 1].short.en)
    return between.join(f"{listed(names, last)} {end(degree)}" for degree, names in held.items())


def _at(degree: int) -> str:
    return "at any degree" if degree == LOW else DEGREES[degree]


def _missing(target: str, lacks: Sequence[Lack], ladder: Ladder) -> str:
    """Say what is missing for a verdict: what there must be, then what any one of several would do for."""
    if not lacks:
        return ""
    must = _rungs([lack[0] for lack in lacks if len(lack) == 1], ladder, _at)
    parts = [must] if must else []
    for lack in (lack for lack in lacks if len(lack) > 1):
        every = len(lack) == len(ladder)
        parts.append(f"any indicator {_at(LOW)}" if every else _rungs(lack, ladder, _at, "or", ", or "))
    return f"; missing {target}: {', and '.join(parts)}"


def answered(case: Case) -> list[str]:
    """Return what a case is asked about: the pair under study, then its groups, by their labels."""
    return [pair_under_study(case), *(table.group.label for table in case.scenario.groups)]


def of_lives(case: Case, tally: Tally) -> dict[str, str]:
    """Say the verdicts of lives at the end on the pair under study and on each group, and the observed."""
    names = party_names(case)
    found = {}
    for party in answered(case):
        counts = tally.verdicts[-1, case.scenario.parties.index(party)]
        lead = f"{names[party]}, {case.scenario.end}, in {case.scenario.runs:,} lives"
        seen = observed_verdict(case, party)
        record = f" Observed in {seen[0]}: {said(seen[1])}." if seen else ""
        found[party] = f"{capital(lead)}: {shares_said(case.ladder, percents(counts))}.{record}"
    return found


def of_arms(case: Case, arms: tuple[str, str], table: pd.DataFrame) -> dict[str, str]:
    """Say the verdicts at the end on the pair under study and on each group, in both arms of a contrast.

    Parameters
    ----------
    case
        The scenario that the variant is compared with.
    arms
        What the two are called.
    table
        Rows of `verdicts.csv`; a pair or group that only one arm has is not among them.
    """
    last = table[table["year"] == table["year"].max()]
    names, found = party_names(case), {}
    for party in answered(case):
        own = last[last["pair"] == party]
        if len(own):
            lead = f"Verdicts on {names[party]} in {last['year'].iloc[0]}, {arms[0]} and {arms[1]}"
            seen = observed_verdict(case, party)
            record = f"; observed in {seen[0]}: {seen[1].name}" if seen else ""
            found[party] = (
                f"{lead}: {shares_said(case.ladder, *(percents(own[arm]) for arm in ARMS))}{record}."
            )
    return found


def shares_said(ladder: Ladder, *arms: Sequence[int]) -> str:
    """Write whole percents by verdict, arm by arm, leaving out verdicts that come to none in any."""
    named = zip(ladder.verdict_names, zip(*arms, strict=True), strict=True)
    return ", ".join(f"{name} {' and '.join(f'{p} %' for p in parts)}" for name, parts in named if any(parts))


def observed_verdict(case: Case, party: str) -> tuple[int, Verdict] | None:
    """Return the last year that the record covers and the verdict in it; None where nothing is coded."""
    own = case.events_of(party)
    if not case.covered or not any(event.counts(case.ladder) for event in own):
        return None
    year = case.covered[-1]
    seen = assess(own, party, case.ladder, range(year, year + 1), fragility=False)
    return year, judge(seen.degrees[0], case.ladder)


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[0].upper() + text[1:]
