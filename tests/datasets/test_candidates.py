"""Candidates: what data sets know of states, proposed by rule, counted once a coder accepts it."""

import csv
import json

import pandas as pd
import pytest

import sim as house
from sim.datasets.candidates import candidates
from sim.faults import InputError
from sim.ladder.event_files import candidates_in, events_of_table, read_events, read_rows
from sim.scenario.load import load
from tests.conftest import ROOT
from tools.candidates import BEGIN, END, LISTS, PAGE, VERDICTS, compared

FRANCE_GERMANY = ("candidates", "FRA,DEU", "--from", 1945, "--to", 2023)


def of(codes, first=1945, last=2023):
    return pd.DataFrame(candidates(codes, first, last)).set_index("id")


def test_a_row_for_each_thing_that_the_data_sets_know():
    rows = of(["DEU", "FRA"])
    assert rows.index.is_unique
    assert (rows["note"].str.startswith("certainty: candidate. Rule: ")).all()
    assert (rows["source"] + rows["record"]).str.len().min() > 10
    elysee = rows.loc["atop-3470-7-DEU-FRA-1963-low"]
    assert (elysee["date"], elysee["degree"], elysee["basis"]) == ("1963-01-22", "low", "agreement")
    licensed = rows.loc["sipri-FRA-DEU-3-DEU-FRA-1978-high"]
    assert (licensed["date"], licensed["end_date"], licensed["basis"]) == ("1978", "1983", "practice")
    stationed = rows[(rows["indicator"] == "6") & (rows["degree"] == "high")].iloc[0]
    assert stationed["title"] == "Forces of France in Germany, 1,000 and more"
    assert stationed["source"] == "Signals of support 2019, record troops-FRA-DEU"
    assert not ((rows["indicator"] == "6") & (rows["degree"] == "low") & (rows["date"] < "2013")).any()
    assert rows.loc["icow-22606-1-DEU-FRA-1957-low", "judge"] != ""


def test_a_treaty_of_before_both_were_states_is_dated_when_they_are():
    rows = of(["DEU", "FRA"])
    pact = rows.loc["atop-3180-7-DEU-FRA-1955-high"]
    assert (pact["date"], pact["title"]) == ("1955", "Defence pact, with 13 others")


def test_nothing_is_of_a_state_that_is_none_and_the_union_ends_where_russia_begins():
    rows = of(["EGY", "RUS", "SUN"])
    years = rows["date"].str[:4].astype(int)
    soviet = rows["actors"].str.contains("SUN")
    assert (years[soviet] <= 1991).all()
    assert (years[~soviet] > 1991).all()
    assert of(["EGY", "RUS"])["date"].min() < "1992"


def test_exercises_of_many_are_one_row_that_asks_who_led_them():
    many = of(["DEU", "FRA"])
    many = many[many["judge"].str.startswith("of many")]
    assert len(many) == 1
    assert "exercises of 5 and more" in many["title"].iloc[0]


def test_no_candidate_counts_before_it_is_accepted(sim, tmp_path):
    assert sim(*FRANCE_GERMANY, "--out", "c.csv")[0] == 0
    status, _, said = sim("assess", "c.csv")
    assert status == 2
    assert "no military event, 46 candidates that are not accepted" in said
    assert read_events(tmp_path / "c.csv") == []
    rows = list(csv.DictReader((tmp_path / "c.csv").open(encoding="utf-8-sig")))
    for row in rows[:3]:
        row["accept"] = "yes"
    rows[3]["accept"] = "no"
    pd.DataFrame(rows).to_csv(tmp_path / "c.csv", index=False)
    assert len(read_events(tmp_path / "c.csv")) == 3
    assert candidates_in(read_rows(tmp_path / "c.csv")) == (42, 0)
    assert "42 candidates are left to judge" in sim("check", "c.csv")[2]


def test_what_is_accepted_by_rule_is_said_on_every_output(sim, tmp_path):
    status, out, _ = sim(*FRANCE_GERMANY, "--accept", "--out", "c.csv")
    assert status == 0
    assert "are accepted by rule, and no coder has read them" in out
    _, _, said = sim("assess", "c.csv", "--out", "r")
    accepted = "events of the record are candidates accepted by rule: no coder has read them"
    assert accepted in said
    assert json.loads((tmp_path / "r" / "run.json").read_text())["accepted_by_rule"] > 20
    assert accepted in (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "candidates are accepted by rule" in sim("check", "c.csv")[2]


def test_the_candidates_are_compared_with_a_coding_as_they_stand(sim, tmp_path):
    sim("candidates", "CHN,PAK", "--from", 1960, "--to", 2023, "--out", "c.csv")
    status, out, _ = sim("agree", "c.csv", "china_pakistan/events.csv", "--pair", "CHN-PAK", "--out", "r")
    assert status == 0
    assert "both show the same degree" in out


@pytest.mark.parametrize(
    ("accept", "message"),
    [("yep", r"line 2, accept: found 'yep'; .*did you mean yes\?"), ("maybe", "accept: found 'maybe'")],
)
def test_accept_is_yes_no_or_rule(sim, tmp_path, accept, message):
    sim(*FRANCE_GERMANY, "--out", "c.csv")
    frame = pd.read_csv(tmp_path / "c.csv", dtype=str, keep_default_na=False)
    frame.loc[0, "accept"] = accept
    frame.to_csv(tmp_path / "c.csv", index=False)
    with pytest.raises(InputError, match=message):
        read_events(tmp_path / "c.csv")


def test_an_events_file_without_a_row_is_filled_and_no_other_is_touched(sim, tmp_path):
    sim("new", "my", "--states", "FRA,DEU", "--from", 1960, "--to", 1980)
    assert sim("candidates", "FRA,DEU", "--from", 1960, "--to", 1980, "--out", "my/events.csv")[0] == 0
    assert sim("candidates", "FRA,DEU", "--from", 1960, "--to", 1980, "--out", "my/events.csv")[0] == 2
    assert read_rows(tmp_path / "my" / "events.csv")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("candidates", "FRA", "--from", 1960, "--to", 1980), "two or more different states"),
        (("candidates", "FRA,XYZ", "--from", 1960, "--to", 1980), "STATES: found XYZ"),
        (("candidates", "FRA,DEU", "--from", 1980, "--to", 1960), "found 1980 to 1960"),
        (("candidates", "FRA,DEU", "--from", 1960, "--to", 1980, "--source", "no"), "no: found no folder"),
    ],
)
def test_what_cannot_be_is_refused(sim, arguments, message):
    status, _, said = sim(*arguments)
    assert status == 2
    assert message in said


def test_years_that_no_data_set_covers_are_named(sim):
    said = sim(*FRANCE_GERMANY, "--out", "c.csv")[2]
    assert "no row is no zero: treaties 1945-2018, agreements 1980-2010" in said


def test_the_functions_give_the_tables(tmp_path):
    assert set(house.sources().tables["sources"]["source"]) >= {"alliances", "arms"}
    result = house.candidates("FRA,DEU", since=1960, last=1980, out=tmp_path / "c.csv")
    assert set(result.tables["candidates"]["actors"]) == {"DEU;FRA"}


def test_each_candidate_that_the_coding_lacks_has_a_verdict():
    lacking, judged = (pd.read_csv(LISTS / f"{name}.csv") for name in ("not_in_the_coding", "omissions"))
    assert set(zip(lacking["case"], lacking["id"], strict=True)) <= set(
        zip(judged["case"], judged["candidate"], strict=True)
    )
    assert set(judged["verdict"]) == set(VERDICTS)
    assert set(judged.loc[judged["id"].notna(), "verdict"]) == {"real"}


def test_what_was_really_omitted_is_coded_but_for_the_pair_of_the_paper():
    judged = pd.read_csv(LISTS / "omissions.csv")
    for case, rows in judged[judged["id"].notna()].groupby("case"):
        coded = {event.id: event for event in load(ROOT / "scenarios" / case.replace("-", "_")).observed}
        for event in events_of_table(rows.drop(columns=["case", "candidate", "verdict", "reason"])):
            assert (event.id in coded) == (event.actors != ("CHN", "RUS")), event.id
            assert coded.get(event.id, event) == event


def test_the_page_says_what_the_command_finds():
    page = PAGE.read_text(encoding="utf-8")
    result = compared(load(ROOT / "scenarios" / "israel_turkey"))
    counts = (result.proposed.total(), len(result.lacking), result.coded.total(), len(result.unknown))
    assert f"| israel-turkey | {' | '.join(map(str, counts))} |" in page
    assert page.count(BEGIN) == page.count(END) == 1
