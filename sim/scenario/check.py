"""Checking any input file: scenario, events or drivers."""

from pathlib import Path

from sim.faults import Fault, InputError, read_text
from sim.ladder.events import read_events, warnings
from sim.scenario.drivers import read_drivers
from sim.scenario.load import load, scenario_path
from sim.scenario.merge import SCENARIO_FILE
from sim.scenario.schema import StateTable


def check(path: Path) -> list[Fault]:
    """Return all faults and warnings of a file, whatever kind of input it is."""
    try:
        return _check(scenario_path(path))
    except InputError as error:
        return error.faults


def _check(path: Path) -> list[Fault]:
    if path.suffix == ".toml":
        return load(path).warnings
    header = read_text(path).partition("\n")[0]
    if "actors" in header:
        return warnings(read_events(path), str(path), _codes_beside(path) or ())
    if "quantity" in header:
        read_drivers(path, _codes_beside(path))
        return []
    expected = "a scenario (.toml), events (a column actors) or drivers (a column quantity)"
    return [Fault(str(path), "line 1", "no header of either", expected)]


def _codes_beside(path: Path) -> list[str] | None:
    states = states_beside(path)
    return None if states is None else [state.code for state in states]


def states_beside(path: Path) -> list[StateTable] | None:
    """Return the states of the scenario that stands beside a file, where a sound one does."""
    beside = path.parent / SCENARIO_FILE
    try:
        return load(beside).scenario.states if beside.is_file() else None
    except InputError:
        # Its own faults are told where it is checked itself.
        return None
