"""A command that is told to stop: it leaves no worker behind, and nothing half-written."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import CASE

pytestmark = pytest.mark.skipif(os.name != "posix", reason="this system has no process groups to look into")


def members(group):
    """Processes of a group that still live."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    return sum(line.split()[0] == str(group) and "Z" not in line for line in listed.splitlines())


def waited(condition, seconds=60):
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.1)
    return condition()


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_run_told_to_stop_ends_its_workers_and_leaves_nothing(tmp_path, asked):
    if signal.getsignal(asked) is signal.SIG_IGN:
        pytest.skip("interrupts are ignored here, as in the background of a script")
    command = [sys.executable, "-m", "sim", "run", str(CASE), "--runs", "2000000", "--jobs", "2"]
    options = ["--no-report", "--quiet", "--out", str(tmp_path / "out")]
    run = subprocess.Popen([*command, *options], start_new_session=True, stderr=subprocess.PIPE, text=True)
    try:
        assert waited(lambda: members(run.pid) > 4), "both workers never began"
        run.send_signal(asked)
        _, said = run.communicate(timeout=60)
        assert run.returncode == 130
        assert "Traceback" not in said
        assert waited(lambda: members(run.pid) == 0)
        assert list(tmp_path.iterdir()) == []
    finally:
        if members(run.pid):
            os.killpg(run.pid, signal.SIGKILL)
