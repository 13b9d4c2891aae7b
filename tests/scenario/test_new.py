"""A new case: what is filled in, what is left open, what is refused."""

import tomllib

import numpy as np
import pandas as pd
import pytest

from sim.experiments.ensemble import simulate
from sim.faults import InputError
from sim.ladder.events import read_events
from sim.scenario import facts
from sim.scenario.load import load, pair_under_study
from sim.scenario.new import new


def test_a_new_case_checks_and_runs_as_it_stands(tmp_path):
    written, notes = new(tmp_path / "case", ["USA", "IND"], 1991, 2023)
    assert [path.name for path in written] == ["drivers.csv", "events.csv", "scenario.toml"]
    assert notes == ["drivers end in 2022; after it the last value holds"]
    case = load(tmp_path / "case", ["runs=20"])
    assert case.warnings == []
    assert read_events(tmp_path / "case" / "events.csv") == []
    assert sum(state.capability for state in case.scenario.states) == pytest.approx(1, abs=1e-3)
    assert case.scenario.pairs[0].proximity == 0.3978
    assert sum(chunk.tally.lives for chunk in simulate(case)) == 20


def test_the_first_two_states_named_are_the_pair_under_study(tmp_path):
    new(tmp_path / "case", ["USA", "IND", "CHN"], 1991, 2022)
    assert pair_under_study(load(tmp_path / "case")) == "IND-USA"


def test_capability_is_the_mean_share_of_three_years_before(tmp_path):
    new(tmp_path / "case", ["CHN", "RUS", "USA"], 1991, 2022)
    states = {state.code: state.capability for state in load(tmp_path / "case").scenario.states}
    assert states == {"CHN": 0.0133, "RUS": 0.3706, "USA": 0.6161}


def test_the_soviet_union_reads_the_record_of_russia_to_its_end(tmp_path):
    new(tmp_path / "union", ["EGY", "SUN"], 1955, 1981)
    new(tmp_path / "russia", ["EGY", "RUS"], 1955, 1981)
    union, russia = (pd.read_csv(tmp_path / name / "drivers.csv") for name in ("union", "russia"))
    assert union["value"].tolist() == russia["value"].tolist()
    _, notes = new(tmp_path / "late", ["EGY", "SUN"], 1980, 2000)
    assert "SUN (Soviet Union): ends in 1991, the scenario in 2000" in notes
    assert pd.read_csv(tmp_path / "late" / "drivers.csv")["year"].max() == 1991


@pytest.mark.parametrize("code", ["DDR", "YMD", "XYZ"])
def test_a_state_without_figures_is_left_open_not_zero(tmp_path, code):
    _, notes = new(tmp_path / "case", ["USA", code], 1970, 1980)
    assert any(note.startswith(code) for note in notes)
    text = (tmp_path / "case" / "scenario.toml").read_text()
    open_state = next(state for state in tomllib.loads(text)["states"] if state["code"] == code)
    assert "capability" not in open_state
    with pytest.raises(InputError, match=f"states.{code}.capability: found nothing; expected a value"):
        load(tmp_path / "case")


def test_no_figure_of_a_state_is_zero_and_pairs_read_the_same_from_either_side():
    codes = sorted(code for code, state in facts.known_states().items() if state.record)
    table, _ = facts.expenditure(codes, range(1945, 2023))
    assert (table.to_numpy()[np.isfinite(table.to_numpy())] > 0).all()
    for one, other in [("RUS", "CHN"), ("TUR", "ISR"), ("VNM", "SUN"), ("PRK", "CHN")]:
        assert facts.proximity(one, other) == facts.proximity(other, one)
        assert facts.rivalry(one, other, 1980) == facts.rivalry(other, one, 1980)
        assert facts.obligations(one, other, 1970) == facts.obligations(other, one, 1970)
        years = range(1975, 1980)
        assert facts.similarity(one, other, years) == facts.similarity(other, one, years)
    assert facts.rivalry("CHN", "SUN", 1975) == "positional and spatial and ideological"
    assert facts.rivalry("CHN", "SUN", 1990) is None


def test_gaps_are_interpolated_inside_a_series_and_taken_from_the_index_beyond():
    table, notes = facts.expenditure(["CHN", "PRK", "USA"], range(1990, 2023))
    assert notes == {
        "CHN": "1994-2004 interpolated",
        "PRK": "2002-2022 from the composite index, no expenditure being known",
    }
    assert table["CHN"][1999] == pytest.approx((table["CHN"][1993] + table["CHN"][2005]) / 2)


@pytest.mark.parametrize(
    ("codes", "years", "message"),
    [
        (["usa", "IND"], (1991, 2000), r"--states: found usa; .*did you mean USA\?"),
        (["USA"], (1991, 2000), "found USA; expected two or more different states"),
        (["USA", "USA"], (1991, 2000), "two or more different states"),
        (["USA", "IND"], (2000, 1991), "found 2000 to 1991; expected a first year and a last not before"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_is_written(tmp_path, codes, years, message):
    with pytest.raises(InputError, match=message):
        new(tmp_path / "case", codes, *years)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(InputError, match="something there"):
        new(tmp_path, ["USA", "IND"], 1991, 2000)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
