"""Faults in what a user wrote: where, what was found, what is expected, the nearest valid name."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pydantic import ValidationError

from sim.plain import printable

LONGEST: Final = 300
"""Letters of a place, or of what was found, that a message shows."""


@dataclass(frozen=True)
class Fault:
    """One fault of one file.

    Attributes
    ----------
    file
        The file as the user named it.
    place
        A line, a key, or both; empty where the whole file is meant.
    found, expected
        What stands there, and what should.
    nearest
        The valid name nearest to the one found, or empty.
    warning
        Whether the file is usable all the same.
    """

    file: str
    place: str
    found: str
    expected: str
    nearest: str = ""
    warning: bool = False

    def __str__(self) -> str:
        """Write the fault as one line that steers no terminal."""
        where = f"{self.file}: {_short(self.place)}" if self.place else self.file
        hint = f" (did you mean {_short(self.nearest)}?)" if self.nearest else ""
        kind = "warning: " if self.warning else ""
        found, expected = _short(self.found), _short(self.expected, 4 * LONGEST)
        return printable(f"{kind}{where}: found {found}; expected {expected}{hint}")


def _short(text: str, most: int = LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


class InconsistentError(ValueError):
    """Keys of one table or row that do not go together."""

    def __init__(self, expected: str, *keys: str):
        self.keys = keys
        super().__init__(expected)


class InputError(Exception):
    """The input is wrong: carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Write the faults, a line each."""
        return "\n".join(str(fault) for fault in self.faults)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return the valid name nearest to `name`, or an empty string where none is near.

    One of the same letters in another order comes first: `DEU` for `DUE`, though `UAE` is as near.
    """
    folded = {candidate.casefold(): candidate for candidate in valid}
    letters = sorted(name.casefold())
    if swapped := [candidate for key, candidate in folded.items() if sorted(key) == letters]:
        return swapped[0]
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    return folded[close[0]] if close else ""


def need(module: str, extra: str) -> ModuleType:
    """Import a module that only some verbs need and that is installed with an extra.

    Raises
    ------
    InputError
        Where it is not installed, with the command that installs it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError:
        package = module.partition(".")[0]
        expected = f'the package {package}: pip install "rapprochement[{extra}]"'
        raise InputError([Fault(package, "", "no such package installed", expected)]) from None


def shown(value: Any) -> str:
    """Write a value found in a file so that it stays short and on one line."""
    text = _written(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _written(value: Any) -> str:
    """Write a value as it stands in a file, not as Python would."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        parts = ", ".join(f"{key} = {_written(part)}" for key, part in value.items())
        return f"{{ {parts} }}" if parts else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    # Python writes no whole number of more than 4,300 digits.
    huge = isinstance(value, int) and value.bit_length() > 64
    return f"a whole number of {value.bit_length()} bits" if huge else repr(value)


def from_pydantic(
    error: "ValidationError",
    file: str,
    place: str,
    fields: Iterable[str],
    within: Mapping[str, Iterable[str]] | None = None,
) -> list[Fault]:
    """Translate pydantic's errors: one fault each, `place` before the field's name.

    Parameters
    ----------
    error
        What pydantic raised for one table or row.
    file, place
        Where the table or row stands.
    fields
        The names the table may hold, for the nearest valid one.
    within
        The names that tables within it may hold, by the key they stand under.
    """
    table_fields, inner_fields = list(fields), within or {}
    return [
        _translate(
            entry,
            file,
            place,
            list(inner_fields.get(str(entry["loc"][0]), table_fields)) if entry["loc"] else table_fields,
        )
        for entry in error.errors(include_url=False)
    ]


def _translate(entry: Any, file: str, place: str, fields: list[str]) -> Fault:
    # People count what stands in a list from one.
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in entry["loc"])
    where = f"{place}, {key}" if place and key else place or key
    kind, value, context = entry["type"], entry["input"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(entry["loc"][-1])
        return Fault(
            file, where, f"unknown key {shown(name)}", "one of " + ", ".join(fields), nearest(name, fields)
        )
    if kind == "missing":
        # Of a table within a table, such as a name in two languages, only the outer key may be named.
        found = f"no {entry['loc'][-1]}" if len(entry["loc"]) > 1 else "nothing"
        return Fault(file, where, found, "a value: this key is required")
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", context["expected"])
        return Fault(file, where, shown(value), str(context["expected"]), nearest(str(value), names))
    if kind == "value_error":
        keys = getattr(context["error"], "keys", ())
        found = ", ".join(f"{key} {shown(value.get(key) or None)}" for key in keys) or shown(value)
        return Fault(file, where, found, str(context["error"]))
    if kind in ("dict_type", "model_type"):
        return Fault(file, where, shown(value), "a table")
    found, expected = shown(value), entry["msg"].removeprefix("Input should be ")
    if kind == "string_too_long":
        found, expected = f"{len(value):,} letters", f"{context['max_length']:,} at most"
    return Fault(file, where, found, expected[0].lower() + expected[1:])
