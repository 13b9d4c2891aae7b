"""The cases that ship, found by their names wherever one stands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sim.faults import Fault, InputError, nearest

PACKAGE: Final = Path(__file__).parents[1]

FOLDERS: Final = (PACKAGE / "cases", PACKAGE.parent / "scenarios")
"""Where they stand: in an installed package, and in a checkout."""

QUESTION: Final = re.compile(r"^\*\*Question\.\*\*\s+(.+?)\n\s*\n", re.MULTILINE | re.DOTALL)
"""The paragraph of a case's page that says what it asks."""


def cases() -> dict[str, Path]:
    """Return the folders of the cases that ship, by name."""
    folder = next((folder for folder in FOLDERS if folder.is_dir()), None)
    files = sorted(folder.glob("*/scenario.toml")) if folder is not None else []
    return {path.parent.name: path.parent for path in files}


def questions() -> Iterator[tuple[str, str]]:
    """Go through the cases that ship, each with the question it asks."""
    for name, folder in cases().items():
        page = (folder / "README.md").read_text(encoding="utf-8")
        question = QUESTION.search(page)
        yield name, " ".join(question[1].split()) if question else ""


def case_path(path: Path) -> Path:
    """Return a path as it is where something stands there, else that of a case that ships, or of its file.

    Parameters
    ----------
    path
        Such as `russia_china` or `russia_china/no_ukraine.toml`.

    Raises
    ------
    InputError
        Where it is a name alone, without an ending, and nothing has it.
    """
    if path.exists() or path.is_absolute():
        return path
    shipped = cases()
    name = path.parts[0] if path.parts else ""
    if name in shipped and (shipped[name].parent / path).exists():
        return shipped[name].parent / path
    if len(path.parts) == 1 and not path.suffix:
        expected = "a file, a folder, or one of the cases that ship (sim cases lists them)"
        raise InputError([Fault(str(path), "", "no such file", expected, nearest(name, shipped))])
    return path
