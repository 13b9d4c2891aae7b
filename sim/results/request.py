"""What results are of: all that gives other numbers, and how two of them differ, in words."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sim.scenario.load import Case, input_texts
from sim.scenario.merge import identify

Request = Mapping[str, Any]
"""What makes a result what it is: `identity`, its kind and name, and all that gives other numbers."""

EXTENT: Final = "extent"
"""Key of what may grow: more of it is the same result, less is another."""

IGNORED: Final = ("identity", "version", EXTENT)
"""Keys that are told apart otherwise, or make no other result."""

WORDS: Final = ("title", "name", "source")
"""Keys of a scenario that change no number."""

NO_VALUES: Final = (*WORDS, "events", "drivers", "posterior", "counterfactual", "display")
"""Keys at the top of a scenario that change none either, or follow from what does."""


def of_case(case: Case) -> dict[str, Any]:
    """Return what makes the lives of a case what they are: values by path, digests of its files."""
    content = case.scenario.model_dump(mode="json", exclude_none=True, by_alias=True)
    texts = {name: text.encode() for name, text in input_texts(case).items()}
    if case.posterior is not None:
        texts["posterior"] = b"".join(n.encode() + v.tobytes() for n, v in case.posterior.values.items())
    files = {name: hashlib.sha256(text).hexdigest() for name, text in texts.items()}
    return {"values": _by_path(content), **files}


def _by_path(content: Mapping[str, Any]) -> dict[str, Any]:
    """Write a scenario as values by their paths, without its words."""
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key in NO_VALUES:
            continue
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            values |= _flat({key: value})
            continue
        names: list[str] = []
        for table in value:
            name = identify(key, table)
            names.append(name)
            # Of effects that share an id the second and later ones are counted.
            label = f"{name} {names.count(name)}" if names.count(name) > 1 else name
            settings = {setting: cell for setting, cell in table.items() if setting not in WORDS}
            values |= _flat({f"{key}.{label}": settings})
    return values


def differing(made_of: Any, request: Request) -> tuple[list[str], list[str]]:
    """Name what differs between what a result is of and what is asked: as it is there, and as asked."""
    if not isinstance(made_of, dict):
        return ["no word on what it was made of"], ["one that says so"]
    then, now = _flat(made_of), _flat(json.loads(json.dumps(dict(request))))
    changed = [key for key in dict.fromkeys([*now, *then]) if then.get(key) != now.get(key)]
    named = [key for key in changed if key.partition(".")[0] not in IGNORED]
    named += [
        key for key in changed if key.startswith(f"{EXTENT}.") and not _grown(then.get(key), now.get(key))
    ]
    return [_in_words(key, then.get(key)) for key in named], [_in_words(key, now.get(key)) for key in named]


def _grown(then: Any, now: Any) -> bool:
    return isinstance(then, int) and isinstance(now, int) and then < now


def _flat(content: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Write nested keys as paths, with dots between."""
    flat: dict[str, Any] = {}
    for key, value in content.items():
        flat |= _flat(value, f"{above}{key}.") if isinstance(value, dict) else {f"{above}{key}": value}
    return flat


def _in_words(key: str, value: Any) -> str:
    name = key.removeprefix(f"{EXTENT}.").replace("values.", "", 1)
    if value is None:
        return f"no {name}"
    if value is True or value is False:
        return name if value else f"no {name}"
    is_digest = isinstance(value, str) and len(value) == 64
    return f"another {name}" if is_digest else f"{name} {value}"
