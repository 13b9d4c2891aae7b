"""Text that everything can hold that it is put into: a terminal, a message of one line, a picture."""

import codecs
import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isinf
from typing import Any, Final, TextIO
from zlib import crc32

STAND_INS: Final = {
    **dict.fromkeys("‐‑‒–—−─━", "-"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    "·": ".",
    "○": "o",
    "●": "O",
    "±": "+-",
    "×": "x",
    "→": "->",
    "←": "<-",
}
"""What stands for a character that a terminal lacks and that is no letter with a mark."""

NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold (XML 1.0, section 2.2)."""


LONGEST_NAME: Final = 100
"""Letters of a folder's name; a longer one is cut and numbered."""


def printable(text: str) -> str:
    """Write out what would break a line, steer a terminal or turn the direction of what follows."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def drawable(text: str) -> str:
    """Put a space in the place of each character that a picture or a page cannot hold."""
    return NOT_IN_XML.sub(" ", text)


def first_of(names: Sequence[str], most: int = 4) -> str:
    """Name the first of some things, and say how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def shortened(name: str) -> str:
    """Cut the long name of a folder, and number it so that others cut alike differ."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}-{crc32(name.encode()):08x}"


def stand_in(text: str) -> str:
    """Write in ASCII what a terminal lacks: letters without their marks, else a question mark each."""
    return "".join(STAND_INS.get(c) or _without_marks(c) or "?" for c in text)


def _without_marks(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return stand_in(error.object[error.start : error.end]), error.end


class Spoken:
    """What a command prints to: as the stream it stands for, but a fault says what could not be written."""

    def __init__(self, stream: TextIO):
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        """Be the stream in all else."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Print."""
        with self._blamed():
            return self._stream.write(text)

    def flush(self) -> None:
        """Print what was held back."""
        with self._blamed():
            self._stream.flush()

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            # What is left to print would else fail once more when Python ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
            raise OSError(error.errno, error.strerror, "standard output") from error


def speak_plainly() -> None:
    """Let both streams of a command put stand-ins in the place of what their terminal lacks."""
    codecs.register_error("stand-in", _substitute)
    for stream in (sys.stdout, sys.stderr):
        # A stream that something else stands for may hold all text.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="stand-in")


MANY: Final = 1000
"""From here numbers are written without what follows the point."""


def number(value: float) -> str:
    """Write a number with three digits that count; whole ones, such as years, in full."""
    if isinf(value):
        return "never"
    return f"{value:.0f}" if value == round(value) or abs(value) >= MANY else f"{value:.3g}"
