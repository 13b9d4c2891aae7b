"""Stored parts of a result that is made bit by bit: each says what it is, and carries checksums."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from sim.faults import Fault, InputError
from sim.files import PARTS, whole
from sim.plain import first_of

WHAT: Final = b"part"
"""Key of a file's metadata that says of what it is a part."""


def signed(schema: pa.Schema, request: Mapping[str, Any], name: str) -> pa.Schema:
    """Return a schema that says of which result a file is a part, and which one."""
    request_hash = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    return schema.with_metadata({**(schema.metadata or {}), WHAT: f"{request_hash} {name}".encode()})


def write_part(folder: Path, name: str, table: pa.Table, request: Mapping[str, Any]) -> None:
    """Write a part of a result under its name, whole or not at all."""
    signed_table = table.replace_schema_metadata(signed(table.schema, request, name).metadata)
    with whole(folder / name) as file:
        pq.write_table(signed_table, file, write_page_checksum=True)


def drop_unsound(folder: Path, request: Mapping[str, Any]) -> list[str]:
    """Take away parts that are damaged, or are of another result or place; return their names.

    Raises
    ------
    InputError
        Where folders, which may hold anything, stand in the place of parts.
    """
    names = (path.relative_to(folder).as_posix() for pattern in PARTS for path in folder.glob(pattern))
    unsound = [name for name in sorted(names) if not _is_sound(folder, name, request)]
    filled = [name for name in unsound if (folder / name).is_dir() and not (folder / name).is_symlink()]
    if filled:
        expected = "a part of the result: move it away"
        raise InputError([Fault(str(folder), name, "a folder", expected) for name in filled])
    for name in unsound:
        (folder / name).unlink()
    return unsound


def _is_sound(folder: Path, name: str, request: Mapping[str, Any]) -> bool:
    if not (folder / name).is_file():
        return False
    try:
        table = pq.read_table(folder / name, page_checksum_verification=True)
    except (OSError, ValueError, pa.ArrowException):
        return False
    signature = (table.schema.metadata or {}).get(WHAT)
    return bool(signature == (signed(table.schema, request, name).metadata or {})[WHAT])


def remade_in_words(unsound: list[str]) -> list[str]:
    """Say in words which parts were made anew."""
    if not unsound:
        return []
    names = first_of(unsound, 3)
    return [f"{names}: damaged, or not of this result and place; made anew"]
