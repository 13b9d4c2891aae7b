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


@pytest.fixture
def run(tmp_path):
    """A run in two processes, in a group of its own."""
    command = [sys.executable, "-m", "sim", "run", str(CASE), "--runs", "2000000", "--jobs", "2"]
    options = ["--no-report", "--quiet", "--out", str(tmp_path / "out")]
    run = subprocess.Popen([*command, *options], start_new_session=True, stderr=subprocess.PIPE, text=True)
    yield run
    if members(run.pid):
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def begun(run):
    """Whether both processes of a run have begun, beside Python's own two."""
    return waited(lambda: members(run.pid) > 4)


def is_ignored(signum):
    return signal.getsignal(signum) is signal.SIG_IGN


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_run_told_to_stop_ends_its_workers_and_leaves_nothing(run, tmp_path, signum):
    if is_ignored(signum):
        pytest.skip("this signal is ignored here, as in the background of a script")
    assert begun(run), "both workers never began"
    run.send_signal(signum)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, said) == (130, "interrupted\n")
    assert waited(lambda: members(run.pid) == 0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(is_ignored(signal.SIGINT), reason="interrupts are ignored here")
@pytest.mark.parametrize("wait", [lambda run: members(run.pid) > 1, begun])
def test_a_key_pressed_reaches_the_whole_group_and_is_told_once(run, tmp_path, wait):
    assert waited(lambda: wait(run))
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert (run.returncode, said) == (130, "interrupted\n")
    assert waited(lambda: members(run.pid) == 0)
    assert list(tmp_path.iterdir()) == []


def test_workers_end_with_a_run_that_is_killed(run):
    assert begun(run), "both workers never began"
    run.kill()
    assert waited(lambda: members(run.pid) == 0)


@pytest.mark.skipif(is_ignored(signal.SIGINT), reason="interrupts are ignored here")
def test_a_command_that_only_begins_is_told_to_stop_without_a_word_of_python():
    code = "import os, signal, sys\nfrom sim import __main__ as command\nclass Told:\n"
    code += "    def find_spec(*_): os.kill(os.getpid(), signal.SIGINT)\n"
    code += "sys.meta_path.insert(0, Told())\ncommand.main()\n"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (130, "interrupted\n")
