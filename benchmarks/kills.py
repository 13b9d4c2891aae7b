"""Is a sweep that was killed and resumed the undisturbed one, to the bit? `python -m benchmarks.kills`."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

CASE = Path(__file__).parent.parent / "scenarios" / "russia_china"
SWEEP = """
name = "killed"
scenario = "scenario.toml"
runs = 500
design = "grid"
steps = 8
[ranges]
"parameters.threat" = [0.0, 1.0]
"shocks.ukraine-2014.scale" = [0.0, 1.0]
[outcomes]
index = { measure = "mean-index", pair = "CHN-RUS", year = 2022 }
first = { measure = "first-passage", pair = "CHN-RUS", stage = "early" }
threat = { measure = "mean-threat", by = "RUS", of = "USA", year = 2014 }
"""


def begin(file: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start the command in a group of processes of its own."""
    command = [sys.executable, "-m", "sim", "sweep", str(file), "-q", "--out", str(out), *options]
    return subprocess.Popen(command, start_new_session=True)


def kill_after(process: subprocess.Popen[bytes], out: Path, batches: int, pause: float) -> bool:
    """Kill a sweep with all its processes some time after its batches; tell whether it was still running."""
    while process.poll() is None and len(list(out.glob("batches/*.parquet"))) < batches:
        time.sleep(0.01)
    time.sleep(pause)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return running


def equal(folder: Path, times: int, seed: int) -> bool:
    """Run a sweep undisturbed, and another killed some times and resumed; compare what they leave.

    Raises
    ------
    RuntimeError
        Where it ended before it could be killed once.
    """
    for name in ("scenario.toml", "events.csv", "events_after.csv", "drivers.csv"):
        (folder / name).write_bytes((CASE / name).read_bytes())
    file = folder / "sweep.toml"
    file.write_text(SWEEP)
    begin(file, folder / "whole").wait()
    chance = np.random.default_rng(seed)
    killed = 0
    for attempt in range(times):
        again = ["--resume"] if (folder / "killed" / "sweep.json").is_file() else []
        process = begin(file, folder / "killed", *again, "--jobs", str(1 + attempt % 2))
        killed += kill_after(process, folder / "killed", attempt, float(chance.random()) / 2)
    if not killed:
        raise RuntimeError("the sweep was over before it could be killed")
    begin(file, folder / "killed", "--resume").wait()
    one, two = (pd.read_parquet(folder / name / "outcomes.parquet") for name in ("whole", "killed"))
    return one.equals(two)


if __name__ == "__main__":
    for attempt in range(10):
        with tempfile.TemporaryDirectory() as scratch:
            print(
                f"{attempt + 1}: {'equal' if equal(Path(scratch), 3, attempt) else 'DIFFERENT'}", flush=True
            )
