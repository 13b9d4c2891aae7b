"""Raw scenario files: reading them with what they extend, merging, and setting single values."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sim.faults import Fault, InputError, nearest, shown
from sim.ladder.ladder import shipped
from sim.ladder.party import PAIR, Party
from sim.reading import parse_toml, read_text, regular
from sim.scenario.lines import line_of
from sim.scenario.schema import MOST_TABLES, NEEDED, TABLES, shock_id

Raw = dict[str, Any]

SCENARIO_FILE: Final = "scenario.toml"
LONGEST_CHAIN: Final = 50
"""Files that may extend one another in a row."""

OCCURRENCE: Final = {"id", "year", "years", "chance", "scale", "name", "source"}
"""Keys of a shock that say when it happens, alike for all effects that share its id."""


IDENTITY: Final = {
    "states": {"code"},
    "pairs": {"states"},
    "threats": {"by", "of"},
    "shocks": {"id", "kind", "by", "of", "pair", "state", "indicator"},
    "groups": {"name"},
}
"""Keys that say what a table is of: another value would make it another table."""


@dataclass(frozen=True)
class Origin:
    """Where a value was written: a file, its text, and the number of the table among its kind."""

    file: str
    text: str = ""
    number: int = 0


SET: Final = Origin("--set")
"""Origin of values set on top of a file."""


@dataclass
class Entry:
    """A table of a scenario, merged, and where it and each of its keys were last written."""

    key: str
    raw: Raw
    origin: Origin
    origins: dict[str, Origin] = field(default_factory=dict)

    def take(self, table: Raw, origin: Origin) -> None:
        """Let a table written later override this one, key by key."""
        self.raw = {**self.raw, **table}
        self.origins |= dict.fromkeys(table, origin)
        self.origin = origin

    def fault(self, kind: str, key: str, found: str, expected: str, near: str = "") -> Fault:
        """Make a fault of one of its keys, or of the whole table, where that was written."""
        origin = self.origins.get(key, self.origin)
        path = ".".join(part for part in (kind, self.key, key) if part)
        line = line_of(origin.text, (kind, origin.number, key) if key else (kind, origin.number))
        return Fault(origin.file, f"line {line}, {path}" if line else path, found, expected, near)


@dataclass
class Draft:
    """A scenario being put together: the keys at its top, its tables, and the faults so far."""

    origin: Origin
    head: Raw = field(default_factory=dict)
    parameters: Raw = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    tables: dict[str, list[Entry]] = field(default_factory=lambda: {kind: [] for kind in TABLES})
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: str, found: str, expected: str, near: str = "") -> Fault:
        """Make a fault of a key at the top, or of a parameter, where that was written."""
        origin = self.origins.get(path, self.origin)
        line = line_of(origin.text, path.split("."))
        place = "" if origin.file == f"--{path}" else path
        return Fault(origin.file, f"line {line}, {place}" if line else place, found, expected, near)

    def refuse(self, path: str, found: str, expected: str, near: str = "") -> None:
        """Note a fault of a key at the top, or of a parameter."""
        self.faults.append(self.fault(path, found, expected, near))


def case_folder(path: Path) -> Path:
    """Return the topmost folder above a file, without a gap, that holds a `scenario.toml`; else its own.

    Raises
    ------
    InputError
        Where there is no such file.
    """
    top = regular(path).resolve().parent
    for above in top.parents:
        if not (above / SCENARIO_FILE).is_file():
            break
        top = above
    return top


def inside(folder: Path, base: Path, name: str) -> Path | None:
    """Return the file a scenario names, or None where it leaves the case's folder or cannot be a path."""
    try:
        path = (base / name).resolve()
        # What cannot even be looked at is no file.
        path.exists()
    except (OSError, RuntimeError, ValueError):
        return None
    return path if not Path(name).is_absolute() and path.is_relative_to(folder) else None


def opened(as_named: Path, file: Path) -> Path:
    """Return a path as it was given where that is the file that was found, else the file itself."""
    return as_named if as_named.resolve() == file else file


def read_draft(path: Path, folder: Path, above: Sequence[Path] = ()) -> Draft:
    """Read a scenario file and, first, what it extends.

    Raises
    ------
    InputError
        Where a file cannot be read at all.
    """
    text = read_text(path)
    raw = parse_toml(text, str(path))
    extends, drop = raw.pop("extends", None), raw.pop("drop", [])
    origin = Origin(str(path), text)
    draft = Draft(origin)
    if extends is not None:
        draft = _read_extended(path, folder, above, text, extends)
        draft.origin = origin
    before = _shocks(draft)
    _merge(draft, raw)
    _drop(draft, drop, extends is not None)
    if extends is not None and "counterfactual" not in raw and _shocks(draft) != before:
        draft.head["counterfactual"] = True
    return draft


def _read_extended(path: Path, folder: Path, above: Sequence[Path], text: str, extends: Any) -> Draft:
    line = line_of(text, ("extends",))
    place = f"line {line}, extends"
    target = inside(folder, path.parent, extends) if isinstance(extends, str) else None
    if target is None:
        raise InputError([Fault(str(path), place, shown(extends), "a file in the case's folder or below it")])
    if len(above) >= LONGEST_CHAIN:
        found = f"a file that {LONGEST_CHAIN} others lead to"
        raise InputError([Fault(str(path), place, found, f"at most {LONGEST_CHAIN} in a row")])
    if target in (*above, path.resolve()):
        raise InputError(
            [Fault(str(path), place, f"a circle through {extends}", "a file that does not extend this one")]
        )
    if not target.is_file():
        near = nearest(target.name, (entry.name for entry in target.parent.glob("*.toml")))
        raise InputError([Fault(str(path), place, f"no file {extends}", "a scenario to extend", near)])
    draft = read_draft(path.parent / extends, folder, (*above, path.resolve()))
    draft.head.pop("name", None)
    draft.origins.pop("name", None)
    for key in ("events", "drivers", "posterior", "ladder"):
        if key in draft.head and Path(extends).parent != Path():
            draft.head[key] = _moved(draft.head[key], Path(extends).parent)
    return draft


def _moved(named: Any, folder: Path) -> Any:
    """Name a file, or each of a list, from the folder of the scenario that extends."""
    if isinstance(named, list):
        return [_moved(one, folder) for one in named]
    is_file = isinstance(named, str) and named not in shipped()
    return str(folder / named) if is_file else named


def _merge(draft: Draft, raw: Raw) -> None:
    for key, value in raw.items():
        if key in TABLES:
            _merge_tables(draft, key, value)
        elif key == "parameters" and isinstance(value, dict):
            draft.parameters |= value
            draft.origins |= {f"parameters.{name}": draft.origin for name in value}
        elif key == "parameters":
            draft.refuse(key, shown(value), "a table [parameters]")
        else:
            draft.head[key] = value
            draft.origins[key] = draft.origin


def _merge_tables(draft: Draft, kind: str, tables: Any) -> None:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        draft.refuse(kind, shown(tables), f"tables [[{kind}]]")
        return
    most = MOST_TABLES[kind]
    if len(tables) > most:
        raise InputError([draft.fault(kind, f"{len(tables):,} tables [[{kind}]]", f"{most:,} at most")])
    inherited = list(draft.tables[kind])
    identities: set[str] = set()
    for number, table in enumerate(tables):
        origin = replace(draft.origin, number=number)
        entry = Entry(identify(kind, table), table, origin, dict.fromkeys(table, origin))
        identity = _effect(entry) if kind == "shocks" else entry.key
        if entry.key and identity in identities:
            draft.faults.append(entry.fault(kind, "", f"{entry.key} again", f"each of the {kind} once"))
            continue
        identities.add(identity)
        targets = [known for known in inherited if entry.key and known.key == entry.key]
        if kind == "shocks":
            targets = _effects_meant(draft, entry, targets)
        for known in targets:
            known.take(table, origin)
        if not targets:
            draft.tables[kind].append(entry)
    if len(draft.tables[kind]) > most:
        draft.refuse(kind, f"{len(draft.tables[kind]):,} with those inherited", f"{most:,} at most")


def identify(kind: str, table: Raw) -> str:
    """Return the key by which a table is known, or an empty string where it has none yet."""
    if kind == "states":
        return str(table.get("code", ""))
    if kind == "pairs":
        states = table.get("states")
        return PAIR.join(sorted(map(str, states))) if isinstance(states, list) else ""
    if kind == "threats":
        return f"{table.get('by', '')}>{table.get('of', '')}"
    if kind == "groups":
        return str(table.get("name", ""))
    return shock_id(table)


def _subject(table: Raw) -> tuple[str, ...]:
    needed = NEEDED.get(str(table.get("kind")), ())
    named = (table.get(key) for key in needed if key != "change")
    return tuple(PAIR.join(sorted(map(str, part))) if isinstance(part, list) else str(part) for part in named)


def _effect(entry: Entry) -> str:
    return f"{entry.key} {entry.raw.get('kind')} {_subject(entry.raw)}"


def _effects_meant(draft: Draft, entry: Entry, effects: list[Entry]) -> list[Entry]:
    """Return which effects of a shock a variant's table overrides; none where it adds one."""
    if "kind" in entry.raw:
        return [known for known in effects if _effect(known) == _effect(entry)]
    if len(effects) > 1 and set(entry.raw) - OCCURRENCE:
        found = f"{entry.key}, which has {len(effects)} effects"
        expected = "its kind and subject, to say which effect is meant"
        draft.faults.append(entry.fault("shocks", "", found, expected))
    return effects


def _drop(draft: Draft, drop: Any, extends: bool) -> None:
    ids = [entry.key for entry in draft.tables["shocks"]]
    if not isinstance(drop, list) or (drop and not extends):
        draft.refuse("drop", shown(drop), "a list of shocks' ids, in a file that extends another")
        return
    for name in drop:
        if name not in ids:
            expected = "the id of a shock of the scenario it extends"
            draft.refuse("drop", shown(name), expected, nearest(str(name), ids))
    draft.tables["shocks"] = [entry for entry in draft.tables["shocks"] if entry.key not in drop]


def _shocks(draft: Draft) -> list[Raw]:
    ignored = ("source", "name")
    shocks = [{k: v for k, v in entry.raw.items() if k not in ignored} for entry in draft.tables["shocks"]]
    return deepcopy(shocks)


def set_value(draft: Draft, path: str, value: Any, origin: Origin = SET) -> None:
    """Set one value by its path, such as `parameters.threat` or `shocks.ukraine-2014.scale`.

    Faults name the origin: `--set`, or the option that is for this value alone.

    Raises
    ------
    InputError
        Where the path names nothing, or could mean more than one thing.
    """
    kind, _, rest = path.partition(".")
    if not rest and kind in ("start", "end", "runs", "seed"):
        draft.head[kind] = value
        draft.origins[kind] = origin
        return
    if kind == "parameters" and rest:
        draft.parameters[rest] = value
        draft.origins[path] = SET
        return
    key, _, quantity = rest.rpartition(".")
    fields = (
        [name for name in TABLES[kind].model_fields if name not in IDENTITY[kind]] if kind in TABLES else []
    )
    if not quantity or quantity not in fields:
        kinds = ("start", "end", "runs", "seed", "parameters", *TABLES)
        near = nearest(quantity, fields) if kind in TABLES else nearest(kind, kinds)
        expected = (
            "a path such as parameters.threat, shocks.ID.scale, pairs.CHN-RUS.trust, threats.RUS>USA.level"
        )
        raise InputError([Fault("--set", path, "no such path", expected, near)])
    _set_in_tables(draft, kind, key, quantity, value)


def _set_in_tables(draft: Draft, kind: str, key: str, quantity: str, value: Any) -> None:
    path = f"{kind}.{key}.{quantity}"
    wanted = Party.read(key) if kind == "pairs" else key
    targets = [entry for entry in draft.tables[kind] if entry.key == wanted]
    if not targets:
        near = nearest(wanted, {entry.key for entry in draft.tables[kind]})
        raise InputError([Fault("--set", path, f"no {key} among the {kind}", f"one of the {kind}", near)])
    if kind == "shocks":
        if len(targets) > 1 and quantity not in OCCURRENCE:
            expected = f"shocks.{key}.scale, which multiplies all {len(targets)} effects"
            raise InputError([Fault("--set", path, "a key that could mean more than one effect", expected)])
        draft.head["counterfactual"] = True
    for entry in targets:
        entry.take({quantity: value}, SET)
