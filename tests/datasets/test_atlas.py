"""The atlas: where the world's pairs stand in a year, with what is not known of them."""

import json
from functools import cache

import numpy as np
import pandas as pd
import pytest

import sim as house
from sim.datasets.atlas import AT, standing, with_last_known
from sim.datasets.measured import UNKNOWN, measure
from sim.faults import InputError
from sim.frames import read_frame
from sim.verbs.atlas import USUAL, _chosen
from tests.conftest import files

EUROPE = "FRA,DEU,POL,SUN,USA,GBR"
"""Asked for early years: the world that is lived has fewer states then."""


@cache
def measured(year):
    return measure(years=range(1950, year + 1))


@cache
def stands(year):
    return standing(measured(year), year)


def row(year, pair):
    return next(each for each in stands(year).rows(pair.split("-")) if each["pair"] == pair)


def test_reach_is_what_measured_cells_prove():
    assert row(2010, "DEU-FRA")["reach"] == "advanced"
    assert row(1985, "POL-RUS")["reach"] == "advanced"
    assert row(1985, "FRA-RUS")["reach"] == "none"
    for each in stands(2010).rows(stands(2010).states):
        proven = {int(k) for k in range(1, 8) if each[f"i{k}"] in ("low", "high")}
        assert (each["reach"] == "advanced") == bool(proven & {6, 7}), each
        assert (each["reach"] == "none") == (not proven & {3, 4, 6, 7}), each


def test_the_unknown_is_never_none():
    for year in (1955, 1990, 2023):
        known = stands(year)
        unknown = known.degrees == UNKNOWN
        rows = pd.DataFrame(known.rows(known.states))
        words = rows[[f"i{k}" for k in range(1, 8)]].to_numpy()
        assert ((words == "unknown") == unknown).all()
        assert (rows["unknown"] == unknown[:, AT].sum(axis=1)).all()


def test_what_was_last_known_stands_apart_and_is_told():
    pair = row(2023, "DEU-FRA")
    assert (pair["i7"], pair["reach"], pair["reach_still"]) == ("unknown", "moderate", "advanced")
    assert "7 high" in pair["still"]
    assert "4" not in pair["still"], "exercises of 2010 are over by their own window"
    assert stands(2023).latest() == {3: 2023, 4: 2010, 6: 2023, 7: 2018}
    assert not stands(2010).still[:, AT].any()


def test_bounds_of_the_stage_hold_whatever_the_unknown_is():
    order = {"none": 0, "early": 1, "moderate": 2, "advanced": 3}
    for each in stands(2023).rows(stands(2023).states):
        assert order[each["lowest"]] <= order[each["highest"]]
        assert order[each["reach"]] <= order[each["reach_still"]]


def test_states_are_those_of_the_year():
    assert {"DDR", "RUS", "CSK"} <= set(stands(1985).states)
    assert not {"CZE", "UKR", "SUN"} & set(stands(1985).states)
    assert {"FRA", "USA"} == set(list(stands(1985).ties())[:2])


def test_a_world_begins_with_what_was_last_known():
    before, after = measured(2023), with_last_known(measured(2023), 2023)
    now = 2023 - before.years.start
    known = before.degrees[..., now] != UNKNOWN
    assert (after.lasts[..., now] == before.lasts[..., now])[known].all()
    weak = np.ones(7, bool)
    weak[AT] = False
    assert (after.lasts[:, weak] == before.lasts[:, weak]).all()
    exercises = before.degrees[:, 3, 2010 - before.years.start]
    both = np.array([set(pair) <= set(stands(2023).states) for pair in before.pairs])
    carried = (after.lasts[:, 3, :, now] >= 2023).sum(axis=1)
    assert (carried == np.maximum(exercises, 0))[both].all()
    assert (after.lasts[..., :now] == before.lasts[..., :now]).all()


def test_an_atlas_is_asked_for_by_its_year(sim, tmp_path):
    status, said, _ = sim("atlas", 1964, "--states", EUROPE, "--runs", 8, "--out", "a")
    assert status == 0
    assert said.startswith("15 pairs of 6 of the 122 states at the end of 1964, by the stage that they are")
    assert "Most likely to stand lower by 1969: " in said
    folder = tmp_path / "a"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Soviet Union" in page
    assert "Russia" not in page
    assert {"atlas.csv", "states.csv", "prospects.csv", "climbers.csv", "fallers.csv", "report.html"} <= set(
        files(folder)
    )
    assert {"figures/atlas.svg", "figures/prospects.svg"} <= set(files(folder))
    prospects = read_frame(folder / "prospects.csv")
    assert len(prospects) == 15
    assert (prospects["climb"] + prospects["fall"] <= 1).all()
    assert not [name for name in prospects if name.startswith("i4")], "exercises were never known"
    never_known = prospects["pair"][prospects["i6_none"].isna()]
    assert not never_known.str.contains("USA").any()
    for number in (3, 6, 7):
        shares = prospects[[f"i{number}_{degree}" for degree in ("none", "low", "high")]].dropna()
        assert np.allclose(shares.sum(axis=1), 1)
    fallers = read_frame(folder / "fallers.csv", blank=True)
    assert list(fallers["chance"]) == sorted(fallers["chance"], reverse=True)
    parts = fallers[["power", "threat", "interest"]].sum(axis=1)
    assert np.allclose(fallers["purpose"], parts, atol=1e-5)
    assert json.loads((folder / "run.json").read_text())["runs"] == 8


@pytest.mark.usefixtures("undrawn")
def test_the_same_atlas_whatever_the_processes():
    one, two = (house.atlas(1957, states=EUROPE, runs=48, jobs=n) for n in (1, 2))
    assert one.tables["prospects"].equals(two.tables["prospects"])
    assert one.figures[0] == "atlas"


def test_regions_and_all_are_states_too():
    stands_then = stands(1985)
    assert _chosen(["all"], stands_then) == list(stands_then.states)
    europe = _chosen(["Europe"], stands_then)
    assert {"DDR", "FRA", "RUS"} <= set(europe)
    assert not {"USA", "CHN"} & set(europe)
    assert len(_chosen([], stands_then)) == USUAL


def test_a_run_is_shown_by_its_most_likely_stages(small, sim):
    assert sim("run", small, "--runs", 20, "--no-report", "--out", "r")[0] == 0
    status, said, _ = sim("atlas", "r", "--year", 2005, "--out", "a")
    assert status == 0
    assert said.startswith("Most likely stage of the 3 pairs of 3 states at the end of 2005: ")
    table = read_frame("a/atlas.csv")
    stages = read_frame("r/stages.csv").query("year == 2005").set_index("pair")
    for each in table.to_dict("records"):
        shares = stages.loc[each["pair"], ["none", "early", "moderate", "advanced"]]
        assert each["share"] == shares.max() == shares[each["stage"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((1949,), "WORLD: found 1949; expected a year from 1950 to 2023, or the folder of a finished run"),
        ((2030,), "WORLD: found 2030"),
        (("nowhere",), "nowhere: run.json: found no such file"),
        ((2010, "--year", 2005), "--year: found 2005; expected none beside a year"),
        ((2010, "--states", "FRA"), "--states: found FRA; expected two or more different states"),
        ((2010, "--states", "FRA,Xland"), "--states: found Xland"),
        ((2010, "--states", "FRA,DDR"), "--states: found DDR; expected states of 2010"),
        ((2010, "--runs", 0), "--runs: found 0"),
        ((2010, "--source", "none"), "none: found no folder"),
    ],
)
def test_faults(sim, arguments, told):
    status, _, faults = sim("atlas", *arguments)
    assert status == 2
    assert told in faults


def test_faults_of_a_run_name_its_years_and_states(small, sim):
    sim("run", small, "--runs", 4, "--no-report", "--out", "r")
    assert "--year: found 1999; expected a year from 2000 to 2009" in sim("atlas", "r", "--year", 1999)[2]
    assert "--states: found AAB; expected one of AAA, BBB, CCC" in sim("atlas", "r", "--states", "AAB")[2]
    with pytest.raises(InputError, match="year=: found 1999"):
        house.atlas("r", year=1999)
