"""Loading a scenario: every fault of it in one go, or a case ready to run."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, permutations
from math import isfinite
from pathlib import Path
from typing import Any, Final

import tomli_w
from pydantic import ValidationError

from sim.csv_tables import table_text
from sim.faults import Fault, InputError, from_pydantic, nearest, shown
from sim.ladder.event_files import events_csv, read_layers
from sim.ladder.events import Event, by_pair, check_burden
from sim.ladder.groups import of_group
from sim.ladder.hardly_meant import warnings
from sim.ladder.ladder import MILITARY, Ladder, ladder_toml, read_ladder, shipped
from sim.ladder.party import Party
from sim.reading import is_folder, parse_value
from sim.scenario.bundled import case_path
from sim.scenario.drivers import Drivers, read_drivers
from sim.scenario.facts import spans
from sim.scenario.merge import (
    SCENARIO_FILE,
    SET,
    Draft,
    Entry,
    Origin,
    case_folder,
    inside,
    opened,
    read_draft,
    set_value,
)
from sim.scenario.parameters import PARAMETERS
from sim.scenario.posterior import Posterior, read_posterior
from sim.scenario.schema import TABLES, Head, PairTable, Scenario, Shock, Table, ThreatTable


@dataclass(frozen=True)
class Case:
    """A scenario with all that it reads.

    Attributes
    ----------
    scenario
        Everything it extends taken in, every pair and parameter present.
    path, folder
        The file, and the folder of the case it belongs to.
    observed
        Coded events; empty where it names none.
    drivers
        Yearly levels.
    events_paths, drivers_path
        The files they were read from; events may come in layers, one file each.
    posterior
        Parameter sets of which each life draws one, for the parameters that are not given otherwise.
    ladder
        What alignment is measured on.
    warnings
        What is doubtful but no fault.
    """

    scenario: Scenario
    path: Path
    folder: Path
    observed: list[Event] = field(default_factory=list)
    drivers: Drivers = field(default_factory=Drivers)
    events_paths: Sequence[Path] = ()
    drivers_path: Path | None = None
    posterior: Posterior | None = None
    ladder: Ladder = MILITARY
    warnings: list[Fault] = field(default_factory=list)

    @property
    def lies_ahead(self) -> bool:
        """Whether the scenario begins after all that is coded: nothing observed can then stand beside it."""
        return bool(self.observed) and self.scenario.start > max(e.last_active_year for e in self.observed)

    @property
    def covered(self) -> range:
        """Years of the scenario that its record covers: in no other can what was observed stand beside it.

        A record reaches from the first year in which an event of the ladder, statements apart, is dated to
        the last in which one is dated or, being practice, still runs; or as far as the scenario says.
        """
        counted = [event for event in self.observed if event.counts(self.ladder)]
        if not counted:
            return range(0)
        first, last = self.scenario.record or (
            min(event.year for event in counted),
            max(event.last_active_year for event in counted),
        )
        return range(max(first, self.scenario.start), min(last, self.scenario.end) + 1)

    @property
    def language(self) -> str | None:
        """The language that its scenario asks to be shown in; None where it asks for none."""
        return None if self.scenario.display is None else self.scenario.display.lang

    def events_of(self, party: str) -> list[Event]:
        """Select the observed events of a pair by its name, or of a group by its label."""
        groups = {table.group.label: table.group for table in self.scenario.groups}
        if party in groups:
            return of_group(self.observed, groups[party])
        return self._shared.get(party, [])

    @cached_property
    def _shared(self) -> dict[str, list[Event]]:
        return {Party.pair(*pair): events for pair, events in by_pair(self.observed).items()}


def pair_under_study(case: Case) -> str:
    """Return the pair that answers and figures put first, by its name."""
    if case.scenario.focus is not None:
        return case.scenario.focus
    return Party.pair(*(state.code for state in case.scenario.states[:2]))


def same_ladder(cases: Sequence[Case]) -> list[Fault]:
    """Refuse cases that stand beside one another and are measured on different ladders."""
    first = cases[0]
    expected = f"the ladder of {first.scenario.name}, {first.ladder.name}, with the same windows"
    return [
        Fault(str(case.path), "ladder", f"the ladder {case.ladder.name}", expected)
        for case in cases
        if case.ladder != first.ladder
    ]


def scenario_path(path: Path) -> Path:
    """Return the scenario file that a file or folder names."""
    return path / SCENARIO_FILE if is_folder(path) else path


def load(
    path: str | Path, sets: Sequence[str] = (), posterior: Path | None = None, held_out: bool = False
) -> Case:
    """Load a scenario file, or the `scenario.toml` of a folder, with values and parameter sets on top.

    Parameters
    ----------
    path
        The file or folder; in words also the name of a case that ships.
    sets
        Values, each `KEY=VALUE`, or `--OPTION=VALUE` where it was given by an option of its own.
    posterior
        A file of parameter sets, instead of one that the scenario names.
    held_out
        Take from it the sets that have not learnt from the case, where it has such.

    Raises
    ------
    InputError
        With every fault of the scenario, its events and its drivers.
    """
    path = scenario_path(case_path(Path(path)) if isinstance(path, str) else path)
    folder = case_folder(path)
    draft = read_draft(path, folder)
    for assignment in sets:
        _set(draft, assignment)
    tables = {kind: list(_validated(draft, kind)) for kind in TABLES}
    head = _validated_head(draft)
    ladder = _ladder(draft, folder, path)
    _cross_check(draft, head, tables, ladder)
    cautions = _check_parameters(draft)
    events_paths = _named_files(draft, folder, path, "events")
    drivers_path, named_posterior = (
        next(iter(_named_files(draft, folder, path, key)), None) for key in ("drivers", "posterior")
    )
    observed, drivers = _read(draft, events_paths, drivers_path, ladder, cautions)
    drawn = _posterior(draft, posterior or named_posterior, held_out)
    if draft.faults or head is None:
        raise InputError(draft.faults)
    scenario = _complete(head, tables, draft.parameters)
    case = Case(
        scenario, path, folder, observed, drivers, events_paths, drivers_path, drawn, ladder, cautions
    )
    parties = [(case.events_of(party), case.covered) for party in scenario.parties]
    check_burden(parties, ", ".join(map(str, events_paths)), "a shorter span, or fewer events")
    cautions += _uncovered(case)
    return case


def _uncovered(case: Case) -> list[Fault]:
    """Warn of years that are not scored, because the record does not cover them."""
    scenario, covered = case.scenario, case.covered
    if not case.observed or scenario.counterfactual or case.lies_ahead:
        return []
    years = range(scenario.start, scenario.end + 1)
    bare = [year for year in years if year not in covered]
    if not bare:
        return []
    found = f"a record of {spans(covered)}" if covered else f"no {case.ladder.name} event that it covers"
    expected = (
        f"one of {spans(years)}: nothing is scored in {spans(bare)} (record = [first, last] in the "
        "scenario says which years were coded, quiet ones too)"
    )
    return [Fault(str(case.path), "start, end", found, expected, warning=True)]


def _posterior(draft: Draft, path: Path | None, held_out: bool) -> Posterior | None:
    """Read parameter sets; what the scenario itself names is not drawn."""
    fold = str(draft.head.get("name")) if held_out else ""
    try:
        return read_posterior(path, fold).without(draft.parameters) if path is not None else None
    except InputError as error:
        draft.faults += error.faults
    return None


def _set(draft: Draft, assignment: str) -> None:
    path, equals, text = assignment.partition("=")
    if not equals:
        raise InputError([Fault("--set", assignment, "no value", "KEY=VALUE, such as parameters.threat=2.0")])
    name = path.strip()
    # What has an option of its own is told of by its name.
    origin = Origin(name) if name.startswith("--") else SET
    set_value(draft, name.removeprefix("--"), parse_value(text, origin.file), origin)


def _validated(draft: Draft, kind: str) -> Iterator[tuple[Entry, Any]]:
    model: type[Table] = TABLES[kind]
    for entry in draft.tables[kind]:
        try:
            yield entry, model.model_validate(entry.raw)
        except ValidationError as error:
            for key, fault in _by_key(error, model.model_fields):
                # A rule over a whole table shows its key, not all of its content.
                found = fault.found if key else (entry.key or "a table")
                draft.faults.append(entry.fault(kind, key, found, fault.expected, fault.nearest))


def _validated_head(draft: Draft) -> Head | None:
    try:
        return Head.model_validate(draft.head)
    except ValidationError as error:
        for key, fault in _by_key(error, [*Head.model_fields, "extends", "drop", *TABLES, "parameters"]):
            found = fault.found if key else f"{draft.head.get('start')} to {draft.head.get('end')}"
            draft.refuse(key or "start, end", found, fault.expected, fault.nearest)
    return None


def _by_key(error: ValidationError, valid: Iterable[str]) -> Iterator[tuple[str, Fault]]:
    """Go through pydantic's faults, each with the key it is of; an empty one for a whole table."""
    faults = from_pydantic(error, "", "", valid)
    keys = (str(problem["loc"][0]) if problem["loc"] else "" for problem in error.errors())
    return zip(keys, faults, strict=True)


def _cross_check(
    draft: Draft, head: Head | None, tables: dict[str, list[tuple[Entry, Any]]], ladder: Ladder
) -> None:
    codes = [entry.key for entry in draft.tables["states"]]
    meant = {code.upper() for code in codes}
    if len(codes) < 2:
        draft.refuse("states", f"{len(codes)} tables [[states]]", "two or more")
    for kind in ("pairs", "threats", "shocks", "groups"):
        for entry, table in tables[kind]:
            for key, code in _states_named(table):
                if code not in meant:
                    expected, near = "a state of the scenario", nearest(code, codes)
                    draft.faults.append(entry.fault(kind, key, f"no state {code}", expected, near))
    _check_focus(draft, head, codes)
    _check_rungs(draft, tables, ladder)
    _check_shocks(draft, head, tables["shocks"])
    labels: dict[str, str] = {}
    for entry, table in tables["groups"]:
        same = labels.setdefault(table.group.label, table.name)
        if same != table.name:
            draft.faults.append(entry.fault("groups", "members", f"the members of {same}", "other states"))
        if table.name in (Party.pair(*pair) for pair in combinations(codes, 2)):
            draft.faults.append(
                entry.fault("groups", "name", table.name, "a name that no pair of states has")
            )


def _check_rungs(draft: Draft, tables: dict[str, list[tuple[Entry, Any]]], ladder: Ladder) -> None:
    """Refuse what names another number of indicators than the ladder has."""
    for entry, pair in tables["pairs"]:
        if pair.ladder is not None and len(pair.ladder) != len(ladder):
            expected = f"{len(ladder)}, one for each indicator"
            draft.faults.append(entry.fault("pairs", "ladder", f"{len(pair.ladder)} degrees", expected))
    for entry, shock in tables["shocks"]:
        if (shock.indicator or 1) > len(ladder):
            expected = f"one of the {ladder.name} ladder, 1 to {len(ladder)}"
            draft.faults.append(entry.fault("shocks", "indicator", shown(shock.indicator), expected))


def _check_focus(draft: Draft, head: Head | None, codes: Sequence[str]) -> None:
    pairs = [Party.pair(*pair) for pair in combinations(codes, 2)]
    if head is None or head.focus is None or not pairs:
        return
    named = Party.read(head.focus)
    if named not in pairs:
        expected = f"a pair of the scenario's states, such as {pairs[0]}"
        draft.refuse("focus", shown(head.focus), expected, nearest(named, pairs))


def _states_named(table: Any) -> list[tuple[str, str]]:
    """Return the states a pair, threat or shock names, each with the key that names it."""
    lists = [(key, code) for key in ("states", "pair") for code in getattr(table, key, None) or ()]
    lists += [("members", member.code) for member in getattr(table, "members", ())]
    return lists + [(key, getattr(table, key)) for key in ("by", "of", "state") if getattr(table, key, None)]


def _check_shocks(draft: Draft, head: Head | None, shocks: list[tuple[Entry, Shock]]) -> None:
    first: dict[str, Shock] = {}
    for entry, shock in shocks:
        other = first.setdefault(shock.id, shock)
        if (other.span, other.chance, other.scale) != (shock.span, shock.chance, shock.scale):
            expected = "the same year, chance and scale in all effects that share an id"
            draft.faults.append(entry.fault("shocks", "", f"{shock.id} given twice", expected))
    start, end = (head.start, head.end) if head else (draft.head.get("start"), draft.head.get("end"))
    if type(start) is not int or type(end) is not int or not start <= end:
        return
    for entry, shock in shocks:
        if shock.span[0] < start or shock.span[1] > end:
            key = "year" if shock.year is not None else "years"
            found = shown(shock.year if shock.year is not None else shock.years)
            draft.faults.append(entry.fault("shocks", key, found, f"within {start} to {end}"))


def _check_parameters(draft: Draft) -> list[Fault]:
    """Refuse unknown and impossible parameters; return warnings of implausible ones."""
    cautions = []
    for name, value in draft.parameters.items():
        path = f"parameters.{name}"
        if name not in PARAMETERS:
            draft.refuse(
                path, f"unknown parameter {name}", "a parameter of the model", nearest(name, PARAMETERS)
            )
            continue
        p = PARAMETERS[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            draft.refuse(path, shown(value), "a finite number")
        elif not p.least <= value <= p.most:
            draft.refuse(path, shown(value), f"a value from {p.least:g} to {p.most:g}")
        elif not p.low <= value <= p.high:
            expected = f"a plausible value, {p.low:g} to {p.high:g}"
            cautions.append(replace(draft.fault(path, shown(value), expected), warning=True))
    weights = [
        draft.parameters.get(name, PARAMETERS[name].default) for name in ("power", "threat", "interest")
    ]
    if all(weight == 0 for weight in weights):
        draft.refuse("parameters", "power, threat and interest all 0", "one weight above 0")
    return cautions


def _ladder(draft: Draft, folder: Path, path: Path) -> Ladder:
    """Return the ladder that a scenario names; the default where it names none, or none that is sound."""
    name = draft.head.get("ladder", MILITARY.name)
    if not isinstance(name, str):
        return MILITARY
    if name in shipped():
        return shipped()[name]
    if not name.endswith(".toml"):
        expected = f"a file in the case's folder, or one of {', '.join(shipped())}"
        draft.refuse("ladder", f"no ladder {shown(name)}", expected, nearest(name, shipped()))
        return MILITARY
    file = _named_file(draft, folder, path, "ladder", name)
    try:
        return MILITARY if file is None else read_ladder(file)
    except InputError as error:
        draft.faults += error.faults
    return MILITARY


def _named_files(draft: Draft, folder: Path, path: Path, key: str) -> list[Path]:
    """Find the files that a key names, one or a list; what is no name is refused elsewhere."""
    named = draft.head.get(key)
    names = [name for name in (named if isinstance(named, list) else [named]) if isinstance(name, str)]
    files = [_named_file(draft, folder, path, key, name) for name in names]
    return [file for file in files if file is not None]


def _named_file(draft: Draft, folder: Path, path: Path, key: str, name: str) -> Path | None:
    file = inside(folder, path.resolve().parent, name)
    if file is None:
        draft.refuse(key, shown(name), "a file in the case's folder or below it")
    elif not file.is_file():
        kind = {"posterior": "Parquet", "ladder": "TOML"}.get(key, "CSV")
        endings = (kind.lower(), "xlsx") if kind == "CSV" else (kind.lower(),)
        beside = (entry.name for ending in endings for entry in file.parent.glob(f"*.{ending}"))
        near = nearest(file.name, beside)
        draft.refuse(key, f"no file {name}", f"a {kind} file", near)
    else:
        return opened(path.parent / name, file)
    return None


def _read(
    draft: Draft,
    events_paths: Sequence[Path],
    drivers_path: Path | None,
    ladder: Ladder,
    cautions: list[Fault],
) -> tuple[list[Event], Drivers]:
    observed, drivers = [], Drivers()
    try:
        observed = read_layers(events_paths, ladder)
        codes = [entry.key for entry in draft.tables["states"]]
        cautions += warnings(observed, ", ".join(map(str, events_paths)), codes, ladder)
        _check_actors(draft, observed, codes)
    except InputError as error:
        draft.faults += error.faults
    try:
        if drivers_path is not None:
            drivers = read_drivers(drivers_path, [entry.key for entry in draft.tables["states"]])
    except InputError as error:
        draft.faults += error.faults
    return observed, drivers


def _check_actors(draft: Draft, observed: Sequence[Event], codes: Sequence[str]) -> None:
    """Refuse a record of which no event is of two of the scenario's states."""
    if observed and not any(len(set(event.actors) & set(codes)) > 1 for event in observed):
        actors = sorted({actor for event in observed for actor in event.actors})
        expected = "one event at least of two states of the scenario: " + ", ".join(codes)
        draft.refuse("events", "only events of " + ", ".join(actors), expected)


def _complete(
    head: Head, tables: dict[str, list[tuple[Entry, Any]]], parameters: dict[str, float]
) -> Scenario:
    codes = [table.code for _, table in tables["states"]]
    focus = Party.pair(*codes[:2]) if head.focus is None else Party.read(head.focus)
    states = sorted((table for _, table in tables["states"]), key=lambda state: state.code)
    pairs = {table.key: table for _, table in tables["pairs"]}
    for one, other in combinations([state.code for state in states], 2):
        pairs.setdefault(Party.pair(one, other), PairTable(states=[one, other]))
    threats = {table.key: table for _, table in tables["threats"]}
    for by, of in permutations([state.code for state in states], 2):
        threats.setdefault(f"{by}>{of}", ThreatTable(by=by, of=of, level=0.0))
    values = {p.name: float(parameters.get(p.name, p.default)) for p in PARAMETERS.values()}
    return Scenario(
        **{name: getattr(head, name) for name in Head.model_fields} | {"focus": focus},
        states=states,
        pairs=[pairs[key] for key in sorted(pairs)],
        threats=[threats[key] for key in sorted(threats)],
        shocks=[table for _, table in tables["shocks"]],
        groups=sorted((table for _, table in tables["groups"]), key=lambda group: group.name),
        parameters=values,
    )


def resolved_toml(case: Case) -> str:
    """Write the scenario out in full; what it reads, such as `events.csv`, stands beside it."""
    content = case.scenario.model_dump(mode="json", exclude_none=True, by_alias=True)
    for shock, table in zip(case.scenario.shocks, content.get("shocks", []), strict=True):
        for key in set(table) - shock.model_fields_set - {"id"}:
            del table[key]
    content |= {key: INPUT_FILES[key] for key in input_texts(case)}
    content.pop("posterior", None)
    if case.posterior is not None:
        content["posterior"] = "posterior.parquet"
        for name in case.posterior.values:
            del content["parameters"][name]
    return tomli_w.dumps(content)


INPUT_FILES: Final = {"events": "events.csv", "drivers": "drivers.csv", "ladder": "ladder.toml"}
"""Names by which results keep what a scenario reads, by the keys that name it."""


def input_texts(case: Case) -> dict[str, str]:
    """Return the text of what a scenario reads, by its key: events, layers as one file, drivers, ladder.

    A ladder that ships, as it ships, is not among them: its name says what it is.
    """
    events = [table_text(path) for path in case.events_paths]
    texts = {
        "events": events_csv(case.observed) if len(events) > 1 else next(iter(events), None),
        "drivers": None if case.drivers_path is None else table_text(case.drivers_path),
        "ladder": None if case.ladder in shipped().values() else ladder_toml(case.ladder),
    }
    return {key: text for key, text in texts.items() if text is not None}


def scenario_hash(case: Case) -> str:
    """Return the SHA-256 of the resolved scenario, of the files it reads and of its ladder."""
    digest = hashlib.sha256(resolved_toml(case).encode())
    for text in (*input_texts(case).values(), ladder_toml(case.ladder)):
        digest.update(b"\0" + text.encode())
    if case.posterior is not None:
        for name, values in case.posterior.values.items():
            digest.update(b"\0" + name.encode() + values.tobytes())
    return digest.hexdigest()
