"""Histories: what was observed of pairs, what was known of them at an origin, and what lay outside them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.ladder.assess import assess
from sim.ladder.events import Event, known_in
from sim.ladder.ladder import Ladder
from sim.scenario.drivers import Drivers
from sim.scenario.load import Case
from sim.scenario.schema import GroupTable
from sim.world.draws import draws_of
from sim.world.levels import Levels
from sim.world.rules import chance

Values = NDArray[np.float64]
Ladders = NDArray[np.int16]

LEAST_EVENTS: Final = 5
"""Military events that a pair needs to be forecast: below that there is no record to judge by."""


@dataclass(frozen=True)
class History:
    """The record of one pair of a case.

    Attributes
    ----------
    case, pair
        Their names.
    start
        First year.
    degrees
        The ladder as observed `[year, indicator]`.
    events
        The coded events of the pair.
    circumstances
        What drivers and shocks make bear on the pair, before any state acts `[year, quantity]`: common
        and mutual threat, interest, trust, dispute.
    ladder
        What it is measured on.
    """

    case: str
    pair: str
    start: int
    degrees: Ladders
    events: list[Event]
    circumstances: Values
    ladder: Ladder

    @property
    def end(self) -> int:
        """The last year."""
        return self.start + len(self.degrees) - 1


@dataclass(frozen=True)
class KnownAtOrigin:
    """What a forecaster may see at an origin: nothing that happened or was written down later.

    Attributes
    ----------
    pair, origin
        Whose ladder is forecast, and the last year known.
    degrees
        The ladder `[year up to the origin, indicator]`.
    events
        The events known, with no end date beyond the origin.
    ahead
        Circumstances of the years forecast `[lead, quantity]`: what is left of earlier shocks, or in
        conditional mode those that came.
    now
        Circumstances of the origin `[quantity]`.
    ladder
        What it is measured on.
    """

    pair: str
    origin: int
    degrees: Ladders
    events: list[Event]
    ahead: Values
    now: Values
    ladder: Ladder


def as_known(case: Case, origin: int) -> Case:
    """Return a scenario without what comes after a year: shocks, levels of drivers, members of groups."""
    shocks = [shock for shock in case.scenario.shocks if shock.span[1] <= origin]
    levels = {
        subject: known_levels
        for subject, path in case.drivers.values.items()
        if (known_levels := {year: value for year, value in path.items() if year <= origin})
    }
    groups = [_members_known(group, origin, case.scenario.end) for group in case.scenario.groups]
    scenario = case.scenario.model_copy(update={"shocks": shocks, "groups": groups})
    return replace(case, scenario=scenario, drivers=Drivers(levels))


def _members_known(group: GroupTable, origin: int, end: int) -> GroupTable:
    """Let no state join or leave a group after a year; who has yet to join stays in the group's name."""
    members = [
        member.model_copy(
            update={
                "first": end + 1 if member.first is not None and member.first > origin else member.first,
                "last": None if member.last is not None and member.last >= origin else member.last,
            }
        )
        for member in group.members
    ]
    return group.model_copy(update={"members": members})


def circumstances(case: Case) -> dict[str, Values]:
    """Return the circumstances of every pair, as drivers and shocks make them: `[year, quantity]`."""
    scenario = case.scenario
    levels = Levels([case], draws_of([scenario.seed], 0, 1))
    years = levels.years[1:]
    threat, interest, trust, dispute = (
        np.stack([levels.at(name, year)[..., 0] for year in years])
        for name in ("threat", "interest", "trust", "dispute")
    )
    threat = chance(threat)
    shares = [np.clip(level, 0, 1) for level in (interest, trust, dispute)]
    by_pair = {}
    for pair in scenario.pairs:
        i, j = (levels.codes.index(code) for code in pair.states)
        common = np.sqrt((threat[:, i] * threat[:, j]).sum(axis=-1))
        mutual = np.maximum(threat[:, i, j], threat[:, j, i])
        by_pair[pair.key] = np.stack([common, mutual, *(level[:, i, j] for level in shares)], axis=-1)
    return by_pair


def histories(case: Case) -> list[History]:
    """Return the records of all pairs of a case that have enough of one."""
    scenario = case.scenario
    years = range(scenario.start, case.covered.stop)
    outside = circumstances(case)
    records = []
    for pair in (table.key for table in scenario.pairs):
        events = case.events_of(pair)
        if sum(event.counts(case.ladder) for event in events) >= LEAST_EVENTS:
            degrees = assess(events, pair, case.ladder, years, fragility=False).degrees
            record = History(scenario.name, pair, scenario.start, degrees, events, outside[pair], case.ladder)
            records.append(record)
    return records


def known_at_origin(history: History, origin: int, horizon: int, outside: Values) -> KnownAtOrigin:
    """Return what is known of a history at an origin.

    Parameters
    ----------
    history
        The record.
    origin, horizon
        The last year known, and how many years are forecast.
    outside
        Circumstances of all its years `[year, quantity]`, as far as the mode lets them be seen.
    """
    now = origin - history.start
    return KnownAtOrigin(
        pair=history.pair,
        origin=origin,
        degrees=history.degrees[: now + 1],
        events=known_in(history.events, origin),
        ahead=outside[now + 1 : now + 1 + horizon],
        now=outside[now],
        ladder=history.ladder,
    )


def without_case(records: Sequence[History], case: str, pairs: Collection[str]) -> list[History]:
    """Leave out a case, and its pairs wherever else they occur."""
    return [history for history in records if history.case != case and history.pair not in pairs]
