"""Where a key stands in a TOML file: its line, as far as a plain look can tell."""

import re
from collections.abc import Sequence
from functools import lru_cache

KeyPath = Sequence[str | int]


def line_of(text: str, key_path: KeyPath) -> int | None:
    """Return the line, from 1, of a key such as `("seed",)` or `("shocks", 3, "year")`.

    Where the key itself is not to be found, the line of its table.
    """
    lines = _lines(text)
    name, number, key = str(key_path[0]), None, key_path[-1]
    if len(key_path) > 1 and isinstance(key_path[1], int):
        number = key_path[1]
    headers = _headers(text, name, number is not None)
    header = headers[number or 0] if len(headers) > (number or 0) else None
    if header is None:
        dotted = ".".join(part for part in map(str, key_path) if part)
        return _key(lines, 0, dotted) or _key(lines, 0, name)
    if len(key_path) == 1 or not isinstance(key, str):
        return header + 1
    return _key(lines, header + 1, str(key_path[1 if number is None else 2])) or header + 1


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return text.split("\n")


@lru_cache(maxsize=16)
def _headers(text: str, name: str, of_many: bool) -> list[int]:
    """Return where tables of a name begin."""
    brackets = rf"\[\[\s*{re.escape(name)}\s*\]\]" if of_many else rf"\[\s*{re.escape(name)}\s*\]"
    header = re.compile(rf"\s*{brackets}")
    return [n for n, line in enumerate(_lines(text)) if header.match(line)]


def _key(lines: Sequence[str], start: int, key: str) -> int | None:
    for number in range(start, len(lines)):
        if lines[number].lstrip().startswith("["):
            return None
        if re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", lines[number]):
            return number + 1
    return None
