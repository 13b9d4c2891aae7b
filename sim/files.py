"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def whole(place: Path) -> Iterator[IO[bytes]]:
    """Open a file that comes to stand in its place whole or not at all, even where the power fails.

    Raises
    ------
    OSError
        Naming the file, where the disk is full.
    """
    making = place.with_suffix(".part")
    try:
        with making.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        making.replace(place)
    except OSError as error:
        with suppress(OSError):
            making.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror or str(error), str(place)) from error
