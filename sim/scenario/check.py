"""Checking any input file, and what of a scenario still waits to be judged."""

import re
from collections.abc import Iterator
from pathlib import Path

from sim.csv_tables import table_text
from sim.faults import Fault, InputError
from sim.ladder.event_files import candidates_in, read_events, read_rows
from sim.ladder.hardly_meant import warnings
from sim.ladder.ladder import MILITARY, read_ladder
from sim.plain import first_of
from sim.reading import read_toml
from sim.scenario.drivers import read_drivers, table_of
from sim.scenario.load import Case, load, scenario_path
from sim.scenario.merge import SCENARIO_FILE
from sim.scenario.values import KEYS

MOST_NAMED = 8
"""Names listed of one quantity."""


def check_case_file(path: Path) -> list[Fault]:
    """Return all faults and warnings of a file, whatever kind of input it is."""
    try:
        return _warnings_of(scenario_path(path))
    except InputError as error:
        return error.faults


def _warnings_of(path: Path) -> list[Fault]:
    if path.suffix == ".toml" and "indicators" in read_toml(path):
        read_ladder(path)
        return []
    if path.suffix == ".toml":
        return load(path).warnings
    header = table_text(path).partition("\n")[0]
    if "actors" in header:
        case = case_of(path)
        ladder = MILITARY if case is None else case.ladder
        return warnings(read_events(path, ladder), str(path), _codes_beside(path) or (), ladder)
    if "quantity" in header:
        read_drivers(path, _codes_beside(path))
        return []
    expected = "a scenario or a ladder (.toml), events (a column actors) or drivers (a column quantity)"
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


def to_judge(path: Path) -> str:
    """Say how many values of a scenario still stand as `judge` in their source, and which; empty if none."""
    case = case_of(path) if path.is_dir() or path.suffix == ".toml" else None
    if case is None:
        return ""
    names_by_quantity: dict[str, list[str]] = {}
    for quantity, name in [*_judged_tables(case), *_judged_drivers(case)]:
        names_by_quantity.setdefault(quantity, []).append(name)
    if not names_by_quantity:
        return ""
    listed = "; ".join(
        f"{quantity} of {first_of(names, MOST_NAMED)}" for quantity, names in names_by_quantity.items()
    )
    count = sum(map(len, names_by_quantity.values()))
    return (
        f"{case.path}: {count} values still stand as 'judge', at a cautious default: {listed}. "
        "Where you have judged, let the source say why in place of the word"
    )


def candidates_left(path: Path) -> list[str]:
    """Say of each file of events how many candidates are to be judged, and how many are accepted by rule."""
    case = case_of(path) if path.is_dir() or path.suffix == ".toml" else None
    files = [path] if path.is_file() and path.suffix != ".toml" else case.events_paths if case else []
    notes = []
    for file in files:
        if "actors" not in table_text(file).partition("\n")[0]:
            continue
        waiting, by_rule = candidates_in(read_rows(file, MILITARY if case is None else case.ladder))
        if waiting:
            notes.append(
                f"{file}: {waiting} candidates are left to judge: they do not count before accept says yes"
            )
        if by_rule:
            notes.append(f"{file}: {by_rule} candidates are accepted by rule: no coder has read them")
    return notes


def _judged_tables(case: Case) -> Iterator[tuple[str, str]]:
    for kind, key in KEYS.items():
        for table in getattr(case.scenario, kind):
            for clause in (table.source or "").split(";"):
                if re.search(r"\bjudge\b", clause):
                    words = re.findall(r"\w+", clause.partition(":")[0])
                    quantities = [word for word in words if word in type(table).model_fields]
                    for quantity in quantities or [kind.removesuffix("s")]:
                        yield quantity, getattr(table, key)


def _judged_drivers(case: Case) -> Iterator[tuple[str, str]]:
    if case.drivers_path is not None:
        table = table_of(case.drivers_path)
        for _, cells in table.rows:
            row = dict(zip(table.header, cells, strict=True))
            if re.search(r"\bjudge\b", row.get("source", "")):
                yield f"{row['quantity']} in drivers", f"{row['subject']} {row['year']}"
