"""Where a key stands in a TOML file: its line, as far as a plain look can tell."""

import re
from collections.abc import Sequence

KeyPath = Sequence[str | int]


def line_of(text: str, key_path: KeyPath) -> int | None:
    """Return the line, from 1, of a key such as `("seed",)` or `("shocks", 3, "year")`.

    Where the key itself is not to be found, the line of its table.
    """
    lines = text.split("\n")
    name, number, key = str(key_path[0]), None, key_path[-1]
    if len(key_path) > 1 and isinstance(key_path[1], int):
        number = key_path[1]
    header = _header(lines, name, number)
    if header is None:
        dotted = ".".join(part for part in map(str, key_path) if part)
        return _key(lines, 0, dotted) or _key(lines, 0, name)
    if len(key_path) == 1 or not isinstance(key, str):
        return header + 1
    return _key(lines, header + 1, str(key_path[1 if number is None else 2])) or header + 1


def _header(lines: Sequence[str], name: str, number: int | None) -> int | None:
    brackets = rf"\[\s*{re.escape(name)}\s*\]" if number is None else rf"\[\[\s*{re.escape(name)}\s*\]\]"
    headers = [n for n, line in enumerate(lines) if re.match(rf"\s*{brackets}", line)]
    return headers[number or 0] if len(headers) > (number or 0) else None


def _key(lines: Sequence[str], start: int, key: str) -> int | None:
    for number in range(start, len(lines)):
        if lines[number].lstrip().startswith("["):
            return None
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", lines[number]):
            return number + 1
    return None
