"""Faults in what a user wrote: where, what was found, what is expected, the nearest valid name."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError


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
        """Write the fault as one line."""
        where = f"{self.file}: {self.place}" if self.place else self.file
        hint = f" (did you mean {self.nearest}?)" if self.nearest else ""
        kind = "warning: " if self.warning else ""
        return f"{kind}{where}: found {self.found}; expected {self.expected}{hint}"


class InputError(Exception):
    """The input is wrong: carries every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return the valid name nearest to `name`, or an empty string where none is near."""
    folded = {candidate.casefold(): candidate for candidate in valid}
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


def read_text(path: Path) -> str:
    """Read a UTF-8 file, with or without a byte-order mark.

    Raises
    ------
    InputError
        Where the file is missing, is no file, or is not UTF-8.
    """
    name = str(path)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        siblings = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError([Fault(name, "", "no such file", "a file", nearest(path.name, siblings))]) from None
    except UnicodeDecodeError as error:
        raise InputError([Fault(name, f"byte {error.start}", "text that is not UTF-8", "UTF-8")]) from None
    except OSError as error:
        raise InputError(
            [Fault(name, "", (error.strerror or "a fault").lower(), "a readable file")]
        ) from None


def shown(value: Any) -> str:
    """Write a value found in a file so that it stays short and on one line."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def from_pydantic(error: "ValidationError", file: str, place: str, fields: Iterable[str]) -> list[Fault]:
    """Translate pydantic's errors: one fault each, `place` before the field's name.

    Parameters
    ----------
    error
        What pydantic raised for one table or row.
    file, place
        Where the table or row stands.
    fields
        The names the table may hold, for the nearest valid one.
    """
    return [_translate(entry, file, place, list(fields)) for entry in error.errors(include_url=False)]


def _translate(entry: Any, file: str, place: str, fields: list[str]) -> Fault:
    key = ".".join(str(part) for part in entry["loc"])
    where = f"{place}, {key}" if place and key else place or key
    kind, value, context = entry["type"], entry["input"], entry.get("ctx", {})
    if kind == "extra_forbidden":
        name = str(entry["loc"][-1])
        return Fault(
            file, where, f"unknown key {shown(name)}", "one of " + ", ".join(fields), nearest(name, fields)
        )
    if kind == "missing":
        return Fault(file, where, "nothing", "a value: this key is required")
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", context["expected"])
        return Fault(file, where, shown(value), str(context["expected"]), nearest(str(value), names))
    if kind == "value_error":
        return Fault(file, where, shown(value), str(context["error"]))
    expected = entry["msg"].removeprefix("Input should be ")
    return Fault(file, where, shown(value), expected[0].lower() + expected[1:])
