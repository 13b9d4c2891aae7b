"""Checking any input file: a sweep, or what `sim.scenario.check` knows."""

from pathlib import Path

from sim.faults import Fault, InputError
from sim.reading import read_toml
from sim.scenario.check import check_case_file


def check_input(path: Path) -> list[Fault]:
    """Return all faults and warnings of a file, whatever kind of input it is."""
    if not is_sweep(path):
        return check_case_file(path)
    from sim.experiments.cost import caution
    from sim.experiments.design import read_sweep

    try:
        sweep = read_sweep(path)
    except InputError as error:
        return error.faults
    long_run = caution(sweep.cases, len(sweep.points))
    return [Fault(str(path), "", long_run, "time for that, or fewer", warning=True)] if long_run else []


def is_sweep(path: Path) -> bool:
    """Tell a sweep by its outcomes or its design, which no scenario has."""
    if path.suffix != ".toml":
        return False
    try:
        return bool({"outcomes", "design"} & set(read_toml(path)))
    except InputError:
        return False
