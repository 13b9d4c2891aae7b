"""The command `sim`: what it does with a fault, and with arguments that are no text."""

import errno
import os
import sys
from contextlib import redirect_stdout
from typing import Final, TextIO, cast

from sim.faults import InputError
from sim.plain import Spoken, printable, speak_plainly
from sim.verbs.command import app

COMPLETING: Final = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
"""Where shells put the words that they ask to complete."""


def main() -> None:
    """Run the command: status 2 where the input is wrong, 1 for anything else, 130 where interrupted."""
    speak_plainly()
    _refuse_bytes(sys.argv)
    try:
        with redirect_stdout(cast("TextIO", Spoken(sys.stdout))):
            try:
                app([*sys.argv[1:], *_to_complete()])(prog_name="sim")
            finally:
                sys.stdout.flush()
    except InputError as error:
        _stop(str(error), 2)
    except MemoryError as error:
        shortage = f"memory is short ({error})" if str(error) else "memory is short"
        _stop(f"the system: {shortage}: ask for fewer lives, points or processes", 1)
    except OSError as error:
        # What a path cannot be is wrong input; where one cannot write is not.
        status = 2 if error.errno in (errno.ENAMETOOLONG, errno.ELOOP) else 1
        _stop(f"{error.filename or 'the system'}: {error.strerror or error}", status)


def _to_complete() -> list[str]:
    """Return the words of a command that a shell asks to complete: they stand in its environment."""
    return [word for name in COMPLETING for word in os.environ.get(name, "").split()]


def _stop(message: str, status: int) -> None:

    print("\n".join(printable(line) for line in message.split("\n")), file=sys.stderr)
    sys.exit(status)


def _refuse_bytes(arguments: list[str]) -> None:
    """Refuse an argument that is no text: nothing could be written of it in a result."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            _stop(f"the command: found {argument!a}; expected text in UTF-8", 2)
