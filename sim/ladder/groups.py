"""Groups of three or more states: scored together as one ladder, and pair by pair."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from sim.ladder.assess import Trajectory, assess, default_years
from sim.ladder.events import Event, of_pair
from sim.ladder.rules import GROUP_QUORUM, STAGES, WINDOWS


def group_name(members: Sequence[str]) -> str:
    """Label a group by its members' codes, `A+B+C`."""
    return "+".join(sorted(members))


def of_group(events: Sequence[Event], members: Sequence[str], quorum: float = GROUP_QUORUM) -> list[Event]:
    """Select the events in which at least a quorum of the members, and at least two, take part."""
    least = max(2, math.ceil(quorum * len(members) - 1e-9))
    return [event for event in events if len(set(members) & set(event.actors)) >= least]


def assess_group(
    events: Sequence[Event],
    members: Sequence[str],
    years: range | None = None,
    windows: Sequence[int] = WINDOWS,
) -> tuple[Trajectory, list[Trajectory]]:
    """Score a group together, and each pair of its members, over the same years."""
    pairs = list(combinations(sorted(members), 2))
    involved = [event for event in events if any(set(pair) <= set(event.actors) for pair in pairs)]
    years = default_years(involved) if years is None else years
    together = assess(of_group(events, members), group_name(members), years, windows)
    pairwise = [assess(of_pair(events, pair), "-".join(pair), years, windows) for pair in pairs]
    return together, pairwise


def group_rows(name: str, pairwise: Sequence[Trajectory]) -> Iterator[dict[str, object]]:
    """Go through the rows of `group.csv`: weakest and median stage (the lower of two), share at each."""
    standing = np.sort(np.stack([pair.stage for pair in pairwise]), axis=0)
    for t, year in enumerate(pairwise[0].years):
        column = standing[:, t]
        yield {
            "year": int(year),
            "group": name,
            "weakest": STAGES[column[0]],
            "median": STAGES[column[(len(column) - 1) // 2]],
            **{stage: round(float((column == n).mean()), 4) for n, stage in enumerate(STAGES)},
        }
