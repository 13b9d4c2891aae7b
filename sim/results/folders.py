"""Places of results: written beside them and put there whole, never at the cost of what is not theirs."""

import ctypes
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sim.faults import Fault, InputError
from sim.files import (
    BEGUN,
    MARK,
    check_no_folder,
    check_whole,
    digest,
    files_of_result,
    half_written,
    is_edited,
    note_all,
    read_json,
    write_mark,
)
from sim.plain import first_of
from sim.results import marks
from sim.results.held import MADE, behind_links, beside, held, sibling
from sim.results.request import Request, differing

SWAP: Final = 2
"""Linux: what tells `renameat2` to exchange two paths."""

HERE: Final = -100
"""Linux: that paths are read from where the process stands."""


@contextmanager
def new_folder(out: Path, request: Request, force: bool = False) -> Iterator[Path]:
    """Give a folder to write in, and put it in its place when all went well.

    Parameters
    ----------
    out
        The place. The same result that stands there is replaced; files of others beside it stay.
    request
        What the result is of.
    force
        Replace another result too; never a folder that holds none.

    Raises
    ------
    InputError
        Where something else stands in the place, or another process writes there.
    OSError
        Naming the place, where it cannot be written.
    """
    with _alone(out), _fresh(out, request, force) as fresh:
        yield fresh


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold a place, whose folder above is made where there is none."""
    _check_can_be_written(out)
    behind_links(out).parent.mkdir(parents=True, exist_ok=True)
    with held(out):
        yield


@contextmanager
def _fresh(out: Path, request: Request, force: bool) -> Iterator[Path]:
    """As `new_folder`, in a place that is held already."""
    check_replaceable(out, request, force)
    target = behind_links(out)
    fresh = Path(tempfile.mkdtemp(MADE, sibling(target, "-").name, target.parent))
    try:
        fresh.chmod(0o755)
        yield fresh
        _sign(fresh, request)
        put(fresh, out, request, force)
    except OSError as error:
        if error.filename is None:
            raise OSError(error.errno, error.strerror or str(error), str(out)) from error
        raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _sign(folder: Path, request: Request) -> None:
    """Note in the mark of a result what was asked, with what, and which files are its own."""
    if (folder / MARK).is_file():
        mark = {**_made_with(), **read_json(folder / MARK), "asked": dict(request)}
        note_all(folder, MARK, mark)
    for name in BEGUN:
        if (folder / name).is_file():
            note_all(folder, name)


def _made_with() -> dict[str, object]:
    """Return what else a result was made with, wherever that bears on running it again."""
    return {
        "versions": marks.versions(),
        "platform": platform.platform(),
        "directory": str(Path.cwd()),
    }


def put(fresh: Path, out: Path, request: Request, force: bool = False) -> None:
    """Put a finished folder in its place, with the files of others that stand there.

    At no time does less stand there than before: the two are exchanged, and then the old one goes.

    Raises
    ------
    InputError
        Where something else has come to stand in the place.
    """
    check_replaceable(out, request, force)
    target = behind_links(out)
    if not target.exists():
        fresh.rename(target)
        return
    _keep_others(target, fresh)
    _exchange(fresh, target)
    shutil.rmtree(fresh)


def _exchange(fresh: Path, old: Path) -> None:
    """Exchange two folders: at once where the system can, else by way of a third name."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is not None and rename(HERE, os.fsencode(fresh), HERE, os.fsencode(old), SWAP) == 0:
        return
    between = Path(tempfile.mkdtemp(prefix=sibling(old, "-").name, dir=old.parent))
    old.rename(between / "old")
    fresh.rename(old)
    (between / "old").rename(fresh)
    between.rmdir()


def _keep_others(target: Path, fresh: Path) -> None:
    """Let what stands in a place and is not of the result there stand in the folder that replaces it."""
    result_files = files_of_result(target)
    for above, folders, files in os.walk(target):
        links = [name for name in folders if (Path(above) / name).is_symlink()]
        for name in [*files, *links]:
            path = Path(above, name)
            if path.relative_to(target).as_posix() not in result_files:
                _take(path, _free(fresh, path.relative_to(target)))
        if not folders and not files:
            _free(fresh, Path(above).relative_to(target), True).mkdir(parents=True, exist_ok=True)


def _take(path: Path, target: Path) -> None:
    """Let a file stand in a second place: links as links, the rest without a copy where that can be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        target.symlink_to(path.readlink())
        return
    try:
        target.hardlink_to(path)
    except OSError:
        shutil.copy2(path, target)


def _free(fresh: Path, name: Path, folder: bool = False) -> Path:
    """Return where a file of others goes: under its own name, or with `.kept` where the result has that."""
    target = fresh
    for depth, part in enumerate(name.parts, start=1):
        free_name = Path(part)
        as_folder = folder or depth < len(name.parts)
        while os.path.lexists(target / free_name) and not (as_folder and (target / free_name).is_dir()):
            free_name = Path(f"{free_name.stem}.kept{free_name.suffix}")
        target = target / free_name
    return target


def check_replaceable(out: Path, request: Request, force: bool = False) -> None:
    """Refuse to write over anything but the same result, or with force any result.

    Raises
    ------
    InputError
        With what stands there and, of another result of the same name, what differs.
    """
    _check_can_be_written(out)
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    result_files = files_of_result(out) if out.is_dir() else {}
    if not result_files:
        raise InputError([Fault(str(out), "", _unknown(out), "a new place: name one with --out")])
    if force:
        return
    remedy = "name another place with --out, or replace it with --force"
    if not (out / MARK).is_file():
        begun = f"a {_kind(out)} that was begun and not finished"
        raise InputError([Fault(str(out), "", begun, "--resume to go on, or --force to begin anew")])
    mark = read_json(out / MARK)
    if mark.get("identity") != request["identity"]:
        expected = f"a result of {request['identity']}: {remedy}"
        raise InputError([Fault(str(out), "", f"a result of {mark.get('identity', 'no name')}", expected)])
    there, wanted = differing(mark.get("asked"), request)
    if wanted:
        begun = f"a result of {mark['identity']} with {first_of(there)}"
        raise InputError([Fault(str(out), "", begun, f"{first_of(wanted)}: {remedy}")])
    edited = [name for name, noted in result_files.items() if noted and is_edited(out / name, noted)]
    if edited:
        expected = f"files as the result wrote them: move what you want to keep, or {remedy}"
        raise InputError([Fault(str(out), "", f"{first_of(edited)} changed since", expected)])


def _check_can_be_written(out: Path) -> None:
    above = next((parent for parent in out.absolute().parents if parent.exists()), out)
    obstacle = ""
    if not above.is_dir():
        obstacle = f"{above} is a file"
    elif out.is_symlink() and not out.exists():
        obstacle = "a link to nothing"
    elif Path.cwd().is_relative_to(behind_links(out)):
        obstacle = "the folder one stands in, or one above it"
    if obstacle:
        raise InputError([Fault(str(out), "", obstacle, "a place that can be written: name one with --out")])


def _unknown(out: Path) -> str:
    if out.is_dir() and read_json(out / MARK).get("identity"):
        return "a result that does not say which files are its own"
    return "a folder or file that is no result"


def _kind(out: Path) -> str:
    return next(Path(name).stem for name in BEGUN if (out / name).is_file())


@contextmanager
def begin(
    out: Path,
    request: Request,
    manifest: str,
    fill: Callable[[Path], object],
    *,
    resume: bool,
    force: bool,
) -> Iterator[Path]:
    """Begin a result that is made part by part, or find the one that was begun; give where it is made.

    That is its place, or, where a finished result stands there, a hidden folder beside it until
    `finish` puts it there. Until all is done no other process writes there.

    Parameters
    ----------
    out, request, force
        As for `new_folder`.
    manifest
        The file that says of a result that was begun what it is of.
    fill
        Writes what it is made from into a folder.
    resume
        Go on with what was begun.

    Raises
    ------
    InputError
        Where something else stands in the place, or was begun there, or another process writes there.
    """
    with _alone(out):
        yield _begun(out, request, manifest, fill, resume, force)


def _begun(
    out: Path, request: Request, manifest: str, fill: Callable[[Path], object], resume: bool, force: bool
) -> Path:
    for where in (beside(out), out):
        check_no_folder(where / MARK)
    begun_in = [where for where in (beside(out), out) if (where / manifest).is_file()]
    for half in (half for where in begun_in for half in half_written(where)):
        half.unlink()
    begun = next(iter(begun_in), None)
    if resume and begun is not None:
        check_whole(begun, told_by=MARK if (begun / MARK).is_file() else manifest)
        _check_same(begun, manifest, request)
        return begun
    if resume and out.exists() and any(out.iterdir() if out.is_dir() else [out]):
        raise InputError(
            [Fault(str(out), manifest, "no such file", f"a {Path(manifest).stem} that was begun")]
        )
    check_replaceable(out, request, force)
    where = beside(out) if (out / MARK).is_file() else out
    with _fresh(where, request, force) as fresh:
        fill(fresh)
        write_mark(fresh, request, manifest)
    return where


def unfinished(out: Path) -> bool:
    """Tell whether something that was begun waits there to be gone on with."""
    places = (beside(out), out)
    return any(
        (folder / name).is_file() and not (folder / MARK).is_file() for folder in places for name in BEGUN
    )


def _check_same(folder: Path, manifest: str, request: Request) -> None:
    """Refuse to go on with what was begun otherwise, naming what differs."""
    begun = read_json(folder / manifest)
    wrong = [key for key in request if begun.get(key) != json.loads(json.dumps(request[key]))]
    if wrong:
        expected = f"the {Path(manifest).stem} that was begun there; name another place with --out"
        differences = f"another {' and another '.join(wrong)}"
        raise InputError([Fault(str(folder), manifest, differences, expected)])


def finish(made: Path, out: Path, request: Request, mark: Mapping[str, object], written: list[Path]) -> None:
    """Write the mark of a result that was made part by part, and put it in its place.

    Parameters
    ----------
    made
        Where it was made, as `begin` gave it.
    out, request
        As for `begin`.
    mark
        What its `run.json` says.
    written
        Its files, beside those that were there when it was begun.
    """
    noted_files = {
        name: noted
        for name, noted in files_of_result(made).items()
        if name != MARK and (made / name).is_file()
    }
    noted_files |= {path.relative_to(made).as_posix(): "" for path in written}
    files = {name: digest(made / name) for name in sorted(noted_files)}
    write_mark(made, {**_made_with(), **mark, "asked": dict(request), "files": files})
    if made != out:
        put(made, out, request, force=True)
