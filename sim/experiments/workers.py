"""Work in several processes: in the order asked, none of which outlives this one or holds it up.

Each process has a thread here and a line of its own to it. So the end of one is seen at once, even amid an
answer, for the rest of which `concurrent.futures` would wait for good; and no thread holds up a command.
"""

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from multiprocessing import get_all_start_methods, get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from threading import Lock, Thread
from traceback import format_exc
from typing import Any, Final, TypeVar

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")
Piece = tuple[Any, Future[Any]]

PRELOADED: Final = "sim.experiments.ensemble"
"""What every process needs: imported once, before they part."""

KEPT_OFF: Final = ("SIGINT", "SIGHUP")
"""Signals of a terminal to all that runs in it: this process hears them, and ends the others."""

STARTING: Final = Lock()

LOST: Final = (
    "one of the processes was ended from outside, as the system does where memory is short: ask for fewer "
    "processes, or for fewer lives"
)


def in_order(
    work: Callable[[Argument], Answer], arguments: Iterable[Argument], jobs: int
) -> Iterator[Answer]:
    """Do work in several processes, at most one for each core, and yield what it gives in the order asked.

    Only a few pieces are under way at once, so that memory does not grow with their number.

    Raises
    ------
    OSError
        Where a process was ended from outside.
    """
    most = min(jobs, os.cpu_count() or 1)
    crew: list[_Worker] = []
    pieces: SimpleQueue[Piece | None] = SimpleQueue()
    waiting: list[Future[Answer]] = []
    try:
        for argument in arguments:
            if len(crew) < most:
                crew.append(_Worker(work, pieces))
            waiting.append(Future())
            pieces.put((argument, waiting[-1]))
            if len(waiting) > 2 * most:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()
    finally:
        for answer in waiting:
            answer.cancel()
        for worker in crew:
            worker.end()


class _Worker:
    """A process, and the thread here that hands it pieces of work, one at a time."""

    def __init__(self, work: Callable[[Any], Any], pieces: SimpleQueue[Piece | None]):
        self._work, self._pieces = work, pieces
        self._process: BaseProcess | None = None
        self._over = False
        Thread(target=self._lead, daemon=True).start()

    def end(self) -> None:
        """End the process in the midst of what it does, and the thread with it."""
        self._over = True
        self._pieces.put(None)
        if self._process is not None:
            self._process.kill()

    def _lead(self) -> None:
        line: Connection | None = None
        while (piece := self._pieces.get()) is not None and not self._over:
            argument, answer = piece
            if not answer.set_running_or_notify_cancel():
                continue
            try:
                if line is None:
                    self._process, line = _begin()
                    line.send(self._work)
                if not self._over:
                    answer.set_result(_answer(line, argument))
            except (EOFError, ConnectionError):
                answer.set_exception(OSError(errno.ECHILD, LOST, "--jobs"))
            except BaseException as error:  # for the thread that waits
                answer.set_exception(error)
        if self._process is not None:
            self._process.kill()


def _begin() -> tuple[BaseProcess, Connection]:
    """Start a process that does what it is sent, and return it with the line to it.

    Where the system can, it is forked from one that has imported the model and has no threads: a fork
    of this one could inherit a lock for good, and Mesa's spawn would let each import everything anew.
    """
    can_fork = "forkserver" in get_all_start_methods()
    context = get_context("forkserver") if can_fork else get_context("spawn")
    context.set_forkserver_preload([PRELOADED])
    _keep_signals_off()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    with STARTING, _script_left_alone():
        process.start()
    theirs.close()
    return process, ours


def _keep_signals_off() -> None:
    """Let no process hear the signals of a terminal from its first moment on: it inherits this mask."""
    if hasattr(signal, "pthread_sigmask"):
        # Python's own helper unblocks them again when it begins.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, [getattr(signal, name) for name in KEPT_OFF])


@contextmanager
def _script_left_alone() -> Iterator[None]:
    """Keep a process that begins from running the caller's script again: it needs nothing of it."""
    main = sys.modules["__main__"]
    path = vars(main).pop("__file__", None) if getattr(main, "__spec__", None) is None else None
    try:
        yield
    finally:
        if path is not None:
            main.__file__ = path


def _answer(line: Connection, argument: Any) -> Any:
    line.send(argument)
    answer, error = line.recv()
    if error is not None:
        raise error
    return answer


def _serve(line: Connection) -> None:
    """Take work, and do piece after piece of it in a process of its own, until the one that asks is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        work = line.recv()
        while True:
            line.send(_tried(work, line.recv()))


def _tried(work: Callable[[Any], Any], argument: Any) -> tuple[Any, Exception | None]:
    try:
        return work(argument), None
    except Exception as error:
        error.add_note(f"In a process of its own:\n{format_exc()}")
        return None, error


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
