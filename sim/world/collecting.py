"""A life as users of Mesa know a model: with a DataCollector of where pairs stand and whom states fear."""

from collections.abc import Callable
from functools import partial

from mesa import DataCollector

from sim.ladder.stages import index, stages
from sim.scenario.load import Case
from sim.world.model import World
from sim.world.state import State


class Life(World):
    """One life of a scenario, which collects at the start and at the end of each year.

    Parameters
    ----------
    case
        A loaded scenario.
    life
        Its number: life 7 lives what is life 7 of `sim.run`.
    seed
        Instead of the scenario's own.

    Attributes
    ----------
    datacollector
        As `collector` makes it.
    """

    def __init__(self, case: Case, life: int = 0, seed: int | None = None):
        super().__init__(case, lives=1, first_life=life, seed=seed)
        self.datacollector = collector(self)
        self.datacollector.collect(self)

    def step(self) -> None:
        """Live one year, and collect."""
        super().step()
        self.datacollector.collect(self)


def collector(world: World) -> DataCollector:
    """Return a collector of the first life of a world; it reads what is there, and changes nothing.

    Of the model it reports `year` and, for each pair or group, `index CHN-RUS` (0 to 1) and `stage CHN-RUS`
    (its name); of each state its `code` and, for each state, `threat of USA` as it perceives it (0 to 1).
    """
    of_world: dict[str, str | Callable[[World], object]] = {"year": "year"}
    for position, party in enumerate(world.parties):
        of_world[f"index {party}"] = partial(_index, position)
        of_world[f"stage {party}"] = partial(_stage, position)
    of_state: dict[str, str | Callable[[State], object]] = {"code": "code"}
    of_state |= {f"threat of {code}": partial(_threat, n) for n, code in enumerate(world.codes)}
    return DataCollector(model_reporters=of_world, agent_reporters=of_state)


def _index(party: int, world: World) -> float:
    return float(index(world.degrees[party, :, :1])[0] / world.ladder.index_maximum)


def _stage(party: int, world: World) -> str:
    return world.ladder.stage_names[int(stages(world.degrees[party, :, :1], world.ladder).stage[0])]


def _threat(other: int, state: State) -> float | None:
    """Return the threat a state perceives from another; None from itself."""
    return None if other == state.position else float(state.threat[other, 0])
