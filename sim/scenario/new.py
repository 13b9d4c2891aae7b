"""A new case: a commented scenario filled from public figures, drivers, and an empty table of events."""

import re
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import jinja2

from sim.csv_tables import csv_bytes, csv_text
from sim.faults import Fault, InputError, nearest
from sim.ladder.event_files import COLUMNS
from sim.ladder.party import Party
from sim.scenario import facts, ties
from sim.scenario.drivers import COLUMNS as DRIVER_COLUMNS
from sim.scenario.parameters import of_world
from sim.scenario.schema import LONGEST_SPAN
from sim.scenario.strength import find_strengths

MOST_NAMED = 5
"""States up to which the title names them in full."""

MANY_STATES = 25
"""States beyond which most pairs have little to do with each other: parameters are then the world's."""

MOST_LISTED = 40
"""States up to which it lists their codes."""

FIGURES = {
    "military expenditure": "expenditure",
    "UN votes": "votes",
    "rivalries": "rivalries",
    "alliances": "treaties",
    "disputes": "disputes",
    "territorial claims": "claims",
    "trade": "trade",
    "arms exports": "industry",
    "borders": "borders",
}
"""What a scenario is filled with, and the table that has it."""


@dataclass
class Filled:
    """What a new scenario holds, and what its maker should know."""

    states: list[dict[str, Any]] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    threats: list[dict[str, Any]] = field(default_factory=list)
    drivers: list[tuple[object, ...]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    focus: str = ""


def new(folder: Path, names: list[str], start: int, end: int) -> tuple[list[Path], list[str]]:
    """Write a new case into a folder that is not there yet; return its files and what to know of them.

    Parameters
    ----------
    folder
        Where to.
    names
        States by their codes, older codes or names, or regions by their names, or `all`; the first two are
        the pair under study. Of a region come the states that are such in the first year.
    start, end
        First and last year.

    Raises
    ------
    InputError
        Where the folder holds something, a state is unknown, or years cannot be used.
    """
    many = {name: facts.states_of(name, start, end) for name in names if facts.code_of(name) is None}
    named = list(dict.fromkeys(each for name in names for each in many.get(name) or [name]))
    codes = _refuse(folder, named, start, end)
    draft = _draft(sorted(codes), start, end, each=any(many.values()))
    draft.focus = Party.pair(*codes[:2])
    draft.notes[:0] = [
        *(f"{name}: {len(states)} states in {start}" for name, states in many.items() if states),
        *(f"{name} is {code}" for name, code in zip(named, codes, strict=True) if name != code),
    ]
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(making, folder, draft, start, end)
        making.chmod(0o755)
        making.replace(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return sorted(folder.iterdir()), draft.notes


def _refuse(folder: Path, names: list[str], start: int, end: int) -> list[str]:
    """Return the codes of the states, where all can be used."""
    faults: list[Fault] = []
    codes: list[str] = []
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        faults.append(Fault(str(folder), "", "something there", "a folder that is new or empty"))
    if not re.fullmatch(r"[A-Za-z0-9_-]+", folder.resolve().name):
        faults.append(
            Fault("FOLDER", "", folder.resolve().name, "a name of letters, digits, hyphens and underscores")
        )
    try:
        codes = codes_of(names, "--states", facts.regions())
    except InputError as error:
        faults += error.faults
    if not (1 <= start <= end <= 9999 and end - start < LONGEST_SPAN):
        expected = f"a first year and a last not before it, of at most {LONGEST_SPAN} years"
        faults.append(Fault("--from, --to", "", f"{start} to {end}", expected))
    if faults:
        raise InputError(faults)
    return codes


def codes_of(names: list[str], option: str, regions: Collection[str] = ()) -> list[str]:
    """Return the codes of two or more states by their codes, older codes or names.

    Regions are those that a misspelt name may mean, where they may be named in place of states.

    Raises
    ------
    InputError
        Where a state is unknown, or one is named twice; faults stand at the option.
    """
    codes = [facts.code_of(name) for name in names]
    known_names = "states and regions" if regions else "states"
    expected = f"codes or names of {known_names} that are known, parted by commas"
    faults = [
        Fault(option, "", name or "an empty name", expected, _nearest(name, regions))
        for name, code in zip(names, codes, strict=True)
        if code is None
    ]
    known = [code for code in codes if code is not None]
    if not faults and len(set(known)) < max(2, len(codes)):
        faults.append(Fault(option, "", ",".join(names), "two or more different states"))
    if faults:
        raise InputError(faults)
    return known


def _nearest(name: str, regions: Collection[str]) -> str:
    """Return the code of the state whose code or name is nearest, and the name; or the nearest region."""
    near = nearest(name, [*facts.names(), *regions])
    code = facts.code_of(near) if near else None
    return f"{code}, {facts.known_states()[code].name_en}" if code else near


def _draft(codes: list[str], start: int, end: int, *, each: bool) -> Filled:
    draft = Filled(notes=[*_existence(codes, start, end), *_beyond_figures(start)])
    strong = find_strengths(codes, start, end, each=each)
    draft.drivers, draft.notes = strong.drivers, [*draft.notes, *strong.notes]
    for code in codes:
        state = facts.known_states()[code]
        draft.states.append(
            {"code": code, "name_en": state.name_en, "name_ar": state.name_ar, **vars(strong.states[code])}
        )
    threats: dict[tuple[str, str], ties.Reading] = {}
    for one, other in combinations(codes, 2):
        draft.pairs.append(_pair(one, other, start))
        reading = ties.threat(one, other, start, ties.allied(one, other, start))
        threats[one, other] = threats[other, one] = reading
    for by, of in permutations(codes, 2):
        reading = threats[by, of]
        if reading.value:
            draft.threats.append({"by": by, "of": of, "level": reading.value, "source": str(reading)})
    rows, notes = ties.drivers(codes, start, end)
    draft.drivers, draft.notes = [*draft.drivers, *rows], [*draft.notes, *notes]
    return draft


def _existence(codes: list[str], start: int, end: int) -> Iterator[str]:
    """Say which states are none in some of the years, and whose figures a record has before its own."""
    records = [facts.record_of(code) for code in codes]
    for code in codes:
        state = facts.known_states()[code]
        absent = [year for year in range(start, end + 1) if not state.spell(year)]
        if absent:
            yield f"{code} ({state.name_en}): no state in {facts.spans(absent)} (Correlates of War)"
        first, last = max(state.when[0], facts.covered("expenditure")[0]), state.when[1]
        if state.was and start <= last and end >= first and records.count(state.record) == 1:
            yield f"{code} ({state.name_en}): the figures of {first}-{last} are those of: {state.was}"


def _beyond_figures(start: int) -> Iterator[str]:
    """Say which figures there are none of at the start."""
    known = {figures: facts.covered(table) for figures, table in FIGURES.items()}
    early = [f"{figures} (from {first} on)" for figures, (first, _) in known.items() if start < first]
    late = [f"{figures} (up to {last})" for figures, (_, last) in known.items() if start > last + 1]
    if early or late:
        yield f"for {start} there are no figures of " + ", ".join([*early, *late])


def _pair(one: str, other: str, start: int) -> dict[str, Any]:
    near, allies = facts.proximity(one, other, start), ties.allied(one, other, start)
    readings = {
        "interest": ties.interest(one, other, start),
        "trust": ties.trust(one, other, start, allies),
        "dispute": ties.dispute(one, other, start),
        "interdependence": ties.interdependence(one, other, start),
    }
    sources = [f"proximity: {near[1] if near else 'no figure, judge'}"]
    sources += [f"{quantity}: {reading}" for quantity, reading in readings.items()]
    return {
        "states": (one, other),
        "proximity": near[0] if near else None,
        **{quantity: reading.value for quantity, reading in readings.items()},
        "source": "; ".join(sources),
    }


def _write(making: Path, folder: Path, draft: Filled, start: int, end: int) -> None:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sim.scenario", "."), trim_blocks=True, keep_trailing_newline=True
    )
    name = "name_en" if len(draft.states) <= MOST_NAMED else "code"
    names = ", ".join(state[name] for state in draft.states)
    if len(draft.states) > MOST_LISTED:
        names = f"{len(draft.states)} states"
    text = environment.get_template("new.toml").render(
        folder=folder,
        name=folder.resolve().name.lower().replace("_", "-"),
        title=f"{names}, {start}-{end}",
        start=start,
        end=end,
        drivers=draft.drivers,
        focus=draft.focus,
        parameters=of_world() if len(draft.states) > MANY_STATES else {},
        states=draft.states,
        pairs=draft.pairs,
        threats=draft.threats,
    )
    (making / "scenario.toml").write_text(text, encoding="utf-8")
    _table(making / "events.csv", COLUMNS, [])
    if draft.drivers:
        _table(making / "drivers.csv", (*DRIVER_COLUMNS, "source"), draft.drivers)


def _table(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    path.write_bytes(csv_bytes(csv_text([header, *rows])))
