"""The dimensions of alignment side by side: the same pairs and years on every ladder that enough is coded on.

They are never added up: alignment is comprehensive, and some sides of it are ahead of others.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from sim.ladder.assess import Trajectory, assess
from sim.ladder.events import Event
from sim.ladder.ladder import shipped

LEAST_BESIDE: Final = 5
"""Events that a dimension needs to stand beside the one under study: a few rows are no history of it."""

COLUMNS: Final = ("year", "pair", "dimension", "stage", "degree", "reach", "index")


def beside(trajectories: Sequence[Trajectory], events: Sequence[Sequence[Event]]) -> list[Trajectory]:
    """Score the same events, over the same years, on the other ladders that ship, where enough count."""
    return [
        assess(party_events, path.name, ladder, range(int(path.years[0]), int(path.years[-1]) + 1))
        for ladder in shipped().values()
        for path, party_events in zip(trajectories, events, strict=True)
        if ladder.name != path.ladder.name
        and sum(event.counts(ladder) for event in party_events) >= LEAST_BESIDE
    ]


def rows(trajectories: Sequence[Trajectory]) -> Iterator[dict[str, object]]:
    """Go through the rows of `dimensions.csv`: where a pair stands on each ladder, year by year."""
    for path in trajectories:
        for row in path.rows():
            cells = {**row, "dimension": path.ladder.name}
            yield {column: cells[column] for column in COLUMNS}
