"""Files that appear whole or not at all, and the marks by which a folder is known as a result."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from sim.faults import Fault, InputError
from sim.reading import read_text

MARK: Final = "run.json"
"""The file by which a folder is known as a finished result."""

BEGUN: Final = ("sweep.json", "calibration.json")
"""Files by which a folder is known as a result that was begun."""

PARTS: Final = ("batches/*.parquet", "bank/*/*.parquet", "outcomes.parquet")
"""What a result that was begun adds while it is made, beside what its file notes."""


SUM: Final = "checksum"
"""Key of a mark's own checksum."""

READ_BACK: Final = (".csv", ".parquet", ".toml", ".json")
"""Endings of files that are read back; pictures and pages may be touched up."""


def check_no_folder(path: Path) -> None:
    """Refuse to write a file where a folder stands.

    Raises
    ------
    InputError
        With the remedy.
    """
    if path.is_dir() and not path.is_symlink():
        raise InputError([Fault(str(path), "", "a folder", "a file there: move the folder away")])


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that comes to stand in its place whole or not at all, even where the power fails.

    Raises
    ------
    InputError
        Where a folder, which may hold anything, stands in its place.
    OSError
        Naming the file, where it cannot be written.
    """
    check_no_folder(path)
    partial = path.with_name(_partial_name(path.name))
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        if error.filename in (None, str(partial)):
            raise OSError(error.errno, error.strerror or str(error), str(path)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def _partial_name(name: str) -> str:
    """Name a file as long as it is not whole."""
    return f".{name}.part"


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; an empty one where the file holds anything else."""
    try:
        content = json.loads(read_text(path))
    except (InputError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def write_mark(folder: Path, content: Mapping[str, object], name: str = MARK) -> None:
    """Write `run.json`, or another file by which the folder is known as a result."""
    signed = {**content, SUM: ""}
    signed[SUM] = _sum(signed)
    text = json.dumps(signed, indent=2, ensure_ascii=False)
    with whole(folder / name) as file:
        file.write(f"{text}\n".encode())


def _sum(content: Mapping[str, object]) -> str:
    """Return a checksum of what a mark says, by which later changes are known."""
    summed = {key: value for key, value in content.items() if key != SUM}
    return hashlib.sha256(json.dumps(summed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def files_in(folder: Path) -> list[Path]:
    """List all files of a folder and of those within it, in order."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_edited(path: Path, noted: str) -> bool:
    """Tell whether a file stands there and is not as its digest says."""
    return path.is_file() and digest(path) != noted


def note_all(folder: Path, name: str = MARK, content: Mapping[str, object] | None = None) -> None:
    """Note the digests of all files of a result in its mark, which says what is given, or what it did."""
    digests = _digests(folder, folder.rglob("*"), name)
    write_mark(folder, {**(read_json(folder / name) if content is None else content), "files": digests}, name)


def note_files(folder: Path, written: Iterable[Path], name: str = MARK) -> None:
    """Note files that were added to a result or written anew, where its own are noted at all."""
    mark = read_json(folder / name)
    if isinstance(mark.get("files"), dict):
        digests = {**mark["files"], **_digests(folder, written, name)}
        write_mark(folder, {**mark, "files": dict(sorted(digests.items()))}, name)


def _digests(folder: Path, paths: Iterable[Path], name: str) -> dict[str, str]:
    """Return the digests of files by their places in a folder, but for its mark."""
    files = (path for path in paths if path.is_file() and path.name != name)
    return dict(sorted((path.relative_to(folder).as_posix(), digest(path)) for path in files))


def half_written(folder: Path) -> Iterator[Path]:
    """Go through what killed processes left of the files of a result that was begun."""
    if files_of_result(folder):
        for pattern in map(PurePosixPath, (*PARTS, MARK, *BEGUN)):
            yield from folder.glob(str(pattern.with_name(_partial_name(pattern.name))))


def files_of_result(folder: Path) -> dict[str, str]:
    """Return the files that are known as a result's own, with their digests where these are noted.

    Empty where the folder is no result, or one that does not say which files are its own.
    """
    digests: dict[str, str] = {}
    for name in (MARK, *BEGUN):
        mark = read_json(folder / name)
        if isinstance(mark.get("identity"), str) and isinstance(mark.get("files"), dict):
            digests |= {name: ""} | {str(file): str(noted) for file, noted in mark["files"].items()}
            if name in BEGUN:
                parts = (part for pattern in PARTS for part in folder.glob(pattern))
                digests |= {part.relative_to(folder).as_posix(): "" for part in parts} | digests
    return digests


ANEW: Final = "make the result again with --force"
"""What mends a result of which a file is lost or was changed."""


def check_as_written(path: Path) -> None:
    """Refuse a file of a result that is not as the result notes it; one that no result notes may be anything.

    Raises
    ------
    InputError
        With the remedy.
    """
    noted = files_of_result(path.parent).get(path.name)
    if noted and is_edited(path, noted):
        expected = f"those that its result wrote: {ANEW}, or copy the file to use it as it is"
        raise InputError([Fault(str(path), "", "other bytes", expected)])


def check_whole(
    folder: Path, names: Iterable[str] = (), anew: Iterable[str] = (), *, told_by: str = MARK
) -> None:
    """Refuse a result that is not finished, or of which a file that is read back is not as it was written.

    Parameters
    ----------
    folder
        The folder.
    names
        Files that it has to have, beside those it notes as its own.
    anew
        Files that are about to be written anew, so that it does not matter how they stand there.
    told_by
        The mark that notes its files: of a result that was begun, the one that says so.

    Raises
    ------
    InputError
        With every such file, and the remedy.
    """
    mark = read_json(folder / told_by)
    if not isinstance(mark.get("identity"), str) or not isinstance(mark.get("files"), dict):
        there = os.path.lexists(folder / told_by)
        found = "no name of a result" if there else "no such file"
        remedy = ": make the result again in another place with --out" if there else ""
        expected = f"the mark of a finished run{remedy}"
        raise InputError([Fault(str(folder), told_by, found, expected)])
    noted = {str(name): kept for name, kept in mark["files"].items() if Path(name).suffix in READ_BACK}
    for name in anew:
        noted.pop(name, None)
    faults = []
    if mark.get(SUM) != _sum(mark):
        faults.append(Fault(str(folder), told_by, "other content", f"what was written: {ANEW}"))
    for name in dict.fromkeys([*noted, *(name for name in names if name != told_by)]):
        path = folder / name
        if not path.is_file():
            found = "something else" if os.path.lexists(path) else "no such file"
            faults.append(Fault(str(folder), name, found, f"a file of the result: {ANEW}"))
        elif name in noted and digest(path) != noted[name]:
            faults.append(Fault(str(folder), name, "other bytes", f"those that were written: {ANEW}"))
    if faults:
        raise InputError(faults)
