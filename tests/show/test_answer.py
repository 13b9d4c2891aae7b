"""The answer in words: what is said first, of a record and of simulated lives."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim as house
from sim.files import write_mark
from sim.ladder.ladder import MILITARY
from sim.ladder.names import Names
from sim.ladder.verdict import judge
from sim.scenario.load import load
from sim.show.answer import in_words, percents
from sim.show.naming import Naming
from sim.show.report import shown_parties
from tests.conftest import EVENTS

pytestmark = pytest.mark.usefixtures("undrawn")

VERDICTS = MILITARY.verdict_names


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6).filter(any))
def test_whole_percents_sum_to_100_and_stay_within_one_of_the_share(counts):
    parts = percents(counts)
    assert sum(parts) == 100
    exact = [100 * count / sum(counts) for count in counts]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))


def test_counts_and_the_shares_in_files_give_the_same_percents():
    counts = [1, 241, 7, 24, 27]
    shares = [round(count / 300, 6) for count in counts]
    assert percents(counts) == percents(shares) == [1, 80, 2, 8, 9]


@pytest.mark.parametrize(
    ("degrees", "sentence"),
    [
        ((0,) * 7, "none: nothing is live; missing for a rapprochement: any indicator at any degree"),
        (
            (1, 0, 0, 0, 0, 0, 0),
            "rapprochement: no stage settled, early in reach (confidence measures low); missing to be on the "
            "way: consultations, arms and exercises high, and command, bases or common defence at any degree",
        ),
        (
            (1, 2, 2, 2, 1, 0, 0),
            "on the way: moderate at high degree (arms and exercises high), advanced in reach (command low); "
            "missing for an undeclared alliance: command high, or bases or common defence at any degree",
        ),
        (
            (0, 2, 1, 2, 1, 2, 0),
            "undeclared alliance: advanced at low degree (bases high, command low); missing for an alliance: "
            "common defence high",
        ),
        (
            (0, 0, 1, 0, 0, 0, 2),
            "alliance: no stage settled, advanced by a leap (common defence high, arms low); missing beneath "
            "it: consultations and exercises high",
        ),
        ((1, 2, 2, 2, 0, 2, 2), "alliance: advanced at high degree (bases and common defence high)"),
    ],
)
def test_a_verdict_names_what_it_rests_on_and_what_is_missing(degrees, sentence):
    assert in_words(judge(degrees, MILITARY)) == sentence


def test_names_in_a_sentence_have_their_article():
    called = {"EGY": "Egypt", "SUN": "Soviet Union", "USA": "United States"}
    naming = Naming({code: Names(en=name) for code, name in called.items()})
    assert naming.party_in_sentence("EGY-SUN") == "Egypt and the Soviet Union"
    assert naming.party_in_sentence("EGY+USA+XYZ") == "Egypt, the United States and XYZ"


def test_assess_says_the_verdict_first_by_the_names_of_the_scenario_beside(sim, tmp_path, small):
    status, out, _ = sim("assess", small / "events.csv", "--out", tmp_path / "a")
    first = (
        "Aland and Beland, 2006: rapprochement: early at high degree (consultations high), moderate in reach"
    )
    assert (status, out.startswith(first)) == (0, True), out
    (row,) = pd.read_csv(tmp_path / "a" / "verdicts.csv", keep_default_na=False).tail(1).to_dict("records")
    assert row == {
        **{"year": 2006, "pair": "AAA-BBB", "verdict": "rapprochement", "rests_on": "2 high;4 low"},
        **{"toward": "on the way", "missing": "3 high;4 high;5 low|6 low|7 low"},
    }


def test_assess_says_the_pair_under_study_first(sim, tmp_path, small):
    events = small / "events.csv"
    events.write_text(events.read_text() + "E4,2004,,BBB;CCC,military,2,low,advance,practice,Talks,book,\n")
    (small / "scenario.toml").write_text('focus = "BBB-CCC"\n' + (small / "scenario.toml").read_text())
    for asked in (events, small):
        assert list(house.assess(asked).verdict) == ["BBB-CCC", "AAA-BBB"]


def test_assess_alone_knows_the_names_of_states_and_leaves_codes_it_does_not_know(sim, tmp_path):
    (tmp_path / "e.csv").write_text(EVENTS.replace("AAA;BBB", "USA;XQX"))
    result = house.assess(tmp_path / "e.csv", last=2030)
    assert result.verdict["USA-XQX"].startswith("The United States and XQX, 2030: rapprochement: early at ")
    assert result.sentences == list(result.verdict.values())


def test_a_group_has_its_verdict_before_its_pairs(sim, tmp_path, small):
    events = small / "events.csv"
    events.write_text(
        events.read_text() + "G,2003,,AAA;BBB;CCC,military,2,high,advance,practice,Summit,book,\n"
    )
    _, out, _ = sim("assess", events, "--group", "AAA,BBB,CCC", "--out", tmp_path / "g")
    assert out.startswith("Aland, Beland and Celand, 2006: rapprochement: early at high degree")
    verdict = json.loads((tmp_path / "g" / "run.json").read_text())["verdict"]
    assert list(verdict) == ["AAA+BBB+CCC", "AAA-BBB", "AAA-CCC", "BBB-CCC"]


def test_a_run_says_the_verdicts_of_its_lives_first_and_on_top_of_its_page(sim, tmp_path, small):
    status, out, _ = sim("run", small, "--keep", "all", "--out", tmp_path / "r")
    frame = pd.read_csv(tmp_path / "r" / "verdicts.csv")
    assert list(frame.columns) == ["year", "pair", *VERDICTS, "observed"]
    lives = pd.read_parquet(tmp_path / "r" / "lives.parquet")
    last = lives[(lives["year"] == 2009) & (lives["pair"] == "AAA-BBB")]
    names = [judge(row, MILITARY).name for row in last[[f"i{n}" for n in range(1, 8)]].to_numpy()]
    row = frame[(frame["year"] == 2009) & (frame["pair"] == "AAA-BBB")].iloc[0]
    assert [row[name] for name in VERDICTS] == [names.count(name) / 40 for name in VERDICTS]
    shares = percents(names.count(name) for name in VERDICTS)
    told = ", ".join(f"{name} {share}%" for name, share in zip(VERDICTS, shares, strict=True) if share)
    sentences = (
        f"Aland and Beland, 2009, in 40 lives: {told}. Observed in 2009: rapprochement: early at high degree"
    )
    assert (status, " ".join(out.split()).startswith(sentences)) == (0, True), out
    page = (tmp_path / "r" / "report.html").read_text()
    assert page.index(sentences) < page.index("The index of Aland and Beland in 2009") < page.index("<h2>")


def test_a_run_without_a_record_says_what_its_lives_come_to(small, tmp_path):
    text = (small / "scenario.toml").read_text().replace('events = "events.csv"\n', "")
    (small / "scenario.toml").write_text(text)
    result = house.run(small, out=tmp_path / "r")
    assert result.verdict["AAA-BBB"].startswith("Aland and Beland, 2009, in 40 lives: ")
    assert "Observed" not in result.verdict["AAA-BBB"]


def test_the_pair_under_study_comes_first_however_low_it_stands(sim, small, tmp_path):
    text = 'focus = "CCC-BBB"\n' + (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text(text)
    _, out, _ = sim("run", small, "--out", tmp_path / "r")
    assert out.lstrip().startswith("Beland and Celand, 2009, in 40 lives: ")
    table = out[out.index("Lives in 2009") :].splitlines()
    assert [line.split()[0] for line in table[1:3]] == ["pair", "Beland-Celand"]
    _, out, _ = sim("run", small, "--out", tmp_path / "r", "--all")
    table = out[out.index("Lives in 2009") :].splitlines()
    assert [line.split()[0] for line in table[1:4]] == ["pair", "Beland-Celand", "Aland-Beland"]
    stages = pd.read_csv(tmp_path / "r" / "stages.csv", keep_default_na=False)
    assert shown_parties(load(small), stages) == ["BBB-CCC", "AAA-BBB", "AAA-CCC"]
    page = (tmp_path / "r" / "report.html").read_text()
    assert "<h1>Beland-Celand</h1>" in page
    assert page.index("The ladder of Beland and Celand") < page.index("The ladder of Aland and Beland")
    assert page.index('<th scope="row">Beland-Celand</th>') < page.index('<th scope="row">Aland-Beland</th>')


def test_a_report_anew_says_the_same(sim, small, tmp_path):
    sim("run", small, "--no-report", "--out", tmp_path / "r")
    said_then = json.loads((tmp_path / "r" / "run.json").read_text())["verdict"]["AAA-BBB"]
    assert sim("report", tmp_path / "r")[0] == 0
    assert said_then in (tmp_path / "r" / "report.html").read_text()


def test_a_result_from_before_there_were_verdicts_is_reported_without(sim, small, tmp_path):
    out = tmp_path / "r"
    sim("run", small, "--no-report", "--out", out)
    (out / "verdicts.csv").unlink()
    mark = json.loads((out / "run.json").read_text())
    del mark["verdict"], mark["files"]["verdicts.csv"]
    write_mark(out, mark)
    assert sim("report", out)[0] == 0
    page = (out / "report.html").read_text()
    assert "Where the lives end" in page
    assert "Verdicts: shares of lives" not in page


def test_a_focus_that_is_no_pair_is_told_with_the_nearest(sim, small, tmp_path):
    text = 'focus = "AAA-BBX"\n' + (small / "scenario.toml").read_text()
    (small / "scenario.toml").write_text(text)
    status, _, err = sim("run", small, "--out", tmp_path / "r")
    assert (status, len(err.splitlines()), (tmp_path / "r").exists()) == (2, 1, False)
    assert "line 1, focus: found 'AAA-BBX'; expected a pair of the scenario's states" in err
    assert "(did you mean AAA-BBB?)" in err
    assert sim("check", small)[2] == err
