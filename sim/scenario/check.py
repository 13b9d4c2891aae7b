"""Checking any input file: scenario, events or drivers."""

from pathlib import Path

from sim.faults import Fault, InputError, read_text
from sim.ladder.events import read_events, warnings
from sim.scenario.drivers import read_drivers
from sim.scenario.load import load, scenario_path
from sim.scenario.merge import SCENARIO_FILE


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
        return warnings(read_events(path), str(path))
    if "quantity" in header:
        beside = path.parent / SCENARIO_FILE
        codes = [state.code for state in load(beside).scenario.states] if beside.is_file() else None
        read_drivers(path, codes)
        return []
    expected = "a scenario (.toml), events (a column actors) or drivers (a column quantity)"
    return [Fault(str(path), "line 1", "no header of either", expected)]
