"""A full disk: one message that names the file, and nothing lost that was finished."""

import subprocess
import sys

import pytest

from sim.experiments.design import read_sweep
from sim.verbs import sweep as sweep_verb

resource = pytest.importorskip("resource", reason="this system has no limits on file size")

SWEEP = """\
name = "s"
scenario = "scenario.toml"
runs = 20
seed = 3
design = "latin-hypercube"
points = 1000
[ranges]
"parameters.threat" = [0.5, 2.0]
[outcomes]
a = { measure = "mean-index", pair = "CHN-RUS", year = 2022 }
d = { measure = "mean-threat", by = "RUS", of = "USA", year = 2014 }
b = { measure = "mean-index", pair = "CHN-RUS", year = 2012 }
c = { measure = "mean-index", pair = "CHN-RUS", year = 2002 }
"""

LIMITED = """\
import resource, runpy, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
runpy.run_module("sim", run_name="__main__")
"""


@pytest.fixture
def sweep(case_folder):
    path = case_folder / "sweep.toml"
    path.write_text(SWEEP)
    return path


def limited(most, *arguments):
    """Run the command where no file can grow beyond some bytes, as on a full disk."""
    command = [sys.executable, "-c", LIMITED, str(most), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def test_a_sweep_on_a_full_disk_can_be_gone_on_with(sweep, tmp_path):
    sweep_verb.make(read_sweep(sweep), tmp_path / "whole")
    inputs = max(path.stat().st_size for path in (tmp_path / "whole").glob("*.toml"))
    assert inputs + 1000 < (tmp_path / "whole" / "outcomes.parquet").stat().st_size
    # Room for the inputs and each batch, but not for all that the sweep finds.
    run = limited(inputs + 1000, "sweep", sweep, "--out", tmp_path / "out", "--quiet")
    assert run.returncode == 1, run
    assert run.stderr.count("\n") == 1
    assert "parquet: " in run.stderr
    assert f"what is finished stands in {tmp_path / 'out'}; go on with --resume" in run.stderr
    assert not list((tmp_path / "out").rglob("*.part"))
    sweep_verb.make(read_sweep(sweep), tmp_path / "out", resume=True)
    whole, gone_on = ((tmp_path / name / "outcomes.parquet").read_bytes() for name in ("whole", "out"))
    assert whole == gone_on


def test_a_run_on_a_full_disk_leaves_nothing(sweep, tmp_path):
    folder = tmp_path / "out"
    run = limited(4000, "run", sweep.parent, "--runs", "20", "--out", folder, "--quiet", "--no-report")
    assert run.returncode == 1, run
    assert run.stderr.count("\n") == 1
    assert str(tmp_path) in run.stderr
    assert not folder.exists()
    assert not list(tmp_path.glob(".out-*"))
