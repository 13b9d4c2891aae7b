"""Checking any input file: a sweep, or what `sim.scenario.check` knows."""

from pathlib import Path

from sim.faults import Fault, InputError
from sim.reading import read_toml
from sim.scenario.check import check as check_scenario


def check(path: Path) -> list[Fault]:
    """Return all faults and warnings of a file, whatever kind of input it is."""
    if not is_sweep(path):
        return check_scenario(path)
    from sim.experiments.cost import caution
    from sim.experiments.design import read_sweep

    try:
        sweep = read_sweep(path)
    except InputError as error:
        return error.faults
    said = caution(sweep.cases, len(sweep.points))
    return [Fault(str(path), "", said, "time for that, or fewer", warning=True)] if said else []


def is_sweep(path: Path) -> bool:
    """Tell a sweep by its outcomes or its design, which no scenario has."""
    if path.suffix != ".toml":
        return False
    try:
        return bool({"outcomes", "design"} & set(read_toml(path)))
    except InputError:
        return False
