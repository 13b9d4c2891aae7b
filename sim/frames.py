"""Tables that we write and read back: names stay names, and nothing becomes a formula."""

import re
from pathlib import Path
from typing import IO, Final

import pandas as pd

from sim.csv_tables import csv_bytes
from sim.reading import number

NAMES: Final = (
    *("event", "pair", "group", "by", "of", "shock", "name", "case", "scenario", "outcome", "range", "words"),
    *("id_first", "id_second", "title_first", "title_second", "actors_first", "actors_second"),
)
"""Columns of tables of ours that hold words, also where they look like numbers."""

QUANTILES: Final = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
"""Columns of quantiles, and the share of the lives or draws that each is not exceeded by."""

BAND: Final = {name: QUANTILES[name] for name in ("p05", "p95")}
"""The bounds of the central nine tenths."""

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_BEGINNINGS: Final = ("'", "=", "+", "-", "@", "\t", "\r")


def guarded(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    # Few cells begin like a formula: of millions the others are let through at a glance.
    if not isinstance(cell, str) or not cell.startswith(_BEGINNINGS):
        return cell
    return f"'{cell}" if _FORMULA.match(cell) and number(cell) is None else cell


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def read_frame(path: Path, blank: bool = False) -> pd.DataFrame:
    """Read a table of ours with its names as they were given, whatever they look like.

    Where `blank`, other empty cells are empty words too; else they are NaN.
    """
    columns = pd.read_csv(path, nrows=0).columns
    missing = {name: [""] for name in columns if name not in NAMES and not blank}
    kinds = dict.fromkeys(NAMES, str)
    frame = pd.read_csv(path, dtype=kinds, na_values=missing, keep_default_na=False)
    return frame.assign(**{name: frame[name].map(_unguarded) for name in NAMES if name in columns})


def write_frame(frame: pd.DataFrame, file: Path | IO[bytes], numbers: str | None = None) -> None:
    """Write a table, its names guarded from spreadsheets that would take them for formulas.

    Numbers are written in full unless a format such as `%.6g` is given.
    """
    words = {name: frame[name].map(guarded) for name in NAMES if name in frame}
    content = csv_bytes(frame.assign(**words).to_csv(index=False, float_format=numbers, lineterminator="\n"))
    if isinstance(file, Path):
        file.write_bytes(content)
    else:
        file.write(content)
