"""Known parameters found again by the command, in processes that have to import what they do."""

import subprocess
import sys

from tests.conftest import ROOT


def test_the_command_finds_known_parameters_again_in_two_processes():
    command = [sys.executable, "-m", "tools.validation.recover", "scenarios/egypt_soviet_union"]
    sizes = ["--truths", "2", "--sets", "32", "--jobs", "2"]
    done = subprocess.run([*command, *sizes], check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "90 % intervals cover" in done.stdout
    assert "opportunity" in done.stdout
