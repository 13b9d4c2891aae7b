"""Results made again: the same, or the first place that differs and what may explain it."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

import sim as api
from sim.verbs import replay as replay_verb
from tests.conftest import files, in_this_process

pytestmark = pytest.mark.usefixtures("undrawn")

SWEEP = """\
name = "s"
scenario = "scenario.toml"
runs = 2
design = "grid"
steps = 2
[ranges]
"parameters.threat" = [1.0, 2.0]
[outcomes]
index = { measure = "mean-index", pair = "AAA-BBB", year = 2009 }
"""


@pytest.fixture
def soon(monkeypatch):
    """Make results again in this process: that another does so has a test of its own."""
    monkeypatch.setattr(replay_verb, "subprocess", SimpleNamespace(run=in_this_process))


@pytest.fixture
def posterior(small):
    pd.DataFrame({"threat": [1.0, 2.0], "interest": [1.0, 2.0]}).to_parquet(small / "sets.parquet")
    return small / "sets.parquet"


@pytest.mark.parametrize(
    "given",
    [
        ("run", "small", "--no-report", "--posterior", "small/sets.parquet", "--seed", 4),
        ("shocks", "small", "--runs", 12),
        ("assess", "small/events.csv", "--to", 2008),
        ("compare-cases", "small"),
        ("sweep", "small/sweep.toml"),
    ],
)
def test_a_result_made_again_is_the_same(sim, small, posterior, tmp_path, given, soon):
    (small / "sweep.toml").write_text(SWEEP)
    assert sim(*given, "--out", "r")[0] == 0
    before = files(tmp_path)
    status, out, err = sim("replay", "r")
    assert (status, out.startswith("The same: ")) == (0, True), out + err
    assert files(tmp_path) == before


def test_the_first_place_that_differs_is_named(sim, small, tmp_path, soon):
    assert sim("run", small, "--no-report", "--out", "r")[0] == 0
    lines = (tmp_path / "r" / "stages.csv").read_text().splitlines()
    cells = lines[2].split(",")
    lines[2] = ",".join([*cells[:6], "0.999", *cells[7:]])
    (tmp_path / "r" / "stages.csv").write_text("\n".join(lines) + "\n")
    lives = pd.read_parquet(tmp_path / "r" / "lives.parquet")
    lives.loc[7, "stage"] = 9
    lives.to_parquet(tmp_path / "r" / "lives.parquet")
    status, out, _ = sim("replay", "r")
    assert status == 1
    assert "lives.parquet: row 8, stage: 9 here, " in out
    assert "1 more of 15 files differ" in out
    assert "changed since it was written" in out
    again = api.replay(tmp_path / "r")
    (said,) = again.tables["differences"]["difference"].tolist()[1:]
    assert f"stages.csv: row 2, index_mean: 0.999 here, {cells[6]} made again" in said


def test_other_versions_and_other_inputs_are_named(sim, small, tmp_path):
    assert sim("assess", small / "events.csv", "--out", "r")[0] == 0
    mark = json.loads((tmp_path / "r" / "run.json").read_text())
    mark["versions"]["numpy"] = "1.0"
    (tmp_path / "r" / "run.json").write_text(json.dumps(mark))
    text = (small / "events.csv").read_text()
    (small / "events.csv").write_text(text.replace("2002,,AAA", "2003,,AAA"))
    status, out, _ = sim("replay", "r")
    assert status == 1
    assert "evidence.csv: row " in out
    assert "other inputs (another events)" in out
    assert "numpy 1.0 then, " in out


def test_what_cannot_be_made_again_is_refused(sim, small, tmp_path):
    # In a process of its own, whose last word is passed on.
    api.contrast(small, small, runs=10, out=tmp_path / "c")
    status, _, err = sim("replay", tmp_path / "c")
    assert (status, "made by sim.contrast" in err) == (2, True)
    status, _, err = sim("replay", small)
    assert (status, "found no finished result" in err) == (2, True)
    assert sim("assess", small / "events.csv", "--out", "r")[0] == 0
    (small / "events.csv").unlink()
    status, _, err = sim("replay", "r")
    assert (status, "no such file" in err, "sim assess" in err) == (2, True, True)


def test_a_result_says_every_library_that_bears_on_a_number(sim, small, tmp_path):
    assert sim("assess", small / "events.csv", "--out", "r")[0] == 0
    named = json.loads((tmp_path / "r" / "run.json").read_text())["versions"]
    assert {"python", "mesa", "numpy", "scipy", "pandas", "pyarrow", "scoringrules", "SALib"} <= set(named)
