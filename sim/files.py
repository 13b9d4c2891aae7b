"""Files that appear whole or not at all, and the mark by which a folder is known as a result."""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import pandas as pd

from sim.faults import Fault, InputError
from sim.reading import number

MARK: Final = "run.json"
"""The file by which a folder is known as a result."""

NAMES: Final = (
    *("event", "pair", "group", "by", "of", "shock", "name", "case", "scenario", "outcome", "range", "words"),
    *("id_first", "id_second", "title_first", "title_second", "actors_first", "actors_second"),
)
"""Columns of tables of ours that hold words, also where they look like numbers."""

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")


@contextmanager
def whole(place: Path) -> Iterator[IO[bytes]]:
    """Open a file that comes to stand in its place whole or not at all, even where the power fails.

    Raises
    ------
    OSError
        Naming the file, where it cannot be written.
    """
    making = place.with_name(f".{place.name}.part")
    try:
        with making.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        making.replace(place)
    except OSError as error:
        if error.filename in (None, str(making)):
            raise OSError(error.errno, error.strerror or str(error), str(place)) from error
        raise
    finally:
        making.unlink(missing_ok=True)


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; an empty one where the file holds anything else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def guarded(cell: object) -> object:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    formula = isinstance(cell, str) and _FORMULA.match(cell) and number(cell) is None
    return f"'{cell}" if formula else cell


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


def write_frame(frame: pd.DataFrame, file: Path | IO[bytes]) -> None:
    """Write a table, its names guarded from spreadsheets that would take them for formulas."""
    words = {name: frame[name].map(guarded) for name in NAMES if name in frame}
    frame.assign(**words).to_csv(file, index=False)


def write_mark(folder: Path, content: Mapping[str, object]) -> None:
    """Write `run.json`, the file by which the folder is known as a result."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    with whole(folder / MARK) as file:
        file.write(f"{text}\n".encode())


def note_all(folder: Path) -> None:
    """Note the sizes of all files of a result in its `run.json`, by which others are told from them."""
    write_mark(folder, read_json(folder / MARK) | {"files": {}})
    note_files(folder, [path for path in folder.rglob("*") if path.is_file()])


def note_files(folder: Path, written: Iterable[Path]) -> None:
    """Note files that were added to a result or written anew, where its own are noted at all."""
    mark = read_json(folder / MARK)
    if "files" not in mark:
        return
    sizes = {str(path.relative_to(folder)): path.stat().st_size for path in written if path.name != MARK}
    write_mark(folder, mark | {"files": dict(sorted({**mark.get("files", {}), **sizes}.items()))})


def check_whole(folder: Path, names: Iterable[str]) -> None:
    """Refuse a result of which a file is missing, or is not as it was written.

    Raises
    ------
    InputError
        With every such file.
    """
    mark = read_json(folder / MARK)
    sizes = mark.get("files")
    faults = []
    for name in names:
        path = folder / name
        if not path.is_file():
            faults.append(Fault(str(folder), name, "no such file", "the folder of a finished run"))
        elif isinstance(sizes, dict) and name in sizes and path.stat().st_size != sizes[name]:
            found = f"{path.stat().st_size:,} bytes"
            faults.append(
                Fault(str(folder), name, found, f"{sizes[name]:,}, as the run wrote it: run it again")
            )
    if "identity" not in mark:
        faults.append(Fault(str(folder), MARK, "no name of a result", "the mark of a finished run"))
    if faults:
        raise InputError(faults)
