"""Sweeps on a Dask cluster: the same bits as here, whatever becomes of its workers."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from threading import Thread

import pytest

from sim.experiments import distributed
from sim.experiments.design import read_sweep
from sim.faults import InputError
from sim.verbs import sweep as sweep_verb

SWEEP = """\
name = "s"
scenario = "scenario.toml"
runs = 400
seed = 3
design = "latin-hypercube"
points = 60
[ranges]
"parameters.threat" = [0.5, 2.0]
"parameters.opportunity" = [0.1, 0.9]
[outcomes]
index = { measure = "mean-index", pair = "CHN-RUS", year = 2022 }
"""

dask = pytest.importorskip("distributed", reason="the extra distributed is not installed")


@pytest.fixture
def sweep(case_folder):
    path = case_folder / "sweep.toml"
    path.write_text(SWEEP)
    return path


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers on this machine; gives its address and the workers."""
    started = []

    def start(module, *options):
        log = (tmp_path / f"{module}-{len(started)}.log").open("w+")
        command = [sys.executable, "-m", "distributed.cli." + module, *options]
        started.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path))
        return started[-1], tmp_path / log.name

    local = ("--host", "127.0.0.1", "--no-dashboard")
    _, log = start("dask_scheduler", *local, "--port", "0")
    address = wait_for(lambda: re.search(r"tcp://127\.0\.0\.1:\d+", log.read_text()))[0]
    quick = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60")
    workers = [start("dask_worker", address, *local, *quick)[0] for _ in range(2)]
    try:
        yield address, workers
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def wait_for(look, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := look():
            return answer
        time.sleep(0.05)
    raise AssertionError("nothing came")


def command(*arguments, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def test_a_worker_killed_midway_costs_only_its_batch(sweep, cluster, tmp_path):
    address, workers = cluster
    with dask.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    run = command("sweep", sweep, "--scheduler", address, "--out", tmp_path / "there", "--quiet")
    wait_for(lambda: list((tmp_path / "there" / "batches").glob("*.parquet")))
    workers[0].send_signal(signal.SIGKILL)
    printed = run.communicate(timeout=240)
    assert run.returncode == 0, printed
    sweep_verb.make(read_sweep(sweep), tmp_path / "here")
    there, here = ((tmp_path / name / "outcomes.parquet").read_bytes() for name in ("there", "here"))
    assert there == here


def test_workers_with_other_versions_are_refused(sweep, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(distributed, "versions", lambda: {**distributed._asker()(), "numpy": "0.1"})
    with pytest.raises(
        InputError, match=r"worker tcp://.*found numpy .*expected the versions here, numpy 0\.1"
    ):
        sweep_verb.make(read_sweep(sweep), tmp_path / "out", scheduler=cluster[0])
    assert not (tmp_path / "out").exists()


def test_a_worker_that_joins_later_is_checked_too():
    with pytest.raises(InputError, match="a worker that joined later"):
        distributed._live_checked(None, {**distributed.versions(), "numpy": "0.1"}, None)


def test_a_cluster_that_has_lost_all_its_workers_is_told(cluster, monkeypatch):
    address, workers = cluster
    with dask.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    with distributed.cluster(address) as live_on_cluster:
        monkeypatch.setattr(distributed, "PATIENCE", 2)
        monkeypatch.setattr(distributed, "DESERTED", 1)
        for worker in workers:
            worker.kill()
            worker.wait()
        with pytest.raises(OSError, match="no worker is left"):
            list(live_on_cluster(str, [1, 2, 3]))


def speak(server, answer):
    """Say something to whoever comes, and no more."""
    kept = []
    with contextlib.suppress(OSError):
        while True:
            kept.append(server.accept()[0])
            kept[-1].sendall(answer)


@pytest.mark.parametrize("answer", [b"", bytes(100), b"HTTP/1.1 400 Bad Request\r\n\r\n" * 9])
def test_a_port_that_is_silent_or_speaks_otherwise_is_no_scheduler(answer, monkeypatch):
    monkeypatch.setattr(distributed, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=speak, args=(server, answer), daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with (
            pytest.raises(InputError, match="expected the address of a Dask scheduler"),
            distributed.cluster(address),
        ):
            pass


NOWHERE = ("tcp://127.0.0.1:1", "nowhere", "http://127.0.0.1:1")
ASKED_IN_TURN = f"""
import sys
from sim import cli
given = sys.argv
for address in {NOWHERE}:
    sys.argv = [*given, "--scheduler", address]
    try:
        cli.main()
    except SystemExit as end:
        print(end.code)
"""


def test_no_scheduler_there(sweep, tmp_path):
    asked = ("sweep", sweep, "--out", tmp_path / "out", "--quiet")
    run = subprocess.run(
        [sys.executable, "-c", ASKED_IN_TURN, *asked], capture_output=True, text=True, timeout=240, check=True
    )
    assert run.stdout.split() == ["2"] * 3
    lines = run.stderr.splitlines()
    for line, address in zip(lines, NOWHERE, strict=True):
        assert f"--scheduler: found {address}; expected the address of a Dask scheduler" in line
    assert not (tmp_path / "out").exists()


def test_jobs_and_a_scheduler_are_one_too_many(sweep, tmp_path):
    with pytest.raises(InputError, match="one of the two"):
        sweep_verb.make(read_sweep(sweep), tmp_path / "out", jobs=2, scheduler="tcp://127.0.0.1:1")


def test_the_extra_is_named_where_it_is_missing(sweep, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"rapprochement\[distributed\]"):
        sweep_verb.make(read_sweep(sweep), tmp_path / "out", scheduler="tcp://127.0.0.1:1")
