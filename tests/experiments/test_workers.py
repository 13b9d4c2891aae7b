"""Work in several processes: in order, and never a process left that nobody waits for."""

import os
import signal
import subprocess
import sys

import pytest

from sim.experiments import workers
from sim.experiments.workers import in_order
from sim.faults import Fault, InputError


def square(number):
    return number * number


def fail(number):
    if number == 3:
        raise InputError([Fault("a.toml", "line 1", str(number), "another number")])
    return number


def die(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return bytes(number)


def test_answers_come_in_the_order_asked():
    assert list(in_order(square, iter(range(20)), 3)) == [n * n for n in range(20)]


def test_a_fault_in_a_process_is_told_as_it_is_here():
    with pytest.raises(InputError) as refusal:
        list(in_order(fail, range(20), 2))
    assert str(refusal.value) == "a.toml: line 1: found 3; expected another number"


@pytest.mark.skipif(os.name != "posix", reason="this system has no signal that cannot be caught")
def test_a_process_that_is_killed_is_told_with_the_remedy():
    with pytest.raises(OSError, match=r"ended from outside.*fewer processes") as failure:
        list(in_order(die, range(20), 2))
    assert failure.value.filename == "--jobs"


def test_no_more_processes_are_started_than_there_are_cores(monkeypatch):
    begun = []

    class Counted(workers._Worker):
        def __init__(self, *arguments):
            begun.append(1)
            super().__init__(*arguments)

    monkeypatch.setattr(workers, "_Worker", Counted)
    monkeypatch.setattr(workers.os, "cpu_count", lambda: 2)
    assert list(in_order(square, range(9), 1_000_000)) == [n * n for n in range(9)]
    assert len(begun) == 2


@pytest.mark.parametrize("script_name", ["-", "script.py"])
def test_a_script_on_standard_input_or_without_a_guard_runs_as_well(tmp_path, script_name):
    script = "from sim.experiments.workers import in_order\n"
    script += "print(list(in_order(abs, range(-3, 0), 2)))\n"
    (tmp_path / "script.py").write_text(script)
    command = [sys.executable, script_name]
    run = subprocess.run(command, input=script, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (0, "[3, 2, 1]\n", "")
