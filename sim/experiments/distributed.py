"""Batches on an existing Dask cluster: a few at a time, in order, done again where a worker dies."""

import asyncio
import errno
import logging
import platform
import socket
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, Final
from urllib.parse import urlsplit

import pyarrow as pa

from sim.experiments.sweep import Batch, Workers
from sim.faults import Fault, InputError, need

PATIENCE: Final = 8
"""Seconds to wait for the scheduler, and for its first worker."""

DESERTED: Final = 7
"""Times to wait so long for a worker where all are lost: some clusters begin others in their place."""

AHEAD: Final = 2
"""Batches under way for each thread of the cluster: enough that none waits for the next."""

RETRIES: Final = 3
"""Times that a batch is tried again where its worker is lost."""

PACKAGES: Final = ("rapprochement", "numpy", "mesa", "pandas", "pyarrow", "pydantic")
"""What has to be the same on every worker for its bits to be the same."""


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Give a place to live batches in: the workers of a Dask scheduler.

    Raises
    ------
    InputError
        Where no scheduler answers, none of its workers does, or one has other versions than this process.
    """
    distributed = need("distributed", "distributed")
    # What it would log of lost connections is told in one message, or is its own affair.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        _knock(distributed, address)
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        expected = "the address of a Dask scheduler that answers, such as tcp://127.0.0.1:8786"
        raise InputError([Fault("--scheduler", "", address, expected)]) from None
    with client:
        _check_workers(client, address)
        yield partial(_in_order, client)


def _knock(distributed: ModuleType, address: str) -> None:
    """Ask whether a scheduler is there: a client that fails to connect leaves threads behind, or never ends.

    Raises
    ------
    ValueError, OSError
        Where it is no address, nobody answers, or what answers there in time is no scheduler.
    """
    url = urlsplit(address)
    if url.scheme not in ("tcp", "tls", "ws", "wss") or not url.hostname or not url.port:
        raise ValueError(address)
    # Dask would try again and again.
    socket.create_connection((url.hostname, url.port), PATIENCE).close()

    async def ask() -> Any:
        async with distributed.rpc(address, timeout=PATIENCE) as scheduler:
            return await scheduler.identity()

    # A notebook has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as beside:
        try:
            identity = beside.submit(asyncio.run, asyncio.wait_for(ask(), PATIENCE)).result()
        except Exception as error:  # whatever becomes of bytes that are none of Dask's
            raise ValueError(address) from error
    if not isinstance(identity, dict) or identity.get("type") != "Scheduler":
        raise ValueError(address)


def _check_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise InputError([Fault("--scheduler", address, "no worker", "a cluster with workers")]) from None
    here = versions()
    faults = [
        Fault(
            "--scheduler",
            f"worker {worker}",
            _differing_versions(on_worker, here),
            f"the versions here, {_differing_versions(here, on_worker)}",
        )
        for worker, on_worker in client.run(_asker()).items()
        if on_worker != here
    ]
    if faults:
        raise InputError(faults)


def versions() -> dict[str, str]:
    """Return the versions of Python and of `PACKAGES`, where installed, in this process."""
    return dict(_asker()())


def _asker() -> Callable[[], dict[str, str]]:
    """Return a function that a worker can run which has not got this package."""
    packages = PACKAGES

    def ask() -> dict[str, str]:
        versions_here = {"python": platform.python_version()}
        for name in packages:
            try:
                versions_here[name] = version(name)
            except PackageNotFoundError:
                versions_here[name] = "none"
        return versions_here

    return ask


def _differing_versions(listed: dict[str, str], compared: dict[str, str]) -> str:
    return ", ".join(f"{name} {listed[name]}" for name in listed if listed[name] != compared[name])


def _in_order(client: Any, work: Callable[[Batch], pa.Table], batches: Iterable[Batch]) -> Iterator[pa.Table]:
    """Send batches as workers have time, and yield what they give in the order of the batches."""
    waiting: list[Any] = []
    checked = partial(_live_checked, work, versions())
    try:
        for batch in batches:
            waiting.append(client.submit(checked, batch, pure=False, retries=RETRIES))
            while len(waiting) > AHEAD * max(1, sum(client.nthreads().values())):
                yield _batch_result(client, waiting.pop(0))
        while waiting:
            yield _batch_result(client, waiting.pop(0))
    finally:
        if client.status == "running":
            client.cancel(waiting)


def _batch_result(client: Any, future: Any) -> pa.Table:
    """Wait for a batch.

    Raises
    ------
    OSError
        Where the cluster is gone, all its workers are, or each worker that tried the batch was lost.
    """
    try:
        return _result(client, future)
    except InputError:
        raise
    except Exception as error:
        reason = f"the cluster gave no result ({type(error).__name__}: {error})"
        raise OSError(errno.ECONNABORTED, reason, "--scheduler") from error


def _result(client: Any, future: Any) -> pa.Table:
    """Wait for a batch as long as there are workers, or may be again.

    Raises
    ------
    TimeoutError
        Where no worker has been left for `DESERTED` times the patience.
    """
    deserted = 0
    while deserted < DESERTED:
        try:
            return future.result(timeout=PATIENCE)
        except TimeoutError:
            if future.status == "error":
                raise
            deserted = 0 if client.nthreads() else deserted + 1
    raise TimeoutError("no worker is left")


def _live_checked(
    work: Callable[[Batch], pa.Table], expected_versions: dict[str, str], batch: Batch
) -> pa.Table:
    """Live a batch, unless this worker joined later with other versions."""
    versions_here = versions()
    if versions_here != expected_versions:
        found, expected = (
            _differing_versions(versions_here, expected_versions),
            f"the versions of the sweep, {_differing_versions(expected_versions, versions_here)}",
        )
        raise InputError([Fault("--scheduler", "a worker that joined later", found, expected)])
    return work(batch)
