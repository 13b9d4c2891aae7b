"""A command that is told to stop: it undoes what it began, says so in one line, and ends its processes."""

import os
import signal
from collections.abc import Callable
from typing import Any, Final

STOPPING: Final = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that tell a command to stop."""

STOPPED: Final = 130
"""Status of a command that was told to stop."""


def listen() -> None:
    """Interrupt what is done when told to stop; end at once when told again."""
    _hear(_interrupt)


def end_at_once() -> None:
    """End at once when told to stop from now on: nothing is left to undo."""
    _hear(_end)


def _hear(handler: Callable[[int, Any], None]) -> None:
    for name in STOPPING:
        number = getattr(signal, name, None)
        # What was started to go on without its terminal goes on.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: Any) -> None:
    end_at_once()
    raise KeyboardInterrupt


def _end(_number: int, _frame: Any) -> None:
    os._exit(STOPPED)
