"""Reading what a user wrote: regular files of a bounded size, as text or TOML, and numbers in cells."""

import datetime
import errno
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sim.faults import Fault, InputError, nearest

LARGEST: Final = 100_000_000
"""Bytes of a file that is read."""

MOST_ROWS: Final = 100_000
"""Rows of a table that is read."""

LONGEST_NAME: Final = 100
"""Letters of an id, and of whatever else becomes part of a file's name."""

LONGEST_TITLE: Final = 500
"""Letters of a title, and of a name of anything."""

LONGEST_TEXT: Final = 20_000
"""Letters of any other text."""

DEEPEST: Final = 30
"""Tables and lists that may stand in one another."""

INTEGER: Final = "whole numbers of 64 bits at most"

SIGNATURES: Final = {
    b"PK\x03\x04": "a workbook or another archive",
    b"\xd0\xcf\x11\xe0": "a workbook or a document",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF",
}
"""How files begin that are given where text is meant."""

TEXT: Final = "text in UTF-8; a spreadsheet saves it as CSV UTF-8"

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE: Final = re.compile(r"[0-9]{1,18}")


def number(text: str) -> float | None:
    """Read a number as everybody writes it; None where it is none."""
    return float(text) if _NUMBER.fullmatch(text.strip()) else None


def whole_number(text: str) -> int | None:
    """Read a whole number from 0 on; None where it is none."""
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def cell_text(value: Any) -> str:
    """Write what a table holds as a file has it: a date without its hours, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.strftime("%Y-%m-%d")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def is_folder(path: Path) -> bool:
    """Tell a folder; what cannot be looked at is none, and told of where it is read."""
    try:
        return path.is_dir()
    except OSError:
        return False


def regular(path: Path) -> Path:
    """Return the path of a file that can be read to its end.

    Raises
    ------
    InputError
        Where it is missing, no file, or too large.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise InputError([Fault(str(path), "", "no such file", "a file", _sibling(path))]) from None
    except ValueError:
        raise InputError([Fault(str(path), "", "a name that no file can have", "a file")]) from None
    except OSError as error:
        raise InputError([_unreadable(path, error)]) from None
    if stat.S_ISDIR(status.st_mode):
        raise InputError([Fault(str(path), "", "a folder", "a file")])
    if not stat.S_ISREG(status.st_mode):
        raise InputError([Fault(str(path), "", "a device, a pipe or a socket", "a file")])
    if status.st_size > LARGEST:
        raise InputError([Fault(str(path), "", f"{status.st_size:,} bytes", f"{LARGEST:,} at most")])
    return path


def _sibling(path: Path) -> str:
    try:
        return nearest(path.name, [entry.name for entry in path.parent.iterdir()])
    except OSError:
        return ""


def _unreadable(path: Path, error: OSError) -> Fault:
    found = "a link to itself" if error.errno == errno.ELOOP else (error.strerror or "a fault").lower()
    return Fault(str(path), "", found, "a file that can be read")


def read_bytes(path: Path) -> bytes:
    """Read a file whole.

    Raises
    ------
    InputError
        Where the file is missing, is no file, or is too large.
    """
    try:
        with regular(path).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise InputError([_unreadable(path, error)]) from None


def read_text(path: Path) -> str:
    """Read a UTF-8 file, with or without a byte-order mark; every line ends with a line feed.

    Raises
    ------
    InputError
        Where the file is missing, is no file, is too large, or is not UTF-8.
    """
    content = read_bytes(path)
    for start, kind in SIGNATURES.items():
        if content.startswith(start):
            raise InputError([Fault(str(path), "", kind, TEXT)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = 1 + len(re.findall(rb"\r\n|\r|\n", content[: error.start]))
        found = f"a byte that is not UTF-8 (0x{content[error.start]:02x})"
        raise InputError([Fault(str(path), f"line {line}", found, TEXT)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file in TOML.

    Raises
    ------
    InputError
        Where it cannot be read, is no TOML, or holds what no table of ours can.
    """
    return parse_toml(read_text(path), str(path))


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Read text in TOML, of the file named.

    Raises
    ------
    InputError
        Where it is no TOML, or holds what no table of ours can.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if file.endswith(".csv"):
            raise InputError(
                [Fault(file, "", "a table in CSV", "a file in TOML, such as scenario.toml")]
            ) from None
        message, _, position = str(error).partition(" (at ")
        line = re.match(r"line \d+", position)
        expected = "a file in TOML" if file.endswith(".toml") else "a file in TOML, such as scenario.toml"
        raise InputError([Fault(file, line[0] if line else "", f"no TOML ({message})", expected)]) from None
    except RecursionError:
        raise InputError([_too_deep(file, "")]) from None
    except ValueError:
        # Python reads no whole number of more than 4,300 digits.
        raise InputError([Fault(file, "", "a whole number of thousands of digits", INTEGER)]) from None
    faults = list(_unusable(content, file))
    if faults:
        raise InputError(faults)
    return content


def parse_value(text: str, file: str) -> Any:
    """Read one value in TOML, of the place named; what is no TOML stands for itself.

    Raises
    ------
    InputError
        Where it holds what no table of ours can.
    """
    try:
        tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text.strip()
    except (ValueError, RecursionError):
        pass
    return parse_toml(f'"" = {text}', file)[""]


def _too_deep(file: str, place: str) -> Fault:
    return Fault(file, place, f"more than {DEEPEST} tables or lists in one another", "fewer")


def _unusable(content: dict[str, Any], file: str) -> Iterator[Fault]:
    """Go through what TOML lets through and nothing can use: huge numbers, control characters, deep nests."""
    pending: list[tuple[str, Any, int]] = [("", content, 0)]
    while pending:
        place, value, depth = pending.pop()
        if depth > DEEPEST:
            yield _too_deep(file, place[:80])
        elif isinstance(value, dict):
            pending += [(f"{place}.{key}" if place else key, part, depth + 1) for key, part in value.items()]
            pending += [(place, key, depth) for key in value]
        elif isinstance(value, list):
            pending += [(place, part, depth + 1) for part in value]
        elif isinstance(value, str) and len(value) > LONGEST_TEXT:
            yield Fault(file, place[:80], f"text of {len(value):,} letters", f"{LONGEST_TEXT:,} at most")
        elif isinstance(value, str) and _CONTROL.search(value):
            yield Fault(file, place, repr(value[:60]), "text without control characters")
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            yield Fault(file, place, f"a whole number of {value.bit_length()} bits", INTEGER)
