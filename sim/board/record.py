"""What was observed of a pair, and the events that each cell of its ladder rests on."""

from collections.abc import Sequence

from sim.ladder.assess import Trajectory, evidence
from sim.ladder.events import Event
from sim.scenario.load import Case

Cell = tuple[int, int]
"""A year, and the number of an indicator."""


def cells(case: Case, pair: str, trajectory: Trajectory) -> dict[Cell, list[Event]]:
    """Return the events that each cell of a trajectory rests on."""
    events = case.events_of(pair)
    by_id = {event.id: event for event in events}
    grounds: dict[Cell, list[Event]] = {}
    for ground in evidence(events, trajectory):
        grounds.setdefault((ground.year, ground.indicator), []).append(by_id[ground.event])
    return grounds


def statements(case: Case, pair: str, year: int, indicator: int) -> Sequence[Event]:
    """Return what was only said about an indicator in a year: context, which changes no degree."""
    return [
        event
        for event in case.events_of(pair)
        if event.year == year and event.indicator == str(indicator) and event.basis == "statement"
    ]
