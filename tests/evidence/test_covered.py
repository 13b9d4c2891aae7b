"""What the record does not cover is not scored, and this is said."""

import pandas as pd
import pytest

from sim.evidence.hindcast import Plan
from sim.evidence.histories import histories
from sim.experiments.check import check_input
from sim.faults import InputError
from sim.results.tables import observed_trajectories
from sim.scenario.load import load
from sim.show.answer import observed_verdict
from sim.show.scoring import scope
from sim.verbs.run import make as run
from tests.conftest import ROOT

RECORD = "record = [2000, 2009]\n"
"""The line by which the small case says that it was coded to its end."""


@pytest.fixture
def open_ended(small):
    """The small case without a word on how far it was coded; its events run from 1998 to 2006."""
    path = small / "scenario.toml"
    path.write_text(path.read_text().replace(RECORD, ""))
    return small


def uncovered(case):
    """Return what is warned of the years that the record does not cover."""
    return [str(warning) for warning in case.warnings if warning.place == "start, end"]


def ran(case, tmp_path, *changes):
    run(load(case, ["runs=20", *changes]), tmp_path / "out", report=False)
    return tmp_path / "out"


def test_a_record_reaches_from_its_first_to_its_last_military_event(open_ended):
    assert load(open_ended).covered == range(2000, 2007)
    assert load(open_ended, ["start=1995"]).covered == range(1998, 2007)
    assert load(open_ended, ["end=2004"]).covered == range(2000, 2005)
    assert not load(ROOT / "scenarios" / "russia_china" / "futures").covered


def test_a_scenario_may_say_that_quiet_years_were_coded(small):
    assert load(small).covered == range(2000, 2010)
    assert load(small, ["end=2030"]).covered == range(2000, 2010)
    assert uncovered(load(small)) == []


def test_an_end_past_the_record_adds_no_year_to_the_scores(open_ended, tmp_path):
    folder = ran(open_ended, tmp_path, "end=2020")
    stages = pd.read_csv(folder / "stages.csv", keep_default_na=False)
    observed = stages[stages["pair"] == "AAA-BBB"].set_index("year")["observed"]
    assert set(observed[observed != ""].index) == set(range(2000, 2007))
    assert set(pd.read_csv(folder / "observed.csv")["year"]) == set(range(2000, 2007))
    sentence = "Scored in 2000-2006: the record covers no more, and nothing is scored in 2007-2020."
    assert scope(load(folder)) == sentence
    exact = pd.read_csv(folder / "scores.csv")
    again = ran(open_ended, tmp_path / "again", "end=2006")
    assert scope(load(again)) == ""
    # The years up to 2006 are the same lives, so their scores are too.
    pd.testing.assert_frame_equal(exact, pd.read_csv(again / "scores.csv"))


def test_an_end_before_every_event_is_told_and_not_scored(open_ended, tmp_path):
    path = open_ended / "scenario.toml"
    text = path.read_text()
    shocks = text[text.index("[[shocks]]") : text.index("[parameters]")]
    path.write_text(
        text.replace("start = 2000", "start = 1980").replace("end = 2009", "end = 1990").replace(shocks, "")
    )
    (warning,) = uncovered(load(open_ended))
    assert warning in map(str, check_input(open_ended))
    assert "no military event that it covers; expected one of 1980-1990: nothing is scored" in warning
    folder = ran(open_ended, tmp_path)
    assert not (folder / "scores.csv").exists()
    stages = pd.read_csv(folder / "stages.csv", keep_default_na=False)
    assert set(stages["observed"]) == {""}
    assert observed_verdict(load(open_ended), "AAA-BBB") is None


def test_events_none_of_them_military_are_told_and_not_scored(small, tmp_path):
    path = small / "events.csv"
    header, *_ = path.read_text().splitlines()
    path.write_text(f"{header}\nE1,2003,,AAA;BBB,diplomatic,,,,practice,Visit,book,\n")
    (warning,) = uncovered(load(small))
    assert "found no military event that it covers" in warning
    assert not (ran(small, tmp_path) / "scores.csv").exists()


def test_forecasts_and_their_record_end_where_it_does(open_ended):
    rows = [
        f"E{n},{2000 + n // 2},,AAA;BBB,military,4,low,advance,practice,Manoeuvres,book,"
        for n in range(4, 10)
    ]
    path = open_ended / "events.csv"
    path.write_text(path.read_text() + "\n".join(rows) + "\n")
    case = load(open_ended, ["end=2020"])
    assert {history.end for history in histories(case)} == {2006}
    assert max(Plan(leads=(1, 3)).origins(case)) <= 2005


def test_every_bundled_case_is_covered_to_its_end():
    for path in sorted((ROOT / "scenarios").glob("*/scenario.toml")):
        case = load(path)
        assert case.covered == range(case.scenario.start, case.scenario.end + 1), path
        assert len(observed_trajectories(case)) > 0


@pytest.mark.parametrize("years", ["[2009, 2000]", "[2000]", '"2000"', "[2000, 2004, 2009]"])
def test_a_record_is_two_years_in_order(small, years):
    path = small / "scenario.toml"
    path.write_text(path.read_text().replace(RECORD, f"record = {years}\n"))
    with pytest.raises(InputError, match=r"scenario\.toml: line 8, record: found"):
        load(small)
