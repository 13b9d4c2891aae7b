"""Many cases on one scale: the observed trajectories of their pairs and groups, side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.faults import Fault, InputError, nearest
from sim.ladder.assess import Trajectory
from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.ladder.rules import HIGH, LOW
from sim.results import tables as results
from sim.scenario.load import Case, pair_under_study, same_ladder
from sim.show.answer import capital
from sim.show.naming import Naming, degrees, naming_of, stages_of
from sim.words import later, name, say, say_many

LEAST_GAP: Final = 0.005
"""Difference of two indices below which they are level, as far as two digits tell."""

AT_STAGE: Final[Mapping[int, str]] = {
    LOW: later("the {stage} stage at low degree"),
    HIGH: later("the {stage} stage at high degree"),
}
"""Where something stands, by the degree of its stage."""


def columns(ladder: Ladder) -> tuple[str, ...]:
    """Name the columns of `cases.csv`."""
    return ("case", "pair", "year", "age", *ladder.columns, "stage", "degree", "index")


@dataclass(frozen=True)
class Observed:
    """What was observed of one pair or group of a case.

    Attributes
    ----------
    case
        Name of the case.
    name
        The pair, or the name of the group.
    start
        First year of the case: the age of a year counts from it.
    trajectory
        Its ladder, year by year.
    events
        How many events that count on the ladder it rests on.
    naming
        The names of the states and groups of the case.
    under_study
        Whether it is the pair that the case puts first.
    """

    case: str
    name: str
    start: int
    trajectory: Trajectory
    events: int
    naming: Naming
    under_study: bool = False

    @property
    def called(self) -> str:
        """What a table or a figure calls it."""
        return self.naming.party(self.trajectory.name)

    @property
    def in_sentence(self) -> str:
        """What a sentence calls it."""
        return self.naming.party_in_sentence(self.trajectory.name)

    @property
    def is_group(self) -> bool:
        """Whether it is a group, scored together."""
        return Party(self.trajectory.name).is_group

    @property
    def index(self) -> list[float]:
        """Index by year, 0 to 1."""
        return [float(value) / self.trajectory.ladder.index_maximum for value in self.trajectory.index]

    def at(self, year: int) -> int | None:
        """Return the position of a year in the trajectory; None where it has no such year."""
        position = year - int(self.trajectory.years[0])
        return position if 0 <= position < len(self.trajectory.years) else None


def observe(cases: Sequence[Case]) -> list[Observed]:
    """Assess every pair and group of the cases that has a record, case by case.

    Raises
    ------
    InputError
        Where no case has a record, or two have one name.
    """
    faults = same_ladder(cases)
    names = [case.scenario.name for case in cases]
    for case in cases:
        if names.count(case.scenario.name) > 1:
            faults.append(Fault(str(case.path), "name", f"{case.scenario.name} again", "each case once"))
        if not any(event.counts(case.ladder) for event in case.observed):
            found = f"no {case.ladder.name} event"
            faults.append(Fault(str(case.path), "events", found, "a case with coded events"))
        elif not case.covered:
            found = f"a record that ends before the case begins, in {case.scenario.start}"
            expected = "a case whose record covers some of its years"
            faults.append(Fault(str(case.path), "events", found, expected))
    if faults:
        raise InputError(faults)
    return [observed for case in cases for observed in _of_case(case)]


def _of_case(case: Case) -> Iterator[Observed]:
    groups = {table.group.label: table.group.name for table in case.scenario.groups}
    for party, trajectory in results.observed_trajectories(case).items():
        count = sum(event.counts(case.ladder) for event in case.events_of(party))
        label, first = groups.get(party, party), party == pair_under_study(case)
        yield Observed(
            case.scenario.name, label, case.scenario.start, trajectory, count, naming_of(case), first
        )


def leading(seen: Sequence[Observed], wanted: Sequence[str]) -> list[Observed]:
    """Choose what is put into words: what is asked for, else of each case its group or the pair under study.

    Where that has no record, the most coded pair stands for it.

    Raises
    ------
    InputError
        Where no case has a pair asked for.
    """
    if wanted:
        sought = [Party.read(label) if label.count("-") == 1 else label for label in wanted]
        known = [one.name for one in seen]
        faults = [
            Fault(
                "--pairs", "", f"no record of {label}", "pairs or groups of the cases", nearest(label, known)
            )
            for label in sought
            if label not in known
        ]
        if faults:
            raise InputError(faults)
        return [next(one for one in seen if one.name == label) for label in sought]
    best: dict[str, Observed] = {}
    for one in sorted(seen, key=lambda one: (one.is_group, one.under_study, one.events)):
        best[one.case] = one
    return [best[case] for case in dict.fromkeys(one.case for one in seen)]


def rows(seen: Sequence[Observed]) -> Iterator[dict[str, object]]:
    """Go through the rows of `cases.csv`."""
    for one in seen:
        for row in one.trajectory.rows():
            year = int(str(row["year"]))
            yield {name: row[name] for name in columns(one.trajectory.ladder) if name in row} | {
                "case": one.case,
                "pair": one.name,
                "age": year - one.start,
            }


def sentences(chosen: Sequence[Observed]) -> list[str]:
    """Say where each stands beside the first, in the last year both have and at the same age."""
    return [sentence for other in chosen[1:] for sentence in _beside(other, chosen[0])]


def _beside(one: Observed, other: Observed) -> Iterator[str]:
    last = min(int(seen.trajectory.years[-1]) for seen in (one, other))
    age = min(int(seen.trajectory.years[-1]) - seen.start for seen in (one, other))
    positions = one.at(last), other.at(last)
    if positions[0] is not None and positions[1] is not None:
        compared = _compared(one, positions[0], other, positions[1])
        yield say("In {year:d}, {comparison}", year=last, comparison=compared)
    then = one.at(one.start + age), other.at(other.start + age)
    same_years = (one.start + age, other.start + age) == (last, last)
    if then[0] is not None and then[1] is not None and not same_years:
        yield say_many(
            "At the same age, {count:d} year after the start ({first:d} and {second:d}), {comparison}",
            "At the same age, {count:d} years after the start ({first:d} and {second:d}), {comparison}",
            age,
            first=one.start + age,
            second=other.start + age,
            comparison=_compared(one, then[0], other, then[1]),
        )
    yield from _first_stages(one, other)


def _first_stages(one: Observed, other: Observed) -> Iterator[str]:
    """Say when each first stood at each stage that either has reached."""
    for number, stage in enumerate(stages_of(one.trajectory.ladder)[1:], start=1):
        ages = [_first_age(seen, number) for seen in (one, other)]
        if any(age is not None for age in ages):
            yield say(
                "{one} first come to the {stage} stage {when}, {other} {then}.",
                one=capital(one.in_sentence),
                other=other.in_sentence,
                stage=stage,
                when=_in_its_year(ages[0]),
                then=_in_its_year(ages[1]),
            )


def _in_its_year(age: int | None) -> str:
    return say("never") if age is None else say("in year {age:d}", age=age)


def _compared(one: Observed, here: int, other: Observed, there: int) -> str:
    ladder = one.trajectory.ladder
    apart = [
        say(
            "{indicator} {degree} against {other}",
            indicator=name(indicator.title),
            degree=degrees()[degree],
            other=degrees()[against],
        )
        for indicator, degree, against in zip(
            ladder.indicators, one.trajectory.degrees[here], other.trajectory.degrees[there], strict=True
        )
        if degree != against
    ]
    return say(
        "{one} stand at {stage} (index {index:.2f}) and {other} at {other_stage} ({other_index:.2f}): {gap}. "
        "{differing}.",
        one=one.in_sentence,
        stage=_stage(one, here),
        index=one.index[here],
        other=other.in_sentence,
        other_stage=_stage(other, there),
        other_index=other.index[there],
        gap=_gap(one.index[here], other.index[there]),
        differing=say("Where they differ: {indicators}", indicators=say("; ").join(apart))
        if apart
        else say("No indicator differs"),
    )


def _gap(index: float, other: float) -> str:
    """Say by how much an index is higher, as far as two digits tell."""
    gap = round(index, 2) - round(other, 2)
    if abs(gap) < LEAST_GAP:
        return say("the two are level")
    if gap > 0:
        return say("the first is {gap:.2f} higher", gap=gap)
    return say("the first is {gap:.2f} lower", gap=-gap)


def _stage(observed: Observed, position: int) -> str:
    """Say at which stage something stands, and in what degree."""
    stage = int(observed.trajectory.stage[position])
    called = stages_of(observed.trajectory.ladder)[stage]
    if not stage:
        return say("no stage")
    return say(AT_STAGE[int(observed.trajectory.degree[position])], stage=called)


def _first_age(observed: Observed, number: int) -> int | None:
    there = np.nonzero(observed.trajectory.stage >= number)[0]
    return int(observed.trajectory.years[there[0]]) - observed.start if len(there) else None
