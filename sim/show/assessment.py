"""What is assessed in one go, what is warned of it, and its figures."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.faults import Fault
from sim.ladder.assess import Trajectory
from sim.ladder.events import Event
from sim.ladder.groups import Group
from sim.ladder.ladder import Ladder

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_DRAWN: Final = 60
"""Pairs with a figure of their own; all stand in the tables."""


@dataclass(frozen=True)
class Assessment:
    """What a file of events says of pairs, or of a group and its pairs.

    Attributes
    ----------
    path
        The file, or the scenario or folder that names the files.
    ladder
        The ladder they are scored on.
    trajectories
        Of each pair; of a group first the group together.
    events
        Those each trajectory rests on, in the same order.
    group
        The group, or None.
    beside
        The same over the same years on the other ladders that ship, where enough events count: dimensions
        stand side by side and are never added up.
    """

    path: Path
    ladder: Ladder
    trajectories: list[Trajectory]
    events: list[list[Event]]
    group: Group | None
    beside: list[Trajectory]

    @property
    def named(self) -> list[str]:
        """What its folder is named by."""
        return [self.path.parent.resolve().name, self.path.stem]

    def on(self, ladder: Ladder) -> list[tuple[Trajectory, list[Event]]]:
        """Return the trajectories on a ladder, each with its events."""
        own = dict(zip((path.name for path in self.trajectories), self.events, strict=True))
        scored = [path for path in (*self.trajectories, *self.beside) if path.ladder == ladder]
        return [(path, own[path.name]) for path in scored]

    @property
    def ladders(self) -> list[Ladder]:
        """The ladders that anything is scored on, the one under study first."""
        found = {path.ladder.name: path.ladder for path in (*self.trajectories, *self.beside)}
        return list(found.values())


def cautions(assessment: Assessment) -> list[Fault]:
    """Warn of figures that are not drawn, and of years after all that is coded: they show what lasts."""
    return [*_drawn_apart(assessment), *_beyond(assessment)]


def _drawn_apart(assessment: Assessment) -> list[Fault]:
    count = len(assessment.trajectories)
    if count <= MOST_DRAWN:
        return []
    expected = f"{MOST_DRAWN} at most: those with the most events are drawn, --pair draws any other"
    return [Fault(str(assessment.path), "", f"{count:,} figures", expected, warning=True)]


def _beyond(assessment: Assessment) -> list[Fault]:
    coded = max(
        event.last_active_year
        for events in assessment.events
        for event in events
        if event.counts(assessment.ladder)
    )
    last = max(int(trajectory.years[-1]) for trajectory in assessment.trajectories)
    if last <= coded:
        return []
    expected = f"years to {coded}, the last with a coded event: later ones show what would last by itself"
    return [Fault("--to", "", str(last), expected, warning=True)]


def _most_coded(assessment: Assessment) -> list[Trajectory]:
    """Return the trajectories of a group and of the pairs with the most events, which have figures."""
    order = sorted(
        range(len(assessment.events)),
        key=lambda n: (n > 0 or not assessment.group, -len(assessment.events[n])),
    )
    return [assessment.trajectories[n] for n in sorted(order[:MOST_DRAWN])]


def drawings(assessment: Assessment) -> dict[str, Callable[[], "Figure"]]:
    """Return what draws each figure: trajectories in which anything is live, and dimensions beside them."""
    from sim.show import ladder_figures
    from sim.show.answer import naming_of_record

    naming = naming_of_record(assessment.path)
    pictures: dict[str, Callable[[], Figure]] = {}
    for path in _most_coded(assessment):
        beside = [other for other in assessment.beside if other.name == path.name]
        if path.reach.any():
            pictures[f"trajectory-{path.name}"] = partial(ladder_figures.trajectory, path, naming)
        if beside:
            pictures[f"dimensions-{path.name}"] = partial(ladder_figures.dimensions, [path, *beside], naming)
    return pictures
