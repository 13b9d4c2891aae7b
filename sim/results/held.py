"""Places that one process at a time writes to, swept of what killed ones left there."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Final

from sim.faults import Fault, InputError
from sim.plain import shortened

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MADE: Final = ".part"
"""How the name of a folder ends in which something is made."""

TAKEN: Final = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
"""What the system says where another process holds a lock; a disk may also know of none at all."""


def behind_links(out: Path) -> Path:
    """Return where a place is in truth, so that a link to a folder stays a link."""
    return out.resolve() if out.exists() else out.parent.resolve() / out.name


def sibling(path: Path, ending: str) -> Path:
    """Return a hidden place beside another, of its name and an ending."""
    return path.with_name(f".{shortened(path.name)}{ending}")


def beside(out: Path) -> Path:
    """Return where something is made anew part by part while a finished result stands in its place."""
    return sibling(behind_links(out), "-anew")


@contextmanager
def held(out: Path) -> Iterator[None]:
    """Keep others from writing to a place as long as this process does, or lives.

    Raises
    ------
    InputError
        Where another process writes there.
    OSError
        Naming the place, where it cannot be written.
    """
    path = sibling(behind_links(out), ".lock")
    lock = _locked(path, out)
    try:
        for folder in (behind_links(out), beside(out)):
            _sweep(folder)
        yield
    finally:
        # Before it is let go: who waits for it finds another file there, and asks anew.
        with suppress(OSError):
            path.unlink()
        os.close(lock)


def _sweep(folder: Path) -> None:
    """Take away what was made for a place by processes that are no more."""
    name = escape(sibling(folder, "-").name)
    for left in folder.parent.glob(f"{name}{'[a-z0-9_]' * 8}{MADE}"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


def _locked(path: Path, out: Path) -> int:
    while True:
        try:
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(out)) from error
        if not _lock(lock):
            process = os.read(lock, 20).decode("ascii", "replace").strip()
            os.close(lock)
            holder = f"another command that writes there{f' (process {process})' if process else ''}"
            raise InputError([Fault(str(out), "", holder, "its end, or another place: name one with --out")])
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                os.ftruncate(lock, 0)
                os.write(lock, f"{os.getpid()}\n".encode())
                return lock
        os.close(lock)


def _lock(lock: int) -> bool:
    """Lock an open file until it is closed or this process ends; say whether no other has it."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in TAKEN
    return True
