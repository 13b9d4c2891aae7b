"""What cannot be is refused before anything of it is built, with what it would take."""

import pytest

import sim
from sim.experiments import cost
from sim.experiments.check import check_input
from sim.experiments.design import read_sweep
from sim.experiments.sensitivity import study
from sim.faults import InputError
from sim.scenario.load import load
from sim.verbs import contrast as contrast_verb
from sim.verbs import shocks as shocks_verb
from tests.conftest import CASE

SWEEP = """\
name = "s"
scenario = "scenario.toml"
runs = {runs}
design = "grid"
steps = {steps}
[ranges]
"parameters.threat" = [0.5, 2.0]
"parameters.trust" = [0.5, 2.0]
"parameters.habit" = [0.1, 0.5]
"parameters.opportunity" = [0.1, 0.9]
[outcomes]
index = {{ measure = "mean-index", pair = "CHN-RUS", year = 2022 }}
"""


@pytest.fixture
def sweep(case_folder):
    def write(steps, runs=8):
        path = case_folder / "sweep.toml"
        path.write_text(SWEEP.format(steps=steps, runs=runs))
        return path

    return write


def test_a_grid_beyond_all_bounds_is_refused_by_check_too(sweep):
    (fault,) = check_input(sweep(1000))
    assert str(fault).endswith("steps: found 1,000,000,000,000 points; expected 10,000,000 at most")


def test_points_that_no_memory_holds_are_refused_before_they_are_laid_out(sweep, monkeypatch):
    monkeypatch.setattr(cost, "memory", lambda: 2**20)
    with pytest.raises(InputError, match=r"steps: found 160,000 points, which take some 0 GiB of memory"):
        read_sweep(sweep(20))


def test_points_that_take_more_than_a_century_are_refused(sweep, monkeypatch):
    monkeypatch.setattr(cost, "LONGEST", 3600)
    with pytest.raises(InputError, match="160,000 points of 100,000 lives, which take one core some 19 days"):
        read_sweep(sweep(20, 100_000))


def test_points_that_take_days_are_told_and_allowed(sweep):
    (warning,) = check_input(sweep(10, 100_000))
    assert warning.warning
    assert "10,000 points of 100,000 lives take one core some 1 days" in str(warning)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": 10**12}, "points: found .* points; expected 10,000,000 at most"),
        ({"runs": 10**12}, "runs: found 1,000,000,000,000 lives; expected 100,000 a point at most"),
    ],
)
def test_a_sensitivity_beyond_all_bounds_is_refused(options, message):
    with pytest.raises(InputError, match=message):
        study(CASE, **options)


def test_lives_that_no_memory_holds_are_not_compared(tmp_path, monkeypatch):
    monkeypatch.setattr(cost, "memory", lambda: 2**30)
    case, variant = load(CASE, ["runs=10000000"]), load(CASE / "no_ukraine.toml")
    with pytest.raises(InputError, match=r"10,000,000 lives.*some 196 GiB of memory.*this machine has 1 GiB"):
        contrast_verb.make(case, variant, tmp_path / "out")
    with pytest.raises(InputError, match=r"10,000,000 lives.*GiB of memory.*this machine has 1 GiB"):
        shocks_verb.make(case, tmp_path / "out", every_life=True)
    assert list(tmp_path.iterdir()) == []


def test_a_bank_beyond_all_bounds_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"sets.*: found 1,000,000,000; expected 100,000 at most"):
        sim.calibrate([CASE], sets=10**9, out=tmp_path / "out")
