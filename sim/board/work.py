"""Work beside the page: in a thread of its own, piece by piece, and given up when told to or overtaken."""

import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event, Lock, Thread
from typing import Any, Final, Generic, TypeVar

import solara

from sim.faults import InputError

Piece = TypeVar("Piece")

DRAWING: Final = Lock()
"""Held while Matplotlib draws: its style belongs to the whole process, not to a visitor."""


@dataclass(frozen=True)
class Work(Generic[Piece]):
    """Work that is under way, or was.

    Attributes
    ----------
    of
        What it depends on.
    latest
        What it has come to so far, or what the work before came to; None before the first piece.
    running
        Whether it goes on.
    given_up
        Whether it was told to stop.
    fault
        What ended it, in words; empty where nothing did.
    """

    of: Sequence[Any] = ()
    latest: Piece | None = None
    running: bool = False
    given_up: bool = False
    fault: str = ""


def use_work(
    pieces: Callable[[], Iterator[Piece]], dependencies: Sequence[Any]
) -> tuple[Work[Piece], Callable[[], None]]:
    """Do work whenever what it depends on changes; return what it has come to, and what gives it up.

    What was under way for what it depended on before is given up after its next piece.
    """
    work, set_work = solara.use_state(Work[Piece]())
    stopping: Any = solara.use_ref(Event())

    def begin() -> Callable[[], None]:
        stopped = Event()
        stopping.current = stopped
        set_work(lambda before: Work(dependencies, before.latest, running=True))
        Thread(target=_go_through, args=(pieces, dependencies, set_work, stopped), daemon=True).start()
        return stopped.set

    def give_up() -> None:
        stopping.current.set()
        set_work(lambda before: Work(dependencies, before.latest, given_up=True))

    solara.use_effect(begin, list(dependencies))
    # Before it begins, it is already known that it will.
    return (work if work.of == dependencies else replace(work, running=True)), give_up


def _go_through(
    pieces: Callable[[], Iterator[Any]],
    dependencies: Sequence[Any],
    tell: Callable[[Any], None],
    stopped: Event,
) -> None:
    latest, fault = None, ""
    try:
        for latest in pieces():
            if stopped.is_set():
                return
            tell(Work(dependencies, latest, running=True))
    except InputError as error:
        fault = str(error)
    except Exception as error:
        # A visitor is told in the page, and who started the dashboard where it was started.
        traceback.print_exc(file=sys.stderr)
        fault = f"{type(error).__name__}: {error}"
    if not stopped.is_set():
        tell(Work(dependencies, latest, fault=fault))
