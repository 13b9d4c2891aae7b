"""How fast the model is, as ratios measured in one run: `python -m benchmarks.speed [--large]`."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import mesa
import numpy as np

from sim.experiments.ensemble import live, lives_per_chunk
from sim.ladder.ladder import MILITARY
from sim.scenario.load import Case, load
from sim.world import rules, third
from sim.world.model import World
from tests.reference.twin import Twin

ROOT = Path(__file__).parent.parent
CASE = ROOT / "scenarios" / "russia_china"
SCENARIO = load(CASE).scenario
YEARS = SCENARIO.end - SCENARIO.start + 1
BESIDE = 4000
"""Lives simulated together, as `sim run` does with three states."""


class Idle(mesa.Model):
    """Three agents that do nothing for as many years."""

    def __init__(self, n=0, rng=None):
        super().__init__(rng=rng)
        self.datacollector = mesa.DataCollector(model_reporters={"years": "steps"})
        for _ in range(3):
            IdleAgent(self)

    def step(self):
        self.agents.do("step")
        self.datacollector.collect(self)
        self.running = self.steps < YEARS


class IdleAgent(mesa.Agent):
    def step(self):
        pass


class BatchTwin(Twin):
    """The twin as `batch_run` wants it."""

    def __init__(self, case, life=0, rng=None):
        super().__init__(case, life)
        self.datacollector = mesa.DataCollector(model_reporters={"years": "steps"})

    def step(self):
        super().step()
        self.datacollector.collect(self)
        self.running = self.year < self.scene.end


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the least of a few times."""
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return min(durations)


def command(runs: int, *options: str) -> float:
    """Return the seconds of the whole command."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = [sys.executable, "-m", "sim", "run", str(CASE), "--runs", str(runs), "--no-report", "-q"]
        return seconds(lambda: subprocess.run([*arguments, "--out", f"{folder}/r", *options], check=True), 2)


def batch(model: type[mesa.Model], name: str, lives: int, **parameters: object) -> float:
    """Return the lives a second of `mesa.batch_run`."""
    arguments = {**parameters, name: list(range(lives))}
    return lives / seconds(
        lambda: mesa.batch_run(model, arguments, max_steps=YEARS, display_progress=False), 1
    )


def steps(case: Case, lives: int) -> float:
    """Return the seconds of the model loop."""

    def loop() -> None:
        world = World(case, lives)
        while world.running:
            world.step()

    return seconds(loop)


def draws(case: Case, lives: int) -> float:
    """Return the seconds of all the loop's draws with the same generator, its set-up included."""
    world = World(case, lives)

    def draw() -> None:
        for year in range(case.scenario.start, case.scenario.end + 1):
            world.year = year
            world._draw()

    return seconds(draw)


def many_states(folder: Path, states: int, years: int = 10) -> Path:
    """Write a scenario of many states that all perceive some threat from all others."""
    codes = [f"S{n:03}" for n in range(states)]
    tables = [f'[[states]]\ncode = "{code}"\nname = "{code}"\ncapability = {1 / states}' for code in codes]
    tables += [f'[[threats]]\nby = "{a}"\nof = "{b}"\nlevel = 0.2' for a in codes for b in codes if a != b]
    path = folder / f"{states}.toml"
    head = f'name = "many"\ntitle = "Many"\nstart = 2000\nend = {1999 + years}\n'
    path.write_text(head + "\n".join(tables), encoding="utf-8")
    return path


def third_states(case: Case, lives: int) -> float:
    """Return the seconds that ten years of what third states say take."""
    world = World(case, lives)

    def sums() -> None:
        for _ in range(10):
            third.company(world.T, world.A)
            third.common_threat(rules.hazard(world.T))
            third.common_partners(world.A)

    return seconds(sums, 1)


def whole_world(states: int, years: int, lives: int) -> tuple[float, float]:
    """Return the seconds of a whole command with two jobs, and the peak memory of its processes in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        path = many_states(Path(folder), states, years)
        options = ["--runs", str(lives), "--jobs", "2", "--no-report", "-q", "--out", f"{folder}/r"]
        start = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "sim", "run", str(path), *options])
        most = 0.0
        while process.poll() is None:
            most = max(most, memory(process.pid))
            time.sleep(0.5)
        return time.perf_counter() - start, most


def memory(process: int) -> float:
    """Return what a process and all below it hold, in MiB; of pages that they share each holds its part."""
    tree = subprocess.run(["ps", "-eo", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    rows = [tuple(map(int, line.split())) for line in tree.splitlines()]
    family = {process}
    for _ in range(3):
        family |= {pid for pid, parent in rows if parent in family}
    return sum(map(_held, family)) / 1024


def _held(process: int) -> int:
    """Return the proportional set size of a process, in KiB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def peak(runs: int) -> float:
    """Return the peak memory of a whole command, in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        code = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
        )
        arguments = [sys.executable, "-m", "sim", "run", str(CASE), "--runs", str(runs), "--no-report", "-q"]
        outer = [sys.executable, "-c", code, *arguments, "--out", f"{folder}/r"]
        return float(subprocess.run(outer, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    """Measure and print the table."""
    case = load(CASE)
    lives = 100_000
    rate = lives / (command(lives) - command(1))
    idle, twin = batch(Idle, "n", 400), batch(BatchTwin, "life", 40, case=case)
    print(f"(a) sim run {rate:,.0f} lives/s; idle Mesa model {idle:,.0f}; twin {twin:,.0f}")
    print(f"    {rate / idle:.1f} times the idle model, {rate / twin:.0f} times the twin")
    loop, same = steps(case, BESIDE), draws(case, BESIDE)
    count = YEARS * 3 * (len(MILITARY) + 3)
    out, fast = np.empty(BESIDE * count), np.random.Generator(np.random.SFC64(1))
    floor = seconds(lambda: fast.random(out=out))
    kept, bare = (seconds(lambda keep=keep: live(case, 0, BESIDE, keep)) for keep in (BESIDE, 0))
    print(
        f"(b) loop {loop / same:.1f} times the same draws, {loop / floor:.0f} times NumPy's fastest generator"
    )
    print(f"    counting {bare / loop - 1:.0%} on top of the loop, keeping every life {kept / loop - 1:.0%}")
    with tempfile.TemporaryDirectory() as folder:
        print("(c) ns a pair, year and life, beside that with 3 states:")
        few = None
        for states in (3, 40, 195):
            many = load(many_states(Path(folder), states))
            lives = lives_per_chunk(many)
            units = states * (states - 1) / 2 * 10 * lives * 1e-9
            whole, sums = steps(many, lives) / units, third_states(many, lives) / units
            few = few or whole
            print(f"    {states} states {whole:,.0f}: {whole / few:.1f} times; third states {sums:,.0f}")
    one, two = command(400_000, "--jobs", "1"), command(400_000, "--jobs", "2")
    print(f"(d) two jobs are {one / two:.2f} times as fast as one")
    sizes = (1_000, 100_000, 1_000_000) if "--large" in sys.argv else (1_000, 100_000)
    took, most = whole_world(195, 30, 100)
    print(f"(f) 100 lives of 195 states over 30 years: {took:.0f} s with two jobs, {most:,.0f} MiB at most")
    print("(e) peak MiB: " + ", ".join(f"{size:,} lives {peak(size):.0f}" for size in sizes))


if __name__ == "__main__":
    main()
