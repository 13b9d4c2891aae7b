"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


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
