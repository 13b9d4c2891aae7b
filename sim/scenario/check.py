"""Checking any input file: scenario, events or drivers."""

from pathlib import Path

from sim.faults import Fault, InputError
from sim.ladder.events import read_events, warnings
from sim.reading import read_text
from sim.scenario.drivers import read_drivers
from sim.scenario.load import Case, load, scenario_path
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
        return warnings(read_events(path), str(path), _codes_beside(path) or ())
    if "quantity" in header:
        read_drivers(path, _codes_beside(path))
        return []
    expected = "a scenario (.toml), events (a column actors) or drivers (a column quantity)"
    return [Fault(str(path), "line 1", "no header of either", expected)]


def _codes_beside(path: Path) -> list[str] | None:
    case = case_of(path)
    return None if case is None else [state.code for state in case.scenario.states]


def case_of(path: Path) -> Case | None:
    """Return the case that a path names, or the one that a file stands beside, where a sound one does."""
    named = path.is_dir() or path.suffix == ".toml"
    scenario = scenario_path(path) if named else path.parent / SCENARIO_FILE
    try:
        return load(scenario) if scenario.is_file() else None
    except InputError:
        # Its own faults are told where it is checked itself.
        return None
