"""The answer in words: the verdict on pairs and groups, observed and over simulated lives."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.ladder.assess import Trajectory, assess
from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.ladder.rules import HIGH, LOW
from sim.ladder.stages import STANDINGS
from sim.ladder.verdict import Lack, Rung, Verdict, judge
from sim.scenario.check import case_of
from sim.scenario.load import Case, pair_under_study
from sim.show.naming import Naming, naming_of, naming_of_known_states, stages_of, verdicts_of
from sim.words import alternatives, enumerated, later, listed, name, say, say_many

ARMS: Final = ("base", "variant")
"""Columns of a contrast: the scenario, and what it is compared with."""

HELD: Final[Mapping[int, str]] = {LOW: later("{indicators} low"), HIGH: later("{indicators} high")}
"""Indicators by the degree that they have."""

SOUGHT: Final[Mapping[int, str]] = {
    LOW: later("{indicators} at any degree"),
    HIGH: later("{indicators} high"),
}
"""Indicators by the degree that they are to have."""

STANDS: Final[Mapping[int, str]] = {
    LOW: later("{stage} at low degree ({indicators})"),
    HIGH: later("{stage} at high degree ({indicators})"),
}
"""A stage that is settled, by its degree."""


def percents(counts: Iterable[float]) -> list[int]:
    """Return shares in whole percent that sum to 100, by the largest remainders."""
    parts = np.array(list(counts), float)
    # In thousandths, so that shares as files have them, cut to six digits, come to the same as counts.
    whole, rest = np.divmod(np.rint(parts / parts.sum() * 100_000).astype(int), 1000)
    largest = np.argsort(-rest, kind="stable")[: 100 - whole.sum()]
    whole[largest] += 1
    return [int(part) for part in whole]


def of_record(
    path: Path, trajectories: Iterable[Trajectory], beside: Sequence[Trajectory] = ()
) -> dict[str, str]:
    """Say the verdict on each trajectory in its last year, and on those beside it, by its label.

    A group comes first, then the pair that the case of the file studies. States have the names of that case,
    else those known by their codes.
    """
    case, naming = case_of(path), naming_of_record(path)
    studied = pair_under_study(case) if case else ""
    order = sorted(trajectories, key=lambda path: (not Party(path.name).is_group, path.name != studied))
    return {
        path.name: " ".join([_dated(path, naming), *_on_other_ladders(path.name, beside)]) for path in order
    }


def naming_of_record(path: Path) -> Naming:
    """Return the names that the case of a file gives, else those of the states that are known."""
    case, known = case_of(path), naming_of_known_states()
    given = naming_of(case) if case else Naming({})
    return Naming({**known.states, **given.states}, given.groups)


def _on_other_ladders(party: str, beside: Sequence[Trajectory]) -> list[str]:
    """Say the verdict on a pair in each dimension beside the one under study."""
    return [
        say(
            "{ladder}: {verdict}.",
            ladder=capital(name(path.ladder.title)),
            verdict=in_words(judge(path.degrees[-1], path.ladder)),
        )
        for path in beside
        if path.name == party
    ]


def _dated(path: Trajectory, naming: Naming) -> str:
    return say(
        "{party}, {year:d}: {verdict}.",
        party=capital(naming.party_in_sentence(path.name)),
        year=int(path.years[-1]),
        verdict=in_words(judge(path.degrees[-1], path.ladder)),
    )


def called(verdict: Verdict) -> str:
    """Return what a verdict is called."""
    return verdicts_of(verdict.ladder)[verdict.number]


def in_words(verdict: Verdict) -> str:
    """Say a verdict, the indicators it rests on, and what is missing for the next."""
    ground = say("{verdict}: {ground}", verdict=called(verdict), ground=_ground(verdict))
    if not verdict.missing:
        return ground
    return say("{verdict}; {missing}", verdict=ground, missing=_missing(verdict))


def _ground(verdict: Verdict) -> str:
    """Say where the two stand and how far they have touched, with the indicators of each."""
    if not verdict.rests_on:
        return say("nothing is live")
    ladder, stages = verdict.ladder, stages_of(verdict.ladder)
    settled = [rung for rung in verdict.rests_on if ladder.stage_of[rung[0] - 1] == verdict.stage]
    beyond = [rung for rung in verdict.rests_on if rung not in settled]
    stands = say("no stage settled")
    if verdict.stage:
        stands = say(STANDS[verdict.degree], stage=stages[verdict.stage], indicators=_held(settled, ladder))
    if not beyond:
        return stands
    leap = STANDINGS[verdict.standing] == "leap"
    message = (
        later("{stands}, {stage} by a leap ({indicators})")
        if leap
        else later("{stands}, {stage} in reach ({indicators})")
    )
    return say(message, stands=stands, stage=stages[verdict.reach], indicators=_held(beyond, ladder))


def _held(rungs: Iterable[Rung], ladder: Ladder) -> str:
    """Name indicators by their degrees, the higher first: `arms and exercises high, command low`."""
    return enumerated([say(HELD[d], indicators=listed(names)) for d, names in _by_degree(rungs, ladder)])


def _by_degree(rungs: Iterable[Rung], ladder: Ladder) -> list[tuple[int, list[str]]]:
    """Return the short names of indicators by their degrees, the higher first."""
    by_degree: dict[int, list[str]] = {}
    for number, degree in sorted(rungs, key=lambda rung: (-rung[1], rung[0])):
        by_degree.setdefault(degree, []).append(name(ladder.indicators[number - 1].short))
    return list(by_degree.items())


def _missing(verdict: Verdict) -> str:
    """Say what is missing for a verdict: what there must be, then what any one of several would do for."""
    ladder, lacks = verdict.ladder, verdict.missing
    every = [say(SOUGHT[d], indicators=listed(names)) for d, names in _by_degree(_needed(lacks), ladder)]
    parts = [enumerated(every)] if every else []
    parts += [_any_of(lack, ladder) for lack in lacks if len(lack) > 1]
    lacking = reduce(lambda one, other: say("{one}, and {other}", one=one, other=other), parts)
    if verdict.toward is None:
        return say("missing beneath it: {lacking}", lacking=lacking)
    sought = ladder.verdicts.names[verdict.toward]
    wanted = name(sought.toward or sought.called)
    return say("missing {wanted}: {lacking}", wanted=wanted, lacking=lacking)


def _needed(lacks: Sequence[Lack]) -> list[Rung]:
    return [lack[0] for lack in lacks if len(lack) == 1]


def _any_of(lack: Lack, ladder: Ladder) -> str:
    """Say what any one of would do."""
    if len(lack) == len(ladder):
        return say("any indicator at any degree")
    sides = [say(SOUGHT[d], indicators=alternatives(names)) for d, names in _by_degree(lack, ladder)]
    return reduce(lambda one, other: say("{one}, or {other}", one=one, other=other), sides)


def answered(case: Case) -> list[str]:
    """Return what a case is asked about: the pair under study, then its groups, by their labels."""
    return [pair_under_study(case), *(table.group.label for table in case.scenario.groups)]


def of_lives(case: Case, table: pd.DataFrame) -> dict[str, str]:
    """Say the verdicts of lives at the end on the pair under study and on each group, and the observed.

    Parameters
    ----------
    case
        What was simulated.
    table
        Its `verdicts.csv`.
    """
    last = table[table["year"] == table["year"].max()]
    rows = {str(row["pair"]): row for row in last.to_dict("records")}
    codes = case.ladder.verdict_names
    return {
        party: _of_party(case, party, percents(rows[party][code] for code in codes))
        for party in answered(case)
        if party in rows
    }


def _of_party(case: Case, party: str, shares: Sequence[int]) -> str:
    """Say the verdicts of lives on a pair or group, in whole percent, and the observed."""
    sentence = say_many(
        "{party}, {year:d}, in {count:,} life: {shares}.",
        "{party}, {year:d}, in {count:,} lives: {shares}.",
        case.scenario.runs,
        party=capital(naming_of(case).party_in_sentence(party)),
        year=case.scenario.end,
        shares=shares_said(case.ladder, shares),
    )
    observed = observed_verdict(case, party)
    if observed is None:
        return sentence
    year, verdict = observed
    return " ".join([sentence, say("Observed in {year:d}: {verdict}.", year=year, verdict=in_words(verdict))])


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
    by_party = {party: last[last["pair"] == party] for party in answered(case)}
    return {party: _of_both(case, party, arms, rows) for party, rows in by_party.items() if len(rows)}


def _of_both(case: Case, party: str, arms: tuple[str, str], rows: pd.DataFrame) -> str:
    parts = {
        "party": naming_of(case).party_in_sentence(party),
        "year": int(rows["year"].iloc[0]),
        "base": arms[0],
        "variant": arms[1],
        "shares": shares_said(case.ladder, *(percents(rows[arm]) for arm in ARMS)),
    }
    observed = observed_verdict(case, party)
    if observed is None:
        return say("Verdicts on {party} in {year:d}, {base} and {variant}: {shares}.", **parts)
    return say(
        "Verdicts on {party} in {year:d}, {base} and {variant}: {shares}; observed in {then:d}: {verdict}.",
        **parts,
        then=observed[0],
        verdict=called(observed[1]),
    )


def shares_said(ladder: Ladder, *arms: Sequence[int]) -> str:
    """Write whole percents by verdict, arm by arm, leaving out verdicts that come to none in any."""
    by_verdict = zip(verdicts_of(ladder), zip(*arms, strict=True), strict=True)
    return enumerated([_share_said(verdict, *shares) for verdict, shares in by_verdict if any(shares)])


def _share_said(verdict: str, share: int, other: int | None = None) -> str:
    if other is None:
        return say("{verdict} {share:d}%", verdict=verdict, share=share)
    return say("{verdict} {share:d}% and {other:d}%", verdict=verdict, share=share, other=other)


def observed_verdict(case: Case, party: str) -> tuple[int, Verdict] | None:
    """Return the last year that the record covers and the verdict in it; None where nothing is coded."""
    coded = case.events_of(party)
    if not case.covered or not any(event.counts(case.ladder) for event in coded):
        return None
    year = case.covered[-1]
    trajectory = assess(coded, party, case.ladder, range(year, year + 1), fragility=False)
    return year, judge(trajectory.degrees[0], case.ladder)


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[0].upper() + text[1:]
