"""Many cases on one scale: the observed trajectories of their pairs and groups, side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.faults import Fault, InputError, nearest
from sim.ladder.assess import Trajectory
from sim.ladder.ladder import Ladder
from sim.ladder.rules import DEGREES
from sim.results import tables as results
from sim.scenario.load import Case, pair_under_study, same_ladder


def columns(ladder: Ladder) -> tuple[str, ...]:
    """Name the columns of `cases.csv`."""
    return ("case", "pair", "year", "age", *ladder.columns, "stage", "degree", "index")


@dataclass(frozen=True)
class Seen:
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
    under_study
        Whether it is the pair that the case puts first.
    """

    case: str
    name: str
    start: int
    trajectory: Trajectory
    events: int
    under_study: bool = False

    @property
    def is_group(self) -> bool:
        """Whether it is a group, scored together."""
        return "+" in self.trajectory.name

    @property
    def index(self) -> list[float]:
        """Index by year, 0 to 1."""
        return [float(value) / self.trajectory.ladder.index_maximum for value in self.trajectory.index]

    def at(self, year: int) -> int | None:
        """Return the position of a year in the trajectory; None where it has no such year."""
        place = year - int(self.trajectory.years[0])
        return place if 0 <= place < len(self.trajectory.years) else None


def observe(cases: Sequence[Case]) -> list[Seen]:
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
    return [seen for case in cases for seen in _seen(case)]


def _seen(case: Case) -> Iterator[Seen]:
    groups = {table.group.label: table.group.name for table in case.scenario.groups}
    for party, trajectory in results.observed_trajectories(case).items():
        count = sum(event.counts(case.ladder) for event in case.events_of(party))
        name, first = groups.get(party, party), party == pair_under_study(case)
        yield Seen(case.scenario.name, name, case.scenario.start, trajectory, count, first)


def leading(seen: Sequence[Seen], wanted: Sequence[str]) -> list[Seen]:
    """Choose what is put into words: what is asked for, else of each case its group or the pair under study.

    Where that has no record, the most coded pair stands for it.

    Raises
    ------
    InputError
        Where no case has a pair asked for.
    """
    if wanted:
        sought = ["-".join(sorted(name.split("-"))) if name.count("-") == 1 else name for name in wanted]
        known = [one.name for one in seen]
        faults = [
            Fault("--pairs", "", f"no record of {name}", "pairs or groups of the cases", nearest(name, known))
            for name in sought
            if name not in known
        ]
        if faults:
            raise InputError(faults)
        return [next(one for one in seen if one.name == name) for name in sought]
    best: dict[str, Seen] = {}
    for one in sorted(seen, key=lambda one: (one.is_group, one.under_study, one.events)):
        best[one.case] = one
    return [best[case] for case in dict.fromkeys(one.case for one in seen)]


def rows(seen: Sequence[Seen]) -> Iterator[dict[str, object]]:
    """Go through the rows of `cases.csv`."""
    for one in seen:
        for row in one.trajectory.rows():
            year = int(str(row["year"]))
            yield {name: row[name] for name in columns(one.trajectory.ladder) if name in row} | {
                "case": one.case,
                "pair": one.name,
                "age": year - one.start,
            }


def sentences(chosen: Sequence[Seen]) -> list[str]:
    """Say where each stands beside the first, in the last year both have and at the same age."""
    return [sentence for other in chosen[1:] for sentence in _beside(other, chosen[0])]


def _beside(one: Seen, other: Seen) -> Iterator[str]:
    last = min(int(seen.trajectory.years[-1]) for seen in (one, other))
    age = min(int(seen.trajectory.years[-1]) - seen.start for seen in (one, other))
    places = one.at(last), other.at(last)
    if places[0] is not None and places[1] is not None:
        yield f"In {last}, {_compared(one, places[0], other, places[1])}"
    then = one.at(one.start + age), other.at(other.start + age)
    same_years = (one.start + age, other.start + age) == (last, last)
    if then[0] is not None and then[1] is not None and not same_years:
        years = f"{age} years after the start ({one.start + age} and {other.start + age})"
        yield f"At the same age, {years}, {_compared(one, then[0], other, then[1])}"
    for number, stage in enumerate(one.trajectory.ladder.stage_names[1:], start=1):
        reached = [_first_age(seen, number) for seen in (one, other)]
        if any(age is not None for age in reached):
            own, others = (f"in its year {age}" if age is not None else "never" for age in reached)
            yield f"{one.name} first stands at the {stage} stage {own}, {other.name} {others}."


def _compared(one: Seen, here: int, other: Seen, there: int) -> str:
    gap = one.index[here] - other.index[there]
    size = "level with it" if abs(gap) < 0.005 else f"{abs(gap):.2f} {'higher' if gap > 0 else 'lower'}"
    apart = [
        f"{i.title.en} {DEGREES[mine]} against {DEGREES[theirs]}"
        for i, mine, theirs in zip(
            one.trajectory.ladder.indicators,
            one.trajectory.degrees[here],
            other.trajectory.degrees[there],
            strict=True,
        )
        if mine != theirs
    ]
    differing = "; ".join(apart) if apart else "no indicator differs"
    return (
        f"{one.name} stands at {_stage(one, here)} (index {one.index[here]:.2f}) and {other.name} at "
        f"{_stage(other, there)} ({other.index[there]:.2f}): {one.name} is {size}. "
        f"Where they differ: {differing}."
    )


def _stage(seen: Seen, place: int) -> str:
    row = list(seen.trajectory.rows())[place]
    return " ".join(str(row[key]) for key in ("stage", "degree") if row[key]) + (
        " degree" if row["degree"] else ""
    )


def _first_age(seen: Seen, number: int) -> int | None:
    there = np.nonzero(seen.trajectory.stage >= number)[0]
    return int(seen.trajectory.years[there[0]]) - seen.start if len(there) else None
