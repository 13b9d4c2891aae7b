"""What is built carries all that runs need, and cases are found by their names."""

import tomllib

import pytest

from sim.scenario import bundled
from tests.conftest import ROOT, files

PACKAGE = ROOT / "sim"


def test_every_package_and_every_file_of_data_is_named():
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    packages = {path.parent for path in PACKAGE.rglob("__init__.py")}
    named = {".".join(path.relative_to(ROOT).parts) for path in packages}
    assert set(setup["packages"]) == {*named, "sim.cases"}
    data = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert data == {path for pattern in setup["package-data"]["sim"] for path in PACKAGE.glob(pattern)}
    assert setup["package-dir"] == {"sim.cases": "scenarios"}
    every = {path for path in (ROOT / "scenarios").rglob("*") if path.is_file()}
    patterns = setup["package-data"]["sim.cases"]
    assert every == {path for pattern in patterns for path in (ROOT / "scenarios").glob(pattern)}


def test_cases_are_listed_with_their_questions(sim):
    status, out, _ = sim("cases")
    assert status == 0
    assert "israel_turkey" in out
    assert "What made the alignment of the 1990s" in out
    listed = dict(bundled.questions())
    assert set(listed) == {path.name for path in (ROOT / "scenarios").iterdir() if path.is_dir()}
    assert all(question.endswith("?") for question in listed.values())


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "israel_turkey", "--runs", 2, "--no-report"),
        ("run", "israel_turkey/no_gaza.toml", "--runs", 2, "--no-report"),
        ("assess", "israel_turkey/events.csv"),
        ("assess", "israel_turkey"),
        ("check", "israel_turkey", "russia_china/sweeps/threat_and_interest.toml"),
        ("compare-cases", "israel_turkey", "us_india"),
    ],
)
def test_a_case_is_found_by_its_name(sim, tmp_path, arguments):
    status, _, err = sim(*arguments)
    assert status == 0, err
    assert all(name.startswith("results/") for name in files(tmp_path))


def test_what_stands_here_comes_before_what_ships(sim, small):
    small.rename(small.with_name("us_india"))
    status, out, _ = sim("run", "us_india", "--runs", 2, "--no-report")
    assert (status, "results/small" in out) == (0, True)


def test_the_nearest_case_is_named(sim):
    status, _, err = sim("run", "israel_turky")
    assert (status, "did you mean israel_turkey?" in err, err.count("\n")) == (2, True, 1)


def test_the_command_says_its_version_and_its_help(sim):
    assert sim("--version") == (0, "rapprochement 0.1.0\n", "")
    helps = [sim(*verb, option) for verb in ((), ("run",)) for option in ("-h", "--help")]
    assert helps[0] == helps[1]
    assert helps[2] == helps[3]
    assert all("Usage" in out for _, out, _ in helps)
