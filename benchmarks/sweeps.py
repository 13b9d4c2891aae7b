"""How fast sweeps are, as ratios measured in one run: `python -m benchmarks.sweeps [--memory]`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mesa

import sim
from benchmarks.speed import YEARS, BatchTwin
from sim.experiments.design import Sweep, read_sweep
from sim.experiments.outcomes import points_per_batch
from sim.experiments.sweep import case_at, point_values
from sim.scenario.load import Case, load
from sim.verbs import sweep as sweep_verb
from sim.world.model import World

CASE = Path(__file__).parent.parent / "scenarios" / "russia_china"
LIVES, POINTS = 50, 1000
RUNS_TIMED, TWINS_TIMED = 20, 20
"""Points, and lives of the twin, that are timed one by one."""

SWEEP = """
name = "timed"
scenario = "scenario.toml"
runs = {runs}
design = "latin-hypercube"
points = {points}
[ranges]
"parameters.threat" = [0.0, 1.0]
"parameters.cost" = [0.0, 0.3]
"shocks.ukraine-2014.scale" = [0.0, 1.0]
[outcomes]
index = {{ measure = "mean-index", pair = "CHN-RUS", year = 2022 }}
"""


def written(folder: Path, points: int, runs: int) -> Path:
    """Write the case and a sweep of it; return the sweep's file."""
    for name in ("scenario.toml", "events.csv", "events_after.csv", "drivers.csv"):
        (folder / name).write_bytes((CASE / name).read_bytes())
    file = folder / f"sweep-{points}.toml"
    file.write_text(SWEEP.format(points=points, runs=runs))
    return file


def seconds(work: Callable[[], object]) -> float:
    """Time some work once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(sweep: Sweep) -> None:
    """Live the sweep's points side by side in the model, and keep nothing."""
    size = points_per_batch(sweep.cases)
    for first in range(0, len(sweep.points), size):
        numbers = range(first, min(first + size, len(sweep.points)))
        cases: list[Case] = [
            case_at(sweep.cases[0], point_values(sweep.points, n), sweep.file, n) for n in numbers
        ]
        world = World(cases, sweep.file.runs)
        while world.running:
            world.step()
        world.clear()


def by_runs(sweep: Sweep, folder: Path) -> None:
    """Run the first points one by one, as `sim run` does."""
    for n in range(RUNS_TIMED):
        values = point_values(sweep.points, n)
        sim.run(folder / "scenario.toml", runs=LIVES, values=values, keep=0)


def by_twins() -> None:
    """Live some lives of the plain model by Mesa's batch runner."""
    case = load(CASE)
    arguments = {"case": case, "life": list(range(TWINS_TIMED))}
    mesa.batch_run(BatchTwin, arguments, max_steps=YEARS, display_progress=False)


def speed(folder: Path) -> None:
    """Print points a second beside the alternatives, overhead, and what a second job gains."""
    file = written(folder, POINTS, LIVES)
    sweep = read_sweep(file)
    one = seconds(lambda: sweep_verb.make(sweep, folder / "one"))
    model = seconds(lambda: bare(sweep))
    two = seconds(lambda: sweep_verb.make(sweep, folder / "two", jobs=2))
    runs = seconds(lambda: by_runs(sweep, folder)) / RUNS_TIMED * POINTS
    twins = seconds(by_twins) / TWINS_TIMED * POINTS * LIVES
    print(f"{POINTS} points of {LIVES} lives: {one:.1f} s, {POINTS / one:.0f} points a second")
    print(f"over a loop of sim.run ({runs:.0f} s by {RUNS_TIMED} points): {runs / one:.1f} times")
    print(f"over batch_run of the twin ({twins:.0f} s by {TWINS_TIMED} lives): {twins / one:.0f} times")
    print(f"over the bare model ({model:.1f} s): {one / model - 1:+.0%}")
    print(f"two jobs ({two:.1f} s): {one / two:.2f} times one")


def memory(folder: Path) -> None:
    """Print the most memory that sweeps of more and more points take, each in a process of its own."""
    for points in (1000, 10_000, 100_000):
        file = written(folder, points, 2)
        command = [sys.executable, "-m", "sim", "sweep", str(file), "-q", "--out", str(folder / str(points))]
        started = time.perf_counter()
        process = subprocess.Popen(command)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"{points} points: the sweep failed")
        took = time.perf_counter() - started
        print(f"{points:,} points of 2 lives: {took:.0f} s, at most {usage.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        (memory if "--memory" in sys.argv[1:] else speed)(Path(scratch))
