"""Groups of states: scored together as one ladder, and pair by pair."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.ladder.assess import Trajectory, assess, default_years
from sim.ladder.events import Event, by_pair
from sim.ladder.ladder import Ladder
from sim.ladder.party import Party
from sim.ladder.rules import GROUP_QUORUM


@dataclass(frozen=True)
class Member:
    """A member of a group, from its first to its last year; None where it was there all along."""

    code: str
    first: int | None = None
    last: int | None = None

    def belongs(self, year: int) -> bool:
        """Tell whether it is a member in a year."""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


@dataclass(frozen=True)
class Group:
    """A group of states and the share of them that makes an act the group's own."""

    name: str
    members: tuple[Member, ...]
    quorum: float = GROUP_QUORUM

    @classmethod
    def of(cls, codes: Sequence[str], quorum: float = GROUP_QUORUM) -> "Group":
        """Make a group whose members never change, named by their codes."""
        return cls(Party.group(codes), tuple(Member(code) for code in codes), quorum)

    @property
    def label(self) -> str:
        """The codes of all that were ever members, `A+B+C`."""
        return Party.group(member.code for member in self.members)

    def codes(self, year: int) -> list[str]:
        """Return the codes of the members in a year, in alphabetical order."""
        return sorted(member.code for member in self.members if member.belongs(year))

    def pairs(self, year: int) -> list[tuple[str, str]]:
        """Return the pairs of the members in a year."""
        return list(combinations(self.codes(year), 2))

    def least(self, year: int) -> int:
        """Return how many members must take part in a year: the quorum of them, and at least two."""
        return max(2, math.ceil(self.quorum * len(self.codes(year)) - 1e-9))


def of_group(events: Sequence[Event], group: Group) -> list[Event]:
    """Select the events in which enough of the members of their year take part."""
    return [e for e in events if len(set(group.codes(e.year)) & set(e.actors)) >= group.least(e.year)]


def assess_group(
    events: Sequence[Event],
    group: Group,
    ladder: Ladder,
    years: range | None = None,
) -> tuple[Trajectory, list[Trajectory]]:
    """Score a group together, and each pair of all its members, over the same years."""
    members = sorted(member.code for member in group.members)
    involved = [event for event in events if len(set(members) & set(event.actors)) > 1]
    years = default_years(involved, ladder) if years is None else years
    together = assess(of_group(events, group), group.label, ladder, years)
    shared = by_pair(events)
    pairwise = [
        assess(shared.get(pair, []), Party.pair(*pair), ladder, years) for pair in combinations(members, 2)
    ]
    return together, pairwise


def group_rows(group: Group, pairwise: Sequence[Trajectory]) -> Iterator[dict[str, object]]:
    """Go through the rows of `group.csv`: weakest and median stage (the lower of two), share at each.

    Years with fewer than two members have no row.
    """
    stage = {pair.name: pair.stage for pair in pairwise}
    names = pairwise[0].ladder.stage_names
    for t, year in enumerate(pairwise[0].years):
        pairs = [Party.pair(*pair) for pair in group.pairs(int(year))]
        if pairs:
            weakest, median, counts = weakest_and_median(
                np.array([[stage[pair][t]] for pair in pairs]), len(names)
            )
            yield {
                "year": int(year),
                "group": group.label,
                "weakest": names[weakest[0]],
                "median": names[median[0]],
                **{name: round(int(counts[n, 0]) / len(pairs), 4) for n, name in enumerate(names)},
            }


def weakest_and_median(
    stage: NDArray[np.integer],
    stages: int,
) -> tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.int_]]:
    """Sum up the stages of a group's pairs `[pair, life]`, of so many stages with none.

    Returns
    -------
    The weakest and the median (of an even number the lower) `[life]`, and how many pairs stand at each
    stage `[stage, life]`.
    """
    order = np.sort(stage, axis=0)
    counts = np.stack([(stage == number).sum(axis=0) for number in range(stages)])
    return order[0], order[(len(order) - 1) // 2], counts
